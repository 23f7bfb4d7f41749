"""How a command reaches the registry, or with `ceax cash` the exchange's books of cash, and says
what came of it: `--data DIR`, or `--url` with `--key`, and `--json`.
"""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

import typer

from engine.texts.decoding import ENCODING_HELP, Encoding
from engine.texts.terminal import line
from engine.units import parse_hundredths
from gateway.client.endpoints import local_key, reach
from gateway.protocol.operations import Row
from gateway.protocol.private_keys import KeyFile, PrivateKey
from gateway.protocol.proofs import CASH, REGISTRY
from gateway.terminal import tables
from gateway.terminal.commands import Console
from gateway.terminal.reach import Data, Json
from gateway.terminal.tables import Column
from settlement_bridge.asked import FIELD, new_reference
from settlement_bridge.client import ConnectionLost, RegistrySession, ReplyMissing, connect
from settlement_bridge.errors import OutcomeUnknown
from settlement_bridge.operations import KEYED, OPERATIONS, ROWS
from settlement_bridge.operations.glossary import OF_REGISTRY

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
Result = TypeVar("Result")
SERVER: ContextVar[str] = ContextVar("server", default=REGISTRY)  # whose command it is
OPERATOR_ROLE = "bridge"
OPERATOR_KEYS = {REGISTRY: OPERATOR_ROLE, CASH: "cash"}  # key ids
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


@dataclass(frozen=True)
class Reach:
    """Which registry a command is for, whose key it uses, and whether it prints JSON: the options
    that all commands have in common.
    """

    data: Data = None
    url: Url = None
    key: Key = None
    as_json: Json = False

    example: ClassVar[str] = "--data ./venue"

    def visit(self, work: Callable[[RegistrySession], Awaitable[Result]]) -> Result:
        """Log on at the registry, do the work, log off.

        Raises typer.BadParameter when venue or key is missing.
        """
        if self.data is None and self.url is None:
            raise typer.BadParameter(
                "name the venue: --data DIR, or --url ws://HOST:PORT with --key FILE"
            )
        private = _private_key(self.data, self.key)
        reached: dict[str, Any] = {"url": self.url}
        if self.url is None:
            assert self.data is not None
            reached = reach(self.data, SERVER.get(), private)

        async def stay() -> Result:
            async with connect(key=private, server=SERVER.get(), **reached) as session:
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

    def send(self, row: Row, given: dict[str, Any]) -> dict[str, Any]:
        """As `ask`, and as `ask_once` for what is done once."""
        if row.name in KEYED:
            return self.ask_once(given.pop("reference"), row.name, **given)
        return self.ask(row.name, **given)

    def known(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        """What sentences may name of a reply; `led_to` is what the request led to, by its
        number.
        """
        words = {"payment": "payment", "reference": "journal number", "event": "event"}
        led_to = next((f"{words[name]} {reply[name]}" for name in words if name in reply), "")
        return {"led_to": led_to} | dict(reply)

    def rows(self, operation: str, field: str, /, **fields: Any) -> list[dict[str, Any]]:
        """The rows of a reply, up to `ROWS_MAX` where it comes in pages; a map is one row."""
        place = next(iter({"after", "from"} & OPERATIONS[operation].fields.keys()), None)
        if place is None:
            found = self.ask(operation, **fields)[field]
            return found if isinstance(found, list) else [found]

        async def read(session: RegistrySession) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = []
            following: int | None = 0 if place == "after" else 1
            while following is not None and len(found) < ROWS_MAX:
                page = await session.request(operation, **fields, **{place: following})
                found += page[field]
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


def _further(row: Row) -> Iterator[inspect.Parameter]:
    """Of what is done once, the name of the request."""
    if row.name in KEYED:
        option = inspect.Parameter.KEYWORD_ONLY
        yield inspect.Parameter("reference", option, annotation=Reference, default=None)


def digest_of(paper: str) -> str:
    """The SHA-256 of a paper that is named by its file; or the one that is given."""
    file = Path(paper)
    if re.fullmatch("[0-9a-f]{64}", paper) or not file.is_file():
        return paper
    return hashlib.sha256(file.read_bytes()).hexdigest()


CONSOLE = Console(
    program="ceax registry",
    table={row.name: row for row in ROWS},
    reach=lambda row: Reach,
    glossary=OF_REGISTRY,
    must={
        "account": Account,
        "amount": Annotated[str, "CNY, as 1000000.00."],
        "document": Document,
        "instrument": Instrument,
        "quantity": Annotated[int, "Tonnes."],
    },
    may={
        "account": MayAccount,
        "document": MayDocument,
        "entity": MayEntity,
        "note": Note,
    },
    names={"amount": "amount_fen"},
    read={
        **dict.fromkeys(("amount", "factor", "gains"), parse_hundredths),
        **dict.fromkeys(("design", "commitment", "paper", "accounts"), digest_of),
    },
    further=_further,
)
command, make = CONSOLE.command, CONSOLE.make


def _private_key(data: Path | None, key: str | None) -> PrivateKey:
    if data is not None and (key is None or not (key.endswith(".pem") or "/" in key)):
        return local_key(data, key or OPERATOR_KEYS[SERVER.get()])
    if key is None:
        raise typer.BadParameter("name the key: --key FILE")
    return KeyFile.load(key)
