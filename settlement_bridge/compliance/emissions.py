"""Obligations from a file of verified emissions: all of it or nothing.

CSV in UTF-8 with the header `entity,year,emissions,due`, a row for each entity and year, and at the
end the totals line `total,ROWS,EMISSIONS,DUE` that must be right. Emissions are those verified, due
is what must be surrendered for them (应清缴配额量), both whole tonnes; the two differ where a rule
caps what is due.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.units import UNITS_MAX
from settlement_bridge.books.serials import YEARS
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import sheets
from settlement_bridge.intake.sheets import Malformed, Sheet, whole

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
    rows = sheets.read(text, SHEET, _row)
    if isinstance(rows, Refusal):
        return rows
    try:
        sheets.refuse_twins([(row.entity, row.year) for row in rows], "entity and year")
    except Malformed as malformed:
        return malformed.refusal
    return rows


def _row(line: int, cells: list[str]) -> Verified:
    entity, year, emissions, due = cells
    return Verified(
        whole(line, "entity", entity, 1, 2**31 - 1),
        whole(line, "year", year, YEARS.start, YEARS.stop - 1),
        whole(line, "emissions", emissions, 0, UNITS_MAX),
        whole(line, "due", due, 0, UNITS_MAX),
    )
