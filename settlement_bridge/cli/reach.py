"""How a command reaches the registry and says what came of it: `--data DIR`, or `--url` with
`--key`, and `--json`.
"""

from __future__ import annotations

import asyncio
import enum
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin

import typer

from engine.texts.decoding import ENCODING_HELP, Encoding
from engine.texts.terminal import line
from gateway.client.endpoints import local_key, read_endpoints
from gateway.protocol.fields import date
from gateway.protocol.maps import Field
from gateway.protocol.private_keys import KeyFile, PrivateKey
from gateway.terminal import tables
from gateway.terminal.reach import Data, Json
from gateway.terminal.tables import Column
from settlement_bridge.asked import FIELD, new_reference
from settlement_bridge.client import ConnectionLost, RegistrySession, ReplyMissing, connect
from settlement_bridge.errors import OutcomeUnknown
from settlement_bridge.operations import OPERATIONS
from settlement_bridge.operations.fields import minute

Account = Annotated[int, "Account number."]
MayAccount = Annotated[int | None, "Account number; a member's own by default."]
AnyAccount = Annotated[
    int | None, "Account number; a member's own by default, 0 is the exchange's."
]
Again = Annotated[
    str | None, "Why rows that were taken in before are meant; kept. Without it they are refused."
]
Day = Annotated[str, "Trading day, YYYY-MM-DD."]
Document = Annotated[str, "The ground: a decision, contract or court order."]
MayDocument = Annotated[str | None, "The ground: a decision, contract or court order."]
Entity = Annotated[int, "Entity number."]
MayEntity = Annotated[int | None, "Entity number; a member's own by default."]
FileReference = Annotated[str, "The file's own number; each is taken once."]
FileEncoding = Annotated[Encoding, typer.Option("--encoding", help=ENCODING_HELP)]
Instrument = Annotated[str, "Instrument code, as CEA25."]
Note = Annotated[str | None, "Anything else to be kept with it."]
Reference = Annotated[
    str | None, "Client reference: sent again with the same it is done once. By default a new one."
]
# How a value is written, where the help of its field does not say it.
_FORMS = {date.text: ", YYYY-MM-DD", minute.text: ", HH:MM"}
Result = TypeVar("Result")
OPERATOR_KEY = "bridge"
ROWS_MAX = 10_000  # of a table in the terminal

Url = Annotated[
    str | None,
    typer.Option("--url", help="Address of the registry, ws://HOST:PORT.", show_default=False),
]
Key = Annotated[
    str | None,
    typer.Option(
        help=(
            "Key file, or the id of a key in the data folder; there the registry operator's by"
            " default."
        ),
        envvar="CEAX_KEY",
    ),
]


def argument(own: inspect.Parameter, fields: Mapping[str, Field]) -> inspect.Parameter:
    """A function's parameter as a command takes it: an argument, or an option where it may only be
    given by its name.

    Its annotation may carry its help; its range and its words are those of the operation's field of
    that name, and its help too where there is no other. One that carries a typer.Argument or
    typer.Option is left as it is.
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


def plain(given: Any) -> Any:
    """A value from the command line as it goes over the wire: a word as a text."""
    return given.value if isinstance(given, enum.Enum) else given


def _takes(kind: Any, wanted: type) -> bool:
    return wanted in (kind, *get_args(kind))


def _sentence(field: Field | None) -> str | None:
    if field is None or not field.help:
        return None
    words, *more = field.help.split("; ", 1)
    said = "; ".join([words + _FORMS.get(field.read.text, ""), *more])
    return f"{said[0].upper()}{said[1:]}."


@dataclass(frozen=True)
class Reach:
    """Which registry a command is for, whose key it uses, and whether it prints JSON: the options
    that all commands have in common.
    """

    data: Data = None
    url: Url = None
    key: Key = None
    as_json: Json = False

    def visit(self, work: Callable[[RegistrySession], Awaitable[Result]]) -> Result:
        """Log on at the registry, do the work, log off.

        Raises typer.BadParameter when venue or key is missing.
        """
        if self.data is None and self.url is None:
            raise typer.BadParameter(
                "say which venue: --data DIR, or --url ws://HOST:PORT with --key FILE"
            )
        private = _private_key(self.data, self.key)
        address = self.url
        if address is None:
            assert self.data is not None
            address = read_endpoints(self.data).registry

        async def stay() -> Result:
            async with connect(address, private) as session:
                return await work(session)

        return asyncio.run(stay())

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """The reply to one request. Raises as `visit`, and RequestRefused."""
        return self.visit(lambda session: session.request(op, **fields))

    def ask_once(self, reference: str | None, op: str, **fields: Any) -> dict[str, Any]:
        """Ask for something that is done once, under a client reference, made and printed when
        there is none: the reply.

        Raises OutcomeUnknown, which says how to ask again, when the reply was lost; and as `ask`.
        """
        own = reference or new_reference()
        if reference is None:
            line(f"client reference {own}", error=True)
        try:
            return self.ask(op, **fields, **{FIELD: own})
        except (ConnectionLost, ReplyMissing) as lost:
            again = f"send the same command again with --reference {own}, and it is done once"
            raise OutcomeUnknown(f"{lost}; whether it was done is not known: {again}") from lost

    def rows(
        self, op: str, rows: str, place: str = "after", /, **fields: Any
    ) -> list[dict[str, Any]]:
        """The rows of an operation that answers in pages, up to `ROWS_MAX`; `place` is the field
        that says where to go on.
        """

        async def read(session: RegistrySession) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = []
            following: int | None = 0 if place == "after" else 1
            while following is not None and len(found) < ROWS_MAX:
                page = await session.request(
                    op, **fields, **{"after" if place == "after" else "from_": following}
                )
                found += page[rows]
                following = page["next"]
            return found[:ROWS_MAX]

        return self.visit(read)

    def say(self, sentence: str, reply: Mapping[str, Any]) -> None:
        """Print what was done as a sentence, or the reply's own fields as JSON."""
        tables.say(sentence, reply, self.as_json)

    def show(
        self, title: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]
    ) -> None:
        """Print rows as a table, or as a JSON list."""
        tables.show(title, rows, columns, self.as_json)


_COMMON = {
    each.name: each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
    for each in inspect.signature(Reach, eval_str=True).parameters.values()
}


def command(
    app: typer.Typer, example: str, operation: str = "", name: str | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command of `ceax registry`; `example` is shown below its help.

    The function's first parameter is the Reach; in its place the command has the options that all
    have in common, after its own. The row of `operation` names what its own options take.
    """
    fields = OPERATIONS[operation].fields if operation else {}

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(**given: Any) -> None:
            reach = Reach(**{each: given.pop(each) for each in _COMMON})
            function(
                reach,
                **{
                    each: plain(value) if each in fields else value for each, value in given.items()
                },
            )

        signature = inspect.signature(function, eval_str=True)
        _, *own = signature.parameters.values()
        parameters = [*(argument(each, fields) for each in own), *_COMMON.values()]
        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        app.command(name, epilog=f"Example: ceax registry {example}")(run)
        return function

    return declare


def _private_key(data: Path | None, key: str | None) -> PrivateKey:
    if data is not None and (key is None or not (key.endswith(".pem") or "/" in key)):
        return local_key(data, key or OPERATOR_KEY)
    if key is None:
        raise typer.BadParameter("say whose key: --key FILE")
    return KeyFile.load(key)
