"""The acts of the exchange's staff as a module for browsers: the form of each is written from its
row in the gateway's table of operations.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from gateway.protocol.maps import Field
from gateway.protocol.operations import Row, Way
from gateway.protocol.table.rows import ROWS
from gateway.protocol.table.words import EXCHANGE

GUARDS = ("confirm", "reason", "dry_run")  # every form has them of itself
LINES_FROM = 200  # characters from which on a text is written in several lines
_KINDS = {"0.01 CNY/t": "price", "t": "tonnes"}  # by unit
_DATE, _TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "([01][0-9]|2[0-3]):[0-5][0-9]"


def acts() -> dict[str, dict[str, Any]]:
    """Each act of staff by its name: the duties that it belongs to, what it does, its fields."""
    commands = (row for row in ROWS if row.way in (Way.COMMAND, Way.CANCEL))
    return {row.name: _act(row) for row in commands if EXCHANGE in row.fields}


def module() -> str:
    """The acts as JavaScript."""
    written = json.dumps(acts(), ensure_ascii=False, indent=0)
    head = "/** The acts of the exchange's staff, as the gateway takes them. */"
    return f"{head}\nexport const ACTS = {written};\n"


def _act(row: Row) -> dict[str, Any]:
    fields = row.fields[EXCHANGE]
    return {
        "help": row.help,
        "duties": row.duties,
        "previews": "dry_run" in fields,
        "fields": form(fields, GUARDS),
    }


def form(fields: Mapping[str, Field], left_out: Iterable[str]) -> list[dict[str, Any]]:
    """What a form asks for of the fields of an operation."""
    return [_field(name, field) for name, field in fields.items() if name not in left_out]


def _field(name: str, field: Field) -> dict[str, Any]:
    schema: Mapping[str, Any] = field.read.schema()
    kind = "money" if name.endswith("_fen") else _KINDS.get(field.read.unit) or _kind(schema)
    choices = {"choices": schema["enum"]} if "enum" in schema else {}
    return {"name": name, "kind": kind, "required": field.required, "help": field.help} | choices


def _kind(schema: Mapping[str, Any]) -> str:
    """The kind of an input that takes what a schema describes."""
    form = schema.get("pattern", "")
    if "enum" in schema:
        return "choice"
    if schema["type"] == "integer":
        return "integer"
    if schema["type"] == "boolean":
        return "flag"
    if schema["type"] == "array":
        return "list"
    if schema["type"] == "object":
        return "weights" if "propertyNames" in schema else "parameters"
    if _DATE in form:
        return "date"
    if _TIME in form:
        return "time"
    return "lines" if schema.get("maxLength", 0) > LINES_FROM else "text"
