"""The question `trades`: a day's tape by numbers, in bounded pages, against the fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.protocol.errors import RequestError
from marketdata.settlement import TAKERS, Settlement
from marketdata.trade_pages import PAGE, answer
from tests.marketdata.conftest import Exchange

FIRST, SECOND = 20_260_105, 20_260_106
NAMES = ("time_ns", "price", "quantity", "amount_fen", "side", "method", "date")


@pytest.fixture
def two_days(exchange: Exchange) -> Exchange:
    """Two vintages; two days with trades of both, the second running."""
    for code in ("CEA24", "CEA25"):
        exchange.list_instrument(code, "75.00")
    for day in ("2026-01-05", "2026-01-06"):
        exchange.start(day)
        for code in ("CEA24", "CEA25", "CEA24"):
            exchange.trade(code, "75.10", 10)
            exchange.buy(code, "74.90", 3)
            exchange.sell(code, "74.90", 3)
        if day == "2026-01-05":
            exchange.end()
            exchange.settle()
    return exchange


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ({"date": FIRST}, lambda fill: fill["date"] == "2026-01-05"),
        ({"date": SECOND}, lambda fill: fill["date"] == "2026-01-06"),
        (
            {"date": SECOND, "instrument": b"CEA25"},
            lambda fill: fill["date"] == "2026-01-06" and fill["code"] == "CEA25",
        ),
        ({"date": FIRST, "from": 4}, lambda fill: 4 <= fill["number"] <= 6),
        ({"date": SECOND, "from": 4}, lambda fill: fill["date"] == "2026-01-06"),
        ({"date": FIRST, "from": 7}, lambda fill: False),
        ({"date": 20_260_107}, lambda fill: False),
        ({"date": 20_250_105}, lambda fill: False),
    ],
)
def test_a_page_has_the_trades_of_its_day_as_the_tape_told_them(
    two_days: Exchange, asked: dict[str, Any], chosen: Callable[[Any], bool]
) -> None:
    fills = [event for event in two_days.events if event["kind"] == "fill"]
    assert answer(two_days.feed.settlement, asked) == {
        "trades": [
            {name: fill[name] for name in NAMES}
            | {"instrument": fill["code"], "trade": fill["number"]}
            for fill in filter(chosen, fills)
        ],
        "more_from": None,
    }


def test_the_page_says_what_the_channel_said(two_days: Exchange) -> None:
    heard = [
        {"time_ns": body["time_ns"], "instrument": code} | body["data"]
        for code in ("CEA24", "CEA25")
        for body in two_days.bodies("trades", code)
    ]
    pages = (answer(two_days.feed.settlement, {"date": date})["trades"] for date in (FIRST, SECOND))
    assert [each for page in pages for each in page] == sorted(heard, key=lambda one: one["trade"])


def test_trades_of_other_methods_are_not_on_the_tape(two_days: Exchange) -> None:
    kept = two_days.feed.settlement
    kept.add_trade((0, SECOND, (1, 1, 20, 7500, 1, 2, 1), 7500, 0, 0, 0, 0))
    two_days.trade("CEA24", "75.10", 10)
    assert [each["trade"] for each in answer(kept, {"date": SECOND, "from": 12})["trades"]] == [
        12,
        13,
    ]


def long_tape(days: int, trades: int, settled_kept: int) -> Settlement:
    """Days of trades, each settled at its end."""
    made = Settlement("test", settled_kept)
    made.name(1, "CEA25")
    number = 0
    for day in range(days):
        for _ in range(trades):
            number += 1
            words = (number, 1, 10, 7500, 1, 2, 1)
            made.add_trade((0, FIRST + day, words, 7500, 0, 0, 0, 0), TAKERS["buy"])
        made.add_close(0, FIRST + day, {})
        made.settled(FIRST + day)
    return made


def test_an_answer_is_bounded_and_says_where_to_go_on() -> None:
    kept = long_tape(2, PAGE + 1, 10_000)
    first = answer(kept, {"date": FIRST})
    assert (len(first["trades"]), first["more_from"]) == (PAGE, PAGE + 1)
    rest = answer(kept, {"date": FIRST, "from": first["more_from"]})
    assert ([each["trade"] for each in rest["trades"]], rest["more_from"]) == ([PAGE + 1], None)
    other = answer(kept, {"date": FIRST, "instrument": b"CEA24"})
    assert other == {"trades": [], "more_from": PAGE + 1}


def test_what_is_kept_no_more_is_refused_and_not_left_out() -> None:
    kept = long_tape(4, 10, 15)
    oldest = kept.first_listed
    assert 1 < oldest == kept.listed(oldest)["trade"]
    date = int(kept.listed(oldest)["date"].replace("-", ""))
    for asked in ({"date": FIRST}, {"date": date, "from": oldest - 1}):
        with pytest.raises(RequestError, match=f"from number {oldest} on") as refused:
            answer(kept, asked)
        assert (refused.value.code, refused.value.field) == ("trades_not_kept", "date")
    assert answer(kept, {"date": date, "from": oldest})["trades"][0]["trade"] == oldest
    assert len(answer(kept, {"date": FIRST + 3})["trades"]) == 10


def test_a_trade_of_the_opening_call_has_no_taker(two_days: Exchange) -> None:
    kept = two_days.feed.settlement
    kept.add_trade((5, SECOND, (13, 1, 10, 7500, 1, 2, 1), 7500, 0, 0, 0, 0), TAKERS[None])
    assert answer(kept, {"date": SECOND, "from": 13})["trades"][0]["side"] is None
