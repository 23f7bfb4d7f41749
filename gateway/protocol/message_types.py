"""Writes the types of what a server sends, from its contract: a TypedDict for each message.

    python -m gateway.protocol.message_types CONTRACT "TITLE" > FILE

CONTRACT is the module that has the contract as `CONTRACT`, TITLE the first line of what is written.
A reply of the operation `new_order` is a `NewOrderReply`, a report `fill` a `FillReport`, a message
`depth.update` a `DepthUpdate`; a map inside a message has the message's name and its field's. Maps
of the same fields share the first one's type. The file is checked in; a test compares it with what
is written here. It is for type checkers: a client imports it only for them.
"""

from __future__ import annotations

import keyword
import sys
import textwrap
from collections.abc import Mapping
from importlib import import_module
from itertools import count
from unicodedata import east_asian_width

from engine.texts import terminal
from gateway.protocol.contract import Contract
from gateway.protocol.maps import Field, Record
from gateway.protocol.methods import WIDTH, is_of_session, reply_name
from gateway.protocol.readers import Reader
from gateway.protocol.shapes import ListOf, MapOf, Nullable, OneOf
from gateway.protocol.texts import Word

KIND_MAX = 60  # characters of an annotation of words inside a map
REPORT = "report."
# What one stream carries: a name for any of the messages whose types end so.
UNIONS = {"Report": ("Report",), "FeedMessage": ("Snapshot", "Update")}
_HEAD = '''"""{title}

Written by `python -m gateway.protocol.message_types`; not to be edited.
"""

from typing import {names}
'''


def message_types(contract: Contract, title: str) -> str:
    """The text of the file."""
    types = Types()
    for row in contract.operations:
        if not is_of_session(row):
            types.name(reply_name(row), f"The reply to `{row.name}`.", row.replied)
    names = [
        types.name(pushed_name(name), help, Record(fields))
        for name, (help, fields) in contract.pushed.items()
    ]
    body = "".join(types.written) + "".join(
        _alias(union, " | ".join(members))
        for union, ends in UNIONS.items()
        if (members := [name for name in names if name.endswith(ends)])
    )
    used = [name for name in ("Any", "Literal", "NotRequired", "TypedDict") if name in body]
    head = _HEAD.format(title=title, names=", ".join(used))
    return head + (body if body.startswith("\n\nclass") else body[1:])


def pushed_name(message: str) -> str:
    """The name of the type of a message that the server sends unasked."""
    if message.startswith(REPORT):
        return camel(message.removeprefix(REPORT)) + "Report"
    return camel(message.replace(".", "_"))


def camel(name: str) -> str:
    """`new_order` as `NewOrder`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


class Types:
    """The types written so far, each after those that it uses."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._names: dict[str, str] = {}  # of each type, by what it has
        self._taken: set[str] = set()

    def name(self, wanted: str, help: str, reader: Reader) -> str:
        """Write what a reader takes under that name; the name."""
        kind = self.annotation(reader, wanted, help)
        if kind != wanted:
            self._taken.add(wanted)
            self.written.append(_alias(wanted, kind))
        return wanted

    def annotation(self, reader: Reader, wanted: str, help: str) -> str:
        """What a reader takes as an annotation; a map in it is written under the wanted name."""
        if isinstance(reader, Record):
            return self._map(reader.fields, camel(reader.named) or wanted, help)
        if isinstance(reader, ListOf):
            return f"list[{self.annotation(reader.reader, wanted.removesuffix('s'), help)}]"
        if isinstance(reader, MapOf):
            return f"dict[str, {self.annotation(reader.reader, wanted.removesuffix('s'), help)}]"
        if isinstance(reader, Nullable):
            return f"{self.annotation(reader.reader, wanted, help)} | None"
        if isinstance(reader, OneOf):
            return self._one_of(reader, wanted, help)
        return self._word(reader.python, wanted)

    def _one_of(self, reader: OneOf, wanted: str, help: str) -> str:
        """Any of several; where they are maps, under the wanted name."""
        readers = enumerate(reader.readers, 1)
        each = [self.annotation(one, wanted + _tag(one, number), help) for number, one in readers]
        kind = " | ".join(dict.fromkeys(each))
        if not any(isinstance(one, Record) for one in reader.readers):
            return kind
        self._taken.add(wanted)
        self.written.append(_alias(wanted, kind))
        return wanted

    def _map(self, fields: Mapping[str, Field], wanted: str, help: str) -> str:
        kinds = {name: self._kind(name, field, wanted) for name, field in fields.items()}
        has = repr(kinds)
        if has not in self._names:
            self._names[has] = name = self._free(wanted)
            self.written.append(_typed_dict(name, help, fields, kinds))
        return self._names[has]

    def _kind(self, name: str, field: Field, owner: str) -> str:
        """The annotation of a field."""
        wanted = owner.removesuffix("Reply") + camel(name)
        kind = self.annotation(field.read, wanted, f"`{name}` of {owner}.")
        return f"NotRequired[{kind}]" if not field.required or field.unless else kind

    def _word(self, kind: str, wanted: str) -> str:
        """An annotation of a plain value; words that need a line of their own get a name."""
        if len(kind) <= KIND_MAX or not kind.startswith("Literal["):
            return kind
        if kind not in self._names:
            self._names[kind] = self._free(wanted)
            self.written.append(_alias(self._names[kind], kind))
        return self._names[kind]

    def _free(self, wanted: str) -> str:
        name = wanted
        for number in count(2):
            if name not in self._taken:
                break
            name = f"{wanted}{number}"
        self._taken.add(name)
        return name


def _tag(reader: Reader, number: int) -> str:
    """What tells a map from its like: its first field of one word, or its number."""
    if not isinstance(reader, Record):
        return ""
    words = (each.read.words for each in reader.fields.values() if isinstance(each.read, Word))
    return next((camel(each[0]) for each in words if len(each) == 1), str(number))


def _typed_dict(name: str, help: str, fields: Mapping[str, Field], kinds: Mapping[str, str]) -> str:
    if any(map(keyword.iskeyword, kinds)):
        pairs = "".join(f'        "{each}": {kind},\n' for each, kind in kinds.items())
        return f'\n\n{name} = TypedDict(  # {help}\n    "{name}",\n    {{\n{pairs}    }},\n)\n'
    lines = "".join(_line(each, kind, fields[each].help) for each, kind in kinds.items())
    return f"\n\nclass {name}(TypedDict):\n{_docstring(help)}" + (f"\n{lines}" if lines else "")


def _docstring(text: str) -> str:
    if len(text) + 10 <= WIDTH:
        return f'    """{text}"""\n'
    lines = textwrap.wrap(text, WIDTH - 7, initial_indent='"""')
    return textwrap.indent("\n".join([*lines, '"""']), "    ") + "\n"


def _line(name: str, kind: str, help: str) -> str:
    line = f"    {name}: {kind}"
    said = f"{line}  # {help}"
    return (said if help and _columns(said) <= WIDTH else line) + "\n"


def _columns(line: str) -> int:
    """How many columns a line takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in line)


def _alias(name: str, kind: str) -> str:
    """A name for an annotation, over as many lines as it needs."""
    line = f"\n\n{name} = {kind}\n"
    if len(line) <= WIDTH + 3:
        return line
    if not kind.startswith("Literal["):
        if len(kind) + 4 <= WIDTH:
            return f"\n\n{name} = (\n    {kind}\n)\n"
        return f"\n\n{name} = (\n    " + kind.replace(" | ", "\n    | ") + "\n)\n"
    inner = kind.removeprefix("Literal[").removesuffix("]")
    if len(inner) + 4 <= WIDTH:
        return f"\n\n{name} = Literal[\n    {inner}\n]\n"
    return f"\n\n{name} = Literal[\n    " + inner.replace(", ", ",\n    ") + ",\n]\n"


def main() -> None:
    """Write the types of a contract to standard output."""
    module, title = sys.argv[1:]
    terminal.lines(message_types(import_module(module).CONTRACT, title), end="")


if __name__ == "__main__":
    main()
