"""Instructions and the outbox in the database."""

from __future__ import annotations

from settlement_bridge.books import CASH, Holding, State, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Verdict, outbox
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

OPEN = Instruction(Task.OPEN_ACCOUNT, 1, name="Huaneng", who="bridge")
DEPOSIT = Instruction(Task.DEPOSIT, 1, CASH, 1_000, who="bridge", date=20_260_105)


def test_instructions_of_one_batch_follow_one_another(registry: Registry) -> None:
    results = at_once.record(
        registry,
        [
            OPEN,
            Instruction(Task.ALLOCATE, 1, "CEA25", 100),
            Instruction(Task.TRANSFER_IN, 1, "CEA25", 60),
            Instruction(Task.TRANSFER_IN, 1, "CEA25", 60),
            DEPOSIT,
        ],
    )
    assert results[:3] == [0, 1, 2]
    assert isinstance(results[3], Refusal)
    assert (results[3].code, results[3].allowed) == ("units_insufficient", 40)
    assert results[4] == 3
    assert [transfer.reference for transfer in registry.read(outbox.pending, 10)] == [2, 3]
    assert registry.snapshot(disagreements) == []


def test_a_pending_transfer_is_in_transit_until_its_verdict(registry: Registry) -> None:
    at_once.record(registry, [OPEN, DEPOSIT])
    assert registry.read(ledger_rows.nonzero_holdings, 1) == [
        Holding(1, CASH, State.CASH_IN_TRANSIT, 1_000)
    ]
    at_once.conclude(registry, [Verdict(1, "")], "bridge")
    assert registry.read(ledger_rows.nonzero_holdings, 1) == [
        Holding(1, CASH, State.CASH_AVAILABLE, 1_000)
    ]
    assert registry.read(outbox.pending, 10) == []
    assert registry.snapshot(disagreements) == []


def test_a_refused_transfer_is_given_back(registry: Registry) -> None:
    at_once.record(registry, [OPEN, DEPOSIT])
    at_once.conclude(registry, [Verdict(1, "account_unknown")], "bridge")
    assert registry.read(ledger_rows.nonzero_holdings, 1) == []
    assert registry.snapshot(disagreements) == []


def test_a_second_verdict_changes_nothing(registry: Registry) -> None:
    at_once.record(registry, [OPEN, DEPOSIT])
    at_once.conclude(registry, [Verdict(1, "")], "bridge")
    at_once.conclude(registry, [Verdict(1, "account_unknown"), Verdict(77, "")], "bridge")
    assert registry.read(ledger_rows.nonzero_holdings, 1) == [
        Holding(1, CASH, State.CASH_AVAILABLE, 1_000)
    ]
    assert len(registry.read(ledger_rows.entries, 1, 1, 10)) == 2


def test_several_verdicts_are_carried_out_in_one_go(registry: Registry) -> None:
    at_once.record(registry, [OPEN, DEPOSIT, DEPOSIT, DEPOSIT])
    at_once.conclude(
        registry, [Verdict(3, ""), Verdict(1, ""), Verdict(2, "amount_too_large")], "bridge"
    )
    assert registry.read(ledger_rows.nonzero_holdings, 1) == [
        Holding(1, CASH, State.CASH_AVAILABLE, 2_000)
    ]
    assert registry.snapshot(disagreements) == []


def test_an_account_opened_twice_is_refused_also_across_batches(registry: Registry) -> None:
    at_once.record(registry, [OPEN])
    (refusal,) = at_once.record(registry, [OPEN])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "account_exists"
