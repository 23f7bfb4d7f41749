"""`ceax simulate`: orders from a file through the matching engine, trades into another.

What compiles or computes is imported when the command runs, so that the help does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import OrderFileRefused
from engine.texts.decoding import ENCODING_HELP, Encoding
from engine.texts.progress import Measure, bars
from engine.texts.terminal import json_line, line, table
from engine.units import UnitError, format_hundredths, parse_hundredths

if TYPE_CHECKING:
    from engine.study.order_files.settings import Summary

app = typer.Typer()


NO_BAND = "none"
COMMANDS = {"new_order": "Orders", "cancel": "Cancels", "replace": "Replaces"}  # in words


class Rules(StrEnum):
    """Whose rules hold, but for what other options say."""

    ORDINARY = "ordinary"
    CARBON = "carbon"


class DaysName(StrEnum):
    """What is a trading day."""

    ONE = "one"
    UTC = "utc"
    SHANGHAI = "shanghai"


class SelfTradeName(StrEnum):
    """What happens when an order meets one of its own account."""

    CANCEL_INCOMING = "cancel_incoming"
    CANCEL_RESTING = "cancel_resting"
    CANCEL_BOTH = "cancel_both"
    DECREMENT = "decrement"
    ALLOW = "allow"


EPILOG = (
    "Examples: ceax simulate orders.csv --out trades.csv; ceax simulate orders.parquet --book"
    " book.csv --out trades.parquet --tick 0.05 --self-trade cancel_both --depth depth.csv; ceax"
    " simulate year.parquet --out trades.csv --rules carbon --days shanghai --cash 1000000.00"
    " --units 10000"
)
HELP = """Send the orders of a file through the matching engine and write the trades.

Both files are CSV, or Parquet when so named (pip install 'ceax\\[parquet]'). Columns of ORDERS, \
of which side, price and quantity must be there: time (nanoseconds since 1970 or ISO 8601, all in \
one form, never falling), account (number from 1; without it all are one's), instrument (code), \
action (new, cancel, replace; empty: new), side (buy, sell), type (limit, market; empty: limit), \
time_in_force (day, ioc, fok; empty: day), price (CNY, 78.50), quantity (t; of a replace the new \
open quantity), order (the order's name, a whole number or a text, by which a cancel or replace \
means it, and by which TRADES names it). A book has account, instrument, side, price, quantity and \
order.

With the rules `ordinary` an instrument trades from 0.01 to twice its base price, through all \
levels, with market orders, without T+1, without locks (nobody's cash and units are looked at), \
and meets its own orders; `carbon` are the carbon market's.
"""


@app.command(help=HELP, epilog=EPILOG)
def simulate(
    orders: Annotated[
        Path, typer.Argument(metavar="ORDERS", help="CSV or Parquet file of orders.")
    ],
    trades: Annotated[
        Path, typer.Option("--out", metavar="TRADES", help="File the trades are written to.")
    ],
    book: Annotated[
        Path | None, typer.Option(help="Orders that rest before the first row.")
    ] = None,
    events: Annotated[Path | None, typer.Option(help="Write every event here as well.")] = None,
    depth: Annotated[Path | None, typer.Option(help="Write the book after the last row.")] = None,
    positions: Annotated[
        Path | None, typer.Option(help="Write what accounts hold after the last row.")
    ] = None,
    balances: Annotated[
        Path | None, typer.Option(help="Write the cash of accounts after the last row.")
    ] = None,
    rules: Annotated[
        Rules, typer.Option(help="Whose rules apply, except for the options below.")
    ] = Rules.ORDINARY,
    base_price: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[CODE=]PRICE",
            help="Base price of one or all instruments; default: its first price.",
        ),
    ] = None,
    band: Annotated[
        str | None,
        typer.Option(
            metavar="PERCENT|none",
            help="Daily price limit each way; above 100 from 0.01; none: no limit.",
        ),
    ] = None,
    tick: Annotated[str | None, typer.Option(metavar="CNY", help="Price step.")] = None,
    lot: Annotated[int | None, typer.Option(help="Quantity step, t.")] = None,
    levels: Annotated[
        int | None, typer.Option(help="Opposite price levels an order may take from, 0: all.")
    ] = None,
    resale_days: Annotated[
        int | None, typer.Option(help="Trading days from buying to selling; 1 is T+1.")
    ] = None,
    locks: Annotated[
        bool | None, typer.Option("--locks/--no-locks", help="Check and lock cash and units.")
    ] = None,
    self_trade: Annotated[
        SelfTradeName | None, typer.Option(help="When an order meets one of its own account.")
    ] = None,
    fee_ppm: Annotated[
        int | None, typer.Option(help="Trading fee of each side, millionths of the amount.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="Any other parameter, as quantity_max=500."),
    ] = None,
    accounts: Annotated[
        int | None, typer.Option(help="Accounts are 1 to this number.", min=1)
    ] = None,
    cash: Annotated[
        str, typer.Option(metavar="CNY", help="Cash of each account at the start.")
    ] = "0",
    units: Annotated[
        int,
        typer.Option(
            metavar="T", help="Units of each instrument in each account at the start.", min=0
        ),
    ] = 0,
    days: Annotated[
        DaysName, typer.Option(help="One trading day, or one for each date of the times.")
    ] = DaysName.ONE,
    encoding: Annotated[Encoding, typer.Option(help=ENCODING_HELP)] = Encoding.UTF_8,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    from engine.commands import SelfTrade
    from engine.study.order_files import run
    from engine.study.order_files.settings import (
        ACCOUNTS_MAX,
        Days,
        Files,
        Settings,
        parameter_values,
    )
    from engine.study.simulation import ORDINARY

    chosen = {
        "band_bp": None if band in (None, NO_BAND) else _hundredths("--band", band),
        "tick": None if tick is None else _hundredths("--tick", tick),
        "lot": lot,
        "levels": levels,
        "resale_days": resale_days,
        "locks": None if locks is None else int(locks),
        "self_trade": None if self_trade is None else int(SelfTrade[self_trade.name]),
        "trading_fee_ppm": fee_ppm,
    }
    given = {name: value for name, value in chosen.items() if value is not None}
    settings = Settings(
        {
            **(ORDINARY if rules is Rules.ORDINARY else {}),
            **given,
            **parameter_values(parameter or []),
        },
        base_prices=_base_prices(base_price or []),
        accounts=_accounts(accounts, ACCOUNTS_MAX),
        cash_fen=_hundredths("--cash", cash),
        units=units,
        days=Days(days.value),
        band=band != NO_BAND,
    )
    files = Files(orders, trades, book, events, depth, positions, balances, encoding)
    with _stages() as stages:
        summary = run.simulate(files, settings, stages)
    _show(summary, trades, as_json)


def _accounts(asked: int | None, most: int) -> int:
    if asked is not None and asked > most:
        raise OrderFileRefused(f"--accounts {asked}: at most {most:,} are allowed")
    return asked or most


def _hundredths(option: str, text: str) -> int:
    try:
        return parse_hundredths(text)
    except UnitError as error:
        raise OrderFileRefused(f"{option} {text}: {error}") from error


def _base_prices(texts: list[str]) -> dict[str, int]:
    pairs = [text.rpartition("=") for text in texts]
    return {code: _hundredths("--base-price", price) for code, _, price in pairs}


@contextmanager
def _stages() -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """A progress bar for each stage on a terminal, nothing elsewhere."""
    with bars(Measure.SHARE) as shown:
        yield lambda name: shown.begin(name).at


def _show(summary: Summary, trades: Path, as_json: bool) -> None:
    figures: dict[str, Any] = vars(summary)
    count = sum(summary.commands.values())
    if as_json:
        json_line({**figures, "commands_per_s": _rate(count, summary.whole_s)})
        return
    table(None, _rows(summary, count), right=[1])
    line(f"{summary.trades:,} trades written to {trades}")


def _rows(summary: Summary, count: int) -> Iterator[tuple[str, str]]:
    for kind, number in summary.commands.items():
        yield COMMANDS[kind], f"{number:,}"
    yield "Trades", f"{summary.trades:,}"
    yield "Quantity, t", f"{summary.quantity:,}"
    yield "Amount, CNY", format_hundredths(summary.amount_fen)
    if summary.days > 1:
        yield "Trading days", f"{summary.days:,}"
    for title, reasons in (("Rejected", summary.rejected), ("Cancelled", summary.cancelled)):
        for reason, number in reasons.most_common():
            yield f"{title}: {reason.replace('_', ' ')}", f"{number:,}"
    yield "Commands a second", f"{_rate(count, summary.whole_s):,}"
    yield "… in the engine alone", f"{_rate(count, summary.engine_s):,}"


def _rate(count: int, seconds: float) -> int:
    return round(count / seconds) if seconds else 0
