"""What commands take: arguments and options that many have, and how each is made of what the table
of operations says of its field.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Mapping
from typing import Annotated, Any, get_args, get_origin

import typer

from engine.texts.decoding import ENCODING_HELP, Encoding
from gateway.protocol.fields import date
from gateway.protocol.maps import Field
from settlement_bridge.operations.fields import minute

Account = Annotated[int, "Account number."]
MayAccount = Annotated[int | None, "Account number; a member's own by default."]
AnyAccount = Annotated[
    int | None, "Account number; a member's own by default, 0 is the exchange's."
]
Again = Annotated[
    str | None, "Why rows that were taken in before are meant; kept. Without it they are refused."
]
Amount = Annotated[str, "CNY, as 1000000.00."]
Day = Annotated[str, "Trading day, YYYY-MM-DD."]
Document = Annotated[str, "The ground: a decision, contract or court order."]
MayDocument = Annotated[str | None, "The ground: a decision, contract or court order."]
Entity = Annotated[int, "Entity number."]
MayEntity = Annotated[int | None, "Entity number; a member's own by default."]
FileReference = Annotated[str, "The file's own number; each is taken once."]
FileEncoding = Annotated[Encoding, typer.Option("--encoding", help=ENCODING_HELP)]
Instrument = Annotated[str, "Instrument code, as CEA25."]
Note = Annotated[str | None, "Anything else to be kept with it."]
Quantity = Annotated[int, "Tonnes."]
Reference = Annotated[
    str | None, "Client reference: sent again with the same it is done once. By default a new one."
]

# How a value is written, where the help of its field does not say it.
_FORMS = {date.text: ", YYYY-MM-DD", minute.text: ", HH:MM"}


def argument(own: inspect.Parameter, fields: Mapping[str, Field]) -> inspect.Parameter:
    """A function's parameter as a command takes it: an argument, or an option where it may only be
    given by its name.

    Its annotation may carry its help; its range and its words are those of the operation's field of
    that name, and its help too where there is no other. One that carries a typer.Argument or
    typer.Option is left as it is.
    """
    kind, *said = get_args(own.annotation) if _is_annotated(own) else (own.annotation,)
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


def plain(given: Any) -> Any:
    """A value from the command line as it goes over the wire: a word as a text."""
    return given.value if isinstance(given, enum.Enum) else given


def _is_annotated(own: inspect.Parameter) -> bool:
    return get_origin(own.annotation) is Annotated


def _takes(kind: Any, wanted: type) -> bool:
    return wanted in (kind, *get_args(kind))


def _sentence(field: Field | None) -> str | None:
    if field is None or not field.help:
        return None
    words, *more = field.help.split("; ", 1)
    said = "; ".join([words + _FORMS.get(field.read.text, ""), *more])
    return f"{said[0].upper()}{said[1:]}."
