"""What answers are made with: the turn of writing work, refusals as errors."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.protocol.errors import RequestError
from settlement_bridge.books.first_answers import Turn
from settlement_bridge.books.registry import open_registry
from settlement_bridge.errors import Refusal
from settlement_bridge.office import Office, Uploads
from settlement_bridge.store import Worker

pytestmark = pytest.mark.usefixtures("empty_registry")

REFUSED = Refusal("account_unknown", "account", 7, None, "no such account")


@pytest.fixture
def office(tmp_path: Path) -> Any:
    registry, worker = open_registry(f"sqlite:///{tmp_path}/registry.sqlite3"), Worker()
    bars: list[Refusal] = []

    async def barred() -> Refusal | None:
        return bars[-1] if bars else None

    transfers = SimpleNamespace(turn=Turn(registry, worker, barred), bars=bars)
    given: Any = (registry, worker, None, transfers, *[None] * 4, Uploads(), *[None] * 4)
    made = Office(*given)
    yield made
    worker.close()
    registry.close()


async def test_a_refusal_of_work_or_of_a_question_is_the_error_of_the_request(office: Any) -> None:
    for ask in (office.do, office.read):
        with pytest.raises(RequestError, match="no such account") as error:
            await ask(lambda _connection: REFUSED)
        assert (error.value.code, error.value.field, error.value.value) == (
            "account_unknown",
            "account",
            7,
        )
        assert await ask(lambda _connection, number: number + 1, 2) == 3


async def test_work_waits_for_its_turn(office: Any) -> None:
    async with office.transfers.turn.taken:
        waiting = asyncio.create_task(office.do(lambda _connection: 5))
        await asyncio.sleep(0.05)
        assert not waiting.done()
    assert await waiting == 5


async def test_barred_work_is_not_done_but_what_mends_is(office: Any) -> None:
    office.transfers.bars.append(Refusal("registry_behind", message="behind"))
    done: list[Connection] = []
    with pytest.raises(RequestError, match="behind"):
        await office.do(done.append)
    assert done == []
    await office.transfers.turn.mending(done.append)
    assert len(done) == 1


def test_a_file_that_nobody_has_sent_is_no_file(office: Any) -> None:
    with pytest.raises(RequestError, match="file"):
        office.uploaded({"digest": "0" * 64})
