"""A program without asyncio trades, reads its reports, and learns what went wrong."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.client import RequestRefused, VenueUnreachable, connect
from gateway.client.blocking import Blocking


def test_it_trades_and_reads(market: Any) -> None:
    with Blocking(market.session("alice")) as call:
        session = call.session
        entered = call(session.buy("CEA25", "78.10", 10))
        reports = call.each(session.reports())
        first = next(reports)
        named = first["order"]  # type: ignore[typeddict-item]
        assert (first["report"], named) == ("entered", entered["order"])
        call(session.cancel(entered["order"]))
        assert next(reports)["report"] == "cancelled"
        assert call(session.open_orders()) == []


def test_a_refusal_is_raised_where_it_was_asked(market: Any) -> None:
    with Blocking(market.session("alice")) as call, pytest.raises(RequestRefused) as refused:
        call(call.session.buy("CEA25", "780.00", 10))
    assert refused.value.code == "price_above_limit"


def test_what_does_not_come_in_time_is_waited_for_again(market: Any) -> None:
    with Blocking(market.session("bob")) as call:
        reports = call.each(call.session.reports(), timeout_s=0.05)
        with pytest.raises(TimeoutError):
            next(reports)
        entered = call(call.session.sell("CEA25", "79.90", 10))
        assert next(reports)["report"] == "entered"
        call(call.session.cancel(entered["order"]))
        assert next(reports)["report"] == "cancelled"


def test_the_session_ends_with_the_block_and_its_thread_with_it(market: Any) -> None:
    threads = threading.active_count()
    with Blocking(market.session("alice")) as call:
        session = call.session
        states = call.each(session.states())
        assert next(states)["phase"] == "morning"
    assert threading.active_count() == threads
    with pytest.raises(RuntimeError, match="has ended"):
        call(session.open_orders())


def test_an_exception_in_the_block_closes_without_log_off(market: Any) -> None:
    with pytest.raises(KeyError), Blocking(market.session("alice", cancel_on_disconnect=True)) as c:
        c(c.session.buy("CEA25", "78.10", 10))
        raise KeyError
    with Blocking(market.session("alice")) as call:
        assert call(call.session.open_orders()) == []


def test_a_server_that_cannot_be_reached_is_said(market: Any) -> None:
    threads = threading.active_count()
    with (
        pytest.raises(VenueUnreachable),
        Blocking(connect("ws://127.0.0.1:9", market.key("alice"))),
    ):
        pass
    assert threading.active_count() == threads


def test_what_ends_ends_the_loop_over_it(market: Any) -> None:
    async def two() -> AsyncIterator[int]:
        yield 1
        yield 2

    with Blocking(market.session("alice")) as call:
        assert list(call.each(two())) == [1, 2]
