"""How the kernels speak: an event is taken from the outbox, cleared, numbered, and filled in where
it lies.

The events of the hot path are written word by word, each word once; `engine/compiler/wide.py`
writes most of an acknowledgement.
"""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled_inline
from engine.compiler.wide import echo
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Event,
    EventNumber,
    EventWords,
    Flags,
    ForceNumber,
    KindNumber,
    MethodNumber,
    Outbox,
    PhaseNumber,
    Place,
    ReasonNumber,
    SideNumber,
    State,
    Ticks,
    Word,
)
from engine.events import EVENT, EventKind

LOWER_HALF = 0xFFFF_FFFF  # of a word


def word_of(field: str) -> int:
    """Place of a field's word in an event."""
    return int(EVENT.fields[field][1]) // 8  # type: ignore[index]


SEQUENCE, COMMAND_SEQUENCE, TIME = (word_of(each) for each in ("sequence", "command", "time_ns"))
HAPPENED = word_of("kind")  # `happened` says what is in it
CIRCUMSTANCES = word_of("price")  # `circumstances` says what is in it
NUMBER, DATE, MAKER_FEES = (word_of(each) for each in ("number", "date", "maker_trading_fee_fen"))
TEXT = word_of("text")


@compiled_inline
def next_place(state: State, outbox: Outbox) -> Place:
    """Count one event more in the outbox and in the venue; where it goes."""
    place = outbox.count
    outbox.count = place + 1
    state.venue.event_sequence += 1
    return place


@compiled_inline
def happened(
    kind: EventNumber,
    reason: ReasonNumber,
    command_kind: KindNumber,
    side: SideNumber,
    time_in_force: ForceNumber,
) -> Word:
    """The word with an event's kind, reason, command kind, side and time in force."""
    first = np.int64(kind) | np.int64(reason) << 16 | np.int64(command_kind) << 32
    return first | np.int64(side) << 48 | np.int64(time_in_force) << 56


@compiled_inline
def circumstances(price: Ticks, phase: PhaseNumber, method: MethodNumber, flags: Flags) -> Word:
    """The word with an event's price, phase, method and flags."""
    first = np.int64(price) & np.int64(LOWER_HALF)
    return first | np.int64(phase) << 32 | np.int64(method) << 40 | np.int64(flags) << 48


@compiled_inline
def stamp(state: State, words: EventWords) -> None:
    """Its number, its command and its time on an event."""
    venue = state.venue
    sequence, command, time_ns = venue.event_sequence, venue.sequence, venue.time_ns
    words[SEQUENCE] = sequence
    words[COMMAND_SEQUENCE] = command
    words[TIME] = time_ns


@compiled_inline
def clear(words: EventWords, first: Place, end: Place) -> None:
    """Clear words of an event from `first` to the one before `end`."""
    for each in range(first, end):
        words[each] = 0


@compiled_inline
def speak(state: State, outbox: Outbox, kind: EventNumber) -> Event:
    """The next event, cleared and stamped with its number, its command, time and phase."""
    place = next_place(state, outbox)
    event = outbox.records[place]
    outbox.records[place] = outbox.blank
    stamp(state, outbox.rows[place].words)
    event.kind = kind
    event.phase = state.venue.phase
    return event


@compiled_inline
def acknowledge(state: State, outbox: Outbox, command: Command) -> Acknowledgement:
    """The first event of every command: its own fields back, accepted until a handler refuses
    it.
    """
    place = next_place(state, outbox)
    event, words = outbox.records[place], outbox.rows[place].words
    echo(event, command)
    words[SEQUENCE] = state.venue.event_sequence
    words[HAPPENED] = happened(
        EventKind.ACCEPTED, 0, command.kind, command.side, command.time_in_force
    )
    words[CIRCUMSTANCES] = circumstances(command.price, state.venue.phase, 0, command["flags"])
    return event
