"""Commands of `ceax registry` that print a day: statements of accounts, the bulletin."""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.progress import Measure, bars
from engine.texts.terminal import line, lines
from engine.texts.visible import json_text
from gateway.terminal.tables import Column, count, counted, money, plain
from settlement_bridge.cli.reach import AnyAccount, Day, Reach, command
from settlement_bridge.client import RegistrySession

app = typer.Typer()

STATEMENTS_AT_ONCE = 100  # asked for in one frame
_ENVELOPE = ("type", "id", "ok")


class Form(enum.StrEnum):
    """Forms of a paper."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PDF = "pdf"


FileForms = enum.StrEnum("FileForms", "pdf csv json")

UNIT_COLUMNS = tuple(
    Column(name, name.replace("_", " "), plain if name == "instrument" else count)
    for name in (
        "instrument",
        "opening",
        "allocated",
        "cut",
        "bought",
        "sold",
        "transferred_in",
        "transferred_out",
        "closing",
        "other",
    )
)
TRADED_COLUMNS = (
    Column("instrument", "instrument"),
    Column("method", "method"),
    Column("count", "trades", count),
    Column("quantity", "t", count),
    Column("amount_fen", "CNY", money),
    Column("delivered", "delivered", count),
    Column("failed", "failed", count),
    Column("in_default", "in default", count),
)
OWN_TRADE_COLUMNS = (
    Column("method", "method"),
    Column("trade", "trade", count),
    Column("instrument", "instrument"),
    Column("side", "side"),
    Column("price", "price", money),
    Column("quantity", "t", count),
    Column("order", "order"),
    Column("client_order_id", "client id"),
    Column("status", "status"),
)
DEFAULT_COLUMNS = (
    Column("default", "default", count),
    Column("date", "date"),
    Column("status", "status"),
    Column("short_of", "short of"),
    Column("deadline", "until"),
    Column("outstanding_fen", "claim CNY", money),
)
TRANSFER_COLUMNS = (
    Column("instrument", "instrument"),
    Column("transferred_in", "into trading t", count),
    Column("transferred_out", "out of trading t", count),
)


@command(
    app,
    "statement 2026-01-05 --account 7 --form pdf --out statement.pdf --data ./venue",
    "statement",
)
def statement(
    registry: Reach,
    date: Day,
    *,
    account: AnyAccount = None,
    form: Annotated[Form, typer.Option(help="How to print it.")] = Form.TABLE,
    out: Annotated[Path | None, "File to write; a PDF needs one."] = None,
) -> None:
    """An account's end-of-day statement (日终报表)."""
    form = form_of(form, out, registry.as_json)
    reply = registry.visit(lambda session: _statement(session, date, account))
    if form is not Form.TABLE:
        put(out, _statement_as(form.value, reply))
        return
    items = [
        {"item": name.removesuffix("_fen").replace("_", " "), "CNY": value}
        for name, value in reply["cash"].items()
    ]
    registry.show(
        f"{reply['name']} ({reply['account']}), {date}",
        items,
        (Column("item", "cash"), Column("CNY", "CNY", money)),
    )
    registry.show("Units, t", reply["units"], UNIT_COLUMNS)
    if reply["trades"]:
        registry.show("Trades", reply["trades"], OWN_TRADE_COLUMNS)
    if reply["defaults"]:
        registry.show("Delivery defaults", reply["defaults"], DEFAULT_COLUMNS)


@command(app, "statements 2026-01-05 --out ./statements --form pdf --data ./venue")
def statements(
    registry: Reach,
    date: Day,
    *,
    out: Annotated[Path, "Folder for a file of each account."],
    form: Annotated[FileForms, typer.Option(help="Form of the files.")] = FileForms.pdf,
) -> None:
    """The end-of-day statements (日终报表) of all accounts, a file of each."""
    out.mkdir(parents=True, exist_ok=True)

    async def write(session: RegistrySession) -> int:
        written = 0
        with bars(Measure.COUNT) as shown:
            numbers = [number async for number in _accounts(session)]
            bar = shown.begin("statements", len(numbers))
            for start in range(0, len(numbers), STATEMENTS_AT_ONCE):
                asked = numbers[start : start + STATEMENTS_AT_ONCE]
                terms = [{"op": "statement", "date": date, "account": number} for number in asked]
                for number, reply in zip(asked, await session.request_many(terms), strict=True):
                    whole = await with_all_trades(session, reply.result())
                    (out / f"statement-{date}-{number}.{form.value}").write_bytes(
                        _statement_as(form.value, whole)
                    )
                    bar.advance()
                    written += 1
        return written

    written = registry.visit(write)
    registry.say(
        f"{counted(written, 'statement')} of {date} in {out}",
        {"folder": str(out), "statements": written},
    )


@command(app, "bulletin 2026-01-05 --form pdf --out bulletin.pdf --data ./venue", "bulletin")
def bulletin(
    registry: Reach,
    date: Day,
    *,
    form: Annotated[Form, typer.Option(help="How to print it.")] = Form.TABLE,
    out: Annotated[Path | None, "File to write; a PDF needs one."] = None,
) -> None:
    """A day's settlement bulletin (清结算信息日报): trades by instrument and method, transfers,
    cash in and out.
    """
    form = form_of(form, out, registry.as_json)
    reply = registry.ask("bulletin", date=date)
    if form is not Form.TABLE:
        put(out, _bulletin_as(form, reply))
        return
    registry.show(
        f"Settlement bulletin of {date}: {reply['status']}", reply["trades"], TRADED_COLUMNS
    )
    registry.show("Transfers", reply["transfers"], TRANSFER_COLUMNS)
    cash = reply["cash"]
    line(f"cash in {money(cash['deposits_fen'])} CNY, out {money(cash['withdrawals_fen'])} CNY")
    found = reply["defaults"]
    if found["set_aside"]:
        ends = ", ".join(
            f"{found[name]} {name.replace('_', ' ')}"
            for name in ("open", "delivered_late", "covered", "cancelled")
        )
        paid = f"the reserve paid {money(found['covered_fen'])} CNY"
        line(f"{counted(found['set_aside'], 'trade')} set aside: {ends}; {paid}")
    bank = reply["bank"]
    line(f"by bank file in {money(bank['received_fen'])} CNY, out {money(bank['paid_fen'])} CNY")
    if bank["balance_fen"] is not None:
        words = (
            f"the bank holds {money(bank['balance_fen'])} CNY, expected"
            f" {money(bank['expected_fen'])}"
        )
        line(f"{words}, difference {money(bank['difference_fen'])}")


async def _statement(session: RegistrySession, date: str, account: int | None) -> dict[str, Any]:
    reply = await session.request("statement", date=date, account=account)
    return await with_all_trades(session, reply)


async def with_all_trades(session: RegistrySession, reply: dict[str, Any]) -> dict[str, Any]:
    """A statement with the trades that one answer does not have, however many they are."""
    from settlement_bridge.documents.statements import own_trades

    terms, following = {name: reply[name] for name in ("date", "account")}, reply["next_trade"]
    trades = list(reply["trades"])
    while following is not None:
        page = await session.request("trades", **terms, from_=following)
        trades += own_trades(page["trades"], reply["account"])
        following = page["next"]
    return reply | {"trades": trades, "next_trade": None}


async def _accounts(session: RegistrySession) -> AsyncIterator[int]:
    """The numbers of all accounts but the registry's own."""
    after: int | None = 0
    while after is not None:
        page = await session.request("accounts", after=after)
        for row in page["accounts"]:
            yield row["account"]
        after = page["next"]


def form_of(form: Form, out: Path | None, as_json: bool) -> Form:
    """The form wanted. Raises typer.BadParameter when it and the file do not go together."""
    if as_json:
        form = Form.JSON
    if form is Form.PDF and out is None:
        raise typer.BadParameter("a PDF needs a file: --out FILE", param_hint="--out")
    if form is Form.TABLE and out is not None:
        raise typer.BadParameter(
            "a file needs a form: --form csv, json or pdf", param_hint="--form"
        )
    return form


def _statement_as(form: str, reply: dict[str, Any]) -> bytes:
    from settlement_bridge.documents import pages, statements

    if form == Form.PDF:
        return pages.draw_statement(reply)
    return statements.statement_csv(reply).encode() if form == Form.CSV else reply_json(reply)


def _bulletin_as(form: Form, reply: dict[str, Any]) -> bytes:
    from settlement_bridge.documents import as_csv, pages

    if form is Form.PDF:
        return pages.draw_bulletin(reply)
    return as_csv(reply).encode() if form is Form.CSV else reply_json(reply)


def reply_json(reply: dict[str, Any]) -> bytes:
    """A reply's own fields as a file of JSON."""
    content = {name: value for name, value in reply.items() if name not in _ENVELOPE}
    return (json_text(content) + "\n").encode()


def put(out: Path | None, content: bytes) -> None:
    """Write a paper into a file, or as text on the terminal."""
    if out is None:
        lines(content.decode(), end="")
        return
    out.write_bytes(content)
    line(f"{out}: {count(len(content))} bytes", error=True)
