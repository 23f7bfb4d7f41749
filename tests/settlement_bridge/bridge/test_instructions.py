"""The operator's instructions on a ledger."""

from __future__ import annotations

import pytest

from engine.units import CASH_MAX_FEN, UNITS_MAX
from settlement_bridge.books import CASH, OUTSIDE, Key, State
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.books.parties import Instruction, Standing, Status, Task, TransferStatus
from settlement_bridge.bridge import Transfer, Verdict
from settlement_bridge.bridge.instructions import carry_out, last_movement
from settlement_bridge.errors import Refusal
from tests.settlement_bridge.memory_ledger import ledger_of

REGISTER = {1: Standing("Huaneng", 1, Status.ACTIVE, 42)}


def instruct(
    ledger: Ledger, task: Task, quantity: int, instrument: str = "CEA25", **fields: object
) -> int | Refusal:
    asked = Instruction(task, 1, instrument, quantity, **fields)  # type: ignore[arg-type]
    return carry_out(asked, ledger, dict(REGISTER))


def units(state: State) -> Key:
    return Key(1, "CEA25", state)


def test_an_account_is_opened_once() -> None:
    register: dict[int, Standing] = {}
    ledger = ledger_of({})
    assert carry_out(Instruction(Task.OPEN_ACCOUNT, 7, name="Datang"), ledger, register) == 0
    again = carry_out(Instruction(Task.OPEN_ACCOUNT, 7, name="Other"), ledger, register)
    assert isinstance(again, Refusal)
    assert again.code == "account_exists"
    assert register == {7: Standing("Datang", 7, Status.ACTIVE, 0)}


def test_an_unknown_account_is_refused() -> None:
    refusal = carry_out(Instruction(Task.DEPOSIT, 9, CASH, 5), ledger_of({}), dict(REGISTER))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field, refusal.value) == ("account_unknown", "account", 9)


def test_an_allocation_issues_units_into_registry_available() -> None:
    ledger = ledger_of({})
    assert instruct(ledger, Task.ALLOCATE, 500) == 1
    assert ledger.available(units(State.REGISTRY_AVAILABLE)) == 500
    assert ledger.available(Key(OUTSIDE, "CEA25", State.ISSUED)) == -500


@pytest.mark.parametrize("state", [State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE])
def test_frozen_units_come_back_to_where_they_were(state: State) -> None:
    ledger = ledger_of({units(state): 10})
    assert instruct(ledger, Task.FREEZE, 4, state=state) == 1
    assert (ledger.available(units(state)), ledger.available(units(State.FROZEN))) == (6, 4)
    assert instruct(ledger, Task.UNFREEZE, 4, state=state) == 2
    assert ledger.available(units(state)) == 10


@pytest.mark.parametrize(
    ("task", "instrument", "source", "waiting", "target"),
    [
        (Task.DEPOSIT, CASH, State.BANK, State.CASH_IN_TRANSIT, State.CASH_AVAILABLE),
        (Task.WITHDRAW, CASH, State.CASH_AVAILABLE, State.CASH_IN_TRANSIT, State.BANK),
        (
            Task.TRANSFER_IN,
            "CEA25",
            State.REGISTRY_AVAILABLE,
            State.IN_TRANSIT,
            State.TRADING_AVAILABLE,
        ),
        (
            Task.TRANSFER_OUT,
            "CEA25",
            State.TRADING_AVAILABLE,
            State.IN_TRANSIT,
            State.REGISTRY_AVAILABLE,
        ),
    ],
)
@pytest.mark.parametrize("code", ["", "account_unknown"])
def test_a_transfer_waits_in_transit_and_then_arrives_or_goes_back(
    task: Task, instrument: str, source: State, waiting: State, target: State, code: str
) -> None:
    def key(state: State) -> Key:
        return Key(OUTSIDE if state == State.BANK else 1, instrument, state)

    ledger = ledger_of({key(source): 10, key(target): 10} if source != target else {})
    assert instruct(ledger, task, 6, instrument) == 1
    assert (ledger.available(key(waiting)), ledger.available(key(target))) == (6, 10)
    transfer = Transfer(1, task, 1, instrument, 6, TransferStatus.PENDING, "", 0)
    assert ledger.book(last_movement(transfer, Verdict(1, code), "bridge")) == 2
    after = {key(state): ledger.available(key(state)) for state in (source, waiting, target)}
    assert after == (
        {key(source): 10, key(waiting): 0, key(target): 10}
        if code
        else {key(source): 4, key(waiting): 0, key(target): 16}
    )


@pytest.mark.parametrize(
    ("task", "instrument", "code"),
    [
        (Task.WITHDRAW, CASH, "cash_insufficient"),
        (Task.TRANSFER_IN, "CEA25", "units_insufficient"),
        (Task.TRANSFER_OUT, "CEA25", "units_insufficient"),
        (Task.FREEZE, "CEA25", "units_insufficient"),
        (Task.UNFREEZE, "CEA25", "units_insufficient"),
    ],
)
def test_more_than_there_is_is_refused_and_says_what_there_is(
    task: Task, instrument: str, code: str
) -> None:
    refusal = instruct(ledger_of({}), task, 6, instrument)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.value, refusal.allowed) == (code, 6, 0)


def test_cash_and_units_have_an_upper_limit() -> None:
    full = ledger_of(
        {
            Key(OUTSIDE, CASH, State.BANK): 5 - CASH_MAX_FEN,
            Key(OUTSIDE, "CEA25", State.ISSUED): -UNITS_MAX,
        }
    )
    refusal = instruct(full, Task.DEPOSIT, 6, CASH)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field, refusal.allowed) == ("amount_too_large", "amount_fen", 5)
    assert instruct(full, Task.DEPOSIT, 5, CASH) == 1
    assert isinstance(instruct(full, Task.ALLOCATE, 1), Refusal)
