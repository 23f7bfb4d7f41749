"""`ceax book-at`: the book and every resting order as they were at a moment, for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.record.storage import FileStorage
from engine.record.terminal import bars, errors_told, log_folder
from engine.texts.csv_files import CsvRows
from engine.texts.terminal import json_line, line
from engine.units import format_date, format_hundredths
from gateway.terminal.moments import moment_ns, said
from gateway.terminal.tables import Column, count, counted, flag, money, plain, show, time_of_day

if TYPE_CHECKING:
    from engine.record.history.moment import Past

app = typer.Typer()

Row = dict[str, Any]
Folder = Annotated[Path, typer.Option(help="Data folder of the venue.", envvar="CEAX_DATA")]
INSTRUMENT_COLUMNS = (
    Column("instrument", "instrument"),
    Column("reference", "reference", money),
    Column("lower", "lower limit", money),
    Column("upper", "upper limit", money),
    Column("last", "last", money),
    Column("halted", "", flag("halted")),
)
LEVEL_COLUMNS = (
    Column("bid_orders", "orders", count),
    Column("bid_quantity", "bid t", count),
    Column("bid", "bid", money),
    Column("ask", "ask", money),
    Column("ask_quantity", "ask t", count),
    Column("ask_orders", "orders", count),
)
ORDER_COLUMNS = (
    Column("order", "order", plain),
    Column("account", "account"),
    Column("name", "name"),
    Column("key", "key"),
    Column("time_ns", "time", time_of_day),
    Column("side", "side"),
    Column("price", "price", money),
    Column("quantity", "t", count),
    Column("leaves", "open t", count),
)
OF_ORDER = ("order", "account", "name", "key", "side", "price", "quantity", "leaves")
OF_INSTRUMENT = ("instrument", "halted", "reference", "lower", "upper", "last")
IN_FILE = ("command", "moment", "date", "phase", *OF_INSTRUMENT, *OF_ORDER, "time")
PRICES = ("reference", "lower", "upper", "last", "price")


@app.command(
    "book-at",
    epilog=(
        "Examples: ceax book-at '2026-01-05 10:31:02.5' --instrument CEA25 --data ./venue; ceax"
        " book-at --sequence 40000 --csv orders.csv --data ./venue"
    ),
)
def book_at(
    data: Folder,
    moment: Annotated[
        str, typer.Argument(help="YYYY-MM-DD HH:MM:SS[.fraction] in Shanghai, or with its offset.")
    ] = "",
    sequence: Annotated[
        int | None, typer.Option(min=1, help="In the place of a moment: right after this command.")
    ] = None,
    instrument: Annotated[str, typer.Option(help="Only this one, as CEA25.")] = "",
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write the orders to this file, as CSV.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the book of any moment, also of days past: the ladder, every resting order with its
    owner, time and open quantity, phase, limits and reference price, exactly as they were then.

    The log in the data folder is replayed from the nearest snapshot; a venue that trades is not
    disturbed.
    """
    if bool(moment) == (sequence is not None):
        raise typer.BadParameter("give a moment, or --sequence with the number of a command")
    folder = log_folder(data)
    with errors_told(folder):
        past = _past(folder, moment_ns("moment", moment) if moment else 0, sequence)
    content = _content(past, data, instrument)
    if as_json:
        json_line(content)
    if csv is not None:
        _write(csv, content)
    if not as_json and csv is None:
        _show(content)


def _past(folder: Path, time_ns: int, sequence: int | None) -> Past:
    from engine.record.history.moment import command_at, state_at

    storage = FileStorage(folder, read_only=True)
    with bars() as progress:
        return state_at(storage, sequence or command_at(storage, time_ns), progress)


def _content(past: Past, data: Path, code: str) -> Row:
    """What JSON shows: integers, prices in 0.01 CNY. Raises typer.BadParameter."""
    from engine.rules import views

    state = past.state
    listed = views.instrument_numbers(state)
    if code and code not in listed:
        known = ", ".join(listed) or "none"
        raise typer.BadParameter(f"--instrument is {code!r}, allowed are {known}")
    numbers = [listed[code]] if code else list(listed.values())
    keys = _keys(data)
    status = views.venue_status(state)
    return {
        "command": past.command,
        "time_ns": past.time_ns,
        **status,
        "date": format_date(status["date"]),
        "instruments": [_book(past, number, keys) for number in numbers],
    }


def _book(past: Past, number: int, keys: dict[int, str]) -> Row:
    from engine.rules import views
    from engine.rules.view_pages import ALL

    (rules,) = views.instrument_rows(past.state, [number])
    orders = views.open_orders(past.state, instrument=number)
    return {
        **{name: rules[name] for name in ("instrument", "open", "halted")},
        "reference": rules["base"],
        **{name: rules[name] or None for name in ("lower", "upper", "last")},
        **views.depth(past.state, number, ALL),
        "orders": [
            each
            | {"name": views.account_name(past.state, each["account"])}
            | {"key": keys.get(each["operator"], str(each["operator"]))}
            for each in orders
        ],
    }


def _keys(data: Path) -> dict[int, str]:
    """Names of keys by their numbers, as far as the folder has them."""
    from gateway.server.data_folder import keys_of

    return {entry.number: entry.key for entry in keys_of(data).entries()}


def _show(content: Row) -> None:
    halted = ", halted" if content["venue_halted"] else ""
    day = content["date"] or "before the first day"
    at = f"after command {content['command']:,} of {said(content['time_ns'])}"
    line(f"{at}: {day}, {content['phase']}{halted}")
    show("Instruments", content["instruments"], INSTRUMENT_COLUMNS, False)
    for book in content["instruments"]:
        if book["orders"]:
            show(f"{book['instrument']}: ladder", list(_levels(book)), LEVEL_COLUMNS, False)
            orders = f"{book['instrument']}: {counted(len(book['orders']), 'order')}"
            show(orders, book["orders"], ORDER_COLUMNS, False)


def _levels(book: Row) -> Iterator[Row]:
    """The levels of both sides beside each other, best first."""
    for place in range(max(len(book["bids"]), len(book["asks"]))):
        row: Row = {}
        for side in ("bid", "ask"):
            if place < len(levels := book[f"{side}s"]):
                names = (side, f"{side}_quantity", f"{side}_orders")
                row |= dict(zip(names, levels[place], strict=True))
        yield row


def _write(path: Path, content: Row) -> None:
    """A line for each resting order: prices in CNY, times in Shanghai."""
    moment = said(content["time_ns"])
    venue = content["command"], moment, content["date"], content["phase"]
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = CsvRows(file)
        out.row(IN_FILE)
        for book in content["instruments"]:
            for order in book["orders"]:
                of_book = [_cell(name, book[name]) for name in OF_INSTRUMENT]
                of_order = [_cell(name, order[name]) for name in OF_ORDER]
                out.row([*venue, *of_book, *of_order, said(order["time_ns"])])
                rows += 1
    line(f"{path}: {counted(rows, 'order')}, after command {content['command']:,} of {moment}")


def _cell(name: str, value: Any) -> Any:
    if name in PRICES:
        return None if value is None else format_hundredths(value)
    return int(value) if isinstance(value, bool) else value
