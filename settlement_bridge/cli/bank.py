"""`ceax registry bank`: the settlement bank's files in and out, payments, suspense, and its balance
against the books.
"""

from __future__ import annotations

import enum
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.decoding import Encoding, read_text
from engine.texts.terminal import line
from engine.units import parse_hundredths
from gateway.terminal.tables import Column, count, counted, money
from settlement_bridge.cli.arguments import (
    Account,
    Again,
    Amount,
    Document,
    FileEncoding,
    FileReference,
    MayAccount,
    Reference,
)
from settlement_bridge.cli.questions import BREAK_COLUMNS
from settlement_bridge.cli.reach import Reach, command

app = typer.Typer(
    help="The settlement bank (结算银行): money in and out by its files (出入金).",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="The bank's file, CSV.")]
Payment = Annotated[int, typer.Argument(help="Number of the payment.", min=1)]
Rules = enum.StrEnum(
    "Rules", "sale_money_days direct_cash unregistered_may_act second_above_fen second_above_units"
)

LINE_COLUMNS = (
    Column("line", "line"),
    Column("date", "date"),
    Column("amount_fen", "CNY", money),
    Column("bank_reference", "bank reference"),
    Column("named", "named"),
    Column("payer_name", "payer"),
    Column("payer_account", "payer's account"),
)
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
RULE_COLUMNS = (Column("rule", "rule"), Column("entity", "entity"), Column("value", "value", count))
ITEM_COLUMNS = (Column("item", "settlement account"), Column("amount_fen", "CNY", money))


@command(
    app, "bank deposits in-0105.csv --reference ICBC-2026-01-05 --data ./venue", "bank_deposits"
)
def deposits(
    registry: Reach,
    file: Annotated[Path, "The bank's file, CSV."],
    *,
    reference: FileReference,
    suspense: Annotated[bool, "Lines that nobody can be named for go to suspense."] = False,
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


@command(app, "bank suspense --data ./venue", "suspense")
def suspense(registry: Reach) -> None:
    """Money that is nobody's yet (待确认资金), line by line."""
    rows = registry.rows("suspense", "lines")
    registry.show("Suspense", rows, LINE_COLUMNS)


@command(app, "bank assign 12 7 --document 'letter of 6 January' --data ./venue", "assign_suspense")
def assign(
    registry: Reach,
    line: Annotated[int, "Number of the bank's line."],
    account: Account,
    *,
    document: Document,
    reference: Reference = None,
) -> None:
    """Give a line in suspense to the account whose it is; `ceax registry reverse` takes that
    back.
    """
    fields = {"line": line, "account": account, "document": document}
    reply = registry.ask_once(reference, "assign_suspense", **fields)
    registry.say(
        f"line {line} is account {account}'s, event {reply['event']}", {"event": reply["event"]}
    )


@command(app, "bank give-back 12 --document 'payer unknown' --data ./venue", "return_suspense")
def give_back(
    registry: Reach,
    line: Annotated[int, "Number of the bank's line."],
    *,
    document: Document,
    reference: Reference = None,
) -> None:
    """Pay a line in suspense back to who paid it, with the next payment file."""
    reply = registry.ask_once(reference, "return_suspense", line=line, document=document)
    registry.say(
        f"line {line} goes back, payment {reply['payment']}", {"payment": reply["payment"]}
    )


@command(
    app,
    "bank set-account 7 'Huaneng' 'ICBC Wuhan' 6222000011112222 --document 'letter 4'",
    "set_bank_account",
)
def set_account(
    registry: Reach,
    account: Account,
    holder: Annotated[str, "In whose name it is."],
    bank: Annotated[str, "Which bank."],
    bank_account: Annotated[str, "Its number there."],
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
def withdraw_request(
    registry: Reach,
    payment: Annotated[int, "Number of the payment."],
    *,
    reference: Reference = None,
) -> None:
    """Give up a payment that was not sent yet."""
    reply = registry.ask_once(reference, "withdraw_payment", payment=payment)
    registry.say(_led_to(f"payment {payment} is given up", reply), reply)


@command(app, "bank payments --status sent --data ./venue", "payments")
def payments(
    registry: Reach,
    *,
    account: MayAccount = None,
    status: Annotated[str | None, "Only those in this state."] = None,
) -> None:
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
    """Collect all payments asked for into the next file for the bank; each stands in one file,
    once.
    """

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


@command(
    app, "bank answer out-0105.csv --reference ICBC-2026-01-05-out --data ./venue", "bank_answer"
)
def answer(
    registry: Reach,
    file: Annotated[Path, "The bank's file, CSV."],
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
    file: Annotated[Path, "The bank's file, CSV."],
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
def position(
    registry: Reach,
    date: Annotated[
        str | None, "Day, YYYY-MM-DD; the last that the bank told of by default."
    ] = None,
) -> None:
    """The bank's closing balance beside the sum of all sub-ledgers; exit code 1 when something is
    unexplained.
    """
    reply = registry.ask("bank_position", date=date)
    if registry.as_json:
        registry.say("", reply)
    else:
        registry.show(
            f"Bank and books, {reply['position']['date']}",
            _items(reply["position"]),
            ITEM_COLUMNS,
        )
        if reply["breaks"]:
            registry.show("Breaks", reply["breaks"], BREAK_COLUMNS)
        line(counted(len(reply["breaks"]), "break"))
    if reply["breaks"]:
        raise typer.Exit(1)


@command(
    app, "bank set-rule second_above_fen 100000000 --document 'notice 4' --data ./venue", "set_rule"
)
def set_rule(
    registry: Reach,
    rule: Annotated[str, "Which one."],
    value: Annotated[int | None, "Its number; without one the default holds again."] = None,
    *,
    document: Document,
    entity: Annotated[int | None, "Only for this entity."] = None,
) -> None:
    """Set a rule on money and representatives: see `rules` for what holds."""
    fields = {"rule": rule, "value": value, "entity": entity, "document": document}
    reply = registry.ask("set_rule", **fields)
    registry.say(
        f"{rule}: {'as by default' if value is None else value}", {"change": reply["change"]}
    )


@command(app, "bank rules --data ./venue", "rules")
def rules(registry: Reach) -> None:
    """The rules on money and representatives that hold, the venue's and those of entities."""
    rows = registry.ask("rules")["rules"]
    registry.show("Rules", rows, RULE_COLUMNS)


def _hand_in(registry: Reach, op: str, text: str, reference: str, **fields: Any) -> dict[str, Any]:
    return registry.visit(lambda session: session.bank_file(op, text, reference, **fields))


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


def _put(path: Path, text: str) -> None:
    """Write a file wholly or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(path)
