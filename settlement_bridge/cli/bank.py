"""`ceax registry bank`: the settlement bank's files, suspense, its balance against the books, and
the rules on money.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.decoding import Encoding, read_text
from engine.texts.terminal import line
from gateway.terminal.commands import Listing, Request
from gateway.terminal.tables import Column, count, counted, money
from settlement_bridge.cli import payments
from settlement_bridge.cli.questions import BREAK_COLUMNS
from settlement_bridge.cli.reach import (
    Again,
    FileEncoding,
    FileReference,
    Reach,
    command,
    make,
)

app = typer.Typer(
    help="The settlement bank (结算银行): money in and out by its files (出入金).",
    no_args_is_help=True,
)


File = Annotated[Path, "The bank's file, CSV."]

LINE_COLUMNS = (
    Column("line", "line"),
    Column("date", "date"),
    Column("amount_fen", "CNY", money),
    Column("bank_reference", "bank reference"),
    Column("named", "named"),
    Column("payer_name", "payer"),
    Column("payer_account", "payer's account"),
)
RULE_COLUMNS = (Column("rule", "rule"), Column("entity", "entity"), Column("value", "value", count))
ITEM_COLUMNS = (Column("item", "settlement account"), Column("amount_fen", "CNY", money))

app.add_typer(payments.app)


@command(
    app, "bank deposits in-0105.csv --reference ICBC-2026-01-05 --data ./venue", "bank_deposits"
)
def deposits(
    registry: Reach,
    file: File,
    *,
    reference: FileReference,
    suspense: bool = False,
    again: Again = None,
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """Take in a bank statement of money received (入金), all of it or nothing.

    Header bank_reference,date,account,amount,payer_name,payer_account; last line
    total,ROWS,,AMOUNT,,
    """
    reply = _hand_in(
        registry,
        "bank_deposits",
        read_text(file, encoding),
        reference,
        suspense=suspense,
        again=again,
    )
    words = (
        f"{counted(reply['lines'], 'line')}, {money(reply['amount_fen'])} CNY paid in, event"
        f" {reply['event']}"
    )
    if reply["suspense"]:
        words += (
            f"; {counted(reply['suspense'], 'line')} of {money(reply['suspense_fen'])} CNY in"
            " suspense"
        )
    registry.say(words, reply)


@command(
    app, "bank answer out-0105.csv --reference ICBC-2026-01-05-out --data ./venue", "bank_answer"
)
def answer(
    registry: Reach,
    file: File,
    *,
    reference: FileReference,
    again: Again = None,
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """Take in the bank's answer: which payments it has made and which it returned, and why; all of
    it or nothing.

    Header payment,file,date,amount,result,bank_reference,reason; last line total,ROWS,,AMOUNT,,,
    """
    reply = _hand_in(registry, "bank_answer", read_text(file, encoding), reference, again=again)
    words = (
        f"{counted(reply['confirmed'], 'payment')} confirmed, {reply['returned']} returned, event"
        f" {reply['event']}"
    )
    registry.say(words, reply)


@command(
    app,
    "bank balance balance-0105.csv --reference ICBC-2026-01-05-balance --data ./venue",
    "bank_balance",
)
def balance(
    registry: Reach,
    file: File,
    *,
    reference: FileReference,
    again: Again = None,
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """Take in the bank's closing balance of a day or more; `position` holds it against the books.

    Header date,settlement_account,closing_balance; last line total,ROWS,BALANCES
    """
    reply = _hand_in(registry, "bank_balance", read_text(file, encoding), reference, again=again)
    registry.say(f"closing balance of {', '.join(reply['dates'])}", reply)


@command(app, "bank position 2026-01-05 --data ./venue", "bank_position")
def position(registry: Reach, date: str | None = None) -> None:
    """The bank's closing balance beside the sum of all sub-ledgers; exit code 1 when something is
    unexplained.
    """
    reply = registry.ask("bank_position", date=date)
    if registry.as_json:
        registry.say("", reply)
    else:
        registry.show(
            f"Bank and books, {reply['position']['date']}", _items(reply["position"]), ITEM_COLUMNS
        )
        if reply["breaks"]:
            registry.show("Breaks", reply["breaks"], BREAK_COLUMNS)
        line(counted(len(reply["breaks"]), "break"))
    if reply["breaks"]:
        raise typer.Exit(1)


def _hand_in(registry: Reach, op: str, text: str, reference: str, **fields: Any) -> dict[str, Any]:
    return registry.visit(lambda session: session.bank_file(op, text, reference, **fields))


def _items(position: dict[str, Any]) -> list[dict[str, Any]]:
    """The comparison from the sub-ledgers down to the difference, as a bookkeeper writes it."""
    rows = [
        (name.removesuffix("_fen").replace("_", " "), amount)
        for name, amount in position["sub_ledgers"].items()
        if amount
    ]
    rows += [("all sub-ledgers now", position["held_fen"])]
    since = (
        ("less came in since", -position["came_since_fen"]),
        ("and went out since", position["went_since_fen"]),
    )
    rows += [row for row in since if row[1]]
    rows += [
        (f"{row['what'].replace('_', ' ')} ({row['lines']})", row["amount_fen"])
        for row in position["timing"]
    ]
    rows += [
        ("expected at the bank", position["expected_fen"]),
        ("the bank says", position["balance_fen"]),
    ]
    return [
        {"item": item, "amount_fen": amount}
        for item, amount in [*rows, ("difference", position["difference_fen"])]
    ]


MONEY = (
    Listing(
        "suspense",
        "suspense",
        "",
        "Suspense",
        LINE_COLUMNS,
        rows="lines",
        help="Money that is nobody's yet (待确认资金), line by line.",
    ),
    Request(
        "assign_suspense",
        "assign 12 7 --document 'letter of 6 January'",
        "line account - document",
        "line {line} is account {account}'s, event {event}",
        help="Give a line in suspense to the account whose it is; `ceax registry reverse` takes"
        " that back.",
    ),
    Request(
        "return_suspense",
        "give-back 12 --document 'payer unknown'",
        "line - document",
        "line {line} goes back, payment {payment}",
        help="Pay a line in suspense back to who paid it, with the next payment file.",
    ),
    Request(
        "set_rule",
        "set-rule second_above_fen 100000000 --document 'notice 4'",
        "rule value - document entity",
        lambda set_: (
            f"{set_['rule']}: {'as by default' if set_['value'] is None else set_['value']}"
        ),
        kinds={"entity": int | None},
        help="Set a rule on money and representatives: see `rules` for what holds.",
    ),
    Listing(
        "rules",
        "rules",
        "",
        "Rules",
        RULE_COLUMNS,
        help="The rules on money and representatives that hold, the venue's and those of entities.",
    ),
)
make(app, "bank ", MONEY)
