"""Alerts of compliance risk, assessed again and again while the registry runs. Clients follow them,
and the exchange gets them, whose staff may act on them: none is lost on the way.

The gateway keeps alerts in memory. On a new session we ask it for the last number. When that is
none of ours (the venue has been started anew, or the registry is another), we send the alerts in
force from the first on, else those that came since.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from engine.units import format_date
from gateway.client import Reply, RequestRefused
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import line
from settlement_bridge.books.first_answers import Turn
from settlement_bridge.books.scopes import Seen, seen_by
from settlement_bridge.bridge.agreement import Row, count, read, rows, tonnes
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.compliance import alerts, is_credit, notices
from settlement_bridge.compliance.alerts import Raised
from settlement_bridge.errors import ExchangeAway
from settlement_bridge.law.kept import law_of
from settlement_bridge.office import Fields
from settlement_bridge.operations.fields import PAGE_MAX
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

ASSESS_EVERY_S = 60.0
ACCOUNTS_MAX = 100  # of an entity, in one message
REST_S = 1.0  # before another attempt

log = logging.getLogger(__name__)


class Alerts:
    """Assesses alerts; `run` does it until cancelled. Those who follow hear of each."""

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        turn: Turn,
        exchange: Exchange,
        folder: Path | None = None,
    ) -> None:
        """`folder`: of the files for provinces; None: none are written."""
        self._registry, self._sql, self._turn = registry, worker, turn
        self._exchange, self._folder = exchange, folder
        self._news = asyncio.Event()  # replaced whenever alerts were assessed

    async def run(self) -> None:
        """Assess alerts every minute, whenever the exchange can be asked, until cancelled."""
        while True:
            try:
                await self.assess()
            except (ExchangeAway, RequestRefused, RequestError) as error:
                log.warning("alerts are not assessed: %s", error)
            await asyncio.sleep(ASSESS_EVERY_S)

    async def assess(self) -> int:
        """Assess alerts now: how many were raised, changed or lifted.

        Raises ExchangeAway, RequestRefused.
        """
        if not await self._sql(self._registry.read, alerts.anything):
            return 0
        offered = await ask_offers(self._exchange)
        today, now = self._exchange.date, self._registry.now_ns()
        if not today:
            return 0
        news = await self._turn.apart(
            lambda connection: alerts.assess(connection, offered, today, now)
        )
        self._news.set()
        self._news = asyncio.Event()
        await self._sql(self._write_files, today)
        return news

    def _write_files(self, today: int) -> None:
        """Write the day's files for the provinces, once."""
        if self._folder is None or (self._folder / format_date(today)).exists():
            return
        found, law = self._registry.read(notices.by_province), self._registry.read(law_of)
        try:
            notices.write_files(self._folder, today, found, law)
        except OSError as error:
            log.error("the alerts of %s are not written to files: %s", format_date(today), error)

    async def assessed(self, within_s: float) -> None:
        """Wait until alerts are assessed again, or for this time."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return

    async def follow_raised(self, after: int, seen: Seen = None) -> AsyncIterator[list[Raised]]:
        """Alerts with numbers above `after` of the entities that are `seen`, a page at a time,
        without end; each page once the one before has been taken.
        """
        while True:
            news = self._news
            found = await self._sql(self._registry.read, alerts.raised, after, PAGE_MAX, seen)
            if found:
                after = found[-1].number
                yield found
            else:
                await news.wait()

    async def follow(self, fields: Fields, grant: Grant) -> AsyncIterator[list[Fields]]:
        """As the messages that a key's session is sent after `follow_alerts`."""
        async for page in self.follow_raised(fields.get("after", 0), seen_by(grant)):
            yield [{"type": "alert", **alert_row(row)} for row in page]


class Messenger:
    """Sends alerts to the exchange. `run` does it until cancelled."""

    def __init__(
        self, registry: Registry, worker: Worker, exchange: Exchange, raised: Alerts
    ) -> None:
        self._registry, self._sql = registry, worker
        self._exchange, self._raised = exchange, raised
        self._afresh = False

    async def run(self) -> None:
        """Send all alerts, now and later; no answer ends it.

        Raises what the database raises.
        """
        while True:
            await self._exchange.connected.wait()
            try:
                last = await self._begin()
                async for page in self._raised.follow_raised(last):
                    await self._send(page)
            except ExchangeAway as away:
                log.warning("alerts wait: %s", away)
            except RequestRefused as refused:
                log.error("the exchange takes no alerts: %s", refused)
                # a later one may have been taken: the last number proves nothing
                self._afresh = True
            await asyncio.sleep(REST_S)

    async def _begin(self) -> int:
        """Bring the exchange up to date: the number after which to go on."""
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


def alert_row(raised: Raised) -> Fields:
    """An alert raised, changed or (shortfall 0) lifted, as clients read it."""
    alert = raised.alert
    return {
        "number": raised.number,
        "time_ns": raised.time_ns,
        "date": format_date(raised.date) or None,
        "name": raised.name,
        **alert._asdict(),
        "kind": alert.kind.value,
    }


def _request(raised: Raised, accounts: list[int]) -> Fields:
    """An alert for the gateway; its time and its level stay here."""
    own = ("time_ns", "level", "due", "cash_fen", "price")
    fields = {name: value for name, value in alert_row(raised).items() if name not in own}
    return {"op": "risk_alert", "accounts": accounts[:ACCOUNTS_MAX], **fields}


async def ask_offers(exchange: Exchange) -> dict[int, dict[str, int]]:
    """Tonnes of allowances that each account has in sell orders and intents, by code.

    Raises ExchangeAway, RequestRefused.
    """
    numbers = [row["account"] for row in await exchange.accounts()]
    replies = await exchange.request_many(
        [{"op": "balances", "account": number} for number in numbers]
    )
    return {number: _locked(reply) for number, reply in zip(numbers, replies, strict=True)}


def _locked(reply: Reply) -> dict[str, int]:
    locked = {row["instrument"]: row["locked"] for row in _holdings(reply)}
    return {code: quantity for code, quantity in locked.items() if not is_credit(code)}


def _holdings(reply: Reply) -> list[Row]:
    found: list[Row] = read(reply.result(), holdings=rows)["holdings"]
    return [read(row, instrument=line, locked=tonnes) for row in found]
