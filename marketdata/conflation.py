"""What listeners hear who want an absolute channel at most every so often.

All listeners of one pace hear at the same moments, so that they share each frame. Of each stream
the latest message goes out, with the `prev` of the first one that it replaces, so that numbers
have no holes for them either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.protocol.errors import RequestError
from marketdata.channels import CONFLATED, Key
from marketdata.streams import Message

PACES_MS = (100, 250, 500, 1_000, 5_000)


class Conflation:
    """What has come of each stream since the last moment of one pace."""

    def __init__(self) -> None:
        self._prev: dict[Key, int] = {}
        self._latest: dict[Key, Message] = {}

    def take(self, messages: Iterable[Message]) -> bool:
        """Note what is published; whether anything waits for the next moment."""
        for message in messages:
            key = message.key
            if key[0] in CONFLATED:
                self._prev.setdefault(key, message.body["prev"])
                self._latest[key] = message
        return bool(self._latest)

    def due(self) -> list[Message]:
        """What is to be sent at this moment, in the order in which the streams first changed."""
        latest, prev = self._latest, self._prev
        self._latest, self._prev = {}, {}
        return [_since(latest[key], first) for key, first in prev.items()]


def _since(latest: Message, prev: int) -> Message:
    return latest if latest.body["prev"] == prev else Message(latest.body | {"prev": prev})


def pace_of(fields: Mapping[str, Any]) -> int:
    """The pace that a subscription asks for, 0: every message. Raises RequestError."""
    every_ms: int = fields.get("every_ms", 0)
    channel = fields["channel"]
    if every_ms and channel not in CONFLATED:
        message = f"{channel} sends every change"
        raise RequestError(
            "field_unknown", message, field="every_ms", value=every_ms, allowed=list(CONFLATED)
        )
    return every_ms
