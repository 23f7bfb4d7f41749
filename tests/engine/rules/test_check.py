"""The check finds nothing in a sound state and names each kind of damage; every sentence it has is
heard here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from inspect import getsource

import numpy as np
import pytest

from engine.commands import IN_PARTS, AccountLimit, BlockHours, CommandKind, Parameter, Phase, Side
from engine.rules import book_check
from engine.rules import check as check_module
from engine.rules.auction import check as auction_check
from engine.rules.block import check as block_check
from engine.rules.check import check
from engine.rules.state import LISTED_ROW, POSTER, RESPONDER, StateArray
from tests.engine.desk import ALICE, BOB, CARL, CEA25, Desk, trading_desk

Spoil = Callable[[StateArray], None]


def busy_desk() -> Desk:
    """A book with two orders at one price, and intents, a dialogue and a deal at the block desk."""
    desk = trading_desk()
    for price in (7850, 7850, 7900):
        desk.order(ALICE, Side.SELL, 10, price)
    desk.order(BOB, Side.BUY, 4, 7850)
    desk.order(BOB, Side.BUY, 4, 7700)
    for parameter, value in (
        (Parameter.BLOCK_QUANTITY_MIN, 10),
        (Parameter.BLOCK_HOURS, BlockHours.MORNING),
    ):
        desk.do(CommandKind.SET_PARAMETER, instrument=CEA25, parameter=parameter, value=value)
    sell = {
        "account": ALICE,
        "instrument": CEA25,
        "side": Side.SELL,
        "price": 7800,
        "flags": IN_PARTS,
    }
    intent = desk.do(CommandKind.POST_INTENT, quantity=50, **sell)[0]["order_id"]
    desk.do(CommandKind.ACCEPT_INTENT, account=BOB, order_id=intent, quantity=20)
    desk.do(CommandKind.OPEN_DIALOGUE, account=CARL, order_id=intent, price=7700, quantity=20)
    return desk


@pytest.fixture(scope="module")
def sound() -> StateArray:
    return busy_desk().state


@pytest.fixture
def state(sound: StateArray) -> StateArray:
    return sound.copy()


def add(table: str, row: int, field: str, change: int = 1) -> Spoil:
    """Change a number in a table."""

    def spoil(state: StateArray) -> None:
        state[table][0][row][field] += change

    return spoil


def put(table: str, row: int, field: str, value: int) -> Spoil:
    """Set a number in a table."""

    def spoil(state: StateArray) -> None:
        state[table][0][row][field] = value

    return spoil


def in_the_venue(field: str, change: int = 1) -> Spoil:
    """Change a number of the venue."""

    def spoil(state: StateArray) -> None:
        state["venue"][field] += change

    return spoil


def lock(state: StateArray) -> None:
    state["accounts"][0][BOB]["cash_locked_fen"] += 1
    state["accounts"][0][BOB]["cash_available_fen"] -= 1


def tail(state: StateArray) -> None:
    state["levels"]["tail"][0][np.flatnonzero(state["levels"]["head"][0])[0]] += 1


def link(state: StateArray) -> None:
    links = state["links"][0]
    links[np.flatnonzero(links["previous"])[0]]["previous"] += 1


def bitmap(state: StateArray) -> None:
    state["lower_bits"][0][3] ^= np.uint64(1)


def ladder(state: StateArray) -> None:
    state["instruments"][0][CEA25]["ladder"] += 64


def wide_band(state: StateArray) -> None:
    state["instruments"][0][CEA25]["upper"] += state.dtype["levels"].shape[0]


def best(state: StateArray) -> None:
    state["instruments"][0][CEA25]["best"][0] += 1


def cross(state: StateArray) -> None:
    """The buy at 77.00 moves to a level above the best sell, in every array."""
    instrument = state["instruments"][0][CEA25]
    ladder = state["levels"][0][int(instrument["ladder"]) :]
    low, high = 7700 - int(instrument["lower"]), 7900 - int(instrument["lower"])
    slot = int(ladder[low]["head"])
    ladder[high], ladder[low] = ladder[low].copy(), np.zeros(1, ladder.dtype)[0]
    instrument["best"][0] = high
    state["orders"][0][slot]["price"] = 7900


def first_in_queue(state: StateArray) -> int:
    """The slot of Alice's first order, which has another after it."""
    return int(np.flatnonzero(state["links"][0]["previous"])[0]) - 1


def late(state: StateArray) -> None:
    state["orders"][0][first_in_queue(state)]["time_ns"] += 10**9


def nothing_left(state: StateArray) -> None:
    state["orders"][0][first_in_queue(state)]["leaves"] = 0


def other_side(state: StateArray) -> None:
    state["orders"][0][first_in_queue(state)]["side"] = Side.BUY


def totals(state: StateArray) -> None:
    state["venue"]["totals"][0][LISTED_ROW]["quantity"] += 1


def trade_number(state: StateArray) -> None:
    state["venue"]["trade_numbers"][0][LISTED_ROW] += 1


def sale_money(state: StateArray) -> None:
    state["account_details"][0][ALICE]["sales_by_day_fen"][0] = 10**15


def bought(state: StateArray) -> None:
    state["holding_details"][0][2]["bought_by_day"][0] = 5


def confirmed_by_both(state: StateArray) -> None:
    state["dialogues"][0][1]["confirmed"] = POSTER | RESPONDER


def orphan(state: StateArray) -> None:
    state["dialogues"][0][1]["intent"] = 7


def off_tick(state: StateArray) -> None:
    state["instruments"][0][CEA25]["parameters"][Parameter.TICK] = 40


def with_himself(state: StateArray) -> None:
    """A buy and a sell that cross are both Alice's, in pre-open."""
    cross(state)
    orders = state["orders"][0]
    orders["account"][orders["order_id"] != 0] = ALICE
    state["venue"]["phase"] = Phase.PRE_OPEN


def nothing_between(state: StateArray) -> None:
    state["instruments"][0][CEA25]["parameters"][Parameter.QUANTITY_MIN] = 10**9


def waiting(value: int) -> Spoil:
    """Let a value of LEVELS wait."""

    def spoil(state: StateArray) -> None:
        state["instrument_details"][0][CEA25]["pending"][Parameter.LEVELS] = value + 1

    return spoil


DAMAGE: dict[str, tuple[Spoil, str]] = {
    "cash from nowhere": (add("accounts", ALICE, "cash_available_fen"), "brought in"),
    "locked cash below zero": (put("accounts", BOB, "cash_locked_fen", -1), "negative locked cash"),
    "available cash below zero": (
        put("accounts", BOB, "cash_available_fen", -1),
        "negative available cash",
    ),
    "sale money": (sale_money, "sale money of an account is not the sum"),
    "units from nowhere": (add("holdings", 1, "available"), "units: instrument 1 has"),
    "available units below zero": (put("holdings", 1, "available", -1), "negative available"),
    "locked units below zero": (put("holdings", 1, "locked", -1), "negative locked"),
    "bought units below zero": (put("holdings", 1, "bought", -1), "negative bought"),
    "bought units": (bought, "bought units of a holding are not the sum"),
    "a lock without an order": (lock, "locks: account 2"),
    "locked units without an order": (add("holdings", 1, "locked"), "locks: holding 1"),
    "tail": (tail, "does not end with its tail"),
    "link": (link, "links back do not fit"),
    "side": (other_side, "at a price or side not its own"),
    "nothing left": (nothing_left, "without open quantity rests"),
    "time": (late, "ahead of one that was there earlier"),
    "ladder": (ladder, "do not follow each other"),
    "wide band": (wide_band, "longer than their pool"),
    "bitmap": (bitmap, "bitmap"),
    "best": (best, "best BUY key"),
    "crossed": (cross, "instrument 1 is crossed"),
    "an order in no queue": (put("orders", 3, "resting", 0), "resting orders and queues differ"),
    "free slots": (in_the_venue("free_order", 1), "slots are not"),
    "open orders": (in_the_venue("open_orders"), "the venue counts"),
    "open orders of an account": (
        add("accounts", ALICE, "open_orders"),
        "an account's count of open orders",
    ),
    "totals": (totals, "not the sum over its instruments"),
    "a hole in the trades": (trade_number, "trades of row 0 since number"),
    "open amount": (add("account_limits", ALICE, "open_fen"), "open amount of an account"),
    "open buys": (add("holding_details", 1, "open_buys"), "open buys of a holding"),
    "orders under a kill": (put("accounts", ALICE, "killed", 1), "under a kill has open orders"),
    "off the tick": (off_tick, "an order off the tick rests"),
    "a call with himself": (with_himself, "account 1 could trade with itself in the call"),
    "a parameter out of its range": (waiting(2_000_000), "a parameter is out of its range"),
    "a value that waits in vain": (waiting(5), "a value waits that is in force"),
    "no quantity left": (nothing_between, "no quantity lies between its bounds"),
    "fees": (put("instruments", CEA25, "fees", 1), "its flag fees is not what its parameters say"),
    "promised": (add("holding_details", 2, "promised"), "is promised"),
    "desk: count": (in_the_venue("desk_open"), "desk: 1 intents"),
    "desk: amount": (in_the_venue("deals_fen"), "desk: deals of"),
    "desk: orphan": (orphan, "an intent that has ended"),
    "desk: leaves": (put("intents", 1, "leaves", 51), "more than was posted"),
    "desk: both confirmed": (confirmed_by_both, "no deal was struck"),
}


def test_a_sound_state_has_no_problems(sound: StateArray) -> None:
    assert check(sound) == []
    venue = sound["venue"][0]
    assert (
        int(venue["open_orders"]),
        int(venue["desk_open"]),
        int(venue["trade_numbers"][LISTED_ROW]),
    ) == (4, 3, 1)


@pytest.mark.parametrize("name", DAMAGE)
def test_each_kind_of_damage_is_named(state: StateArray, name: str) -> None:
    spoil, sentence = DAMAGE[name]
    spoil(state)
    assert any(sentence in problem for problem in check(state)), check(state)


def test_the_sums_of_limits_are_compared_where_a_limit_is_set() -> None:
    desk = busy_desk()
    desk.limit(ALICE, AccountLimit.DAY_TURNOVER, 10**12)
    assert check(desk.state) == []
    desk.state["account_limits"][0][ALICE]["open_fen"] -= 1
    assert any("open amount of an account" in problem for problem in check(desk.state))


def sentences(module: object) -> Iterator[str]:
    """The longest fixed part of everything that a module may say of a state."""
    for node in ast.walk(ast.parse(getsource(module))):  # type: ignore[arg-type]
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
        ):
            texts = [
                part.value
                for part in ast.walk(node)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            if texts:
                yield max(texts, key=len)


def test_there_is_damage_for_every_sentence(sound: StateArray) -> None:
    said = []
    for spoil, _ in DAMAGE.values():
        spoilt = sound.copy()
        spoil(spoilt)
        said += check(spoilt)
    modules = (check_module, book_check, block_check)
    known = [sentence for module in modules for sentence in sentences(module)]
    assert len(known) > 20
    assert [
        sentence for sentence in known if not any(sentence in problem for problem in said)
    ] == []
    assert list(sentences(auction_check)), "tests/engine/rules/auction/test_check.py hears those"
