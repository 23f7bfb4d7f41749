"""Files that people hand in, and their cells.

Whole numbers, instruments, amounts in CNY to the fen, days, references, texts; what is wrong names
line and column.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.texts import grammar
from engine.units import CASH_MAX_FEN
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import code
from settlement_bridge.intake.sheets import FIRST_LINE, SAID_MAX, Malformed

NUMBER_MAX = 10**18 - 1


def whole(line: int, column: str, text: str, least: int, most: int) -> int:
    """A whole number in a range, with as many digits as its largest at most. Raises Malformed."""
    value = grammar.whole(text, least, most) if len(text) <= len(str(most)) else None
    if value is None:
        message = f"{column} is not a whole number in this range"
        raise Malformed(line, text[:SAID_MAX], [least, most], message)
    return value


def instrument_code(line: int, column: str, text: str) -> str:
    """An instrument's code, by the grammar of the wire. Raises Malformed."""
    try:
        return str(code(column, text).decode())
    except RequestError as wrong:
        said = text[:SAID_MAX]
        raise Malformed(line, said, wrong.allowed, "not an instrument's code", column) from wrong


def amount(line: int, column: str, text: str, least: int = 1) -> int:
    """Fen of an amount written 1234.56. Raises Malformed."""
    fen = grammar.hundredths(text, least, CASH_MAX_FEN, to_the_fen=True)
    if fen is None:
        raise Malformed(line, text[:SAID_MAX], "1234.56", "not an amount in CNY to the fen", column)
    return fen


def day(line: int, column: str, text: str) -> int:
    """A calendar day written 2026-01-05, as yyyymmdd. Raises Malformed."""
    date = grammar.day(text)
    if date is None:
        raise Malformed(line, text[:SAID_MAX], "YYYY-MM-DD", "not a calendar day", column)
    return date


def number(line: int, column: str, text: str) -> int:
    """A number of ours, from 1 on. Raises Malformed."""
    value = None if text.startswith("0") else grammar.whole(text, 1, NUMBER_MAX)
    if value is None:
        raise Malformed(line, text[:SAID_MAX], "1, 2, 3 ...", "not a number", column)
    return value


def name(line: int, column: str, text: str, size: int, least: int = 0) -> str:
    """A text that something is known by: as `words`, with no blanks around it. Raises Malformed."""
    if text != text.strip():
        raise Malformed(line, text[:SAID_MAX], text.strip()[:SAID_MAX], "blanks around it", column)
    return words(line, column, text, size, least)


def words(line: int, column: str, text: str, size: int, least: int = 0) -> str:
    """A text of printable characters, of limited length. Raises Malformed."""
    if not least <= len(text) <= size or not text.isprintable():
        raise Malformed(
            line,
            text[:SAID_MAX],
            f"{least} to {size} printable characters",
            "not a text of this length",
            column,
        )
    return text


def refuse_twins(keys: Sequence[object], what: str) -> None:
    """Raise Malformed when two rows (from the first line of rows on) have the same key."""
    seen: dict[object, int] = {}
    for line, key in enumerate(keys, FIRST_LINE):
        first = seen.setdefault(key, line)
        if first != line:
            raise Malformed(line, str(key)[:SAID_MAX], None, f"the same {what} as line {first}")
