"""Questions about the whole venue, and what the bridge asks and reports of it."""

from __future__ import annotations

from engine.record.ahead import decider
from engine.rules import fee_views, halt_views, views
from engine.rules.approval_views import market_of, rule_values
from engine.rules.state import StateArray
from engine.units import format_date
from gateway.floor import anchors, bridge_queries, bust_queries, limit_queries
from gateway.floor.asked import ROWS_MAX, Fields, Floor, instrument_of
from gateway.floor.log_ons import LogOn
from gateway.protocol.session import Session

STEPS = 20  # of the schedule where a request does not say how many


def status(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Date, phase, halts, and instruments from `after` on."""
    state = floor.sequencer.state
    status = views.venue_status(state)
    numbers, following = _page(floor, fields)
    rows = [
        row | {name: row[name] or None for name in ("lower", "upper")}
        for row in views.instrument_rows(state, numbers)
    ]
    unsettled = [
        {"date": format_date(day["date"]), "confirmed": day["confirmed"]}
        for day in views.unsettled_days(state)
    ]
    engine = str(decider(floor.sequencer.capacity))
    status["market"] = _market(state)
    status |= {"schedule": floor.timetable.as_map(), "halts": halt_views.halt_rows(state)}
    return status | {
        "date": format_date(status["date"]),
        "engine": engine,
        "unsettled": unsettled,
        "instruments_max": floor.sequencer.capacity.instruments - 1,
        "instruments": rows,
        "next": following,
    }


def _page(floor: Floor, fields: Fields) -> tuple[list[int], int | None]:
    """The numbers of the listed instruments from `after` on that one reply holds; the last of them
    when there are more.
    """
    numbers = views.listed_numbers(floor.sequencer.state)
    later = numbers[numbers > fields.get("after", 0)].tolist()
    page = later[:ROWS_MAX]
    return page, page[-1] if len(later) > ROWS_MAX else None


def limits(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """How far instruments from `after` on are from their price limits (涨跌停)."""
    numbers, following = _page(floor, fields)
    return {"rows": views.limit_rows(floor.sequencer.state, numbers), "next": following}


def instruments(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """The rules of instruments from `after` on, or of one."""
    state = floor.sequencer.state
    if "instrument" in fields:
        numbers, following = [instrument_of(floor, fields)], None
    else:
        numbers, following = _page(floor, fields)
    found = [
        row
        | {name: row[name] or None for name in ("lower", "upper")}
        | {"pending": _pending(state, number)}
        for number, row in zip(numbers, views.instrument_rows(state, numbers), strict=True)
    ]
    date = format_date(views.venue_status(state)["date"])
    market = _market(state)
    return {"date": date, "market": market, "instruments": found, "next": following}


def _market(state: StateArray) -> str:
    return market_of(state).name.lower()


def _pending(state: StateArray, number: int) -> list[Fields]:
    """The parameters of an instrument that wait for the next day."""
    return [
        {"parameter": row["parameter"], "value": row["pending"], "from": row["from"]}
        for row in views.parameter_rows(state, number)
        if row["from"] is not None
    ]


def bust_preview(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """What undoing a trade would move."""
    return bust_queries.bust_preview(floor.sequencer.state, floor.directory.codes, fields)


def time(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """The venue's time and phase."""
    status = views.venue_status(floor.sequencer.state)
    now_ns, date = floor.sequencer.now_ns(), format_date(status["date"])
    return {"server_time_ns": now_ns, "date": date, "phase": status["phase"]}


def calendar(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Trading days and hours. Raises RequestError."""
    return floor.timetable.days(fields, views.venue_status(floor.sequencer.state)["date"])


def schedule(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """What the schedule will do next."""
    return floor.timetable.steps(floor.sequencer.state, fields.get("steps", STEPS))


def sessions(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Who is logged on, from `after` on."""
    page, following = floor.log_ons.page(fields.get("after", 0), ROWS_MAX)
    return {"sessions": [_session_row(each) for each in page], "next": following}


def _session_row(log_on: LogOn) -> Fields:
    session, grant = log_on.session, log_on.session.grant
    assert grant is not None
    scope = session.guard_scope
    return {
        "session": log_on.number,
        "key": grant.key,
        "operator": grant.number,
        "role": grant.role,
        "duties": list(grant.duties),
        "account": grant.account or None,
        "address": session.address,
        "since_ns": log_on.since_ns,
        "cancel_on_disconnect": None if scope is None else scope.name.lower(),
    }


def usage(floor: Floor, _fields: Fields, session: Session) -> Fields:
    """What a session may ask, and what of it is used."""
    return {"limits": session.usage(floor.now_ns())}


def parameters(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Parameters of an instrument, with what is pending."""
    return {"parameters": views.parameter_rows(floor.sequencer.state, instrument_of(floor, fields))}


def venue_rules(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """The rules of the whole venue."""
    rules = [
        {
            "rule": rule.name.lower(),
            "value": value,
            "least": rule.least,
            "most": rule.most,
            "unit": rule.unit,
            "help": rule.sentence,
        }
        for rule, value in rule_values(floor.sequencer.state).items()
    ]
    return {"rules": rules}


def approvals(floor: Floor, _fields: Fields, session: Session) -> Fields:
    """Acts that await approval. Raises RequestError."""
    assert session.grant is not None
    return {"approvals": floor.held_acts.rows(session.grant.number)}


def fees(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Fees in force of instruments from `after` on, and on the last page those by date."""
    state = floor.sequencer.state
    numbers, following = _page(floor, fields)
    rows = fee_views.fees_in_force(state, numbers)
    rows += fee_views.fees_by_date(state) if following is None else []
    return {"fees": rows, "next": following}


def accounts(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Accounts from `after` on."""
    rows = views.account_rows(floor.sequencer.state, fields.get("after", 0), ROWS_MAX + 1)
    page = rows[:ROWS_MAX]
    return {"accounts": page, "next": page[-1]["account"] if len(rows) > ROWS_MAX else None}


def supervision(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """Default limits, kills and large holders."""
    return limit_queries.supervision(floor.sequencer.state)


def transfers(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """The last reference of a bridge's transfers."""
    cash = bool(fields.get("cash", False))
    return {"last_reference": views.last_reference(floor.sequencer.state, cash)}


def fee_income(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """Fees taken so far."""
    return views.fee_income_fen(floor.sequencer.state)


def unsettled(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """Days that are not settled."""
    rows = views.unsettled_days(floor.sequencer.state)
    return {"days": [row | {"date": format_date(row["date"])} for row in rows]}


def days(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """Days with their figures, as the bridge compares them."""
    return bridge_queries.days(floor.sequencer.state)


def anchor(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """The registry's last anchor, and the head of the log."""
    return anchors.answer(floor.anchors, floor.sequencer, fields)


def applied(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Transfers and settlements that were applied, from an event on."""
    known, oldest = floor.directory, floor.sequencer.first_event
    return bridge_queries.applied(known.recall, oldest, known.codes, fields["from"])


def begin_risk_alerts(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """Forget all alerts: the bridge sends those that hold."""
    floor.risk_alerts.begin()
    return {}


def risk_alert(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Take in an alert. Raises RequestError."""
    floor.risk_alerts.take_in(fields)
    return {}


def risk_alerts(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Alerts from a number on."""
    rows, following = floor.risk_alerts.after(fields.get("after", 0))
    return {"alerts": rows, "last": floor.risk_alerts.last, "next": following}


def last_relation(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """How far relations of entities have come."""
    return {"last": int(floor.sequencer.state["supervision"]["last_relation"][0])}
