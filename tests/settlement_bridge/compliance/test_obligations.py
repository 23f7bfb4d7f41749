"""Obligations come from files, whole or not at all; the latest counts."""

from __future__ import annotations

import pytest

from settlement_bridge.compliance import obligations, positions
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.compliance.conftest import EMISSIONS, LIN, UNITS


def take_in(
    registry: Registry, text: str, reference: str = "1", correction: bool = False
) -> int | Refusal:
    return registry.write(obligations.take_in, text, reference, correction, LIN, registry.now_ns())


def code_of(result: object) -> tuple[str, str | None]:
    assert isinstance(result, Refusal)
    return result.code, result.field


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("1000,1000\n", "1000,-1\n", "line 2"),
        ("entity,", "entities,", "line 1"),
        ("501000,401000", "501000,401001", "line 5"),
        ("2,2024", "1,2024", "line 3"),
        ("2,2024", "2,24", "line 3"),
        ("total,3,501000,401000\n", "", "line 4"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_the_line(old: str, new: str, line: str) -> None:
    assert code_of(obligations.read(EMISSIONS.replace(old, new))) == ("file_malformed", line)


def test_a_position_is_what_is_due_against_what_is_held(emitters: Registry) -> None:
    assert take_in(emitters, EMISSIONS) == 3
    position = emitters.read(positions.position, 2, 2024)
    assert position is not None
    assert (position.name, position.emissions, position.due, position.outstanding) == (
        "Bob Steel",
        500_000,
        400_000,
        400_000,
    )
    assert (position.registry_available, position.credits, position.offset_most) == (
        2 * UNITS,
        UNITS,
        20_000,
    )
    assert position.shortfall == 0
    assert [row.entity for row in emitters.read(positions.positions, 2024)] == [1, 2, 3]
    assert [row.entity for row in emitters.read(positions.positions, 2024, 1, 1)] == [2]
    assert emitters.read(positions.position, 2, 2023) is None


def test_a_correction_replaces_what_is_there_and_nothing_else_does(emitters: Registry) -> None:
    assert code_of(take_in(emitters, EMISSIONS, correction=True)) == (
        "obligation_unknown",
        "line 2",
    )
    take_in(emitters, EMISSIONS)
    again = "entity,year,emissions,due\n1,2024,900,900\ntotal,1,900,900\n"
    assert code_of(take_in(emitters, again, "2")) == ("obligation_exists", "line 2")
    assert take_in(emitters, again, "2", correction=True) == 1
    assert [row.due for row in emitters.read(positions.positions, 2024)] == [900, 400_000, 0]


def test_a_file_and_a_reference_are_taken_once_and_only_for_known_emitters(
    emitters: Registry,
) -> None:
    stranger = EMISSIONS.replace("3,2024", "9,2024")
    assert code_of(take_in(emitters, stranger)) == ("entity_unknown", "line 4")
    assert emitters.read(positions.positions, 2024) == []
    take_in(emitters, EMISSIONS)
    assert code_of(take_in(emitters, EMISSIONS, "2")) == ("file_taken_before", "digest")
    assert code_of(take_in(emitters, EMISSIONS.replace("2024", "2025"))) == (
        "reference_taken_before",
        "reference",
    )
