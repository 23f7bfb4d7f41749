"""The note that may go with an offer at the block desk: 56 bytes of UTF-8, in fields its command
and its event do not need.

In a COMMAND it lies in `weight_instruments` and `weight_numerators`, in an EVENT in the seven
words from `maker_leaves` to `tape_hash`, byte after byte, filled up with zeros.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np

from engine.commands.uses import LONG
from engine.compiler.jit import compiled
from engine.compiler.words import Command, Event, NoteWords, Place, Word
from engine.rules.state import NOTE_WORDS
from engine.units import NOTE_MAX, WEIGHTS_MAX

HALVES = 4  # 16-bit fields of a command in one word of an event
NOTE_FIELDS = LONG["note_words"]
_COMMAND_FORM, _EVENT_FORM = struct.Struct(f"<{NOTE_MAX // 2}H"), struct.Struct("<6qQ")


@compiled
def half_of(command: Command, place: Place) -> Word:
    """One of the 28 fields of 16 bits that hold a command's note."""
    if place < WEIGHTS_MAX:
        return np.int64(command.weight_instruments[place])
    return np.int64(command.weight_numerators[place - WEIGHTS_MAX])


@compiled
def read_note(command: Command, note: NoteWords) -> None:
    """Copy a command's note into seven words of the state."""
    for place in range(NOTE_WORDS):
        word = np.int64(0)
        for each in range(HALVES):
            word |= half_of(command, HALVES * place + each) << np.int64(16 * each)
        note[place] = word


@compiled
def tell_note(event: Event, note: NoteWords) -> None:
    """Copy a note of seven words into an event."""
    event.maker_leaves = note[0]
    event.maker_trading_fee_fen = note[1]
    event.maker_settlement_fee_fen = note[2]
    event.trading_fee_fen = note[3]
    event.settlement_fee_fen = note[4]
    event.value = note[5]
    event.tape_hash = np.uint64(note[6])


def note_fields(note: bytes) -> dict[str, list[int]]:
    """A note as the fields of a COMMAND. Raises ValueError past 56 bytes."""
    if len(note) > NOTE_MAX:
        raise ValueError(f"a note of {len(note)} bytes: at most {NOTE_MAX}")
    halves = list(_COMMAND_FORM.unpack(note.ljust(NOTE_MAX, b"\0")))
    return {"weight_instruments": halves[:WEIGHTS_MAX], "weight_numerators": halves[WEIGHTS_MAX:]}


def note_of_words(words: Iterable[int]) -> bytes:
    """The note that the words of NOTE_FIELDS, in that order, hold."""
    return _EVENT_FORM.pack(*words).rstrip(b"\0")
