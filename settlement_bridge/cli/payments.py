"""Commands of `ceax registry bank` on payments out of an account: whereto, how much, asked for,
given up, and the files of them for the bank; and `ceax registry reserve`, the settlement reserve.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.units import parse_hundredths
from gateway.terminal.tables import Column, count, counted, money
from settlement_bridge.cli.reach import (
    Account,
    Amount,
    Document,
    MayAccount,
    Note,
    Reach,
    Reference,
    command,
)

app = typer.Typer()
PAYMENT_COLUMNS = (
    Column("payment", "payment"),
    Column("account", "account"),
    Column("amount_fen", "CNY", money),
    Column("status", "status"),
    Column("file", "file"),
    Column("holder", "payee"),
    Column("bank", "bank"),
    Column("bank_account", "payee's account"),
    Column("reason", "reason"),
)
FILE_COLUMNS = (
    Column("file", "file"),
    Column("rows", "payments", count),
    Column("amount_fen", "CNY", money),
    Column("digest", "SHA-256"),
)
reserve = typer.Typer(help="The settlement reserve (结算风险准备金).", no_args_is_help=True)


@command(
    app,
    "bank set-account 7 'Huaneng' 'ICBC Wuhan' 6222000011112222 --document 'letter 4'",
    "set_bank_account",
)
def set_account(
    registry: Reach,
    account: Account,
    holder: str,
    bank: str,
    bank_account: str,
    *,
    document: Document,
) -> None:
    """Say to which bank account an account's money is paid out; without one it is paid nowhere."""
    fields = {
        "account": account,
        "holder": holder,
        "bank": bank,
        "bank_account": bank_account,
        "document": document,
    }
    reply = registry.ask("set_bank_account", **fields)
    registry.say(f"account {account} is paid to {bank_account}", {"change": reply["change"]})


@command(app, "bank account --account 7 --data ./venue", "bank_account")
def account(registry: Reach, *, account: MayAccount = None) -> None:
    """Where an account's money is paid out to, and how much may go today."""
    reply = registry.ask("bank_account", account=account)
    payee = (
        f"{reply['holder']}, {reply['bank']} {reply['bank_account']}"
        if reply["holder"]
        else "no bank account yet"
    )
    registry.say(
        f"account {reply['account']}: {payee}; {money(reply['withdrawable_fen'])} CNY may be paid"
        " out today",
        reply,
    )


@command(app, "bank to-trading 7 500.00 --data ./venue", "cash_to_trading")
def to_trading(
    registry: Reach, account: Account, amount: Amount, *, reference: Reference = None
) -> None:
    """Move registry cash into the trading account."""
    _ask(registry, "cash_to_trading", "can be traded with now", account, amount, reference)


@command(app, "bank to-registry 7 500.00 --data ./venue", "cash_to_registry")
def to_registry(
    registry: Reach, account: Account, amount: Amount, *, reference: Reference = None
) -> None:
    """Move cash out of the trading account, to be paid out or kept."""
    _ask(registry, "cash_to_registry", "lies in the registry now", account, amount, reference)


@command(app, "bank request 7 500.00 --data ./venue", "request_payment")
def request(
    registry: Reach, account: Account, amount: Amount, *, reference: Reference = None
) -> None:
    """Ask for registry cash to be paid out (出金); it is payable until the bank has paid."""
    _ask(registry, "request_payment", "will be paid out", account, amount, reference)


@command(app, "bank withdraw-request 31 --data ./venue", "withdraw_payment")
def withdraw_request(registry: Reach, payment: int, *, reference: Reference = None) -> None:
    """Give up a payment that was not sent yet."""
    reply = registry.ask_once(reference, "withdraw_payment", payment=payment)
    registry.say(_led_to(f"payment {payment} is given up", reply), reply)


@command(app, "bank payments --status sent --data ./venue", "payments")
def payments(registry: Reach, *, account: MayAccount = None, status: str | None = None) -> None:
    """Payments: asked for, sent to the bank, confirmed or returned by it."""
    wanted: dict[str, Any] = {"account": account, "status": status}
    rows = registry.rows("payments", "payments", **wanted)
    registry.show("Payments", rows, PAYMENT_COLUMNS)


@command(app, "bank cut --out ./bank --data ./venue", "cut_payments")
def cut(
    registry: Reach,
    *,
    out: Annotated[Path, "Folder to write it to."] = Path(),
    reference: Reference = None,
) -> None:
    """Collect all payments asked for into the next file for the bank; each is in one file, once."""

    cut_off = registry.ask_once(reference, "cut_payments")
    path = out / f"payments-{cut_off['file']:06d}.csv"
    _put(path, registry.visit(lambda session: session.payment_file(cut_off["file"])))
    made = cut_off | {"path": str(path)}
    words = (
        f"{made['path']}: {counted(made['rows'], 'payment')}, {money(made['amount_fen'])} CNY,"
        f" SHA-256 {made['digest']}"
    )
    registry.say(words, made)


@command(app, "bank files --data ./venue", "payment_files")
def files(registry: Reach) -> None:
    """Payment files with their hashes."""
    rows = registry.rows("payment_files", "files")
    registry.show("Payment files", rows, FILE_COLUMNS)


@command(app, "bank file 1 --out payments-000001.csv --data ./venue")
def file(
    registry: Reach,
    file: Annotated[int, typer.Argument(help="Its number.", min=1)],
    *,
    out: Annotated[Path, "File to write."],
) -> None:
    """Write a payment file again, the same to the last byte."""
    text = registry.visit(lambda session: session.payment_file(file))
    _put(out, text)
    registry.say(f"{out}: {counted(len(text.encode()), 'byte')}", {"path": str(out), "file": file})


def _ask(
    registry: Reach, op: str, words: str, account: int, amount: str, reference: str | None
) -> None:
    fen = parse_hundredths(amount)
    reply = registry.ask_once(reference, op, account=account, amount_fen=fen)
    registry.say(_led_to(f"{money(fen)} CNY {words}", reply), reply)


def _led_to(words: str, reply: dict[str, Any]) -> str:
    """What a request led to."""
    name, number = next(
        (name, reply[name]) for name in ("payment", "reference", "event") if name in reply
    )
    return f"{words}, {'journal number' if name == 'reference' else name} {number}"


def _put(path: Path, text: str) -> None:
    """Write a file wholly or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(path)


@command(reserve, "reserve show --data ./venue", "reserve", name="show")
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
    reserve,
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
    reserve,
    "reserve fees 20000.00 --document 'decision 3/2026' --data ./venue",
    "fees_into_reserve",
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
    reserve,
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
