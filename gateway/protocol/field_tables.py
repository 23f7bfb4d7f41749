"""The fields of requests, replies and messages as tables of a page: name, type, unit, meaning.

A field of a map in a field is written `outer.inner`; `[]` is each entry of a list, `{}` each value
of a map. A field in brackets may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gateway.protocol.maps import Field, Record
from gateway.protocol.operations import Row, merged
from gateway.protocol.pages import ALL, table
from gateway.protocol.readers import Choice, Reader
from gateway.protocol.shapes import ListOf, MapOf, Nullable, OneOf
from gateway.protocol.texts import Word

HEAD = ("field", "type", "unit", "meaning")
WORDS_MAX = 70  # characters of the words of a field; more of them are listed below the table
UNITS = {
    "_fen": "0.01 CNY",
    "_ns": "ns",
    "_ms": "ms",
    "_per_s": "1/s",
    "_s": "s",
    "_bp": "0.01 %",
    "_ppm": "0.0001 %",
    "_pct": "%",
}  # by the end of a field's name
Glossary = Mapping[str, str]


def operations(rows: Iterable[Row], roles: Sequence[str], glossary: Glossary) -> str:
    """Every operation under a heading of its own: what it does, who may ask it, both tables."""
    return "\n".join(_operation(row, roles, glossary) for row in rows)


def _operation(row: Row, roles: Sequence[str], glossary: Glossary) -> str:
    everyone = tuple(row.fields) == tuple(roles)
    asked = ALL if everyone else ", ".join(f"`{role}`" for role in row.fields)
    request = {name: _asked(row, name, field) for name, (field, _needed) in merged(row).items()}
    parts = [f"#### `{row.name}`\n{row.help} Roles: {asked}.\n"]
    parts += [f"Request:\n\n{fields(request, glossary)}"] if request else []
    parts += [f"Reply:\n\n{content(row.replied, glossary)}"]
    return "\n".join(parts)


def _asked(row: Row, name: str, field: Field) -> Field:
    """A field of all roles: needed where one that has it needs it, with those roles named."""
    having = [role for role, names in row.fields.items() if name in names]
    needed = any(row.fields[role][name].required for role in having)
    whose = "" if len(having) == len(row.fields) else f"asked by {', '.join(having)}"
    help = "; ".join(filter(None, (field.help, whose)))
    return Field(field.read, help, field.record, field.default, needed, field.unless)


def content(reader: Reader, glossary: Glossary) -> str:
    """The table of a record's fields; one after another where it has several forms."""
    if isinstance(reader, OneOf):
        return "\nor:\n\n".join(content(each, glossary) for each in reader.readers)
    if isinstance(reader, Record) and reader.fields:
        return fields(reader.fields, glossary)
    return "Nothing beside `type`, `id` and `ok`.\n"


def messages(described: Mapping[str, tuple[str, Mapping[str, Field]]], glossary: Glossary) -> str:
    """Messages under headings of their own, with what each says."""
    return "\n".join(
        f"#### `{name}`\n{text}\n\n{fields(each, glossary)}"
        for name, (text, each) in described.items()
    )


def fields(named: Mapping[str, Field], glossary: Glossary) -> str:
    """A table of fields, and below it the words of those that have many."""
    lines = dict(_lines(named, glossary, ""))
    long = {name: words for name, (_cells, words) in lines.items() if words}
    below = "".join(f"\n- `{name}`: {words}\n" for name, words in long.items())
    return table(HEAD, (cells for cells, _words in lines.values())) + below


Line = tuple[str, tuple[list[str], str]]  # a field's whole name; its cells and its many words


def _lines(named: Mapping[str, Field], glossary: Glossary, before: str) -> Iterator[Line]:
    for name, field in named.items():
        whole = f"{before}{name}"
        shown = f"`{whole}`" if field.required else f"[`{whole}`]"
        words = _words(field.read)
        form = "word (below)" if words else field.read.form
        yield whole, ([shown, form, _unit(name, field), _meaning(name, field, glossary)], words)
        yield from _inside(field.read, glossary, whole)


def _inside(reader: Reader, glossary: Glossary, whole: str) -> Iterator[Line]:
    """The lines of the fields of what a field holds."""
    if isinstance(reader, Nullable):
        yield from _inside(reader.reader, glossary, whole)
    elif isinstance(reader, ListOf):
        yield from _inside(reader.reader, glossary, f"{whole}[]")
    elif isinstance(reader, MapOf):
        yield from _inside(reader.reader, glossary, f"{whole}{{}}")
    elif isinstance(reader, OneOf):
        for each in reader.readers:
            yield from _inside(each, glossary, whole)
    elif isinstance(reader, Record) and not reader.named:
        yield from _lines(reader.fields, glossary, f"{whole}.")


def _words(reader: Reader) -> str:
    """The words of a field that has many, else ""."""
    inner = reader.reader if isinstance(reader, Nullable | ListOf) else reader
    if isinstance(inner, OneOf):
        return " ".join(filter(None, map(_words, inner.readers)))
    words = (
        " ".join(f"`{word}`" for word in inner.words) if isinstance(inner, Word | Choice) else ""
    )
    return words if len(words) > WORDS_MAX else ""


def _unit(name: str, field: Field) -> str:
    ended = (unit for end, unit in UNITS.items() if name.endswith(end))
    return next(ended, field.read.unit)


def _meaning(name: str, field: Field, glossary: Glossary) -> str:
    """What a field is, what is meant without it, and when it is null. Raises KeyError."""
    default = "" if field.default is None else f"without it {str(field.default).lower()}"
    null = field.read.why if isinstance(field.read, Nullable) else ""
    fixed = isinstance(field.read, Word) and len(field.read.words) == 1
    what = field.help or ("" if fixed and name not in glossary else glossary[name])
    return "; ".join(filter(None, (what, default, f"null: {null}" if null else "")))
