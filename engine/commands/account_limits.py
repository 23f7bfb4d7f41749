"""What an account may be limited in, a row for each: range, unit, sentence."""

from __future__ import annotations

from enum import IntEnum

from engine.units import AMOUNT_MAX_FEN, CASH_MAX_FEN, DAY_MS, HOLDING_LIMIT_MAX

LIMIT_BY_DEFAULT = -1  # value of an account's own limit: none any more
MANY_ORDERS = 1_000_000_000


class AccountLimit(IntEnum):
    """What an account may be limited in, by default or for itself; 0 is no limit.

    A row is the number (never reused), default, least and most value, the unit, and what it is. The
    default of the maximum holding is the instrument's parameter; the window of the order rate is
    the venue's alone.
    """

    default: int
    least: int
    most: int
    unit: str
    sentence: str

    def __new__(
        cls,
        number: int,
        default: int = 0,
        least: int = 0,
        most: int = 0,
        unit: str = "",
        sentence: str = "",
    ) -> AccountLimit:
        member = int.__new__(cls, number)
        member._value_ = number
        member.default, member.least, member.most = default, least, most
        member.unit, member.sentence = unit, sentence
        return member

    OPEN_ORDERS = 0, 0, 0, MANY_ORDERS, "orders", "Open orders at one time."
    ORDER_RATE = 1, 0, 0, MANY_ORDERS, "orders", "Orders and replacements accepted in one window."
    ORDER_VALUE = 2, 0, 0, AMOUNT_MAX_FEN, "0.01 CNY", "Amount of one order."
    DAY_TURNOVER = (
        3,
        0,
        0,
        CASH_MAX_FEN,
        "0.01 CNY",
        "Fills of the day, bought and sold, and what is open.",
    )
    MAXIMUM_HOLDING = 4, 0, 0, HOLDING_LIMIT_MAX, "t", "Units of one instrument."
    RATE_WINDOW = (
        5,
        1_000,
        1,
        DAY_MS,
        "ms",
        "Window of the order rate, in command time; it begins at whole multiples of it.",
    )
