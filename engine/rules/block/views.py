"""What others may read of the block desk: its open intents, dialogues and deals as plain dicts,
with nothing left out.

Who may see which of them, and whose names, is the gateway's to say. Prices are in ticks, quantities
in tonnes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.commands import HIDDEN, IN_PARTS, INVITATION, Side
from engine.compiler.jit import plainly
from engine.rules import view_rows
from engine.rules.block.check import alive
from engine.rules.block.note import note_of_words
from engine.rules.block.numbers import (
    deal_number,
    dialogue_number,
    intent_number,
    slot_of_deal_number,
    slot_of_dialogue_number,
    slot_of_intent_number,
)
from engine.rules.state import POSTER, RESPONDER, StateArray

Row = dict[str, Any]
NUMBERS = {"intents": intent_number, "dialogues": dialogue_number, "deals": deal_number}
SLOTS = {
    "intents": slot_of_intent_number,
    "dialogues": slot_of_dialogue_number,
    "deals": slot_of_deal_number,
}
ROLES = {POSTER: "poster", RESPONDER: "responder"}


def intents(state: StateArray, after: int = 0) -> list[Row]:
    """Open intents, oldest first, from the one after that number on; `counterparty` is 0 when
    everyone may answer.
    """
    first = _first_after(state, "intents", after)
    numbers = _numbers(state, "intents")
    later = ((slot, row) for slot, row in alive(state, "intents").items() if slot >= first)
    return [_intent_row(state, int(numbers[slot]), row) for slot, row in later]


def _first_after(state: StateArray, table: str, number: int) -> int:
    """The slot that follows the one of a number; the first slot where nothing has that number."""
    slot = int(SLOTS[table](plainly(state)[0], number))
    return slot + 1 if slot <= int(state["venue"][f"{table}_used"][0]) else 1


def _numbers(state: StateArray, table: str) -> NDArray[np.int64]:
    """The numbers of a table of the desk by slot."""
    slots = np.arange(int(state["venue"][f"{table}_used"][0]) + 1)
    numbers: NDArray[np.int64] = NUMBERS[table](plainly(state)[0], slots)
    return numbers


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


def dialogues(state: StateArray, after: int = 0) -> list[Row]:
    """Open dialogues, oldest first, from the one after that number on, with their present terms
    and who has confirmed them.
    """
    first = _first_after(state, "dialogues", after)
    posted = state["intents"][0]
    own, of_intents = _numbers(state, "dialogues"), _numbers(state, "intents")
    rows = []
    for slot, row in alive(state, "dialogues").items():
        if slot < first:
            continue
        intent = posted[row["intent"]]
        rows.append(
            {
                "dialogue": int(own[slot]),
                "intent": int(of_intents[row["intent"]]),
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


def deals(state: StateArray, after: int = 0) -> list[Row]:
    """Deals that are struck and neither cancelled nor entered into the tape, oldest first, from
    the one after that number on.
    """
    first = _first_after(state, "deals", after)
    own, of_intents, of_dialogues = (
        _numbers(state, table) for table in ("deals", "intents", "dialogues")
    )
    return [
        {
            "deal": int(own[slot]),
            "intent": int(of_intents[row["intent"]]),
            "dialogue": int(of_dialogues[row["dialogue"]]) if row["dialogue"] else None,
            "instrument": view_rows.instrument_code(state, int(row["instrument"])),
            "buyer": int(row["buyer"]),
            "seller": int(row["seller"]),
            "price": int(row["price"]),
            "quantity": int(row["quantity"]),
            "amount_fen": int(row["price"]) * int(row["quantity"]),
            "time_ns": int(row["time_ns"]),
        }
        for slot, row in alive(state, "deals").items()
        if slot >= first
    ]
