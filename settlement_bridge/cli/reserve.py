"""`ceax registry reserve`: the settlement reserve."""

from __future__ import annotations

from typing import Any

import typer

from engine.units import parse_hundredths
from gateway.terminal.tables import money
from settlement_bridge.cli.reach import Amount, Document, Note, Reach, Reference, command

app = typer.Typer(help="The settlement reserve (结算风险准备金).", no_args_is_help=True)


@command(app, "reserve show --data ./venue", "reserve", name="show")
def show_reserve(registry: Reach) -> None:
    """What the reserve has, where it came from and what it claims."""
    reply = registry.ask("reserve")
    came = (
        f"paid in {money(reply['paid_in_fen'])}, fees {money(reply['fees_fen'])}, paid out"
        f" {money(reply['paid_out_fen'])}"
    )
    went = f"covered {money(reply['covered_fen'])}, repaid {money(reply['repaid_fen'])}"
    registry.say(f"reserve {money(reply['available_fen'])} CNY: {came}, {went}", reply)


@command(
    app,
    "reserve pay-in 5000000.00 --document 'contribution 2026' --data ./venue",
    "pay_into_reserve",
)
def pay_in(
    registry: Reach,
    amount: Amount,
    *,
    document: Document,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """A contribution from the settlement bank."""
    terms = {"document": document, "note": note}
    _move(registry, "pay_into_reserve", "paid into the reserve", amount, terms, reference)


@command(
    app, "reserve fees 20000.00 --document 'decision 3/2026' --data ./venue", "fees_into_reserve"
)
def fees(
    registry: Reach,
    amount: Amount,
    *,
    document: Document,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Put fee income into the reserve."""
    terms = {"document": document, "note": note}
    _move(registry, "fees_into_reserve", "of fees put into the reserve", amount, terms, reference)


@command(
    app,
    "reserve pay-out 20000.00 --document 'decision 4/2026' --data ./venue",
    "pay_out_of_reserve",
)
def pay_out(
    registry: Reach,
    amount: Amount,
    *,
    document: Document,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Back to the settlement bank."""
    terms = {"document": document, "note": note}
    _move(registry, "pay_out_of_reserve", "paid out of the reserve", amount, terms, reference)


def _move(
    registry: Reach, op: str, words: str, amount: str, terms: dict[str, Any], reference: str | None
) -> None:
    fen = parse_hundredths(amount)
    reply = registry.ask_once(reference, op, amount_fen=fen, **terms)
    registry.say(f"{money(fen)} CNY {words}, event {reply['event']}", reply)
