"""Figures of the entities (交易主体) that traded, from what the log of a venue says of accounts.

A log knows accounts. An entity has one trading account by the market's rules, so that an account is
an entity, unless a dated table says whose it is: the last row of an account that is not after the
trade. A trade counts for each of its two sides. Allowances alone are counted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from gateway.rehearsal.tables import Line, read_lines
from marketdata.errors import ReportRefused
from marketdata.published.figures import Day, Figure, Unit

LARGE_T = 1_000_000
COLUMNS = ("account", "entity", "from_date")
ENTITY_LENGTH_MAX = 64
ACCOUNT_MAX = 2**31 - 1


class Side(NamedTuple):
    """What an account traded on a day by a method: sides of trades and their tonnes."""

    date: int
    account: int
    method: str
    trades: int
    quantity: int


@dataclass
class _Entity:
    trades: int = 0
    quantity: int = 0
    methods: set[str] = field(default_factory=set)


Owners = Mapping[int, Sequence[tuple[int, str]]]  # by account: from a day on, the entity


class Traded:
    """What a log says was traded, by entity."""

    def __init__(self, sides: Iterable[Side], owners: Owners | None = None) -> None:
        self._sides = list(sides)
        self._owners = owners

    def figures(self, days: Sequence[Day]) -> Iterator[Figure]:
        """Of a period whose days these are; None where the log does not have all their trades."""
        dates = {day.date for day in days}
        inside = [side for side in self._sides if side.date in dates]
        is_whole = sum(side.quantity for side in inside) == 2 * sum(day.volume for day in days)
        entities = self._by_entity(inside).values()
        counted = {
            "entities_traded": len(entities),
            "entities_more_than_once": sum(each.trades > 1 for each in entities),
            "entities_above_1_mt": sum(each.quantity > LARGE_T for each in entities),
            "entities_both_methods": sum({"listed", "block"} <= each.methods for each in entities),
        }
        for name, number in counted.items():
            yield Figure(name, "", "", Unit.ENTITIES, number if is_whole else None)

    def _by_entity(self, sides: Iterable[Side]) -> dict[str, _Entity]:
        found: dict[str, _Entity] = {}
        for side in sides:
            entity = found.setdefault(self._owner(side), _Entity())
            entity.trades += side.trades
            entity.quantity += side.quantity
            entity.methods.add(side.method)
        return found

    def _owner(self, side: Side) -> str:
        if self._owners is None:
            return str(side.account)
        rows = self._owners.get(side.account, ())
        at = bisect_right([date for date, _ in rows], side.date)
        if not at:
            raise ReportRefused(
                f"the table of entities has no row of account {side.account} on {side.date}"
            )
        return rows[at - 1][1]


def read_owners(path: Path) -> Owners:
    """A table of entities: account, entity, from_date.

    Raises RehearsalError or TableError (line, column, value).
    """
    found: dict[int, list[tuple[int, str]]] = {}
    for line in read_lines(path, COLUMNS):
        rows = found.setdefault(line.whole("account", 1, ACCOUNT_MAX), [])
        date = line.date("from_date")
        if rows and date <= rows[-1][0]:
            raise line.error("from_date", "later days in later rows of an account")
        rows.append((date, _entity(line)))
    return found


def _entity(line: Line) -> str:
    name = line.cells["entity"].strip()
    if not 0 < len(name) <= ENTITY_LENGTH_MAX:
        raise line.error("entity", f"a name of 1 to {ENTITY_LENGTH_MAX} characters")
    return name
