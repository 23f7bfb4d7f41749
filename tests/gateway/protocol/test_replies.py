from __future__ import annotations

import asyncio

import pytest

from gateway.protocol.replies import Batch, ConnectionLost, Reply, RequestRefused

ERROR = {
    "code": "rate_exceeded",
    "field": None,
    "value": None,
    "allowed": 5000,
    "message": "too fast",
    "retry_after_ms": 7,
}


def test_a_reply_gives_its_fields() -> None:
    reply = Reply(True, {"order": 7})
    assert reply["order"] == reply.result()["order"] == 7


def test_a_refused_reply_raises_its_error() -> None:
    reply = Reply(False, {}, RequestRefused("new_order", ERROR))
    with pytest.raises(
        RequestRefused, match=r"new_order refused: too fast \[rate_exceeded\]"
    ) as refused:
        reply.result()
    assert (refused.value.allowed, refused.value.retry_after_ms) == (5000, 7)


def test_a_refusal_without_words_still_says_something() -> None:
    assert str(RequestRefused("cancel", {})) == "cancel refused: refused [refused]"


async def test_a_batch_is_done_when_the_last_reply_is_in_its_place() -> None:
    batch = Batch(10, ["a", "b"], [None, None], 2)
    batch.answer({"id": 11, "ok": True})
    assert not batch.done.done()
    batch.answer({"id": 10, "ok": False, "error": ERROR})
    await batch.done
    assert [reply.ok for reply in batch.replies if reply] == [False, True]


async def test_a_batch_that_is_given_up_raises_why() -> None:
    batch = Batch(1, ["a"], [None], 1)
    batch.fail(ConnectionLost(4009, "slow_reader"))
    with pytest.raises(ConnectionLost, match="4009, slow_reader"):
        await asyncio.shield(batch.done)
