"""The check of the registry's hash chain after each start, beside the bridge's work."""

from __future__ import annotations

import logging

from sqlalchemy import Connection

from gateway.protocol.health import Condition
from settlement_bridge.books import Break, chain_check
from settlement_bridge.errors import StorageFailed
from settlement_bridge.store import Worker, chain
from settlement_bridge.store.database import Registry

log = logging.getLogger(__name__)


class BooksCheck:
    """What the check has found. `run` makes it, once."""

    def __init__(self, registry: Registry, worker: Worker) -> None:
        self._registry, self._worker = registry, worker
        self.condition = Condition(True, "the hash chain is not checked yet")

    async def run(self) -> None:
        """Compare every fact with the hash chain and report the first that differs."""
        try:
            number, breaks = await self._worker.aside(self._registry.snapshot, _look)
        except StorageFailed as error:
            self.condition = Condition(True, f"the hash chain could not be checked: {error}")
            log.error("%s", self.condition.says)
            return
        if not breaks:
            self.condition = Condition(True, f"as link {number} of the hash chain says")
            return
        self.condition = Condition(False, breaks[0].message)
        log.critical("the registry was changed from outside: %s", self.condition.says)


def _look(connection: Connection) -> tuple[int, list[Break]]:
    return chain.head(connection).number, list(chain_check.breaks(connection))
