"""Defaults, what happened to them, the reserve and its rules as the fields of replies."""

from __future__ import annotations

from typing import Any

from engine.units import format_date
from settlement_bridge.books.venue_rules import clock
from settlement_bridge.defaults.cases import Act, Case
from settlement_bridge.defaults.cases_sql import Notice
from settlement_bridge.defaults.explained_sql import Known
from settlement_bridge.defaults.reserve import Balance
from settlement_bridge.defaults.rules import DefaultRules, moment

Fields = dict[str, Any]


def case_row(case: Case) -> Fields:
    """A default as it stands; what is missing as `missing_fen` or, of units, `missing`."""
    trade = case.trade
    names = ("method", "trade", "instrument", "quantity", "amount_fen", "buyer", "seller")
    return {
        "default": case.number,
        "date": format_date(trade.date),
        "status": case.status,
        "account": case.account,
        "entity": case.entity,
        "short_of": "units" if case.instrument else "cash",
        "missing" if case.instrument else "missing_fen": case.missing,
        "deadline": moment(case.deadline_ns),
        "deadline_ns": case.deadline_ns,
        **{name: getattr(trade, name) for name in names},
        "covered_fen": case.covered_fen,
        "repaid_fen": case.repaid_fen,
        "written_off_fen": case.written_off_fen,
        "outstanding_fen": case.outstanding_fen,
    }


def act_row(act: Act) -> Fields:
    """One thing that happened to a default."""
    return {
        "number": act.number,
        "default": act.default,
        "what": act.kind.name.lower(),
        "time_ns": act.time_ns,
        "date": format_date(act.date) or None,
        "amount_fen": act.amount_fen,
        "deadline": moment(act.deadline_ns) if act.deadline_ns else None,
        "event": act.event or None,
        "who": act.who,
        "role": act.role,
        "document": act.document or None,
        "note": act.note or None,
    }


def notice_row(notice: Notice) -> Fields:
    """An act with the default it is of, as that stands now."""
    return act_row(notice.act) | {"case": case_row(notice.case)}


def known_row(known: Known) -> Fields:
    """A difference between registry and exchange that has a name."""
    row = known._asdict() | {
        "instrument": known.instrument or None,
        "default": known.default or None,
    }
    return row | {
        "difference_fen" if known.instrument == "" else "difference": row.pop("difference")
    }


def reserve_row(balance: Balance) -> Fields:
    """The reserve in fen; `claims_fen`: paid for others and not come back."""
    return balance._asdict() | {"claims_fen": balance.covered_fen - balance.repaid_fen}


def rules_row(rules: DefaultRules) -> Fields:
    """The rules that apply to new defaults."""
    return {
        "top_up": None if rules.top_up_minute is None else clock(rules.top_up_minute),
        "top_up_days": rules.top_up_days,
        "at_deadline": "settle" if rules.automatic else "wait",
        "fee_share_bp": rules.fee_share_bp,
        "hold_results": rules.hold_results,
    }
