"""Tables of a protocol page, written from what they describe.

A page keeps its prose; a table lies between `<!-- table: NAME -->` and `<!-- end -->`, and
`rewritten` puts the tables of a server in their places. A test compares the page with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gateway.protocol.closings import CLOSES
from gateway.protocol.codes import Code
from gateway.protocol.key_table import STAFF
from gateway.protocol.maps import Fields
from gateway.protocol.operations import Row

FIELDS = "MESSAGES.md"  # the page with the fields of every request, reply and message
PAGES = ("PROTOCOL.md", FIELDS, "REASONS.md")
_PLACE = re.compile(r"<!-- table: ([a-z_ -]+) -->\n.*?<!-- end -->", re.DOTALL)
ALL = "all"


def rewritten(page: str, tables: Mapping[str, str]) -> str:
    """The page with every table as it is now. Raises KeyError for a table that there is not."""

    def place(found: re.Match[str]) -> str:
        return f"<!-- table: {found[1]} -->\n{tables[found[1]]}<!-- end -->"

    return _PLACE.sub(place, page)


def write(folder: Path, tables: Mapping[str, str], names: Iterable[str] = PAGES) -> None:
    """Write the tables into the pages of a room."""
    for name in names:
        page = folder / name
        text = page.read_text(encoding="utf-8")
        page.write_text(rewritten(text, tables), encoding="utf-8")


def named(page: str) -> list[str]:
    """Names of the tables that a page has."""
    return _PLACE.findall(page)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def operations(rows: Iterable[Row], roles: Sequence[str]) -> str:
    """Every operation: who may ask it and what it does."""
    return table(("op", "role", "what it does"), (_operation(row, roles) for row in rows))


def _operation(row: Row, roles: Sequence[str]) -> list[str]:
    asked = ALL if tuple(row.fields) == tuple(roles) else ", ".join(_asking(row))
    return [f"[`{row.name}`]({FIELDS}#{row.name})", asked, row.help]


def _asking(row: Row) -> Iterator[str]:
    """The roles that may ask it, staff with the duties that it belongs to."""
    for role in row.fields:
        yield f"{role} ({', '.join(row.duties)})" if role == STAFF and row.duties else role


def messages(described: Mapping[str, tuple[str, Fields]]) -> str:
    """Messages by their names, with what each says."""
    rows = ([f"[`{name}`]({FIELDS}#{name})", text] for name, (text, _fields) in described.items())
    return table(("kind", "what it says"), rows)


def refusals(codes: Mapping[str, Code]) -> str:
    """When each code is given, what to do about it, and whether it passes by itself."""
    head = ("code", "when it is given", "what to do", "passes by itself")
    return table(head, (_refusal(name, code) for name, code in codes.items()))


def _refusal(name: str, code: Code) -> list[str]:
    return [f"`{name}`", code.when, code.remedy, code.passing or ""]


def by_subject(codes: Mapping[str, Mapping[str, Code]]) -> str:
    """Tables of codes, each under the heading of its subject."""
    return "\n".join(f"### {subject}\n{refusals(each)}" for subject, each in codes.items())


def closes() -> str:
    """Why a connection is closed, by the code of the close."""
    return table(("close code", "why"), ([str(int(code)), why] for code, why in CLOSES.items()))
