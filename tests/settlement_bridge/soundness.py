"""A registry's check of itself between the steps of a test.

In SQLite it is made after every step. On PostgreSQL each of its thirty questions goes to another
process and back: it is made once, after the last step, and after every step in a campaign
(`CEAX_EXAMPLES` of 2 or more). The steps are the same on both.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.store.database import Registry

IN_CAMPAIGN = int(os.environ.get("CEAX_EXAMPLES", "1")) > 1


def lines_of(table: str, registry: Registry) -> Iterator[str]:
    """The lines of a table, between which a registry is sound."""
    for line in filter(str.strip, table.splitlines()):
        yield line
        still_sound(registry)
    sound(registry)


def still_sound(registry: Registry) -> None:
    """After a step that others follow: nothing in the registry disagrees."""
    if IN_CAMPAIGN or registry.engine.dialect.name == "sqlite":
        sound(registry)


def sound(registry: Registry) -> None:
    """Nothing in the registry disagrees."""
    assert registry.snapshot(disagreements) == []
