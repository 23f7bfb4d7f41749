"""What must hold in every state, with a sentence for what does not: conservation, books, locks,
tables.

Plain Python over the state's arrays, independent of the kernels; for tests, for replay, and for
every venue before it is served: a few seconds for a million open orders, nothing of note for a
small one.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, Phase, Side, TotalsKind
from engine.rules.approval_check import check_approvals
from engine.rules.auction.check import auction_locks, auction_promises, check_auctions
from engine.rules.block.check import check_desk, coming_units, locked_cash, locked_units
from engine.rules.book_check import check_books
from engine.rules.day_trade_check import check_day_trades, undone_today
from engine.rules.fee_check import check_fee_schedule
from engine.rules.halt_check import check_halts
from engine.rules.kill_check import check_kills
from engine.rules.opposite_check import check_opposite_sides
from engine.rules.parameter_check import check_parameters
from engine.rules.state import METHODS, TOTALS_KINDS, StateArray
from engine.rules.supervision_check import check_suspensions
from engine.rules.tables import live_orders, used
from engine.units import DAY_RING


def check(state: StateArray) -> list[str]:
    """Every invariant that fails, as a sentence; an empty list when the state is sound."""
    return [
        *check_cash(state),
        *check_units(state),
        *check_locks(state),
        *check_books(state),
        *check_parameters(state),
        *check_tables(state),
        *check_totals(state),
        *check_day_trades(state),
        *check_limits(state),
        *check_kills(state),
        *check_suspensions(state),
        *check_gates(state),
        *check_halts(state),
        *check_fee_schedule(state),
        *check_auctions(state),
        *check_desk(state),
        *check_promised(state),
        *check_approvals(state),
        *check_opposite_sides(state),
    ]


def _ring_wrong(state: StateArray, totals: np.ndarray, rings: np.ndarray) -> bool:
    """Between days a ring accounts for its whole total; while a day runs, today's part is not in it
    yet.
    """
    running = state["venue"]["phase"][0] not in (Phase.NO_DAY, Phase.ENDED)
    return bool((rings > totals).any() if running else (rings != totals).any())


def check_cash(state: StateArray) -> list[str]:
    """Cash in less cash out = available + locked + fee income.

    Nothing is negative, unless a failed trade left a debt or something is traded without locks.
    """
    venue, accounts = state["venue"][0], used(state, "accounts")
    held = sum(int(accounts[name].sum()) for name in ("cash_available_fen", "cash_locked_fen"))
    income = int(venue["trading_fees_fen"]) + int(venue["settlement_fees_fen"])
    problems = []
    if held + income != int(venue["cash_in_fen"]):
        problems.append(
            f"cash: {held} held + {income} fees is not {int(venue['cash_in_fen'])} brought in"
        )
    if (accounts["cash_locked_fen"] < 0).any():
        problems.append("cash: an account has negative locked cash")
    debts_allowed = venue["failed_trades"] != 0 or used(state, "instruments")["unlocked"].any()
    if not debts_allowed and (accounts["cash_available_fen"] < 0).any():
        problems.append("cash: an account has negative available cash")
    rings = used(state, "accounts", "account_details")["sales_by_day_fen"].sum(axis=1)
    if _ring_wrong(state, accounts["sales_fen"], rings):
        problems.append("cash: sale money of an account is not the sum of its days")
    return problems


def check_units(state: StateArray) -> list[str]:
    """Units of each instrument = available + locked + bought over all holdings; nothing negative
    where there are locks.
    """
    holdings, instruments = used(state, "holdings"), used(state, "instruments")
    held = np.zeros(state.dtype["instruments"].shape[0], np.int64)
    total = holdings["available"] + holdings["locked"] + holdings["bought"]
    np.add.at(held, holdings["instrument"], total)
    units = instruments["units"]
    problems = [
        f"units: instrument {number} has {held[number]} held, {units[number]} brought in"
        for number in np.flatnonzero(held[: len(instruments)] != units)
    ]
    locked = instruments["unlocked"][holdings["instrument"]] == 0
    for name in ("available", "locked", "bought"):
        if (holdings[name][locked] < 0).any():
            problems.append(f"units: a holding has negative {name}")
    rings = used(state, "holdings", "holding_details")["bought_by_day"].sum(axis=1)
    if _ring_wrong(state, holdings["bought"], rings):
        problems.append("units: bought units of a holding are not the sum of its days")
    return problems


def _add(sums: np.ndarray, *amounts: dict[int, int]) -> None:
    for each in amounts:
        for place, amount in each.items():
            sums[place] += amount


def check_locks(state: StateArray) -> list[str]:
    """No lock without an order, auction, bid, intent, confirmation or deal, none of them without
    its lock.

    Orders of instruments without locks have none.
    """
    accounts, holdings = used(state, "accounts"), used(state, "holdings")
    cash, units = np.zeros(len(accounts), np.int64), np.zeros(len(holdings), np.int64)
    auction_cash, auction_units = auction_locks(state)
    _add(cash, auction_cash, locked_cash(state))
    _add(units, auction_units, locked_units(state))
    orders = used(state, "orders")
    unlocked = state["instruments"][0]["unlocked"][orders["instrument"]]
    locking = (orders["order_id"] != 0) & (unlocked == 0)
    buys = np.flatnonzero(locking & (orders["side"] == Side.BUY))
    sells = np.flatnonzero(locking & (orders["side"] != Side.BUY))
    np.add.at(cash, orders["account"][buys], orders["lock_fen"][buys])
    np.add.at(units, orders["holding"][sells], orders["leaves"][sells])
    fen, tonnes = accounts["cash_locked_fen"], holdings["locked"]
    wrong, short = np.flatnonzero(cash != fen), np.flatnonzero(units != tonnes)
    problems = []
    for each in wrong:
        problems.append(f"account {each} has {fen[each]} fen locked, orders need {cash[each]}")
    for each in short:
        problems.append(f"holding {each} has {tonnes[each]} t locked, orders need {units[each]}")
    return [f"locks: {problem}" for problem in problems]


def check_tables(state: StateArray) -> list[str]:
    """Free and used slots together are all slots; counts of open orders fit."""
    venue, live = state["venue"][0], live_orders(state)
    free, slot = 0, int(venue["free_order"])
    following = used(state, "orders", "links")["next"].tolist()
    while 0 < slot < len(following) and free <= int(venue["orders_used"]):
        free += 1
        slot = following[slot]
    problems = []
    if free + len(live) != int(venue["orders_used"]):
        problems.append(
            f"orders: {free} free and {len(live)} live slots are not {int(venue['orders_used'])}"
            " used"
        )
    if len(live) != int(venue["open_orders"]):
        problems.append(f"orders: {len(live)} live, the venue counts {int(venue['open_orders'])}")
    accounts = used(state, "accounts")
    counts = np.bincount(live["account"], minlength=len(accounts))
    if (counts != accounts["open_orders"]).any():
        problems.append("orders: an account's count of open orders is wrong")
    return problems


def check_totals(state: StateArray) -> list[str]:
    """The day's totals of the venue are the sums over its instruments; each method's numbers have
    no holes.
    """
    venue, instruments = state["venue"][0], used(state, "instruments")
    problems = []
    for row in range(METHODS):
        today = venue["totals"][row * TOTALS_KINDS + TotalsKind.DAY]
        parts = instruments["totals"][:, row * TOTALS_KINDS + TotalsKind.DAY]
        if any(
            int(parts[name].sum()) != int(today[name])
            for name in ("count", "quantity", "amount_fen")
        ):
            problems.append(
                f"totals: the venue's day in row {row} is not the sum over its instruments"
            )
        first = state["days"][0][int(venue["ordinal"]) % DAY_RING]["methods"][row]["first_trade"]
        counted = int(today["count"]) + undone_today(state, row)
        if venue["ordinal"] and int(first) + counted != int(venue["trade_numbers"][row]) + 1:
            problems.append(
                f"totals: trades of row {row} since number {int(first)} are not the"
                f" {counted} counted and undone"
            )
    return problems


def check_limits(state: StateArray) -> list[str]:
    """Sums of open orders are those of the orders where a limit is set and 0 elsewhere; nothing is
    open under a kill.
    """
    accounts, instruments, live = (
        used(state, "accounts"),
        used(state, "instruments"),
        live_orders(state),
    )
    owners = (accounts["limited"] != 0) | bool(state["venue"][0]["limited"])
    amounts, buys = (
        np.zeros(len(accounts), np.int64),
        np.zeros(len(used(state, "holdings")), np.int64),
    )
    kept = owners[live["account"]]
    np.add.at(amounts, live["account"][kept], (live["leaves"] * live["price"])[kept])
    kept = (kept | (instruments["limited"][live["instrument"]] != 0)) & (live["side"] == Side.BUY)
    np.add.at(buys, live["holding"][kept], live["leaves"][kept])
    problems = []
    if (amounts != used(state, "accounts", "account_limits")["open_fen"]).any():
        problems.append("limits: the open amount of an account is not that of its orders")
    if (buys != used(state, "holdings", "holding_details")["open_buys"]).any():
        problems.append("limits: the open buys of a holding are not those of its orders")
    if ((accounts["killed"] != 0) & (accounts["open_orders"] != 0)).any():
        problems.append("limits: an account under a kill has open orders")
    return problems


def check_gates(state: StateArray) -> list[str]:
    """The gate of every instrument is as engine/rules/gates.py says, by what is set now."""
    venue, instruments = state["venue"][0], used(state, "instruments")
    shut = venue["phase"] not in (Phase.MORNING, Phase.AFTERNOON) or any(
        venue[name] for name in ("halted", "limited", "operators_killed")
    )
    closed = np.logical_or.reduce(
        [instruments[name] != 0 for name in ("halted", "limited", "fees")]
    )
    plain = (instruments["parameters"][:, [Parameter.TICK, Parameter.LOT]] == 1).all(axis=1)
    wanted = (
        (instruments["listed"] != 0) & (instruments["open"] != 0) & ~closed & plain & (not shut)
    )
    return [
        f"gates: that of instrument {number} is wrong"
        for number in np.flatnonzero(wanted != (instruments["ordinary"] != 0))
    ]


def check_promised(state: StateArray) -> list[str]:
    """Room kept in holdings for units to come is what bids, sessions, intents, confirmations and
    deals can bring.
    """
    promised = used(state, "holdings", "holding_details")["promised"]
    units = np.zeros(len(promised), np.int64)
    _add(units, auction_promises(state), coming_units(state))
    return [
        f"limits: holding {slot} is promised {promised[slot]} t, {units[slot]} t are to come"
        for slot in np.flatnonzero(promised != units)
    ]
