"""The four kernels that decide a batch of commands, one for each area."""

from __future__ import annotations

import numpy as np

from engine.commands import COMMAND_VERSION, Area
from engine.compiler.jit import compiled_entry, compiled_inline, prefetch
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Commands,
    Count,
    Outbox,
    Outboxes,
    Place,
    ReasonNumber,
    State,
    States,
    Truth,
)
from engine.events import EventKind, Reason
from engine.rules import gates
from engine.rules.approvals import is_barred
from engine.rules.areas import area_of, events_bound
from engine.rules.dispatch import dispatch_auction, dispatch_block, dispatch_house, dispatch_order
from engine.rules.outbox import acknowledge
from engine.rules.prefetching import AHEAD, FAR_AHEAD, approach, foresee
from engine.rules.texts import carry_reason, carry_texts


@compiled_inline
def follows(state: State, commands: Commands) -> Truth:
    """Whether the commands follow the state, judged by their first and last number."""
    first, end = commands[0].sequence, commands[commands.shape[0] - 1].sequence + 1
    return first == state.venue.sequence + 1 and end == first + commands.shape[0]


@compiled_inline
def fits(state: State, outbox: Outbox, command: Command) -> Truth:
    """Whether the outbox has room for all that a command may cause."""
    return outbox.count + events_bound(state, command.kind) <= outbox.records.shape[0]


@compiled_inline
def begin(state: State, outbox: Outbox, command: Command) -> Acknowledgement:
    """Number a command and acknowledge it."""
    state.venue.sequence = command.sequence
    state.venue.time_ns = command.time_ns
    return acknowledge(state, outbox, command)


@compiled_inline
def answer(ack: Acknowledgement, reason: ReasonNumber) -> None:
    """Turn the acknowledgement into a refusal when there is a reason for it."""
    if reason != Reason.NONE:
        ack.kind = EventKind.REFUSED
        ack.reason = reason


@compiled_entry
def run(
    states: States, commands: Commands, outboxes: Outboxes, first: Place
) -> tuple[Place, Count]:
    """The kernel of orders: apply commands from place `first` on until one is not an order or might
    not fit the outbox.

    Which place was reached and how many events the batch has made so far; -1 when it does not
    follow the state.
    """
    state = states[0]
    outbox = outboxes[0]
    if first == 0:
        outbox.count = 0
        if not follows(state, commands):
            return np.int64(-1), outbox.count
    for index in range(first, commands.shape[0]):
        command = commands[index]
        if area_of(command.kind) != Area.ORDERS or not fits(state, outbox, command):
            return np.int64(index), outbox.count
        prefetch(commands, index + FAR_AHEAD)
        if index + AHEAD < commands.shape[0]:
            foresee(state, commands[index + AHEAD])
            approach(state, commands[index + AHEAD // 2])
        ack = begin(state, outbox, command)
        known = command.version == COMMAND_VERSION
        answer(
            ack, dispatch_order(state, outbox, command, ack) if known else Reason.COMMAND_UNKNOWN
        )
        carry_reason(state, outbox, command, ack)
    return np.int64(commands.shape[0]), outbox.count


@compiled_entry
def run_house(
    states: States, commands: Commands, outboxes: Outboxes, first: Place
) -> tuple[Place, Count]:
    """The kernel of the house, as `run`."""
    state, outbox = states[0], outboxes[0]
    for index in range(first, commands.shape[0]):
        command = commands[index]
        if area_of(command.kind) != Area.HOUSE or not fits(state, outbox, command):
            return np.int64(index), outbox.count
        ack = begin(state, outbox, command)
        if command.version != COMMAND_VERSION:
            answer(ack, Reason.COMMAND_UNKNOWN)
        elif is_barred(state, command):
            answer(ack, Reason.APPROVAL_MISSING)
        else:
            answer(ack, dispatch_house(state, outbox, command, ack))
        carry_texts(state, outbox, command, ack)
        if gates.moves_gates(command.kind):
            gates.set_gates(state)
    return np.int64(commands.shape[0]), outbox.count


@compiled_entry
def run_block(
    states: States, commands: Commands, outboxes: Outboxes, first: Place
) -> tuple[Place, Count]:
    """The kernel of the block desk, as `run`."""
    state, outbox = states[0], outboxes[0]
    for index in range(first, commands.shape[0]):
        command = commands[index]
        if area_of(command.kind) != Area.BLOCK or not fits(state, outbox, command):
            return np.int64(index), outbox.count
        ack = begin(state, outbox, command)
        if command.version != COMMAND_VERSION:
            answer(ack, Reason.COMMAND_UNKNOWN)
        elif is_barred(state, command):
            answer(ack, Reason.APPROVAL_MISSING)
        else:
            answer(ack, dispatch_block(state, outbox, command, ack))
        carry_texts(state, outbox, command, ack)
    return np.int64(commands.shape[0]), outbox.count


@compiled_entry
def run_auction(
    states: States, commands: Commands, outboxes: Outboxes, first: Place
) -> tuple[Place, Count]:
    """The kernel of one-way bidding, as `run`."""
    state, outbox = states[0], outboxes[0]
    for index in range(first, commands.shape[0]):
        command = commands[index]
        if area_of(command.kind) != Area.AUCTION or not fits(state, outbox, command):
            return np.int64(index), outbox.count
        ack = begin(state, outbox, command)
        if command.version != COMMAND_VERSION:
            answer(ack, Reason.COMMAND_UNKNOWN)
        elif is_barred(state, command):
            answer(ack, Reason.APPROVAL_MISSING)
        else:
            answer(ack, dispatch_auction(state, outbox, command, ack))
        carry_texts(state, outbox, command, ack)
    return np.int64(commands.shape[0]), outbox.count


# By area. Apart, because each is compiled when it is first needed, and several can be compiled side
# by side.
KERNELS = (run, run_house, run_block, run_auction)
