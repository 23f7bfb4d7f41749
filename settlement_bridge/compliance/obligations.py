"""What is owed for a year: obligations from a file of verified emissions.

The file is CSV in UTF-8 with the header `entity,year,emissions,due`, a row for each entity and
year, and at the end the totals line `total,ROWS,EMISSIONS,DUE` that must be right. Emissions are
those verified, due is what must be surrendered for them (应清缴配额量), both whole tonnes; the two
differ where a rule caps what is due. All of it is taken in or nothing; the latest obligation of an
entity and year counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from engine.units import UNITS_MAX
from settlement_bridge import intake
from settlement_bridge.books import SignOff
from settlement_bridge.books.parties import EntityKind
from settlement_bridge.books.serials import YEARS
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import Sheet, whole
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.entity_tables import entities, obligations

SHEET = Sheet("emissions", ("entity", "year", "emissions", "due"), ("emissions", "due"))
CORRECTION = "emissions_correction"  # the kind under which a file of corrected rows is kept


class Verified(NamedTuple):
    """One row: an entity's verified emissions of a year and what is due for them, t."""

    entity: int
    year: int
    emissions: int
    due: int


def read(text: str) -> list[Verified] | Refusal:
    """The rows of an emissions file, or what is wrong in which line. O(characters)."""
    return intake.read(text, SHEET, _row, attrgetter("entity", "year"), "entity and year")


def _row(line: int, cells: list[str]) -> Verified:
    entity, year, emissions, due = cells
    return Verified(
        whole(line, "entity", entity, 1, 2**31 - 1),
        whole(line, "year", year, YEARS.start, YEARS.stop - 1),
        whole(line, "emissions", emissions, 0, UNITS_MAX),
        whole(line, "due", due, 0, UNITS_MAX),
    )


def take_in(
    connection: Connection,
    text: str,
    reference: str,
    correction: bool,
    sign_off: SignOff,
    time_ns: int,
    again: str = "",
) -> int | Refusal:
    """Write the obligations of a file; its number of rows, or why nothing was done. The same rows
    once (`intake.once`).

    A correction replaces obligations that are there, any other file may name none that is there.
    Entities must be known emitters.
    """
    rows = read(text)
    if isinstance(rows, Refusal):
        return rows
    kind = CORRECTION if correction else SHEET.kind
    file = intake.Handed(kind, text, rows, reference, sign_off, again)
    write = partial(_write, connection, rows, correction, sign_off.who, time_ns)
    done = intake.once(connection, file, sum(row.due for row in rows), time_ns, write)
    return done if isinstance(done, Refusal) else len(rows)


def _write(
    connection: Connection, rows: Sequence[Verified], correction: bool, who: str, time_ns: int
) -> int | Refusal:
    """Write the rows as obligations: 0, which is no event, or why not."""
    refusal = _unknown(connection, rows) or _misplaced(connection, rows, correction)
    if refusal is not None:
        return refusal
    number = connection.scalar(select(func.max(obligations.c.number))) or 0
    values = [(number + place, *row, time_ns, who) for place, row in enumerate(rows, 1)]
    execute_rows(connection, insertion(obligations), values)
    return 0


def _unknown(connection: Connection, rows: Sequence[Verified]) -> Refusal | None:
    emitters = set(
        connection.scalars(select(entities.c.entity).where(entities.c.kind == EntityKind.EMITTER))
    )
    for line, row in enumerate(rows, 2):
        if row.entity not in emitters:
            return Refusal(
                "entity_unknown",
                f"line {line}",
                row.entity,
                "a registered emitter",
                "no such emitter in the registry",
            )
    return None


def _misplaced(
    connection: Connection, rows: Sequence[Verified], correction: bool
) -> Refusal | None:
    years = {row.year for row in rows}
    known = select(obligations.c.entity, obligations.c.year).where(obligations.c.year.in_(years))
    there = {(row.entity, row.year) for row in connection.execute(known)}
    for line, row in enumerate(rows, 2):
        if ((row.entity, row.year) in there) != correction:
            said = (
                "is not there to be corrected"
                if correction
                else "is there already; a correction replaces it"
            )
            code = "obligation_unknown" if correction else "obligation_exists"
            return Refusal(
                code,
                f"line {line}",
                row.entity,
                None,
                f"the obligation of entity {row.entity} for {row.year} {said}",
            )
    return None


def years(connection: Connection) -> list[int]:
    """Years with obligations, in order."""
    return list(
        connection.scalars(select(obligations.c.year).distinct().order_by(obligations.c.year))
    )
