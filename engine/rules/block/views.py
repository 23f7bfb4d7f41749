"""What others may read of the block desk: its open intents, dialogues and deals as plain dicts,
with nothing left out.

Who may see which of them, and whose names, is the gateway's to say. Prices are in ticks, quantities
in tonnes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import (
    HIDDEN,
    IN_PARTS,
    INVITATION,
    BlockHours,
    Parameter,
    Phase,
    Side,
)
from engine.compiler.jit import plainly
from engine.rules import view_rows
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
from engine.rules.view_pages import ALL

Row = dict[str, Any]
NUMBERS = {"intents": intent_number, "dialogues": dialogue_number, "deals": deal_number}
SLOTS = {
    "intents": slot_of_intent_number,
    "dialogues": slot_of_dialogue_number,
    "deals": slot_of_deal_number,
}
ROLES = {POSTER: "poster", RESPONDER: "responder"}


def open_sessions(state: StateArray, instrument: int) -> tuple[Phase, ...]:
    """The sessions in which the desk is open for an instrument."""
    hours = int(state["instruments"][0][instrument]["parameters"][Parameter.BLOCK_HOURS])
    return tuple(Phase[each.name] for each in BlockHours if hours & each)


def _used(state: StateArray, table: str) -> np.ndarray:
    rows: np.ndarray = state[table][0][: int(state["venue"][f"{table}_used"][0]) + 1]
    return rows


def _page(
    state: StateArray, table: str, chosen: np.ndarray, after: int, most: int
) -> list[tuple[int, np.void]]:
    """The first rows of those chosen after the one that has the number `after`, with their
    numbers; from the first row where nothing has that number.
    """
    rows, last = _used(state, table), int(SLOTS[table](plainly(state)[0], after))
    last = last if last < len(rows) else 0
    slots = np.flatnonzero(chosen & (rows["alive"] != 0))
    page = slots[slots > last][:most]
    numbers = _numbers(state, table, page)
    return [(numbers[place], rows[slot]) for place, slot in enumerate(page.tolist())]


def _numbers(state: StateArray, table: str, slots: np.ndarray) -> list[int]:
    """The numbers of what lies in some slots of a table."""
    found: list[int] = NUMBERS[table](plainly(state)[0], slots.astype(np.int64)).tolist()
    return found


def _number(state: StateArray, table: str, slot: int) -> int:
    """The number of what lies in a slot."""
    return _numbers(state, table, np.array([slot]))[0]


def intents(
    state: StateArray, account: int = 0, instrument: int = 0, after: int = 0, most: int = ALL
) -> list[Row]:
    """Open intents, oldest first, those that an account (0: anyone) may see, of an
    instrument (0: all), after a number, `most` of them at most; `counterparty` is 0 when everyone
    may answer.
    """
    rows = _used(state, "intents")
    named = (rows["counterparty"] == 0) | (rows["counterparty"] == account)
    chosen = named | (rows["account"] == account) if account else np.ones(len(rows), bool)
    if instrument:
        chosen &= rows["instrument"] == instrument
    page = _page(state, "intents", chosen, after, most)
    return [_intent_row(state, number, row) for number, row in page]


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


def dialogues(state: StateArray, account: int = 0, after: int = 0, most: int = ALL) -> list[Row]:
    """Open dialogues, oldest first, those of an account (0: of all) after a number,
    `most` of them at most, with their present terms and who has confirmed them.
    """
    posted, used = state["intents"][0], _used(state, "dialogues")
    chosen = (used["account"] == account) | (posted["account"][used["intent"]] == account)
    rows = []
    for number, row in _page(state, "dialogues", chosen | (account == 0), after, most):
        intent = posted[row["intent"]]
        rows.append(
            {
                "dialogue": number,
                "intent": _number(state, "intents", row["intent"]),
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


def deals(state: StateArray, account: int = 0, after: int = 0, most: int = ALL) -> list[Row]:
    """Deals that are struck and neither cancelled nor entered into the tape, oldest
    first: those of an account (0: of all) after a number, `most` of them at most.
    """
    used = _used(state, "deals")
    chosen = (used["buyer"] == account) | (used["seller"] == account) | (account == 0)
    return [
        {
            "deal": number,
            "intent": _number(state, "intents", row["intent"]),
            "dialogue": _number(state, "dialogues", row["dialogue"]) if row["dialogue"] else None,
            "instrument": view_rows.instrument_code(state, int(row["instrument"])),
            "buyer": int(row["buyer"]),
            "seller": int(row["seller"]),
            "price": int(row["price"]),
            "quantity": int(row["quantity"]),
            "amount_fen": int(row["price"]) * int(row["quantity"]),
            "time_ns": int(row["time_ns"]),
        }
        for number, row in _page(state, "deals", chosen, after, most)
    ]
