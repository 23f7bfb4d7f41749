"""What a listener wants to hear now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from marketdata.channels import Key
from marketdata.streams import Message


@dataclass(frozen=True)
class Interest:
    """The messages that a listener wants, and their encoding; listeners with equal interests share
    frames.

    `subscribed`: with the pace of each in ms, 0: every message at once.
    """

    text: bool
    subscribed: frozenset[tuple[Key, int]]
    owed: frozenset[Key]

    def wants(self, message: Message, every_ms: int = 0) -> bool:
        """Whether a message is to be sent now, or at a moment of a pace."""
        key = message.key
        wanted = (key, every_ms) in self.subscribed or ((key[0], None), every_ms) in self.subscribed
        return wanted and key not in self.owed

    @cached_property
    def paces(self) -> set[int]:
        """The paces that are asked for."""
        return {every_ms for _, every_ms in self.subscribed if every_ms}
