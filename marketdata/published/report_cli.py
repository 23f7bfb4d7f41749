"""`ceax report`: the market's figures of a day, week, month, quarter, half year, year or period."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.terminal import lines
from engine.units import PRICE_MAX, UnitError, format_hundredths, parse_date, parse_hundredths
from marketdata.published.cli import Venue, history_in
from marketdata.published.periods import SPANS, Period, period_of
from marketdata.published.reports import Form, Language, report, written

app = typer.Typer(
    name="report", no_args_is_help=True, help="Figures of a period, from the daily rows."
)

Date = Annotated[str, typer.Argument(help="Any day of it, YYYY-MM-DD.")]
Against = Annotated[
    tuple[str, str] | None,
    typer.Option(help="First and last day of the period to compare with.", metavar="FROM TO"),
]
Above = Annotated[
    list[str] | None,
    typer.Option(help="A price in CNY: the first day that closed above it; may be repeated."),
]
Lang = Annotated[Language, typer.Option(help="Language of the words.")]
InForm = Annotated[Form, typer.Option(help="Form of the report.")]
Json = Annotated[bool, typer.Option("--json", help="The same as --form json.")]


def _command(span: str) -> Callable[..., None]:
    def of_span(
        date: Date,
        data: Venue,
        against: Against = None,
        above: Above = None,
        lang: Lang = Language.EN,
        form: InForm = Form.TEXT,
        as_json: Json = False,
    ) -> None:
        period = period_of(span, _date(date, "DATE"))
        _print(data, period, against, above, Form.JSON if as_json else form, lang)

    of_span.__doc__ = f"Print the figures of the {WORDS.get(span, span)} in which a day lies."
    return of_span


WORDS = {"half": "half year"}
for _span in SPANS:
    app.command(_span, epilog=f"Example: ceax report {_span} 2026-01-05 --data ./venue")(
        _command(_span)
    )


@app.command(
    epilog="Example: ceax report period 2025-01-01 2025-12-31 --against 2024-01-01 2024-12-31"
    " --above 100.00 --lang zh --data ./venue"
)
def period(
    from_: Annotated[str, typer.Argument(metavar="FROM", help="First day, YYYY-MM-DD.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="Last day, YYYY-MM-DD.")],
    data: Venue,
    against: Against = None,
    above: Above = None,
    lang: Lang = Language.EN,
    form: InForm = Form.TEXT,
    as_json: Json = False,
) -> None:
    """Print the figures from a day to a day."""
    found = _period((from_, to), "FROM TO")
    _print(data, found, against, above, Form.JSON if as_json else form, lang)


def _print(
    data: Path,
    period: Period,
    against: tuple[str, str] | None,
    above: list[str] | None,
    form: Form,
    language: Language,
) -> None:
    from marketdata.published.days import days_until

    other = None if against is None else _period(against, "--against")
    prices = [_price(text) for text in above or ()]
    history = history_in(data, is_there=True)
    try:
        days = days_until(history, max(period.last, other.last if other else 0))
    finally:
        history.close()
    lines(written(report(days, period, other, prices), form, language))


def _period(texts: tuple[str, str], name: str) -> Period:
    first, last = (_date(text, name) for text in texts)
    if last < first:
        raise typer.BadParameter(f"{texts[1]} is before {texts[0]}", param_hint=name)
    return Period(first, last)


def _date(text: str, name: str) -> int:
    try:
        return parse_date(text)
    except UnitError as error:
        raise typer.BadParameter(str(error), param_hint=name) from error


def _price(text: str) -> int:
    try:
        price = parse_hundredths(text)
    except UnitError as error:
        raise typer.BadParameter(str(error), param_hint="--above") from error
    if not 0 < price <= PRICE_MAX:
        allowed = f"allowed: 0.01 to {format_hundredths(PRICE_MAX)}"
        raise typer.BadParameter(f"{text} is no price; {allowed}", param_hint="--above")
    return price
