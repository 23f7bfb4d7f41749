"""Commands of `ceax registry` on units, named by their tonnes or by serial numbers from options or
a list file.

Transfers, freezes, orders of courts, pledges, cancellation.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.errors import FileUnreadable
from engine.texts.csv_files import csv_lines
from engine.texts.decoding import text_of
from engine.texts.terminal import line
from gateway.protocol.operations import Row
from gateway.terminal.tables import count
from settlement_bridge.books import serials
from settlement_bridge.books.serials import RANGE_FORM, RANGES_MAX, BadRange
from settlement_bridge.cli.reach import (
    OPERATOR_ROLE,
    Account,
    Document,
    Instrument,
    MayDocument,
    Note,
    Reach,
    Reference,
    command,
)
from settlement_bridge.client import RegistrySession
from settlement_bridge.operations import DONE, INSTRUCTIONS, OPERATIONS

app = typer.Typer()

LIST_BYTES_MAX = 64 * 1024  # of a list file: its ranges go up in one frame

_HOLDER = "Account number; 0, with --serials: the holders of these units."
Holder = Annotated[int, typer.Argument(help=_HOLDER, min=0)]
Receiver = Annotated[int, "Account that receives."]
MayQuantity = Annotated[int | None, "Tonnes; left out with --serials."]
Taken = Annotated[str | None, "Which units; registry_available by default."]
Serials = Annotated[
    list[str] | None,
    typer.Option("--serials", help=f"These units: {RANGE_FORM}; repeatable.", metavar="FIRST-LAST"),
]
_LIST_FILE = "The same from a file in UTF-8, a range a line."
SerialsFile = Annotated[Path | None, typer.Option("--serials-file", help=_LIST_FILE)]


def _declare(row: Row) -> None:
    """Make the command of an operation on units."""

    def run(registry: Reach, **given: Any) -> None:
        _ask(registry, row.name, **given)

    run.__doc__ = row.help
    run.__signature__ = inspect.Signature(list(_parameters(row.name)))  # type: ignore[attr-defined]
    words = row.name.replace("_", "-")
    receiver = " 8" if "to_account" in OPERATIONS[row.name].fields else ""
    example = f"{words} 7{receiver} CEA25 500 --document 'order 12/2026' --data ./venue"
    command(app, example, row.name, name=words)(run)


def _parameters(operation: str) -> Iterator[inspect.Parameter]:
    """What the command of an operation on units takes."""
    fields = OPERATIONS[operation].fields
    argument, option = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    take = inspect.Parameter
    yield take("registry", argument, annotation=Reach)
    yield take("account", argument, annotation=Account if fields["account"].required else Holder)
    if "to_account" in fields:
        yield take("to_account", argument, annotation=Receiver)
    yield take("instrument", argument, annotation=Instrument)
    yield take("quantity", argument, annotation=MayQuantity, default=None)
    if fields["document"].required:
        yield take("document", option, annotation=Document)
    else:
        yield take("document", option, annotation=MayDocument, default=None)
    yield take("serials", option, annotation=Serials, default=None)
    yield take("file", option, annotation=SerialsFile, default=None)
    if "state" in fields:
        yield take("state", option, annotation=Taken, default=None)
    yield take("note", option, annotation=Note, default=None)
    yield take("reference", option, annotation=Reference, default=None)


def _ask(
    registry: Reach,
    operation: str,
    *,
    account: int,
    instrument: str,
    quantity: int | None,
    serials: list[str] | None,
    file: Path | None,
    reference: str | None,
    **terms: Any,
) -> None:
    """Ask for the operation, and say what was done with which units."""
    named = ranges(serials, file, instrument)
    units = {"instrument": instrument, "quantity": quantity, "serials": named}
    reply = registry.ask_once(reference, operation, account=account or None, **units, **terms)
    said = DONE[operation].format(**terms)
    said = f"{count(quantity or tonnes(named, instrument))} t of {instrument} {said}"
    if "reference" in reply:
        number = reply["reference"]
        registry.say(f"{said}, journal number {number}", {"number": number})
        return
    entries = registry.visit(_entries(reply["number"])) if named is not None else []
    told = reply | ({"entries": entries} if entries else {})
    registry.say(f"{said}, event {reply['number']}", told)
    for words in () if registry.as_json else moved(entries):
        line(words)


def _entries(event: int) -> Callable[[RegistrySession], Awaitable[list[dict[str, Any]]]]:
    """A question for the entries of an event, which only the operator may ask."""

    async def ask(session: RegistrySession) -> list[dict[str, Any]]:
        if session.role != OPERATOR_ROLE:
            return []
        return list((await session.request("event", event=event))["entries"])

    return ask


def ranges(options: Sequence[str] | None, file: Path | None, instrument: str) -> list[str] | None:
    """The ranges that options and a list file name, None without any. Raises typer.BadParameter."""
    named = [("--serials", text) for text in options or ()]
    if file is not None:
        named += list(_lines(file))
    if not named and file is None:
        return None
    if not 1 <= len(named) <= RANGES_MAX:
        raise typer.BadParameter(f"--serials: {len(named)} ranges; 1 to {RANGES_MAX} go at once")
    for place, text in named:
        try:
            serials.read_range(text, instrument)
        except BadRange as bad:
            raise typer.BadParameter(f"{place}: {text!r}: a range {bad}") from bad
    return [text for _, text in named]


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    content = file.read_bytes()
    if len(content) > LIST_BYTES_MAX:
        size = f"{file.name} has {len(content)} bytes"
        raise typer.BadParameter(f"{size}; a list of serial numbers has at most {LIST_BYTES_MAX}")
    try:
        for number, cells in csv_lines(text_of(content, name=file.name), file.name):
            if cells:
                yield f"{file.name}, line {number}", ",".join(cells)
    except FileUnreadable as error:
        place = f"{file.name}, line {error.line}"
        raise typer.BadParameter(f"{place}: {error.problem}; the list is in UTF-8") from error


def tonnes(texts: Sequence[str] | None, instrument: str) -> int:
    """How many units some ranges name, t."""
    return serials.quantity_of([serials.read_range(text, instrument) for text in texts or ()])


def moved(entries: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each entry of an event: which units came from where, and where they are now."""
    for entry in entries:
        units = [serials.range_text(first, last) for first, last in entry["units"]]
        more = entry["unit_spans"] - len(units)
        rest = f" and {more} blocks more" if more > 0 else ""
        source = f"account {entry['from_account']} {entry['from_state']}"
        target = f"account {entry['to_account']} {entry['to_state']}"
        yield f"  {', '.join(units)}{rest}: {source} -> {target}"


for _row in INSTRUCTIONS:
    if _row.name in DONE:
        _declare(_row)
