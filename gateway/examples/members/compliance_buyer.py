"""Buys until the account holds a total, an equal part of the rest on each of a number of days.

    python compliance_buyer.py GATEWAY FEED KEY_FILE CEA25 50000 --days 5 --limit 80.00

A day's part goes out in slices at the best offer, never above the limit; what a slice does not get
at once does not rest. The program counts what the account holds, so it may be stopped and
started again, with the days that are left.
"""

import argparse
import asyncio
import json
import sys

from gateway.client import ConnectionLost, ReplyMissing, RequestRefused, Session, connect, ticks
from gateway.protocol.private_keys import KeyFile
from marketdata.client import connect as listen
from marketdata.depth_tracker import Depths

TRADING, GIVE_UP_S, VALID_S = ("morning", "afternoon"), 3600.0, 5


class Buyer:
    """One programme: how much, by when, at most at which price."""

    def __init__(self, session: Session, depths: Depths, plan: argparse.Namespace) -> None:
        self.session, self.depths, self.plan = session, depths, plan
        self.date = self.phase = ""

    async def hear_states(self) -> None:
        async for state in self.session.states():
            self.date, self.phase = state["date"], state["phase"]

    async def held(self) -> int:
        """Tonnes of the instrument, whether sellable yet or not."""
        rows = (await self.session.operations.balances())["holdings"]
        mine = [row for row in rows if row["instrument"] == self.plan.instrument]
        return sum(row["available"] + row["locked"] + row["bought"] for row in mine)

    async def buy(self, most: int) -> None:
        """One slice, where somebody offers within the limit."""
        asks = self.depths.of(self.plan.instrument)[1]
        if not asks or asks[0].price > ticks(self.plan.limit):
            return
        await self.session.buy(
            self.plan.instrument,
            asks[0].price,
            min(most, self.plan.slice, asks[0].quantity),
            time_in_force="ioc",
            valid_until_ns=self.session.venue_ns() + VALID_S * 10**9,
        )

    async def work(self) -> None:
        """Work the total; a line for each day that has its part."""
        goal, day, days = 0, "", self.plan.days
        while (held := await self.held()) < self.plan.total:
            if self.phase in TRADING and self.date != day:
                day, goal = self.date, held + -(-(self.plan.total - held) // max(days, 1))
                days -= 1
            if self.phase in TRADING and held < goal:
                await self.buy(goal - held)
                if await self.held() >= goal:
                    print(json.dumps({"date": day, "held": goal}), flush=True)
            await asyncio.sleep(self.plan.pause)

    async def work_on(self) -> None:
        """Work over lost connections: the next question says what an order has done."""
        while True:
            try:
                return await self.work()
            except (ConnectionLost, ReplyMissing):
                await self.session.connected()
            except RequestRefused as refused:  # a session has ended, an account is out of cash
                print(refused, refused.remedy, file=sys.stderr)
                await asyncio.sleep(self.plan.pause)


async def main(plan: argparse.Namespace) -> None:
    key = KeyFile.load(plan.key_file)
    async with (
        connect(plan.gateway, key, give_up_s=GIVE_UP_S) as session,
        listen(plan.feed, give_up_s=GIVE_UP_S) as feed,
        asyncio.TaskGroup() as group,
    ):
        await feed.subscribe("depth", plan.instrument)
        buyer = Buyer(session, Depths(), plan)
        hearing = buyer.hear_states(), buyer.depths.follow(feed)
        tasks = [group.create_task(each) for each in hearing]
        await buyer.work_on()
        for task in tasks:
            task.cancel()


def read() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    for name in ("gateway", "feed", "key_file", "instrument"):
        words.add_argument(name)
    words.add_argument("total", type=int, help="tonnes to hold in the end")
    words.add_argument("--days", type=int, default=5)
    words.add_argument("--limit", required=True, help="highest price, CNY")
    words.add_argument("--slice", type=int, default=500, help="tonnes of one order at most")
    words.add_argument("--pause", type=float, default=2.0, help="seconds between slices")
    return words.parse_args()


asyncio.run(main(read()))
