"""Where units named by their serial numbers lie, whoever holds them, and where a freeze found them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from settlement_bridge.books import serial_ranges
from settlement_bridge.books.serials import Serial, forks_over, write
from settlement_bridge.errors import Refusal
from settlement_bridge.records import OUTSIDE, EntryKind, Key, Range, Series, State
from settlement_bridge.schema import blocks, issues, journal, moved_spans

LOTS_MAX = 100_000  # blocks that one request may find


class Lot(NamedTuple):
    """Units of one issue with consecutive numbers, and the holding they are in."""

    first: int
    last: int
    issue: int
    place: Key

    @property
    def quantity(self) -> int:
        """How many units, t."""
        return self.last - self.first + 1


def lots(connection: Connection, instrument: str, ranges: Sequence[Range]) -> list[Lot] | Refusal:
    """Where all units of some ranges lie, in order of their numbers; a refusal when one was never issued. O(their blocks)."""
    found: list[Lot] = []
    for wanted in ranges:
        here = list(_lying(connection, instrument, wanted, LOTS_MAX - len(found)))
        refusal = _never_issued(connection, instrument, wanted, here) or _misprinted(connection, instrument, wanted, here)
        if refusal is not None:
            return refusal
        found += here
        if len(found) >= LOTS_MAX:
            message = f"these units lie in {LOTS_MAX} blocks or more: name fewer at once"
            return Refusal("too_many_blocks", "serials", len(found), LOTS_MAX, message)
    return found


def _lying(connection: Connection, instrument: str, wanted: Range, limit: int) -> Iterator[Lot]:
    column = blocks.c
    below = select(func.max(column.first)).where(column.instrument == instrument, column.first <= wanted.first)
    start = connection.scalar(below) or wanted.first
    query = select(blocks).where(column.instrument == instrument, column.first.between(start, wanted.last))
    for row in connection.execute(query.where(column.last >= wanted.first).order_by(column.first).limit(limit)):
        first, last = max(row.first, wanted.first), min(row.last, wanted.last)
        yield Lot(first, last, row.issue, Key(row.account, instrument, State(row.state)))


def _never_issued(connection: Connection, instrument: str, wanted: Range, here: Sequence[Lot]) -> Refusal | None:
    """The refusal of numbers above those given out: every number up to the last issue is of a unit."""
    last = here[-1].last if here else 0
    if last == wanted.last:
        return None
    top = connection.scalar(select(func.max(issues.c.last)).where(issues.c.instrument == instrument))
    if top is not None and top >= wanted.last:
        return None  # the rest lies in more blocks than were asked for
    missing = serial_ranges.said(max((top or 0) + 1, wanted.first), wanted.last)
    allowed = f"1-{top}" if top else None
    return Refusal("serial_unknown", "serials", missing, allowed, f"no units of {instrument} with these numbers were issued")


def _misprinted(connection: Connection, instrument: str, wanted: Range, here: Sequence[Lot]) -> Refusal | None:
    """The refusal of a range that is printed with another series than its units have."""
    if wanted.series is None or not here:
        return None
    of_issue = select(issues.c.issue, issues.c.year, issues.c.province)
    within = (issues.c.instrument == instrument, issues.c.first <= here[-1].last, issues.c.last >= here[0].first)
    series = {row.issue: Series(row.year, row.province) for row in connection.execute(of_issue.where(*within))}
    for lot in here:
        if series[lot.issue] != wanted.series:
            asked, right = (write(Serial(instrument, each, lot.first)) for each in (wanted.series, series[lot.issue]))
            message = "a unit of another year or province has this number"
            return Refusal("serial_unknown", "serials", asked, right, message)
    return None


def found_by_freeze(connection: Connection, lot: Lot) -> list[tuple[Lot, Key]]:
    """A frozen lot in parts, each with the holding in which the last freeze found it; its own account's where none is known."""
    parts: list[tuple[Lot, Key]] = []
    rest = [(lot.first, lot.last)]
    for first, last, origin in _freezes_over(connection, lot):
        taken, rest = _split(rest, first, last)
        parts += [(lot._replace(first=low, last=high), origin) for low, high in taken]
        if not rest:
            break
    unknown = lot.place._replace(state=State.REGISTRY_AVAILABLE)
    parts += [(lot._replace(first=low, last=high), unknown) for low, high in rest]
    return sorted(parts)


def _freezes_over(connection: Connection, lot: Lot) -> Iterator[tuple[int, int, Key]]:
    """The freezes that moved units of a lot, the last one first. A span that meets a range has its fork in it or over an end."""
    span, code = moved_spans.c, lot.place.instrument
    forks = [*forks_over(lot.first), *forks_over(lot.last)]
    met = and_(or_(span.fork.in_(forks), span.fork.between(lot.first, lot.last)), span.first <= lot.last, span.last >= lot.first)
    query = select(span.first, span.last, journal.c.from_account, journal.c.from_state)
    query = query.join(journal, journal.c.number == span.entry).where(span.instrument == code, met)
    query = query.where(journal.c.kind == EntryKind.FREEZE).order_by(span.entry.desc())
    for first, last, account, state in connection.execute(query):
        yield first, last, Key(account, code, State(state))


def _split(ranges: Iterable[tuple[int, int]], first: int, last: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What of some ranges lies within two numbers, and the rest."""
    within, rest = [], []
    for low, high in ranges:
        within.append((max(low, first), min(high, last)))
        rest += [(low, min(high, first - 1)), (max(low, last + 1), high)]
    return [span for span in within if span[0] <= span[1]], [span for span in rest if span[0] <= span[1]]


def said(lot: Lot) -> str:
    """A lot and its place as a sentence names them."""
    units = serial_ranges.said(lot.first, lot.last)
    if lot.place.account == OUTSIDE:
        return f"{units} were taken back from their issue"
    return f"{units} lie in account {lot.place.account}, {lot.place.state.name.lower()}"
