"""Answers to the operations of defaults, the reserve and objections; and the results that are
accepted when trading opens again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import DayStatus
from settlement_bridge.books.settings import clock
from settlement_bridge.bridge import objections, trading_days
from settlement_bridge.bridge.exchange import Exchange, exchange_answers
from settlement_bridge.bridge.objections import About, Market, Objection, opened_after
from settlement_bridge.defaults import (
    Act,
    ActKind,
    DefaultRules,
    acts_of,
    cases,
    deadlines,
    moment,
    reserve,
    rules_of,
    set_rules,
    time_of,
)
from settlement_bridge.defaults.cases import Case, Notice, Wanted
from settlement_bridge.defaults.differences import Known
from settlement_bridge.defaults.reserve import Balance
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import PAGE_MAX

NOTICES_LOOK_S = 0.5  # between two looks for new notices while a request waits

Result = TypeVar("Result")


async def _do(office: Office, work: Callable[..., Result | Refusal], *given: Any) -> Result:
    """Do writing work, after which the settlement looks at its days again."""
    result = await office.do(work, *given)
    office.settlement.look()
    return result


# Reading.


async def answer_default_rules(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """The rules that apply to new defaults."""
    return rules_row(await office.read(rules_of))


async def answer_defaults(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Defaults, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    wanted = Wanted(fields.get("account"), fields.get("date"), fields.get("standing", False))
    found = await office.read(cases.listed, wanted, after, limit + 1)
    return page("defaults", found, limit, "number", case_row)


async def answer_default(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A default with its acts; an account's key finds only its own."""
    found: Case | None = await office.read(cases.one_case, fields["default"])
    if found is None or fields.get("account", found.account) != found.account:
        raise as_error(cases.unknown(fields["default"]))
    acts = await office.read(acts_of, found.number)
    return {"default": case_row(found), "acts": [act_row(act) for act in acts]}


async def answer_default_notices(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Notices after a number; without any the answer waits for the next one."""
    after = fields.get("after", 0)
    asked = (after, fields.get("limit", PAGE_MAX), fields.get("account"))
    found: list[Notice] = await office.read(cases.notices, *asked)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(fields.get("wait_ms", 0) / 1000):
            while not found:
                await asyncio.sleep(NOTICES_LOOK_S)
                found = await office.read(cases.notices, *asked)
    last = found[-1].act.number if found else after
    return {"notices": [notice_row(row) for row in found], "last": last}


async def answer_reserve(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """The reserve in fen."""
    return reserve_row(await office.read(reserve.balance))


# Writing.


async def answer_set_default_rules(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The number of the rules."""
    rules = DefaultRules(
        fields.get("top_up"),
        fields.get("top_up_days", 1),
        fields.get("at_deadline", "settle") == "settle",
        fields.get("fee_share_bp", 0),
        fields.get("hold_results", False),
    )
    number = await _do(office, set_rules, rules, signed(fields, grant), office.now_ns())
    return {"number": number}


async def answer_set_default_deadline(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The deadline."""
    given = (fields["default"], time_of(fields["date"], fields["time"]), signed(fields, grant))
    until = await _do(office, deadlines.set_deadline, *given, office.today(), office.now_ns())
    return {"deadline_ns": until}


async def answer_cover_default(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that covered the default and delivered the trade."""
    return await _decide(office, ActKind.COVERED, fields, grant)


async def answer_cancel_default(office: Office, fields: Fields, grant: Grant) -> Fields:
    """No event: the trade has failed."""
    return await _decide(office, ActKind.CANCELLED, fields, grant)


async def _decide(office: Office, kind: ActKind, fields: Fields, grant: Grant) -> Fields:
    given = (fields["default"], kind, signed(fields, grant), office.now_ns())
    return {"event": await _do(office, deadlines.decide, *given) or None}


async def answer_repay_default(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that paid a part of the claim."""
    given = (fields["default"], fields["amount_fen"], signed(fields, grant))
    event = await _do(office, reserve.repay, *given, office.today(), office.now_ns())
    return {"event": event}


async def answer_write_off_default(office: Office, fields: Fields, grant: Grant) -> Fields:
    """What the reserve still claims."""
    given = (fields["default"], fields["amount_fen"], signed(fields, grant))
    left = await _do(office, reserve.write_off, *given, office.today(), office.now_ns())
    return {"outstanding_fen": left}


async def answer_release_day(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    given = (fields["date"], signed(fields, grant), office.now_ns())
    return {"change": await _do(office, deadlines.release, *given)}


async def answer_pay_into_reserve(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that paid a contribution in."""
    return await _move_reserve(office, reserve.pay_in, fields, grant)


async def answer_fees_into_reserve(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that moved fee income into the reserve."""
    return await _move_reserve(office, reserve.take_fees, fields, grant)


async def answer_pay_out_of_reserve(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that paid out to the bank."""
    return await _move_reserve(office, reserve.pay_out, fields, grant)


async def _move_reserve(
    office: Office, move: Callable[..., int | Refusal], fields: Fields, grant: Grant
) -> Fields:
    given = (fields["amount_fen"], signed(fields, grant), office.today(), office.now_ns())
    return {"event": await _do(office, move, *given)}


# Rows of replies.


def case_row(case: Case) -> Fields:
    """A default; the shortage is `missing_fen`, or `missing` of units, in tonnes."""
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
    """An act with its default in its present state."""
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


ACCEPT_EVERY_S = 5.0
NOT_OPENED = ("no_day", "pre_open")  # phases of a day on which trading has not opened

log = logging.getLogger(__name__)


async def answer_object(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The objection's number."""
    exchange = office.exchange
    if not exchange.connected.is_set():
        message = "whether trading has opened again cannot be known now"
        raise RequestError("exchange_away", message)
    method = fields.get("method", "listed") if "trade" in fields else ""
    about = About(fields["account"], fields["date"], method, fields.get("trade", 0))
    given = (about, fields["text"], market_of(exchange), signed(fields, grant), office.now_ns())
    number = await office.do(objections.object_to, *given)
    office.settlement.look()
    return {"objection": number}


async def answer_objections(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Objections, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    wanted = (fields.get("account"), fields.get("date"), after, limit + 1)
    found = await office.read(objections.listed, *wanted)
    return page("objections", found, limit, "number", objection_row)


async def answer_result(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Whether the day's result is accepted."""
    date = fields["date"]
    day = await office.read(trading_days.day, date)
    if day is None:
        message, value = "no trade and no close of that day", format_date(date)
        raise RequestError("date_unknown", message, field="date", value=value)
    opened = 0
    if day.status >= DayStatus.DELIVERED:
        opened = await office.read(opened_after, date, market_of(office.exchange))
    return {
        "date": format_date(date),
        "status": day.status.name.lower(),
        "accepted": bool(opened),
        "objections_until": f"trading opened on {format_date(opened)}"
        if opened
        else "trading opens on the next trading day",
    }


async def answer_uphold_objection(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that takes back what was objected to."""
    what = (fields["objection"], fields["reason"], fields.get("event"), signed(fields, grant))
    if "event" not in fields:
        with exchange_answers():
            await office.settlement.take_back_elsewhere(fields["objection"], fields["document"])
    event = await office.do(objections.uphold, *what, office.today(), office.now_ns())
    office.settlement.look()
    return {"event": event}


async def answer_reject_objection(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The objection's number."""
    what = (fields["objection"], fields["reason"], signed(fields, grant))
    number = await office.do(objections.reject, *what, office.now_ns())
    office.settlement.look()
    return {"objection": number}


def objection_row(row: Objection) -> Fields:
    """An objection and its answer as the fields of a reply."""
    about = row.about
    status = "open" if row.upheld is None else "upheld" if row.upheld else "rejected"
    return {
        "objection": row.number,
        "time_ns": row.time_ns,
        "account": about.account,
        "date": format_date(about.date),
        "method": about.method or None,
        "trade": about.trade or None,
        "text": row.text,
        "who": row.who,
        "status": status,
        "reason": row.reason or None,
        "event": row.event or None,
        "answered_by": row.answered_by or None,
    }


async def keep_accepting(office: Office) -> None:
    """Count results as accepted when trading has opened again, until cancelled."""
    while True:
        try:
            await accept_now(office)
        except RequestError as barred:
            log.warning("results are not accepted: %s", barred)
        await asyncio.sleep(ACCEPT_EVERY_S)


async def accept_now(office: Office) -> None:
    """Count results as accepted, if trading has opened. Raises RequestError."""
    market = market_of(office.exchange)
    if await office.read(objections.to_be_accepted, market):
        await office.do(objections.accept, market, office.now_ns())


def market_of(exchange: Exchange) -> Market:
    """The exchange's date and phase, as objections ask for them."""
    return Market(exchange.date, exchange.phase not in NOT_OPENED)
