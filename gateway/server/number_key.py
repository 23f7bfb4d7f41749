"""The key of a new venue's opaque numbers: drawn where the venue is made, kept in its log."""

from __future__ import annotations

import re

from engine.commands import CommandKind, command
from engine.events import EventKind
from engine.record.sequencer import Sequencer
from gateway.protocol.errors import GatewayError

KEY_BITS = 96
KEY_DIGITS = KEY_BITS // 4
HALF_BITS = KEY_BITS // 2


class NumberKeyRefused(GatewayError):
    """A key of numbers is not 24 hex digits, or is zero."""

    code = "number_key_refused"


def read_number_key(text: str) -> int:
    """The key that 24 hex digits say. Raises NumberKeyRefused."""
    if not re.fullmatch(f"[0-9a-fA-F]{{{KEY_DIGITS}}}", text) or not int(text, 16):
        rule = f"a key of numbers has {KEY_DIGITS} hex digits and is not zero"
        raise NumberKeyRefused(rule, field="number_key", value=text)
    return int(text, 16)


def key_numbers(sequencer: Sequencer, key: int) -> bool:
    """Key the numbers of a venue by its first command; whether that is done now.

    A venue that has commands keeps the numbers that it has. Raises StorageFailed.
    """
    if sequencer.next_command > 1:
        return False
    halves = {"higher_half": key >> HALF_BITS, "lower_half": key & ((1 << HALF_BITS) - 1)}
    batch = sequencer.process(command(CommandKind.KEY_NUMBERS, **halves))
    return bool(batch.events["kind"][0] == EventKind.ACCEPTED)
