"""The channels of the feed: one row a channel.

A stream is one channel of one instrument, or a channel of the whole venue. A channel sends every
change as a message of its own, or it is absolute: then a message states everything, and may cover
several changes at once. `marketdata.messages` lists the fields of each message.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.units import ANNOUNCEMENTS_KEPT

BEST_ORDERS_MAX = 50  # orders shown of the best level of each side
LEVELS_MAX = 20  # of each side in the wider depth
ORDERS_MAX = 30_000  # orders of each side in one message
Key = tuple[str, str | None]  # a stream: channel and instrument, None: the venue
BRIDGE = "bridge"  # the role that hears who has traded


@dataclass(frozen=True)
class Channel:
    """One channel.

    `kept`: messages kept of each stream, for listeners who missed some; of an absolute channel few
    are needed, since one snapshot serves those who missed more. `role`: who may hear it, "" for
    everyone, strangers too.
    """

    name: str
    help: str  # one sentence: what a message says
    by_instrument: bool
    every_change: bool
    kept: int
    snapshot: str = "the same, first when subscribed without `from`"
    role: str = ""
    tells_changes: bool = False  # an update says what has changed, a snapshot everything

    @property
    def conflated(self) -> bool:
        """Whether a listener may ask for its latest message at most every so often."""
        return not (self.every_change or self.tells_changes)


DEPTH, TRADES, SUMMARY = "depth", "trades", "summary"
DEPTH_20, DEPTH_ORDERS = "depth_20", "depth_orders"
COMPOSITE, STATUS, BULLETIN, SETTLEMENT = "composite", "status", "bulletin", "settlement"
BARS = ("bars_1m", "bars_5m", "bars_15m", "bars_60m")
AUCTIONS, BLOCKS, ANNOUNCEMENTS = "auctions", "blocks", "announcements"

ROWS = (
    Channel(
        DEPTH,
        "The five best levels a side and the orders of the best ones; while orders rest for a"
        " call, what it would do now.",
        by_instrument=True,
        every_change=False,
        kept=32,
    ),
    Channel(
        DEPTH_20,
        "Twenty levels a side, where the instrument's parameter `depth_20` is 1.",
        by_instrument=True,
        every_change=False,
        kept=32,
    ),
    Channel(
        DEPTH_ORDERS,
        "What has changed of the resting orders, order by order, never whose they are, where the"
        " instrument's parameter `depth_orders` is 1.",
        by_instrument=True,
        every_change=False,
        kept=64,
        snapshot="all orders, first when subscribed without `from`",
        tells_changes=True,
    ),
    Channel(
        TRADES,
        "A listed trade; it comes again with `correction` when the exchange undoes it.",
        by_instrument=True,
        every_change=True,
        kept=2048,
        snapshot="`trades`: the last 50, oldest first",
    ),
    Channel(
        SUMMARY,
        "Prices and volume of the day, of listed trades.",
        by_instrument=True,
        every_change=False,
        kept=64,
    ),
    *(
        Channel(
            name,
            f"Bars of {minutes} of the day that have changed, of listed trades; of `COMCEA` on the"
            " path of the composite.",
            by_instrument=True,
            every_change=False,
            kept=64,
            snapshot="all bars of the day, first when subscribed without `from`",
            tells_changes=True,
        )
        for name, minutes in zip(
            BARS, ("1 minute", "5 minutes", "15 minutes", "60 minutes"), strict=True
        )
    ),
    Channel(
        COMPOSITE,
        "The composite price (综合价格) of the day and its weights.",
        by_instrument=False,
        every_change=False,
        kept=256,
    ),
    Channel(
        STATUS,
        "Date, phase, halts, and every instrument's legal names, base price and limits.",
        by_instrument=False,
        every_change=False,
        kept=256,
    ),
    Channel(
        BULLETIN,
        "The figures of a day (每日成交数据), at its end.",
        by_instrument=False,
        every_change=True,
        kept=512,
        snapshot="the latest, where `from` names one that is no longer kept",
    ),
    Channel(
        AUCTIONS,
        "One auction (单向竞价) as it is now: at its notice, and at the opening and the end of its"
        " session.",
        by_instrument=False,
        every_change=True,
        kept=512,
        snapshot="`auctions`: those to come and those that ended today",
    ),
    Channel(
        BLOCKS,
        "One deal of the block desk (大宗协议) as it is now, without its accounts: `final` at the"
        " close; where `block_live` is 1 also `struck` and `cancelled`, as it happens.",
        by_instrument=False,
        every_change=True,
        kept=2048,
        snapshot="`blocks`: the day's",
    ),
    Channel(
        ANNOUNCEMENTS,
        "An announcement of the exchange (公告).",
        by_instrument=False,
        every_change=True,
        kept=ANNOUNCEMENTS_KEPT,
        snapshot="`announcements`: the last 20, oldest first",
    ),
    Channel(
        SETTLEMENT,
        "Every trade of every method with both accounts, at once; at the end of a day its figures"
        " and closes.",
        by_instrument=False,
        every_change=True,
        kept=0,  # by day, until it is settled
        snapshot="none",
        role=BRIDGE,
    ),
)
CHANNELS = {row.name: row for row in ROWS}
BY_INSTRUMENT = tuple(row.name for row in ROWS if row.by_instrument)
CONFLATED = tuple(row.name for row in ROWS if row.conflated)
EVERY_CHANGE = tuple(row.name for row in ROWS if row.every_change)
PUBLIC = tuple(row.name for row in ROWS if not row.role)
