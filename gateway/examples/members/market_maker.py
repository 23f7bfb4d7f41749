"""Quotes instruments on both sides of what the others quote. No quote is older than GUARD_S.

    python market_maker.py GATEWAY FEED KEY_FILE CEA24 CEA25

Quotes are made again before their guard ends, and when the others or the own ones have changed.
They are taken out when the feed is not heard. The venue takes them out when this program or its
connection dies; after every reconnect all are cancelled before the first new one.
"""

import asyncio
import sys

import gateway.client as ceax
from gateway.client import build
from gateway.client.trackers import Orders
from gateway.protocol.private_keys import KeyFile
from marketdata.client import FeedSession
from marketdata.client import connect as listen
from marketdata.depth_tracker import Depths

GUARD_S, PAUSE_S, GIVE_UP_S, NS = 3.0, 0.25, 3600.0, 10**9
HALF_SPREAD, SIZE = 20, 100  # in 0.01 CNY, in tonnes


class Maker:
    """What it knows: own orders, the market, and when it quoted last."""

    def __init__(self, session: ceax.Session, feed: FeedSession) -> None:
        self.session, self.feed = session, feed
        self.orders, self.depths = Orders(), Depths()
        self.quoted_ns: dict[str, int] = {}

    def wanted(self, instrument: str) -> set[tuple[ceax.Side, int]]:
        """Around the middle of the others' best prices; none where there is no market to see."""
        bids, asks = self.depths.of_others(instrument, self.orders.open(instrument))
        if not (bids and asks) or self.feed.silent_s() > GUARD_S:
            return set()
        middle = (bids[0].price + asks[0].price) // 2
        return {("buy", middle - HALF_SPREAD), ("sell", middle + HALF_SPREAD)}

    async def quote(self, instrument: str) -> None:
        """Cancel and quote again, in one frame, where it is time."""
        wanted, now_ns = self.wanted(instrument), self.session.venue_ns()
        resting = {(each.side, each.price) for each in self.orders.open(instrument)}
        if wanted == resting and now_ns - self.quoted_ns.get(instrument, 0) < GUARD_S / 2 * NS:
            return
        options: ceax.OrderOptions = {"valid_until_ns": now_ns + int(PAUSE_S * NS)}
        orders = [ceax.new_order(side, instrument, price, SIZE, options) for side, price in wanted]
        cancel = build.mass_cancel(instrument=instrument)
        await self.session.request_many([cancel, *orders], timeout_s=GUARD_S)
        self.quoted_ns[instrument] = now_ns

    async def make(self, instruments: tuple[str, ...]) -> None:
        while True:
            try:
                for instrument in instruments:
                    await self.quote(instrument)
            except (ceax.ConnectionLost, ceax.ReplyMissing):
                self.quoted_ns.clear()
                await self.session.connected()
            await asyncio.sleep(PAUSE_S)


async def main(gateway: str, feed_url: str, key_file: str, *instruments: str) -> None:
    key = KeyFile.load(key_file)
    async with (
        ceax.connect(gateway, key, cancel_on_disconnect=True, give_up_s=GIVE_UP_S) as session,
        listen(feed_url, heartbeat_s=2, give_up_s=GIVE_UP_S) as feed,
        asyncio.TaskGroup() as group,
    ):
        maker = Maker(session, feed)
        for instrument in instruments:
            await feed.subscribe("depth", instrument)
        group.create_task(maker.orders.follow(session.reports()))
        group.create_task(maker.depths.follow(feed))
        group.create_task(maker.make(instruments))


asyncio.run(main(*sys.argv[1:]))
