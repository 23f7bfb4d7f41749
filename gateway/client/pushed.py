"""What the venue pushes beside reports and events: its state, notices and alerts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Generic, TypedDict, TypeVar

from gateway.client.inbox import Inbox
from gateway.protocol.wire import Message

Item = TypeVar("Item")
# of one kind, not taken yet; the oldest are given up, a later one says everything
STATES_KEPT = 256


class State(TypedDict):
    """A change of the venue's state, pushed to every session."""

    type: str
    date: str
    phase: str
    venue_halted: bool
    halted: list[str]
    halts: list[dict[str, Any]]


class PushedStream(Generic[Item]):
    """Messages of one kind as they come: the venue's states, what its schedule reports."""

    def __init__(self) -> None:
        self._inbox: Inbox[Item] = Inbox(STATES_KEPT)
        self.push, self.end = self._inbox.push, self._inbox.end

    async def read(self) -> AsyncIterator[Item]:
        """Each message, until the session ends."""
        while await self._inbox.changed():
            while self._inbox:
                yield self._inbox.take()


class AlertStream:
    """Alerts: a pushed one only says that there is news, all are asked for by the number in their
    field `numbered`.
    """

    def __init__(self, numbered: str = "number") -> None:
        self._numbered = numbered
        self._news: Inbox[Message] = Inbox(1)
        self.push, self.end = self._news.push, self._news.end

    async def read(
        self, ask: Callable[[int], Awaitable[list[Message]]], after: int, follow: bool
    ) -> AsyncIterator[Message]:
        """The alerts after a number: those kept, then, with `follow`, each as it comes. `ask` gives
        those after a number.
        """
        while True:
            for alert in await ask(after):
                after = alert[self._numbered]
                yield alert
            if not follow or not await self._news.changed():
                return
            while self._news:
                self._news.take()
