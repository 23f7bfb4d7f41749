"""Near, at, locked, left: what a board of price limits (涨跌停) says of an instrument."""

from __future__ import annotations

from typing import Any

import pytest

from marketdata.limit_board import INSTRUMENTS_MAX, Change, LimitBoard
from marketdata.limits_cli import HEAD, drawn_of, row_of

BASE, LOWER, UPPER = 7_800, 7_020, 8_580


def message(channel: str, data: Any, time_ns: int = 1, code: str | None = "CEA25") -> Any:
    return {"channel": channel, "instrument": code, "data": data, "time_ns": time_ns}


def status(date: str = "2026-01-05", **more: Any) -> Any:
    row = {"halted": False, "base": BASE, "lower": LOWER, "upper": UPPER}
    data = {"date": date, "venue_halted": False, "instruments": {"CEA25": row | more}}
    return message("status", data, code=None)


def last(price: int | None, time_ns: int = 1) -> Any:
    return message("summary", {"date": "2026-01-05", "latest": price}, time_ns)


def depth(bids: list[list[int]], asks: list[list[int]], time_ns: int = 1) -> Any:
    return message("depth", {"bids": bids, "asks": asks}, time_ns)


def opened() -> LimitBoard:
    board = LimitBoard()
    assert board.apply(status()) == []
    return board


@pytest.mark.parametrize(
    ("price", "bids", "asks", "standing"),
    [
        (8_494, [], [], ("", "", 0)),  # 1 % below the limit is 84.942
        (8_495, [], [], ("near", "upper", 0)),
        (8_579, [], [], ("near", "upper", 0)),
        (8_580, [], [], ("at", "upper", 0)),
        (7_800, [[8_580, 10, 1]], [[8_580, 4, 1]], ("at", "upper", 0)),  # by an order
        (8_580, [[8_580, 6_238, 3]], [], ("locked", "upper", 6_238)),
        (7_800, [[8_580, 6_238, 3]], [], ("locked", "upper", 6_238)),
        (7_090, [], [], ("near", "lower", 0)),
        (7_091, [], [], ("", "", 0)),
        (7_020, [], [], ("at", "lower", 0)),
        (7_800, [], [[7_020, 500, 2]], ("locked", "lower", 500)),
        (7_800, [[7_700, 5, 1]], [[7_900, 5, 1]], ("", "", 0)),
        (None, [], [], ("", "", 0)),
    ],
)
def test_where_an_instrument_is(
    price: int | None, bids: list[list[int]], asks: list[list[int]], standing: tuple[Any, ...]
) -> None:
    board = opened()
    board.apply(last(price))
    board.apply(depth(bids, asks))
    found = board.lines["CEA25"].standing
    assert (found.state, found.limit, found.sealed) == standing


def test_a_push_to_the_limit_is_told_step_by_step() -> None:
    board, told = opened(), list[Change]()
    for step in (
        last(8_500, 2),
        last(8_580, 3),
        depth([[8_580, 6_238, 3]], [], 4),
        depth([[8_580, 6_000, 2]], [], 5),
        depth([[8_580, 6_000, 2]], [[8_580, 1, 1]], 6),
        last(8_400, 7),
        depth([[8_300, 5, 1]], [[8_450, 1, 1]], 8),
        last(8_580, 9),
    ):
        told += board.apply(step)
    assert [(each.state, each.standing.sealed, each.time_ns) for each in told] == [
        ("near", 0, 2),
        ("at", 0, 3),
        ("locked", 6_238, 4),
        ("locked", 6_000, 5),
        ("at", 0, 6),
        ("left", 0, 8),
        ("at", 0, 9),
    ]
    line = board.lines["CEA25"]
    assert (line.touches, line.since_ns, line.distance("upper")) == (2, 9, 0)


def test_a_new_day_begins_without_touches_and_by_its_own_limits() -> None:
    board = opened()
    board.apply(last(8_580))
    (left,) = board.apply(status("2026-01-06", base=8_580, lower=7_722, upper=9_438))
    assert left.state == "left" and board.lines["CEA25"].touches == 0
    board.apply(last(8_580))  # of the day before, heard late
    assert board.lines["CEA25"].last is None


def test_what_is_not_listed_is_passed_over() -> None:
    assert LimitBoard().apply(last(8_580)) == []


def test_a_line_without_limits_yet_has_none_and_no_distance() -> None:
    board = LimitBoard()
    assert board.apply(status(lower=0, upper=0)) == []
    assert row_of(board.lines["CEA25"]).split() == ["CEA25", "78.00"]


@pytest.mark.parametrize(
    ("halted", "venue_halted", "mark"),
    [(False, False, " "), (True, False, "x"), (False, True, "x")],
)
def test_a_halt_of_the_venue_halts_every_line(halted: bool, venue_halted: bool, mark: str) -> None:
    board, said = opened(), status(halted=halted)
    said["data"]["venue_halted"] = venue_halted
    board.apply(said)
    assert row_of(board.lines["CEA25"])[5] == mark


def test_a_board_says_how_many_instruments_it_leaves_out() -> None:
    board, said = LimitBoard(), status()
    (row,) = said["data"]["instruments"].values()
    said["data"]["instruments"] = {f"C{each}": row for each in range(INSTRUMENTS_MAX + 2)}
    board.apply(said)
    assert (len(board.lines), board.left_out) == (INSTRUMENTS_MAX, 2)
    assert drawn_of(board)[-1] == "2 more are left out"


def test_a_line_of_the_board_is_80_columns_wide_and_says_what_is_sealed() -> None:
    board = opened()
    board.apply(last(8_500, 1_767_576_600_000_000_000))  # 09:30 in Shanghai
    board.apply(depth([[8_580, 6_238, 3]], [], 1_767_576_660_000_000_000))
    row = row_of(board.lines["CEA25"])
    assert row == (
        "CEA25#  78.00  70.20  85.80  85.00  85.80           80  0.93   6,238  1 09:31:00"
    )
    assert len(HEAD) <= len(row) <= 80
