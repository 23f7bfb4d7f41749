"""The pages of the house, and those of a room whose tables are written by a command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from gateway.protocol.pages import PAGES, named, rewritten

HOUSE = Path(__file__).parents[1]


def pages() -> list[Path]:
    """Every page of the house, without what npm has put there."""
    found = [*HOUSE.glob("*.md"), *HOUSE.glob(".github/*.md"), *HOUSE.glob("[a-z]*/**/*.md")]
    return sorted(each for each in found if "node_modules" not in each.parts)


def text_of(room: Path) -> str:
    """All pages of a room, one after another."""
    return "\n".join((room / name).read_text(encoding="utf-8") for name in PAGES)


def differing(room: Path, tables: Mapping[str, str], names: Iterable[str] = PAGES) -> list[str]:
    """Pages that are not as the tables are now, and tables that are on no page or on two."""
    texts = {name: (room / name).read_text(encoding="utf-8") for name in names}
    shown = [table for text in texts.values() for table in named(text)]
    wrong = [name for name, text in texts.items() if rewritten(text, tables) != text]
    return wrong + [table for table in tables if shown.count(table) != 1]
