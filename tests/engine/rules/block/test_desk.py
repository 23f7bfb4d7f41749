"""The block desk where its tables are full, where its sums end, and in a state that is not sound.

What members see of it is played in tests/scenarios/block.txt.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.commands import IN_PARTS, INVITATION, CommandKind, Parameter, Phase, Side
from engine.events import EventKind, Reason
from engine.rules.block.check import check_desk
from engine.rules.check import check
from engine.rules.state import SMALL, StateArray, state_hash
from engine.rules.trades import OTHER_TOTALS_MAX_FEN
from engine.units import ACCOUNT_SHARE
from tests.oracle.records import Event
from tests.oracle.twin import Twin

PRICE, BLOCK = 7800, 100
MEMBERS = range(1, 25)
# places of the day's tables, and one account's share of them
INTENTS, DIALOGUES, DEALS = SMALL.intents - 1, SMALL.dialogues - 1, SMALL.deals - 1
OWN_INTENTS, OWN_DIALOGUES = INTENTS // ACCOUNT_SHARE, DIALOGUES // ACCOUNT_SHARE


@pytest.fixture
def twin() -> Twin:
    """Members with plenty of cash and units in the afternoon; blocks from 100 t."""
    twin = Twin(SMALL)
    twin.send(CommandKind.LIST_INSTRUMENT, instrument=1, price=PRICE, text=b"CEA25")
    twin.send(
        CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter.BLOCK_QUANTITY_MIN, value=BLOCK
    )
    for account in MEMBERS:
        twin.send(CommandKind.OPEN_ACCOUNT, account=account, text=b"member")
        twin.send(CommandKind.CASH_IN, account=account, amount_fen=10**12, reference=2 * account)
        twin.send(
            CommandKind.UNITS_IN,
            account=account,
            instrument=1,
            quantity=10**6,
            reference=2 * account + 1,
        )
    start(twin, 20260105)
    return twin


def start(twin: Twin, date: int) -> None:
    twin.send(CommandKind.START_DAY, date=date, flags=1)
    twin.send(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)


def post(twin: Twin, account: int, quantity: int = BLOCK, **fields: int) -> Event:
    terms = {"side": Side.SELL, "price": PRICE, "quantity": quantity} | fields
    return twin.send(CommandKind.POST_INTENT, account=account, instrument=1, **terms)[0]


def accept(twin: Twin, account: int, intent: int, quantity: int = BLOCK) -> Event:
    return twin.send(
        CommandKind.ACCEPT_INTENT, account=account, order_id=intent, quantity=quantity
    )[0]


def answer(twin: Twin, account: int, intent: int) -> Event:
    return twin.send(
        CommandKind.OPEN_DIALOGUE, account=account, order_id=intent, price=PRICE, quantity=BLOCK
    )[0]


def test_the_days_places_for_intents_are_bounded_and_there_again_the_next_day(twin: Twin) -> None:
    for account in range(1, ACCOUNT_SHARE + 1):
        for _ in range(OWN_INTENTS):
            assert post(twin, account)["kind"] == EventKind.ACCEPTED
    refused = post(twin, 17)
    assert (refused["reason"], refused["value"]) == (Reason.INTENTS_FULL, INTENTS)
    twin.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    twin.send(CommandKind.END_DAY)
    start(twin, 20260106)
    assert post(twin, 17)["order_id"] == INTENTS + 1


def test_the_days_places_for_dialogues_are_bounded_for_one_and_for_all(twin: Twin) -> None:
    *answered, another = (
        post(twin, 17 + place // OWN_INTENTS)["order_id"] for place in range(OWN_DIALOGUES + 1)
    )
    for intent in answered:
        assert answer(twin, 1, intent)["kind"] == EventKind.ACCEPTED
    refused = answer(twin, 1, another)
    assert (refused["reason"], refused["value"]) == (
        Reason.DIALOGUES_OF_ACCOUNT_FULL,
        OWN_DIALOGUES,
    )
    for account in range(2, ACCOUNT_SHARE + 1):
        for intent in answered:
            assert answer(twin, account, intent)["kind"] == EventKind.ACCEPTED
    refused = answer(twin, 24, another)
    assert (refused["reason"], refused["value"]) == (Reason.DIALOGUES_FULL, DIALOGUES)


def test_the_days_places_for_deals_are_bounded(twin: Twin) -> None:
    intent = post(twin, 1, (DEALS + 7) * BLOCK, flags=IN_PARTS)["order_id"]
    numbers = [accept(twin, 2, intent)["number"] for _ in range(DEALS)]
    assert numbers == list(range(1, DEALS + 1))
    refused = accept(twin, 2, intent)
    assert (refused["reason"], refused["value"]) == (Reason.DEALS_FULL, DEALS)
    post(twin, 3)
    answer(twin, 4, intent)
    terms = {"order_id": 1, "price": PRICE, "quantity": BLOCK}
    twin.send(CommandKind.CONFIRM_TERMS, account=1, **terms)
    assert (
        twin.send(CommandKind.CONFIRM_TERMS, account=4, **terms)[0]["reason"] == Reason.DEALS_FULL
    )


def test_running_amounts_of_blocks_stay_inside_their_share_of_64_bits() -> None:
    twin = Twin(SMALL)
    twin.send(CommandKind.LIST_INSTRUMENT, instrument=1, price=PRICE, text=b"CEA25")
    room = 3 * PRICE * 100_000
    opened = {"parameter": 2, "value": 20, "quantity": 1, "amount_fen": OTHER_TOTALS_MAX_FEN - room}
    assert twin.send(CommandKind.OPEN_TOTALS, **opened)[0]["kind"] == EventKind.ACCEPTED
    for account in (1, 2):
        twin.send(CommandKind.OPEN_ACCOUNT, account=account, text=b"member")
        twin.send(CommandKind.CASH_IN, account=account, amount_fen=10**12, reference=2 * account)
        twin.send(
            CommandKind.UNITS_IN,
            account=account,
            instrument=1,
            quantity=10**6,
            reference=2 * account + 1,
        )
    start(twin, 20260105)
    intent = post(twin, 1, 500_000, flags=IN_PARTS)["order_id"]
    assert accept(twin, 2, intent, 200_000)["kind"] == EventKind.ACCEPTED
    refused = accept(twin, 2, intent, 150_000)
    assert (refused["reason"], refused["value"]) == (
        Reason.AMOUNT_TOO_LARGE,
        room - 200_000 * PRICE,
    )
    assert accept(twin, 2, intent, 100_000)["kind"] == EventKind.ACCEPTED


def test_numbers_go_on_over_the_days_and_yesterdays_are_not_answered(twin: Twin) -> None:
    intent = post(twin, 1)["order_id"]
    accept(twin, 2, intent)
    left = post(twin, 1, flags=INVITATION)["order_id"]
    answer(twin, 2, left)
    twin.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    twin.send(CommandKind.END_DAY)
    start(twin, 20260106)
    assert accept(twin, 2, left)["reason"] == Reason.INTENT_UNKNOWN
    assert (
        twin.send(CommandKind.LEAVE_DIALOGUE, account=2, order_id=1)[0]["reason"]
        == Reason.DIALOGUE_UNKNOWN
    )
    assert twin.send(CommandKind.CANCEL_DEAL, order_id=1)[0]["reason"] == Reason.DEAL_NOT_OPEN
    again = post(twin, 1)["order_id"]
    assert (again, accept(twin, 2, again)["number"]) == (3, 2)


def test_the_state_of_the_desk_is_in_the_states_hash(twin: Twin) -> None:
    before = state_hash(twin.state)
    intent = post(twin, 1, flags=INVITATION)["order_id"]
    posted = state_hash(twin.state)
    answer(twin, 2, intent)
    answered = state_hash(twin.state)
    twin.send(CommandKind.CONFIRM_TERMS, account=2, order_id=1, price=PRICE, quantity=BLOCK)
    assert len({before, posted, answered, state_hash(twin.state)}) == 4


def spoil_count(state: StateArray) -> None:
    state["venue"]["desk_open"] += 1


def spoil_amount(state: StateArray) -> None:
    state["venue"]["deals_fen"] += 1


def spoil_lock(state: StateArray) -> None:
    state["deals"][0][1]["lock_fen"] += 1


def spoil_units(state: StateArray) -> None:
    state["intents"][0][2]["leaves"] -= 1


def spoil_leaves(state: StateArray) -> None:
    state["intents"][0][2]["leaves"] = 0


def spoil_intent(state: StateArray) -> None:
    state["intents"][0][2]["alive"] = 0


def spoil_confirmation(state: StateArray) -> None:
    state["dialogues"][0][1]["confirmed"] = 3


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_count, "desk: 1 intents, 1 dialogues, 1 deals, not 4"),
        (spoil_amount, "the venue counts 780001"),
        (spoil_lock, "locks: account 2 has"),
        (spoil_units, "t locked, orders"),
        (spoil_leaves, "less left than nothing"),
        (spoil_intent, "about an intent that has ended"),
        (spoil_confirmation, "both have confirmed"),
    ],
)
def test_each_kind_of_damage_is_named(
    twin: Twin, spoil: Callable[[StateArray], None], sentence: str
) -> None:
    accept(twin, 2, post(twin, 1)["order_id"])
    answer(twin, 3, post(twin, 1)["order_id"])
    assert check_desk(twin.state) == [] == check(twin.state)
    spoil(twin.state)
    assert any(sentence in problem for problem in check(twin.state)), check(twin.state)
