"""What others may read of the block desk: its open intents, dialogues and deals as plain dicts,
with nothing left out.

Who may see which of them, and whose names, is the gateway's to say. Prices are in ticks, quantities
in tonnes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import HIDDEN, IN_PARTS, INVITATION, Side
from engine.rules import view_rows
from engine.rules.block.check import alive
from engine.rules.block.note import note_of_words
from engine.rules.state import POSTER, RESPONDER, StateArray

Row = dict[str, Any]
ROLES = {POSTER: "poster", RESPONDER: "responder"}


def intents(state: StateArray) -> list[Row]:
    """Open intents in order of their numbers; `counterparty` is 0 when everyone may answer."""
    before = int(state["venue"]["intents_before"][0])
    return [_intent_row(state, before + slot, row) for slot, row in alive(state, "intents").items()]


def _intent_row(state: StateArray, number: int, row: np.void) -> Row:
    terms = int(row["terms"])
    return {
        "intent": number,
        "account": int(row["account"]),
        "counterparty": int(row["counterparty"]),
        "instrument": view_rows.instrument_code(state, int(row["instrument"])),
        "side": Side(int(row["side"])).name.lower(),
        "price": int(row["price"]),
        "quantity": int(row["quantity"]),
        "leaves": int(row["leaves"]),
        "in_parts": bool(terms & IN_PARTS),
        "invitation": bool(terms & INVITATION),
        "hidden": bool(terms & HIDDEN),
        "note": note_text(row["note"]),
        "time_ns": int(row["time_ns"]),
    }


def note_text(words: np.ndarray) -> str:
    """A note of the state as text."""
    unsigned_last = [*map(int, words[:-1]), int(words[-1]) % 2**64]
    return note_of_words(unsigned_last).decode("utf-8", "replace")


def dialogues(state: StateArray) -> list[Row]:
    """Open dialogues in order of their numbers, with their present terms and who has confirmed
    them.
    """
    venue, posted = state["venue"][0], state["intents"][0]
    rows = []
    for slot, row in alive(state, "dialogues").items():
        intent = posted[row["intent"]]
        rows.append(
            {
                "dialogue": int(venue["dialogues_before"]) + slot,
                "intent": int(venue["intents_before"]) + int(row["intent"]),
                "poster": int(intent["account"]),
                "poster_hidden": bool(intent["terms"] & HIDDEN),
                "responder": int(row["account"]),
                "responder_hidden": bool(row["hidden"]),
                "instrument": view_rows.instrument_code(state, int(intent["instrument"])),
                "poster_side": Side(int(intent["side"])).name.lower(),
                "price": int(row["price"]),
                "quantity": int(row["quantity"]),
                "offer": int(row["offers"]),
                "by": ROLES[int(row["speaker"])],
                "confirmed_by": [word for bit, word in ROLES.items() if row["confirmed"] & bit],
                "note": note_text(row["note"]),
                "time_ns": int(row["time_ns"]),
            }
        )
    return rows


def deals(state: StateArray) -> list[Row]:
    """Deals that are struck and neither cancelled nor entered into the tape, in order of their
    numbers.
    """
    venue = state["venue"][0]
    return [
        {
            "deal": int(venue["deals_before"]) + slot,
            "intent": int(venue["intents_before"]) + int(row["intent"]),
            "dialogue": int(venue["dialogues_before"]) + int(row["dialogue"])
            if row["dialogue"]
            else None,
            "instrument": view_rows.instrument_code(state, int(row["instrument"])),
            "buyer": int(row["buyer"]),
            "seller": int(row["seller"]),
            "price": int(row["price"]),
            "quantity": int(row["quantity"]),
            "amount_fen": int(row["price"]) * int(row["quantity"]),
            "time_ns": int(row["time_ns"]),
        }
        for slot, row in alive(state, "deals").items()
    ]
