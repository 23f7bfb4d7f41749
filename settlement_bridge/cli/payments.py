"""Commands of `ceax registry bank` on payments out of an account.

Whereto, how much, asked for, given up, and the files of them for the bank; and `ceax registry
reserve`, the settlement reserve.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, count, counted, money
from settlement_bridge.cli.reach import (
    Reach,
    Reference,
    command,
    make,
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


def _put(path: Path, text: str) -> None:
    """Write a file wholly or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(path)


def _payee(of: Known) -> str:
    payee = f"{of['holder']}, {of['bank']} {of['bank_account']}" if of["holder"] else None
    paid = f"{money(of['withdrawable_fen'])} CNY may be paid out today"
    return f"account {of['account']}: {payee or 'no bank account yet'}; {paid}"


PAYMENTS = (
    Request("bank_account", "account --account 7", "- account", _payee),
    Request(
        "set_bank_account",
        "set-account 7 'Huaneng' 'ICBC Wuhan' 6222000011112222 --document 'letter 4'",
        "account holder bank bank_account - document",
        "account {account} is paid to {bank_account}",
        help="Say to which bank account an account's money is paid out; without one it is paid"
        " nowhere.",
    ),
    Request(
        "cash_to_trading",
        "to-trading 7 500.00",
        "account amount",
        "{amount:money} CNY can be traded with now, {led_to}",
        help="Move registry cash into the trading account.",
    ),
    Request(
        "collect_proceeds",
        "collect-proceeds",
        "- document note",
        "{amount_fen:money} CNY of paid allocation are handed over",
        help="Hand the money of paid allocation (有偿分配) over; the bridge does it on the trading"
        " day after a sale.",
    ),
    Request(
        "cash_to_registry",
        "to-registry 7 500.00",
        "account amount",
        "{amount:money} CNY lies in the registry now, {led_to}",
        help="Move cash out of the trading account, to be paid out or kept.",
    ),
    Request(
        "request_payment",
        "request 7 500.00",
        "account amount",
        "{amount:money} CNY will be paid out, {led_to}",
        help="Ask for registry cash to be paid out (出金); it is payable until the bank has paid.",
    ),
    Request(
        "withdraw_payment",
        "withdraw-request 31",
        "payment",
        "payment {payment} is given up, {led_to}",
        help="Give up a payment that was not sent yet.",
    ),
    Listing(
        "payments",
        "payments --status sent",
        "- account status",
        "Payments",
        PAYMENT_COLUMNS,
        help="Payments: asked for, sent to the bank, confirmed or returned by it.",
    ),
    Listing(
        "payment_files",
        "files",
        "",
        "Payment files",
        FILE_COLUMNS,
        rows="files",
        help="Payment files with their hashes.",
    ),
)
RESERVE = (
    Request(
        "reserve",
        "show",
        "",
        "reserve {available_fen:money} CNY: paid in {paid_in_fen:money}, fees {fees_fen:money},"
        " paid out {paid_out_fen:money}, covered {covered_fen:money}, repaid {repaid_fen:money}",
    ),
    Request(
        "pay_into_reserve",
        "pay-in 5000000.00 --document 'contribution 2026'",
        "amount - document note",
        "{amount:money} CNY paid into the reserve, {led_to}",
        help="A contribution from the settlement bank.",
    ),
    Request(
        "fees_into_reserve",
        "fees 20000.00 --document 'decision 3/2026'",
        "amount - document note",
        "{amount:money} CNY of fees put into the reserve, {led_to}",
    ),
    Request(
        "pay_out_of_reserve",
        "pay-out 20000.00 --document 'decision 4/2026'",
        "amount - document note",
        "{amount:money} CNY paid out of the reserve, {led_to}",
        help="Back to the settlement bank.",
    ),
)
make(app, "bank ", PAYMENTS)
make(reserve, "reserve ", RESERVE)
