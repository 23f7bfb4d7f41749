"""Whether engine and oracle remember the same: cash, units, queues, kills, as the arrays say."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

import numpy as np

from engine.commands import HaltState, Parameter, Side, VenueRule
from engine.commands.text_uses import NAMES
from engine.compiler.jit import plainly
from engine.rules.approval_views import held_acts, rule_values
from engine.rules.guard_views import open_guards
from engine.rules.halt_views import halts_of
from engine.rules.kill_views import kills_of_accounts, kills_of_operators
from engine.rules.opaque_numbers import bid_number
from tests.oracle import opposite
from tests.oracle.numbering import called

if TYPE_CHECKING:
    from tests.oracle.twin import Twin


def state_differences(twin: Twin) -> list[str]:
    """Everything that engine and oracle hold differently, a sentence each."""
    owned = (_cash, _units, _sides, _queues, _bids, _desk)
    dated = (_suspensions, _halts, _fees, _auction_dates)
    books = (*owned, *dated, _kills, _parameters, _names, _guards, _held)
    return [problem for differences in books for problem in differences(twin)]


def _halts(twin: Twin) -> list[str]:
    theirs = {
        number: (bool(halt.call_ns), tuple(halt)) for number, halt in halts_of(twin.state).items()
    }
    venue = twin.oracle.venue
    states = {0: venue.halted} | {each.number: each.halted for each in venue.instruments.values()}
    ours = {
        number: (state == HaltState.CALL, venue.halt_ends.get(number, (0, 0, 0, 0)))
        for number, state in states.items()
        if state
    }
    return [] if theirs == ours else [f"halts: engine {theirs}, oracle {ours}"]


def _auction_dates(twin: Twin) -> list[str]:
    used = int(twin.state["venue"]["auctions_used"][0]) + 1
    theirs = [tuple(row) for row in twin.state["auction_dates"][0][1:used].tolist()]
    ours = [(each.applied, each.accepted) for each in twin.oracle.venue.auctions.values()]
    return [] if theirs == ours else [f"dates of auctions: engine {theirs}, oracle {ours}"]


def _fees(twin: Twin) -> list[str]:
    schedule, venue = twin.state["fee_schedule"][0], twin.oracle.venue
    theirs = [
        (int(row["date"]), int(row["instrument"]), tuple(row["rates"].tolist()))
        for row in schedule["rows"][: int(schedule["used"])]
    ]
    ours = [(*key, values) for key, values in sorted(venue.fee_rows.items())]
    return [] if theirs == ours else [f"fees: engine {theirs}, oracle {ours}"]


def _cash(twin: Twin) -> list[str]:
    problems = []
    accounts = twin.state["accounts"][0]
    for number, account in twin.oracle.venue.accounts.items():
        engine = accounts[number]
        theirs = (
            int(engine["cash_available_fen"]),
            int(engine["cash_locked_fen"]),
            int(engine["sales_fen"]),
        )
        ours = (account.cash, account.locked, sum(account.sale_money.values()))
        if theirs != ours:
            problems.append(
                f"account {number}: engine (available, locked, sale money) {theirs}, oracle {ours}"
            )
    return problems


def _units(twin: Twin) -> list[str]:
    used = int(twin.state["venue"]["holdings_used"][0])
    rows = twin.state["holdings"][0][1 : used + 1]
    names = ("available", "locked", "bought")
    theirs = {
        (int(row["account"]), int(row["instrument"])): tuple(int(row[name]) for name in names)
        for row in rows
    }
    ours = {
        key: (holding.available, holding.locked, sum(holding.bought.values()))
        for key, holding in twin.oracle.venue.holdings.items()
    }
    keys = sorted({*theirs, *ours})
    return [
        f"holding {key}: engine (available, locked, bought) {theirs.get(key)}, oracle"
        f" {ours.get(key)}"
        for key in keys
        if theirs.get(key) != ours.get(key)
    ]


def _sides(twin: Twin) -> list[str]:
    """The last days on which accounts have bought and sold, as far as the resale rule looks."""
    venue, used = twin.oracle.venue, int(twin.state["venue"]["holdings_used"][0])
    rows = twin.state["holdings"][0][1 : used + 1]
    days = twin.state["holding_sides"][0]["traded"]["day"][1 : used + 1]
    forgotten = len(venue.days) - opposite.LONGEST
    theirs = {
        (int(row["account"]), int(row["instrument"]), side): int(last[place])
        for row, last in zip(rows, days, strict=True)
        for place, side in enumerate(Side)
        if last[place] > max(forgotten, 0)
    }
    ours = opposite.last_days(venue)
    return [] if theirs == ours else [f"last days of sides: engine {theirs}, oracle {ours}"]


def _queues(twin: Twin) -> list[str]:
    orders, links = twin.state["orders"][0], twin.state["links"][0]
    theirs = {}
    for slot in np.flatnonzero(orders["order_id"]):
        order = orders[slot]
        ahead = int(links[slot]["previous"])
        before = int(orders[ahead]["order_id"]) if ahead else 0
        theirs[twin.oracle_number[int(order["order_id"])]] = (
            int(order["price"]),
            int(order["leaves"]),
            int(order["lock_fen"]) if order["side"] == Side.BUY else 0,
            twin.oracle_number[before] if before else 0,
        )
    ours = {}
    for instrument in twin.oracle.venue.instruments.values():
        for side in Side:
            for price in instrument.book.prices(side):
                before = 0
                for order in instrument.book.queue(side, price):
                    ours[order.number] = (price, order.leaves, order.locked_cash, before)
                    before = order.number
    return [
        f"order {number}: engine (price, leaves, lock, order before it) {theirs.get(number)},"
        f" oracle {ours.get(number)}"
        for number in sorted({*theirs, *ours})
        if theirs.get(number) != ours.get(number)
    ]


def _bids(twin: Twin) -> list[str]:
    state, theirs = twin.state, {}
    for auction in state["auctions"][0][1 : int(state["venue"]["auctions_used"][0]) + 1]:
        slot, queue = int(auction["first_bid"]), []
        while slot:
            bid = state["bids"][0][slot]
            queue.append(
                (
                    twin.oracle_bid[int(bid_number(plainly(state)[0], int(bid["bid_id"])))],
                    int(bid["price"]),
                    int(bid["quantity"]),
                    int(bid["lock_fen"]),
                )
            )
            slot = int(bid["next"])
        theirs[int(auction["number"])] = (
            int(auction["state"]),
            int(auction["reserve"]),
            int(auction["cap"]),
            queue,
        )
    ours = {
        number: (
            auction.state,
            auction.reserve,
            auction.cap,
            [(bid.number, bid.price, bid.quantity, bid.locked_cash) for bid in auction.bids],
        )
        for number, auction in twin.oracle.venue.auctions.items()
    }
    numbers = sorted({*theirs, *ours})
    return [
        f"auction {number}: engine (state, reserve, cap, bids) {theirs.get(number)}, oracle"
        f" {ours.get(number)}"
        for number in numbers
        if theirs.get(number) != ours.get(number)
    ]


def _desk(twin: Twin) -> list[str]:
    """Intents, dialogues and deals that are alive: their numbers, what is left or agreed, and whose
    they are.
    """
    oracle, venue = twin.oracle.venue, twin.state["venue"][0]
    theirs: dict[str, dict[int, tuple[int, ...]]] = {}
    for table, names in (
        ("intents", ("account", "leaves")),
        ("dialogues", ("account", "quantity")),
        ("deals", ("buyer", "quantity")),
    ):
        rows, before = twin.state[table][0], int(venue[f"{table}_before"])
        slots = np.flatnonzero(rows["alive"][: int(venue[f"{table}_used"]) + 1])
        theirs[table] = {
            called(oracle, table[:-1], before + int(slot)): tuple(
                int(rows[slot][name]) for name in names
            )
            for slot in slots
        }
    ours = {
        "intents": {each.number: (each.account, each.leaves) for each in oracle.intents.values()},
        "dialogues": {
            each.number: (each.account, each.quantity) for each in oracle.dialogues.values()
        },
        "deals": {each.number: (each.buyer, each.quantity) for each in oracle.deals.values()},
    }
    return [
        f"{table}: engine {theirs[table]}, oracle {ours[table]}"
        for table in ours
        if theirs[table] != ours[table]
    ]


def _kills(twin: Twin) -> list[str]:
    state, venue = twin.state, twin.oracle.venue
    accounts = {each.account: each.log_on_refused for each in kills_of_accounts(state)}
    of_operators = kills_of_operators(state)
    operators = {(each.account, each.operator): each.log_on_refused for each in of_operators}
    killed = [each for each in venue.accounts.values() if each.killed_by]
    ours = {each.number: each.log_on_refused for each in killed}
    problems = []
    if accounts != ours:
        problems.append(f"kills of accounts: engine {accounts}, oracle {ours}")
    if operators != venue.killed_operators:
        problems.append(f"kills of operators: engine {operators}, oracle {venue.killed_operators}")
    return problems


def _suspensions(twin: Twin) -> list[str]:
    """Who is suspended, and until when."""
    state, accounts = twin.state, twin.oracle.venue.accounts
    theirs = {
        number: int(state["suspended_until"][0][number])
        for number in np.flatnonzero(state["accounts"][0]["suspended"]).tolist()
    }
    ours = {each.number: each.suspended_until for each in accounts.values() if each.suspended}
    return [] if theirs == ours else [f"suspended: engine {theirs}, oracle {ours}"]


def _guards(twin: Twin) -> list[str]:
    """Open guards; which guard and which time of expiry orders have."""
    theirs = {guard.number: guard for guard in open_guards(twin.state)}
    ours = twin.oracle.venue.guards
    problems = [
        f"guard {number}: engine {theirs.get(number)}, oracle {ours.get(number)}"
        for number in sorted({*theirs, *ours})
        if number not in theirs
        or number not in ours
        or tuple(theirs[number]) != astuple(ours[number])
    ]
    orders = twin.state["orders"][0]
    for slot in np.flatnonzero(orders["order_id"]):
        wishes, marked = twin.state["order_wishes"][0][slot], bool(orders["wishes"][slot])
        order = twin.oracle.venue.orders[twin.oracle_number[int(orders["order_id"][slot])]]
        theirs_of = (int(wishes["guard"]), int(wishes["expires_ns"])) if marked else (0, 0)
        if theirs_of != (order.guard, order.expires_ns):
            problems.append(f"order {order.number}: engine (guard, expires) {theirs_of}")
    return problems


def _parameters(twin: Twin) -> list[str]:
    """Values in force and those that wait, of every instrument."""
    rows, details = twin.state["instruments"][0], twin.state["instrument_details"][0]
    problems = []
    for number, instrument in twin.oracle.venue.instruments.items():
        waiting = {each: int(details[number]["pending"][each]) - 1 for each in Parameter}
        theirs = (
            {each: int(rows[number]["parameters"][each]) for each in Parameter},
            {each: value for each, value in waiting.items() if value >= 0},
        )
        if theirs != (instrument.parameters, instrument.pending):
            problems.append(f"parameters of {number}: engine (in force, waiting) {theirs}")
    return problems


def _names(twin: Twin) -> list[str]:
    """Legal names of accounts and instruments."""
    problems = []
    owners = {"account": twin.oracle.venue.accounts, "instrument": twin.oracle.venue.instruments}
    for word, known in owners.items():
        rows = twin.state[f"{word}_names"][0]
        for number, owner in known.items():
            theirs = {
                use: piece
                for use, piece in zip(
                    NAMES, (rows[number][each].tobytes() for each in ("zh", "en")), strict=True
                )
                if any(piece)
            }
            if theirs != owner.names:
                problems.append(f"names of {word} {number}: engine {theirs}, oracle {owner.names}")
    return problems


def _held(twin: Twin) -> list[str]:
    """Rules of the venue, and acts that wait for a second key."""
    venue = twin.oracle.venue
    theirs = {
        each.number: (each.operator, each.kind, each.expires_ns) for each in held_acts(twin.state)
    }
    ours = {
        number: (each.operator, each.kind, each.until_ns) for number, each in venue.held.items()
    }
    rules = {rule: venue.rules.get(rule, rule.default) for rule in VenueRule}
    problems = [] if theirs == ours else [f"held acts: engine {theirs}, oracle {ours}"]
    if rule_values(twin.state) != rules:
        problems.append(f"rules: engine {rule_values(twin.state)}, oracle {rules}")
    return problems
