"""A house of the bank's tests' own: what its bank says it holds would be a difference in everybody
else's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def house(
    tmp_path_factory: pytest.TempPathFactory,
    venue_runner: Any,
    registry_runner: Any,
    house_furnisher: Any,
) -> Iterator[Any]:
    """A venue with its registry as a process, accounts endowed, and 2026-01-05 settled with three
    trades.
    """
    with venue_runner(tmp_path_factory.mktemp("bank")) as running, registry_runner(running):
        asyncio.run(house_furnisher(running))
        yield running
