"""The only door into the state: commands in, events out, nothing else touched.

`apply` runs a batch through kernels, one an area of commands: compiled, or plain Python while
compiled ones are on their way, which gives the same bytes. It is a pure function of the state and
the commands: no clock, randomness, files, floats or hash order. Every command yields one
acknowledgement and then its consequences.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.commands import COMMAND, COMMAND_VERSION, CommandArray, CommandKind
from engine.compiler.jit import (
    PLAIN,
    Entry,
    compiled,
    compiled_entry,
    compiled_inline,
    plainly,
    prefetch,
)
from engine.compiler.words import Acknowledgement, Command, Outbox, ReasonNumber, State
from engine.errors import OutboxTooSmall, SequenceBroken
from engine.events import EventArray, EventKind, Reason
from engine.rules import (
    accounts,
    book,
    day,
    gates,
    instruments,
    kills,
    limit_settings,
    listed,
    members,
    opening_call,
    parameters,
    settlement,
    take_back,
    withdrawal,
)
from engine.rules.auction import bids as auction_bids
from engine.rules.auction import close as auction_close
from engine.rules.auction import sessions as auction
from engine.rules.block import desk as block
from engine.rules.outbox import acknowledge
from engine.rules.state import StateArray, capacity_of, empty_outbox

Kernel = Callable[[StateArray, CommandArray, NDArray[np.void], int], tuple[int, int]]

ORDERS, HOUSE, BLOCK, AUCTION = range(4)  # areas, each with a kernel of its own

AHEAD = 8  # so many commands before its turn a command's records are asked for
FAR_AHEAD = 24  # and the command itself
# acknowledgement and the few events beside those of orders, holdings and instruments
SPARE_EVENTS = 64


@compiled
def new_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """Any new order; in pre-open it is one of the opening call."""
    reason = listed.new_order(state, outbox, command, ack)
    return (
        reason
        if reason != Reason.PHASE_NOT_TRADING
        else opening_call.new_order(state, outbox, command, ack)
    )


@compiled_inline
def dispatch_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """The four commands of the hot path."""
    kind = command.kind
    if kind == CommandKind.NEW_ORDER:
        if listed.ordinary_order(state, outbox, command, ack):
            return Reason.NONE
        return new_order(state, outbox, command, ack)
    if kind == CommandKind.CANCEL:
        return withdrawal.cancel(state, outbox, command, ack)
    if kind == CommandKind.REPLACE:
        reason = listed.replace(state, outbox, command, ack)
        return (
            reason
            if reason != Reason.PHASE_NOT_TRADING
            else opening_call.replace(state, outbox, command, ack)
        )
    return withdrawal.mass_cancel(state, outbox, command, ack)


@compiled
def dispatch_member(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """Commands about accounts."""
    kind = command.kind
    if kind == CommandKind.OPEN_ACCOUNT:
        return members.open_account(state, outbox, command, ack)
    if kind == CommandKind.SUSPEND_ACCOUNT:
        return members.suspend_account(state, outbox, command, ack)
    if kind == CommandKind.RESTORE_ACCOUNT:
        return members.restore_account(state, outbox, command, ack)
    if kind == CommandKind.SET_ACCOUNT_LIMIT:
        return limit_settings.set_account_limit(state, outbox, command, ack)
    if kind == CommandKind.KILL_ACCOUNT:
        return kills.kill_account(state, outbox, command, ack)
    if kind == CommandKind.RELEASE_ACCOUNT:
        return kills.release_account(state, outbox, command, ack)
    if kind == CommandKind.KILL_OPERATOR:
        return kills.kill_operator(state, outbox, command, ack)
    if kind == CommandKind.RELEASE_OPERATOR:
        return kills.release_operator(state, outbox, command, ack)
    if kind == CommandKind.CASH_IN:
        return members.cash_in(state, outbox, command, ack)
    if kind == CommandKind.CASH_OUT:
        return members.cash_out(state, outbox, command, ack)
    if kind == CommandKind.UNITS_IN:
        return members.units_in(state, outbox, command, ack)
    if kind == CommandKind.UNITS_OUT:
        return members.units_out(state, outbox, command, ack)
    return Reason.COMMAND_UNKNOWN


@compiled
def dispatch_instrument(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> Any:
    """Commands about instruments and standing data."""
    kind = command.kind
    if kind == CommandKind.LIST_INSTRUMENT:
        return instruments.list_instrument(state, outbox, command, ack)
    if kind == CommandKind.SET_PARAMETER:
        return parameters.set_parameter(state, outbox, command, ack)
    if kind == CommandKind.SET_PRICE_WEIGHTS:
        return instruments.set_price_weights(state, outbox, command, ack)
    if kind == CommandKind.OPEN_TOTALS:
        return instruments.open_totals(state, outbox, command, ack)
    if kind == CommandKind.SET_DEFAULT_LIMIT:
        return limit_settings.set_default_limit(state, outbox, command, ack)
    if kind == CommandKind.HALT:
        return instruments.halt(state, outbox, command, ack)
    if kind == CommandKind.RESUME:
        return instruments.resume(state, outbox, command, ack)
    return Reason.COMMAND_UNKNOWN


@compiled
def dispatch_day(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """Commands of the trading day and of settlement."""
    kind = command.kind
    if kind == CommandKind.START_DAY:
        return day.start_day(state, outbox, command, ack)
    if kind == CommandKind.SET_PHASE:
        return day.set_phase(state, outbox, command, ack)
    if kind == CommandKind.END_DAY:
        return day.end_day(state, outbox, command, ack)
    if kind == CommandKind.TAKE_BACK_DAY:
        return take_back.take_back_day(state, outbox, command, ack)
    if kind == CommandKind.CLEARING_RESULT:
        return settlement.clearing_result(state, outbox, command, ack)
    if kind == CommandKind.TRADE_FAILED:
        return settlement.trade_failed(state, outbox, command, ack)
    if kind == CommandKind.SETTLEMENT_DONE:
        return settlement.settlement_done(state, outbox, command, ack)
    return Reason.COMMAND_UNKNOWN


@compiled
def dispatch_auction(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """Commands of one-way bidding: the bids of members."""
    kind = command.kind
    if kind == CommandKind.PLACE_BID:
        return auction_bids.place_bid(state, outbox, command, ack)
    if kind == CommandKind.CHANGE_BID:
        return auction_bids.change_bid(state, outbox, command, ack)
    if kind == CommandKind.WITHDRAW_BID:
        return auction_bids.withdraw_bid(state, outbox, command, ack)
    return dispatch_auction_life(state, outbox, command, ack)


@compiled
def dispatch_auction_life(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> Any:
    """Commands of one-way bidding: what becomes of an auction."""
    kind = command.kind
    if kind == CommandKind.APPLY_AUCTION:
        return auction.apply_auction(state, outbox, command, ack)
    if kind == CommandKind.ACCEPT_AUCTION:
        return auction.accept_auction(state, outbox, command, ack)
    if kind == CommandKind.REFUSE_AUCTION:
        return auction.refuse_auction(state, outbox, command, ack)
    if kind == CommandKind.ANNOUNCE_AUCTION:
        return auction.announce_auction(state, outbox, command, ack)
    if kind == CommandKind.OPEN_AUCTION:
        return auction.open_auction(state, outbox, command, ack)
    if kind == CommandKind.CLOSE_AUCTION:
        return auction_close.close_auction(state, outbox, command, ack)
    if kind == CommandKind.CANCEL_AUCTION:
        return auction.cancel_auction(state, outbox, command, ack)
    return Reason.COMMAND_UNKNOWN


@compiled
def dispatch_house(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """Commands of the house: accounts, instruments, the trading day."""
    kind = command.kind
    if kind < CommandKind.LIST_INSTRUMENT:
        return dispatch_member(state, outbox, command, ack)
    if kind < CommandKind.START_DAY or kind == CommandKind.HALT or kind == CommandKind.RESUME:
        return dispatch_instrument(state, outbox, command, ack)
    return dispatch_day(state, outbox, command, ack)


@compiled_inline
def area_of(kind: Any) -> Any:
    """Who decides a command: ORDERS, HOUSE, BLOCK or AUCTION.

    Of a kind that does not exist, the house says so.
    """
    if CommandKind.NEW_ORDER <= kind <= CommandKind.MASS_CANCEL:
        return ORDERS
    if kind >= CommandKind.APPLY_AUCTION:
        return AUCTION
    return BLOCK if kind >= CommandKind.POST_INTENT else HOUSE


@compiled_inline
def events_bound(state: State, kind: Any) -> Any:
    """How many events one command can cause at most, as things stand."""
    venue = state.venue
    orders = SPARE_EVENTS + venue.open_orders * (1 + venue.large_holders)
    if kind <= CommandKind.MASS_CANCEL:
        return orders
    if kind == CommandKind.START_DAY or kind == CommandKind.SETTLEMENT_DONE:
        return SPARE_EVENTS + venue.holdings_used + venue.instruments_used
    if kind == CommandKind.END_DAY:
        return SPARE_EVENTS + 10 * venue.instruments_used
    if kind == CommandKind.SET_PARAMETER:
        return SPARE_EVENTS + venue.holdings_used
    if kind == CommandKind.SET_PHASE:
        orders += venue.open_orders * venue.large_holders + venue.instruments_used
    return (
        orders
        + venue.auctions_used
        + venue.open_bids * (1 + venue.large_holders)
        + 3 * venue.desk_open
    )


@compiled_inline
def foresee(state: State, command: Command) -> None:
    """Ask for the memory a coming command will need: the order it names, and where its holding is
    looked up.
    """
    slot = np.int64(command.order_id) % state.orders.shape[0]
    prefetch(state.orders, slot)
    prefetch(state.links, slot)
    prefetch(state.holding_table, accounts.holding_home(state, command.account, command.instrument))


@compiled_inline
def approach(state: State, command: Command) -> None:
    """Ask for what `foresee` has brought the way to: account, holding and level, an order's by its
    record, and its neighbours.

    A command names an order or an instrument, hardly ever both: where the one says 0, the other is
    taken, without a question.
    """
    slot = np.int64(command.order_id) % state.orders.shape[0]
    order, link = state.orders[slot], state.links[slot]
    home = accounts.holding_home(state, command.account, command.instrument)
    prefetch(state.accounts, np.int64(command.account) | np.int64(order.account))
    prefetch(state.holdings, np.int64(state.holding_table[home]) | np.int64(order.holding))
    prefetch(state.links, np.int64(link.next))
    prefetch(state.links, np.int64(link.previous))
    instrument = state.instruments[
        (np.int64(command.instrument) | np.int64(order.instrument)) % state.instruments.shape[0]
    ]
    side, price = (
        np.int64(command.side) | np.int64(order.side),
        np.int64(command.price) | np.int64(order.price),
    )
    prefetch(
        state.levels, book.place_of(state, instrument, side, book.key_of(instrument, side, price))
    )


@compiled_inline
def follows(state: State, commands: Any) -> Any:
    """Whether the commands go on from the state, the last of them as far from the first as in a
    batch without a hole.
    """
    first, behind = commands[0].sequence, commands[commands.shape[0] - 1].sequence + 1
    return first == state.venue.sequence + 1 and behind == first + commands.shape[0]


@compiled_inline
def fits(state: State, outbox: Outbox, command: Command) -> Any:
    """Whether the outbox has room for all that a command may cause."""
    return outbox.count + events_bound(state, command.kind) <= outbox.records.shape[0]


@compiled_inline
def begin(state: State, outbox: Outbox, command: Command) -> Any:
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
def run(states: Any, commands: Any, outboxes: Any, first: Any) -> Any:
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
        if area_of(command.kind) != ORDERS or not fits(state, outbox, command):
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
    return np.int64(commands.shape[0]), outbox.count


@compiled_entry
def run_house(states: Any, commands: Any, outboxes: Any, first: Any) -> Any:
    """The kernel of the house, as `run`."""
    state, outbox = states[0], outboxes[0]
    for index in range(first, commands.shape[0]):
        command = commands[index]
        if area_of(command.kind) != HOUSE or not fits(state, outbox, command):
            return np.int64(index), outbox.count
        ack = begin(state, outbox, command)
        known = command.version == COMMAND_VERSION
        answer(
            ack, dispatch_house(state, outbox, command, ack) if known else Reason.COMMAND_UNKNOWN
        )
        if gates.moves_gates(command.kind):
            gates.set_gates(state)
    return np.int64(commands.shape[0]), outbox.count


@compiled_entry
def run_block(states: Any, commands: Any, outboxes: Any, first: Any) -> Any:
    """The kernel of the block desk, as `run`."""
    state, outbox = states[0], outboxes[0]
    for index in range(first, commands.shape[0]):
        command = commands[index]
        if area_of(command.kind) != BLOCK or not fits(state, outbox, command):
            return np.int64(index), outbox.count
        ack = begin(state, outbox, command)
        known = command.version == COMMAND_VERSION
        answer(
            ack,
            block.dispatch_block(state, outbox, command, ack) if known else Reason.COMMAND_UNKNOWN,
        )
    return np.int64(commands.shape[0]), outbox.count


@compiled_entry
def run_auction(states: Any, commands: Any, outboxes: Any, first: Any) -> Any:
    """The kernel of one-way bidding, as `run`."""
    state, outbox = states[0], outboxes[0]
    for index in range(first, commands.shape[0]):
        command = commands[index]
        if area_of(command.kind) != AUCTION or not fits(state, outbox, command):
            return np.int64(index), outbox.count
        ack = begin(state, outbox, command)
        known = command.version == COMMAND_VERSION
        answer(
            ack, dispatch_auction(state, outbox, command, ack) if known else Reason.COMMAND_UNKNOWN
        )
    return np.int64(commands.shape[0]), outbox.count


# By area. Apart, because each is compiled when it is first needed, and several can be compiled side
# by side.
KERNELS = (run, run_house, run_block, run_auction)


def _plain_kernel(entry: Entry) -> Kernel:
    def decide(
        state: StateArray, commands: CommandArray, outbox: NDArray[np.void], first: int
    ) -> tuple[int, int]:
        # where memory is asked for ahead, any number is taken for a price; compiled ones wrap
        with np.errstate(over="ignore"):
            reached, emitted = entry.plain(
                plainly(state), plainly(commands), plainly(outbox), first
            )
        return int(reached), int(emitted)

    return decide


_PLAIN = tuple(map(_plain_kernel, KERNELS))


def apply(state: StateArray, commands: CommandArray, outbox: NDArray[np.void]) -> tuple[int, int]:
    """Apply a batch of stamped commands.

    state: from `empty_state`, changed in place. commands: COMMAND records whose `sequence` goes on
    from the state's by one and whose `time_ns` never falls. outbox: from `empty_outbox` of the same
    capacity; its `records` hold the events afterwards. Returns (commands applied, events emitted);
    stops early when the next command might not fit the outbox. Raises SequenceBroken when the batch
    does not follow the state, ValueError when an array has another dtype.
    """
    if commands.dtype is not COMMAND and commands.dtype != COMMAND:
        raise ValueError(f"commands of dtype {commands.dtype}: COMMAND is allowed")
    count = len(commands)
    if count == 0:
        return 0, 0
    last_state, last_outbox, kernel = _last
    if (
        last_state() is not state
        or last_outbox() is not outbox
        or not (count == 1 or commands.flags.c_contiguous)
    ):
        kernel = _kernel(ORDERS, state, commands, outbox)
    reached, emitted = kernel(state, commands, outbox, 0)
    if reached < 0:
        raise SequenceBroken(_broken(state, commands))
    while reached < count:
        before = reached
        area = area_of(int(commands["kind"][before]))
        reached, emitted = _kernel(area, state, commands, outbox)(state, commands, outbox, before)
        if reached == before:
            break
    return reached, emitted


Dtypes = tuple[np.dtype[np.void], np.dtype[np.void]]  # of a state and of its outbox

_COMPILED: dict[tuple[int, np.dtype[np.void], np.dtype[np.void]], Kernel] = {}
_AWAITED: set[Dtypes] = set()


# The arrays that were last applied to and the kernel found for them: whoever calls with one order
# at a time calls with the same.
_last: tuple[Callable[[], StateArray | None], Callable[[], NDArray[np.void] | None], Kernel] = (
    lambda: None,
    lambda: None,
    _PLAIN[ORDERS],
)


def _remember(state: StateArray, outbox: NDArray[np.void], kernel: Kernel) -> None:
    global _last
    _last = weakref.ref(state), weakref.ref(outbox), kernel


def _kernel(
    area: int, state: StateArray, commands: CommandArray, outbox: NDArray[np.void]
) -> Kernel:
    """An area's kernel compiled for these arrays: asked of numba once, because it takes longer to
    find than one command.

    Arrays that cannot be handed over as they lie (a state that may not be written, every other
    command) go through numba.
    """
    as_they_lie = (
        state.flags.carray
        and outbox.flags.carray
        and (len(commands) == 1 or commands.flags.c_contiguous)
    )
    if as_they_lie and (found := _COMPILED.get((area, state.dtype, outbox.dtype))):
        if area == ORDERS:
            _remember(state, outbox, found)
        return found
    if PLAIN or (state.dtype, outbox.dtype) in _AWAITED:
        return _PLAIN[area]
    return compile_area(area, (state.dtype, outbox.dtype)) if as_they_lie else _any_arrays(area)


def await_compiled(dtypes: Dtypes) -> None:
    """Have commands for such arrays decided by the plain kernels from now on, until `compile_area`
    brings the compiled ones.
    """
    _AWAITED.add(dtypes)


def compile_area(area: int, dtypes: Dtypes) -> Kernel:
    """An area's kernel for a capacity's dtypes, compiled now or loaded as compiled before; `apply`
    takes it from now on.
    """
    from engine.compiler.machine_code import compile_kernel

    state, outbox = dtypes
    kernel: Kernel = compile_kernel(KERNELS[area], state, COMMAND, outbox, None)
    _COMPILED[area, state, outbox] = kernel
    return kernel


def _any_arrays(area: int) -> Kernel:
    from engine.compiler.machine_code import compiled_form

    kernel: Kernel = compiled_form(KERNELS[area])
    return kernel


def _broken(state: StateArray, commands: CommandArray) -> str:
    expected = int(state["venue"]["sequence"][0]) + 1
    first, last = int(commands["sequence"][0]), int(commands["sequence"][-1])
    return (
        f"commands {first} to {last} ({len(commands)} records): {expected} is expected next,"
        " without a hole"
    )


def apply_all(
    state: StateArray, commands: CommandArray, outbox: NDArray[np.void] | None = None
) -> EventArray:
    """Apply a whole batch and return its events as a fresh EVENT array.

    Raises as `apply`, and OutboxTooSmall.
    """
    if outbox is None:
        outbox = empty_outbox(capacity_of(state))
    pieces = []
    done = 0
    while done < len(commands):
        applied, emitted = apply(state, commands[done:], outbox)
        if applied == 0:
            raise OutboxTooSmall(
                f"{len(outbox['records'][0])} events do not hold what one command may cause"
            )
        pieces.append(outbox["records"][0][:emitted].copy())
        done += applied
    return np.concatenate(pieces) if pieces else outbox["records"][0][:0].copy()
