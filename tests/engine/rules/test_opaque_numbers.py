"""The numbers of what is sealed or private: a cipher with a key of the log."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest

from engine.commands import CommandKind, Phase, Side
from engine.compiler.jit import compiled_entry, plainly
from engine.events import Reason
from engine.rules import opaque_numbers
from engine.rules.auction.views import bid_rows
from tests.engine.called import called
from tests.engine.desk import ALICE, BOB, CARL, CEA25, DATE, Desk
from tests.oracle.numbering import bits_of, enciphered, key_command, number_of

KEY = 0x1A1918_121110_0A0908_020100  # of the cipher's published test vector, as are these:
PLAIN_WORD, CIPHER_WORD = 0x6D2073_696874, 0x735E10_B6445D
KINDS = range(opaque_numbers.AUCTION, opaque_numbers.DEAL + 1)


@compiled_entry
def cipher(states: Any, words: Any) -> Any:
    """Encipher the first word, decipher the second, in place."""
    words[0] = opaque_numbers.encipher(states[0], words[0])
    words[1] = opaque_numbers.decipher(states[0], words[1])
    return 0


def keyed(key: int = KEY) -> Desk:
    """A venue that has got its key before all else."""
    desk = Desk()
    assert desk.refused(**key_command(key)) == Reason.NONE
    return desk


def in_auction(desk: Desk) -> int:
    """Alice's auction of 100,000 t, open; its number. Bob and Carl have cash."""
    desk.do(CommandKind.LIST_INSTRUMENT, instrument=CEA25, price=7800, text=b"CEA25")
    for account in (ALICE, BOB, CARL):
        desk.do(CommandKind.OPEN_ACCOUNT, account=account, text=b"entity")
        desk.transfer(CommandKind.CASH_IN, account=account, amount_fen=10**12)
    desk.transfer(CommandKind.UNITS_IN, account=ALICE, instrument=CEA25, quantity=100_000)
    desk.do(CommandKind.START_DAY, date=DATE)
    desk.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    offer: dict[str, Any] = {"instrument": CEA25, "side": Side.SELL, "quantity": 100_000}
    number = int(desk.do(CommandKind.APPLY_AUCTION, account=ALICE, **offer)[0]["number"])
    desk.do(CommandKind.ACCEPT_AUCTION, auction=number)
    notice = {"date": DATE, "opens_hhmm": 1000, "closes_hhmm": 1030}
    desk.do(CommandKind.ANNOUNCE_AUCTION, auction=number, **notice)
    desk.do(CommandKind.OPEN_AUCTION, auction=number)
    return number


def bid(desk: Desk, auction: int, account: int) -> int:
    """A bid's number."""
    terms = {"auction": auction, "price": 7900, "quantity": 1_000}
    return int(desk.do(CommandKind.PLACE_BID, account=account, **terms)[0]["order_id"])


@pytest.mark.parametrize("form", ["plain", "as it runs"])
def test_the_published_vector(form: str) -> None:
    desk, words = keyed(), np.array([PLAIN_WORD, CIPHER_WORD])
    if form == "plain":
        cipher.plain(plainly(desk.state), words)
    else:
        called(cipher, desk.state, words)
    assert words.tolist() == [CIPHER_WORD, PLAIN_WORD]


def test_every_number_names_one_thing_of_one_kind() -> None:
    random, state = Random(1), plainly(keyed(Random(2).getrandbits(96)).state)[0]
    for counter in (1, 2, 3, *(random.randrange(1, 2**45) for _ in range(30))):
        numbers = [int(opaque_numbers.number_of(state, kind, counter)) for kind in KINDS]
        numbers.append(int(opaque_numbers.bid_number(state, counter)))
        assert len(set(numbers)) == len(numbers)
        for kind, number in zip(KINDS, numbers, strict=False):
            named = [opaque_numbers.counter_of(state, each, number) for each in KINDS]
            assert named == [counter if each == kind else 0 for each in KINDS]
            assert opaque_numbers.bid_of_number(state, number) == 0
        assert opaque_numbers.bid_of_number(state, numbers[-1]) == counter


@pytest.mark.parametrize("number", [0, -1, 2**48, 2**62, -(2**62)])
def test_what_is_no_number_names_nothing(number: int) -> None:
    state = plainly(keyed().state)[0]
    assert opaque_numbers.bid_of_number(state, number) == 0
    assert [opaque_numbers.counter_of(state, kind, number) for kind in KINDS] == [0] * len(KINDS)


def test_the_cipher_is_the_one_that_the_oracle_writes_again() -> None:
    random = Random(3)
    for _ in range(20):
        key, word = random.getrandbits(96), random.getrandbits(48)
        state = plainly(keyed(key).state)[0]
        again = number_of(enciphered(bits_of(word, 48), bits_of(key, 96)))
        assert opaque_numbers.encipher(state, word) == again


def test_a_log_without_a_key_has_its_counters() -> None:
    desk = Desk()
    auction = in_auction(desk)
    size = desk.state.dtype["bids"].shape[0]
    assert auction == 1
    assert [bid(desk, auction, each) for each in (BOB, CARL)] == [size + 1, 2 * size + 2]


def test_the_key_is_given_once_and_before_the_first_number() -> None:
    desk = keyed()
    assert desk.refused(**key_command(KEY)) == Reason.NUMBERS_GIVEN
    late = Desk()
    in_auction(late)
    assert late.refused(**key_command(KEY)) == Reason.NUMBERS_GIVEN


@pytest.mark.parametrize("key", [0, 2**96, -(2**48)])
def test_a_key_has_96_bits_and_is_not_zero(key: int) -> None:
    assert Desk().refused(**key_command(key)) == Reason.PARAMETER_OUT_OF_RANGE


def test_no_event_repeats_the_key() -> None:
    desk = Desk()
    for _ in range(2):
        (said,) = desk.do(**key_command(KEY))
        assert not said.keys() & {"value", "amount_fen"}


def test_a_bidder_cannot_count_the_bids_of_others() -> None:
    """A counter in the number would give the count: the difference of two own numbers."""
    random = Random(4)
    guessed = 0
    for _ in range(8):
        desk = keyed(random.getrandbits(96))
        auction = in_auction(desk)
        size, rivals = desk.state.dtype["bids"].shape[0], random.randrange(1, 4)
        first = bid(desk, auction, BOB)
        for _ in range(rivals):
            bid(desk, auction, CARL)
        guessed += (bid(desk, auction, BOB) - first) // size - 1 == rivals
    assert guessed == 0


def test_own_bids_are_told_in_order_of_time_and_page_by_page() -> None:
    desk = keyed()
    auction = in_auction(desk)
    numbers = [bid(desk, auction, account) for account in (BOB, CARL, BOB, BOB)]
    own = [numbers[each] for each in (0, 2, 3)]
    assert [row["bid"] for row in bid_rows(desk.state, BOB)] == own
    assert [row["bid"] for row in bid_rows(desk.state, BOB, own[0])] == own[1:]
    desk.do(CommandKind.WITHDRAW_BID, account=BOB, bid=own[0])
    assert [row["bid"] for row in bid_rows(desk.state, BOB, own[0])] == own[1:]


def test_an_auction_is_unknown_to_others_until_its_notice() -> None:
    desk = keyed()
    in_auction(desk)
    offer: dict[str, Any] = {"instrument": CEA25, "side": Side.SELL, "quantity": 100_000}
    (applied,) = desk.do(CommandKind.APPLY_AUCTION, account=CARL, **offer)
    terms = {"account": BOB, "price": 7900, "quantity": 1_000}
    answers = [
        desk.do(CommandKind.PLACE_BID, auction=number, **terms)[0]
        for number in (applied["number"], 12345)
    ]
    assert [said["reason"] for said in answers] == [Reason.AUCTION_UNKNOWN] * 2
    assert answers[0].keys() == answers[1].keys()


def test_an_order_that_depth_does_not_show_is_answered_as_one_that_never_was() -> None:
    desk = keyed()
    in_auction(desk)
    order: dict[str, Any] = {"instrument": CEA25, "quantity": 10}
    hidden, *_ = desk.do(CommandKind.NEW_ORDER, account=BOB, side=Side.BUY, price=7700, **order)
    desk.do(CommandKind.NEW_ORDER, account=BOB, side=Side.BUY, price=7750, **order)
    desk.transfer(CommandKind.UNITS_IN, account=CARL, instrument=CEA25, quantity=100)
    taken = {"account": CARL, "price": 7700, "instrument": CEA25, "quantity": 1}
    for side in (Side.SELL, Side.BUY):
        answers = [
            desk.do(CommandKind.NEW_ORDER, side=side, take=number, **taken)[0]
            for number in (hidden["order_id"], 12345)
        ]
        reasons = [(said["reason"], said.get("value", 0)) for said in answers]
        best = 7750 if side == Side.SELL else 0
        assert reasons == [(Reason.TARGET_NOT_AT_BEST, best)] * 2
    cancelled = [
        desk.refused(CommandKind.CANCEL, account=CARL, order_id=number)
        for number in (hidden["order_id"], 12345)
    ]
    assert cancelled == [Reason.ORDER_UNKNOWN] * 2
