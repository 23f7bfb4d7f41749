"""Tables of a protocol page, written from what they describe.

A page keeps its prose; a table lies between `<!-- table: NAME -->` and `<!-- end -->`, and
`rewritten` puts the tables of a server in their places. A test compares the page with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from gateway.protocol.closings import CLOSES
from gateway.protocol.codes import Code
from gateway.protocol.maps import Field, Fields, Record, field_text
from gateway.protocol.methods import merged
from gateway.protocol.operations import Row

_PLACE = re.compile(r"<!-- table: ([a-z_ ]+) -->\n.*?<!-- end -->", re.DOTALL)
ALL = "all"


def rewritten(page: str, tables: Mapping[str, str]) -> str:
    """The page with every table as it is now. Raises KeyError for a table that there is not."""

    def place(found: re.Match[str]) -> str:
        return f"<!-- table: {found[1]} -->\n{tables[found[1]]}<!-- end -->"

    return _PLACE.sub(place, page)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def operations(rows: Iterable[Row], roles: Sequence[str]) -> str:
    """Every operation: who may ask it, what it does, its fields and what is replied."""
    head = ("op", "role", "what it does", "fields (optional in brackets)", "reply")
    return table(head, (_operation(row, roles) for row in rows))


def _operation(row: Row, roles: Sequence[str]) -> list[str]:
    asked = ALL if tuple(row.fields) == tuple(roles) else ", ".join(row.fields)
    return [f"`{row.name}`", asked, row.help, _fields(row), _reply(row)]


def _fields(row: Row) -> str:
    """The fields of all roles; one that not all of them have names those that do."""
    parts = []
    for name, (field, needed) in merged(row).items():
        having = [role for role, fields in row.fields.items() if name in fields]
        whose = "" if len(having) == len(row.fields) else f" ({', '.join(having)})"
        some = any(row.fields[role][name].required for role in having)
        parts.append(field_text(name, field, required=needed or some) + whose)
    return ", ".join(parts)


def _reply(row: Row) -> str:
    return fields_text(row.replied.fields) if isinstance(row.replied, Record) else row.replied.text


def fields_text(fields: Mapping[str, Field]) -> str:
    """Fields one after another."""
    return ", ".join(field_text(name, field) for name, field in fields.items())


def messages(described: Mapping[str, tuple[str, Fields]]) -> str:
    """Messages by their names, with what each says."""
    rows = ([f"`{name}`", text, fields_text(fields)] for name, (text, fields) in described.items())
    return table(("kind", "what it says", "fields"), rows)


def refusals(codes: Mapping[str, Code]) -> str:
    """What is refused with which code, and what to do where that passes by itself."""
    rows = ([f"`{name}`", code.when, code.passing or ""] for name, code in codes.items())
    return table(("code", "when", "passes by itself"), rows)


def closes() -> str:
    """Why a connection is closed, by the code of the close."""
    return table(("close code", "why"), ([str(int(code)), why] for code, why in CLOSES.items()))
