"""Questions that read the state: each takes the checked fields of a request and gives the fields of
its reply.

They run on the thread that runs the batches, never beside one, and after every earlier command of
the same session.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from engine.events import EventKind
from engine.record.ahead import decider
from engine.record.sequencer import Sequencer
from engine.rules import views
from engine.rules.auction.views import auction_rows, bid_rows
from engine.units import format_date
from gateway.floor import block_queries, bridge_queries, limit_queries
from gateway.floor.directory import Directory
from gateway.floor.listeners import Listeners
from gateway.floor.risk_alerts import RiskAlerts
from gateway.protocol.errors import RequestError, error_map
from gateway.protocol.session import Session
from gateway.protocol.wire import Message
from gateway.reports.bidding import time_text
from gateway.reports.rendering import report_of
from gateway.reports.rows import rows_of
from gateway.schedule.acts import Timetable

Fields = dict[str, Any]
ROWS_MAX = 500  # rows of one reply; `next` tells where to go on
FILLS_SEARCHED_MAX = 20_000  # reports looked through for one reply


class Floor(Protocol):
    """What a question may look at, and what `follow`, `resume_reports` and the bridge's alerts
    set.
    """

    sequencer: Sequencer
    directory: Directory
    listeners: Listeners
    followers: dict[Session, int]
    risk_alerts: RiskAlerts
    timetable: Timetable


def _status(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    state = floor.sequencer.state
    status = views.venue_status(state)
    rows = [
        row | {name: row[name] or None for name in ("lower", "upper")}
        for row in views.instrument_rows(state)
    ]
    unsettled = [
        {"date": format_date(day["date"]), "confirmed": day["confirmed"]}
        for day in views.unsettled_days(state)
    ]
    engine = str(decider(floor.sequencer.capacity))
    status |= {"schedule": floor.timetable.as_map()}
    return status | {
        "date": format_date(status["date"]),
        "engine": engine,
        "unsettled": unsettled,
        "instruments": rows,
    }


def _open_orders(floor: Floor, fields: Fields, session: Session) -> Fields:
    rows = views.open_orders(
        floor.sequencer.state, _account(floor, fields, session), _instrument(floor, fields)
    )
    later = [row for row in rows if row["order"] > fields.get("after", 0)]
    page = [
        row | {"client_order_id": floor.directory.client_orders.text_of(row["order"])}
        for row in later[:ROWS_MAX]
    ]
    return {"orders": page, "next": page[-1]["order"] if len(later) > ROWS_MAX else None}


def _balances(floor: Floor, fields: Fields, session: Session) -> Fields:
    return views.balances(floor.sequencer.state, _account(floor, fields, session))


def _fills(floor: Floor, fields: Fields, session: Session) -> Fields:
    account, instrument = _account(floor, fields, session), _instrument(floor, fields)
    number = fields.get("after", 0)
    until = number + FILLS_SEARCHED_MAX
    fills: list[Message] = []
    while number < until and len(fills) < ROWS_MAX:
        entries = floor.directory.streams.entries(account, number + 1, ROWS_MAX - len(fills))
        if not entries:
            return {"fills": fills, "next": None}
        found, searched = _fills_among(floor, entries, number + 1, instrument)
        fills += found
        number += searched
        if searched < len(entries):
            break
    more = floor.directory.streams.next_number(account) > number + 1
    return {"fills": fills, "next": number if more else None}


def _fills_among(
    floor: Floor, entries: list[int], first: int, instrument: int
) -> tuple[list[Message], int]:
    """Reports of the fills among an account's entries, which begin with number `first`; how many
    entries were read.
    """
    rows = {
        row.sequence: row
        for row in rows_of(floor.directory.recall.pick(sorted({entry >> 1 for entry in entries})))
    }
    read = [entry for entry in entries if entry >> 1 in rows]
    found = []
    for number, entry in enumerate(read, first):
        row = rows[entry >> 1]
        if row.kind == EventKind.FILL and instrument in (0, row.instrument):
            report = report_of(
                row, bool(entry & 1), floor.directory.codes, floor.directory.client_orders.text_of
            )
            found.append({"number": number, "time_ns": row.time_ns} | report)
    return found, len(read)


def _resume_reports(floor: Floor, fields: Fields, session: Session) -> Fields:
    assert session.grant is not None
    following = _check_resumable(floor, session.grant.account, "from", fields)
    floor.listeners.rewind(session, fields["from"])
    return {"report_date": format_date(floor.directory.date), "next_report": following}


def _check_resumable(floor: Floor, account: int, name: str, fields: Fields) -> int:
    """That all reports of `report_date` from a number on, the field `name`, are on the stream.

    The number of the account's next report. Raises RequestError.
    """
    today, following = floor.directory.date, floor.directory.streams.next_number(account)
    bounds = {"report_date": format_date(today), name: [1, following]}
    if fields["report_date"] != today:
        said = format_date(fields["report_date"])
        rule = (
            f"the stream has the reports of {format_date(today) or 'no day yet'}, "
            f"numbers 1 to {following - 1}; those of {said or 'no day'} are not on it any more"
        )
        bad = error_map("report_date_differs", rule, "report_date", said, bounds)
        raise RequestError(**bad)
    if fields[name] > following:
        rule = f"the account's next report is number {following}"
        bad = error_map("field_out_of_range", rule, name, fields[name], bounds[name])
        raise RequestError(**bad)
    return following


def _limits(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    return {"rows": views.limit_rows(floor.sequencer.state)}


def _parameters(floor: Floor, fields: Fields, _session: Session) -> Fields:
    return {"parameters": views.parameter_rows(floor.sequencer.state, _instrument(floor, fields))}


def _accounts(floor: Floor, fields: Fields, _session: Session) -> Fields:
    rows = [
        row
        for row in views.account_rows(floor.sequencer.state)
        if row["account"] > fields.get("after", 0)
    ]
    page = rows[:ROWS_MAX]
    return {"accounts": page, "next": page[-1]["account"] if len(rows) > ROWS_MAX else None}


def _account_limits(floor: Floor, fields: Fields, session: Session) -> Fields:
    state = floor.sequencer.state
    assert session.grant is not None
    if session.grant.account or "account" in fields:
        return limit_queries.account_limits(state, _account(floor, fields, session))
    return limit_queries.all_account_limits(state, fields.get("after", 0))


def _supervision(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    return limit_queries.supervision(floor.sequencer.state)


def _intents(floor: Floor, fields: Fields, session: Session) -> Fields:
    code = floor.directory.codes[_instrument(floor, fields)]
    return block_queries.intents(
        floor.sequencer.state, _asking(session), code, fields.get("after", 0)
    )


def _dialogues(floor: Floor, fields: Fields, session: Session) -> Fields:
    return block_queries.dialogues(floor.sequencer.state, _asking(session), fields.get("after", 0))


def _deals(floor: Floor, fields: Fields, session: Session) -> Fields:
    return block_queries.deals(floor.sequencer.state, _asking(session), fields.get("after", 0))


def _asking(session: Session) -> int:
    """The account that asks, 0 for the exchange."""
    assert session.grant is not None
    return session.grant.account


def _transfers(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    return {"last_reference": views.last_reference(floor.sequencer.state)}


def _fee_income(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    return views.fee_income_fen(floor.sequencer.state)


def _unsettled(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    rows = views.unsettled_days(floor.sequencer.state)
    return {"days": [row | {"date": format_date(row["date"])} for row in rows]}


def _days(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    return bridge_queries.days(floor.sequencer.state)


def _applied(floor: Floor, fields: Fields, _session: Session) -> Fields:
    known, oldest = floor.directory, floor.sequencer.first_event
    return bridge_queries.applied(known.recall, oldest, known.codes, fields["from"])


def _begin_risk_alerts(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    floor.risk_alerts.begin()
    return {}


def _risk_alert(floor: Floor, fields: Fields, _session: Session) -> Fields:
    floor.risk_alerts.tell(fields)
    return {}


def _risk_alerts(floor: Floor, fields: Fields, _session: Session) -> Fields:
    rows, following = floor.risk_alerts.after(fields.get("after", 0))
    return {"alerts": rows, "last": floor.risk_alerts.last, "next": following}


def _auctions(floor: Floor, _fields: Fields, session: Session) -> Fields:
    assert session.grant is not None
    rows = auction_rows(
        floor.sequencer.state, session.grant.account, staff=session.grant.role == "exchange"
    )
    times = (
        {name: time_text(row[name]) if row["date"] else None for name in ("opens", "closes")}
        for row in rows
    )
    return {
        "auctions": [
            row | {"date": format_date(row["date"]) or None} | when
            for row, when in zip(rows, times, strict=True)
        ]
    }


def _bids(floor: Floor, fields: Fields, session: Session) -> Fields:
    rows = bid_rows(floor.sequencer.state, _account(floor, fields, session))
    later = [row for row in rows if row["bid"] > fields.get("after", 0)]
    page = later[:ROWS_MAX]
    return {"bids": page, "next": page[-1]["bid"] if len(later) > ROWS_MAX else None}


def _follow(floor: Floor, fields: Fields, session: Session) -> Fields:
    first, following = floor.sequencer.first_event, floor.directory.recall.next_event
    if fields["from"] > following:
        rule = f"the next event is number {following}"
        raise RequestError(
            "field_out_of_range",
            rule,
            field="from",
            value=fields["from"],
            allowed=[first, following],
        )
    if fields["from"] < first:
        rule = f"events before number {first} are archived"
        raise RequestError(
            "field_out_of_range",
            rule,
            field="from",
            value=fields["from"],
            allowed=[first, following],
        )
    floor.followers[session] = fields["from"]
    return {"next": following}


def _log_on(floor: Floor, fields: Fields, session: Session) -> Fields:
    grant = session.grant
    assert grant is not None
    status = views.venue_status(floor.sequencer.state)
    following = _join(floor, fields, session) if grant.account else None
    reply: Fields = {
        "role": grant.role,
        "account": grant.account or None,
        "operator": grant.number,
        "venue": floor.sequencer.venue,
        "date": format_date(status["date"]),
        "phase": status["phase"],
        "heartbeat_s": session.heartbeat_s,
        "report_date": None if following is None else format_date(floor.directory.date),
        "next_report": following,
        "limits": session.limits.as_map(),
    }
    if grant.role == "feed":  # which history this is, for who has taken in a part of it before
        reply |= {
            "log_epoch": floor.sequencer.epoch,
            "next_event": floor.directory.recall.next_event,
        }
    return reply


def _join(floor: Floor, fields: Fields, session: Session) -> int:
    """Tell a session its account's reports; the number of the next one. Raises RequestError."""
    assert session.grant is not None
    account = session.grant.account
    missing = {"report_date", "next_report"} - fields.keys()
    if len(missing) == 1:
        rule = "a resume names the day and the number: report_date and next_report, or neither"
        raise RequestError("field_missing", rule, field=missing.pop())
    if not missing:
        _check_resumable(floor, account, "next_report", fields)
    floor.listeners.join(session, account, fields.get("next_report"))
    return floor.directory.streams.next_number(account)


def _account(floor: Floor, fields: Fields, session: Session) -> int:
    assert session.grant is not None
    account: int = fields.get("account", session.grant.account)
    accounts = floor.sequencer.state["accounts"][0]
    if account >= len(accounts) or not accounts[account]["opened"]:
        raise RequestError(
            "account_unknown", f"no account {account}", field="account", value=account
        )
    return account


def _instrument(floor: Floor, fields: Fields) -> int:
    return floor.directory.instrument_number(fields["instrument"]) if "instrument" in fields else 0


QUERIES: dict[str, Callable[[Floor, Fields, Session], Fields]] = {
    "status": _status,
    "open_orders": _open_orders,
    "balances": _balances,
    "fills": _fills,
    "resume_reports": _resume_reports,
    "limits": _limits,
    "parameters": _parameters,
    "accounts": _accounts,
    "account_limits": _account_limits,
    "supervision": _supervision,
    "intents": _intents,
    "dialogues": _dialogues,
    "deals": _deals,
    "transfers": _transfers,
    "fee_income": _fee_income,
    "unsettled": _unsettled,
    "days": _days,
    "applied": _applied,
    "begin_risk_alerts": _begin_risk_alerts,
    "risk_alert": _risk_alert,
    "risk_alerts": _risk_alerts,
    "auctions": _auctions,
    "bids": _bids,
    "follow": _follow,
    "log_on": _log_on,
}
