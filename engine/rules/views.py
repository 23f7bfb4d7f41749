"""What others may read of the state: plain dicts, integers and lower-case names, for queries.

Every function takes the state array of `engine.rules.state` and copies what it returns. Instruments
are given by code, phases and sides by their lower-case names, prices in ticks, money in fen.

"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from engine.commands import HaltState, Market, Parameter, Phase, Side
from engine.rules.approval_views import market_of
from engine.rules.fee_views import coming_fees
from engine.rules.state import StateArray
from engine.rules.view_pages import ALL, page_of
from engine.rules.view_rows import (
    NEXT_DAY_WORD,
    Row,
    holding_row,
    instrument_row,
    limit_row,
    names_row,
    order_rows,
    side_depth,
    text_of,
)


def venue_status(state: StateArray) -> Row:
    """Date (yyyymmdd, 0 before the first day), phase and whether the venue is halted."""
    venue = state["venue"][0]
    return {
        "date": int(venue["date"]),
        "phase": Phase(int(venue["phase"])).name.lower(),
        "venue_halted": bool(venue["halted"] == HaltState.HALTED),
    }


def instrument_numbers(state: StateArray) -> dict[str, int]:
    """Number of every listed instrument by code."""
    return {text_of(row["code"]): number for number, row in _rows(state)}


def account_numbers(state: StateArray) -> set[int]:
    """Numbers of all opened accounts."""
    return {int(number) for number in np.flatnonzero(_accounts(state)["opened"])}


def is_opened(state: StateArray, account: int) -> bool:
    """Whether there is an account of that number."""
    accounts = _accounts(state)
    return account < len(accounts) and bool(accounts[account]["opened"])


def listed_numbers(state: StateArray) -> NDArray[np.int64]:
    """Numbers of all listed instruments, ascending."""
    return np.flatnonzero(_instruments(state)["listed"])


def instrument_rows(state: StateArray, numbers: Iterable[int] | None = None) -> list[Row]:
    """Listed instruments, all or those of some numbers, with their limits of the day and their
    parameters.
    """
    names = state["instrument_names"][0]
    return [
        instrument_row(number, row) | names_row(names[number])
        for number, row in _rows(state, numbers)
    ]


def coming_value(state: StateArray, instrument: int, parameter: Parameter) -> int:
    """What a parameter of an instrument will be after the next START_DAY."""
    waiting = int(state["instrument_details"][0]["pending"][instrument, parameter])
    return waiting - 1 if waiting else int(_instruments(state)["parameters"][instrument, parameter])


def parameter_rows(state: StateArray, instrument: int) -> list[Row]:
    """Every parameter: its value, the one that waits, and from when (None: nothing waits)."""
    values = state["instruments"][0][instrument]["parameters"]
    waiting = state["instrument_details"][0][instrument]["pending"]
    dated = coming_fees(state, instrument)
    rows = []
    for each in Parameter:
        pending, begins = dated.get(each, (None, None))
        if waiting[each]:
            pending, begins = int(waiting[each]) - 1, NEXT_DAY_WORD
        row = {"parameter": each.name.lower(), "value": int(values[each])}
        rows.append(row | {"pending": pending, "from": begins})
    return rows


def limit_rows(state: StateArray, numbers: Iterable[int] | None = None) -> list[Row]:
    """How far listed instruments, all or those of some numbers, are from their price limits
    (涨跌停).
    """
    names = state["instrument_names"][0]
    return [limit_row(row) | names_row(names[number]) for number, row in _rows(state, numbers)]


def account_rows(state: StateArray, after: int = 0, most: int = ALL) -> list[Row]:
    """Accounts with their cash, those after a number, `most` of them at most."""
    accounts = _accounts(state)
    details, names = state["account_details"][0], state["account_names"][0]
    opened = np.flatnonzero(accounts["opened"])
    return [
        {
            "account": int(number),
            "name": text_of(details[number]["name"]),
            **names_row(names[number]),
            "suspended": bool(accounts[number]["suspended"]),
            "killed": bool(accounts[number]["killed"]),
            "cash_available_fen": int(accounts[number]["cash_available_fen"]),
            "cash_locked_fen": int(accounts[number]["cash_locked_fen"]),
        }
        for number in page_of(opened, opened, after, most)
    ]


def account_name(state: StateArray, account: int) -> str:
    """Name of an account, empty where there is none of that number."""
    details = state["account_details"][0]
    return text_of(details[account]["name"]) if 0 < account < len(details) else ""


def names_of_account(state: StateArray, account: int) -> Row:
    """Its name as registered and its legal names, each empty where there is none."""
    names = state["account_names"][0]
    legal = names_row(names[account if 0 < account < len(names) else 0])
    return {"name": account_name(state, account), **legal}


def balances(state: StateArray, account: int) -> Row:
    """Cash and holdings of an account. Raises KeyError when it is not opened."""
    if account not in account_numbers(state):
        raise KeyError(account)
    record = _accounts(state)[account]
    return {
        "account": account,
        "cash_available_fen": int(record["cash_available_fen"]),
        "cash_locked_fen": int(record["cash_locked_fen"]),
        "cash_withdrawable_fen": max(
            0, int(record["cash_available_fen"]) - int(record["sales_fen"])
        ),
        "suspended": bool(record["suspended"]),
        "killed": bool(record["killed"]),
        "holdings": [holding_row(state, holding) for holding in _holdings(state, account)],
    }


def open_orders(
    state: StateArray, account: int = 0, instrument: int = 0, after: int = 0, most: int = ALL
) -> list[Row]:
    """Resting orders of an account (0: all) and instrument number (0: all), in order of their
    numbers: those after a number, `most` of them at most.
    """
    if account and not state["accounts"][0][account]["open_orders"]:
        return []
    orders = state["orders"][0][: int(state["venue"]["orders_used"][0]) + 1]
    chosen = (orders["account"] == account) if account else (orders["order_id"] != 0)
    places = np.flatnonzero(chosen)
    own = orders[places]
    resting = (own["order_id"] != 0) & (own["resting"] != 0)
    if instrument:
        resting &= own["instrument"] == instrument
    places = places[resting]
    return order_rows(state, page_of(places, orders["order_id"][places], after, most))


def depth(state: StateArray, instrument: int, levels: int) -> Row:
    """The best levels of both sides as [price, quantity, orders], best first."""
    return {
        "bids": side_depth(state, instrument, Side.BUY, levels),
        "asks": side_depth(state, instrument, Side.SELL, levels),
    }


def remembered_days(state: StateArray) -> list[Row]:
    """The last trading days, oldest first: their figures once they have ended, and how far their
    settlement is.
    """
    days = state["days"][0]
    return [
        {
            "date": int(day["date"]),
            "count": int(day["count"]),
            "quantity": int(day["quantity"]),
            "amount_fen": int(day["amount_fen"]),
            "tape_hash": f"{int(day['tape_hash']):016x}",
            "ended": bool(day["ended"]),
            "confirmed": bool(day["confirmed"]),
            "settled": bool(day["settled"]),
            "failed": int(day["failed"]),
            "first_event": int(day["first_event"]),
        }
        for day in np.sort(days[days["ordinal"] > 0], order="ordinal")
    ]


def unsettled_days(state: StateArray) -> list[Row]:
    """Ended days that are not settled yet, oldest first, with the figures a clearing result must
    say.
    """
    figures = ("date", "count", "quantity", "amount_fen", "tape_hash", "confirmed", "settled")
    waiting = [day for day in remembered_days(state) if day["ended"] and not day["settled"]]
    return [{name: day[name] for name in figures} for day in waiting]


def quantity_range(state: StateArray, instrument: int) -> tuple[int, int]:
    """The smallest and the largest quantity of a listed order in an instrument."""
    parameters = state["instruments"][0][instrument]["parameters"]
    return int(parameters[Parameter.QUANTITY_MIN]), int(parameters[Parameter.QUANTITY_MAX])


def first_event_of_day(state: StateArray) -> int:
    """Number of the event that accepted the last START_DAY, 1 before the first.

    A day that was taken back counts: its reports and client order ids are in force until the next
    START_DAY.
    """
    return int(state["venue"]["start_event"][0]) or 1


def last_day_settled(state: StateArray) -> bool:
    """Whether the next day may start without an override: no day yet, or the last one is
    settled.
    """
    days = state["days"][0]
    day = days[int(state["venue"]["ordinal"][0]) % len(days)]
    return int(state["venue"]["ordinal"][0]) == 0 or bool(day["settled"])


def last_reference(state: StateArray, cash: bool) -> int:
    """Journal number of the last transfer applied; `cash`: from the books that keep cash."""
    apart = cash and market_of(state) is Market.CREDITS
    return int(state["cash_transfers" if apart else "venue"]["last_reference"][0])


def fee_income_fen(state: StateArray) -> Row:
    """Fees taken so far, trading and settlement apart."""
    venue = state["venue"][0]
    return {
        "trading_fees_fen": int(venue["trading_fees_fen"]),
        "settlement_fees_fen": int(venue["settlement_fees_fen"]),
    }


def announced(state: StateArray) -> dict[int, int]:
    """Numbers of the last announcements, oldest first, and of the event that accepted each."""
    texts = state["texts"][0]
    last, events = int(texts["announcements"]), texts["announced"]
    kept = len(events)
    return {each: int(events[each % kept]) for each in range(max(1, last - kept + 1), last + 1)}


def _instruments(state: StateArray) -> np.ndarray:
    used: np.ndarray = state["instruments"][0][: int(state["venue"]["instruments_used"][0]) + 1]
    return used


def _rows(state: StateArray, numbers: Iterable[int] | None = None) -> Iterator[tuple[int, np.void]]:
    instruments = _instruments(state)
    for number in listed_numbers(state) if numbers is None else numbers:
        yield int(number), instruments[number]


def _accounts(state: StateArray) -> np.ndarray:
    used: np.ndarray = state["accounts"][0][: int(state["venue"]["accounts_used"][0]) + 1]
    return used


def _holdings(state: StateArray, account: int) -> np.ndarray:
    holdings = state["holdings"][0][: int(state["venue"]["holdings_used"][0]) + 1]
    chosen: np.ndarray = np.sort(holdings[holdings["account"] == account], order="instrument")
    return chosen
