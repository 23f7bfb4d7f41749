"""Price, quantity, money and every limit of the house.

Price is int64 in ticks of 0.01 CNY per tonne, quantity int64 in tonnes, money int64 in fen (0.01
CNY), so that ``price * quantity`` is an amount in fen with no conversion. Text forms use two
decimals: ``"78.50"``.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

# Numbers a command may carry; past them the gateway refuses and the kernel refuses again.
PRICE_MAX = 10_000_000  # ticks: 100,000.00 CNY a tonne
PRICE_FIELD_MAX = 2**31 - 1  # ticks: what the field of a record can hold
QUANTITY_MAX = 1_000_000_000  # tonnes in one order
AMOUNT_MAX_FEN = PRICE_MAX * QUANTITY_MAX  # 10**16, one order at both maxima
CASH_MAX_FEN = 4 * 10**18  # all cash in the venue; sums over accounts stay inside int64
HOLDING_LIMIT_MAX = 10**12  # t, the largest maximum holding that can be set
UNITS_MAX = 4 * 10**18  # all units of one instrument in the venue
DATE_MIN = 20_000_101  # trading dates are int32 yyyymmdd
DATE_MAX = 29_991_231

WHOLE_BP = 10_000  # hundredths of a percent in a whole
TRADES_KEPT_MAX = 1_048_576  # of a day; when there are more none of them can be undone

# Sizes of messages and texts.
CLIENT_ORDER_ID_MAX = 20  # ASCII characters
TEXT_MAX = 24  # bytes of a code, name or client order id in a command record
NOTE_MAX = 56  # bytes of a note at the block desk, UTF-8
# numbers of instruments that a venue may have, 0 included: 16 bits in commands and on the wire
INSTRUMENTS_MAX = 65_536
NAME_MAX = 120  # bytes of a legal name and of an announcement's title, UTF-8
REASON_MAX = 120  # bytes of why staff did something, UTF-8
REQUEST_MAX = 2_000  # bytes of the request of an act that awaits approval, UTF-8
WORDING_MAX = 960  # bytes of what an announcement says in one language, UTF-8
PIECE_MAX = 120  # bytes of a text in one TEXT command
PIECES_MAX = 24  # TEXT commands that go with one command
ANNOUNCEMENTS_KEPT = 256  # the last ones, which the gateway answers
WEIGHTS_MAX = 14  # instruments in one set of price weights
FRAME_MAX_BYTES = 64 * 1024  # a WebSocket frame from a member
REQUESTS_PER_FRAME_MAX = 100
BATCH_MAX = 4096  # commands the sequencer takes at once

# Shares of tables.
ACCOUNT_SHARE = 16  # one account has at most this part of the places of a table
SHARE_LEAST = 4  # and in a small one as many

SUSPENSIONS_MAX = 1_000  # that have a date on which they end

# Days.
DAY_MS = 86_400_000
MINUTE_NS = 60_000_000_000
CALL_MINUTES_MAX = 60  # of the call that ends a halt
FEE_ROWS_MAX = 64  # of the fee schedule that are not in force yet, and those of the day
UNSETTLED_DAYS_MAX = 7  # trading days whose settlement may be outstanding when a day starts
# buckets of bought units and sale money: one a trading day, so resale days are at most 7
DAY_RING = 8
RESALE_DAYS_MAX = 7
VISIBLE_LEVELS = 5  # price levels a taker sees and may take from

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TWO_DECIMALS = re.compile(r"-?[0-9]{1,17}(\.[0-9]{1,2})?")


class UnitError(ValueError):
    """A text is not a price, quantity, amount or date of this market."""


def parse_hundredths(text: str) -> int:
    """Read ``"78.5"`` as 7850: a price in ticks or an amount in fen.

    Raises UnitError on anything but two decimals.
    """
    if not _TWO_DECIMALS.fullmatch(text):
        raise UnitError(f"{text!r} is not a decimal number with at most two decimals")
    whole, _, cents = text.partition(".")
    return int(f"{whole}{cents:0<2}")


def format_hundredths(value: int) -> str:
    """Write ticks or fen with two decimals: 7850 as ``"78.50"``."""
    sign, value = ("-", -value) if value < 0 else ("", int(value))
    return f"{sign}{value // 100}.{value % 100:02d}"


def round_half_away(value: Fraction) -> int:
    """Round an exact fraction to the nearest integer, ties away from zero (the rule for every
    published figure).
    """
    magnitude = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return magnitude if value >= 0 else -magnitude


def change_hundredths_pct(price: int, reference: int) -> int:
    """Change of price against reference in hundredths of a percent, half away from zero: 9300 to
    9600 gives -313.
    """
    from fractions import Fraction  # not for the help of a command

    return round_half_away(Fraction(price - reference, reference) * 10_000)


def parse_date(text: str) -> int:
    """Read ``"2026-01-05"`` as 20260105: the one reader of dates, which takes no other form.

    Raises UnitError when it is no calendar date.
    """
    if not _DATE.fullmatch(text):
        raise UnitError(f"{text!r} is not a date written as YYYY-MM-DD")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise UnitError(f"{text!r} is not a date written as YYYY-MM-DD") from error
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(date: int) -> dt.date:
    """A date as yyyymmdd as a day of the calendar. Raises UnitError when it is none."""
    try:
        return dt.date(date // 10_000, date // 100 % 100, date % 100)
    except ValueError as error:
        raise UnitError(f"{date} is not a date as yyyymmdd") from error


def number_of(day: dt.date) -> int:
    """A day as yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day


def format_date(date: int) -> str:
    """Write 20260105 as ``"2026-01-05"``; 0 (no day yet) as an empty text."""
    if date == 0:
        return ""
    return f"{date // 10_000:04d}-{date // 100 % 100:02d}-{date % 100:02d}"
