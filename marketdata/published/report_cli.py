"""`ceax report`: the market's figures of a day, week, month, quarter, half year, year or period."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from engine.texts.terminal import line, lines
from engine.units import PRICE_MAX, UnitError, format_hundredths, parse_hundredths
from marketdata.published.cli import Venue, date_in, history_in
from marketdata.published.entities import Side, Traded, read_owners
from marketdata.published.periods import SPANS, Period, period_of
from marketdata.published.report_words import Language
from marketdata.published.reports import Form, Report, report, written

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
Log = Annotated[
    Path | None,
    typer.Option(help="Folder of the venue's log: how many entities traded.", file_okay=False),
]
Entities = Annotated[
    Path | None,
    typer.Option(
        help="Table of entities (account,entity,from_date); without it an account is an entity."
    ),
]
Lang = Annotated[Language, typer.Option(help="Language of the words.")]


class Written(StrEnum):
    """Forms of a report, as `Form`, and a paper."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    PDF = "pdf"


InForm = Annotated[Written, typer.Option(help="Form of the report.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write it into this file; PDF needs one.")]
Json = Annotated[bool, typer.Option("--json", help="The same as --form json.")]


class Wanted(NamedTuple):
    """What a report is made of, and how it is written."""

    data: Path
    period: Period
    against: tuple[str, str] | None
    above: list[str] | None
    log: Path | None
    entities: Path | None
    language: Language
    form: Written
    out: Path | None


def _command(span: str) -> Callable[..., None]:
    def of_span(
        date: Date,
        data: Venue,
        against: Against = None,
        above: Above = None,
        log: Log = None,
        entities: Entities = None,
        lang: Lang = Language.EN,
        form: InForm = Written.TEXT,
        out: Out = None,
        as_json: Json = False,
    ) -> None:
        found = period_of(span, date_in(date, "DATE"))
        form = Written.JSON if as_json else form
        _write(Wanted(data, found, against, above, log, entities, lang, form, out))

    of_span.__doc__ = f"Print the figures of the {WORDS.get(span, span)} in which a day lies."
    return of_span


WORDS = {"half": "half year"}
for _span in SPANS:
    app.command(_span, epilog=f"Example: ceax report {_span} 2026-01-05 --data ./venue")(
        _command(_span)
    )


@app.command(
    epilog="Example: ceax report period 2025-01-01 2025-12-31 --against 2024-01-01 2024-12-31"
    " --above 100.00 --lang zh --form pdf --out 2025.pdf --data ./venue"
)
def period(
    from_: Annotated[str, typer.Argument(metavar="FROM", help="First day, YYYY-MM-DD.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="Last day, YYYY-MM-DD.")],
    data: Venue,
    against: Against = None,
    above: Above = None,
    log: Log = None,
    entities: Entities = None,
    lang: Lang = Language.EN,
    form: InForm = Written.TEXT,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Print the figures from a day to a day."""
    found = _period((from_, to), "FROM TO")
    form = Written.JSON if as_json else form
    _write(Wanted(data, found, against, above, log, entities, lang, form, out))


def _write(wanted: Wanted) -> None:
    if wanted.form is Written.PDF and wanted.out is None:
        raise typer.BadParameter("a PDF goes into a file: --out FILE", param_hint="--form")
    made = _made(wanted)
    if wanted.out is None:
        lines(written(made, Form(wanted.form), wanted.language))
        return
    wanted.out.write_bytes(_content(made, wanted))
    line(f"written to {wanted.out}")


def _content(made: Report, wanted: Wanted) -> bytes:
    if wanted.form is Written.PDF:
        from marketdata.published.report_paper import pdf_of

        return pdf_of(made, wanted.language)
    return (written(made, Form(wanted.form), wanted.language) + "\n").encode()


def _made(wanted: Wanted) -> Report:
    from marketdata.published.days import days_until

    other = None if wanted.against is None else _period(wanted.against, "--against")
    prices = [_price(text) for text in wanted.above or ()]
    traded = _traded(wanted.log, wanted.entities)
    history = history_in(wanted.data, is_there=True)
    try:
        days = days_until(history, max(wanted.period.last, other.last if other else 0))
    finally:
        history.close()
    return report(days, wanted.period, other, prices, traded)


def _traded(log: Path | None, entities: Path | None) -> Traded | None:
    if log is None:
        if entities is not None:
            raise typer.BadParameter("it needs --log FOLDER", param_hint="--entities")
        return None
    from engine.commands import Method
    from engine.study.traded import sides_traded

    owners = None if entities is None else read_owners(entities)
    rows = sides_traded(log).tolist()
    sides = (
        Side(date, account, Method(method).name.lower(), trades, quantity)
        for date, account, method, trades, quantity in rows
    )
    return Traded(sides, owners)


def _period(texts: tuple[str, str], name: str) -> Period:
    first, last = (date_in(text, name) for text in texts)
    if last < first:
        raise typer.BadParameter(f"{texts[1]} is before {texts[0]}", param_hint=name)
    return Period(first, last)


def _price(text: str) -> int:
    try:
        price = parse_hundredths(text)
    except UnitError as error:
        raise typer.BadParameter(str(error), param_hint="--above") from error
    if not 0 < price <= PRICE_MAX:
        allowed = f"allowed: 0.01 to {format_hundredths(PRICE_MAX)}"
        raise typer.BadParameter(f"{text} is no price; {allowed}", param_hint="--above")
    return price
