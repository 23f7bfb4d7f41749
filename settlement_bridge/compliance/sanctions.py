"""What is decided against an entity under the law of the day: an order to correct (责令改正), a
fine, a cut of allowances (核减配额), a stop of production.

Each decision keeps the law's row and what it was computed from, so that it can be found again from
the registry's own trades. What becomes of it (followed, paid, lifted, revoked) is an act of its
own. Which sanction an offence leads to follows from the day of the offence; whether it may still be
decided, from the day of the decision.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, insert

from engine.units import format_date
from settlement_bridge.books import SignOff, entities
from settlement_bridge.books.cuts import CUT
from settlement_bridge.books.entities import unknown_entity
from settlement_bridge.compliance import average_price, fine_fen
from settlement_bridge.compliance.decisions import FEN, FINE, MULTIPLE, ORDER, listed
from settlement_bridge.compliance.late import (
    LATE_SURRENDER,
    PriceDay,
    no_deadline,
    price_days,
    total_of,
)
from settlement_bridge.compliance.positions import position, short_at_deadline
from settlement_bridge.errors import Refusal
from settlement_bridge.law import Sanction
from settlement_bridge.law.in_force import Law, Window
from settlement_bridge.law.kept import law_of
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.law_tables import sanctions

FIRST = "first"


class Charge(NamedTuple):
    """What is to be decided, against whom and for what."""

    entity: int
    year: int
    measure: str
    offence: str = LATE_SURRENDER
    offence_day: int = 0  # of late surrender the day after the deadline
    until: int = 0  # the time set by an order
    factor: int = 0  # of a multiple, in hundredths
    amount_fen: int = 0  # of a fine
    gains_fen: int = 0  # of which a multiple is fined
    quantity: int = 0  # of a cut; of late surrender what is still owed


class Found(NamedTuple):
    """What a decision is computed from."""

    quantity: int = 0
    window: Window = Window(0, 0, ())
    traded: PriceDay = PriceDay(0, 0, 0)
    factor: int = 0
    amount_fen: int = 0


def decide(
    connection: Connection, charge: Charge, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Decide on a sanction: its number, or why not."""
    law = law_of(connection)
    day = _offence_day(connection, law, charge, date)
    if isinstance(day, Refusal):
        return day
    rule = _rule(law, charge, day)
    if isinstance(rule, Refusal):
        return rule
    refusal = _no_time(charge, date) or _too_late(rule, date)
    refusal = refusal or _too_early(connection, charge, rule, date)
    found = refusal or _found(connection, law, charge, rule)
    if isinstance(found, Refusal):
        return found
    number = next_number(connection, sanctions.c.number)
    connection.execute(
        insert(sanctions).values(
            number=number,
            **_terms(charge, rule, day),
            **_figures(charge, found),
            date=date,
            time_ns=time_ns,
            who=sign_off.who,
            role=sign_off.role,
            document=sign_off.document,
            note=sign_off.note,
        )
    )
    return number


def _terms(charge: Charge, rule: Sanction, day: int) -> dict[str, Any]:
    named = {name: getattr(charge, name) for name in ("entity", "year", "offence", "until")}
    of_rule = ("stage", "measure", "low", "high", "source", "mark")
    return named | {name: getattr(rule, name) for name in of_rule} | {"offence_day": day}


def _figures(charge: Charge, found: Found) -> dict[str, Any]:
    return {
        "quantity": found.quantity,
        "window_first": found.window.first,
        "window_last": found.window.last,
        "methods": " ".join(found.window.methods),
        "window_quantity": found.traded.quantity,
        "window_amount_fen": found.traded.amount_fen,
        "gains_fen": charge.gains_fen,
        "factor": found.factor,
        "amount_fen": found.amount_fen,
    }


def _offence_day(connection: Connection, law: Law, charge: Charge, date: int) -> int | Refusal:
    """The day of the offence, once there is one."""
    if entities.one_entity(connection, charge.entity) is None:
        return unknown_entity(charge.entity)
    if charge.offence != LATE_SURRENDER:
        if 0 < charge.offence_day <= date:
            return charge.offence_day
        message = "name the day of the offence, which is not in the future"
        value, most = format_date(charge.offence_day) or None, format_date(date)
        return Refusal("field_out_of_range", "offence_date", value, most, message)
    day, deadline = law.offence_day(charge.year), law.deadline(charge.year)
    if not day:
        return no_deadline(charge.year)
    if date < day or not short_at_deadline(connection, law, charge.entity, charge.year):
        message = f"nothing was missing for {charge.year} at the end of {format_date(deadline)}"
        return Refusal("nothing_late", "year", charge.year, None, message)
    return day


def _rule(law: Law, charge: Charge, day: int) -> Sanction | Refusal:
    """The law's row of a measure; a fine with a factor is a multiple."""
    found = law.sanctions(charge.offence, charge.year, day)
    rule = next((row for row in found if row.measure == charge.measure), None)
    if rule is not None:
        return rule
    there = [f"{row.measure} ({row.stage})" for row in found]
    words = charge.offence.replace("_", " ")
    message = f"the law of {format_date(day)} has no {charge.measure} for {words}"
    return Refusal("sanction_unknown", "measure", charge.measure, there, message)


def _no_time(charge: Charge, date: int) -> Refusal | None:
    """The refusal of an order whose time is over before it is given, or None."""
    if charge.measure != ORDER or charge.until >= date:
        return None
    message = "an order sets a day that is not over"
    return Refusal(
        "field_out_of_range", "until", format_date(charge.until), format_date(date), message
    )


def _too_late(rule: Sanction, date: int) -> Refusal | None:
    if not rule.decided_until or date <= rule.decided_until:
        return None
    until = format_date(rule.decided_until)
    message = f"no {rule.measure} is decided after {until}; earlier ones go on ({rule.source})"
    return Refusal("sanction_ended", "measure", rule.measure, until, message)


def _too_early(connection: Connection, charge: Charge, rule: Sanction, date: int) -> Refusal | None:
    """The refusal of what waits until an order was not followed, or None."""
    if rule.stage == FIRST:
        return None
    orders = [
        each
        for each in listed(connection, charge.entity)
        if (each.row.measure, each.row.year, each.row.offence)
        == (ORDER, charge.year, charge.offence)
        and not each.ended
    ]
    if not orders:
        message = f"a {rule.measure} follows an order that was not followed: decide on an order"
        return Refusal("order_missing", "measure", rule.measure, None, message)
    until = orders[-1].row.until
    if date <= until:
        message = f"the order may be followed until {format_date(until)}"
        return Refusal("order_running", "measure", rule.measure, format_date(until), message)
    return None


def _found(connection: Connection, law: Law, charge: Charge, rule: Sanction) -> Found | Refusal:
    if rule.measure == MULTIPLE:
        return _multiple(connection, law, charge, rule)
    if rule.measure == FINE:
        return _fixed(charge, rule)
    return _cut(connection, charge, rule) if rule.measure == CUT else Found()


def _multiple(connection: Connection, law: Law, charge: Charge, rule: Sanction) -> Found | Refusal:
    if not rule.low <= charge.factor <= rule.high:
        return _outside("factor", charge.factor, (rule.low, rule.high))
    if rule.base == "gains":
        amount = (charge.gains_fen * charge.factor + 50) // 100
        if not amount:
            return Refusal("field_missing", "gains_fen", None, None, "name the gains")
        return Found(factor=charge.factor, amount_fen=amount)
    window = law.price_window(charge.year)
    if window is None:
        return no_deadline(charge.year)
    traded = total_of(price_days(connection, window))
    average = average_price(traded.amount_fen, traded.quantity)
    if average is None:
        message = (
            f"nothing was traded from {format_date(window.first)} to {format_date(window.last)}"
        )
        return Refusal("no_trades", "year", charge.year, None, message)
    short = short_at_deadline(connection, law, charge.entity, charge.year)
    amount = fine_fen(average, short, charge.factor)
    return Found(short, window, traded, charge.factor, amount)


def _fixed(charge: Charge, rule: Sanction) -> Found | Refusal:
    if not rule.low * FEN <= charge.amount_fen <= rule.high * FEN:
        return _outside("amount_fen", charge.amount_fen, (rule.low * FEN, rule.high * FEN))
    return Found(amount_fen=charge.amount_fen)


def _cut(connection: Connection, charge: Charge, rule: Sanction) -> Found | Refusal:
    """A cut; of late surrender it is what is still owed, of others the tonnes that are named."""
    if rule.base != "shortfall":
        if not charge.quantity:
            return Refusal("field_missing", "quantity", None, None, "name the tonnes of the cut")
        return Found(charge.quantity)
    owed = position(connection, charge.entity, charge.year)
    outstanding = owed.outstanding if owed else 0
    least, most = (-(-outstanding * share // 100) for share in (rule.low, rule.high))
    quantity = charge.quantity or most
    if not quantity:
        message = f"nothing is owed for {charge.year} any more"
        return Refusal("nothing_late", "year", charge.year, None, message)
    return (
        Found(quantity)
        if least <= quantity <= most
        else _outside("quantity", quantity, (least, most))
    )


def _outside(field: str, value: int, ends: tuple[int, int]) -> Refusal:
    message = f"the law has {field} from {ends[0]} to {ends[1]}"
    return Refusal("field_out_of_range", field, value, list(ends), message)
