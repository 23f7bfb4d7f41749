"""The bridge's process, which kills itself with SIGKILL at its N-th step; `--die-at N`, the rest as
settlement_bridge.server.

A step is each point at which its death could leave something half done: a transaction written and
not committed, committed; a request to the exchange not sent yet, answered. It delivers few trades
at a time, so that there are many steps.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from gateway.client import Reply
from settlement_bridge.bridge import settlement as bridge
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.server import __main__ as server
from settlement_bridge.store.database import Registry

TRADES_AT_ONCE = 10


def die_at(number: int) -> None:
    """Let the process die at that step."""
    left = number
    writing, request_many = Registry.writing, Exchange.request_many

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def counted_writing(registry: Registry) -> Iterator[Connection]:
        with writing(registry) as connection:
            yield connection
            step()
        step()

    async def counted_requests(
        exchange: Exchange, requests: Sequence[Mapping[str, Any]]
    ) -> list[Reply]:
        step()
        replies = await request_many(exchange, requests)
        step()
        return replies

    Registry.writing = counted_writing  # type: ignore[method-assign]
    Exchange.request_many = counted_requests  # type: ignore[method-assign]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--die-at", type=int, required=True)
    options, rest = parser.parse_known_args()
    bridge.DELIVERY_MAX = TRADES_AT_ONCE  # type: ignore[misc]
    die_at(options.die_at)
    return server.main(rest)


if __name__ == "__main__":
    sys.exit(main())
