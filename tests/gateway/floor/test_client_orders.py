"""The index of client order ids against a plain dict."""

from __future__ import annotations

from engine.commands import CommandKind
from engine.events import EventKind, empty_events
from gateway.floor.client_orders import TOGETHER_MIN, ClientOrders

CAPACITY = 4096


def orders(*rows: tuple[int, int, int, bytes, bool]) -> object:
    """Answers to new orders: (event, account, order counter, text, accepted)."""
    events = empty_events(len(rows))
    for place, (event, account, counter, text, accepted) in enumerate(rows):
        events[place]["sequence"], events[place]["account"], events[place]["text"] = (
            event,
            account,
            text,
        )
        events[place]["command_kind"] = CommandKind.NEW_ORDER
        events[place]["kind"] = EventKind.ACCEPTED if accepted else EventKind.REFUSED
        events[place]["order_id"] = counter * CAPACITY + 9 if accepted else 0
    return events


def test_answers_are_found_by_account_and_id_also_when_refused() -> None:
    index = ClientOrders(CAPACITY)
    index.add(
        orders(
            (10, 1, 5, b"a", True),
            (11, 2, 6, b"a", True),
            (12, 1, 0, b"b", False),
            (13, 1, 7, b"", True),
        )
    )
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


def test_order_numbers_that_are_left_out_do_not_shift_the_texts() -> None:
    index = ClientOrders(CAPACITY)
    index.add(orders((10, 1, 5, b"a", True), (11, 1, 8, b"b", True)))
    index.add(orders((12, 1, 10, b"c", True)))
    assert [index.text_of(counter * CAPACITY + 9) for counter in range(5, 12)] == [
        "a",
        None,
        None,
        "b",
        None,
        "c",
        None,
    ]


def test_many_ids_are_new_together_as_each_by_itself() -> None:
    index = ClientOrders(CAPACITY)
    index.add(orders((10, 1, 5, b"a", True), (11, 2, 6, b"b", True)))
    fresh = [b"o%d" % number for number in range(TOGETHER_MIN)]
    assert index.are_new(1, fresh) and index.are_new(1, [*fresh, b"b"]) and index.are_new(1, [])
    assert not index.are_new(1, [*fresh, b"a"])
    assert not index.are_new(1, [b"a"])


def test_what_two_cuts_gave_makes_the_index_again() -> None:
    index = ClientOrders(CAPACITY)
    index.add(orders((10, 1, 5, b"a", True), (12, 1, 0, b"b", False)))
    cuts = [index.cut(1)]
    index.add(orders((20, 2, 8, b"c" * 20, True)))
    cuts.append(index.cut(13))
    again = ClientOrders(CAPACITY)
    again.take_back(index.key, [cut.named() for cut in cuts])
    assert again.used == index.used == {1: 2, 2: 1}
    for one in (index, again):
        one.add(orders((30, 2, 9, b"d", True)))
        asked = ((1, b"a"), (1, b"b"), (2, b"c" * 20), (2, b"d"), (2, b"a"))
        assert [one.answers(*named) for named in asked] == [[10], [12], [20], [30], []]
        assert [one.text_of(counter * CAPACITY) for counter in range(4, 11)] == [
            None,
            "a",
            None,
            None,
            "c" * 20,
            "d",
            None,
        ]
    assert (
        again.cut(21).named().answers.numbers.tolist()
        == index.cut(21).named().answers.numbers.tolist()
        == [9]
    )
