"""Commands of the exchange's staff (交易所): supervision, the day, accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer

from engine.texts.terminal import line
from gateway.console.halts import halt_words
from gateway.console.reach import Reach, console
from gateway.protocol.table import announcements, days, sessions, supervision
from gateway.terminal.commands import Listing, Request
from gateway.terminal.tables import Column, count, flag, in_one_line, moment, money, plain

app = typer.Typer()
_CONSOLE = console((*sessions.ROWS, *supervision.ROWS, *days.ROWS, *announcements.ROWS))

STEP_COLUMNS = (
    Column("at", "at"),
    Column("step", "step"),
    Column("date", "day"),
    Column("phase", "phase"),
    Column("auction", "auction"),
    Column("instrument", "instrument"),
    Column("waits_for", "waits for"),
)
ACCOUNT_COLUMNS = (
    Column("account", "account"),
    Column("name", "name"),
    Column("name_zh", "legal name 名称"),
    Column("name_en", "in English"),
    Column("cash_available_fen", "cash available CNY", money),
    Column("cash_locked_fen", "cash locked CNY", money),
    Column("suspended", "", flag("suspended")),
    Column("killed", "", flag("under a kill")),
)
SESSION_COLUMNS = (
    Column("session", "no."),
    Column("key", "key"),
    Column("role", "role"),
    Column("duties", "duties", " ".join),
    Column("account", "account", plain),
    Column("address", "from"),
    Column("since_ns", "since", moment),
    Column("cancel_on_disconnect", "cancels when lost", plain),
)
ANNOUNCEMENT_COLUMNS = (
    Column("number", "no."),
    Column("time_ns", "time", moment),
    Column("title_zh", "标题"),
    Column("title_en", "title"),
    Column("text_zh", "内容", in_one_line),
    Column("text_en", "text", in_one_line),
)
INSTRUMENT_COLUMNS = (
    Column("instrument", "instrument"),
    Column("name_zh", "名称"),
    Column("name_en", "name"),
    Column("number", "no."),
    Column("base", "base", money),
    Column("lower", "lower", money),
    Column("upper", "upper", money),
    Column("tick", "tick", money),
    Column("quantity_min", "least t", count),
    Column("quantity_max", "most t", count),
    Column("resale_days", "resale days", count),
    Column("open", "", flag("open")),
    Column("halted", "", flag("halted")),
)


ENGINE_WORDS = {
    "compiled": "",
    "compiling": "The engine is being compiled or loaded; plain Python decides until it is there.",
    "plain": (
        "The engine is not compiled; plain Python decides, right but slowly. The gateway's log says"
        " why."
    ),
}


@_CONSOLE.command(app, "status --data ./venue", "status")
def status(reach: Reach) -> None:
    """Show date, phase, halts, days that are not settled, and every instrument with its limits of
    the day.
    """
    reply = _whole_status(reach)
    date = reply["date"] or "no trading day yet"
    halted = ", the venue is halted" if reply["venue_halted"] else ""
    reach.say(f"{date}, {reply['phase']}{halted}", reply)
    if not reach.as_json:
        if words := ENGINE_WORDS[reply["engine"]]:
            line(words)
        for notice in reply["schedule"]["notices"]:
            waits = "The schedule waits" if notice["waits"] else "The schedule reports"
            line(f"{waits}: {notice['message']}")
        for halt in reply["halts"]:
            line(halt_words(halt))
        for day in reply["unsettled"]:
            line(unsettled_words(day))
        listed = reply["instruments"]
        most = f"{len(listed)} of at most {reply['instruments_max']}"
        title = f"Instruments of the market of {reply['market']}, {most}"
        reach.show(title, listed, INSTRUMENT_COLUMNS)


def _whole_status(reach: Reach) -> dict[str, Any]:
    """The status with the instruments of all its pages."""
    reply = dict(reach.ask("status"))
    if (after := reply["next"]) is None:
        return reply
    later = reach.rows("status", "instruments", after=after)
    return reply | {"instruments": [*reply["instruments"], *later], "next": None}


def unsettled_words(day: Mapping[str, Any]) -> str:
    """What a day waits for, who says why, and what can be done meanwhile."""
    waits_for = "delivery" if day["confirmed"] else "a clearing result that we confirm"
    date = day["date"]
    return (
        f"{date} has ended and waits for {waits_for}: `ceax registry summary {date}` says how far "
        "it is and what it stopped at; `ceax start-day DATE --override --reason TEXT` starts a day "
        "before it is settled, and what it bought stays unsellable until then"
    )


COMMANDS = (
    Listing(
        "schedule",
        "schedule --next 20",
        "- next=steps",
        "Next steps of the schedule (日程); none where the exchange moves the day",
        STEP_COLUMNS,
        rows="steps",
    ),
    Listing("accounts", "accounts", "", "Accounts 交易主体", ACCOUNT_COLUMNS),
    Listing("sessions", "sessions", "", "Sessions 会话", SESSION_COLUMNS),
    Request(
        "open_account",
        "open-account 7 'Alice Power'; open-account 8 Hubei --name-zh 湖北电力有限公司",
        "account name - name_zh name_en",
        "account {account} opened for {name}",
    ),
    Request(
        "set_account_names",
        "set-account-names 7 --name-en 'Alice Power Co., Ltd.'",
        "account - name_zh name_en",
        "account {account} has its legal names",
    ),
    Request(
        "announce",
        "announce --title-zh 休市公告 --text-zh 1月1日休市。",
        "- title_zh title_en text_zh text_en",
        "announcement {number} published",
    ),
    Listing("announcements", "announcements", "", "Announcements 公告", ANNOUNCEMENT_COLUMNS),
    Request(
        "suspend",
        "suspend 7; suspend 7 --until 2026-02-02",
        "account - until",
        "account {account} suspended, {cancelled:order} withdrawn",
    ),
    Request("restore", "reinstate 7", "account", "account {account} reinstated"),
)
_CONSOLE.make(app, "", COMMANDS)
