"""Transfers through a real gateway: each exactly once, whatever is lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from settlement_bridge.books import CASH, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import outbox
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import ExchangeAway, Refusal

Start = Callable[..., Any]
Balances = Callable[..., Any]


def deposit(account: int, fen: int) -> Instruction:
    return Instruction(Task.DEPOSIT, account, CASH, fen, who="bridge")


async def test_a_deposit_arrives_in_the_registry_and_at_the_exchange(
    parts: Start, balances: Balances
) -> None:
    async with parts() as bridge:
        (cash, _), _ = await balances(bridge, 1)
        (reference,) = await bridge.do(deposit(1, 500))
        assert isinstance(reference, int)
        ours, theirs = await balances(bridge, 1)
        assert ours == theirs
        assert ours[0] == cash + 500


async def test_hundreds_of_transfers_at_once_are_all_done(parts: Start, balances: Balances) -> None:
    async with parts() as bridge:
        (cash, _), _ = await balances(bridge, 3)
        answers = await bridge.do(*[deposit(3, fen) for fen in range(1, 501)])
        assert answers == sorted(answers)
        ours, theirs = await balances(bridge, 3)
        assert ours == theirs
        assert ours[0] == cash + 500 * 501 // 2


async def test_money_and_units_go_out_and_come_back(parts: Start, balances: Balances) -> None:
    async with parts() as bridge:
        before, _ = await balances(bridge, 2)
        await bridge.do(
            Instruction(Task.WITHDRAW, 2, CASH, 700),
            Instruction(Task.TRANSFER_OUT, 2, "CEA25", 30),
            Instruction(Task.TRANSFER_IN, 2, "CEA25", 10),
        )
        ours, theirs = await balances(bridge, 2)
        assert ours == theirs == (before[0] - 700, before[1] - 20)
        assert bridge.registry.snapshot(disagreements) == []


async def test_what_the_exchange_refuses_is_given_back_with_its_reason(parts: Start) -> None:
    async with parts() as bridge:
        await bridge.do(Instruction(Task.OPEN_ACCOUNT, 40, name="not at the exchange"))
        (refusal,) = await bridge.do(deposit(40, 5))
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.field) == ("account_unknown", "account")
        assert bridge.registry.read(ledger_rows.nonzero_holdings, 40) == []
        assert bridge.registry.read(outbox.pending, 1) == []


@pytest.mark.parametrize("lose", ["lose_request", "lose_reply"])
async def test_a_transfer_lost_on_its_way_there_or_back_is_done_once(
    parts: Start, relay: Any, balances: Balances, lose: str
) -> None:
    async with parts(relay.url) as bridge:
        (cash, _), _ = await balances(bridge, 1)
        getattr(relay, lose)("cash_in")
        (answer,) = await bridge.do(deposit(1, 900))
        assert isinstance(answer, Refusal)
        assert answer.code == "exchange_away"
        async with bridge.transfers.quiet():
            ours, theirs = await balances(bridge, 1)
        assert ours == theirs
        assert ours[0] == cash + 900


async def test_a_refused_transfer_is_not_taken_for_done_when_replies_are_lost(
    parts: Start, relay: Any, balances: Balances
) -> None:
    async with parts(relay.url) as bridge:
        await bridge.do(Instruction(Task.OPEN_ACCOUNT, 41, name="not at the exchange"))
        (cash, _), _ = await balances(bridge, 1)
        relay.lose_reply("cash_in")
        await bridge.do(deposit(41, 7), deposit(1, 8))
        async with bridge.transfers.quiet():
            ours, theirs = await balances(bridge, 1)
        assert ours == theirs
        assert ours[0] == cash + 8
        assert bridge.registry.read(ledger_rows.nonzero_holdings, 41) == []


@pytest.mark.parametrize("place", range(4))
async def test_one_refused_amid_several_whose_replies_are_lost_is_given_back_others_are_done(
    parts: Start, relay: Any, balances: Balances, place: int
) -> None:
    async with parts(relay.url) as bridge:
        await bridge.do(Instruction(Task.OPEN_ACCOUNT, 42, name="not at the exchange"))
        (cash, _), _ = await balances(bridge, 1)
        several = [deposit(1, 100), deposit(1, 200), deposit(1, 400)]
        several.insert(place, deposit(42, 7))
        relay.lose_reply("cash_in")
        await bridge.do(*several)
        async with bridge.transfers.quiet():
            ours, theirs = await balances(bridge, 1)
        assert ours == theirs
        assert ours[0] == cash + 700
        assert bridge.registry.read(ledger_rows.nonzero_holdings, 42) == []


async def test_several_refused_on_their_way_together_do_not_hold_up_the_others(
    parts: Start, balances: Balances
) -> None:
    async with parts() as bridge:
        await bridge.do(Instruction(Task.OPEN_ACCOUNT, 43, name="not at the exchange"))
        (cash, _), _ = await balances(bridge, 1)
        answers = await bridge.do(*[deposit(1 if place % 3 else 43, 10) for place in range(12)])
        assert [isinstance(answer, Refusal) for answer in answers] == [
            place % 3 == 0 for place in range(12)
        ]
        ours, theirs = await balances(bridge, 1)
        assert ours == theirs
        assert ours[0] == cash + 80


async def test_a_transfer_made_while_the_exchange_is_away_is_sent_when_it_is_back(
    parts: Start, relay: Any, balances: Balances
) -> None:
    async with parts(relay.url) as bridge:
        (cash, _), _ = await balances(bridge, 1)
        relay.down = True
        await relay.cut()
        (answer,) = await bridge.do(deposit(1, 11))
        assert isinstance(answer, Refusal)
        (waiting,) = bridge.registry.read(outbox.pending, 10)
        assert (answer.code, answer.value) == ("exchange_away", waiting.reference)
        with pytest.raises(ExchangeAway):
            async with bridge.transfers.quiet():
                pass
        relay.down = False
        await bridge.exchange.connected.wait()
        async with bridge.transfers.quiet():
            ours, theirs = await balances(bridge, 1)
        assert ours == theirs
        assert ours[0] == cash + 11


async def test_a_transfer_that_waits_when_the_bridge_ends_is_sent_by_the_next_one(
    parts: Start, relay: Any, balances: Balances
) -> None:
    async with parts(relay.url) as bridge:
        (cash, _), _ = await balances(bridge, 1)
        relay.lose_reply("cash_in")
        await bridge.do(deposit(1, 13))
    async with parts() as bridge, bridge.transfers.quiet():
        ours, theirs = await balances(bridge, 1)
        assert ours == theirs
        assert ours[0] == cash + 13


async def test_nothing_is_recorded_while_the_ledger_is_kept_quiet(parts: Start) -> None:
    async with parts() as bridge:
        async with bridge.transfers.quiet():
            asked = asyncio.create_task(bridge.do(deposit(1, 1)))
            await bridge.worker(lambda: None)
            assert bridge.registry.read(outbox.pending, 1) == []
            assert not asked.done()
        assert isinstance((await asked)[0], int)


async def test_too_many_waiting_instructions_are_refused_and_nothing_is_done(parts: Start) -> None:
    async with parts() as bridge:
        before = len(bridge.registry.read(ledger_rows.entries, 1, 1, 100_000))
        async with bridge.transfers.quiet():
            answers = await bridge.do(*[deposit(1, 1)] * 10_001)
        assert {answer.code for answer in answers} == {"overloaded"}
        assert len(bridge.registry.read(ledger_rows.entries, 1, 1, 100_000)) == before


async def test_an_instrument_that_the_exchange_lists_is_learned_when_units_of_it_are_issued(
    parts: Start,
    venue: Any,
) -> None:
    listing = {"instrument": "CEA31", "number": 31, "base_price": 7_000}
    async with parts() as bridge, venue.session("exchange") as exchange:
        (unknown,) = await bridge.do(Instruction(Task.ALLOCATE, 3, "CEA31", 5))
        assert isinstance(unknown, Refusal)
        assert (unknown.code, unknown.value) == ("instrument_unknown", "CEA31")
        assert "CEA25" in unknown.allowed  # type: ignore[operator]
        await exchange.request("list_instrument", **listing)
        (issued,) = await bridge.do(Instruction(Task.ALLOCATE, 3, "CEA31", 5))
        assert isinstance(issued, int)
        await bridge.do(Instruction(Task.CANCEL, 3, "CEA31", 5))
