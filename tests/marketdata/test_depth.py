import random

from marketdata.channels import BEST_ORDERS_MAX
from marketdata.depth import Book


def test_five_levels_a_side_best_first():
    book = Book()
    for order, price in enumerate((7800, 7850, 7810, 7790, 7840, 7830), 1):
        book.join(order, "buy", price, 10)
        book.join(order + 100, "sell", price + 100, 20)
    data = book.data()
    assert data["bids"] == [
        [7850, 10, 1],
        [7840, 10, 1],
        [7830, 10, 1],
        [7810, 10, 1],
        [7800, 10, 1],
    ]
    assert data["asks"] == [
        [7890, 20, 1],
        [7900, 20, 1],
        [7910, 20, 1],
        [7930, 20, 1],
        [7940, 20, 1],
    ]


def test_the_best_level_shows_its_orders_in_time_order():
    book = Book()
    for order in (7, 3, 5):
        book.join(order, "sell", 7850, order)
    book.join(9, "sell", 7851, 1)
    assert book.data()["best_ask_orders"] == [[7, 7], [3, 3], [5, 5]]
    assert book.data()["asks"][0] == [7850, 15, 3]


def test_no_more_than_fifty_orders_are_shown():
    book = Book()
    for order in range(1, 80):
        book.join(order, "buy", 7850, 1)
    assert len(book.data()["best_bid_orders"]) == BEST_ORDERS_MAX
    assert book.data()["bids"] == [[7850, 79, 79]]


def test_an_order_lowered_keeps_its_place_and_one_with_nothing_left_is_gone():
    book = Book()
    book.join(1, "buy", 7850, 10)
    book.join(2, "buy", 7850, 10)
    book.lower(1, 4)
    assert book.data()["best_bid_orders"] == [[1, 4], [2, 10]]
    book.lower(1, 0)
    book.lower(2, 0)
    assert book.data() == {"bids": [], "asks": [], "best_bid_orders": [], "best_ask_orders": []}


def test_an_order_that_never_joined_is_left_alone():
    book = Book()
    book.lower(99, 0)
    assert book.changes == 0


def test_a_replaced_order_queues_last_unless_it_kept_its_place():
    book = Book()
    book.join(1, "sell", 7850, 10)
    book.join(2, "sell", 7850, 10)
    book.replace(1, "sell", 7850, 5, kept_place=True)
    assert book.data()["best_ask_orders"] == [[1, 5], [2, 10]]
    book.replace(1, "sell", 7850, 20, kept_place=False)
    assert book.data()["best_ask_orders"] == [[2, 10], [1, 20]]


def test_a_book_is_crossed_when_the_best_bid_reaches_the_best_ask():
    book = Book()
    book.join(1, "sell", 7850, 10)
    assert not book.crossed()
    book.join(2, "buy", 7850, 10)
    assert book.crossed()


def test_a_random_crowd_leaves_a_sound_book():
    actor = random.Random(2026)
    book = Book()
    for order in range(2000):
        if actor.random() < 0.6:
            book.join(
                order, actor.choice(("buy", "sell")), actor.randint(7800, 7810), actor.randint(1, 9)
            )
        else:
            book.lower(actor.randrange(order + 1), 0)
        assert book.check() == []
