"""What the registry answers after a settled day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.client import RequestRefused
from settlement_bridge.cli.statements import with_all_trades
from settlement_bridge.client import RegistrySession, build, connect

DATE = "2026-01-05"
NAMES = ["20260105-1", "20260105-2", "20260105-3"]  # client order ids


@pytest.fixture
async def registry(house: Any) -> AsyncIterator[RegistrySession]:
    """A session of the registry's operator."""
    async with connect(house.registry, house.key("bridge")) as session:
        yield session


async def test_all_accounts_are_listed_the_exchanges_own_first(registry: RegistrySession) -> None:
    reply = await registry.request("accounts")
    assert [row["account"] for row in reply["accounts"]][:4] == [0, 1, 2, 3]
    assert (await registry.request("accounts", after=1))["accounts"][0]["account"] == 2
    assert reply["next"] is None


async def test_holdings_and_cash_show_the_settled_day(registry: RegistrySession) -> None:
    assert (await registry.operations.holdings(account=2))["holdings"] == [
        {"instrument": "CEA25", "state": "trading_available", "quantity": 970}
    ]
    cash = await registry.operations.cash(account=2)
    assert (cash["available_fen"], cash["in_transit_fen"]) == (10_000_000 + 3 * 78_500, 0)


async def test_the_journal_is_read_page_after_page_without_holes(registry: RegistrySession) -> None:
    numbers = [entry["number"] async for entry in registry.journal()]
    assert numbers == list(range(1, len(numbers) + 1))
    page = await registry.request("journal", from_=3, limit=2)
    assert ([row["number"] for row in page["entries"]], page["next"]) == ([3, 4], 5)


async def test_a_journal_entry_of_a_trade_names_it(registry: RegistrySession) -> None:
    entries = [entry async for entry in registry.journal(2) if entry["trade"] == 1]
    assert [(entry["kind"], entry["from_account"], entry["to_account"]) for entry in entries] == [
        ("trade_units", 2, 1),
        ("trade_cash", 1, 2),
    ]
    assert (entries[0]["quantity"], entries[1]["amount_fen"], entries[0]["date"]) == (
        10,
        78_500,
        DATE,
    )


async def test_a_days_trades_say_what_each_side_owed(registry: RegistrySession) -> None:
    trades = [trade async for trade in registry.trades(DATE)]
    assert [trade["trade"] for trade in trades] == [1, 2, 3]
    assert {
        (trade["buyer_pays_fen"], trade["seller_receives_fen"], trade["status"]) for trade in trades
    } == {(78_500, 78_500, "delivered")}
    assert [trade["buyer_client_order_id"] for trade in trades] == NAMES
    assert {trade["seller_client_order_id"] for trade in trades} == {None}
    orders = [trade[f"{side}_order"] for side in ("seller", "buyer") for trade in trades]
    assert sorted(orders) == orders and len({*orders}) == 6
    assert [trade async for trade in registry.trades("2020-01-06")] == []


async def test_summary_and_statement_are_of_the_day(registry: RegistrySession) -> None:
    summary = await registry.operations.summary(date=DATE)
    assert (summary["status"], summary["count"], summary["delivered"], summary["failed"]) == (
        "done",
        3,
        3,
        0,
    )
    statement = await registry.operations.statement(date=DATE, account=1)
    assert (statement["cash"]["bought_fen"], statement["units"][0]["bought"]) == (3 * 78_500, 30)
    assert [row["client_order_id"] for row in statement["trades"]] == NAMES
    second = statement["trades"][1]
    assert (second["side"], second["trade"], statement["next_trade"]) == ("buy", 2, None)
    with pytest.raises(RequestRefused, match="date_unknown"):
        await registry.operations.summary(date="2020-01-06")


async def test_built_requests_are_asked_as_the_operations_are(registry: RegistrySession) -> None:
    asked = [build.trades(date=DATE, from_=2, account=1), build.trades(date=DATE, account=4)]
    later, none = await registry.request_many(asked)
    assert [row["trade"] for row in later.result()["trades"]] == [2, 3]
    assert none.result()["trades"] == []
    (refused,) = await registry.request_many([build.summary(date="2020-01-06")])
    assert not refused.ok


async def test_trades_that_one_answer_does_not_have_are_asked_for(
    registry: RegistrySession,
) -> None:
    whole = await registry.request("statement", date=DATE, account=1)
    page = await registry.request("trades", date=DATE, account=1, limit=1)
    begun = whole | {"trades": whole["trades"][:1], "next_trade": page["next"]}
    assert len(whole["trades"]) == 3 and await with_all_trades(registry, begun) == whole


async def test_registry_and_exchange_agree(registry: RegistrySession) -> None:
    reply = await registry.operations.reconcile()
    assert (reply["breaks"], reply["break_count"], reply["undelivered"]) == ([], 0, 0)
    assert reply["compared"] >= 6


async def test_a_difference_with_the_exchange_is_listed(
    registry: RegistrySession, house: Any, disagreeing: Any
) -> None:
    with disagreeing(house.data):
        found, *own = (await registry.operations.reconcile())["breaks"]
    assert (found["what"], found["account"], found["instrument"]) == ("cash_differs", 3, None)
    assert found["registry"] == found["exchange"] + 4
    assert {row["what"] for row in own} == {"asset_not_conserved", "journal_differs"}
    assert (await registry.operations.reconcile())["break_count"] == 0


async def test_units_frozen_while_they_can_be_traded_are_a_difference_with_a_name(
    registry: RegistrySession,
) -> None:
    await registry.request(
        "freeze", account=3, instrument="CEA25", quantity=4, state="trading_available"
    )
    reply = await registry.operations.reconcile()
    (found,) = reply["explained"]
    assert (reply["break_count"], reply["explained_count"]) == (0, 1)
    assert (found["what"], found["account"], found["instrument"], found["difference"]) == (
        "taken_by_order",
        3,
        "CEA25",
        -4,
    )
    await registry.request(
        "unfreeze", account=3, instrument="CEA25", quantity=4, state="trading_available"
    )
    assert (await registry.operations.reconcile())["explained"] == []


async def test_settled_days_are_told_and_waiting_for_one_that_does_not_come_ends(
    registry: RegistrySession,
) -> None:
    reply = await registry.operations.settled()
    assert DATE in reply["dates"]
    assert reply["days"] == []
    assert (await registry.operations.settled(date="2030-01-07", wait_ms=10))["last"] == reply[
        "last"
    ]


async def test_unknown_accounts_are_refused(registry: RegistrySession) -> None:
    for question in (registry.operations.holdings, registry.operations.cash):
        with pytest.raises(RequestRefused, match="account_unknown"):
            await question(account=77)
    with pytest.raises(RequestRefused, match="field_missing"):
        await registry.operations.cash()


async def test_nothing_is_pending_when_all_is_answered(registry: RegistrySession) -> None:
    assert (await registry.request("transfers"))["pending"] == []
