"""Instructions and the outbox in the database."""

from __future__ import annotations

from settlement_bridge.books import CASH, Holding, State
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Verdict
from settlement_bridge.bridge.registry import SqlRegistry
from settlement_bridge.errors import Refusal

OPEN = Instruction(Task.OPEN_ACCOUNT, 1, name="Huaneng", who="bridge")
DEPOSIT = Instruction(Task.DEPOSIT, 1, CASH, 1_000, who="bridge", date=20_260_105)


def test_instructions_of_one_batch_follow_one_another(registry: SqlRegistry) -> None:
    results = registry.record(
        [
            OPEN,
            Instruction(Task.ALLOCATE, 1, "CEA25", 100),
            Instruction(Task.TRANSFER_IN, 1, "CEA25", 60),
            Instruction(Task.TRANSFER_IN, 1, "CEA25", 60),
            DEPOSIT,
        ]
    )
    assert results[:3] == [0, 1, 2]
    assert isinstance(results[3], Refusal)
    assert (results[3].code, results[3].allowed) == ("units_insufficient", 40)
    assert results[4] == 3
    assert [transfer.reference for transfer in registry.pending_transfers(10)] == [2, 3]
    assert registry.conservation() == []


def test_a_pending_transfer_is_in_transit_until_its_verdict(registry: SqlRegistry) -> None:
    registry.record([OPEN, DEPOSIT])
    assert registry.holdings(1) == [Holding(1, CASH, State.CASH_IN_TRANSIT, 1_000)]
    registry.conclude([Verdict(1, "")], "bridge")
    assert registry.holdings(1) == [Holding(1, CASH, State.CASH_AVAILABLE, 1_000)]
    assert registry.pending_transfers(10) == []
    assert registry.conservation() == []


def test_a_refused_transfer_is_given_back(registry: SqlRegistry) -> None:
    registry.record([OPEN, DEPOSIT])
    registry.conclude([Verdict(1, "account_unknown")], "bridge")
    assert registry.holdings(1) == []
    assert registry.conservation() == []


def test_a_second_verdict_changes_nothing(registry: SqlRegistry) -> None:
    registry.record([OPEN, DEPOSIT])
    registry.conclude([Verdict(1, "")], "bridge")
    registry.conclude([Verdict(1, "account_unknown"), Verdict(77, "")], "bridge")
    assert registry.holdings(1) == [Holding(1, CASH, State.CASH_AVAILABLE, 1_000)]
    assert len(registry.entries(1, 1, 10)) == 2


def test_several_verdicts_are_carried_out_in_one_go(registry: SqlRegistry) -> None:
    registry.record([OPEN, DEPOSIT, DEPOSIT, DEPOSIT])
    registry.conclude([Verdict(3, ""), Verdict(1, ""), Verdict(2, "amount_too_large")], "bridge")
    assert registry.holdings(1) == [Holding(1, CASH, State.CASH_AVAILABLE, 2_000)]
    assert registry.conservation() == []


def test_an_account_opened_twice_is_refused_also_across_batches(registry: SqlRegistry) -> None:
    registry.record([OPEN])
    (refusal,) = registry.record([OPEN])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "account_exists"
