"""What sessions of one key, account or address ask of the registry waits beyond a budget, and the
others go on.
"""

from __future__ import annotations

import asyncio

import pytest

from gateway.protocol.auth import Grant
from settlement_bridge.server import budgets
from settlement_bridge.server.budgets import ADDRESSES_MAX, Budget, Budgets

HERE, THERE = "127.0.0.1", "192.0.2.4"
WEIGHT = 150  # beyond the half of a second's worth that may go at once


def grant(key: str, account: int = 0, role: str = "member") -> Grant:
    return Grant(key, 1, role, account)


async def waits(*asked: Budget) -> list[bool]:
    """Which of these have to wait when each asks for that weight, one after the other."""
    tasks = [asyncio.create_task(each.take(WEIGHT)) for each in asked]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = [not task.done() for task in tasks]
    for task in tasks:
        task.cancel()
    return late


async def test_a_session_has_a_pace_and_staff_and_the_venues_own_have_none() -> None:
    known = Budgets()
    assert await waits(known.of(grant("a", 1), HERE)) == [True]
    own = [known.of(grant(role, role=role), THERE) for role in ("exchange", "bridge", "feed")]
    assert await waits(*own, Budget()) == [False] * 4
    free = Budgets(per_s=0)
    assert await waits(free.of_stranger(THERE), free.of(grant("a", 1), THERE)) == [False] * 2


@pytest.mark.parametrize("shared", ["key", "account", "address"])
async def test_sessions_share_a_pace(shared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KEY_TIMES", "ACCOUNT_TIMES", "ADDRESS_TIMES"):
        monkeypatch.setattr(budgets, name, 1 if name == f"{shared.upper()}_TIMES" else 100)
    known = Budgets(400)  # of a session: it waits for nothing
    one = known.of(grant("a", 1), THERE)
    another = {
        "key": known.of(grant("a", 1), HERE),
        "account": known.of(grant("b", 1), HERE),
        "address": known.of(grant("b", 2), THERE),
    }[shared]
    assert await waits(one, another, known.of(grant("c", 3), HERE)) == [False, True, False]


async def test_sessions_that_ask_much_hold_up_none_that_asks_little() -> None:
    known = Budgets()
    much = [asyncio.create_task(known.of(grant("a", 1), HERE).take(100)) for _ in range(30)]
    await asyncio.sleep(0.1)
    await asyncio.wait_for(known.of(grant("a", 1), HERE).take(1), 2)
    assert not all(task.done() for task in much)
    for task in much:
        task.cancel()


async def test_few_addresses_are_remembered_and_those_of_this_computer_share_nothing() -> None:
    known = Budgets()
    assert await waits(known.of_stranger(HERE)) == [True]
    for number in range(ADDRESSES_MAX + 5):
        known.of_stranger(f"2001:db8::{number:x}")
        known.of_stranger(HERE)
    assert len(known._of_address) == ADDRESSES_MAX
