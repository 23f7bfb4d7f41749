"""Alerts of compliance risk on their way to the exchange, whose staff may act on them: each told,
none lost on the way.

The gateway keeps what it was told in memory. On a new session it is asked for the last number: when
that is none of ours (the venue has been started anew, or the registry is another), those that stand
are told from the first on, else what came since.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from gateway.client import RequestRefused
from settlement_bridge.bridge.answers import count, read
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.compliance import alerts, rows
from settlement_bridge.compliance.alerts import Raised
from settlement_bridge.compliance.counter import Counter
from settlement_bridge.errors import ExchangeAway
from settlement_bridge.records import PAGE_MAX
from settlement_bridge.store.registry import Registry
from settlement_bridge.store.worker import Worker

log = logging.getLogger(__name__)

Fields = dict[str, Any]
ACCOUNTS_MAX = 100  # of an entity, in one message
REST_S = 1.0  # before another attempt


class Messenger:
    """Tells the exchange of alerts. `run` does it until cancelled."""

    def __init__(
        self, registry: Registry, worker: Worker, exchange: Exchange, counter: Counter
    ) -> None:
        self._registry, self._sql = registry, worker
        self._exchange, self._counter = exchange, counter
        self._afresh = False

    async def run(self) -> None:
        """Tell whatever there is, now and later; no answer ends it.

        Raises what the database raises.
        """
        while True:
            await self._exchange.connected.wait()
            try:
                last = await self._begin()
                async for page in self._counter.follow_raised(last):
                    await self._send(page)
            except ExchangeAway as away:
                log.warning("alerts wait: %s", away)
            except RequestRefused as refused:
                log.error("the exchange takes no alerts: %s", refused)
                # a later one may have been taken: the last number proves nothing
                self._afresh = True
            await asyncio.sleep(REST_S)

    async def _begin(self) -> int:
        """Bring the exchange up to date: the number behind which to go on."""
        told = read(await self._exchange.request("risk_alerts"), last=count)["last"]
        last = await self._sql(self._registry.read, alerts.last_number)
        if 0 < told <= last and not self._afresh:
            return int(told)
        standing = await self._sql(self._registry.read, alerts.standing)
        await self._exchange.request("begin_risk_alerts")
        await self._send(standing)
        self._afresh = False
        return last

    async def _send(self, found: list[Raised]) -> None:
        for start in range(0, len(found), PAGE_MAX):
            part = found[start : start + PAGE_MAX]
            accounts = await self._sql(
                self._registry.read, alerts.accounts_of, {row.alert.entity for row in part}
            )
            replies = await self._exchange.request_many(
                [_request(row, accounts[row.alert.entity]) for row in part]
            )
            for reply in replies:
                reply.result()


def _request(raised: Raised, accounts: list[int]) -> Fields:
    """An alert for the gateway; its time stays here."""
    fields = {name: value for name, value in rows.alert_row(raised).items() if name != "time_ns"}
    return {"op": "risk_alert", "accounts": accounts[:ACCOUNTS_MAX], **fields}
