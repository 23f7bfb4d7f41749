"""How a new venue begins: the first commands of its log, which no member and no staff sends.

They key its opaque numbers and give each account a share of the table of orders. The share is the
default of the limit `open_orders`, so that staff may change it, for everyone and for one account.
"""

from __future__ import annotations

import numpy as np

from engine.commands import AccountLimit, CommandKind, command
from engine.events import EventKind
from engine.record.sequencer import Sequencer
from gateway.server.number_key import HALF_BITS

# One account has this part of the places for orders, and as many in a small table. It is smaller
# than the share of other tables: a mass cancel withdraws all of an account's orders in one turn.
ORDERS_SHARE, ORDERS_LEAST = 64, 16


def orders_share(orders: int) -> int:
    """How many open orders one account has in a new venue with so large a table of orders."""
    return max(ORDERS_LEAST, orders // ORDERS_SHARE)


def begin_venue(sequencer: Sequencer, key: int) -> bool:
    """Begin a venue that has no commands yet; whether that is done now.

    One batch, so that no crash comes between. A venue that has commands keeps what it has. Raises
    StorageFailed.
    """
    if sequencer.next_command > 1:
        return False
    halves = {"higher_half": key >> HALF_BITS, "lower_half": key & ((1 << HALF_BITS) - 1)}
    share = {"limit": AccountLimit.OPEN_ORDERS, "value": orders_share(sequencer.capacity.orders)}
    begun = np.concatenate(
        [
            command(CommandKind.KEY_NUMBERS, **halves),
            command(CommandKind.SET_DEFAULT_LIMIT, **share),
        ]
    )
    events = sequencer.process(begun).events
    return bool((events["kind"] == EventKind.ACCEPTED).all())
