"""What must hold in every state, said as sentences when it does not: conservation, books, locks, tables.

Plain Python over the state's arrays, independent of the kernels; for tests, for replay and for a live venue on demand.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np

from engine.auction.check import auction_locks, auction_promises, check_auctions
from engine.block.check import check_desk, coming_units, locked_cash, locked_units
from engine.commands import Parameter, Phase, Side, TotalsKind
from engine.kill_check import check_kills
from engine.state import METHODS, TOTALS_KINDS, StateArray
from engine.units import DAY_RING


def check(state: StateArray) -> list[str]:
    """Every invariant that fails, as a sentence; an empty list when the state is sound."""
    return [
        *check_cash(state),
        *check_units(state),
        *check_locks(state),
        *check_books(state),
        *check_tables(state),
        *check_totals(state),
        *check_limits(state),
        *check_kills(state),
        *check_gates(state),
        *check_auctions(state),
        *check_desk(state),
        *check_promised(state),
    ]


def live_orders(state: StateArray) -> np.ndarray:
    """The orders in the table that are live."""
    orders = used(state, "orders")
    live: np.ndarray = orders[orders["order_id"] != 0]
    return live


def used(state: StateArray, table: str, details: str = "") -> np.ndarray:
    """The part of a table, or of the details beside it, that was ever in use; slot 0 included."""
    rows: np.ndarray = state[details or table][0][: int(state["venue"][f"{table}_used"][0]) + 1]
    return rows


def _ring_wrong(state: StateArray, totals: np.ndarray, rings: np.ndarray) -> bool:
    """Between days a ring accounts for its whole total; while a day runs, today's part is not in it yet."""
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
        problems.append(f"cash: {held} held + {income} fees is not {int(venue['cash_in_fen'])} brought in")
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
    """Units of each instrument = available + locked + bought over all holdings; nothing negative where there are locks."""
    holdings = used(state, "holdings")
    problems = []
    held: dict[int, int] = defaultdict(int)
    for holding in holdings:
        held[int(holding["instrument"])] += int(holding["available"]) + int(holding["locked"]) + int(holding["bought"])
    for number, instrument in enumerate(used(state, "instruments")):
        if held[number] != int(instrument["units"]):
            problems.append(f"units: instrument {number} has {held[number]} held, {int(instrument['units'])} brought in")
    locked = used(state, "instruments")["unlocked"][holdings["instrument"]] == 0
    for name in ("available", "locked", "bought"):
        if (holdings[name][locked] < 0).any():
            problems.append(f"units: a holding has negative {name}")
    rings = used(state, "holdings", "holding_details")["bought_by_day"].sum(axis=1)
    if _ring_wrong(state, holdings["bought"], rings):
        problems.append("units: bought units of a holding are not the sum of its days")
    return problems


def check_locks(state: StateArray) -> list[str]:
    """No lock without an order, auction, bid, intent, confirmation or deal, none of them without its lock.

    Orders of instruments without locks have none.
    """
    cash, units = auction_locks(state)
    for account, fen in locked_cash(state).items():
        cash[account] += fen
    for slot, quantity in locked_units(state).items():
        units[slot] += quantity
    unlocked = state["instruments"][0]["unlocked"]
    for order in live_orders(state):
        if unlocked[order["instrument"]]:
            continue
        if order["side"] == Side.BUY:
            cash[int(order["account"])] += int(order["lock_fen"])
        else:
            units[int(order["holding"])] += int(order["leaves"])
    problems = []
    for number, account in enumerate(used(state, "accounts")):
        if cash[number] != int(account["cash_locked_fen"]):
            problems.append(
                f"locks: account {number} has {int(account['cash_locked_fen'])} fen locked, orders need {cash[number]}"
            )
    for slot, holding in enumerate(used(state, "holdings")):
        if units[slot] != int(holding["locked"]):
            problems.append(f"locks: holding {slot} has {int(holding['locked'])} t locked, orders need {units[slot]}")
    return problems


def check_books(state: StateArray) -> list[str]:
    """Queue links, best prices, bitmaps; no book crossed but in the opening call."""
    problems = []
    calling = state["venue"]["phase"][0] == Phase.PRE_OPEN  # with an opening call, buys and sells rest unmatched
    seen = 0
    for number in np.flatnonzero(state["instruments"][0]["open"]):
        instrument = state["instruments"][0][number]
        best = {}
        for side in (Side.BUY, Side.SELL):
            queues = _queues(state, int(number), side)
            seen += sum(len(queue) for queue in queues.values())
            best[side] = max(queues, default=-1)
            problems += _check_levels(state, int(number), side, queues)
            if best[side] != int(instrument["best"][side - 1]):
                problems.append(f"book: best {side.name} key of {number} is {instrument['best'][side - 1]}, not {best[side]}")
        span = int(instrument["upper"]) - int(instrument["lower"])
        if not calling and best[Side.BUY] >= 0 and best[Side.SELL] >= 0 and best[Side.BUY] + best[Side.SELL] >= span:
            problems.append(f"book: instrument {number} is crossed")
    if seen != int(np.count_nonzero(live_orders(state)["resting"])):
        problems.append("book: resting orders and queues differ in number")
    return problems


def _ladder(state: StateArray, number: int, side: Side) -> tuple[int, np.ndarray]:
    instrument = state["instruments"][0][number]
    half = state.dtype["levels"].shape[0] // 2
    first = int(instrument["ladder"]) + (half if side == Side.SELL else 0)
    span = int(instrument["upper"]) - int(instrument["lower"]) + 1
    return first, state["levels"][0][first : first + span]


def _queues(state: StateArray, number: int, side: Side) -> dict[int, list[int]]:
    """Slots of every level by key, followed by their links."""
    _, ladder = _ladder(state, number, side)
    links = state["links"][0]
    queues: dict[int, list[int]] = {}
    longest = int(state["venue"]["orders_used"][0])
    for key in np.flatnonzero(ladder["head"]):
        slot = int(ladder[key]["head"])
        queue: list[int] = []
        while slot and len(queue) <= longest:
            queue.append(slot)
            slot = int(links[slot]["next"])
        queues[int(key)] = queue
    return queues


def _check_levels(state: StateArray, number: int, side: Side, queues: dict[int, list[int]]) -> list[str]:
    first, ladder = _ladder(state, number, side)
    orders, links, instrument = state["orders"][0], state["links"][0], state["instruments"][0][number]
    sign, start = (1, int(instrument["lower"])) if side == Side.BUY else (-1, int(instrument["upper"]))
    problems = []
    for key, queue in queues.items():
        where = f"book: {number} {side.name} at {start + sign * key}"
        if queue[-1] != int(ladder[key]["tail"]):
            problems.append(f"{where}: the queue does not end with its tail")
        if any(int(links[slot]["previous"]) != before for slot, before in zip(queue, [0, *queue[:-1]], strict=True)):
            problems.append(f"{where}: the queue's links back do not fit those forth")
        if any(int(orders[slot]["price"]) != start + sign * key or orders[slot]["side"] != side for slot in queue):
            problems.append(f"{where}: an order stands at a price or side not its own")
        if any(int(orders[slot]["leaves"]) <= 0 for slot in queue):
            problems.append(f"{where}: an order without open quantity rests")
        if any(int(orders[one]["time_ns"]) > int(orders[behind]["time_ns"]) for one, behind in pairwise(queue)):
            problems.append(f"{where}: an order stands before one that was there earlier")
    words = state["lower_bits"][0][first >> 6 : (first + len(ladder) + 63) >> 6]
    bits = np.unpackbits(words.astype("<u8").view(np.uint8), bitorder="little")
    marked = set(np.flatnonzero(bits[: len(ladder)]).tolist())
    if marked != set(queues):
        problems.append(f"book: the bitmap of {number} {side.name} does not mark the occupied levels")
    return problems


def check_tables(state: StateArray) -> list[str]:
    """Free and used slots together are all slots; counts of open orders fit."""
    venue, live = state["venue"][0], live_orders(state)
    free, slot = 0, int(venue["free_order"])
    while slot and free <= int(venue["orders_used"]):
        free += 1
        slot = int(state["links"][0][slot]["next"])
    problems = []
    if free + len(live) != int(venue["orders_used"]):
        problems.append(f"orders: {free} free and {len(live)} live slots are not {int(venue['orders_used'])} used")
    if len(live) != int(venue["open_orders"]):
        problems.append(f"orders: {len(live)} live, the venue counts {int(venue['open_orders'])}")
    accounts = used(state, "accounts")
    counts = np.bincount(live["account"], minlength=len(accounts))
    if (counts != accounts["open_orders"]).any():
        problems.append("orders: an account's count of open orders is wrong")
    return problems


def check_totals(state: StateArray) -> list[str]:
    """The day's totals of the venue are the sums over its instruments; each method's numbers have no holes."""
    venue, instruments = state["venue"][0], used(state, "instruments")
    problems = []
    for row in range(METHODS):
        today = venue["totals"][row * TOTALS_KINDS + TotalsKind.DAY]
        parts = instruments["totals"][:, row * TOTALS_KINDS + TotalsKind.DAY]
        if any(int(parts[name].sum()) != int(today[name]) for name in ("count", "quantity", "amount_fen")):
            problems.append(f"totals: the venue's day in row {row} is not the sum over its instruments")
        first = state["days"][0][int(venue["ordinal"]) % DAY_RING]["methods"][row]["first_trade"]
        if venue["ordinal"] and int(first) + int(today["count"]) != int(venue["trade_numbers"][row]) + 1:
            problems.append(f"totals: trades of row {row} since number {int(first)} are not the {int(today['count'])} counted")
    return problems


def check_limits(state: StateArray) -> list[str]:
    """Sums of open orders are those of the orders where a limit is set and 0 elsewhere; nothing stands under a kill."""
    accounts, instruments, live = used(state, "accounts"), used(state, "instruments"), live_orders(state)
    owners = (accounts["limited"] != 0) | bool(state["venue"][0]["limited"])
    amounts, buys = np.zeros(len(accounts), np.int64), np.zeros(len(used(state, "holdings")), np.int64)
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
    """The gate of every instrument stands as engine/gates.py says, by what is set now."""
    venue, instruments = state["venue"][0], used(state, "instruments")
    shut = venue["phase"] not in (Phase.MORNING, Phase.AFTERNOON) or any(
        venue[name] for name in ("halted", "limited", "operators_killed")
    )
    closed = np.logical_or.reduce([instruments[name] != 0 for name in ("halted", "limited", "fees", "unlocked")])
    plain = (instruments["parameters"][:, [Parameter.TICK, Parameter.LOT]] == 1).all(axis=1)
    wanted = (instruments["listed"] != 0) & (instruments["open"] != 0) & ~closed & plain & (not shut)
    return [f"gates: that of instrument {number} is wrong" for number in np.flatnonzero(wanted != (instruments["ordinary"] != 0))]


def check_promised(state: StateArray) -> list[str]:
    """Room kept in holdings for units to come is what bids, sessions, intents, confirmations and deals can bring."""
    coming = auction_promises(state)
    for slot, quantity in coming_units(state).items():
        coming[slot] += quantity
    promised = used(state, "holdings", "holding_details")["promised"]
    return [
        f"limits: holding {slot} is promised {int(promised[slot])} t, {coming[slot]} t are to come"
        for slot in range(len(promised))
        if int(promised[slot]) != coming[slot]
    ]
