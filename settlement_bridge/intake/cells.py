"""Cells of the bank's files: amounts in CNY to the fen, days, references, texts; what is wrong
names line and column.
"""

from __future__ import annotations

import re

from engine.units import CASH_MAX_FEN, UnitError, parse_date, parse_hundredths
from settlement_bridge.intake.sheets import SAID_MAX, Malformed

_CNY = re.compile(r"[0-9]{1,17}\.[0-9]{2}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def amount(line: int, column: str, text: str, least: int = 1) -> int:
    """Fen of an amount written 1234.56. Raises Malformed."""
    if not _CNY.fullmatch(text) or not least <= parse_hundredths(text) <= CASH_MAX_FEN:
        raise Malformed(line, text[:SAID_MAX], "1234.56", "not an amount in CNY to the fen", column)
    return parse_hundredths(text)


def day(line: int, column: str, text: str) -> int:
    """A calendar day written 2026-01-05, as yyyymmdd. Raises Malformed."""
    try:
        if _DAY.fullmatch(text):
            return parse_date(text)
    except UnitError:
        pass
    raise Malformed(line, text[:SAID_MAX], "YYYY-MM-DD", "not a calendar day", column)


def number(line: int, column: str, text: str) -> int:
    """A number of ours, from 1 on. Raises Malformed."""
    if not _NUMBER.fullmatch(text):
        raise Malformed(line, text[:SAID_MAX], "1, 2, 3 ...", "not a number", column)
    return int(text)


def words(line: int, column: str, text: str, size: int, least: int = 0) -> str:
    """A text of so many printable characters. Raises Malformed."""
    if not least <= len(text) <= size or not text.isprintable():
        raise Malformed(
            line,
            text[:SAID_MAX],
            f"{least} to {size} printable characters",
            "not a text of this length",
            column,
        )
    return text
