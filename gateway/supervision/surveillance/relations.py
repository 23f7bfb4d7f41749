"""Which accounts belong together: relations of entities on a day.

They come with the events, as the registry has stated them (engine/commands: RELATE). An entity is
the account of its number, unless an account is stated to be another's. Entities that have a party
in common are related, and so are those that are related to the same one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.commands import Relation as Kind

GROUP_MAX = 200  # accounts that are related to each other; of a larger group only the first


class Relation(NamedTuple):
    """An entity's relation to a party, which is the entity (or account) `other` or has a name;
    dates as yyyymmdd, `last` 0: open.
    """

    entity: int
    kind: int
    other: int
    party: str
    first: int
    last: int = 0

    @property
    def key(self) -> tuple[int, int, int, str]:
        """What makes it the same relation when its days change."""
        return self.entity, self.kind, self.other, self.party

    def holds(self, date: int) -> bool:
        """Whether it is so on a day."""
        return self.first <= date and (not self.last or date <= self.last)

    @property
    def node(self) -> object:
        """The party, as something that others may have in common."""
        return _entity(self.other) if self.other else ("party", self.party)


def _entity(number: int) -> object:
    return "entity", number


class Relations:
    """The groups of related accounts on one day. `beyond`: accounts that their group has no room
    for.
    """

    def __init__(self, rows: Iterable[Relation] = (), date: int = 0) -> None:
        self._joined: dict[object, object] = {}
        held = [row for row in rows if row.holds(date)]
        owners = {row.other: row.entity for row in held if row.kind == Kind.ACCOUNT}
        stated = [row for row in held if row.kind != Kind.ACCOUNT]
        for row in stated:
            self._join(_entity(row.entity), row.node)
        entities = {number for row in stated for number in (row.entity, row.other) if number}
        entities |= set(owners.values())
        accounts = {each: each for each in entities if each not in owners} | owners
        groups: dict[object, list[int]] = {}
        for account, entity in sorted(accounts.items()):
            groups.setdefault(self._root(_entity(entity)), []).append(account)
        self.beyond = sum(max(0, len(group) - GROUP_MAX) for group in groups.values())
        self._groups = {
            account: tuple(group[:GROUP_MAX])
            for group in groups.values()
            if len(group) > 1
            for account in group[:GROUP_MAX]
        }

    def _root(self, one: object) -> object:
        joined = self._joined
        while joined.setdefault(one, one) != one:
            joined[one] = joined[joined[one]]
            one = joined[one]
        return one

    def _join(self, one: object, other: object) -> None:
        self._joined[self._root(one)] = self._root(other)

    def group(self, account: int) -> tuple[int, ...]:
        """The accounts related to one, itself included, ascending."""
        return self._groups.get(account) or (account,)

    def are_related(self, one: int, other: int) -> bool:
        """Whether two accounts belong together."""
        return other in self._groups.get(one, ())
