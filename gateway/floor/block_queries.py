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


def intents(state: StateArray, account: int, instrument: int, after: int) -> Fields:
    """Open intents that an account (0: the exchange) may see, of an instrument or all (0)."""
    rows = desk_views.intents(state, account, instrument, after, ROWS_MAX + 1)
    return _page("intents", "intent", _seen_intents(rows, account))


def _seen_intents(rows: list[Fields], account: int) -> Iterator[Fields]:
    for row in rows:
        own = account in (0, row["account"])
        hidden = row.pop("hidden")
        row["account"] = row["account"] if own or not hidden else None
        row["counterparty"] = row["counterparty"] or None
        yield row | {"note": row["note"] or None}


def dialogues(state: StateArray, account: int, after: int) -> Fields:
    """Open dialogues of an account, of all for the exchange (0)."""
    rows = desk_views.dialogues(state, account, after, ROWS_MAX + 1)
    return _page("dialogues", "dialogue", _seen_dialogues(rows, account))


def _seen_dialogues(rows: list[Fields], account: int) -> Iterator[Fields]:
    for row in rows:
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
    return _page("deals", "deal", desk_views.deals(state, account, after, ROWS_MAX + 1))


def _page(name: str, number: str, rows: Iterable[Fields]) -> Fields:
    later = list(rows)
    page = later[:ROWS_MAX]
    return {name: page, "next": page[-1][number] if len(later) > ROWS_MAX else None}
