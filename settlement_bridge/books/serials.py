"""Serial numbers of units (统一编码): how they are printed and read, and how the spans over one of
them are found.

Every tonne of an instrument has a number of its own, 1, 2, 3 … in the order of issue, for ever.
Printed it carries the instrument, the year and the province of its issue:
`CEA25-2025-42-000000001234`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.units import TEXT_MAX, UNITS_MAX
from settlement_bridge.books import Range, Series

SEQUENCE_DIGITS = 12  # at least: a longer number is printed whole
PROVINCE_MAX = 99
YEARS = range(2000, 3000)
FORM = "INSTRUMENT-YEAR-PROVINCE-NUMBER, as CEA25-2025-42-000000001234"
_LEVELS = UNITS_MAX.bit_length()


class Serial(NamedTuple):
    """One tonne."""

    instrument: str
    series: Series
    number: int


def write(serial: Serial) -> str:
    """A serial number as people read it."""
    year, province = serial.series
    return f"{serial.instrument}-{year:04}-{province:02}-{serial.number:0{SEQUENCE_DIGITS}}"


def read(text: str) -> Serial:
    """What `write` writes. Raises ValueError naming the form."""
    parts = text.rsplit("-", 3)
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts[1:]):
        raise ValueError(f"{text!r} is not {FORM}")
    year, province, number = map(int, parts[1:])
    good = (
        1 <= len(parts[0]) <= TEXT_MAX
        and year in YEARS
        and province <= PROVINCE_MAX
        and 1 <= number <= UNITS_MAX
    )
    if not good or write(Serial(parts[0], Series(year, province), number)) != text:
        raise ValueError(f"{text!r} is not {FORM}")
    return Serial(parts[0], Series(year, province), number)


def fork(first: int, last: int) -> int:
    """Where the binary digits of a span's ends part: what they begin with alike, then a one, then
    zeros; it lies in the span.

    Spans are stored with their fork, so that those over a number are found by an index on equality
    (`forks_over`), however many spans there are.
    """
    level = (first ^ last).bit_length() - 1
    return last if level < 0 else (last >> level) << level


def forks_over(number: int) -> list[int]:
    """Every fork that a span over this number can have: one for each binary digit, and the number
    itself.
    """
    return [((number >> (level + 1)) << (level + 1)) | (1 << level) for level in range(_LEVELS)] + [
        number
    ]


RANGES_MAX = 500  # of one request
RANGE_SIZE = 100  # characters of one
RANGE_FORM = (
    "FIRST-LAST, as 11-15, or the serial numbers, as CEA25-2025-42-000000000011-000000000015"
)
_PLAIN = re.compile("([1-9][0-9]*)(?:-([1-9][0-9]*))?", re.ASCII)
_PRINTED_SERIES = "(.+-[0-9]{4}-[0-9]{2}-)"
_PRINTED = re.compile(rf"{_PRINTED_SERIES}([0-9]{{{SEQUENCE_DIGITS},}})(?:-([0-9]+))?", re.ASCII)


class BadRange(ValueError):
    """A range that cannot be taken: what was written, and what is wrong with it."""

    def __init__(self, text: str, wrong: str) -> None:
        super().__init__(wrong)
        self.text = text


def read_range(text: str, instrument: str) -> Range:
    """One range of an instrument's units. Raises BadRange."""
    plain, printed = _PLAIN.fullmatch(text), _PRINTED.fullmatch(text)
    if plain is not None:
        found = Range(int(plain[1]), int(plain[2] or plain[1]))
    elif printed is not None:
        found = _printed(text, printed, instrument)
    else:
        raise BadRange(text, f"is written {RANGE_FORM}")
    if found.last < found.first:
        raise BadRange(text, "has its last number below its first")
    if found.last > UNITS_MAX:
        raise BadRange(text, f"has numbers of at most {UNITS_MAX}")
    return found


def _printed(text: str, parts: re.Match[str], instrument: str) -> Range:
    try:
        first = read(parts[1] + parts[2])
        last = read(parts[1] + (parts[3] or parts[2]))
    except ValueError as error:
        raise BadRange(text, f"is written {RANGE_FORM}") from error
    if first.instrument != instrument:
        raise BadRange(text, f"names units of {instrument}, the instrument that is asked for")
    return Range(first.number, last.number, first.series)


def read_ranges(texts: Sequence[str], instrument: str) -> tuple[Range, ...]:
    """Ranges in order of their numbers. Raises BadRange: one is malformed, or two overlap."""
    found = sorted((read_range(text, instrument) for text in texts), key=lambda span: span[:2])
    for before, following in pairwise(found):
        if following.first <= before.last:
            both = f"{range_text(*before[:2])} and {range_text(*following[:2])}"
            raise BadRange(both, "holds ranges that do not overlap")
    return tuple(found)


def quantity_of(ranges: Sequence[Range]) -> int:
    """How many units they name."""
    return sum(span.last - span.first + 1 for span in ranges)


def range_text(first: int, last: int) -> str:
    """A range in plain numbers."""
    return f"{first}-{last}" if first != last else str(first)
