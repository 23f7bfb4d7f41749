"""What an act would cause, shown before it is done: how a dry run is asked, and its reply for
people.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer

from engine.texts.terminal import line, wide_table
from gateway.terminal.tables import count, money

Reply = Mapping[str, Any]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Show what the exchange's act would do, and change nothing."),
]
ASKED_AGAIN_MAX, MS_PER_S = 20, 1_000
NOT_READY = "dry_run_not_ready"
_COUNTED = ("orders", "bids", "intents", "deals", "trades", "accounts")


def once_ready(ask: Callable[[], Reply]) -> Reply:
    """The reply to what may be a dry run, which may have to wait. Raises as asking does."""
    from gateway.protocol.replies import RequestRefused  # not for the help of a command

    for _ in range(ASKED_AGAIN_MAX):
        try:
            return ask()
        except RequestRefused as refused:
            if refused.code != NOT_READY:
                raise
            time.sleep((refused.retry_after_ms or 0) / MS_PER_S)
    return ask()


def show_preview(reply: Reply) -> None:
    """Print what a dry run was answered."""
    line("Dry run, nothing has been done. It would be accepted:")
    caused = reply["dry_run"]
    wide_table("", ("what", "then"), _lines(reply, caused))
    limits = [
        [each["instrument"], *(money(each[name]) for name in ("base", "lower", "upper"))]
        for each in caused["limits"]
    ]
    if limits:
        wide_table("Price limits", ("instrument", "base", "lower", "upper"), limits, (1, 2, 3))


def _lines(reply: Reply, caused: Reply) -> Iterator[tuple[str, str]]:
    """The day after it, what of members it touches, and what the act itself is answered."""
    yield "day", f"{caused['date'] or 'none'}, {caused['phase']}"
    for name in _COUNTED:
        if caused[name]:
            yield name, count(caused[name])
    for name, value in reply.items():
        if name != "dry_run" and type(value) in (int, str):
            yield name, str(value)
