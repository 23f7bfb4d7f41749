"""What others may read of limits, large holders and kills: plain dicts, integers and lower-case
names, for queries.

What is open is added up from the live orders, so that it is there also where no limit makes
the engine keep a sum.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.commands import AccountLimit, Parameter, Side
from engine.rules.kill_views import kills_of_accounts, kills_of_operators
from engine.rules.kills import KILLED_BY_MEMBER
from engine.rules.state import StateArray
from engine.rules.view_rows import Row, instrument_code
from engine.units import WHOLE_BP

BY_ACCOUNT = (
    AccountLimit.OPEN_ORDERS,
    AccountLimit.ORDER_RATE,
    AccountLimit.ORDER_VALUE,
    AccountLimit.DAY_TURNOVER,
)
NS_PER_MS = 1_000_000


def default_limits(state: StateArray) -> Row:
    """The limit of every account that has none of its own, None where there is none, and the window
    of the order rate.
    """
    limits = {
        kind.name.lower(): int(state["venue"]["limits"][0][kind]) or None for kind in BY_ACCOUNT
    }
    return {**limits, "rate_window_ms": _window_ns(state) // NS_PER_MS}


def account_limits(state: StateArray, account: int) -> Row:
    """What an account may do and what it uses of it.

    `limits`: by name, each with the limit in force, the account's own (0: none although there is a
    default) and what is used; None is no limit, or not counted. `holdings`: t held, t in open buys
    and promised by deals, the maximum in force and its own.
    """
    orders = _orders_of(state, account)
    return {
        "account": account,
        "killed_by": killed_by(int(state["accounts"][0][account]["killed"])),
        "rate_window_ms": _window_ns(state) // NS_PER_MS,
        "limits": {
            kind.name.lower(): _limit_row(state, account, kind, orders) for kind in BY_ACCOUNT
        },
        "holdings": [_holding_row(state, slot, orders) for slot in _slots_of(state, account)],
    }


def large_holders(state: StateArray) -> list[Row]:
    """Holdings at or above the large-holder threshold (大户), by instrument and account."""
    used = int(state["venue"]["holdings_used"][0]) + 1
    return _held_in(state, np.flatnonzero(state["holding_details"][0][:used]["large"]))


def above_maximum(state: StateArray, most: int) -> list[Row]:
    """Holdings above the maximum in force, as after it was lowered, by instrument and account;
    `most` of them at most.
    """
    used = int(state["venue"]["holdings_used"][0]) + 1
    holdings = state["holdings"][0][:used]
    own = state["holding_details"][0][:used]["maximum"].astype(np.int64) - 1
    parameters = state["instruments"][0]["parameters"][:, Parameter.MAXIMUM_HOLDING]
    maximum = np.where(own >= 0, own, parameters[holdings["instrument"]])
    held = holdings["available"] + holdings["locked"] + holdings["bought"]
    return _held_in(state, np.flatnonzero((maximum > 0) & (held > maximum))[:most])


def suspended_accounts(state: StateArray, most: int) -> list[int]:
    """The numbers of suspended accounts, `most` of them at most."""
    found: list[int] = np.flatnonzero(state["accounts"][0]["suspended"])[:most].tolist()
    return found


def _held_in(state: StateArray, slots: NDArray[np.intp]) -> list[Row]:
    """Holdings with their accounts, by instrument and account."""
    accounts = state["holdings"][0]["account"][slots].tolist()
    orders = {account: _orders_of(state, account) for account in set(accounts)}
    rows = [
        {"account": account, **_holding_row(state, int(slot), orders[account])}
        for account, slot in zip(accounts, slots, strict=True)
    ]
    return sorted(rows, key=lambda row: (row["instrument"], row["account"]))


def kills(state: StateArray) -> list[Row]:
    """Everything under a kill: accounts, then operators by their number.

    `by`: who may release it beside the exchange; an operator without `account` is killed in all.
    """
    operators = sorted(kills_of_operators(state), key=lambda each: (each.operator, each.account))
    return [
        {
            "account": each.account or None,
            "operator": each.operator or None,
            "by": killed_by(each.by),
            "log_on_refused": each.log_on_refused,
        }
        for each in kills_of_accounts(state) + operators
    ]


def killed_by(killed: int) -> str | None:
    """Who ordered the kill of an account."""
    if killed == 0:
        return None
    return "member" if killed == KILLED_BY_MEMBER else "exchange"


def _limit_row(state: StateArray, account: int, kind: AccountLimit, orders: np.ndarray) -> Row:
    own = int(state["account_limits"][0][account]["own"][kind]) - 1
    limit = own if own >= 0 else int(state["venue"]["limits"][0][kind])
    return {
        "limit": limit or None,
        "own": own if own >= 0 else None,
        "used": _used(state, account, kind, orders),
    }


def _used(state: StateArray, account: int, kind: AccountLimit, orders: np.ndarray) -> int | None:
    record, venue = state["account_limits"][0][account], state["venue"][0]
    counted = bool(venue["limited"]) or bool(state["accounts"][0][account]["limited"])
    if kind == AccountLimit.OPEN_ORDERS:
        return int(state["accounts"][0][account]["open_orders"])
    if kind == AccountLimit.DAY_TURNOVER:
        traded = int(record["traded_fen"]) if record["traded_day"] == venue["ordinal"] else 0
        return _open_fen(orders) + traded if counted else None
    if kind == AccountLimit.ORDER_RATE and counted:
        began = int(venue["time_ns"]) // _window_ns(state) * _window_ns(state)
        return int(record["orders_in_window"]) if record["window_ns"] == began else 0
    return None


def _window_ns(state: StateArray) -> int:
    default_ms = AccountLimit.RATE_WINDOW.default
    return (int(state["venue"]["limits"][0][AccountLimit.RATE_WINDOW]) or default_ms) * NS_PER_MS


def _orders_of(state: StateArray, account: int) -> np.ndarray:
    if not state["accounts"][0][account]["open_orders"]:
        return state["orders"][0][:0]  # type: ignore[no-any-return]
    orders: np.ndarray = state["orders"][0][: int(state["venue"]["orders_used"][0]) + 1]
    own: np.ndarray = orders[(orders["account"] == account) & (orders["order_id"] != 0)]
    return own


def _open_fen(orders: np.ndarray) -> int:
    return int((orders["leaves"] * orders["price"].astype(np.int64)).sum())


def _slots_of(state: StateArray, account: int) -> list[int]:
    holdings = state["holdings"][0][: int(state["venue"]["holdings_used"][0]) + 1]
    slots = np.flatnonzero((holdings["account"] == account) & (holdings["instrument"] != 0))
    return sorted((int(slot) for slot in slots), key=lambda slot: int(holdings[slot]["instrument"]))


def _holding_row(state: StateArray, slot: int, orders: np.ndarray) -> Row:
    holding, detail = state["holdings"][0][slot], state["holding_details"][0][slot]
    parameters = state["instruments"][0][holding["instrument"]]["parameters"]
    own = int(detail["maximum"]) - 1
    maximum = own if own >= 0 else int(parameters[Parameter.MAXIMUM_HOLDING])
    share_bp = int(parameters[Parameter.LARGE_HOLDER_BP])
    buys = orders[(orders["holding"] == slot) & (orders["side"] == Side.BUY)]
    return {
        "instrument": instrument_code(state, int(holding["instrument"])),
        "held": int(holding["available"]) + int(holding["locked"]) + int(holding["bought"]),
        "buying": int(buys["leaves"].sum()) + int(detail["promised"]),
        "maximum": maximum or None,
        "own": own if own >= 0 else None,
        "threshold": -(-maximum * share_bp // WHOLE_BP) or None,
        "large": bool(detail["large"]),
    }
