"""What a reading task has received and a program has not yet taken: bounded, and closed with the
reason it ended.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Inbox(Generic[Item]):
    """Items in order of arrival, at most `bound`; one program takes them, nobody waits to put one
    in.
    """

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._items: deque[Item] = deque()
        self._changed = asyncio.Event()
        self._ended = False
        self._error: Exception | None = None

    def __len__(self) -> int:
        return len(self._items)

    @property
    def full(self) -> bool:
        """True when `bound` items wait."""
        return len(self._items) >= self._bound

    def put(self, item: Item) -> bool:
        """Keep an item; False, and nothing kept, when full."""
        if self.full:
            return False
        self._items.append(item)
        self._changed.set()
        return True

    def push(self, item: Item) -> None:
        """Keep an item, giving up the oldest when full: for states, where a later one says
        everything.
        """
        if self.full:
            self._items.popleft()
        self._items.append(item)
        self._changed.set()

    def wake(self) -> None:
        """Let the taker look again although nothing came."""
        self._changed.set()

    def end(self, error: Exception | None) -> None:
        """No more will come.

        What waits can be taken; then `changed` raises `error`, or says False if it is None.
        """
        self._ended = True
        self._error = error
        self._changed.set()

    def take(self) -> Item:
        """The oldest item. Raises IndexError when nothing waits."""
        return self._items.popleft()

    async def changed(self) -> bool:
        """Wait until something has come or `wake` was called; False when nothing more will come.

        Raises the error given to `end` when nothing waits.
        """
        if self._items:
            return True
        if not self._ended:
            self._changed.clear()
            await self._changed.wait()
        if self._items or not self._ended:
            return True
        if self._error is not None:
            raise self._error
        return False
