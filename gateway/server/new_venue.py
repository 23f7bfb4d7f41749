"""How a new venue begins: the first commands of its log, which no member and no staff sends.

They choose its market, where one is named, key its opaque numbers and give each account a share of
the table of orders. The share is the default of the limit `open_orders`, so that staff may change
it, for everyone and for one account.
"""

from __future__ import annotations

import numpy as np

from engine.commands import AccountLimit, CommandKind, Market, VenueRule, command
from engine.events import EventKind
from engine.record.sequencer import Sequencer
from engine.rules.approval_views import market_of
from gateway.server.data_folder import DataFolderRefused
from gateway.server.number_key import HALF_BITS

# One account has this part of the places for orders, and as many in a small table. It is smaller
# than the share of other tables: a mass cancel withdraws all of an account's orders in one turn.
ORDERS_SHARE, ORDERS_LEAST = 64, 16


def orders_share(orders: int) -> int:
    """How many open orders one account has in a new venue with so large a table of orders."""
    return max(ORDERS_LEAST, orders // ORDERS_SHARE)


def begin_venue(sequencer: Sequencer, key: int, market: Market | None = None) -> bool:
    """Begin a venue that has no commands yet; whether that is done now. Without `market` it is one
    of allowances.

    One batch, so that no crash comes between. A venue that has commands keeps what it has. Raises
    StorageFailed, DataFolderRefused when it is of another market than the one that is named.
    """
    if sequencer.next_command > 1:
        _require_market(sequencer, market)
        return False
    halves = {"higher_half": key >> HALF_BITS, "lower_half": key & ((1 << HALF_BITS) - 1)}
    share = {"limit": AccountLimit.OPEN_ORDERS, "value": orders_share(sequencer.capacity.orders)}
    rule = {"rule": VenueRule.MARKET, "value": market}
    chosen = [] if market is None else [command(CommandKind.SET_VENUE_RULE, **rule)]
    begun = np.concatenate(
        [
            *chosen,
            command(CommandKind.KEY_NUMBERS, **halves),
            command(CommandKind.SET_DEFAULT_LIMIT, **share),
        ]
    )
    events = sequencer.process(begun).events
    return bool((events["kind"] == EventKind.ACCEPTED).all())


def _require_market(sequencer: Sequencer, asked: Market | None) -> None:
    own = market_of(sequencer.state)
    if asked not in (None, own):
        words = [each.name.lower() for each in (asked, own)]
        said = f"market is {words[0]}, but the venue was made for {words[1]} and keeps them"
        rule = "leave the option out, or name another folder"
        raise DataFolderRefused(f"{said}: {rule}", field="market", value=words[0], allowed=words[1])
