"""The SDK against a real gateway. Prices of each test lie apart, since all share one market."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from gateway.client import (
    ConnectionLost,
    RequestRefused,
    Session,
    VenueDiffers,
    build,
    connect,
    new_order,
)


@pytest.fixture
async def alice_buys(market: Any) -> AsyncIterator[Session]:
    async with market.session("alice") as session:
        yield session
        await session.operations.mass_cancel()


@pytest.fixture
async def bob_sells(market: Any) -> AsyncIterator[Session]:
    async with market.session("bob") as session:
        yield session
        await session.operations.mass_cancel()


async def first_reports(session: Session, count: int) -> list[Any]:
    reports = session.reports()
    return [await anext(reports) for _ in range(count)]


async def test_a_session_knows_who_it_is(market: Any) -> None:
    async with market.session("alice") as session:
        assert (session.role, session.account) == ("member", 1)
        assert session.venue == session.logged_on["venue"]
    async with market.session("exchange") as session:
        assert (session.role, session.account) == ("exchange", None)


async def test_a_session_knows_the_venue_s_time(market: Any) -> None:
    async with market.session("alice") as session:
        assert abs(session.clock_offset_ns) < 10**10  # of one computer, which may be busy
        assert abs(session.venue_ns() - time.time_ns() - session.clock_offset_ns) < 10**10


async def test_a_built_request_is_asked_alone_or_with_others(alice_buys: Session) -> None:
    entered = await alice_buys.ask(new_order("buy", "CEA25", "71.90", 5))
    cancels = [build.cancel(order=entered["order"]) for _ in range(2)]
    done, again = await alice_buys.request_many(cancels, timeout_s=30)
    assert done.result()["leaves"] == 5
    assert again.error is not None and again.error.remedy.startswith("Ask for")


async def test_another_venue_than_the_expected_one_is_not_logged_on_to(market: Any) -> None:
    async with market.session("alice") as session:
        venue = session.venue
    async with market.session("alice", venue=venue) as session:
        assert session.venue == venue
    with pytest.raises(VenueDiffers, match=f"is venue '{venue}', expected is 'drill'"):
        async with market.session("alice", venue="drill"):
            pass


@pytest.mark.parametrize("binary", [True, False])
async def test_a_member_buys_what_another_sells(market: Any, binary: bool) -> None:
    async with (
        market.session("alice", binary=binary) as alice,
        market.session("bob", binary=binary) as bob,
    ):
        resting = await bob.sell("CEA25", "78.50", 10)
        assert (resting["status"], resting["leaves"]) == ("entered", 10)
        taken = await alice.buy("CEA25", Decimal("79.00"), 10)
        assert (taken["status"], taken["leaves"]) == ("filled", 0)
        (entered, fill) = await first_reports(alice, 2)
        assert (entered["report"], fill["report"], fill["price"], fill["quantity"]) == (
            "entered",
            "fill",
            7850,
            10,
        )
        assert (await alice.fills("CEA25"))[-1]["trade"] == fill["trade"]


async def test_an_order_is_cancelled_by_number_or_client_order_id(alice_buys: Session) -> None:
    by_number = await alice_buys.buy("CEA25", "71.00", 5)
    assert await alice_buys.cancel(by_number["order"]) | {"id": 0} == {
        "type": "reply", "id": 0, "ok": True, "order": by_number["order"], "leaves": 5
    }  # fmt: skip
    await alice_buys.buy("CEA25", "71.00", 6, client_order_id="mine-1")
    assert (await alice_buys.cancel("mine-1"))["leaves"] == 6


async def test_a_smaller_replace_keeps_its_place(alice_buys: Session) -> None:
    order = (await alice_buys.buy("CEA25", "71.10", 5))["order"]
    assert (await alice_buys.replace(order, "71.10", 3))["kept_place"] is True
    assert (await alice_buys.replace(order, "71.20", 3))["kept_place"] is False
    assert [
        (row["order"], row["price"], row["leaves"]) for row in await alice_buys.open_orders()
    ] == [(order, 7120, 3)]


async def test_a_mass_cancel_takes_one_side_of_one_instrument(bob_sells: Session) -> None:
    for quantity in (1, 2, 3):
        await bob_sells.sell("CEA25", "86.00", quantity)
    assert (await bob_sells.operations.mass_cancel(instrument="CEA25", side="buy"))[
        "cancelled"
    ] == 0
    assert (await bob_sells.operations.mass_cancel(instrument="CEA25", side="sell"))[
        "cancelled"
    ] == 3


async def test_a_refused_order_says_what_is_allowed(alice_buys: Session) -> None:
    with pytest.raises(RequestRefused) as refused:
        await alice_buys.buy("CEA25", "86.36", 1)
    error = refused.value
    assert (error.op, error.code, error.field, error.value) == (
        "new_order",
        "price_above_limit",
        "price",
        8636,
    )
    assert "86.35" in str(error) or "8635" in str(error.allowed)


async def test_orders_are_asked_for_by_either_id_finished_ones_too(market: Any) -> None:
    async with market.session("alice", stamped=True) as alice:
        entered = await alice.buy("CEA25", "71.35", 5, client_order_id="asked")
        assert entered["received_ns"] <= entered["time_ns"] <= entered["sent_ns"]
        await alice.cancel("asked")
        found = (await alice.order("asked"))["order"]
        assert found is not None and found["status"] == "cancelled"
        assert (await alice.order(entered["order"]))["order"] == found
        assert found in await alice.orders("CEA25")
        assert (await alice.order("never"))["order"] is None


async def test_a_resend_is_harmless(alice_buys: Session) -> None:
    first = await alice_buys.buy("CEA25", "71.30", 5, client_order_id="once")
    again = await alice_buys.buy("CEA25", "71.30", 5, client_order_id="once")
    assert again["order"] == first["order"] and again["duplicate"] is True
    assert len(await alice_buys.open_orders("CEA25")) == 1


async def test_thousands_of_requests_come_back_in_order(market: Any, bob_sells: Session) -> None:
    prices = [8000 + number % 700 for number in range(3000)]
    replies = await bob_sells.request_many(
        [new_order("sell", "CEA25", price, 1) for price in prices]
    )
    assert [reply.ok for reply in replies] == [price <= 8635 for price in prices]
    numbers = [reply["order"] for reply in replies if reply.ok]
    assert numbers == sorted(numbers)
    refused = [reply.error for reply in replies if reply.error]
    assert {error.code for error in refused} == {"price_above_limit"}
    # several pages
    assert [row["order"] for row in await bob_sells.open_orders("CEA25")] == numbers


async def test_reports_are_resumed_from_a_number(market: Any) -> None:
    async with market.session("alice") as alice:
        place = alice.next_report
        assert place == (alice.logged_on["report_date"], alice.logged_on["next_report"])
        first = place.number
        for _ in range(3):
            await alice.cancel((await alice.buy("CEA25", "71.40", 1))["order"])
    async with market.session("alice", resume=place) as alice:
        reports = await first_reports(alice, 6)
        assert alice.next_report == (place.date, first + 6)
        assert [report["number"] for report in reports] == list(range(first, first + 6))
        assert [report["report"] for report in reports] == ["entered", "cancelled"] * 3


async def test_a_viewer_reads_and_may_not_trade(market: Any, bob_sells: Session) -> None:
    async with market.session("eve") as eve:
        order = (await bob_sells.sell("CEA25", "86.10", 7))["order"]
        assert (await first_reports(eve, 1))[0]["order"] == order
        assert order in [row["order"] for row in await eve.open_orders()]
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await eve.sell("CEA25", "86.10", 1)


async def test_the_exchange_reads_any_account(market: Any) -> None:
    async with market.session("exchange") as exchange:
        assert (await exchange.operations.balances(account=1))["cash_available_fen"] > 0
        assert [row["name"] for row in await exchange.accounts()] == ["Alice", "Bob"]


async def test_a_change_of_state_is_pushed(market: Any) -> None:
    async with market.session("alice") as alice, market.session("exchange") as exchange:
        states = alice.states()
        await exchange.request("halt", instrument="CEA24")
        while "CEA24" not in (state := await anext(states))["halted"]:
            pass
        await exchange.request("resume", instrument="CEA24")
        assert state["phase"] == "morning"
        assert (await anext(states))["halted"] == []


async def test_the_feed_follows_every_event(market: Any) -> None:
    async with market.session("feed") as feed, market.session("alice") as alice:
        order = (await alice.buy("CEA25", "71.50", 1))["order"]
        await alice.cancel(order)
        seen: list[int] = []
        async for batch in feed.events(from_=1):
            seen += [event["sequence"] for event in batch["events"]]
            if any(
                event["kind"] == "cancelled" and event["order_id"] == order
                for event in batch["events"]
            ):
                break
    assert seen == list(range(1, len(seen) + 1))


async def test_leaving_by_an_error_cancels_on_disconnect_and_logging_off_does_not(
    market: Any,
) -> None:
    async with market.session("alice", cancel_on_disconnect=True) as alice:
        kept = (await alice.buy("CEA25", "71.60", 1))["order"]
    with pytest.raises(ZeroDivisionError):
        async with market.session("alice", cancel_on_disconnect=True) as alice:
            assert [row["order"] for row in await alice.open_orders()] == [kept]
            raise ZeroDivisionError
    async with market.session("alice") as alice, asyncio.timeout(10):
        while await alice.open_orders():
            await asyncio.sleep(0.02)


async def test_an_unknown_key_is_refused_at_log_on(market: Any, tmp_path: Any) -> None:
    from gateway.protocol.private_keys import generate

    with pytest.raises(RequestRefused) as refused:
        async with connect(market.url, generate(tmp_path / "stranger.pem")):
            pass
    assert refused.value.code == "key_unknown"


async def test_a_frame_that_is_too_large_loses_the_connection_with_code_1009(market: Any) -> None:
    async with market.session("alice") as alice:
        alice._link.now._requests._frame_bytes = 10**6  # a program that keeps to no limit
        with pytest.raises(ConnectionLost) as lost:
            await alice.request("new_order", instrument="C" * 70_000)
        assert lost.value.close_code == 1009


async def test_all_reports_of_today_are_had_without_knowing_the_date(market: Any) -> None:
    async with market.session("alice", today=True) as alice:
        assert [report["number"] for report in await first_reports(alice, 3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("resume", "code", "field"),
    [
        (("2026-01-04", 1), "report_date_unknown", "report_date"),
        (("2027-01-05", 1), "report_date_unknown", "report_date"),
        (("", 10**6), "field_out_of_range", "next_report"),
        (("2026-01-05", 10**6), "field_out_of_range", "next_report"),
    ],
)
async def test_a_resume_that_cannot_be_complete_is_refused_at_log_on(
    market: Any,
    resume: tuple[str, int],
    code: str,
    field: str,
) -> None:
    with pytest.raises(RequestRefused) as refused:
        async with market.session("alice", resume=resume):
            pass
    assert (refused.value.code, refused.value.field) == (code, field)


async def test_reports_go_on_at_one_when_a_day_starts(market: Any) -> None:
    """The last of this file: it ends the day."""
    async with market.session("alice") as alice, market.session("exchange") as exchange:
        kept = alice.next_report
        order = (await alice.buy("CEA25", "71.70", 1))["order"]
        reports = alice.reports()
        assert (await anext(reports))["order"] == order
        await exchange.request("set_phase", phase="closed", confirm=True, reason="test")
        assert (await anext(reports))["status"] == "withdrawn"
        await exchange.request("end_day")
        await exchange.request("start_day", date="2026-01-06", override=True, reason="test")
        await exchange.request("set_phase", phase="morning")
        order = (await alice.buy("CEA25", "71.70", 1))["order"]
        report = await anext(reports)
        assert (report["number"], report["order"]) == (1, order)
    async with market.session("alice", resume=kept) as again:
        reports = again.reports()
        told = [await anext(reports)]
        while (told[-1]["report_date"], told[-1]["number"]) != ("2026-01-06", report["number"]):
            told.append(await anext(reports))
        places = [(each["report_date"], each["number"]) for each in told]
        assert places[0] == kept
        assert places == sorted(set(places))
        assert {date for date, _ in places} == {"2026-01-05", "2026-01-06"}
