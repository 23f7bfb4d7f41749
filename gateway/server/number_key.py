"""The key of a new venue's opaque numbers: drawn where the venue is made, kept in its log."""

from __future__ import annotations

import re

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
