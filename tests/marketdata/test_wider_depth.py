"""Twenty levels and every order: what is shown, from when on; a reader's book is the feed's."""

from __future__ import annotations

import random
from typing import Any

import pytest

from engine.commands import CommandKind, Parameter, Phase
from gateway.client.trackers import Order
from marketdata.book_tracker import OrderBooks
from marketdata.depth import SIDES
from marketdata.feed import Feed
from marketdata.streams import Stream
from tests.marketdata.conftest import SELLER, Exchange


def orders_of(exchange: Exchange) -> tuple[list[Any], list[Any]]:
    """Bids and asks of the feed's own book."""
    book = exchange.feed.board.listings[1].book
    bids, asks = ([tuple(each) for each in book.orders(side)] for _, side in SIDES)
    return bids, asks


def switch(exchange: Exchange, parameter: Parameter, value: int) -> None:
    exchange.do(CommandKind.SET_PARAMETER, instrument=1, parameter=parameter, value=value)


def opening(exchange: Exchange, channel: str) -> dict[str, Any]:
    """What a listener that subscribes now hears first."""
    stream, data = exchange.feed.board.streams(channel)["CEA25"]
    return stream.opening(data).body


def test_both_are_off_until_the_exchange_switches_them_on(cea25):
    order = cea25.sell("CEA25", "75.00", 10)
    assert not cea25.bodies("depth_20", "CEA25") + cea25.bodies("depth_orders", "CEA25")
    assert opening(cea25, "depth_20")["data"] == {"shown": False, "bids": [], "asks": []}
    assert not opening(cea25, "depth_orders")["data"]["shown"]
    switch(cea25, Parameter.DEPTH_20, 1)
    switch(cea25, Parameter.DEPTH_ORDERS, 1)
    assert cea25.data("depth_20", "CEA25") == {
        "shown": True,
        "bids": [],
        "asks": [[7500, 10, 1]],
    }
    told = cea25.data("depth_orders", "CEA25")
    assert (told["whole"], told["asks"]) == (True, [[order, 7500, 10]])
    switch(cea25, Parameter.DEPTH_20, 0)
    switch(cea25, Parameter.DEPTH_ORDERS, 0)
    assert not cea25.data("depth_20", "CEA25")["shown"]
    assert cea25.data("depth_orders", "CEA25")["asks"] == []
    heard = len(cea25.bodies("depth_orders", "CEA25"))
    cea25.sell("CEA25", "75.01", 10)
    assert len(cea25.bodies("depth_orders", "CEA25")) == heard


def test_off_and_on_again_within_one_batch_tells_the_whole_book(cea25):
    switch(cea25, Parameter.DEPTH_ORDERS, 1)
    cea25.sell("CEA25", "75.00", 10)
    seen = len(cea25.events)
    switch(cea25, Parameter.DEPTH_ORDERS, 0)
    order = cea25.sell("CEA25", "75.01", 10)
    switch(cea25, Parameter.DEPTH_ORDERS, 1)
    feed = Feed("test")
    feed.apply(1, cea25.events[:seen])
    (told,) = [
        each.body["data"]
        for each in feed.apply(seen + 1, cea25.events[seen:])
        if each.key[0] == "depth_orders"
    ]
    assert (told["whole"], [each[0] for each in told["asks"]][1:]) == (True, [order])


def test_twenty_levels_and_no_more(cea25):
    switch(cea25, Parameter.DEPTH_20, 1)
    for step in range(25):
        cea25.sell("CEA25", f"75.{step:02}", 10)
    asks = cea25.data("depth_20", "CEA25")["asks"]
    assert [level[0] for level in asks] == list(range(7500, 7520))
    assert len(cea25.data("depth", "CEA25")["asks"]) == 5


def test_an_order_that_only_takes_is_in_no_message(cea25):
    switch(cea25, Parameter.DEPTH_ORDERS, 1)
    resting = cea25.sell("CEA25", "75.00", 10)
    cea25.buy("CEA25", "75.50", 4)
    told = cea25.data("depth_orders", "CEA25")
    assert (told["lowered"], told["bids"], told["gone"]) == ([[resting, 6]], [], [])
    cea25.buy("CEA25", "75.50", 8)
    told = cea25.data("depth_orders", "CEA25")
    assert (told["gone"], [each[1:] for each in told["bids"]]) == ([resting], [[7550, 2]])


def test_what_an_unfinished_command_has_brought_is_not_shown(cea25):
    for parameter in (Parameter.DEPTH_20, Parameter.DEPTH_ORDERS):
        switch(cea25, parameter, 1)
    resting = cea25.sell("CEA25", "75.00", 10)
    seen = len(cea25.events)
    cea25.buy("CEA25", "75.50", 15)
    halves = Exchange.__new__(Exchange)
    halves.feed = Feed("test")
    halves.feed.apply(1, cea25.events[:seen])
    halves.feed.apply(seen + 1, cea25.events[seen : seen + 1])
    assert opening(halves, "depth_orders")["data"]["asks"] == [[resting, 7500, 10]]
    assert opening(halves, "depth_orders")["data"]["bids"] == []
    for channel in ("depth", "depth_20"):
        assert opening(halves, channel)["data"]["bids"] == []


def test_orders_of_a_call_are_shown_when_it_has_ended(exchange):
    exchange.list_instrument("CEA25", "75.00")
    for parameter in (Parameter.OPENING_CALL, Parameter.DEPTH_20, Parameter.DEPTH_ORDERS):
        switch(exchange, parameter, 1)
    exchange.do(CommandKind.START_DAY, date=20_260_105)
    exchange.sell("CEA25", "75.00", 10)
    told = exchange.data("depth_20", "CEA25")
    assert (told["shown"], told["asks"], told["indicative"]["volume"]) == (True, [], 0)
    hidden = exchange.data("depth_orders", "CEA25")
    assert (hidden["shown"], hidden["asks"]) == (False, [])
    exchange.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    told = exchange.data("depth_orders", "CEA25")
    assert (told["shown"], told["whole"], [each[1:] for each in told["asks"]]) == (
        True,
        True,
        [[7500, 10]],
    )
    assert exchange.data("depth_20", "CEA25")["asks"] == [[7500, 10, 1]]


@pytest.mark.parametrize("seed", range(3))
def test_a_reader_of_single_orders_has_the_book_wherever_it_begins(cea25, seed: int):
    actor = random.Random(seed)
    switch(cea25, Parameter.DEPTH_ORDERS, 1)
    readers: list[tuple[OrderBooks, int]] = []
    for step in range(150):
        act(actor, cea25)
        if step % 30 == 0:
            stream, data = cea25.feed.board.streams("depth_orders")["CEA25"]
            body = stream.opening(data).body
            reader = OrderBooks()
            assert reader.apply(body)
            readers.append((reader, body["seq"]))
    for reader, begun in readers:
        for body in cea25.bodies("depth_orders", "CEA25"):
            if body["seq"] > begun:
                reader.apply(body)
        book, own = reader.of("CEA25"), orders_of(cea25)
        assert book.orders() == own
        levels = cea25.feed.board.listings[1].book.levels_data(100)
        assert [[list(each) for each in side] for side in book.levels()] == [*levels.values()]
        for order, price, _ in own[0] + own[1]:
            queue = [each for side in own for each in side if each[1] == price]
            ahead = queue[: [each[0] for each in queue].index(order)]
            assert book.ahead_of(order) == sum(each[2] for each in ahead)


def test_a_member_s_own_orders_are_left_out_by_their_numbers_and_a_hidden_book_is_empty(cea25):
    switch(cea25, Parameter.DEPTH_ORDERS, 1)
    books, own = OrderBooks(), cea25.sell("CEA25", "75.00", 10)
    cea25.sell("CEA25", "75.00", 4)
    cea25.sell("CEA25", "75.01", 5)
    for body in cea25.bodies("depth_orders", "CEA25"):
        books.apply(body)
    mine = [Order(own, None, "CEA25", "sell", 7500, 10, 10)]
    assert books.of_others("CEA25", mine) == ([], [(7500, 4, 1), (7501, 5, 1)])
    assert books.of("CEA25").ahead_of(own + 99) is None
    switch(cea25, Parameter.DEPTH_ORDERS, 0)
    books.apply(cea25.bodies("depth_orders", "CEA25")[-1])
    assert (books.of("CEA25").shown, books.of("CEA25").orders()) == (False, ([], []))
    assert not books.apply(cea25.bodies("depth", "CEA25")[-1])


def test_whose_the_orders_are_changes_no_byte(cea25):
    for parameter in (Parameter.DEPTH_20, Parameter.DEPTH_ORDERS):
        switch(cea25, parameter, 1)
    actor = random.Random(7)
    for _ in range(80):
        act(actor, cea25)
    others = [
        event | {name: 900 + event[name] % 7 for name in OWNERS & event.keys()}
        for event in cea25.events
    ]
    assert others != cea25.events
    one, two = (Feed("test").apply(1, events) for events in (cea25.events, others))
    assert [each.encoded(True) for each in one] == [each.encoded(True) for each in two]


OWNERS = {"account", "maker_account", "operator", "maker_operator"}


def test_who_stands_amid_an_update_begins_again(cea25):
    switch(cea25, Parameter.DEPTH_ORDERS, 1)
    actor = random.Random(1)
    for _ in range(30):
        act(actor, cea25)
    late = Feed("test")  # with all events in one batch, so that one message covers all
    late.apply(1, cea25.events)
    stream = late.board.listings[1].wider.orders
    (whole,) = stream.kept_from(1)
    assert whole.body["seq"] == cea25.bodies("depth_orders", "CEA25")[-1]["seq"]
    assert stream.kept_from(2) is None
    assert stream.kept_from(whole.body["seq"] + 1) == []


def test_a_snapshot_serves_until_half_of_what_is_kept_has_come_since(cea25):
    switch(cea25, Parameter.DEPTH_ORDERS, 1)
    stream: Stream = cea25.feed.board.listings[1].wider.orders
    first = opening(cea25, "depth_orders")
    for step in range(32):
        cea25.sell("CEA25", f"75.{step:02}", 10)
    assert opening(cea25, "depth_orders") is first
    assert [each.body["seq"] for each in stream.kept_from(first["seq"] + 1)][-1] == stream.published
    cea25.sell("CEA25", "76.00", 10)
    assert opening(cea25, "depth_orders")["seq"] == stream.published


def act(actor: random.Random, exchange: Exchange) -> None:
    """One act of a crowd: an order, a change of one, a cancellation."""
    book = exchange.feed.board.listings[1].book
    resting = [each for _, side in SIDES for each in book.orders(side)]
    price, quantity = f"74.{actor.randint(90, 99)}", actor.randint(1, 9)
    choice = actor.random()
    if choice < 0.35 or not resting:
        exchange.sell("CEA25", price, quantity)
    elif choice < 0.65:
        exchange.buy("CEA25", price, quantity)
    else:
        order, at, leaves = actor.choice(resting)
        account = SELLER if [order, at, leaves] in list(book.orders("sell")) else 2
        if choice < 0.8:
            exchange.do(CommandKind.CANCEL, account=account, order_id=order)
        else:
            exchange.do(
                CommandKind.REPLACE,
                account=account,
                order_id=order,
                price=at,
                quantity=leaves + actor.choice((1 - leaves or 2, 1, 3)),
            )
