"""What an act would cause, shown before it is done: the reply to its dry run, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.texts.terminal import line, wide_table
from gateway.terminal.tables import count, money

Reply = Mapping[str, Any]
_COUNTED = ("orders", "bids", "intents", "deals", "trades", "accounts")


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
