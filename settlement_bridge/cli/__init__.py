"""`ceax registry`: questions to the registry, and its operator's instructions; and two published
compliance years, reproduced in a registry of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.texts.progress import Measure, bars
from engine.texts.terminal import line
from gateway.terminal.reach import Json
from gateway.terminal.tables import Column, count, show
from settlement_bridge.cli import (
    accounts,
    authorities,
    bank,
    completion,
    compliance,
    copies,
    credit_record,
    credits,
    defaults,
    fees,
    history,
    offsets,
    payments,
    questions,
    relations,
    sanctions,
    statements,
    units,
)
from settlement_bridge.cli.completion import share
from settlement_bridge.cli.own_cash import cash
from settlement_bridge.example import ENTITIES, TARGETS, scaled

if TYPE_CHECKING:
    from settlement_bridge.example.run import Tell, YearResult

__all__ = ["app", "cash"]

app = typer.Typer(
    name="registry", help="The registry and its settlement (登记结算).", no_args_is_help=True
)
example = typer.Typer()
app.add_typer(accounts.app)
app.add_typer(questions.app)
app.add_typer(units.app)
app.add_typer(history.app)
app.add_typer(relations.app)
app.add_typer(compliance.app)
app.add_typer(offsets.app)
app.add_typer(completion.app)
app.add_typer(authorities.app)
app.add_typer(example)
app.add_typer(copies.app)
app.add_typer(statements.app)
app.add_typer(fees.app)
app.add_typer(bank.app, name="bank")
credits.app.add_typer(credit_record.app)
app.add_typer(credits.app, name="credits")
app.add_typer(accounts.rights, name="rights")
app.add_typer(defaults.app, name="defaults")
app.add_typer(payments.reserve, name="reserve")
app.add_typer(sanctions.app, name="sanctions")
app.add_typer(defaults.objections, name="objections")

COLUMNS = (
    Column("year", "year"),
    Column("allocated", "allocated t", count),
    Column("trades", "trades", count),
    Column("traded", "traded t", count),
    Column("due", "due t", count),
    Column("surrendered", "surrendered t", count),
    Column("offset", "offset t", count),
    Column("outstanding", "outstanding t", count),
    Column("completion_bp", "completion", share),
)


@example.command("example-year", epilog="Example: ceax registry example-year --out ./example")
def example_year(
    out: Annotated[Path, typer.Option(help="New folder for the registry's database.")],
    entities: Annotated[
        int,
        typer.Option(help="How many emitters; with fewer the totals shrink in proportion.", min=50),
    ] = ENTITIES,
    seed: Annotated[
        int, typer.Option(help="Another seed, another market with the same totals.")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Generate emitters with the published totals of 2021 and 2022 and run them through allocation,
    trading and surrender.
    """
    from settlement_bridge.books.registry import open_registry
    from settlement_bridge.bridge.reconcile import disagreements
    from settlement_bridge.example.run import run_years

    database = out / "registry.sqlite3"
    if database.exists():
        raise typer.BadParameter(
            f"{database} is there already; name a new folder", param_hint="--out"
        )
    out.mkdir(parents=True, exist_ok=True)
    targets = [scaled(target, entities) for target in TARGETS]
    registry = open_registry(f"sqlite:///{database.absolute()}")
    try:
        results = _watched(
            lambda tell: run_years(registry, targets, entities, seed, tell), entities
        )
        breaks = registry.snapshot(disagreements)
    finally:
        registry.close()
    show("Completion of the example years", [_row(result) for result in results], COLUMNS, as_json)
    wrong = [text for result in results for text in result.differences()] + [
        item.message for item in breaks
    ]
    for text in wrong:
        line(f"differs: {text}", error=True)
    if wrong:
        raise typer.Exit(1)
    said = (
        "as published, to the tonne"
        if entities == ENTITIES
        else "in proportion to the published ones"
    )
    text = f"{count(entities)} emitters, both years' totals {said}, the books add up: {database}"
    line(text, error=as_json)


def _watched(work: Callable[[Tell], list[YearResult]], entities: int) -> list[YearResult]:
    """Do the work and show a bar that counts entities registered and, in two years, surrendered
    for.
    """
    with bars(Measure.COUNT) as shown:
        bar = shown.begin("entities", 3 * entities)

        def tell(what: str, more: int) -> None:
            if what in ("entities", "surrendered"):
                bar.advance(more)
            bar.name(what)

        return work(tell)


def _row(result: YearResult) -> dict[str, object]:
    of_all = result.completion[-1]._asdict()
    return of_all | {
        "year": result.target.year,
        "allocated": result.allocated,
        "trades": result.trades,
        "traded": result.traded,
    }
