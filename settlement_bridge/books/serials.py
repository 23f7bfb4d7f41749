"""Serial numbers of units (统一编码): how they are printed and read, and how the spans over one of
them are found.

Every tonne of an instrument has a number of its own, 1, 2, 3 … in the order of issue, for ever.
Printed it carries the instrument, the year and the province of its issue:
`CEA25-2025-42-000000001234`.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.units import TEXT_MAX, UNITS_MAX
from settlement_bridge.records import Series

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
