"""The index of client order ids against a plain dict."""

from __future__ import annotations

import random

import numpy as np

from engine.commands import CommandKind
from engine.events import EventKind, empty_events
from gateway.floor.client_orders import TOGETHER_MIN, ClientOrders, EventTable

CAPACITY = 4096


def test_the_table_finds_what_a_dict_finds_while_it_grows() -> None:
    dice, table, plain = random.Random(1), EventTable(), {}
    for event in range(1, 20_000):
        key = dice.randrange(2**63)
        table.add(key, event)
        plain.setdefault(key, []).append(event)
    assert len(table) == 19_999
    assert all(list(table.find(key)) == events for key, events in plain.items())
    assert not any(list(table.find(dice.randrange(2**63))) for _ in range(1000))


def test_keys_that_meet_in_one_slot_are_all_found_even_after_growing() -> None:
    table = EventTable()
    for event in range(1, 1500):
        table.add(7, event)
    assert sorted(table.find(7)) == list(range(1, 1500))
    assert list(table.find(8)) == []


def orders(*rows: tuple[int, int, int, bytes, bool]) -> object:
    """Answers to new orders: (event, account, order counter, text, accepted)."""
    events = empty_events(len(rows))
    for place, (event, account, counter, text, accepted) in enumerate(rows):
        events[place]["sequence"], events[place]["account"], events[place]["text"] = event, account, text
        events[place]["command_kind"] = CommandKind.NEW_ORDER
        events[place]["kind"] = EventKind.ACCEPTED if accepted else EventKind.REFUSED
        events[place]["order_id"] = counter * CAPACITY + 9 if accepted else 0
    return events


def test_answers_are_found_by_account_and_id_also_when_refused() -> None:
    index = ClientOrders(CAPACITY)
    index.add(orders((10, 1, 5, b"a", True), (11, 2, 6, b"a", True), (12, 1, 0, b"b", False), (13, 1, 7, b"", True)))
    assert list(index.answers(1, b"a")) == [10]
    assert list(index.answers(2, b"a")) == [11]
    assert list(index.answers(1, b"b")) == [12]
    assert list(index.answers(1, b"")) == []


def test_an_order_tells_its_client_order_id() -> None:
    index = ClientOrders(CAPACITY)
    index.add(orders((10, 1, 5, b"a" * 20, True), (12, 1, 0, b"b", False), (13, 1, 6, b"", True)))
    index.add(orders((20, 1, 7, b"c", True)))
    assert index.text_of(5 * CAPACITY + 9) == "a" * 20
    assert index.text_of(6 * CAPACITY + 9) is None
    assert index.text_of(7 * CAPACITY + 1) == "c"
    assert index.text_of(4 * CAPACITY + 1) is None
    assert index.text_of(8 * CAPACITY + 1) is None


def test_with_a_new_day_every_id_is_free_again() -> None:
    index = ClientOrders(CAPACITY)
    index.add(orders((10, 1, 5, b"a", True)))
    index.begin_day()
    assert list(index.answers(1, b"a")) == []
    assert index.text_of(5 * CAPACITY + 9) is None
    index.add(orders((30, 1, 8, b"a", True)))
    assert index.text_of(8 * CAPACITY + 9) == "a"


def test_many_entered_together_are_found_as_those_entered_one_by_one() -> None:
    dice, table, plain = np.random.default_rng(2), EventTable(), {}
    event = 1
    for count in (1, 3, 5_000, TOGETHER_MIN, 2, 40_000, TOGETHER_MIN - 1):
        keys = np.where(dice.random(count) < 0.1, dice.integers(0, 50, count), dice.integers(0, 2**63, count))
        events = np.arange(event, event + count)
        table.add_many(keys, events)
        for key, number in zip(keys.tolist(), events.tolist(), strict=True):
            plain.setdefault(key, []).append(number)
        event += count
    assert len(table) == event - 1
    assert all(sorted(table.find(key)) == events for key, events in plain.items())


def test_order_numbers_that_are_left_out_do_not_shift_the_texts() -> None:
    index = ClientOrders(CAPACITY)
    index.add(orders((10, 1, 5, b"a", True), (11, 1, 8, b"b", True)))
    index.add(orders((12, 1, 10, b"c", True)))
    assert [index.text_of(counter * CAPACITY + 9) for counter in range(5, 12)] == ["a", None, None, "b", None, "c", None]
