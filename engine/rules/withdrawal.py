"""How orders leave without a fill: cancel, mass cancel, withdrawal by the system (系统撤单)."""

from __future__ import annotations

import numpy as np

from engine.commands import Side
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Count,
    InstrumentNumber,
    Number,
    OperatorNumber,
    Order,
    Outbox,
    ReasonNumber,
    SideNumber,
    Slot,
    State,
    Truth,
)
from engine.events import WAS_RESTING, EventKind, Reason
from engine.rules import access_checks, book, limit_sums, locks
from engine.rules.approvals import is_barred
from engine.rules.command_fields import key_of
from engine.rules.order_wishes import guard_over
from engine.rules.outbox import (
    CIRCUMSTANCES,
    HAPPENED,
    NUMBER,
    SEQUENCE,
    TEXT,
    circumstances,
    clear,
    happened,
    next_place,
    stamp,
)
from engine.rules.state import RESTING_AT_MARKET, UPPER_WORD


@compiled_inline
def retire(state: State, slot: Slot) -> None:
    """Forget an order that has left."""
    state.accounts[state.orders[slot].account].open_orders -= 1
    state.venue.open_orders -= 1
    book.give_slot(state, slot)


@compiled_inline
def tell_cancelled(state: State, outbox: Outbox, order: Order, reason: ReasonNumber) -> None:
    """CANCELLED, of an order that is still in its slot."""
    place = next_place(state, outbox)
    event, words = outbox.records[place], outbox.rows[place].words
    resting, order_id, quantity, leaves = (
        order.resting,
        order.order_id,
        order.quantity,
        order.leaves,
    )
    price = np.int64(order.price) if resting != RESTING_AT_MARKET else np.int64(0)
    words[HAPPENED] = happened(EventKind.CANCELLED, reason, 0, order.side, order.time_in_force)
    event.account, event.instrument = order.account, order.instrument
    words[CIRCUMSTANCES] = circumstances(price, state.venue.phase, 0, WAS_RESTING if resting else 0)
    event.order_id = order_id
    event.quantity = quantity
    event.leaves = leaves
    clear(words, NUMBER, SEQUENCE)
    stamp(state, words)


@compiled
def cancel_order(state: State, outbox: Outbox, slot: Slot, reason: ReasonNumber) -> None:
    """Take an order out, give back what it holds, and say why."""
    take_out(state, outbox, slot, reason)


@compiled_inline
def take_out(state: State, outbox: Outbox, slot: Slot, reason: ReasonNumber) -> None:
    """What `cancel_order` does, in one piece with a member's cancel, which is as frequent as an
    order.
    """
    order = state.orders[slot]
    instrument = state.instruments[order.instrument]
    tell_cancelled(state, outbox, order, reason)
    if limit_sums.concerns(state, instrument, order.account):
        limit_sums.note_cancelled(state, order)
    locks.release(state, instrument, order)
    if order.resting:
        book.leave(state, instrument, slot)
    retire(state, slot)


@compiled_inline
def name_request(outbox: Outbox) -> None:
    """The client's id of a cancel, which its acknowledgement says back, on the event after that."""
    last = outbox.count - 1
    words, said = outbox.rows[last].words, outbox.rows[last - 1].words
    for each in range(TEXT, SEQUENCE):
        words[each] = said[each]


@compiled_inline
def cancel(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """CANCEL: allowed in every phase, halted or not."""
    if command.account != 0:
        reason = access_checks.check_account(state, command.account)
        if reason == Reason.ACCOUNT_UNKNOWN:
            return reason
    reason = access_checks.check_validity(state, command, ack)
    if reason != Reason.NONE:
        return reason
    slot = book.slot_of(state, command.order_id)
    reason = access_checks.check_owner(state, command, slot)
    if reason != Reason.NONE:
        return reason
    order = state.orders[slot]
    ack.instrument = order.instrument
    ack.side = order.side
    ack.price = order.price
    ack.leaves = order.leaves
    by = Reason.CANCELLED_BY_EXCHANGE if command.account == 0 else Reason.CANCELLED_BY_MEMBER
    take_out(state, outbox, slot, by)
    name_request(outbox)
    return Reason.NONE


@compiled
def withdraw_side(
    state: State,
    outbox: Outbox,
    number: InstrumentNumber,
    side: SideNumber,
    account: AccountNumber,
    operator: OperatorNumber,
    guard: Number,
    reason: ReasonNumber,
) -> Count:
    """Cancel one side's orders of an account, operator and session's guard (0: everyone's), best
    price first, then time; how many.
    """
    instrument = state.instruments[number]
    count = np.int64(0)
    key = instrument.best[book.side_index(side)]
    while key >= 0:
        slot = np.int64(state.levels[book.place_of(state, instrument, side, key)].head)
        while slot != 0:
            following = np.int64(state.links[slot].next)
            order = state.orders[slot]
            if (
                (account == 0 or order.account == account)
                and (operator == 0 or order.operator == operator)
                and (guard == 0 or guard_over(state, slot) == guard)
            ):
                cancel_order(state, outbox, slot, reason)
                count += 1
            slot = following
        key = book.next_key(state, instrument, side, key)
    return count


@compiled_inline
def visits_unlisted(state: State) -> Truth:
    """Whether the log was decided with the ladder steps of before: then a number below the listed
    ones that is not listed itself is taken for a book with the first ladder's worst price.

    The orders at that price were withdrawn ahead of the better ones; a replay does the same.
    """
    return state.ladder_step.shape[0] == UPPER_WORD


@compiled
def withdraw_matching(
    state: State,
    outbox: Outbox,
    account: AccountNumber,
    operator: OperatorNumber,
    guard: Number,
    number: InstrumentNumber,
    side: SideNumber,
    reason: ReasonNumber,
) -> Count:
    """Cancel orders of an account, operator, session's guard, instrument and side (0: all) by
    instrument, side, price, time; how many.
    """
    count = np.int64(0)
    for each in range(1, state.venue.instruments_used + 1):
        if state.venue.open_orders == 0 or (
            account != 0 and state.accounts[account].open_orders == 0
        ):
            break
        if (number != 0 and number != each) or (
            state.instruments[each].open == 0 and not visits_unlisted(state)
        ):
            continue
        if side != Side.SELL:
            count += withdraw_side(state, outbox, each, Side.BUY, account, operator, guard, reason)
        if side != Side.BUY:
            count += withdraw_side(state, outbox, each, Side.SELL, account, operator, guard, reason)
    return count


@compiled
def withdraw(
    state: State,
    outbox: Outbox,
    account: AccountNumber,
    number: InstrumentNumber,
    side: SideNumber,
    reason: ReasonNumber,
) -> Count:
    """Cancel orders of an account, instrument and side (0: all), of any operator; how many."""
    every = np.int64(0)
    return withdraw_matching(state, outbox, account, every, every, number, side, reason)


@compiled
def mass_cancel(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """MASS_CANCEL: by account, instrument, side and key; the acknowledgement carries how many
    went.
    """
    if is_barred(state, command):
        return Reason.APPROVAL_MISSING
    if (
        command.account != 0
        and access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN
    ):
        return Reason.ACCOUNT_UNKNOWN
    if command.instrument != 0 and not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    if command.side != 0 and command.side != Side.BUY and command.side != Side.SELL:
        return Reason.SIDE_UNKNOWN
    reason = access_checks.check_validity(state, command, ack)
    if reason != Reason.NONE:
        return reason
    by = Reason.CANCELLED_BY_EXCHANGE if command.account == 0 else Reason.MASS_CANCELLED
    account, instrument, side = (
        np.int64(command.account),
        np.int64(command.instrument),
        np.int64(command.side),
    )
    key, every = np.int64(key_of(command)), np.int64(0)
    ack.number = withdraw_matching(state, outbox, account, key, every, instrument, side, by)
    return Reason.NONE
