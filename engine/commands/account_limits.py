"""What an account may be limited in."""

from __future__ import annotations

from enum import IntEnum

from engine.units import AMOUNT_MAX_FEN, CASH_MAX_FEN, HOLDING_LIMIT_MAX


class AccountLimit(IntEnum):
    """What an account may be limited in, by default (SET_DEFAULT_LIMIT) or for itself
    (SET_ACCOUNT_LIMIT); 0 is no limit.

    The default of the maximum holding is the instrument's parameter; the window of the order rate
    is the venue's alone.
    """

    OPEN_ORDERS = 0
    ORDER_RATE = 1  # orders and replacements accepted in one window
    ORDER_VALUE = 2  # fen
    DAY_TURNOVER = 3  # fen: fills of the day, bought and sold, and what is open
    MAXIMUM_HOLDING = 4  # t, of one instrument
    RATE_WINDOW = 5  # ms of command time; windows begin at whole multiples of it


# Every limit: (default, least, most).
LIMIT_RANGES: dict[AccountLimit, tuple[int, int, int]] = {
    AccountLimit.OPEN_ORDERS: (0, 0, 1_000_000_000),
    AccountLimit.ORDER_RATE: (0, 0, 1_000_000_000),
    AccountLimit.ORDER_VALUE: (0, 0, AMOUNT_MAX_FEN),
    AccountLimit.DAY_TURNOVER: (0, 0, CASH_MAX_FEN),
    AccountLimit.MAXIMUM_HOLDING: (0, 0, HOLDING_LIMIT_MAX),
    AccountLimit.RATE_WINDOW: (1_000, 1, 86_400_000),
}
LIMIT_BY_DEFAULT = -1  # SET_ACCOUNT_LIMIT: no limit of the account's own any more
