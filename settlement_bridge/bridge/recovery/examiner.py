"""The examination of each new session with the exchange, before anything is sent on it."""

from __future__ import annotations

import logging
from typing import Any, Protocol

from settlement_bridge.bridge.recovery import applied, standing_sql
from settlement_bridge.bridge.recovery.applied import Ask, Row
from settlement_bridge.bridge.recovery.standing import Standing, Theirs, compare, read_theirs
from settlement_bridge.bridge.registry_sql import SqlRegistry
from settlement_bridge.records import Verdict
from settlement_bridge.store.worker import Worker

log = logging.getLogger(__name__)

NOT_APPLIED = "not_applied"  # code of a transfer that the exchange has passed without applying it
WHO = "bridge"


class Gateway(Protocol):
    """The session that is examined: `exchange.Exchange`."""

    standing: Standing

    async def ask(self, op: str, **fields: Any) -> Row:
        """A question on a session of any standing. Raises RequestRefused, ExchangeAway."""
        ...

    async def compared(self) -> Standing:
        """How the registry stands, once that is known or cannot be known now."""
        ...

    async def examine(self) -> Standing:
        """Compare again."""
        ...


async def ask_theirs(ask: Ask) -> Theirs:
    """What the exchange remembers. Raises RequestRefused, ExchangeAway."""
    return read_theirs(await ask("transfers"), await ask("days"))


class Examiner:
    """Compares registry and exchange."""

    def __init__(self, registry: SqlRegistry, worker: Worker) -> None:
        self._registry, self._sql = registry, worker
        self._first = True

    async def __call__(self, ask: Ask) -> Standing:
        """How the registry stands.

        Raises RequestRefused, ExchangeAway, and what the database raises.
        """
        theirs = await ask_theirs(ask)
        ours = await self._sql(self._registry.read, standing_sql.ours, theirs)
        standing = compare(ours, theirs)
        if standing.sound and self._first:
            await self.return_unapplied(ask, theirs)
            self._first = False
        return standing

    async def return_unapplied(self, ask: Ask, theirs: Theirs) -> None:
        """Give back pending transfers that the exchange has passed and not applied.

        Within one process a number that was passed has been applied, because each transfer names
        the one before it; but in an old copy one may be pending that was refused after the copy was
        taken. The exchange's log tells.
        """
        waiting = await self._sql(
            self._registry.read, standing_sql.pending_before, theirs.last_reference
        )
        if not waiting:
            return
        begin = applied.first_event(
            theirs, await self._sql(self._registry.read, standing_sql.last_done)
        )
        done = {row["reference"] async for row in applied.rows(ask, begin) if "reference" in row}
        refused = [
            Verdict(reference, NOT_APPLIED) for reference in waiting if reference not in done
        ]
        if refused:
            log.warning(
                "%d transfers were passed over by the exchange and are given back", len(refused)
            )
            await self._sql(self._registry.conclude, refused, WHO)
