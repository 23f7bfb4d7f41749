"""Quotes instruments on both sides of what the others quote. No quote is older than GUARD_S.

    python market_maker.py GATEWAY FEED KEY_FILE CEA24 CEA25

They go when the feed is not heard. The venue takes each out when its guard ends, all when this
program or its connection dies. No new one comes while trading is halted or the venue asks to wait.
"""

import asyncio
import sys

import gateway.client as ceax
from gateway.client import build
from gateway.client.trackers import Orders
from gateway.protocol.private_keys import KeyFile
from marketdata import client as market
from marketdata.depth_tracker import Depths

GUARD_S, PAUSE_S, GIVE_UP_S, NS, HALF_SPREAD, SIZE = 2.0, 0.25, 3600.0, 10**9, 20, 100


class Maker:
    """What it knows: own orders, the market, when it quoted last. Spread in 0.01 CNY, size in t."""

    def __init__(self, session: ceax.Session, feed: market.FeedSession) -> None:
        self.session, self.feed = session, feed
        self.orders, self.depths, self.halted = Orders(), Depths(), set[str]()
        self.quoted_ns: dict[str, int] = {}

    def wanted(self, instrument: str) -> set[tuple[ceax.Side, int]]:
        """Around the middle of the others' best prices; none where there is no market to see."""
        bids, asks = self.depths.of_others(instrument, self.orders.open(instrument))
        if not (bids and asks) or instrument in self.halted or self.feed.silent_s() > GUARD_S:
            return set()
        middle = (bids[0].price + asks[0].price) // 2
        return {("buy", middle - HALF_SPREAD), ("sell", middle + HALF_SPREAD)}

    async def quote(self, instrument: str) -> None:
        """Cancel and quote again, in one frame, where it is time."""
        wanted, now_ns = self.wanted(instrument), self.session.venue_ns()
        resting = {(each.side, each.price) for each in self.orders.open(instrument)}
        if wanted == resting and now_ns - self.quoted_ns.get(instrument, 0) < GUARD_S / 2 * NS:
            return
        options: ceax.OrderOptions = {"expires_ns": now_ns + int(GUARD_S * NS)}
        orders = [ceax.new_order(side, instrument, price, SIZE, options) for side, price in wanted]
        cancel = build.mass_cancel(instrument=instrument)
        replies = await self.session.request_many([cancel, *orders], timeout_s=GUARD_S)
        self.quoted_ns[instrument] = now_ns
        waits_ms = [each.error.retry_after_ms or 0 for each in replies if each.error]
        await asyncio.sleep(max(waits_ms, default=0) / 1e3)

    async def watch(self, instruments: tuple[str, ...]) -> None:
        async for state in self.session.states():
            self.halted = set(instruments if state["venue_halted"] else state["halted"])

    async def make(self, instruments: tuple[str, ...]) -> None:
        while True:
            try:
                for instrument in instruments:
                    await self.quote(instrument)
            except (ceax.ConnectionLost, ceax.ReplyMissing):
                await self.session.connected()
            await asyncio.sleep(PAUSE_S)


async def main(gateway: str, feed_url: str, key_file: str, *instruments: str) -> None:
    key = KeyFile.load(key_file)
    async with (
        ceax.connect(gateway, key, cancel_on_disconnect="key", give_up_s=GIVE_UP_S) as session,
        market.connect(feed_url, heartbeat_s=2, give_up_s=GIVE_UP_S) as feed,
        asyncio.TaskGroup() as group,
    ):
        maker = Maker(session, feed)
        await feed.subscribe("depth")
        for work in (maker.watch(instruments), maker.depths.follow(feed), maker.make(instruments)):
            group.create_task(work)
        await maker.orders.follow(session.reports())


asyncio.run(main(*sys.argv[1:]))
