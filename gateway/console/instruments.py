"""Commands of the exchange's staff (交易所) about instruments: listing, parameters, price
weights.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.instrument_codes import ALLOWANCE_FORM, is_allowance
from engine.units import UnitError, format_hundredths
from gateway.client import Session, ticks
from gateway.client.endpoints import read_endpoints
from gateway.console.base_price import BasePriceUnknown, previous_composite_close
from gateway.console.confirm import Venue, Why, Yes, tell_confirmed
from gateway.terminal.reach import Data, Json, StaffKey, Url, at_venue, tell_venue
from gateway.terminal.tables import Column, plain, say, show

app = typer.Typer()

PARAMETER_COLUMNS = (
    Column("parameter", "parameter"),
    Column("value", "in force"),
    Column("pending", "pending", plain),
    Column("from", "from", plain),
)

Code = Annotated[str, typer.Argument(help="Instrument code, as CEA25.")]


@app.command(
    "list-instrument",
    epilog="Examples: ceax list-instrument CEA26 --number 8; … --base-price 62.36",
)
def list_instrument(
    code: Code,
    number: Annotated[int, typer.Option(help="Instrument number, the exchange's choice.", min=1)],
    base_price: Annotated[
        str | None,
        typer.Option(
            help="CNY a tonne; without it the previous composite close, as a new vintage starts."
        ),
    ] = None,
    data: Data = None,
    url: Url = None,
    feed: Annotated[
        str | None,
        typer.Option(help="Address of the feed, ws://HOST:PORT, where --data does not tell."),
    ] = None,
    key: StaffKey = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--set", help="PARAMETER=VALUE, repeatable; see set-parameter."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List an instrument; it opens with the next start-day."""
    fields: dict[str, Any] = {"instrument": code, "number": number}
    if parameters:
        fields["parameters"] = dict(_parameter(text) for text in parameters)
    if base_price is None:
        feed_url = _feed_of(code, data, feed)
        price, source = at_venue(
            data, url, key, lambda session: _composite_close(session, feed_url)
        )
    else:
        price, source = ticks(base_price), ""
    reply = tell_venue(data, url, key, "list_instrument", base_price=price, **fields)
    words = f"{code} listed as number {number}, base price {format_hundredths(price)}{source}"
    say(words, {**reply, "base_price": price}, as_json)


@app.command(
    "set-parameter", epilog="Example: ceax set-parameter CEA25 band_bp 1000 --data ./venue"
)
def set_parameter(
    code: Code,
    parameter: Annotated[
        str, typer.Argument(help="band_bp, tick, lot, quantity_min, resale_days, levels, …")
    ],
    value: Annotated[
        int, typer.Argument(help="Integer; prices in 0.01 CNY, bands in hundredths of a percent.")
    ],
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Set a parameter: at once, or from the next day on where it touches what rests."""
    reply = tell_venue(
        data, url, key, "set_parameter", instrument=code, parameter=parameter, value=value
    )
    when = " from the next day on" if reply["moment"] == "next_day" else ""
    say(f"{code}: {parameter} is {value}{when}", reply, as_json)


@app.command("parameters", epilog="Example: ceax parameters CEA25 --data ./venue")
def parameters(
    code: Code,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Show an instrument's parameters: the value in force, the one that waits, and from when."""
    rows = at_venue(
        data, url, key, lambda session: session.pages("parameters", "parameters", instrument=code)
    )
    show(f"Parameters of {code}", rows, PARAMETER_COLUMNS, as_json)


@app.command(
    epilog=(
        "Example: ceax weights 2025-04-29 CEA=1/5 CEA21=1/5 CEA22=1/5 CEA23=1/5 CEA24=1/5 --data"
        " ./venue"
    )
)
def weights(
    from_date: Annotated[str, typer.Argument(help="First day they are in force, YYYY-MM-DD.")],
    parts: Annotated[
        list[str], typer.Argument(help="CODE=FRACTION of each instrument; together 1.")
    ],
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    yes: Yes = False,
    why: Why = None,
    as_json: Json = False,
) -> None:
    """Set the composite's price weights (价格权重) from a date on.

    The running day takes them until its first listed trade.
    """
    shares = dict(_weight(text) for text in parts)
    fields = {"from_date": from_date, "weights": shares}
    reply = tell_confirmed(Venue(data, url, key), "set_price_weights", yes, why, **fields)
    say(f"price weights from {from_date}: {', '.join(parts)}", reply, as_json)


async def _composite_close(session: Session, feed_url: str) -> tuple[int, str]:
    """The previous composite close and where it is from."""
    status = await session.operations.status()
    day = f"of {status['date']}" if status["date"] else "from before the first day"
    return (
        await previous_composite_close(feed_url, status),
        f", the composite close (综合价格) {day}",
    )


def _feed_of(code: str, data: Path | None, feed: str | None) -> str:
    if not is_allowance(code):
        message = f"{code} is no allowance ({ALLOWANCE_FORM}): this market lists no other"
        raise BasePriceUnknown(message)
    if feed is not None:
        return feed
    if data is None:
        raise typer.BadParameter(
            "say --base-price, or where the feed is: --data DIR or --feed ws://HOST:PORT"
        )
    return read_endpoints(data).feed


def _parameter(text: str) -> tuple[str, int]:
    name, _, value = text.partition("=")
    try:
        return name, int(value)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not PARAMETER=INTEGER") from error


def _weight(text: str) -> tuple[str, list[int]]:
    code, _, share = text.partition("=")
    try:
        fraction = Fraction(share)
    except (ValueError, ZeroDivisionError) as error:
        raise UnitError(f"{text!r} is not CODE=FRACTION, as CEA25=1/5") from error
    return code, [fraction.numerator, fraction.denominator]
