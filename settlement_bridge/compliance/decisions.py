"""Decisions on sanctions as they are kept: what has become of each, and its computation found again
from the registry's trades.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select

from engine.units import format_hundredths
from settlement_bridge.books import SignOff, cuts
from settlement_bridge.books.cuts import CUT, REVOKED, WORKED_OFF
from settlement_bridge.books.scopes import Seen, only
from settlement_bridge.compliance import average_price, fine_fen
from settlement_bridge.compliance.late import PriceDay, price_days, total_of
from settlement_bridge.errors import Refusal
from settlement_bridge.law.in_force import Window
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.law_tables import sanction_acts, sanctions

ORDER, FINE, MULTIPLE, STOP = "order", "fine", "multiple", "stop"
# How a decision may end, by its measure.
ENDS = {
    ORDER: ("corrected", REVOKED),
    FINE: ("paid", REVOKED),
    MULTIPLE: ("paid", REVOKED),
    CUT: (REVOKED,),
    STOP: ("lifted", REVOKED),
}
FEN = 100  # in one CNY


class Decided(NamedTuple):
    """A decision, and what has become of it."""

    row: Row[*tuple[Any, ...]]
    worked_off: int  # of a cut, t
    ended: str  # how; empty while it is open

    @property
    def status(self) -> str:
        """In a word: open, worked_off, or how it has ended."""
        done = self.row.measure == CUT and self.worked_off >= self.row.quantity
        return self.ended or (WORKED_OFF if done else "open")


def end(
    connection: Connection, number: int, how: str, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """End a decision: the number of this act, or why not."""
    found = one(connection, number)
    if isinstance(found, Refusal):
        return found
    if found.status != "open":
        message = f"this sanction is {found.status.replace('_', ' ')}"
        return Refusal("sanction_closed", "sanction", number, None, message)
    if how not in ENDS[found.row.measure]:
        message = f"a {found.row.measure} does not end so"
        return Refusal("field_out_of_range", "how", how, list(ENDS[found.row.measure]), message)
    act = next_number(connection, sanction_acts.c.number)
    signed = (sign_off.who, sign_off.role, sign_off.document, sign_off.note)
    connection.execute(
        insert(sanction_acts).values((act, number, how, 0, 0, date, time_ns, *signed))
    )
    return act


def one(
    connection: Connection, number: int, entity: int | None = None, seen: Seen = None
) -> Decided | Refusal:
    """A decision by its number; with an entity, only one against it, and only of those seen."""
    found = _read(connection, and_(sanctions.c.number == number, *_of(seen)), None)
    if not found or entity not in (None, found[0].row.entity):
        return Refusal("sanction_not_found", "sanction", number, None, "no such sanction")
    return found[0]


def _of(seen: Seen) -> list[ColumnElement[bool]]:
    return only(sanctions.c.entity, seen)


def listed(
    connection: Connection,
    entity: int | None,
    after: int = 0,
    limit: int | None = None,
    seen: Seen = None,
) -> list[Decided]:
    """Decisions with numbers above one, of an entity or all that are seen, in order."""
    chosen = and_(sanctions.c.number > after, *_of(seen))
    return _read(
        connection, chosen if entity is None else chosen & (sanctions.c.entity == entity), limit
    )


def _read(connection: Connection, chosen: Any, limit: int | None) -> list[Decided]:
    query = select(sanctions).where(chosen).order_by(sanctions.c.number).limit(limit)
    rows: Sequence[Row[*tuple[Any, ...]]] = connection.execute(query).all()
    numbers = [row.number for row in rows]
    last = (
        select(func.max(sanction_acts.c.number))
        .where(sanction_acts.c.sanction.in_(numbers), sanction_acts.c.kind != WORKED_OFF)
        .group_by(sanction_acts.c.sanction)
    )
    acts = select(sanction_acts.c.sanction, sanction_acts.c.kind)
    ended = dict(
        tuple(row) for row in connection.execute(acts.where(sanction_acts.c.number.in_(last)))
    )
    done = cuts.worked_off(connection, numbers)
    return [Decided(row, done.get(row.number, 0), ended.get(row.number, "")) for row in rows]


class Computation(NamedTuple):
    """How a decision was computed, found again from the registry's trades of today."""

    days: Sequence[PriceDay] = ()
    quantity: int = 0  # traded in the window, t
    amount_fen: int = 0
    average: int | None = None  # ticks of 0.01 CNY
    low_fen: int = 0
    high_fen: int = 0
    decided_fen: int = 0
    agrees: bool = True  # with what was decided then
    words: str = ""


def computed(connection: Connection, found: Decided) -> Computation:
    """The computation of a decision, day by day."""
    row = found.row
    if row.measure == MULTIPLE:
        return _of_price(connection, row) if row.window_first else _of_gains(row)
    if row.measure == FINE:
        ends = {"low_fen": row.low * FEN, "high_fen": row.high * FEN}
        text = f"within {row.low:,}-{row.high:,} CNY"
        return Computation(**ends, decided_fen=row.amount_fen, words=text)
    return Computation(words=f"{row.quantity:,} t" if row.quantity else "")


def _of_gains(row: Row[*tuple[Any, ...]]) -> Computation:
    low, high, decided = ((row.gains_fen * each + 50) // 100 for each in _factors(row))
    text = f"{format_hundredths(row.gains_fen)} CNY x {row.factor / 100:g}"
    agrees = decided == row.amount_fen
    return Computation(low_fen=low, high_fen=high, decided_fen=decided, agrees=agrees, words=text)


def _of_price(connection: Connection, row: Row[*tuple[Any, ...]]) -> Computation:
    window = Window(row.window_first, row.window_last, tuple(row.methods.split()))
    days = price_days(connection, window)
    total = total_of(days)
    average = average_price(total.amount_fen, total.quantity) or 0
    low, high, decided = (fine_fen(average, row.quantity, each) for each in _factors(row))
    text = f"{row.quantity:,} t x {format_hundredths(average)} CNY x {row.factor / 100:g}"
    same = (total.quantity, total.amount_fen) == (row.window_quantity, row.window_amount_fen)
    agrees = same and decided == row.amount_fen
    traded = (days, total.quantity, total.amount_fen, average)
    return Computation(*traded, low, high, decided, agrees, text)


def _factors(row: Row[*tuple[Any, ...]]) -> tuple[int, int, int]:
    """The least, the greatest and the decided factor, in hundredths."""
    return row.low, row.high, row.factor
