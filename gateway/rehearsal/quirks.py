"""Quirks: the source's own slips, as data. A difference that a quirk states exactly is known; any
other is a difference.

A quirk names date, code, column, what was published, what ours is and why. `*` in `ours` means any
value: it is for cells that the source left empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.texts.decoding import Encoding
from engine.units import format_date
from gateway.rehearsal.published import COLUMNS as PUBLISHED_COLUMNS
from gateway.rehearsal.tables import Line, read_lines

BUILT_IN = Path(__file__).parent / "quirks.csv"
COLUMNS = ("date", "code", "column", "published", "ours", "why")
ANY = "*"


@dataclass(frozen=True)
class Quirk:
    """One known slip of the source; `published` and `ours` as the table would print them."""

    date: int
    code: str
    column: str
    published: str
    ours: str
    why: str


@dataclass(frozen=True)
class Difference:
    """One cell in which the table and our feed differ, with the quirk that explains it, if any."""

    date: int
    code: str
    column: str
    published: str
    ours: str
    quirk: Quirk | None = None

    def as_data(self) -> dict[str, str]:
        """For `--json`."""
        data = {"date": format_date(self.date), "code": self.code, "column": self.column}
        return data | {
            "published": self.published,
            "ours": self.ours,
            "why": self.quirk.why if self.quirk else "",
        }


def read_quirks(paths: Iterable[Path], encoding: Encoding = Encoding.UTF_8) -> list[Quirk]:
    """The quirks of several files, the built-in ones in UTF-8; later files win where they state the
    same cell.

    Raises TableError.
    """
    quirks = {}
    for path in paths:
        for line in read_lines(path, COLUMNS, Encoding.UTF_8 if path == BUILT_IN else encoding):
            quirk = _quirk(line)
            quirks[quirk.date, quirk.code, quirk.column] = quirk
    return list(quirks.values())


def explain(difference: Difference, quirks: Iterable[Quirk]) -> Difference:
    """The difference with the quirk that states it, or unchanged."""
    for quirk in quirks:
        if _states(quirk, difference):
            return Difference(
                difference.date,
                difference.code,
                difference.column,
                difference.published,
                difference.ours,
                quirk,
            )
    return difference


def _states(quirk: Quirk, difference: Difference) -> bool:
    place = (quirk.date, quirk.code, quirk.column, quirk.published)
    same_place = place == (
        difference.date,
        difference.code,
        difference.column,
        difference.published,
    )
    return same_place and quirk.ours in (ANY, difference.ours)


def _quirk(line: Line) -> Quirk:
    date, code, column = line.date("date"), line.code("code"), line.cells["column"]
    if column not in PUBLISHED_COLUMNS[2:]:
        raise line.error("column", ", ".join(PUBLISHED_COLUMNS[2:]))
    for name in ("ours", "why"):
        if not line.cells[name]:
            raise line.error(name, "a text")
    return Quirk(date, code, column, line.cells["published"], line.cells["ours"], line.cells["why"])
