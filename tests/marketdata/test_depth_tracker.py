"""A member sees the market of the others: its own quotes taken off the published depth."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.client.trackers import Order
from marketdata.depth_tracker import Depths

BIDS = [[7850, 100, 3], [7849, 50, 1], [7840, 10, 1]]
ASKS = [[7860, 70, 2]]


def depth(bids: list[list[int]], asks: list[list[int]], channel: str = "depth") -> Any:
    data = {"bids": bids, "asks": asks, "best_bid_orders": [], "best_ask_orders": []}
    return {"type": "update", "channel": channel, "instrument": "CEA25", "data": data}


def own(side: Any, price: int | None, leaves: int) -> Order:
    return Order(1, None, "CEA25", side, price, leaves, leaves)


@pytest.mark.parametrize(
    ("orders", "bids", "asks"),
    [
        ([], BIDS, ASKS),
        ([own("buy", 7850, 40)], [[7850, 60, 2], *BIDS[1:]], ASKS),
        ([own("buy", 7850, 40), own("buy", 7850, 10)], [[7850, 50, 1], *BIDS[1:]], ASKS),
        ([own("buy", 7849, 50)], [BIDS[0], BIDS[2]], ASKS),  # the level is one's own alone
        ([own("sell", 7860, 20), own("sell", 7850, 9)], BIDS, [[7860, 50, 1]]),
        ([own("buy", None, 5), own("buy", 7000, 5)], BIDS, ASKS),
        ([own("buy", 7840, 99)], BIDS[:2], ASKS),  # entered after the depth was sent
    ],
)
def test_own_quotes_are_taken_off(orders: list[Order], bids: Any, asks: Any) -> None:
    depths = Depths()
    assert depths.apply(depth(BIDS, ASKS))
    found = depths.of_others("CEA25", orders)
    assert [[list(level) for level in side] for side in found] == [bids, asks]


def test_the_latest_depth_counts_and_other_channels_do_not() -> None:
    depths = Depths()
    assert depths.of("CEA25") == ([], [])
    depths.apply(depth(BIDS, ASKS))
    depths.apply(depth(BIDS[:1], []))
    assert not depths.apply(depth([], [], "trades"))
    assert [len(side) for side in depths.of("CEA25")] == [1, 0]
