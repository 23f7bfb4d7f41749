"""Commands of the exchange's staff (交易所) about instruments: listing, parameters, price
weights.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.instrument_codes import ALLOWANCE_FORM, is_allowance
from engine.units import UnitError, format_hundredths, parse_hundredths
from gateway.console.confirm import Why, Yes
from gateway.console.reach import Reach, console
from gateway.protocol import fields
from gateway.protocol.proofs import FEED
from gateway.protocol.table import instruments
from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, plain

if TYPE_CHECKING:
    from gateway.client import Session

app = typer.Typer()
_CONSOLE = console(instruments.ROWS)
PARAMETER_COLUMNS = (
    Column("parameter", "parameter"),
    Column("value", "in force"),
    Column("pending", "pending", plain),
    Column("from", "from", plain),
)
PARAMETERS = ", ".join(fields.parameter.schema()["enum"])
# Any other is refused by the exchange, which names it.
Parameter = Annotated[str, typer.Argument(help=f"{PARAMETERS}.")]
Value = Annotated[int, "Integer; prices in 0.01 CNY, bands in hundredths of a percent."]


@_CONSOLE.command(
    app,
    "list-instrument CEA26 --number 8; list-instrument CEA26 --number 8 --base-price 62.36",
    "list_instrument",
    name="list-instrument",
)
def list_instrument(
    reach: Reach,
    instrument: Annotated[str, "Instrument code, as CEA25."],
    *,
    number: Annotated[int, "Instrument number, the exchange's choice."],
    base_price: Annotated[
        str | None,
        "CNY a tonne; without it the previous composite close, as a new vintage starts.",
    ] = None,
    feed: Annotated[
        str | None, "Address of the feed, ws://HOST:PORT, where --data does not have it."
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--set", help="PARAMETER=VALUE, repeatable; see set-parameter."),
    ] = None,
    name_zh: str | None = None,
    name_en: str | None = None,
    why: Why = None,
) -> None:
    """List an instrument; it opens with the next start-day."""
    terms: dict[str, Any] = {"instrument": instrument, "number": number, "reason": why}
    terms |= {"name_zh": name_zh, "name_en": name_en}
    if parameters:
        terms["parameters"] = dict(_parameter(text) for text in parameters)
    if base_price is None:
        reached = _feed_of(instrument, reach.data, feed)
        price, source = reach.visit(lambda session: _composite_close(session, reached))
    else:
        price, source = parse_hundredths(base_price), ""
    reply = reach.ask("list_instrument", base_price=price, **terms)
    words = f"{instrument} listed as number {number}, base price {format_hundredths(price)}{source}"
    reach.say(words, {**reply, "base_price": price})


@_CONSOLE.command(
    app,
    "weights 2025-04-29 CEA=1/5 CEA21=1/5 CEA22=1/5 CEA23=1/5 CEA24=1/5 --data ./venue",
    "set_price_weights",
)
def weights(
    reach: Reach,
    from_date: Annotated[str, "First day they are in force, YYYY-MM-DD."],
    parts: Annotated[list[str], "CODE=FRACTION of each instrument; together 1."],
    *,
    yes: Yes = False,
    why: Why = None,
) -> None:
    """Set the composite's price weights (价格权重) from a date on.

    The running day takes them until its first listed trade.
    """
    terms = {"from_date": from_date, "weights": dict(_weight(text) for text in parts)}
    reply = reach.ask_confirmed("set_price_weights", yes, why, **terms)
    reach.say(f"price weights from {from_date}: {', '.join(parts)}", reply)


async def _composite_close(session: Session, reached: dict[str, Any]) -> tuple[int, str]:
    """The previous composite close and where it is from."""
    from gateway.console.base_price import previous_composite_close  # not for a command's help

    status = await session.operations.status()
    day = f"of {status['date']}" if status["date"] else "from before the first day"
    return (
        await previous_composite_close(reached, status),
        f", the composite close (综合价格) {day}",
    )


def _feed_of(code: str, data: Path | None, feed: str | None) -> dict[str, Any]:
    """What `connect` takes to reach the feed."""
    from gateway.client.endpoints import read_endpoints  # not for a command's help
    from gateway.console.base_price import BasePriceUnknown

    if not is_allowance(code):
        message = f"{code} is no allowance ({ALLOWANCE_FORM}): give --base-price, its first price"
        raise BasePriceUnknown(message)
    if feed is not None:
        return {"url": feed}
    if data is None:
        raise typer.BadParameter(
            "give --base-price, or where the feed is: --data DIR or --feed ws://HOST:PORT"
        )
    return read_endpoints(data).of(FEED)


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


def _set(known: Known) -> str:
    when = " from the next day on" if known["moment"] == "next_day" else ""
    return f"{known['instrument']}: {known['parameter']} is {known['value']}{when}"


COMMANDS = (
    Request(
        "set_instrument_names",
        "set-instrument-names CEA25 --name-zh 2025年度碳排放配额",
        "instrument - name_zh name_en",
        "{instrument} has its legal names",
    ),
    Request(
        "set_parameter",
        "set-parameter CEA25 band_bp 1000",
        "instrument parameter value",
        _set,
        kinds={"parameter": Parameter, "value": Value},
        help="Set a parameter: at once, or from the next day on where it touches what rests.",
    ),
    Listing(
        "parameters",
        "parameters CEA25",
        "instrument",
        "Parameters of {instrument}",
        PARAMETER_COLUMNS,
    ),
)
_CONSOLE.make(app, "", COMMANDS)
