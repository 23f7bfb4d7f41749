"""Surrender and offset: a bookkeeper's table, and what is refused."""

from __future__ import annotations

import pytest

from settlement_bridge.books import State, events, ledger_rows
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import allowances, positions
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.compliance.conftest import DATE, LIN, UNITS


def give_up(
    registry: Registry, account: int, code: str, quantity: int, year: int = 2024
) -> int | Refusal:
    return registry.write(
        allowances.surrender, account, code, quantity, year, LIN, DATE, registry.now_ns()
    )


def outstanding(registry: Registry, entity: int) -> int:
    position = registry.read(positions.position, entity, 2024)
    assert position is not None
    return position.outstanding


# What entity 2 (due 400,000 t, credits up to 20,000 t) gives up, step by step, and what is
# outstanding then.
STEPS = [
    ("CEA23", 100_000, "done", 300_000),
    ("CCER24", 20_001, "offset_over_share", 300_000),
    ("CCER24", 15_000, "done", 285_000),
    ("CCER24", 5_001, "offset_over_share", 285_000),
    ("CCER24", 5_000, "done", 280_000),
    ("CEA24", 280_001, "more_than_outstanding", 280_000),
    ("CEA25", 10, "vintage_not_eligible", 280_000),
    ("CEA22", 10, "units_insufficient", 280_000),
    ("CEA24", 280_000, "done", 0),
    ("CEA24", 1, "more_than_outstanding", 0),
]


def test_an_obligation_is_given_up_step_by_step_and_never_more(owing: Registry) -> None:
    for code, quantity, outcome, left in STEPS:
        result = give_up(owing, 2, code, quantity)
        assert (result.code if isinstance(result, Refusal) else "done") == outcome, (code, quantity)
        assert outstanding(owing, 2) == left
        assert owing.snapshot(disagreements) == []
    held = {
        (row.instrument, row.state): row.quantity
        for row in owing.read(ledger_rows.nonzero_holdings, 2)
    }
    assert held["CEA24", State.SURRENDERED] == 280_000
    assert held["CCER24", State.CANCELLED] == 20_000
    assert held["CEA23", State.REGISTRY_AVAILABLE] == UNITS - 100_000


def test_a_surrender_taken_back_is_owed_again(owing: Registry) -> None:
    event = give_up(owing, 1, "CEA24", 600)
    assert isinstance(event, int)
    assert outstanding(owing, 1) == 400
    owing.write(events.reverse, event, LIN, DATE, owing.now_ns())
    assert outstanding(owing, 1) == 1_000
    assert owing.snapshot(disagreements) == []


@pytest.mark.parametrize(
    ("account", "year", "code"), [(9, 2024, "account_unknown"), (1, 2023, "obligation_unknown")]
)
def test_what_is_not_known_is_not_surrendered_for(
    owing: Registry, account: int, year: int, code: str
) -> None:
    result = give_up(owing, account, "CEA24", 1, year)
    assert isinstance(result, Refusal)
    assert result.code == code
