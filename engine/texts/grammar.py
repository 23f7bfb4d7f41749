"""What a cell of a file may be: one form for a whole number, for a decimal number, for a day.

ASCII digits only: no sign but a minus where it is asked for, no blanks, no underscores, no
exponents, no thousands marks. A reader returns None for a text that is not of the form.
"""

from __future__ import annotations

import re

from engine.units import UnitError, parse_date, parse_hundredths

_WHOLE = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_TO_THE_FEN = re.compile(r"-?[0-9]{1,17}\.[0-9]{2}", re.ASCII)


def whole(text: str, least: int, most: int) -> int | None:
    """A whole number in a range."""
    if not _WHOLE.fullmatch(text) or (text[0] == "-" and least >= 0):
        return None
    value = int(text)
    return value if least <= value <= most else None


def hundredths(text: str, least: int, most: int, *, to_the_fen: bool = False) -> int | None:
    """A number with at most two decimals, or with both of them, times 100, in a range."""
    if (to_the_fen and not _TO_THE_FEN.fullmatch(text)) or (text[:1] == "-" and least >= 0):
        return None
    try:
        value = parse_hundredths(text)
    except UnitError:
        return None
    return value if least <= value <= most else None


def day(text: str) -> int | None:
    """A day of the calendar written 2026-01-05, as yyyymmdd."""
    try:
        return parse_date(text)
    except UnitError:
        return None
