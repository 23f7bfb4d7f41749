"""Writes a client's builders from a table of operations: a function for each, which makes the
request as a map.

    python -m gateway.protocol.builders TABLE TYPES METHODS "TITLE" "EXAMPLE" > FILE

TABLE has the rows as `ROWS`, TYPES has the types of the replies, METHODS is the module that
`gateway.protocol.methods` has written, whose names of words are used. TITLE is the first line of
what is written, EXAMPLE one of how it is used. A builder takes keywords
alone, as they are on the wire. The file is checked in; a test compares it with what is written
here.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from importlib import import_module

from engine.texts import terminal
from gateway.protocol.methods import (
    WIDTH,
    argument,
    is_of_session,
    python_name,
    reply_name,
    word_names,
)
from gateway.protocol.operations import Row, merged

_HEAD = '''"""{title}

    {example}

Keywords are as on the wire (PROTOCOL.md): prices in 0.01 CNY, quantities in tonnes, dates as text.
A name that Python keeps for itself has a trailing underscore (`from_`).

Written by `python -m gateway.protocol.builders`; not to be edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.protocol.replies import Asked

if TYPE_CHECKING:
{imports}

def _asked(op: str, **fields: Any) -> Asked[Any]:
    given = {{name.rstrip("_"): value for name, value in fields.items() if value is not None}}
    return Asked(op=op, **given)
'''


def builders(rows: Sequence[Row], types: str, methods: str, title: str, example: str) -> str:
    """The text of the file; `types` and `methods` are the modules of names that it uses."""
    rows = [row for row in rows if not is_of_session(row)]
    words = word_names(rows)
    used = {
        words[field.read.python]
        for row in rows
        for field, _ in merged(row).values()
        if field.read.python in words
    }
    imports = _import(methods, used) + _import(types, map(reply_name, rows))
    return _HEAD.format(title=title, example=example, imports=imports) + "".join(
        _builder(row, words) for row in rows
    )


def _import(module: str, names: Iterable[str]) -> str:
    lines = "".join(f"        {name},\n" for name in sorted(names, key=str.casefold))
    return f"    from {module} import (\n{lines}    )\n"


def _builder(row: Row, words: dict[str, str]) -> str:
    fields = merged(row)
    ordered = sorted(fields, key=lambda name: not fields[name][1])
    arguments = "".join(f"    {argument(name, *fields[name], words)},\n" for name in ordered)
    head = f"(\n    *,\n{arguments})" if arguments else "()"
    passed = "".join(f"        {python_name(name)}={python_name(name)},\n" for name in fields)
    body = f'_asked(\n        "{row.name}",\n{passed}    )' if passed else f'_asked("{row.name}")'
    return (
        f"\n\ndef {python_name(row.name)}{head} -> Asked[{reply_name(row)}]:\n"
        f"{_docstring(row.help)}    return {body}\n"
    )


def _docstring(text: str) -> str:
    if len(text) + 10 <= WIDTH:
        return f'    """{text}"""\n'
    return '    """' + "\n    ".join(textwrap.wrap(text, WIDTH - 7)) + '\n    """\n'


def main() -> None:
    """Write the builders of a table to standard output."""
    table, *names = sys.argv[1:]
    terminal.lines(builders(import_module(table).ROWS, *names), end="")


if __name__ == "__main__":
    main()
