"""Listeners by what they want to hear: those of one interest are sent the same frames."""

from __future__ import annotations

from collections.abc import Iterator

from websockets.asyncio.server import ServerConnection

from marketdata.interest import Interest


class Groups:
    """The groups of one feed, kept as interests change, not made anew at each publication."""

    def __init__(self) -> None:
        self._members: dict[Interest, dict[ServerConnection, None]] = {}
        self._interests: dict[ServerConnection, Interest] = {}

    def put(self, connection: ServerConnection, interest: Interest) -> None:
        """Take a listener in, or from its group into another."""
        self.leave(connection)
        self._interests[connection] = interest
        self._members.setdefault(interest, {})[connection] = None

    def move(self, connection: ServerConnection, interest: Interest) -> None:
        """A listener has another interest; one that has left stays away."""
        if connection in self._interests:
            self.put(connection, interest)

    def leave(self, connection: ServerConnection) -> None:
        """A listener has gone."""
        interest = self._interests.pop(connection, None)
        if interest is None:
            return
        members = self._members[interest]
        del members[connection]
        if not members:
            del self._members[interest]

    def __contains__(self, connection: ServerConnection) -> bool:
        """Whether a listener is still there."""
        return connection in self._interests

    def paces(self) -> set[int]:
        """Every pace that somebody asks for, in ms."""
        return {pace for interest in self._members for pace in interest.paces}

    def __iter__(self) -> Iterator[tuple[Interest, list[ServerConnection]]]:
        """Each interest with its listeners, who may leave meanwhile."""
        return iter([(interest, list(each)) for interest, each in self._members.items()])
