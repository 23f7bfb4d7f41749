"""Memory that a coming command will need is asked for some commands ahead."""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled_inline, prefetch
from engine.compiler.words import Command, State
from engine.rules import book, holdings

AHEAD = 8  # prefetch distance of a command's records, in commands
FAR_AHEAD = 24  # likewise of the command itself


@compiled_inline
def foresee(state: State, command: Command) -> None:
    """Ask for the memory a coming command will need: the order it names, and where its holding is
    looked up.
    """
    slot = np.int64(command.order_id) % state.orders.shape[0]
    prefetch(state.orders, slot)
    prefetch(state.links, slot)
    prefetch(state.holding_table, holdings.holding_home(state, command.account, command.instrument))


@compiled_inline
def approach(state: State, command: Command) -> None:
    """Ask for what `foresee` has brought the way to: account, holding and level, an order's by its
    record, and its neighbours.

    A command names an order or an instrument, hardly ever both: where the one says 0, the other is
    taken, without a question.
    """
    slot = np.int64(command.order_id) % state.orders.shape[0]
    order, link = state.orders[slot], state.links[slot]
    home = holdings.holding_home(state, command.account, command.instrument)
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
