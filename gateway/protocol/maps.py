"""What a map on the wire is made of: named fields, each with its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.protocol.errors import RequestError
from gateway.protocol.readers import Reader, Schema, wrong_type


@dataclass(frozen=True)
class Field:
    """One field: how its value is read, and whether it must be there, unless another field has a
    certain value.

    `help`: what it is, in a few words. `default`: what is meant where it is missing, as on the
    wire. `record`: what the kind of its command (CommandKind.uses) calls it, where that is another
    name; "": it is not recorded. Fields that become flags share theirs. `made`:
    a client makes one where it is given none. `carried`: a text that goes ahead of the command, of
    the use that has the field's name (engine.commands.TextUse).
    """

    read: Reader
    help: str = ""
    record: str | None = None
    default: Any = None
    required: bool = True
    unless: tuple[str, Any] | None = None
    made: bool = False
    carried: bool = False

    def is_wanted(self, values: Mapping[str, Any]) -> bool:
        """Whether a request with these values must have the field."""
        return self.required and (
            self.unless is None or values.get(self.unless[0]) != self.unless[1]
        )


Fields = dict[str, Field]


def must(**fields: Reader | Field) -> Fields:
    """Fields that must be there."""
    return {name: replace(_field(each), required=True) for name, each in fields.items()}


def must_unless(other: str, value: Any, **fields: Reader | Field) -> Fields:
    """Fields that must be there unless another field has this value."""
    unless = other, value
    return {name: replace(_field(each), unless=unless) for name, each in fields.items()}


def may(**fields: Reader | Field) -> Fields:
    """Fields that may be there."""
    return {name: replace(_field(each), required=False) for name, each in fields.items()}


def _field(given: Reader | Field) -> Field:
    return given if isinstance(given, Field) else Field(given)


class Record(Reader):
    """A map with these fields and maybe others. One that many messages have is `named`, and
    described once.
    """

    python = "dict[str, Any]"
    text = "map"

    def __init__(self, fields: Mapping[str, Field], named: str = "") -> None:
        self.fields = dict(fields)
        self.named = named

    def __call__(self, name: str, value: Any) -> dict[str, Any]:
        """What the readers give of the fields that are there. Raises RequestError."""
        if type(value) is not dict:
            raise wrong_type(name, value, "a map")
        for each, field in self.fields.items():
            if each not in value and field.is_wanted(value):
                raise RequestError("field_missing", f"{name} needs {each}", field=name)
        known = value.keys() & self.fields.keys()
        return {each: self.fields[each].read(f"{name}.{each}", value[each]) for each in known}

    def schema(self) -> Schema:
        """An object with its properties."""
        return object_schema(self.fields)


def object_schema(fields: Mapping[str, Field]) -> Schema:
    """A map with these fields, as JSON Schema."""
    needed = [name for name, field in fields.items() if field.required and not field.unless]
    properties = {name: _property(field) for name, field in fields.items()}
    return {"type": "object", "properties": properties} | ({"required": needed} if needed else {})


def _property(field: Field) -> Schema:
    schema = field.read.schema()
    schema |= {"description": field.help} if field.help else {}
    return schema | ({} if field.default is None else {"default": field.default})
