"""Which units move, against the obvious: a holding as a sorted list of single numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from settlement_bridge.books import Key, Span, State
from settlement_bridge.books.held_units import Block, HeldUnits
from settlement_bridge.errors import BooksDisagree

ISSUE_SIZE = 40


def key(account: int) -> Key:
    return Key(account, "CEA25", State.TRADING_AVAILABLE)


class Table:
    """Blocks as rows; hands them out a few at a time."""

    def __init__(self, owners: dict[int, list[Span]], page: int) -> None:
        self.rows = {
            span.first: Block("CEA25", *span, *key(a)[::2])
            for a, spans in owners.items()
            for span in spans
        }
        self.page = page

    def fetch(self, wanted: Key, after: int, _quantity: int) -> tuple[list[Span], bool]:
        own = sorted(
            Span(*row[1:4])
            for row in self.rows.values()
            if row.account == wanted.account and row.first > after
        )
        return own[: self.page], len(own) <= self.page

    def apply(self, held: HeldUnits) -> None:
        changes = held.changes()
        for _, first in changes.removed:
            del self.rows[first]
        for last, issue, account, state, instrument, first in changes.changed:
            self.rows[first] = self.rows[first]._replace(
                last=last, issue=issue, account=account, state=state
            )
            assert instrument == self.rows[first].instrument
        for row in changes.added:
            assert row[1] not in self.rows
            self.rows[row[1]] = Block(*row)

    def numbers(self) -> dict[int, list[int]]:
        owned: dict[int, list[int]] = defaultdict(list)
        for row in sorted(self.rows.values()):
            owned[row.account] += range(row.first, row.last + 1)
        return owned


def ends(spans: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    return [(first, last) for first, last, _ in spans]


def test_the_lowest_numbers_leave_first_and_a_block_is_cut() -> None:
    table = Table({1: [Span(1, 5, 7), Span(8, 20, 7)]}, 10)
    held = HeldUnits(table.fetch)
    assert ends(held.take(key(1), 8)) == [(1, 5), (8, 10)]
    changes = held.changes()
    assert changes.removed == [("CEA25", 1), ("CEA25", 8)]
    assert ends([Span(*block[1:4]) for block in changes.added]) == [(11, 20)]
    assert changes.changed == []


def test_spans_of_one_issue_that_meet_become_one_and_of_two_issues_do_not() -> None:
    held = HeldUnits(Table({}, 10).fetch)
    held.put(key(1), [Span(1, 5, 7), Span(11, 20, 7), Span(6, 10, 7), Span(21, 30, 8)])
    assert ends([Span(*block[1:4]) for block in held.changes().added]) == [(1, 20), (21, 30)]


def test_what_comes_with_a_lower_number_leaves_before_what_was_there() -> None:
    held = HeldUnits(Table({1: [Span(50, 60, 9)]}, 10).fetch)
    held.put(key(1), [Span(3, 4, 7)])
    assert ends(held.take(key(1), 3)) == [(3, 4), (50, 50)]


def test_what_comes_does_not_leave_before_lower_numbers_that_are_not_loaded_yet() -> None:
    held = HeldUnits(Table({1: [Span(10, 10, 7), Span(20, 20, 7), Span(30, 30, 7)]}, 1).fetch)
    held.put(key(1), [Span(25, 25, 7)])
    assert ends(held.take(key(1), 4)) == [(10, 10), (20, 20), (25, 25), (30, 30)]


def test_very_units_are_taken_out_of_the_middle() -> None:
    table = Table({1: [Span(1, 20, 7)]}, 10)
    held = HeldUnits(table.fetch)
    held.put(key(2), held.take_spans(key(1), [Span(6, 9, 7)]))
    table.apply(held)
    assert table.numbers() == {1: [*range(1, 6), *range(10, 21)], 2: [6, 7, 8, 9]}


def test_units_that_are_not_there_are_an_error() -> None:
    with pytest.raises(BooksDisagree):
        HeldUnits(Table({1: [Span(1, 20, 7)]}, 10).fetch).take(key(1), 21)
    with pytest.raises(BooksDisagree):
        HeldUnits(Table({1: [Span(1, 20, 7)]}, 10).fetch).take_spans(key(1), [Span(20, 21, 7)])


moves = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 30)), max_size=40)


@settings(deadline=None)
@given(moves, st.integers(1, 5), st.integers(1, 8))
def test_however_work_is_cut_into_pieces_the_same_units_move(
    wanted: list, page: int, piece: int
) -> None:
    whole = [
        Span(first, first + ISSUE_SIZE - 1, first)
        for first in range(1, 1 + 8 * ISSUE_SIZE, ISSUE_SIZE)
    ]
    table = Table(
        {1 + place % 4: [] for place in range(4)} | {a: whole[a - 1 :: 4] for a in range(1, 5)},
        page,
    )
    obvious = table.numbers()
    done = 0
    while done < len(wanted):
        held = HeldUnits(table.fetch)
        for seller, buyer, quantity in wanted[done : done + piece]:
            if len(obvious[seller]) < quantity:
                continue
            expected, obvious[seller] = obvious[seller][:quantity], obvious[seller][quantity:]
            spans = held.take(key(seller), quantity)
            assert [
                number for first, last, _ in spans for number in range(first, last + 1)
            ] == expected
            held.put(key(buyer), spans)
            obvious[buyer] = sorted(obvious[buyer] + expected)
        table.apply(held)
        done += piece
        assert {a: numbers for a, numbers in table.numbers().items() if numbers} == {
            a: n for a, n in obvious.items() if n
        }


# What is cut off a span that had grown past the horizon is not loaded a second time.
GROWN = [(2, 1, 1), (2, 1, 26), (3, 2, 26), (2, 1, 14), (3, 2, 1), (2, 1, 25), (2, 1, 2)]


@settings(deadline=None)
@example(GROWN, 1, 1)
@given(moves, st.integers(1, 5), st.integers(1, 8))
def test_held_units_that_are_kept_from_piece_to_piece_move_the_same_units_and_join_the_same_blocks(
    wanted: list, page: int, piece: int
) -> None:
    whole = [
        Span(first, first + ISSUE_SIZE - 1, first)
        for first in range(1, 1 + 8 * ISSUE_SIZE, ISSUE_SIZE)
    ]
    table = Table({a: whole[a - 1 :: 4] for a in range(1, 5)}, page)
    obvious = table.numbers()
    held = HeldUnits(table.fetch)
    for place, (seller, buyer, quantity) in enumerate(wanted):
        if len(obvious[seller]) >= quantity:
            expected, obvious[seller] = obvious[seller][:quantity], obvious[seller][quantity:]
            spans = held.take(key(seller), quantity)
            assert [
                number for first, last, _ in spans for number in range(first, last + 1)
            ] == expected
            held.put(key(buyer), spans)
            obvious[buyer] = sorted(obvious[buyer] + expected)
        if place % piece == 0:
            table.apply(held)
            held.written()
            assert held.changes() == ([], [], [])
            assert held.known <= len(table.rows)
            assert {a: numbers for a, numbers in table.numbers().items() if numbers} == {
                a: n for a, n in obvious.items() if n
            }
