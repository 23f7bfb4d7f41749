"""Commands of `ceax registry` on statements of fees (手续费对账单)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import line
from gateway.terminal.commands import Request
from gateway.terminal.tables import Column, count, money
from settlement_bridge.cli.reach import MayAccount, Reach, command, make
from settlement_bridge.cli.statements import Form, form_of, put, reply_json

app = typer.Typer()

COLUMNS = (
    Column("method", "method"),
    Column("trades", "trades", count),
    Column("quantity", "t", count),
    Column("amount_fen", "CNY", money),
    Column("rate_ppm", "rate ppm", count),
    Column("trading_fee_fen", "trading fee", money),
    Column("settlement_fee_fen", "settlement fee", money),
    Column("fee_fen", "fee CNY", money),
)


@command(
    app,
    "fee-statement 7 2026-01 --form pdf --out fees.pdf --data ./venue",
    "fee_statement",
)
def fee_statement(
    registry: Reach,
    account: MayAccount,
    month: Annotated[str, "Month, YYYY-MM."],
    *,
    form: Annotated[Form, typer.Option(help="How to print it.")] = Form.TABLE,
    out: Annotated[Path | None, "File to write; a PDF needs one."] = None,
) -> None:
    """The statements of fees of an account and month with what an invoice needs; one that is not
    issued yet has no number.
    """
    form = form_of(form, out, registry.as_json)
    reply = registry.ask("fee_statement", account=account, month=month)
    if form is not Form.TABLE:
        put(out, _written(form, reply))
        return
    line(
        f"{reply['name']} ({reply['credit_code'] or 'no credit code'}), account {reply['account']}"
    )
    for each in reply["statements"]:
        registry.show(_title(reply["month"], each), each["lines"], COLUMNS)
        line(f"total {money(each['fee_fen'])} CNY")


def _title(month: str, statement: dict[str, Any]) -> str:
    number = statement["invoice"] or "not issued yet"
    corrects = f", corrects {statement['corrects']}" if statement["corrects"] else ""
    return f"Fees of {month}: {number}{corrects}"


def _written(form: Form, reply: dict[str, Any]) -> bytes:
    from settlement_bridge.documents.fee_statements import as_csv
    from settlement_bridge.documents.papers import draw_fee_statement

    if form is Form.PDF:
        return draw_fee_statement(reply)
    return as_csv(reply).encode() if form is Form.CSV else reply_json(reply)


FEES = (
    Request(
        "issue_fee_statement",
        "issue-fee-statement 7 2026-01",
        "account month",
        "statement {statement} of account {account} for {month}",
        help="Issue the statement of fees of a month, or its correction where trades have changed.",
    ),
)
make(app, "", FEES)
