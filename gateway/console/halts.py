"""Commands of the exchange's staff on halts (停牌), and how halts are worded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from gateway.console.confirm import Why
from gateway.console.reach import Reach, console
from gateway.protocol.table import days
from gateway.terminal.tables import counted

app = typer.Typer()
_CONSOLE = console(days.ROWS)
Code = Annotated[str | None, "Instrument code, as CEA25."]
WholeVenue = Annotated[bool, "The whole venue instead of one instrument."]


def halt_words(halt: Mapping[str, Any]) -> str:
    """What is halted, and how it ends."""
    whose = halt["instrument"] or "The venue"
    if halt["in_call"]:
        until = halt["trading_from"] or "`ceax resume`"
        return f"{whose} takes orders for a call, which trades at {until}"
    if halt["until"] is None:
        return f"{whose} is halted; `ceax resume` ends it"
    return f"{whose} is halted{end_words(halt)}"


def end_words(reply: Mapping[str, Any]) -> str:
    """When a halt ends, where that is known."""
    if not reply.get("until"):
        return ""
    call = f", then {counted(reply['call_minutes'], 'minute')} of call" * bool(
        reply["call_minutes"]
    )
    return f" until {reply['until']}{call}, trading from {reply['trading_from']}"


@_CONSOLE.command(
    app,
    "halt CEA25 --data ./venue; halt --venue --data ./venue;"
    " halt CEA25 --until 10:45 --call-minutes 5 --reason 核实公告 --data ./venue",
    "halt",
)
def halt(
    reach: Reach,
    instrument: Code = None,
    *,
    venue: WholeVenue = False,
    until: Annotated[str | None, "When it ends by itself, HH:MM in Shanghai."] = None,
    date: Annotated[str | None, "The day of that, YYYY-MM-DD; without it the running one."] = None,
    call_minutes: Annotated[int | None, "Minutes of the call (集合竞价) that follows."] = None,
    why: Why = None,
) -> None:
    """Halt trading (停牌) in an instrument or the venue: no new orders and no replaces, cancels go
    on. Of one that is halted: set, or take away, its end.
    """
    ends = {"until": until, "date": date, "call_minutes": call_minutes}
    what = _one_or_all(instrument, venue)
    what |= {name: value for name, value in ends.items() if value is not None}
    reply = reach.ask("halt", **what, reason=why)
    reach.say(f"{instrument or 'the venue'} halted{end_words(reply)}", reply)


@_CONSOLE.command(
    app,
    "begin-call CEA25 --data ./venue; begin-call --venue --data ./venue",
    "begin_call",
    name="begin-call",
)
def begin_call(
    reach: Reach, instrument: Code = None, *, venue: WholeVenue = False, why: Why = None
) -> None:
    """Begin the call (集合竞价) that ends a halt: orders are taken, and trade when `resume` ends
    it.
    """
    what = _one_or_all(instrument, venue)
    reply = reach.ask("begin_call", **what, reason=why)
    reach.say(f"{instrument or 'the venue'} takes orders for a call", reply)


@_CONSOLE.command(app, "resume CEA25 --data ./venue; resume --venue --data ./venue", "resume")
def resume(
    reach: Reach, instrument: Code = None, *, venue: WholeVenue = False, why: Why = None
) -> None:
    """Resume trading (复牌); of a call, end it."""
    what = _one_or_all(instrument, venue)
    reply = reach.ask("resume", **what, reason=why)
    reach.say(f"{instrument or 'the venue'} resumed", reply)


def _one_or_all(instrument: str | None, venue: bool) -> dict[str, Any]:
    if (instrument is None) != venue:
        raise typer.BadParameter("name one instrument, or give --venue")
    return {} if instrument is None else {"instrument": instrument}
