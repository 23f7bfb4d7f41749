"""Writes a client's methods from a table of operations: one typed method an operation.

    python -m gateway.protocol.methods TABLE TYPES "TITLE" > FILE

TABLE is the module that has the rows as `ROWS` (`gateway.protocol.table.rows`), TYPES the one that
has the types of the replies (`gateway.protocol.message_types` writes it), TITLE the first line of
what is written. The file has one class, `Operations`, which is made with the function that
sends a request by its name and fields and returns the reply's fields. Each method takes keywords
alone, as they are on the wire: prices in ticks, quantities in tonnes, dates as text. A field that
not every role must give may be left out; a name that Python keeps for itself has a trailing
underscore (`from_`). The file is checked in; a test compares it with what is written here.
"""

from __future__ import annotations

import keyword
import sys
import textwrap
from collections.abc import Iterable, Sequence
from importlib import import_module

from engine.texts import terminal
from gateway.protocol.maps import Field
from gateway.protocol.operations import Row, Way, merged

WIDTH = 100
_HEAD = '''"""{title}

Written by `python -m gateway.protocol.methods`; not to be edited.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import {names}

{replies}
{aliases}

class Operations:
    """Every operation by its name; each returns the fields of its reply.

    Each raises RequestRefused, ConnectionLost, ReplyMissing.
    """

    def __init__(self, request: Callable[..., Awaitable[Any]]) -> None:
        self._request = request
'''


def methods(rows: Sequence[Row], types: str, title: str) -> str:
    """The text of the file; `types` is the module of the replies' types."""
    rows = [row for row in rows if not is_of_session(row)]
    words = word_names(rows)
    body = "".join(_method(row, words) for row in rows)
    aliases = "".join(_alias(name, kind) for kind, name in words.items())
    names = "TYPE_CHECKING, Any, Literal" if words else "TYPE_CHECKING, Any"
    replies = _replies(rows, types)
    return _HEAD.format(title=title, names=names, replies=replies, aliases=aliases) + body + _GIVEN


def reply_name(row: Row) -> str:
    """The name of the type of an operation's reply."""
    return "".join(word.title() for word in row.name.split("_")) + "Reply"


def _replies(rows: Iterable[Row], types: str) -> str:
    """The import of the replies' types, for type checkers alone."""
    lines = "".join(
        f"        {name},\n" for name in sorted(map(reply_name, rows), key=str.casefold)
    )
    return f"if TYPE_CHECKING:\n    from {types} import (\n{lines}    )\n"


_GIVEN = """

def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
"""


def is_of_session(row: Row) -> bool:
    """Whether a connection does it by itself: signs of life and log-off."""
    return row.way is Way.SESSION and not any(row.fields.values())


def word_names(rows: Iterable[Row]) -> dict[str, str]:
    """A name for each choice of words, by its annotation."""
    found: dict[str, str] = {}
    for row in rows:
        for name, (field, _) in merged(row).items():
            kind = field.read.python
            if kind.startswith("Literal[") and kind not in found:
                alias = "".join(part.title() for part in name.split("_"))
                taken = alias in found.values()
                found[kind] = alias + "".join(row.name.title().split("_")) if taken else alias
    return found


def _alias(name: str, kind: str) -> str:
    line = f"{name} = {kind}\n"
    if len(line) <= WIDTH:
        return line
    inner = kind.removeprefix("Literal[").removesuffix("]")
    if len(inner) + 4 <= WIDTH:
        return f"{name} = Literal[\n    {inner}\n]\n"
    return f"{name} = Literal[\n" + "".join(f"    {word},\n" for word in inner.split(", ")) + "]\n"


def _method(row: Row, words: dict[str, str]) -> str:
    fields = merged(row)
    ordered = sorted(fields, key=lambda name: not fields[name][1])
    arguments = [argument(name, *fields[name], words) for name in ordered]
    return "\n" + _signature(row, arguments) + _docstring(row, fields) + _body(row, fields)


def python_name(name: str) -> str:
    """The name of an argument for a field."""
    return f"{name}_" if keyword.iskeyword(name) else name


def argument(name: str, field: Field, needed: bool, words: dict[str, str]) -> str:
    """A field as an argument with its type, by the names of words."""
    kind = words.get(field.read.python, field.read.python)
    return f"{python_name(name)}: {kind}" + ("" if needed else " | None = None")


def _signature(row: Row, arguments: list[str]) -> str:
    head, tail = f"    async def {python_name(row.name)}(", f") -> {reply_name(row)}:\n"
    short = ", ".join(["self", "*", *arguments]) if arguments else "self"
    if len(head + short + tail) <= WIDTH + 1:
        return head + short + tail
    if len(short) + 8 <= WIDTH:
        return f"{head}\n        {short}\n    {tail}"
    return (
        head
        + "\n"
        + "".join(f"        {each},\n" for each in ("self", "*", *arguments))
        + (f"    {tail}")
    )


def _docstring(row: Row, fields: dict[str, tuple[Field, bool]]) -> str:
    lines = textwrap.wrap(row.help, WIDTH - 11)
    said = [
        f"{python_name(name)}: {words}."
        for name, (field, _) in fields.items()
        if (words := _said(field))
    ]
    roles = "Roles: " + ", ".join(row.fields) + "."
    text = ['        """' + lines[0], *(f"        {line}" for line in lines[1:]), ""]
    for line in (*said, roles):
        wrapped = textwrap.wrap(line, WIDTH - 12, subsequent_indent="    ")
        text += [f"        {part}" for part in wrapped]
    return "\n".join(text) + '\n        """\n'


def _said(field: Field) -> str:
    default = "" if field.default is None else f"{field.default} when left out".lower()
    return ", ".join(part for part in (field.help, default) if part)


def _body(row: Row, fields: dict[str, tuple[Field, bool]]) -> str:
    named = [f"{python_name(n)}={python_name(n)}" for n, (_, needed) in fields.items() if needed]
    given = [
        f"{python_name(n)}={python_name(n)}" for n, (_, needed) in fields.items() if not needed
    ]
    parts = [f'"{row.name}"', *named]
    head, end = f"        reply: {reply_name(row)} = await self._request(", "        return reply\n"
    whole = ", ".join([*parts, *([f"**_given({', '.join(given)})"] if given else [])])
    if len(head + whole) + 1 <= WIDTH:
        return f"{head}{whole})\n{end}"
    if len(whole) + 12 <= WIDTH:
        return f"{head}\n            {whole}\n        )\n{end}"
    return head + "\n" + "".join(f"            {each},\n" for each in parts) + _rest(given) + end


def _rest(given: list[str]) -> str:
    if not given:
        return "        )\n"
    inner = ", ".join(given)
    if len(inner) + 12 + len("**_given(),") <= WIDTH:
        return f"            **_given({inner}),\n        )\n"
    if len(inner) + 16 <= WIDTH:
        return f"            **_given(\n                {inner}\n            ),\n        )\n"
    lines = "".join(f"                {each},\n" for each in given)
    return f"            **_given(\n{lines}            ),\n        )\n"


def main() -> None:
    """Write the methods of a table to standard output."""
    table, types, title = sys.argv[1:]
    terminal.lines(methods(import_module(table).ROWS, types, title), end="")


if __name__ == "__main__":
    main()
