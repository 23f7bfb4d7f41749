"""How the kernels speak: an event is taken from the outbox, cleared, numbered, and filled in where it stands."""

from __future__ import annotations

from typing import Any

from engine.events import EventKind
from engine.jit import compiled_inline


@compiled_inline
def speak(state: Any, outbox: Any, kind: Any) -> Any:
    """The next event, cleared and stamped with its number, its command, time and phase."""
    venue = state.venue
    place, sequence = outbox.count, venue.event_sequence + 1
    outbox.count = place + 1
    venue.event_sequence = sequence
    outbox.records[place] = outbox.blank
    event = outbox.records[place]
    event.sequence = sequence
    event.command = venue.sequence
    event.time_ns = venue.time_ns
    event.kind = kind
    event.phase = venue.phase
    return event


@compiled_inline
def acknowledge(state: Any, outbox: Any, command: Any) -> Any:
    """The first event of every command: its own fields back, accepted until a handler refuses it."""
    event = speak(state, outbox, EventKind.ACCEPTED)
    event.command_kind = command.kind
    event.side = command.side
    event.time_in_force = command.time_in_force
    # Neighbours in both records are read together and written together: one move instead of two.
    event.account, event.instrument = command.account, command.instrument
    event.price, event.quantity = command.price, command.quantity
    event.order_id = command.order_id
    event.number = command.reference
    event.amount_fen = command.amount_fen
    event.maker_account = command.counterparty
    event.date = command.date
    event.value = command.value
    event.tape_hash = command.tape_hash
    event["flags"] = command["flags"]
    event.parameter = command.parameter
    event.text = command.text
    return event
