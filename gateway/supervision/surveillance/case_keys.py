"""Who has a key, for people: the name and the id that the venue's keys.json has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_table import KeyEntry

KEYS_NAME = "keys.json"  # in a venue's data folder


def keys_by_number(data: Path) -> dict[int, KeyEntry]:
    """The venue's keys by the numbers that commands carry; none where they cannot be read."""
    try:
        return {each.number: each for each in PublicKeys(data / KEYS_NAME).entries()}
    except KeyFileError:
        return {}


def who_of(data: Path) -> Callable[[int], str]:
    """What says who has the key of a number."""
    keys = keys_by_number(data)

    def who(number: int) -> str:
        entry = keys.get(number)
        if entry is None:
            return f"key number {number}"
        return f"{entry.name} ({entry.key})" if entry.name else entry.key

    return who
