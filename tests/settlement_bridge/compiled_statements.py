"""Statements of SQL are compiled once for all registries that tests open, not once for each: that
takes longer than most of what a test asks of one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event

KEPT = 5_000  # statements


def engines() -> Callable[[URL], Engine]:
    """Makes engines that have dialect and compiled statements of the first on such a database that
    has connected.
    """
    first: dict[str, Engine] = {}

    def create(address: URL) -> Engine:
        made = create_engine(address, query_cache_size=KEPT)
        kind = address.get_backend_name()
        if kind in first:
            made.dialect, made._compiled_cache = first[kind].dialect, first[kind]._compiled_cache
            return made

        def connected(*_: Any) -> None:
            first.setdefault(kind, made)

        event.listen(made, "connect", connected)
        return made

    return create
