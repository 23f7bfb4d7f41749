"""Which accounts belong together: relations of entities, from a dated file.

`relations.csv` in the data folder has the columns entity, account, relation, from, to: that an
entity is owner, controller or officer of an account on the days from `from` to `to`, both included;
an empty `to` is open. Accounts that have an entity in common are related, and so are those that are
related to the same account. `Relations` is made of rows, wherever they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from engine.errors import FileUnreadable
from engine.texts.csv_files import csv_lines
from engine.texts.decoding import read_text
from engine.units import UnitError, parse_date
from gateway.protocol.errors import GatewayError
from gateway.protocol.key_table import ACCOUNT_MAX

RELATIONS_NAME = "relations.csv"
COLUMNS = ("entity", "account", "relation", "from", "to")
KINDS = ("owner", "controller", "officer")
RELATIONS_MAX = 100_000  # rows
GROUP_MAX = 200  # accounts that are related to each other


class RelationsRefused(GatewayError):
    """The file of relations cannot be read, or a row of it is malformed; it names file and line."""

    code = "relations_refused"


class Relation(NamedTuple):
    """An entity's relation to an account; dates as yyyymmdd, `last` 0: open."""

    entity: str
    account: int
    kind: str
    first: int
    last: int


class Relations:
    """The groups of related accounts on one day. Raises RelationsRefused for a group too large."""

    def __init__(self, rows: Iterable[Relation] = (), date: int = 0) -> None:
        joined: dict[object, object] = {}

        def root(one: object) -> object:
            while joined.setdefault(one, one) != one:
                joined[one] = joined[joined[one]]
                one = joined[one]
            return one

        accounts = set()
        for row in rows:
            if row.first <= date and (not row.last or date <= row.last):
                joined[root(row.account)] = root(row.entity)
                accounts.add(row.account)
        groups: dict[object, list[int]] = {}
        for account in sorted(accounts):
            groups.setdefault(root(account), []).append(account)
        self._groups = {
            account: tuple(group)
            for group in groups.values()
            if len(_bounded(group)) > 1
            for account in group
        }

    def group(self, account: int) -> tuple[int, ...]:
        """The accounts related to one, itself included, ascending."""
        return self._groups.get(account) or (account,)

    def are_related(self, one: int, other: int) -> bool:
        """Whether two accounts belong together."""
        return other in self._groups.get(one, ())


def _bounded(group: list[int]) -> list[int]:
    if len(group) > GROUP_MAX:
        rule = f"{len(group)} accounts are related to account {group[0]}, at most {GROUP_MAX} may"
        raise RelationsRefused(rule, value=len(group), allowed=GROUP_MAX)
    return group


def read_relations(data: Path) -> list[Relation]:
    """The relations of a data folder; none where it has no such file. Raises RelationsRefused."""
    path = data / RELATIONS_NAME
    if not path.exists():
        return []
    try:
        return list(_rows(path, csv_lines(read_text(path), str(path))))
    except (OSError, FileUnreadable) as error:
        raise RelationsRefused(f"{path} cannot be read: {error}", value=str(path)) from error


def _rows(path: Path, lines: Iterable[tuple[int, list[str]]]) -> Iterator[Relation]:
    for number, cells in lines:
        where = f"{path}, line {number}"
        if number == 1:
            if tuple(cells) != COLUMNS:
                rule = f"{where}: the columns are {', '.join(cells)}, wanted {', '.join(COLUMNS)}"
                raise RelationsRefused(rule)
        elif number > RELATIONS_MAX + 1:
            raise RelationsRefused(f"{where}: at most {RELATIONS_MAX} relations are read")
        elif cells:
            yield _row(where, cells)


def _row(where: str, cells: list[str]) -> Relation:
    if len(cells) != len(COLUMNS):
        raise RelationsRefused(f"{where}: {len(cells)} values, wanted {len(COLUMNS)}")
    entity, account, kind, first, last = (cell.strip() for cell in cells)
    if not entity:
        raise RelationsRefused(f"{where}: entity is empty", field="entity")
    if not _is_account(account):
        rule = f"{where}: account is {account!r}, 1 to {ACCOUNT_MAX} are allowed"
        raise RelationsRefused(rule, field="account", value=account)
    if kind not in KINDS:
        rule = f"{where}: relation is {kind!r}, allowed are {', '.join(KINDS)}"
        raise RelationsRefused(rule, field="relation", value=kind)
    begins, ends = _date(where, "from", first), _date(where, "to", last) if last else 0
    if ends and ends < begins:
        raise RelationsRefused(f"{where}: to {last} is before from {first}", field="to")
    return Relation(entity, int(account), kind, begins, ends)


def _is_account(text: str) -> bool:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(ACCOUNT_MAX))
    return is_number and 1 <= int(text) <= ACCOUNT_MAX


def _date(where: str, field: str, text: str) -> int:
    try:
        return parse_date(text)
    except UnitError as error:
        raise RelationsRefused(f"{where}: {field}: {error}", field=field, value=text) from error
