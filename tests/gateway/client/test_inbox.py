from __future__ import annotations

import asyncio

import pytest

from gateway.client.inbox import Inbox


def test_items_are_taken_in_order_of_arrival() -> None:
    inbox: Inbox[int] = Inbox(3)
    assert [inbox.put(item) for item in (1, 2, 3)] == [True, True, True]
    assert [inbox.take() for _ in range(3)] == [1, 2, 3]


def test_a_full_inbox_keeps_nothing_more() -> None:
    inbox: Inbox[int] = Inbox(2)
    assert [inbox.put(item) for item in (1, 2, 3)] == [True, True, False]
    assert len(inbox) == 2


def test_a_pushed_item_replaces_the_oldest() -> None:
    inbox: Inbox[int] = Inbox(2)
    for item in (1, 2, 3):
        inbox.push(item)
    assert [inbox.take(), inbox.take()] == [2, 3]


async def test_a_waiting_taker_is_told_of_an_item() -> None:
    inbox: Inbox[int] = Inbox(2)
    waiting = asyncio.create_task(inbox.changed())
    await asyncio.sleep(0)
    inbox.put(1)
    assert await waiting is True


async def test_what_waits_can_be_taken_after_the_end_and_then_the_error_comes() -> None:
    inbox: Inbox[int] = Inbox(2)
    inbox.put(1)
    inbox.end(OSError("gone"))
    assert await inbox.changed() is True
    inbox.take()
    with pytest.raises(OSError, match="gone"):
        await inbox.changed()


async def test_an_end_without_an_error_is_just_the_end() -> None:
    inbox: Inbox[int] = Inbox(2)
    waiting = asyncio.create_task(inbox.changed())
    await asyncio.sleep(0)
    inbox.end(None)
    assert await waiting is False
