"""Units frozen by number: refusals, where a freeze found them, and the check on their moves."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from settlement_bridge.books import EntryKind, Key, Series, State, ledger_rows, lots, unit_checks
from settlement_bridge.books.event_table import ASKED
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.serials import Serial, quantity_of, read_ranges
from settlement_bridge.bridge import Verdict, instructions, outbox
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from settlement_bridge.store.registry_tables import blocks, journal
from tests.settlement_bridge import at_once
from tests.settlement_bridge.books.test_books_properties import RegistryMachine


@pytest.fixture
def market(registry: Registry) -> Registry:
    """Accounts 1 and 2 with 20 t each: units 1 to 20 and 21 to 40 of CEA25."""
    for number in (1, 2):
        opened = Instruction(Task.OPEN_ACCOUNT, number, name=f"member {number}")
        at_once.record(
            registry, [opened, Instruction(Task.ALLOCATE, number, "CEA25", 20, province=42)]
        )
    return registry


# an order that takes units from their holder to another account
TAKEN_WHEREVER = next(task for task, row in ASKED.items() if row.wherever and row.to_another)


def named(task: Task, account: int, *texts: str, taker: int = 0) -> Instruction:
    ranges = read_ranges(texts, "CEA25")
    made = Instruction(
        task, account, "CEA25", quantity_of(ranges), to_account=taker, serials=ranges
    )
    return replace(made, who="lin", role="bridge", document="court 12")


def do(market: Registry, *instructions: Instruction) -> list[int | Refusal]:
    return at_once.record(market, instructions)


def refusal(result: int | Refusal) -> tuple[str, object, object]:
    assert isinstance(result, Refusal)
    return result.code, result.value, result.allowed


def test_the_stolen_serials_are_frozen_and_nothing_else(market: Registry) -> None:
    (event,) = do(market, named(Task.FREEZE, 1, "11-15"))
    assert isinstance(event, int)
    assert {(row.state, row.quantity) for row in market.read(ledger_rows.nonzero_holdings, 1)} == {
        (State.REGISTRY_AVAILABLE, 15),
        (State.FROZEN_BY_NUMBER, 5),
    }
    for number, state in (
        (10, State.REGISTRY_AVAILABLE),
        (11, State.FROZEN_BY_NUMBER),
        (16, State.REGISTRY_AVAILABLE),
    ):
        place = market.read(lots.place, "CEA25", number)
        assert place is not None and (place.account, place.state) == (1, state)
    assert market.snapshot(disagreements) == []


def test_a_trace_shows_the_freeze_and_its_ground(market: Registry) -> None:
    do(market, named(Task.FREEZE, 0, "11-15"))
    trace = market.read(lots.trace, Serial("CEA25", Series(2025, 42), 11), 10)
    assert not isinstance(trace, Refusal)
    last = trace.steps[-1]
    assert (last.entry.movement.kind, last.sign_off and last.sign_off.document) == (
        EntryKind.FREEZE,
        "court 12",
    )
    assert trace.place.state == State.FROZEN_BY_NUMBER


def test_units_of_somebody_else_are_refused_and_the_holder_is_named(market: Registry) -> None:
    (result,) = do(market, named(Task.FREEZE, 1, "19-22"))
    free = ["registry_available", "trading_available"]
    states = [*free, "pledged", "carry_over", "applied", "entrusted"]
    assert refusal(result) == ("units_elsewhere", "21-22", {"account": 1, "state": states})
    assert isinstance(result, Refusal)
    assert result.message == "21-22 lie in account 2, registry_available; nothing was done"


def test_units_that_are_frozen_already_are_named_and_the_rest_is_not_frozen(
    market: Registry,
) -> None:
    do(market, named(Task.FREEZE, 1, "3-5"))
    (result,) = do(market, named(Task.FREEZE, 1, "1-3", "5-6"))
    assert refusal(result)[:2] == ("units_frozen", "3, 5")
    assert market.read(ledger_rows.nonzero_holdings, 1)[-1].quantity == 3


def test_numbers_never_issued_are_named_with_those_that_were(market: Registry) -> None:
    assert refusal(do(market, named(Task.FREEZE, 0, "39-42"))[0]) == (
        "serial_unknown",
        "41-42",
        "1-40",
    )
    assert refusal(do(market, named(Task.FREEZE, 0, "50"))[0]) == ("serial_unknown", "50", "1-40")


def test_a_series_that_is_not_the_units_own_is_told_the_right_one(market: Registry) -> None:
    result = do(market, named(Task.FREEZE, 0, "CEA25-2025-11-000000000003-000000000004"))[0]
    assert refusal(result) == (
        "serial_unknown",
        "CEA25-2025-11-000000000003",
        "CEA25-2025-42-000000000003",
    )
    right = do(market, named(Task.FREEZE, 0, "CEA25-2025-42-000000000003-000000000004"))[0]
    assert isinstance(right, int)


def test_units_on_their_way_wait_for_the_exchange(market: Registry) -> None:
    (reference,) = do(market, Instruction(Task.TRANSFER_IN, 1, "CEA25", 5))
    assert isinstance(reference, int)
    assert refusal(do(market, named(Task.FREEZE, 0, "5-6"))[0])[:2] == ("units_elsewhere", "5")
    at_once.conclude(market, [Verdict(reference, "")], "bridge")
    assert isinstance(do(market, named(Task.FREEZE, 0, "5-6"))[0], int)


def test_instructions_of_one_transaction_see_each_other(market: Registry) -> None:
    freeze, thaw, move = (
        named(Task.FREEZE, 1, "1-2"),
        named(Task.UNFREEZE, 0, "1"),
        named(TAKEN_WHEREVER, 0, "2", taker=2),
    )
    pledge = Instruction(Task.PLEDGE, 1, "CEA25", 2)
    results = do(market, freeze, pledge, thaw, move)
    assert all(isinstance(result, int) for result in results)
    held = {
        (row.account, row.state): row.quantity for row in market.read(ledger_rows.nonzero_holdings)
    }
    assert (
        held[1, State.PLEDGED],
        held[1, State.REGISTRY_AVAILABLE],
        held[2, State.REGISTRY_AVAILABLE],
    ) == (2, 17, 21)


def test_more_blocks_than_one_request_may_find_are_refused(
    market: Registry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    do(market, named(Task.FREEZE, 1, "2", "4", "6"))
    monkeypatch.setattr(lots, "LOTS_MAX", 5)
    (result,) = do(market, named(TAKEN_WHEREVER, 0, "1-7", taker=2))
    assert refusal(result)[0] == "too_many_blocks"
    assert isinstance(do(market, named(TAKEN_WHEREVER, 0, "1-4", taker=2))[0], int)


def test_a_frozen_lot_is_taken_apart_by_where_the_last_freeze_found_it(market: Registry) -> None:
    do(market, Instruction(Task.PLEDGE, 1, "CEA25", 4))
    do(
        market,
        named(Task.FREEZE, 0, "3-8"),
        named(Task.UNFREEZE, 0, "4-5"),
        named(Task.RELEASE, 1, "4"),
    )
    do(market, named(Task.FREEZE, 0, "4-5"))
    lot = lots.Lot(3, 8, 0, Key(1, "CEA25", State.FROZEN_BY_NUMBER))
    parts = market.read(lots.found_by_freeze, lot)
    numbers = [(range(part.first, part.last + 1), origin.state) for part, origin in parts]
    found = {number: state for span, state in numbers for number in span}
    assert found == {3: State.PLEDGED} | dict.fromkeys(range(4, 9), State.REGISTRY_AVAILABLE)


def take_a_frozen_unit(connection: Connection) -> None:
    """A block of frozen units is given away without a word."""
    frozen = update(blocks).where(blocks.c.state == State.FROZEN_BY_NUMBER)
    connection.execute(frozen.values(state=State.REGISTRY_AVAILABLE))


def call_it_a_surrender(connection: Connection) -> None:
    """Frozen units leave by an act that may not take them."""
    freed = update(journal).where(journal.c.kind == EntryKind.UNFREEZE)
    connection.execute(freed.values(kind=EntryKind.SURRENDER))


def forget_the_freeze(connection: Connection) -> None:
    """The journal knows of no freeze of what is frozen."""
    other = {"to_state": State.PLEDGED}
    connection.execute(update(journal).where(journal.c.kind == EntryKind.FREEZE).values(other))


@pytest.mark.parametrize(
    ("spoil", "whats"),
    [
        (take_a_frozen_unit, {"freeze_differs"}),
        (call_it_a_surrender, {"frozen_moved"}),
        (forget_the_freeze, {"frozen_moved", "freeze_differs"}),
    ],
)
def test_the_check_finds_frozen_units_that_moved_otherwise(
    market: Registry,
    spoil: Callable[[Connection], None],
    whats: set[str],
) -> None:
    breaks = lambda connection: {row.what for row in unit_checks.frozen_breaks(connection)}
    do(market, named(Task.FREEZE, 0, "3-8"), named(Task.UNFREEZE, 0, "4"))
    assert market.read(breaks) == set()
    market.write(spoil)
    assert market.read(breaks) == whats


# The random machine would find each of these: it speaks when the mend is taken away.


def machine(tmp_path: Path) -> RegistryMachine:
    urls = (f"sqlite:///{tmp_path}/{number}.sqlite3" for number in itertools.count())
    made = type("Machine", (RegistryMachine,), {"new_database": staticmethod(urls.__next__)})()
    made.start()
    made.allocate(1, "CEA25", 12)
    return made


def check(made: RegistryMachine) -> None:
    made.holds_what_the_obvious_books_hold()
    made.every_tonne_is_where_the_obvious_books_have_it()
    made.what_is_frozen_by_number_moves_by_acts_that_name_it_only()


def test_the_machine_hears_of_serials_frozen_into_the_common_heap(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = machine(tmp_path)
    heap = lambda _, place: place._replace(state=State.FROZEN)
    monkeypatch.setattr(instructions, "_target", heap)
    made.name_units(Task.FREEZE, None, 2, "CEA25", [(4, 2)])
    with pytest.raises(AssertionError):
        check(made)
    made.teardown()


def test_the_machine_hears_of_a_transfer_that_brings_other_units(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = machine(tmp_path)
    monkeypatch.setattr(outbox, "_of_very_units", lambda ends, *_: ends)
    made.name_units(Task.TRANSFER_IN, 1, 2, "CEA25", [(7, 2)])
    made.name_units(Task.TRANSFER_IN, 1, 2, "CEA25", [(1, 2)])
    check(made)
    made.answer([False] + [True] * 7)
    with pytest.raises(AssertionError):
        check(made)
    made.teardown()
