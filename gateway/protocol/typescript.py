"""Writes the types of a server's messages for programs in JavaScript, from its contract.

    python -m gateway.protocol.typescript CONTRACT "TITLE" > FILE.d.ts

CONTRACT is the module that has the contract as `CONTRACT`, TITLE the first line of what is written.
`Operations` has for each operation what a request says and what its reply carries; `Pushed` is
any message that the server sends unasked. Clients name the types in JSDoc. The file is checked in;
a test compares it with what is written here.
"""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Iterable, Mapping
from importlib import import_module

from engine.texts import terminal
from gateway.protocol.contract import Contract
from gateway.protocol.maps import Field, Record
from gateway.protocol.message_types import UNIONS, camel, pushed_name
from gateway.protocol.methods import is_of_session
from gateway.protocol.operations import Row, merged
from gateway.protocol.readers import Reader
from gateway.protocol.shapes import ListOf, MapOf, Nullable, OneOf

WIDTH = 100
PLAIN = {"int": "Int", "str": "string", "bool": "boolean", "Any": "unknown", "None": "null"}
_HEAD = """\
// {title}
// Written by `python -m gateway.protocol.typescript`; not to be edited.

/** An integer: a number where it holds it exactly, else a BigInt. */
export type Int = number | bigint;
"""


def typescript(contract: Contract, title: str) -> str:
    """The text of the file."""
    rows = [row for row in contract.operations if not is_of_session(row)]
    asked = "".join(_operation(row) for row in rows)
    pushed = [pushed_name(name) for name in contract.pushed]
    messages = "".join(
        _exported(pushed_name(name), help, _map(fields, 0))
        for name, (help, fields) in contract.pushed.items()
    )
    table = "".join(f"  {row.name}: [{request_name(row)}, {_replied(row)}];\n" for row in rows)
    operations = "\n/** What each operation asks and answers. */\nexport interface Operations {\n"
    unions = _exported("Pushed", "What the server sends unasked.", " | ".join(pushed)) + "".join(
        _exported(union, "", " | ".join(members))
        for union, ends in UNIONS.items()
        if (members := [name for name in pushed if name.endswith(ends)])
    )
    return (
        _HEAD.format(title=title)
        + _shared(rows)
        + asked
        + messages
        + operations
        + table
        + "}\n"
        + unions
    )


def _shared(rows: Iterable[Row]) -> str:
    """The maps that replies have in common, each once."""
    replies = (row.replied for row in rows)
    fields = (
        each for reply in replies if isinstance(reply, Record) for each in reply.fields.items()
    )
    named = {
        field.read.named: (f"`{name}` of replies.", field.read.fields)
        for name, field in fields
        if isinstance(field.read, Record) and field.read.named
    }
    return "".join(
        _exported(camel(name), help, _map(each, 0)) for name, (help, each) in named.items()
    )


def request_name(row: Row) -> str:
    """The name of the type of an operation's request."""
    return camel(row.name) + "Request"


def _replied(row: Row) -> str:
    return camel(row.name) + "Reply"


def _operation(row: Row) -> str:
    fields = {name: field for name, (field, _) in merged(row).items()}
    needed = {name for name, (_, needed) in merged(row).items() if needed}
    request = _exported(request_name(row), row.help, _map(fields, 0, needed))
    reply = _exported(_replied(row), f"The reply to `{row.name}`.", _kind(row.replied, 0))
    return request + reply


def _exported(name: str, help: str, kind: str) -> str:
    return f"\n{_comment(help, 0) if help else ''}export type {name} ={_wrapped(kind, 0)};\n"


def _wrapped(kind: str, depth: int) -> str:
    """A union that is too long for one line, a member a line."""
    if len(kind) < WIDTH / 2 or " | " not in kind or "\n" in kind:
        return f" {kind}"
    indent = f"\n{'  ' * (depth + 1)}| "
    return indent + kind.replace(" | ", indent)


def _comment(text: str, depth: int) -> str:
    indent = "  " * depth
    if len(indent) + len(text) + 8 <= WIDTH:
        return f"{indent}/** {text} */\n"
    lines = textwrap.wrap(text, WIDTH - len(indent) - 3)
    return f"{indent}/**\n" + "".join(f"{indent} * {each}\n" for each in lines) + f"{indent} */\n"


def _kind(reader: Reader, depth: int) -> str:
    """What a reader takes."""
    if isinstance(reader, Record):
        return camel(reader.named) or _map(reader.fields, depth)
    if isinstance(reader, ListOf):
        return f"Array<{_kind(reader.reader, depth)}>"
    if isinstance(reader, MapOf):
        return f"Record<string, {_kind(reader.reader, depth)}>"
    if isinstance(reader, Nullable):
        return f"{_kind(reader.reader, depth)} | null"
    if isinstance(reader, OneOf):
        return " | ".join(dict.fromkeys(_kind(each, depth) for each in reader.readers))
    return _plain(ast.parse(reader.python, mode="eval").body)


def _plain(node: ast.expr) -> str:
    """An annotation of Python as one of TypeScript."""
    match node:
        case ast.Subscript(ast.Name("Literal"), words):
            each = words.elts if isinstance(words, ast.Tuple) else [words]
            return " | ".join(f'"{ast.literal_eval(word)}"' for word in each)
        case ast.Subscript(ast.Name("list"), one):
            return f"Array<{_plain(one)}>"
        case ast.Subscript(ast.Name("dict"), ast.Tuple([_, value])):
            return f"Record<string, {_plain(value)}>"
        case ast.BinOp(left, ast.BitOr(), right):
            return f"{_plain(left)} | {_plain(right)}"
    return PLAIN[ast.unparse(node)]


def _map(fields: Mapping[str, Field], depth: int, needed: set[str] | None = None) -> str:
    """A map over several lines; without `needed` the fields say whether they must be there."""
    if not fields:
        return "{}"
    lines = ""
    for name, field in fields.items():
        given = field.required and not field.unless if needed is None else name in needed
        said = _comment(field.help, depth + 1) if field.help else ""
        mark, kind = "" if given else "?", _kind(field.read, depth + 1)
        lines += f"{said}{'  ' * (depth + 1)}{name}{mark}:{_wrapped(kind, depth + 1)};\n"
    return "{\n" + lines + "  " * depth + "}"


def main() -> None:
    """Write the types of a contract to standard output."""
    module, title = sys.argv[1:]
    terminal.lines(typescript(import_module(module).CONTRACT, title), end="")


if __name__ == "__main__":
    main()
