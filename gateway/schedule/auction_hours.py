"""Sessions of auctions by the clock: what was announced opens and closes at the times of its notice
(Asia/Shanghai).

A session whose hours passed while the venue was down is not opened; the exchange announces it anew.
The exchange may open and close by hand at any time. A session should close before the day does,
else the day breaks it off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container
from typing import NamedTuple

from engine.commands import AuctionState, CommandArray, CommandKind, command
from engine.rules.state import StateArray

SEED_BITS = 64


class Session(NamedTuple):
    """An auction with a notice for a day; times as hhmm."""

    number: int
    opens: int
    closes: int
    running: bool


def sessions_today(state: StateArray) -> tuple[Session, ...]:
    """The sessions of the current day that are announced or open, in order of their numbers."""
    return sessions_on(state, int(state["venue"][0]["date"]))


def sessions_on(state: StateArray, date: int) -> tuple[Session, ...]:
    """The sessions of a day that are announced or open, in order of their numbers."""
    rows = state["auctions"][0][1 : int(state["venue"][0]["auctions_used"]) + 1]
    states = rows["state"]
    is_waiting = (states == AuctionState.ANNOUNCED) | (states == AuctionState.OPEN)
    return tuple(
        Session(
            int(row["number"]),
            int(row["opens"]),
            int(row["closes"]),
            bool(row["state"] == AuctionState.OPEN),
        )
        for row in rows[is_waiting & (rows["date"] == date)]
    )


def session_due(
    time: dt.time,
    sessions: tuple[Session, ...],
    passed_over: Container[object],
    draw: Callable[[int], int],
) -> tuple[Session, CommandArray] | None:
    """The next session that the clock opens or closes, with its command; those `passed_over` are
    not tried now.

    `draw` gives random bits, for the seed of the lot.
    """
    now = time.hour * 100 + time.minute
    for session in sessions:
        if session in passed_over:
            continue
        if session.running and now >= session.closes:
            seed = draw(SEED_BITS)
            return session, command(CommandKind.CLOSE_AUCTION, auction=session.number, seed=seed)
        if not session.running and session.opens <= now < session.closes:
            return session, command(CommandKind.OPEN_AUCTION, auction=session.number)
    return None
