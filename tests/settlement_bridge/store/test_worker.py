"""The database's thread."""

from __future__ import annotations

import asyncio
import threading

import pytest

from settlement_bridge.store import Worker


async def test_calls_run_one_after_another_on_one_other_thread_in_the_order_asked() -> None:
    worker, order, threads = Worker(), [], set()

    def note(number: int) -> int:
        order.append(number)
        threads.add(threading.get_ident())
        return number

    assert await asyncio.gather(*[worker(note, number) for number in range(50)]) == list(range(50))
    assert order == list(range(50))
    assert len(threads) == 1
    assert threads != {threading.get_ident()}
    worker.close()


async def test_an_error_comes_back_to_who_asked() -> None:
    worker = Worker()
    with pytest.raises(ZeroDivisionError):
        await worker(lambda: 1 // 0)
    assert await worker(lambda: 1) == 1
    worker.close()


async def test_a_call_aside_keeps_no_other_waiting() -> None:
    worker, done = Worker(), threading.Event()
    long = asyncio.create_task(worker.aside(done.wait))
    assert await worker(lambda: 7) == 7
    assert not long.done()
    done.set()
    assert await long
    worker.close()
