"""Real processes and sockets: a court's freeze between trading and delivery, and everything that
follows to the end.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.client import RequestRefused
from settlement_bridge.client import RegistrySession, connect

BLOCK = 100_000
PRICE = 7_850
LISTED_FEN = 10 * PRICE
ORDER = {"document": "court order 12/2026"}
DECIDED = {"document": "decision 7/2026"}


@pytest.fixture(scope="module")
def market(
    tmp_path_factory: pytest.TempPathFactory,
    venue_runner: Any,
    registry_runner: Any,
    house_furnisher: Any,
) -> Iterator[Any]:
    """A venue with its registry, all as processes, furnished, its first day settled."""
    with venue_runner(tmp_path_factory.mktemp("story")) as venue, registry_runner(venue):
        asyncio.run(house_furnisher(venue))
        yield venue


def session(market: Any, key: str = "bridge") -> Any:
    return connect(market.registry, market.key(key))


@asynccontextmanager
async def staff(market: Any) -> Any:
    async with session(market) as registry:
        yield registry


async def states(registry: RegistrySession, date: str) -> list[str]:
    return [trade["status"] async for trade in registry.trades(date)]


async def until(registry: RegistrySession, date: str, expected: list[str]) -> None:
    """The bridge looks every few seconds, and at once when something was done about a default."""
    async with asyncio.timeout(20):
        while await states(registry, date) != expected:
            await asyncio.sleep(0.1)


async def endow(registry: RegistrySession) -> None:
    await registry.request("set_default_rules", top_up="09:00", document="rules 2026")
    await registry.request("pay_into_reserve", amount_fen=1_000_000, document="contribution 2026")
    await registry.operations.deposit(account=1, amount_fen=10**10)
    await registry.operations.withdraw(account=3, amount_fen=10_000_000)
    await registry.operations.allocate(account=3, instrument="CEA25", quantity=3 * BLOCK)
    await registry.operations.transfer_in(account=3, instrument="CEA25", quantity=3 * BLOCK)


async def frozen(registry: RegistrySession, op: str, quantity: int) -> None:
    units = {
        "account": 3,
        "instrument": "CEA25",
        "quantity": quantity,
        "state": "trading_available",
    }
    await registry.request(op, **units, **ORDER)


async def bad_day(market: Any, registry: RegistrySession) -> str:
    """3 sells 10 t and a block, buys 10 t with the money; then a court freezes all its units."""
    async with market.session("exchange") as exchange:
        date: str = await market.start_day(exchange)
        await market.trade(1, seller=3, buyer=1)
        await market.trade(1, seller=2, buyer=3)
        await exchange.request("set_phase", phase="lunch")
        await exchange.request("set_phase", phase="afternoon", confirm=True, reason="test")
        async with market.session("member3") as seller, market.session("member1") as buyer:
            intent = (
                await seller.operations.post_intent(
                    side="sell", instrument="CEA25", price=7850, quantity=BLOCK
                )
            )["intent"]
            await buyer.operations.accept_intent(intent=intent, quantity=BLOCK)
        await frozen(registry, "freeze", 3 * BLOCK + 1_000)
        await market.end_day(exchange)
    return date


async def explained(registry: RegistrySession) -> set[str]:
    """What is known to differ; nothing else does."""
    reply = await registry.operations.reconcile()
    assert (reply["breaks"], (await registry.request("check"))["breaks"]) == ([], [])
    return {row["what"] for row in reply["explained"]}


async def test_a_freeze_before_delivery_is_told_topped_up_decided_covered_and_repaid(
    market: Any,
) -> None:
    async with staff(market) as registry:
        await endow(registry)
        date = await bad_day(market, registry)
        await until(registry, date, ["defaulted"] * 3)
        await all_are_told(market, registry, date)
        await decide(registry, date)
        assert date in (await registry.operations.settled(date=date, wait_ms=20_000))["dates"]
        await take_recourse(registry)
        await object_in_time(market, registry, date)
        async with market.session("exchange") as exchange:
            await market.start_day(exchange)
        await too_late(market, registry, date)
        async with market.session("exchange") as exchange:
            await market.end_day(exchange)
        assert (
            await registry.operations.settled(date=str(market.date)[:4] + "-01-07", wait_ms=20_000)
        )["days"] == []


async def all_are_told(market: Any, registry: RegistrySession, date: str) -> None:
    """The defaulting entity, the operators, the exchange; statement, bulletin, reconciliation."""
    rows = (await registry.request("defaults"))["defaults"]
    assert [
        (row["method"], row["short_of"], row.get("missing", row.get("missing_fen"))) for row in rows
    ] == [
        ("listed", "units", 10),
        ("listed", "cash", LISTED_FEN),
        ("block", "units", BLOCK),
    ]
    async with session(market, "member3") as defaulter, session(market, "member1") as other:
        assert len((await defaulter.request("defaults"))["defaults"]) == 3
        notices = (await defaulter.request("default_notices", wait_ms=1_000))["notices"]
        assert [notice["what"] for notice in notices] == ["opened"] * 3
        assert (await other.request("defaults"))["defaults"] == []
        assert (await other.request("default_notices"))["notices"] == []
        with pytest.raises(RequestRefused, match="default_unknown"):
            await other.request("default", default=1)
        assert len((await defaulter.operations.statement(date=date))["defaults"]) == 3
    await registry.request("assess_alerts")
    async with session(market, "exchange") as exchange:
        (alert,) = (await exchange.request("alerts"))["alerts"]
        assert (alert["kind"], alert["entity"], alert["shortfall"]) == (
            "delivery_default",
            3,
            20 + BLOCK,
        )
        assert len((await exchange.request("default_notices"))["notices"]) == 3
    async with market.session("exchange") as exchange:
        async with asyncio.timeout(20):
            told = await anext(exchange.risk_alerts())
        assert (told["kind"], told["accounts"]) == ("delivery_default", [3])
    bulletin = await registry.request("bulletin", date=date)
    assert [(row["method"], row["in_default"]) for row in bulletin["trades"]] == [
        ("block", 1),
        ("listed", 2),
    ]
    assert bulletin["defaults"]["open"] == 3
    (day,) = (await registry.operations.settled())["days"]
    assert (day["status"], day["problem"].split(",")[0]) == ("delivered", "trades in default: 3")
    assert await explained(registry) == {"default_open", "taken_by_order"}


async def decide(registry: RegistrySession, date: str) -> None:
    """The small sale is given up, what it should have paid for is covered, the block is topped up
    in time.
    """
    with pytest.raises(RequestRefused, match="deadline_not_passed"):
        await registry.request("cancel_default", default=1, **DECIDED)
    await registry.request(
        "set_default_deadline", default=1, date="2026-01-01", time="00:00", **DECIDED
    )
    await until(registry, date, ["failed", "defaulted", "defaulted"])
    assert await explained(registry) == {"default_open", "failure_not_reported", "taken_by_order"}
    await registry.request(
        "set_default_deadline", default=2, date="2026-01-01", time="00:00", **DECIDED
    )
    await until(registry, date, ["failed", "delivered", "defaulted"])
    await frozen(registry, "unfreeze", BLOCK)
    await until(registry, date, ["failed", "delivered", "delivered"])


async def take_recourse(registry: RegistrySession) -> None:
    """The exchange holds the debt that the reserve claims; both end with the repayment."""
    found = (await registry.request("default", default=2))["default"]
    assert (found["status"], found["outstanding_fen"]) == ("covered", LISTED_FEN)
    assert await explained(registry) == {"recourse", "taken_by_order"}
    await registry.operations.deposit(account=3, amount_fen=100_000_000)
    await registry.request("repay_default", default=2, amount_fen=LISTED_FEN, **DECIDED)
    assert (await registry.request("reserve"))["available_fen"] == 1_000_000
    await frozen(registry, "unfreeze", 2 * BLOCK + 1_000)
    assert await explained(registry) == set()
    assert (await registry.request("assess_alerts"))["alerts"] == 1  # lifted


async def object_in_time(market: Any, registry: RegistrySession, date: str) -> None:
    async with session(market, "member1") as member:
        terms = {"account": 1, "date": date, "text": "we were promised 10 t"}
        number = (await member.request("object", **terms, trade=4))["objection"]
        with pytest.raises(RequestRefused, match="trade_unknown"):
            await member.request("object", **terms, trade=99)
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await member.request("object", **terms | {"account": 2})
        with pytest.raises(RequestRefused, match="trade_not_reversible"):
            await registry.request("uphold_objection", objection=number, reason="x", **DECIDED)
        await registry.request(
            "reject_objection", objection=number, reason="the seller's units were frozen", **DECIDED
        )
        (found,) = (await member.request("objections"))["objections"]
        assert (found["status"], found["reason"]) == ("rejected", "the seller's units were frozen")
        assert not (await member.request("result", date=date))["accepted"]


async def too_late(market: Any, registry: RegistrySession, date: str) -> None:
    async with session(market, "member1") as member:
        with pytest.raises(RequestRefused, match="objection_late") as caught:
            await member.request("object", account=1, date=date, text="too late")
        assert caught.value.allowed == "until trading opened on 2026-01-07"
        assert (await member.request("result", date=date))["accepted"]


async def test_an_objection_upheld_while_the_day_is_held_is_taken_back_on_both_sides(
    market: Any,
) -> None:
    async with staff(market) as registry:
        await registry.request(
            "set_default_rules", top_up="09:00", hold_results=True, document="rules 2026, 2"
        )
        before = await registry.operations.cash(account=1)
        date = await market.day(2)
        await until(registry, date, ["delivered"] * 2)
        trades = [trade["trade"] async for trade in registry.trades(date)]
        async with session(market, "member2") as member:
            terms = {"account": 2, "date": date, "text": "typed twice", "trade": trades[1]}
            number = (await member.request("object", **terms))["objection"]
        assert (await registry.operations.settled())["days"][0]["problem"].startswith(
            "the results may be objected to until"
        )
        await registry.request(
            "uphold_objection", objection=number, reason="typed twice", **DECIDED
        )
        assert await states(registry, date) == ["delivered", "failed"]
        assert await explained(registry) == {"failure_not_reported"}
        await registry.request("release_day", date=date, **DECIDED)
        assert date in (await registry.operations.settled(date=date, wait_ms=20_000))["dates"]
        assert (await registry.operations.cash(account=1))["available_fen"] == before[
            "available_fen"
        ] - LISTED_FEN
        assert await explained(registry) == set()
        statement = await registry.operations.statement(date=date, account=1)
        assert statement["cash"]["bought_fen"] == LISTED_FEN
        assert (await registry.request("holdings", account=1))["ok"]
        with pytest.raises(RequestRefused, match="objection_answered"):
            await registry.request("reject_objection", objection=number, reason="x", **DECIDED)
        with pytest.raises(RequestRefused, match="day_not_held"):
            await registry.request("release_day", date=date, **DECIDED)


def ceax(market: Any, *words: str) -> tuple[int, str]:
    """A command of `ceax registry` on the market: exit code, output with its refusal."""
    result = CliRunner(env={"COLUMNS": "220"}).invoke(
        root(), ["registry", *words, "--data", str(market.data)]
    )
    return result.exit_code, f"{result.output}{result.exception or ''}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("defaults", "list"), ["cancelled", "repaid", "delivered", "785.00 CNY"]),
        (("defaults", "list", "--standing"), ["Delivery defaults"]),
        (("defaults", "show", "2"), ["covered", "repaid", "decision 7/2026"]),
        (("defaults", "notices", "--key", "member3"), ["opened", "deadline_set"]),
        (("defaults", "rules"), ["until 09:00 on trading day 1", "results held"]),
        (("reserve", "show"), ["reserve 10,000.00 CNY", "covered 785.00, repaid 785.00"]),
        (("objections", "list"), ["rejected", "upheld"]),
        (("objections", "result", "2026-01-06"), ["accepted", "2026-01-07"]),
    ],
)
def test_the_story_is_told_at_the_command_line(
    market: Any, words: tuple[str, ...], expected: list[str]
) -> None:
    code, output = ceax(market, *words)
    assert code == 0
    assert [part for part in expected if part not in output] == []


def test_the_story_is_told_as_json(market: Any) -> None:
    assert [row["status"] for row in json.loads(ceax(market, "defaults", "list", "--json")[1])] == [
        "cancelled",
        "repaid",
        "delivered",
    ]
    assert json.loads(ceax(market, "reserve", "show", "--json")[1])["claims_fen"] == 0


def test_operators_act_at_the_command_line(market: Any) -> None:
    ground = ("--document", "decision 9/2026")
    assert (
        "100.00 CNY paid into the reserve"
        in ceax(market, "reserve", "pay-in", "100.00", *ground)[1]
    )
    assert "100.00 CNY paid out" in ceax(market, "reserve", "pay-out", "100.00", *ground)[1]
    assert "cash_insufficient" in ceax(market, "reserve", "fees", "1.00", *ground)[1]
    assert "default_ended" in ceax(market, "defaults", "cover", "1", *ground)[1]
    assert "default_ended" in ceax(market, "defaults", "cancel", "1", *ground)[1]
    assert (
        "default_unknown"
        in ceax(market, "defaults", "deadline", "9", "2026-01-07", "10:00", *ground)[1]
    )
    assert "more_than_claimed" in ceax(market, "defaults", "repay", "2", "1.00")[1]
    assert "more_than_claimed" in ceax(market, "defaults", "write-off", "2", "1.00", *ground)[1]
    assert (
        "objection_late"
        in ceax(market, "objections", "file", "1", "2026-01-06", "x", "--key", "member1")[1]
    )
    why = ("--reason", "x", *ground)
    assert "objection_answered" in ceax(market, "objections", "uphold", "1", *why)[1]
    assert "objection_unknown" in ceax(market, "objections", "reject", "9", *why)[1]
    assert "day_not_held" in ceax(market, "defaults", "release-day", "2026-01-06", *ground)[1]
    assert "rules 3 of defaults are set" in ceax(market, "defaults", "set-rules", *ground)[1]
