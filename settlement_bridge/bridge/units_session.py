"""The registry as the exchange's books of cash see it: a session that is opened when it is needed,
and again after it was lost.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from engine.units import format_date
from gateway.client import Connection, ConnectionLost, ReplyMissing
from gateway.protocol.errors import GatewayError
from gateway.protocol.fields import line, number
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.proofs import REGISTRY
from gateway.protocol.server_clock import mend_clock
from settlement_bridge.bridge.agreement import count, read, rows
from settlement_bridge.bridge.objections import About
from settlement_bridge.bridge.two_legs import Delivered, Portion
from settlement_bridge.errors import ExchangeAway

log = logging.getLogger(__name__)


class UnitsRegistry:
    """Asks the registry to deliver units. An outcome that is unknown is ExchangeAway: ask again."""

    def __init__(self, url: str, key: PrivateKey, outside: Outside = SYSTEM) -> None:
        self._url, self._key, self._outside = url, key, outside
        self._connection: Connection | None = None

    async def deliver(self, asked: Portion, date: str) -> Delivered:
        """Have the units of a portion delivered. Raises RequestRefused, ExchangeAway."""
        answer = await self._request(
            "deliver_units",
            date=date,
            first=asked.first,
            last=asked.last,
            cash_short=_rows(asked.cash_short),
            units_short=sorted(asked.units_short),
        )
        found = read(answer, through=count, failed=rows, short=rows)
        failed = [read(row, seq=number, reason=line) for row in found["failed"]]
        short = [read(row, seq=number, account=count) for row in found["short"]]
        return Delivered(
            found["through"],
            {row["seq"]: row["reason"] for row in failed},
            {row["seq"]: row["account"] for row in short},
        )

    async def take_back(self, about: About, document: str) -> None:
        """Have the units of a delivered trade taken back. Raises RequestRefused, ExchangeAway."""
        named = about._asdict() | {"date": format_date(about.date)}
        await self._request("take_back_units", document=document, **named)

    async def close(self) -> None:
        """End the session."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _request(self, op: str, **fields: Any) -> Mapping[str, Any]:
        try:
            connection = await self._session()
            (reply,) = await connection.request_many([{"op": op, **fields}])
        except (ReplyMissing, ConnectionLost) as lost:
            await self.close()
            raise ExchangeAway(f"the registry {self._url}: {lost}") from lost
        except GatewayError as error:
            mend_clock(error, self._outside)
            raise ExchangeAway(f"the registry {self._url}: {error}") from error
        if reply.error is not None and reply.error.passing is not None:
            raise ExchangeAway(f"the registry {self._url}: {reply.error}") from reply.error
        answer: Mapping[str, Any] = reply.result()
        return answer

    async def _session(self) -> Connection:
        if self._connection is None or self._connection.lost is not None:
            wall_ns = self._outside.wall_ns
            self._connection = await Connection.open(
                self._url, self._key, server=REGISTRY, wall_ns=wall_ns
            )
            log.info("logged on at the registry %s", self._url)
        return self._connection


def _rows(short: Mapping[int, int]) -> list[dict[str, int]]:
    return [{"seq": seq, "account": account} for seq, account in sorted(short.items())]
