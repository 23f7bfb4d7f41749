"""Differentiated distribution, forced surrender, mergers, splits, closings: tables a bureau can
check; on both databases.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from sqlalchemy import String, insert

from settlement_bridge.books import (
    SignOff,
    Span,
    State,
    cuts,
    distributions,
    entities,
    events,
    ledger_rows,
)
from settlement_bridge.books.parties import Entity, EntityKind, Instruction, Sector, Status, Task
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import (
    allowances,
    distribution,
    obligations,
    successions,
)
from settlement_bridge.compliance.alerts import assess, standing
from settlement_bridge.compliance.positions import position
from settlement_bridge.compliance.successions import Change, SuccessionKind
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from settlement_bridge.store.law_tables import sanctions
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import DATE, LIN

BUREAU = SignOff("hubei", "authority", "entrustment 3")
PROVINCE = 90  # entity and account of the province 42
EMITTER = 4
MILLION = 1_000_000


def owe(registry: Registry, entity: int, due: int, year: int = 2025) -> None:
    text = f"entity,year,emissions,due\n{entity},{year},{due},{due}\ntotal,1,{due},{due}\n"
    given = (text, f"{year}-{entity}", False, LIN, registry.now_ns())
    assert not isinstance(registry.write(obligations.take_in, *given), Refusal)


@pytest.fixture
def bureau(emitters: Registry) -> Registry:
    """The emitters, one more of 42 without units, and the account of the province."""
    for number, kind in ((EMITTER, EntityKind.EMITTER), (PROVINCE, EntityKind.PROVINCE)):
        row = (number, f"entity {number}", kind, 42, Sector.POWER, None, Status.ACTIVE)
        emitters.write(entities.open_entity, Entity(*row), LIN, emitters.now_ns())
        at_once.record(emitters, [Instruction(Task.OPEN_ACCOUNT, number, name="a")])
    given = (EMITTER, 2025, True, BUREAU, emitters.now_ns())
    assert not isinstance(emitters.write(distributions.state, *given), Refusal)
    return emitters


def issue(
    registry: Registry, quantity: int, account: int = PROVINCE, entity: int = EMITTER
) -> int | Refusal:
    what = (entity, 2025, account, "CEA25", quantity)
    return registry.write(distribution.issue, *what, LIN, DATE, registry.now_ns())


def force(registry: Registry, account: int = EMITTER) -> int | Refusal:
    given = (EMITTER, 2025, account, BUREAU, DATE, registry.now_ns())
    return registry.write(distribution.force, *given)


def held(registry: Registry, account: int) -> dict[str, int]:
    rows = registry.read(ledger_rows.nonzero_holdings, account)
    return {f"{row.instrument} {row.state.name.lower()}": row.quantity for row in rows}


def code_of(result: int | Refusal) -> str:
    return result.code if isinstance(result, Refusal) else "ok"


class Forced(NamedTuple):
    """What was issued and is due, and what a forced surrender makes of it, t."""

    issued: tuple[int, ...]
    due: int
    surrendered: int
    rest: int
    owed: int


TABLE = (
    Forced((1_200_000,), MILLION, MILLION, 200_000, 0),
    Forced((800_000,), MILLION, 800_000, 0, 200_000),
    Forced((700_000, 500_000), MILLION, MILLION, 200_000, 0),
    Forced((MILLION,), MILLION, MILLION, 0, 0),
    Forced((5,), 0, 0, 5, 0),
)


@pytest.mark.parametrize("row", TABLE)
def test_what_is_due_is_given_up_and_the_rest_goes_to_the_emitter(
    bureau: Registry, row: Forced
) -> None:
    assert code_of(issue(bureau, 1)) == "obligation_unknown"  # at the fixing stage only
    owe(bureau, EMITTER, row.due)
    for quantity in row.issued:
        assert code_of(issue(bureau, quantity)) == "ok"
    assert held(bureau, PROVINCE) == {"CEA25 entrusted": sum(row.issued)}
    event = force(bureau)
    assert isinstance(event, int)
    came = bureau.read(distribution.came_to, event)
    assert came[1:] == (row.surrendered, row.rest, row.owed)
    owed = bureau.read(position, EMITTER, 2025)
    assert owed is not None
    assert (owed.surrendered, owed.outstanding, owed.entrusted) == (row.surrendered, row.owed, 0)
    amounts = {"CEA25 surrendered": row.surrendered, "CEA25 registry_available": row.rest}
    assert held(bureau, EMITTER) == {name: each for name, each in amounts.items() if each}
    assert held(bureau, PROVINCE) == {}
    assert code_of(force(bureau)) == "nothing_entrusted"
    assert bureau.read(disagreements) == []


def test_a_forced_surrender_is_taken_back_whole_and_done_again(bureau: Registry) -> None:
    owe(bureau, EMITTER, 600)
    issue(bureau, 1_000)
    event = force(bureau)
    assert isinstance(event, int)
    back = bureau.write(events.reverse, event, LIN, DATE, bureau.now_ns())
    assert isinstance(back, int)
    assert held(bureau, PROVINCE) == {"CEA25 entrusted": 1_000}
    assert bureau.read(distribution.held_for, EMITTER, 2025) == 1_000
    assert code_of(force(bureau)) == "ok"
    assert held(bureau, EMITTER) == {"CEA25 surrendered": 600, "CEA25 registry_available": 400}


def test_units_come_neither_to_the_emitter_nor_to_another_account(bureau: Registry) -> None:
    direct = Instruction(Task.ALLOCATE, EMITTER, "CEA25", 5, date=DATE)
    earlier = Instruction(Task.ALLOCATE, EMITTER, "CEA24", 5, date=DATE)
    others = Instruction(Task.ALLOCATE, 1, "CEA25", 5, date=DATE)
    codes = [code_of(each) for each in at_once.record(bureau, [direct, earlier, others])]
    assert codes == ["differentiated", "ok", "ok"]
    text = f"account,instrument,year,province,quantity\n{EMITTER},CEA25,2025,42,5\ntotal,1,,,5\n"
    given = (text, "MEE-1", LIN, DATE, bureau.now_ns())
    refused = bureau.write(allowances.take_in, *given)
    assert (code_of(refused), refused.field) == (
        "differentiated",
        "line 2, column account",
    )
    owe(bureau, EMITTER, 5)
    assert code_of(issue(bureau, 5, account=1)) == "not_its_province"
    assert code_of(issue(bureau, 5, entity=1)) == "not_differentiated"
    assert code_of(issue(bureau, 5)) == "ok"
    assert code_of(force(bureau, account=1)) == "account_unknown"
    moved = Instruction(Task.CANCEL, PROVINCE, "CEA25", 5, date=DATE)
    assert code_of(at_once.record(bureau, [moved])[0]) == "units_insufficient"


def test_what_the_province_holds_is_no_shortfall(bureau: Registry) -> None:
    owe(bureau, EMITTER, 600)
    issue(bureau, 500)
    assert bureau.write(assess, {}, 20_260_105, bureau.now_ns()) == 1
    (raised,) = bureau.read(standing)
    assert (raised.alert.entity, raised.alert.shortfall) == (EMITTER, 100)


# Emitters 1 (power, 42), 2 (steel, 42) and 3 (cement, 11) hold 1,000,000 t of each of three codes
# and owe 1,000, 400,000 and 0 t for 2024.


def succeed(
    registry: Registry, kind: SuccessionKind, entity: int, account: int = 0, share: int = 10_000
) -> int | Refusal:
    change = Change(kind, entity, account, share)
    return registry.write(successions.succeed, change, BUREAU, DATE, registry.now_ns())


def due(registry: Registry, entity: int) -> int:
    found = registry.read(position, entity, 2024)
    return found.due if found else -1


def test_a_merger_moves_units_in_their_states_and_what_is_owed(owing: Registry) -> None:
    freeze = Instruction(Task.FREEZE, 1, "CEA24", 300, date=DATE)
    assert isinstance(at_once.record(owing, [freeze])[0], int)
    given = (1, "CEA24", 400, 2024, LIN, DATE, owing.now_ns())
    assert isinstance(owing.write(allowances.surrender, *given), int)
    total = sum(due(owing, entity) for entity in (1, 2, 3))
    assert code_of(succeed(owing, SuccessionKind.MERGER, 1, 2)) == "ok"
    assert held(owing, 1) == {"CEA24 surrendered": 400}
    assert held(owing, 2)["CEA24 frozen"] == 300
    assert held(owing, 2)["CEA24 registry_available"] == 2 * MILLION - 700
    assert (due(owing, 1), due(owing, 2)) == (400, 400_600)
    assert sum(due(owing, entity) for entity in (1, 2, 3)) == total
    merged = owing.read(entities.one_entity, 1)
    assert merged is not None
    assert merged.status == Status.CLOSED
    (record,) = owing.read(successions.some, 0, 9)
    assert (record.successor, record.tonnes, record.owed) == (2, 3 * MILLION - 400, 600)
    assert code_of(succeed(owing, SuccessionKind.MERGER, 1, 2)) == "entity_closed"
    assert owing.read(disagreements) == []


@pytest.mark.parametrize(("share", "stays", "goes"), [(10_000, 0, 501), (2_500, 376, 125)])
def test_open_cuts_go_with_the_units(owing: Registry, share: int, stays: int, goes: int) -> None:
    row = {each.name: "" if isinstance(each.type, String) else 0 for each in sanctions.columns}
    row |= {"number": 1, "entity": 1, "year": 2023, "measure": cuts.CUT, "quantity": 501}
    owing.write(lambda connection: connection.execute(insert(sanctions).values(row)) and None)
    kind = SuccessionKind.MERGER if share == 10_000 else SuccessionKind.SPLIT
    assert code_of(succeed(owing, kind, 1, 2, share)) == "ok"
    left = owing.read(cuts.open_cuts)
    found = [sum(cut.quantity for cut in left.take(entity, MILLION)) for entity in (1, 2)]
    assert found == [stays, goes]


def test_a_split_moves_a_share_cut_to_tonnes(owing: Registry) -> None:
    assert code_of(succeed(owing, SuccessionKind.SPLIT, 2, 3, 3_333)) == "ok"
    assert held(owing, 3)["CEA24 registry_available"] == MILLION + 333_300
    assert (due(owing, 2), due(owing, 3)) == (400_000 - 133_320, 133_320)
    split = owing.read(entities.one_entity, 2)
    assert split is not None
    assert split.status == Status.ACTIVE


@pytest.mark.parametrize(
    ("kind", "entity", "account", "code"),
    [
        (SuccessionKind.MERGER, 1, 1, "account_same"),
        (SuccessionKind.MERGER, 1, 77, "account_unknown"),
        (SuccessionKind.MERGER, 77, 1, "entity_unknown"),
        (SuccessionKind.CLOSING, 1, 0, "entity_not_empty"),
    ],
)
def test_a_succession_that_cannot_be_is_refused_and_changes_nothing(
    owing: Registry, kind: SuccessionKind, entity: int, account: int, code: str
) -> None:
    before = held(owing, 1)
    assert code_of(succeed(owing, kind, entity, account)) == code
    assert (held(owing, 1), due(owing, 1)) == (before, 1_000)


def test_what_is_at_the_exchange_comes_out_before_a_merger(owing: Registry) -> None:
    sent = Instruction(Task.TRANSFER_IN, 1, "CEA24", 5, date=DATE)
    assert isinstance(at_once.record(owing, [sent])[0], int)
    refused = succeed(owing, SuccessionKind.MERGER, 1, 2)
    assert (code_of(refused), "in_transit" in refused.message) == ("entity_not_empty", True)
    assert State.IN_TRANSIT.name.lower() in refused.message


def test_a_closed_emitter_owes_nothing_any_more(bureau: Registry) -> None:
    owe(bureau, EMITTER, 5, year=2024)
    assert code_of(succeed(bureau, SuccessionKind.CLOSING, EMITTER)) == "ok"
    found = bureau.read(position, EMITTER, 2024)
    assert found is not None
    assert (found.due, found.outstanding) == (0, 0)


@pytest.mark.parametrize("first", [0, 1, 4, 5, 9])
def test_units_are_parted_at_any_place(first: int) -> None:
    spans = (Span(1, 4, 7), Span(11, 15, 8))
    paid, over = distribution.parted(spans, first)
    numbers = [n for span in (*paid, *over) for n in range(span.first, span.last + 1)]
    assert numbers == [1, 2, 3, 4, 11, 12, 13, 14, 15]
    assert sum(span.last - span.first + 1 for span in paid) == first
