"""Answers to the operations of objections; results are accepted as soon as trading opens again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.bridge import trading_days
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.objections import acceptance, objections
from settlement_bridge.objections.acceptance import Market
from settlement_bridge.objections.objections import About, Objection
from settlement_bridge.operations.fields import sign_off
from settlement_bridge.operations.objections import ROWS
from settlement_bridge.records import PAGE_MAX, Day, DayStatus, SignOff
from settlement_bridge.store.registry import Registry
from settlement_bridge.store.worker import Worker

ACCEPT_EVERY_S = 5.0
NOT_OPENED = ("no_day", "pre_open")  # phases of a day on which trading has not opened

log = logging.getLogger(__name__)
Fields = dict[str, Any]
Result = TypeVar("Result")


class Turn(Protocol):
    """Where writing work waits for its turn: `transfers.Transfers`."""

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own."""
        ...


class Counter:
    """Answers the operations of `ROWS`.

    `run` keeps accepting results; `look` has the settlement go on.
    """

    operations = tuple(row.name for row in ROWS)

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        turn: Turn,
        exchange: Exchange,
        look: Callable[[], None],
    ) -> None:
        self._registry, self._sql, self._turn = registry, worker, turn
        self._exchange, self._look = exchange, look
        self._handlers: dict[str, Callable[[Fields, Grant], Awaitable[Fields]]] = {
            "object": self._object,
            "objections": self._objections,
            "result": self._result,
            "uphold_objection": self._uphold,
            "reject_objection": self._reject,
        }

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        return await self._handlers[operation](fields, grant)

    async def run(self) -> None:
        """Count results as accepted when trading has opened again, until cancelled."""
        while True:
            try:
                await self.accept()
            except RequestError as barred:
                log.warning("results are not accepted: %s", barred)
            await asyncio.sleep(ACCEPT_EVERY_S)

    async def accept(self) -> None:
        """Count results as accepted now, if trading has opened."""
        market, now = self._market(), self._registry.now_ns()
        if await self._read(acceptance.to_be_accepted, market):
            await self._turn.apart(lambda connection: acceptance.accept(connection, market, now))

    def _market(self) -> Market:
        return Market(self._exchange.date, self._exchange.phase not in NOT_OPENED)

    async def _do(self, work: Callable[[Connection], Result | Refusal]) -> Result:
        result = await self._turn.apart(work)
        if isinstance(result, Refusal):
            raise as_error(result)
        self._look()
        return result

    async def _read(self, query: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        return await self._sql(lambda: self._registry.read(query, *args, **kwargs))

    def _signed(self, fields: Fields, grant: Grant) -> tuple[SignOff, int]:
        return sign_off(fields, grant.key, grant.role), self._registry.now_ns()

    async def _object(self, fields: Fields, grant: Grant) -> Fields:
        if not self._exchange.connected.is_set():
            raise RequestError(
                "exchange_away", "whether trading has opened again cannot be known now"
            )
        method = fields.get("method", "listed") if "trade" in fields else ""
        about = About(fields["account"], fields["date"], method, fields.get("trade", 0))
        (who, now), market, text = self._signed(fields, grant), self._market(), fields["text"]
        return {
            "objection": await self._do(
                lambda connection: objections.object_to(connection, about, text, market, who, now)
            )
        }

    async def _objections(self, fields: Fields, _grant: Grant) -> Fields:
        limit = fields.get("limit", PAGE_MAX)
        wanted = {name: fields[name] for name in ("account", "date", "after") if name in fields}
        found: list[Objection] = await self._read(objections.listed, limit=limit + 1, **wanted)
        following = found[limit - 1].number if len(found) > limit else None
        return {"objections": [objection_row(row) for row in found[:limit]], "next": following}

    async def _result(self, fields: Fields, _grant: Grant) -> Fields:
        date = fields["date"]
        day: Day | None = await self._read(trading_days.day, date)
        if day is None:
            raise RequestError(
                "date_unknown",
                "no trade and no close of that day",
                field="date",
                value=format_date(date),
            )
        out = day.status >= DayStatus.DELIVERED
        opened = await self._read(acceptance.opened_after, date, self._market()) if out else 0
        return {
            "date": format_date(date),
            "status": day.status.name.lower(),
            "accepted": bool(opened),
            "objections_until": f"trading opened on {format_date(opened)}"
            if opened
            else "trading opens on the next trading day",
        }

    async def _uphold(self, fields: Fields, grant: Grant) -> Fields:
        (who, now), today = self._signed(fields, grant), self._exchange.date
        what = (fields["objection"], fields["reason"], fields.get("event"))
        return {
            "event": await self._do(
                lambda connection: objections.uphold(connection, *what, who, today, now)
            )
        }

    async def _reject(self, fields: Fields, grant: Grant) -> Fields:
        who, now = self._signed(fields, grant)
        what = (fields["objection"], fields["reason"])
        return {
            "objection": await self._do(
                lambda connection: objections.reject(connection, *what, who, now)
            )
        }


def objection_row(row: Objection) -> Fields:
    """An objection and its answer as the fields of a reply."""
    about = row.about
    status = "open" if row.upheld is None else "upheld" if row.upheld else "rejected"
    return {
        "objection": row.number,
        "time_ns": row.time_ns,
        "account": about.account,
        "date": format_date(about.date),
        "method": about.method or None,
        "trade": about.trade or None,
        "text": row.text,
        "who": row.who,
        "status": status,
        "reason": row.reason or None,
        "event": row.event or None,
        "answered_by": row.answered_by or None,
    }
