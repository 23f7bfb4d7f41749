"""An older copy of the exchange is found out by the number of its start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from settlement_bridge.bridge.agreement import Agreement, AgreementState
from settlement_bridge.bridge.examiner import Examiner
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    made = Worker()
    yield made
    made.close()


async def empty_exchange(op: str, **_fields: Any) -> dict[str, Any]:
    """An exchange that has done nothing yet."""
    anchor = {"anchor": None, "log_position": 0, "log_link": "", "stands": None}
    return {"transfers": {"last_reference": 0}, "days": {"days": []}, "anchor": anchor}[op]


async def test_a_later_start_is_agreed_with_and_an_earlier_one_no_longer(
    registry: Registry, worker: Worker
) -> None:
    async def agreed(epoch: int) -> Agreement:
        return await Examiner(registry, worker)(empty_exchange, epoch)

    for epoch in (3, 4, 4, 1_001, 1_002, 0):
        assert (await agreed(epoch)).sound
    older = await agreed(5)
    assert older.state is AgreementState.AHEAD
    assert "its log is in epoch 5, and one of epoch 1002 was agreed with" in older.sentence
    assert (await agreed(1_003)).sound
