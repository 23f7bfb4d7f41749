"""How the console's commands reach the gateway, and how they are made from the rows of its
operations.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

from engine.units import parse_hundredths
from gateway.console.confirm import Why, Yes, confirmed, confirmed_reason
from gateway.protocol.glossary import OF_SERVERS
from gateway.protocol.operations import Row
from gateway.protocol.table.words import EXCHANGE
from gateway.terminal import commands, tables
from gateway.terminal.preview import DryRun, once_ready, show_preview
from gateway.terminal.reach import EXCHANGE_KEY, Data, Json, MemberKey, StaffKey, Url, at_venue
from gateway.terminal.tables import Column

if TYPE_CHECKING:
    from gateway.client import Session

Result = TypeVar("Result")
Reply = Mapping[str, Any]
Account = Annotated[int | None, "Account; only the exchange names one."]
Price = Annotated[str, "CNY a tonne, as 78.50."]


@dataclass(frozen=True)
class Reach:
    """Which venue a command is for, whose key it uses, and whether it prints JSON: the options that
    all commands have in common. The exchange's own key by default.
    """

    data: Data = None
    url: Url = None
    key: StaffKey = None
    as_json: Json = False

    own_key: ClassVar[str | None] = EXCHANGE_KEY
    example: ClassVar[str] = "--data ./venue"

    def visit(self, work: Callable[[Session], Awaitable[Result]]) -> Result:
        """Log on, do the work, log off. Raises as `at_venue`."""
        return at_venue(self.data, self.url, self.key, work, own_key=self.own_key)

    def ask(self, operation: str, **fields: Any) -> Reply:
        """One request, without the fields that are None; its reply without what every reply has.

        Raises as `visit`, and RequestRefused.
        """
        given = {name: value for name, value in fields.items() if value is not None}
        reply = self.visit(lambda session: session.request(operation, **given))
        return {name: value for name, value in reply.items() if name not in ("type", "id", "ok")}

    def ask_confirmed(self, operation: str, yes: bool, reason: str | None, **fields: Any) -> Reply:
        """As `ask`; what is out of schedule is shown and asked again once it is confirmed."""
        return confirmed(lambda **more: self.ask(operation, **fields, **more), yes, reason)

    def ask_certain(
        self, operation: str, what: str, yes: bool, reason: str | None, **fields: Any
    ) -> Reply:
        """As `ask`, of an act that is always shown and confirmed first; `what` it does."""

        def preview() -> None:
            show_preview(self.ask(operation, **fields, reason=what, dry_run=True))

        why = confirmed_reason(what, preview, yes, reason)
        return self.ask(operation, **fields, reason=why)

    def send(self, row: Row, given: dict[str, Any]) -> Reply:
        """As `ask`; what may need a confirmation gets one."""
        if "confirm" in commands.fields_of(row):
            return self.ask_confirmed(row.name, given.pop("yes"), given.pop("why"), **given)
        return self.ask(row.name, **given)

    def known(self, reply: Reply) -> dict[str, Any]:
        """What sentences may name of a reply."""
        return dict(reply)

    def rows(self, operation: str, field: str, /, **fields: Any) -> list[dict[str, Any]]:
        """All rows of a reply, page by page where there are pages."""
        return self.visit(lambda session: session.pages(operation, field, **fields))

    def say(self, sentence: str, reply: Reply) -> None:
        """Print what was done as a sentence, or the reply's own fields as JSON."""
        tables.say(sentence, reply, self.as_json)

    def show(self, title: str, rows: Sequence[Reply], columns: Sequence[Column]) -> None:
        """Print rows as a table, or as a JSON list."""
        tables.show(title, rows, columns, self.as_json)


@dataclass(frozen=True)
class ActReach(Reach):
    """The same for acts of the exchange's staff, each of which may be a dry run."""

    dry_run: DryRun = False

    def ask(self, operation: str, **fields: Any) -> Reply:
        """As of any; of a dry run unless the fields say otherwise, which may have to wait."""
        asked, ask = {"dry_run": self.dry_run or None} | fields, super().ask
        return once_ready(lambda: ask(operation, **asked))

    def ask_confirmed(self, operation: str, yes: bool, reason: str | None, **fields: Any) -> Reply:
        """As of any; a dry run is never confirmed at the terminal."""
        if not self.dry_run:
            return super().ask_confirmed(operation, yes, reason, **fields)
        return self.ask(operation, **fields, confirm=yes or None, reason=reason)

    def ask_certain(
        self, operation: str, what: str, yes: bool, reason: str | None, **fields: Any
    ) -> Reply:
        """As of any; a dry run needs no confirmation."""
        if not self.dry_run:
            return super().ask_certain(operation, what, yes, reason, **fields)
        return self.ask(operation, **fields, reason=reason or what)

    def say(self, sentence: str, reply: Reply) -> None:
        """As of any; of a dry run what would be done."""
        if self.dry_run and not self.as_json:
            show_preview(reply)
        else:
            super().say(sentence, reply)


@dataclass(frozen=True)
class MemberReach(Reach):
    """The same for what the exchange does not do: a key must be named."""

    key: MemberKey = None

    own_key: ClassVar[str | None] = None
    example: ClassVar[str] = "--data ./venue --key alice"


def _reach(row: Row | None) -> type[Reach]:
    if row is not None and EXCHANGE not in row.fields:
        return MemberReach
    return Reach if row is None or "dry_run" not in row.fields[EXCHANGE] else ActReach


def _further(row: Row) -> Iterator[inspect.Parameter]:
    """Of what may need a confirmation, how it is given; of other acts of staff their reason."""
    option, fields = inspect.Parameter.KEYWORD_ONLY, commands.fields_of(row)
    if "confirm" not in fields and "reason" in fields:
        yield inspect.Parameter("reason", option, annotation=Why, default=None)
    if "confirm" in fields:
        yield inspect.Parameter("yes", option, annotation=Yes, default=False)
        yield inspect.Parameter("why", option, annotation=Why, default=None)


def console(rows: Iterable[Row]) -> commands.Console:
    """What makes commands of these operations of the gateway."""
    return commands.Console(
        program="ceax",
        table={row.name: row for row in rows},
        reach=_reach,
        glossary=OF_SERVERS,
        must={"price": Price, "instrument": Annotated[str, "Instrument code, as CEA25."]},
        may={"account": Account},
        names={},
        read={"price": parse_hundredths},
        further=_further,
    )
