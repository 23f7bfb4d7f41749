"""Who sees what of the block desk: a member what is open to everyone or named to him, and his own;
the exchange everything.

A name that its owner hides is null for everyone but himself and the exchange.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.rules.block import views as desk_views
from engine.rules.state import StateArray

Fields = dict[str, Any]
ROWS_MAX = 500  # rows of one reply
_OPPOSITE = {"buy": "sell", "sell": "buy"}


def intents(state: StateArray, account: int, code: str, after: int) -> Fields:
    """Open intents that an account (0: the exchange) may see, of an instrument or all."""
    return _page("intents", "intent", _seen_intents(state, account, code), after)


def _seen_intents(state: StateArray, account: int, code: str) -> Iterator[Fields]:
    for row in desk_views.intents(state):
        own = account in (0, row["account"])
        if code not in ("", row["instrument"]) or not (own or row["counterparty"] in (0, account)):
            continue
        hidden = row.pop("hidden")
        row["account"] = row["account"] if own or not hidden else None
        row["counterparty"] = row["counterparty"] or None
        yield row | {"note": row["note"] or None}


def dialogues(state: StateArray, account: int, after: int) -> Fields:
    """Open dialogues of an account, of all for the exchange (0)."""
    return _page("dialogues", "dialogue", _seen_dialogues(state, account), after)


def _seen_dialogues(state: StateArray, account: int) -> Iterator[Fields]:
    for row in desk_views.dialogues(state):
        if account not in (0, row["poster"], row["responder"]):
            continue
        role = "poster" if account == row["poster"] else "responder" if account else None
        side = row.pop("poster_side")
        for each in ("poster", "responder"):
            hidden = row.pop(f"{each}_hidden")
            if hidden and account not in (0, row[each]):
                row[each] = None
        own_side = _OPPOSITE[side] if role == "responder" else side
        yield row | {"role": role, "side": own_side, "note": row["note"] or None}


def deals(state: StateArray, account: int, after: int) -> Fields:
    """Deals of an account, of all for the exchange (0), that are struck and not entered yet."""
    seen = (row for row in desk_views.deals(state) if account in (0, row["buyer"], row["seller"]))
    return _page("deals", "deal", seen, after)


def _page(name: str, number: str, rows: Iterable[Fields], after: int) -> Fields:
    later = [row for row in rows if row[number] > after]
    page = later[:ROWS_MAX]
    return {name: page, "next": page[-1][number] if len(later) > ROWS_MAX else None}
