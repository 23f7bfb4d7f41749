"""Ranges of serial numbers as people write them, in one grammar. Pure.

`[INSTRUMENT-YEAR-PROVINCE-]FIRST[-LAST]`: with the series in front the numbers are printed with
12 digits, as in a serial number, and the series must be right; without it they are plain numbers
of the instrument that is named beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from engine.units import UNITS_MAX
from settlement_bridge.books.serials import SEQUENCE_DIGITS
from settlement_bridge.books.serials import read as read_serial
from settlement_bridge.records import Range

RANGES_MAX = 500  # of one request
RANGE_SIZE = 100  # characters of one
FORM = "FIRST-LAST, as 11-15, or the serial numbers, as CEA25-2025-42-000000000011-000000000015"
_PLAIN = re.compile("([1-9][0-9]*)(?:-([1-9][0-9]*))?", re.ASCII)
_SERIES = "(.+-[0-9]{4}-[0-9]{2}-)"
_PRINTED = re.compile(rf"{_SERIES}([0-9]{{{SEQUENCE_DIGITS},}})(?:-([0-9]+))?", re.ASCII)


class BadRange(ValueError):
    """A range that cannot be taken: what was written, and what is wrong with it."""

    def __init__(self, text: str, wrong: str) -> None:
        super().__init__(wrong)
        self.text = text


def read(text: str, instrument: str) -> Range:
    """One range of an instrument's units. Raises BadRange."""
    plain, printed = _PLAIN.fullmatch(text), _PRINTED.fullmatch(text)
    if plain is not None:
        found = Range(int(plain[1]), int(plain[2] or plain[1]))
    elif printed is not None:
        found = _printed(text, printed, instrument)
    else:
        raise BadRange(text, f"is written {FORM}")
    if found.last < found.first:
        raise BadRange(text, "has its last number below its first")
    if found.last > UNITS_MAX:
        raise BadRange(text, f"has numbers of at most {UNITS_MAX}")
    return found


def _printed(text: str, parts: re.Match[str], instrument: str) -> Range:
    try:
        first = read_serial(parts[1] + parts[2])
        last = read_serial(parts[1] + (parts[3] or parts[2]))
    except ValueError as error:
        raise BadRange(text, f"is written {FORM}") from error
    if first.instrument != instrument:
        raise BadRange(text, f"names units of {instrument}, the instrument that is asked for")
    return Range(first.number, last.number, first.series)


def read_all(texts: Sequence[str], instrument: str) -> tuple[Range, ...]:
    """Ranges in order of their numbers. Raises BadRange: one is malformed, or two overlap."""
    found = sorted((read(text, instrument) for text in texts), key=lambda span: span[:2])
    for before, following in pairwise(found):
        if following.first <= before.last:
            both = f"{said(*before[:2])} and {said(*following[:2])}"
            raise BadRange(both, "holds ranges that do not overlap")
    return tuple(found)


def size(ranges: Sequence[Range]) -> int:
    """How many units they name."""
    return sum(span.last - span.first + 1 for span in ranges)


def said(first: int, last: int) -> str:
    """A range in plain numbers."""
    return f"{first}-{last}" if first != last else str(first)
