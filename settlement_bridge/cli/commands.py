"""Commands of `ceax registry` that are made from the rows of their operations alone: those that ask
one thing and print what is replied.
"""

from __future__ import annotations

import inspect
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Annotated, Any

import typer

from engine.units import parse_hundredths
from gateway.protocol.maps import Field
from gateway.terminal.tables import Column, count, counted, money
from settlement_bridge.cli import reach
from settlement_bridge.cli.reach import Reach, command
from settlement_bridge.operations import KEYED, OPERATIONS, ROWS

Reply = Mapping[str, Any]
# The help of what many commands take, where it must be given and where it may be.
_MUST = {
    "account": reach.Account,
    "amount": Annotated[str, "CNY, as 1000000.00."],
    "date": reach.Day,
    "document": reach.Document,
    "entity": reach.Entity,
    "instrument": reach.Instrument,
    "quantity": Annotated[int, "Tonnes."],
}
_MAY = {
    "account": reach.MayAccount,
    "document": reach.MayDocument,
    "entity": reach.MayEntity,
    "note": reach.Note,
    "reference": reach.Reference,
}
_FIELDS = {"amount": "amount_fen"}  # of a request, by what commands call them
_KINDS = {"integer": int, "string": str, "boolean": bool}


def _whole(reply: Reply) -> Reply:
    return reply


@dataclass(frozen=True)
class Made:
    """A command made from the row of its operation.

    `example`: how it is typed, from its name on. `takes`: its arguments, then after a dash its
    options; each is a field, or NAME=FIELD where the command has another name for it. `help` is
    the operation's by default; `kinds` annotates parameters of which the row does not say enough.
    """

    operation: str
    example: str
    takes: str
    _: KW_ONLY
    help: str = ""
    kinds: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Request(Made):
    """One that says what was done: `said` is a sentence with what was given and what is replied,
    as {quantity:count}, {amount:money} or {led_to}, or a function that makes it; `told` makes what
    JSON shows.
    """

    said: str | Callable[[Reply], str]
    _: KW_ONLY
    told: Callable[[Reply], Reply] = _whole

    def do(self, registry: Reach, given: dict[str, Any]) -> None:
        """Ask, and print the sentence."""
        reference = given.pop("reference", None)
        sent = {names_of(self)[name]: value for name, value in given.items()}
        if self.operation in KEYED:
            reply = registry.ask_once(reference, self.operation, **sent)
        else:
            reply = registry.ask(self.operation, **sent)
        told = self.told(reply)
        known = given | {"led_to": _led_to(reply)} | reply | dict(told)
        said = self.said
        registry.say(said(known) if callable(said) else worded(said, known), told)


@dataclass(frozen=True)
class Listing(Made):
    """One that prints rows: `rows` names their field in the reply, the operation's by default; a
    row is printed as `row` makes it.
    """

    title: str
    columns: Sequence[Column]
    _: KW_ONLY
    rows: str = ""
    row: Callable[[dict[str, Any]], dict[str, Any]] = dict

    def do(self, registry: Reach, given: dict[str, Any]) -> None:
        """Ask, page by page where there are pages, and print the table."""
        place = {"after", "from"} & OPERATIONS[self.operation].fields.keys()
        field = self.rows or self.operation
        if place:
            rows = registry.rows(self.operation, field, place.pop(), **given)
        else:
            rows = registry.ask(self.operation, **given)[field]
        shown = rows if registry.as_json else [self.row(each) for each in rows]
        registry.show(self.title.format(**given), shown, self.columns)


def make(app: typer.Typer, path: str, commands: Iterable[Request | Listing], **kinds: Any) -> None:
    """Make commands from their rows; `path` are the words before their names, as "bank ", and
    `kinds` annotates parameters of all of them.
    """
    helps = {row.name: row.help for row in ROWS}
    for each in commands:
        made = replace(each, kinds=kinds | dict(each.kinds or {}))
        name, example = made.example.split()[0], f"{path}{made.example} --data ./venue"
        function = _function(made, made.help or helps[made.operation])
        command(app, example, made.operation, name)(function)


def _function(made: Request | Listing, words: str) -> Callable[..., None]:
    def run(registry: Reach, **given: Any) -> None:
        if "amount" in given:
            given["amount"] = parse_hundredths(given["amount"])
        made.do(registry, given)

    run.__doc__ = words
    own = inspect.Parameter("registry", inspect.Parameter.POSITIONAL_ONLY, annotation=Reach)
    run.__signature__ = inspect.Signature([own, *_parameters(made)])  # type: ignore[attr-defined]
    return run


def names_of(made: Made) -> dict[str, str]:
    """The fields of a command's request by what the command calls them."""
    words = (word.partition("=") for word in made.takes.split() if word != "-")
    return {name: field or _FIELDS.get(name, name) for name, _, field in words}


def _parameters(made: Made) -> Iterator[inspect.Parameter]:
    """What a command takes, in order."""
    place: Any = inspect.Parameter.POSITIONAL_OR_KEYWORD
    fields, names, kinds = OPERATIONS[made.operation].fields, names_of(made), made.kinds or {}
    for word in made.takes.split():
        name = word.partition("=")[0]
        if name == "-":
            place = inspect.Parameter.KEYWORD_ONLY
        else:
            field = fields[names[name]]
            yield _parameter(name, place, field, kinds.get(name) or _annotation(name, field))
    if made.operation in KEYED:
        place = inspect.Parameter.KEYWORD_ONLY
        yield inspect.Parameter("reference", place, annotation=reach.Reference, default=None)


def _parameter(name: str, place: Any, field: Field, kind: Any) -> inspect.Parameter:
    if field.required:
        return inspect.Parameter(name, place, annotation=kind)
    is_flag = field.read.schema()["type"] == "boolean"
    default = False if is_flag else field.default
    return inspect.Parameter(name, place, annotation=kind, default=default)


def _annotation(name: str, field: Field) -> Any:
    known = _MUST if field.required else _MAY
    if name in known:
        return known[name]
    kind = _KINDS[field.read.schema()["type"]]
    return kind if field.required or kind is bool or field.default is not None else kind | None


class _Words(string.Formatter):
    """Sentences in which money and counts are written as in tables."""

    def format_field(self, value: Any, format_spec: str) -> str:
        write = {"money": money, "count": count}.get(format_spec)
        if write is not None:
            return write(value)
        return counted(value, format_spec) if format_spec else str(value)


def worded(sentence: str, known: Mapping[str, Any]) -> str:
    """A sentence with what is known in the places of its names."""
    return _Words().vformat(sentence, (), known)


def _led_to(reply: Reply) -> str:
    """What a request led to, by its number."""
    words = {"payment": "payment", "reference": "journal number", "event": "event"}
    return next((f"{words[name]} {reply[name]}" for name in words if name in reply), "")
