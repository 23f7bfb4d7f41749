"""Relations from a file, to try what the rules would find with others than the registry has stated.

It has the columns entity, account, relation, from, to: that an entity, by name, is owner,
controller, officer of an account or acts in concert with it on the days from `from` to `to`, both
included; an empty `to` is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.commands import Relation as Kind
from engine.errors import FileUnreadable
from engine.texts.csv_files import csv_lines
from engine.texts.decoding import read_text
from engine.units import UnitError, parse_date
from gateway.protocol.errors import GatewayError
from gateway.protocol.fields import words
from gateway.protocol.key_table import ACCOUNT_MAX
from gateway.supervision.surveillance.relations import Relation

COLUMNS = ("entity", "account", "relation", "from", "to")
KINDS = {word: number for word, number in words(Kind).items() if number != Kind.ACCOUNT}
RELATIONS_MAX = 100_000  # rows


class RelationsRefused(GatewayError):
    """The file of relations cannot be read, or a row of it is malformed; it names file and line."""

    code = "relations_refused"


def read_relations(path: Path) -> list[Relation]:
    """The relations of a file. Raises RelationsRefused."""
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
    return Relation(int(account), KINDS[kind], 0, entity, begins, ends)


def _is_account(text: str) -> bool:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(ACCOUNT_MAX))
    return is_number and 1 <= int(text) <= ACCOUNT_MAX


def _date(where: str, field: str, text: str) -> int:
    try:
        return parse_date(text)
    except UnitError as error:
        raise RelationsRefused(f"{where}: {field}: {error}", field=field, value=text) from error
