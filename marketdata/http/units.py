"""A channel's data with its units in the names: prices and amounts as decimal texts in CNY.

The names are those of the archive's columns: `price_cny_per_t`, `volume_t`, `amount_cny`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.units import format_hundredths
from gateway.protocol.maps import Field, Record
from gateway.protocol.readers import Reader, Schema
from gateway.protocol.shapes import ListOf, MapOf, Nullable
from gateway.protocol.values import FEN, PRICE, TONNES, record
from marketdata.depth_messages import LEVEL, RESTING

DECIMAL: Schema = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"}
ENDS = {"0.01 CNY/t": "_cny_per_t", "0.01 CNY": "_cny", "t": "_t"}  # of names, by unit
_NUMBER = LEVEL.reader
# Lists of numbers on the channel that are maps here.
ENTRIES = {
    LEVEL: record(price=PRICE, quantity=TONNES, orders=_NUMBER),
    RESTING: record(order=_NUMBER, quantity=TONNES),
}


def name_of(name: str, field: Field) -> str:
    """A field's name with its unit."""
    return name.removesuffix("_fen") + ENDS.get(_read(name, field).unit, "")


def shown(reader: Reader, value: Any) -> Any:
    """A value that a reader describes, with units in its names."""
    if value is None:
        return None
    if isinstance(reader, Nullable):
        return shown(reader.reader, value)
    if isinstance(reader, Record):
        return _record(reader.fields, value)
    if isinstance(reader, ListOf) and reader in ENTRIES:
        fields = ENTRIES[reader].fields
        return _record(fields, dict(zip(fields, value, strict=True)))
    if isinstance(reader, ListOf):
        return [shown(reader.reader, each) for each in value]
    if isinstance(reader, MapOf):
        return {key: shown(reader.reader, each) for key, each in value.items()}
    return format_hundredths(value) if reader.unit.startswith("0.01 CNY") else value


def _record(fields: Mapping[str, Field], value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name_of(name, fields[name]): shown(_read(name, fields[name]), each)
        for name, each in value.items()
        if name in fields
    }


def schema(reader: Reader) -> Schema:
    """What `shown` gives of what a reader describes, as JSON Schema."""
    if isinstance(reader, Nullable):
        return {"anyOf": [schema(reader.reader), {"type": "null"}]}
    if isinstance(reader, ListOf) and reader in ENTRIES:
        return schema(ENTRIES[reader])
    if isinstance(reader, ListOf):
        return {**reader.schema(), "items": schema(reader.reader)}
    if isinstance(reader, MapOf):
        return {**reader.schema(), "additionalProperties": schema(reader.reader)}
    if isinstance(reader, Record):
        return _object(reader.fields)
    return dict(DECIMAL) if reader.unit.startswith("0.01 CNY") else reader.schema()


def _object(fields: Mapping[str, Field]) -> Schema:
    properties = {
        name_of(name, field): schema(_read(name, field))
        | ({"description": field.help} if field.help else {})
        for name, field in fields.items()
    }
    needed = [name_of(name, field) for name, field in fields.items() if field.required]
    return {"type": "object", "properties": properties} | ({"required": needed} if needed else {})


def _read(name: str, field: Field) -> Reader:
    """The reader of a field; that of an amount where only the name says that it is one."""
    return FEN if name.endswith("_fen") and not field.read.unit else field.read
