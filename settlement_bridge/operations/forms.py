"""Writes the acts of the registry as a module for browsers: the form of each from its row.

    python -m settlement_bridge.operations.forms > marketdata/pages/browser/registry/acts.mjs

The file is checked in; a test compares it with what is written here.
"""

from __future__ import annotations

import json
import textwrap
from typing import Any

from engine.texts import terminal
from gateway.protocol.operations import Row, Way
from marketdata.pages.acts import form
from settlement_bridge.asked import FIELD
from settlement_bridge.operations import KEYED, OF_MARKET, ROWS

WIDTH = 100
NO_FORMS = ("upload",)  # what a page does by itself for an act that takes a file
FILE = "digest"  # the field that names a file which was sent up
_NEXT_LINE = "\n" + " " * 10
_HEAD = """\
// @ts-check
/** The acts of the registry, as it takes them. */
// Written by `python -m settlement_bridge.operations.forms`; not to be edited.

/** @type {import("./types.d.ts").Acts} */
export const ACTS = {
"""


def module() -> str:
    """The text of the module."""
    acts = [row for row in ROWS if row.way is Way.COMMAND and row.name not in NO_FORMS]
    return _HEAD + "".join(map(_act, acts)) + "};\n"


def _act(row: Row) -> str:
    (fields, *_), market = row.fields.values(), OF_MARKET.get(row.name)
    asked = "".join(f"      {_object(_of_a_file(each))},\n" for each in form(fields, [FIELD]))
    return (
        f"  {row.name}: {{\n"
        f"    help: {_text(row.help, 4)},\n"
        f"    roles: {json.dumps(list(row.fields))},\n"
        f"    once: {json.dumps(row.name in KEYED)},\n"
        f"    market: {json.dumps(market.value if market else '')},\n"
        f"    fields: [\n{asked}    ],\n"
        "  },\n"
    )


def _of_a_file(field: dict[str, Any]) -> dict[str, Any]:
    return field | {"kind": "file"} if field["name"] == FILE else field


def _object(field: dict[str, Any]) -> str:
    """A field of a form, on one line where it fits."""
    pairs = [f"{name}: {_value(value)}" for name, value in field.items()]
    line = f"{{ {', '.join(pairs)} }}"
    if len(line) + 8 <= WIDTH:
        return line
    return "{\n" + "".join(f"        {each},\n" for each in _pairs(field)) + "      }"


def _pairs(field: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {_text(value, 8) if isinstance(value, str) else _list(value)}"
        for name, value in field.items()
    ]


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(value: Any) -> str:
    """A list of words over as many lines as it takes."""
    if not isinstance(value, list):
        return _value(value)
    words = textwrap.wrap(", ".join(map(_value, value)), WIDTH - 10)
    return f"[{_NEXT_LINE.join(words)}]"


def _text(text: str, indent: int) -> str:
    """A text over as many lines as it takes."""
    parts = textwrap.wrap(text, WIDTH - indent - 12, drop_whitespace=False)
    return f"\n{' ' * (indent + 2)}+ ".join(map(_value, parts)) if parts else '""'


if __name__ == "__main__":
    terminal.lines(module(), end="")
