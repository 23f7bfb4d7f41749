"""The floor: the same matching with none of an exchange's duties, one monolithic kernel over plain
arrays.

No accounts, no locks, no settlement, no checks, no events: price-time priority on a ladder with
bitmaps, and two sums. What the engine takes above this is what its duties cost.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

# It tells numba what `highest_bit` is as compiled code.
import engine.compiler.machine_code  # noqa: F401
from benchmarks.flows import BASE, INSTRUMENTS, Flow
from engine.commands import CommandArray, CommandKind, Side
from engine.compiler.jit import highest_bit

WIDTH = 4096  # price places a side
WORDS = WIDTH // 64
LOWEST = BASE - 1000
HIGHEST = BASE + 1000

ORDER = np.dtype(
    [
        ("key", "<i4"),
        ("open", "<i4"),
        ("next", "<u4"),
        ("previous", "<u4"),
        ("book", "<u4"),
        ("id", "<u4"),
    ],
    align=True,
)
TASK = np.dtype(
    [
        ("id", "<u4"),
        ("price", "<i4"),
        ("quantity", "<i4"),
        ("instrument", "u1"),
        ("side", "u1"),
        ("cancel", "u1"),
    ],
    align=True,
)


class Books(NamedTuple):
    """Everything the kernel keeps, one row a side and instrument."""

    best: NDArray[np.int64]
    summit: NDArray[np.uint64]
    words: NDArray[np.uint64]
    heads: NDArray[np.uint32]
    tails: NDArray[np.uint32]
    orders: NDArray[np.void]
    slots: NDArray[np.uint32]
    counters: NDArray[np.int64]  # free slot, used slots, trades, traded quantity


def empty_books(order_numbers: int, resting: int) -> Books:
    """Empty books for that many order numbers and resting orders."""
    sides = 2 * INSTRUMENTS
    return Books(
        best=np.full(sides, -1, np.int64),
        summit=np.zeros(sides, np.uint64),
        words=np.zeros(sides * WORDS, np.uint64),
        heads=np.zeros(sides * WIDTH, np.uint32),
        tails=np.zeros(sides * WIDTH, np.uint32),
        orders=np.zeros(resting + 1, ORDER),
        slots=np.zeros(order_numbers + 1, np.uint32),
        counters=np.zeros(4, np.int64),
    )


def tasks_of(commands: CommandArray, orders: int, first: int) -> NDArray[np.void]:
    """The new orders and cancels of a flow as small records; `first` is the number of the first new
    order.
    """
    chosen = commands[
        (commands["kind"] == CommandKind.NEW_ORDER) | (commands["kind"] == CommandKind.CANCEL)
    ]
    tasks = np.zeros(len(chosen), TASK)
    new = chosen["kind"] == CommandKind.NEW_ORDER
    tasks["id"] = np.where(new, first - 1 + np.cumsum(new), chosen["order_id"] // orders)
    tasks["cancel"] = ~new
    tasks["price"] = chosen["price"]
    tasks["quantity"] = chosen["quantity"]
    tasks["instrument"] = np.maximum(chosen["instrument"], 1) - 1
    tasks["side"] = chosen["side"] == Side.SELL
    return tasks


def books_and_tasks(flow: Flow, orders: int) -> tuple[Books, NDArray[np.void]]:
    """Books filled by the flow's opening, and the tasks to measure.

    `orders` is the engine's order capacity.
    """
    opening = tasks_of(flow.opening, orders, 1)
    tasks = tasks_of(flow.commands, orders, 1 + len(opening))
    numbers = int(max(opening["id"].max(), tasks["id"].max()))
    books = empty_books(numbers, len(opening) + len(tasks))
    run(opening, *books)
    return books, tasks


@numba.njit(error_model="numpy")
def run(
    tasks: Any,
    best: Any,
    summit: Any,
    words: Any,
    heads: Any,
    tails: Any,
    orders: Any,
    slots: Any,
    counters: Any,
) -> None:  # pragma: no cover - compiled
    """Play every task; one function, so that no array is counted by reference inside the loop."""
    free, used, trades, traded = counters[0], counters[1], counters[2], counters[3]
    one = np.uint64(1)
    for index in range(tasks.shape[0]):
        task = tasks[index]
        leaving = np.int64(0)
        if task.cancel:
            leaving = np.int64(slots[task.id])
            if leaving == 0 or orders[leaving].id != task.id:
                continue
        book = np.int64(task.instrument) * 2 + np.int64(task.side)
        other = book ^ 1
        left = np.int64(task.quantity)
        limit = np.int64(HIGHEST - task.price) if task.side == 0 else np.int64(task.price - LOWEST)
        while True:
            if leaving == 0:
                if left == 0 or best[other] < limit:
                    break
                slot = np.int64(heads[other * WIDTH + best[other]])
                quantity = min(left, np.int64(orders[slot].open))
                left -= quantity
                orders[slot].open -= quantity
                trades += 1
                traded += quantity
                if orders[slot].open != 0:
                    break
            else:
                slot = leaving
            # The order leaves its queue.
            order = orders[slot]
            where = np.int64(order.book)
            key = np.int64(order.key)
            place = where * WIDTH + key
            if order.previous == 0:
                heads[place] = order.next
            else:
                orders[order.previous].next = order.next
            if order.next == 0:
                tails[place] = order.previous
            else:
                orders[order.next].previous = order.previous
            if heads[place] == 0:
                word = where * WORDS + (key >> 6)
                words[word] &= ~(one << np.uint64(key & 63))
                if words[word] == 0:
                    summit[where] &= ~(one << np.uint64(key >> 6))
                if key == best[where]:
                    if summit[where] == 0:
                        best[where] = -1
                    else:
                        top = highest_bit(summit[where])
                        best[where] = top * 64 + highest_bit(words[where * WORDS + top])
            order.id = 0
            order.next = free
            free = slot
            if leaving != 0:
                break
        if leaving != 0 or left == 0:
            continue
        # What is left joins its queue.
        if free != 0:
            slot = free
            free = np.int64(orders[slot].next)
        else:
            used += 1
            slot = used
        key = np.int64(task.price - LOWEST) if task.side == 0 else np.int64(HIGHEST - task.price)
        place = book * WIDTH + key
        order = orders[slot]
        order.id = task.id
        order.key = key
        order.open = left
        order.book = book
        order.next = 0
        order.previous = tails[place]
        if tails[place] == 0:
            heads[place] = slot
            words[book * WORDS + (key >> 6)] |= one << np.uint64(key & 63)
            summit[book] |= one << np.uint64(key >> 6)
            if key > best[book]:
                best[book] = key
        else:
            orders[tails[place]].next = slot
        tails[place] = slot
        slots[task.id] = slot
    counters[0], counters[1], counters[2], counters[3] = free, used, trades, traded
