"""The simulated members of a sandbox: each acts at its own pace whenever the market is open."""

from __future__ import annotations

import asyncio

from gateway.client import ConnectionLost, ReplyMissing, ReportsLost, Session
from gateway.rehearsal.market_view import MarketView
from gateway.rehearsal.population import Member, next_request


async def trade(member: Member, session: Session, view: MarketView, every_s: float) -> None:
    """Act every `every_s` on average, until cancelled; over lost connections and days.

    Raises what the session has ended with.
    """
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_listen(member, session))
        tasks.create_task(_act(member, session, view, every_s))


async def _listen(member: Member, session: Session) -> None:
    while True:
        try:
            async for report in session.reports():
                member.hear(report)
            return
        except ReportsLost:  # a day is over, and its orders with it
            member.open.clear()


async def _act(member: Member, session: Session, view: MarketView, every_s: float) -> None:
    while True:
        await asyncio.sleep(member.dice.expovariate(1 / every_s))
        if not view.is_open:
            continue
        request = next_request(member, view.markets())
        try:
            (reply,) = await session.request_many([request])
        except (ConnectionLost, ReplyMissing):
            await session.connected()
            continue
        member.counts[request["op"]] += 1
        if reply.error is not None:
            member.refusals[reply.error.code] += 1
