"""How the registry is, by HTTP: whether it can do its work, and what it has counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import sqlalchemy
from prometheus_client.metrics_core import Metric

from gateway.protocol.door import Door
from gateway.protocol.health import Condition, health_pages
from gateway.protocol.metrics import (
    disk_metrics,
    door_metrics,
    gauge,
    metrics_page,
    traffic_metrics,
)
from gateway.protocol.outside import Outside
from gateway.protocol.traffic import Traffic
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.errors import StorageFailed
from settlement_bridge.server.books_check import BooksCheck
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

ASK_EVERY_S = 2.0
AGE_MAX_S = 15.0  # since the database last answered
NS_PER_S = 1_000_000_000


class DatabasePulse:
    """Asks the database now and then, after the work that waits for it. `run` does it until
    cancelled.
    """

    def __init__(self, registry: Registry, worker: Worker, now_ns: Callable[[], int]) -> None:
        self._registry, self._worker, self._now_ns = registry, worker, now_ns
        self._answered_ns = now_ns()

    def age_s(self) -> float:
        """Seconds since the database last answered."""
        return (self._now_ns() - self._answered_ns) / NS_PER_S

    async def run(self) -> None:
        """Ask until cancelled; a database that does not answer is asked again."""
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            try:
                await self._worker(self._registry.read, _ask)
            except StorageFailed:
                continue
            self._answered_ns = self._now_ns()


def _ask(tables: sqlalchemy.Connection) -> None:
    tables.execute(sqlalchemy.text("SELECT 1"))


def conditions_of(
    pulse: DatabasePulse, exchange: Exchange, check: BooksCheck
) -> Mapping[str, Condition]:
    """What the registry needs: a database that answers, a session with the gateway whose books
    agree with its own, and facts that are what its hash chain says.
    """
    age_s, agreement = pulse.age_s(), exchange.agreement
    said = "connected" if exchange.connected.is_set() else agreement.sentence or "not connected"
    return {
        "database": Condition(age_s <= AGE_MAX_S, f"answered {age_s:.1f} s ago"),
        "gateway": Condition(exchange.connected.is_set(), said),
        "books": check.condition,
    }


class Parts(NamedTuple):
    """What the registry's pages tell of. `sessions` counts the open ones; `folder` is the
    venue's.
    """

    pulse: DatabasePulse
    exchange: Exchange
    traffic: Traffic
    worker: Worker
    sessions: Callable[[], int]
    folder: Path
    check: BooksCheck


def registry_door(parts: Parts, outside: Outside) -> Door:
    """The registry's door, with its pages."""
    pages = health_pages(lambda: conditions_of(parts.pulse, parts.exchange, parts.check))
    door = Door(pages, outside)
    pages["/metrics"] = metrics_page(lambda: _metrics(parts, door))
    return door


def _metrics(parts: Parts, door: Door) -> Iterator[Metric]:
    yield from traffic_metrics(parts.traffic)
    yield from door_metrics(door)
    yield from disk_metrics(parts.folder)
    yield gauge("sessions", "Sessions.", parts.sessions())
    yield gauge("database_age_seconds", "Since the database last answered.", parts.pulse.age_s())
    yield gauge("database_waiting", "Calls that wait for the database.", parts.worker.waiting)
    changed = "1 where the check after the start has found a fact that was changed from outside."
    yield gauge("registry_changed", changed, float(not parts.check.condition.ok))
    connected = parts.exchange.connected.is_set()
    yield gauge("gateway_connected", "1 while the gateway can be asked.", float(connected))
