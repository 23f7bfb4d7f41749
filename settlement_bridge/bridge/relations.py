"""Relations of entities on their way to the exchange, each under its number, in order, once.

The gateway says which number it took in last. What comes after is sent, each naming the one before
it, so that a lost reply or a kill in between changes nothing: a number that was taken in is
answered with `reference_already_applied`.
"""

from __future__ import annotations

import asyncio
import logging

from engine.units import format_date
from gateway.client import Reply, RequestRefused
from settlement_bridge.books import relations
from settlement_bridge.books.first_answers import Turn
from settlement_bridge.books.relations import Stated
from settlement_bridge.bridge import code_of
from settlement_bridge.bridge.agreement import Row, count, read
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.errors import ExchangeAway
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

SEND_MAX = 500  # relations on their way at the same time
LOOK_EVERY_S = 60.0  # for accounts that were opened
REST_S = 1.0  # before another attempt

log = logging.getLogger(__name__)


class RelationSender:
    """Sends relations to the exchange. `run` does it until cancelled; `look` has it look for new
    ones now.
    """

    def __init__(self, registry: Registry, worker: Worker, turn: Turn, exchange: Exchange) -> None:
        self._registry, self._sql, self._turn = registry, worker, turn
        self._exchange = exchange
        self._news = asyncio.Event()
        exchange.when_connected(self.look)

    def look(self) -> None:
        """There are new ones."""
        self._news.set()

    async def run(self) -> None:
        """Send all relations, now and later. Raises what the database raises."""
        while True:
            await self._exchange.connected.wait()
            try:
                self._news.clear()
                await self._send_after(await self._begin())
                await self._wait()
                continue
            except ExchangeAway as away:
                log.warning("relations of entities wait: %s", away)
            except RequestRefused as refused:
                log.error("the exchange takes no relations of entities: %s", refused)
            await asyncio.sleep(REST_S)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._news.wait()
        except TimeoutError:
            return

    async def _begin(self) -> int:
        """The number after which to go on."""
        taken = int(read(await self._exchange.request("last_relation"), last=count)["last"])
        if taken > await self._sql(self._registry.read, relations.last_number):
            log.warning("the exchange has relations up to number %d: all are sent again", taken)
            now_ns = self._registry.now_ns()
            await self._turn.apart(
                lambda connection: relations.go_on_after(connection, taken, now_ns)
            )
        return taken

    async def _send_after(self, last: int) -> None:
        """Send those after a number."""
        if await self._sql(self._registry.read, relations.unstated_accounts):
            now_ns = self._registry.now_ns()
            await self._turn.apart(lambda connection: relations.state_accounts(connection, now_ns))
        while found := await self._sql(self._registry.read, relations.after, last, SEND_MAX):
            before = [last, *(row.number for row in found)]
            asked = [_request(*each) for each in zip(found, before, strict=False)]
            for row, reply in zip(found, await self._exchange.request_many(asked), strict=True):
                _check(reply)
                last = row.number


def _check(reply: Reply) -> None:
    """Raises RequestRefused unless the relation was taken in, now or before; ExchangeAway where it
    may be later.
    """
    if not code_of(reply):
        return
    if reply.error is not None and reply.error.passing is not None:
        raise ExchangeAway(str(reply.error))
    reply.result()


def _request(row: Stated, before: int) -> Row:
    related = row.related
    named = {"other": related.other} if related.other else {"party": related.party}
    until = {"last": format_date(related.last)} if related.last else {}
    after = {"follows": before} if before else {}
    return {
        "op": "relate",
        "reference": row.number,
        "entity": related.entity,
        "relation": related.relation.name.lower(),
        "first": format_date(related.first),
        **named,
        **until,
        **after,
    }
