"""What a command takes, from the fields of the operation that it asks: the kind of a value, its
range and its words, and a sentence of help.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Mapping
from typing import Annotated, Any, get_args, get_origin

import typer

from gateway.protocol.maps import Field

_KINDS = {"integer": int, "string": str, "boolean": bool}


def argument(own: inspect.Parameter, fields: Mapping[str, Field]) -> inspect.Parameter:
    """A function's parameter as a command takes it: an argument, or an option where it may only be
    given by its name.

    Its annotation may carry its help; its range and its words are those of the field of that name,
    and its help too where there is no other. One that carries a typer.Argument or typer.Option is
    left as it is.
    """
    is_annotated = get_origin(own.annotation) is Annotated
    kind, *said = get_args(own.annotation) if is_annotated else (own.annotation,)
    if said and not isinstance(said[0], str):
        return own
    field = fields.get(own.name)
    schema = field.read.schema() if field else {}
    terms: dict[str, Any] = {"help": said[0] if said else _sentence(field)}
    if "minimum" in schema and _takes(kind, int):
        terms["min"] = schema["minimum"]
    default = own.default
    if "enum" in schema:
        words = enum.StrEnum(own.name, schema["enum"])  # type: ignore[misc]
        kind = words | None if _takes(kind, type(None)) else words
        default = words(default) if isinstance(default, str) else default
    if own.kind is not inspect.Parameter.KEYWORD_ONLY:
        about = typer.Argument(**terms)
    elif kind is bool:
        about = typer.Option(f"--{own.name.replace('_', '-')}", **terms)
    else:
        about = typer.Option(**terms)
    return own.replace(annotation=Annotated[kind, about], default=default)


def of_field(name: str, place: Any, field: Field, kind: Any = None) -> inspect.Parameter:
    """A parameter for the value of a field; `place` is its kind, `kind` its annotation where the
    field does not say enough.
    """
    type_ = _KINDS[field.read.schema()["type"]]
    if field.required:
        return inspect.Parameter(name, place, annotation=kind or type_)
    default = False if type_ is bool else field.default
    if kind is None:
        kind = type_ if default is not None else type_ | None
    return inspect.Parameter(name, place, annotation=kind, default=default)


def plain(given: Any) -> Any:
    """A value from the command line as it goes over the wire: a word as a text."""
    return given.value if isinstance(given, enum.Enum) else given


def _takes(kind: Any, wanted: type) -> bool:
    return wanted in (kind, *get_args(kind))


def _sentence(field: Field | None) -> str | None:
    if field is None or not (field.help or field.read.written):
        return None
    words, *more = field.help.replace("`", "").split("; ", 1)
    form = "" if field.read.written in words else field.read.written
    said = "; ".join([", ".join(filter(None, (words, form))), *more])
    return f"{said[0].upper()}{said[1:]}."
