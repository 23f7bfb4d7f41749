"""Columns of texts as numbers and times, all rows at once, by the grammar of one cell
(engine/texts/grammar.py): ASCII digits, at most one minus and one point, nothing else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Texts = NDArray[np.bytes_]
INT64_MAX = 2**63 - 1
MINUS, POINT, ZERO, BLANK = b"-.0 "
MOMENT = b"0000-00-00T00:00:00.000000000"  # a 0 for any digit, a T also for a blank
DATE, MINUTE, SECOND = (len(each) for each in ("2026-01-05", "2026-01-05T09:30", MOMENT[:19]))
MOMENT_LENGTHS = (DATE, MINUTE, SECOND, *range(SECOND + 2, len(MOMENT) + 1))
YEARS = (1970, 2261)  # whose nanoseconds fit into 63 bits


def numbers_of(values: Texts, decimals: int) -> tuple[Integers, Mask]:
    """Decimal numbers as whole ones of the last decimal place, and where there is none; an empty
    text is 0.

    `decimals` are as many as a text may have; with 0 it has no point.
    """
    total, places = np.zeros(len(values), np.int64), np.zeros(len(values), np.int64)
    wrong, digits, pointed = (np.zeros(len(values), bool) for _ in range(3))
    letters = _letters(values)
    minus = letters[:, 0] == MINUS
    for place, letter in enumerate(letters.T):
        digit = letter.astype(np.int64) - ZERO
        is_digit = (digit >= 0) & (digit <= 9)
        point = (letter == POINT) & digits & ~pointed & (decimals > 0)
        wrong |= ~is_digit & ~point & (letter != 0) & ~(minus & (place == 0))
        wrong |= is_digit & (total > (INT64_MAX - digit) // 10)
        total = np.where(is_digit & ~wrong, total * 10 + digit, total)
        places += is_digit & pointed
        digits |= is_digit
        pointed |= point
    wrong |= (places > decimals) | (pointed & (places == 0)) | ((values != b"") & ~digits)
    scale = 10 ** np.clip(decimals - places, 0, decimals)
    wrong |= total > INT64_MAX // scale
    total = np.where(wrong, 0, total) * scale
    return np.where(minus, -total, total), wrong


def moments_of(values: Texts) -> tuple[Integers, Mask]:
    """Times as 2026-01-05, with a time of day as 09:30, 09:30:00 or 09:30:00.000000001 after a T or
    a blank, in nanoseconds since 1970, and where there is none; an empty text is 0.
    """
    wrong = (values != b"") & _is_no_moment(_letters(values))
    texts = np.where(wrong | (values == b""), b"1970-01-01", values)
    try:
        moments = np.char.decode(texts, "ascii").astype("datetime64[ns]")
    except ValueError:
        wrong |= np.array([not _is_of_the_calendar(text) for text in texts.tolist()])
        moments = np.char.decode(np.where(wrong, b"1970-01-01", texts), "ascii").astype(
            "datetime64[ns]"
        )
    return moments.astype(np.int64), wrong


def _letters(values: Texts) -> NDArray[np.uint8]:
    return np.ascontiguousarray(values).view(np.uint8).reshape(len(values), values.dtype.itemsize)


def _is_no_moment(letters: NDArray[np.uint8]) -> Mask:
    """Where characters and length are not those of a time."""
    wrong = ~np.isin(np.count_nonzero(letters, axis=1), MOMENT_LENGTHS)
    for letter, form in zip(letters.T, MOMENT, strict=False):
        fits = letter - np.uint8(ZERO) <= 9 if form == ZERO else letter == form
        if form == ord("T"):
            fits |= letter == BLANK
        wrong |= ~fits & (letter != 0)
    if letters.shape[1] >= DATE:
        year = (letters[:, :4].astype(np.int64) - ZERO) @ np.array([1000, 100, 10, 1])
        wrong |= (year < YEARS[0]) | (year > YEARS[1])
    return wrong


def _is_of_the_calendar(text: bytes) -> bool:
    try:
        np.datetime64(text.decode("ascii"), "ns")
    except ValueError:
        return False
    return True
