"""The moment of every parameter in every phase; a start refuses a state that is not sound.

The crowd's canary: with parameters in force at once, in the engine and in the oracle, its campaign
ends in an unsound state.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from engine.commands import (
    OVERRIDE,
    AccountLimit,
    CommandKind,
    Parameter,
    Phase,
    Side,
    in_setting_order,
)
from engine.errors import StateUnsound
from engine.events import NEXT_DAY
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules import machine
from engine.rules import parameters as engine_parameters
from engine.rules.check import check
from engine.rules.state import SMALL
from engine.rules.views import parameter_rows
from tests.engine.desk import ALICE, BOB, CEA25, Desk
from tests.oracle import parameters as oracle_parameters
from tests.oracle.crowd import Crowd
from tests.oracle.themes import SETTINGS
from tests.oracle.twin import Disagreement, Twin
from tests.simulation.disk import SimulatedDisk
from tests.simulation.traffic import deposit, opening

OTHER_SIZE = replace(SMALL, orders=255)  # a size of its own, for kernels that stay plain
PHASES = [Phase.PRE_OPEN, Phase.MORNING, Phase.LUNCH, Phase.AFTERNOON, Phase.CLOSED]


def set_parameter(desk: Desk, parameter: Parameter, value: int) -> list[dict[str, Any]]:
    """Set a parameter of CEA25; what the engine says."""
    return desk.do(CommandKind.SET_PARAMETER, instrument=CEA25, parameter=parameter, value=value)


def calling_desk() -> Desk:
    """CEA25 in pre-open with orders of its call that cross."""
    desk = Desk()
    desk.do(CommandKind.LIST_INSTRUMENT, instrument=CEA25, price=7850, text=b"CEA25")
    set_parameter(desk, Parameter.OPENING_CALL, 1)
    for account in (ALICE, BOB):
        desk.do(CommandKind.OPEN_ACCOUNT, account=account, text=b"entity")
        desk.transfer(CommandKind.CASH_IN, account=account, amount_fen=100_000_000)
        desk.transfer(CommandKind.UNITS_IN, account=account, instrument=CEA25, quantity=10_000)
    desk.do(CommandKind.START_DAY, date=20260105)
    desk.order(ALICE, Side.SELL, 5, 7851)
    desk.order(BOB, Side.BUY, 5, 7854)
    return desk


@pytest.mark.parametrize("row", [*Parameter, *AccountLimit], ids=lambda row: row.name.lower())
def test_a_row_has_a_range_with_its_default_a_unit_and_a_sentence(
    row: Parameter | AccountLimit,
) -> None:
    assert row.least <= row.default <= row.most
    assert row.unit
    assert row.sentence.endswith(".")


@pytest.mark.parametrize("parameter", Parameter, ids=lambda each: each.name.lower())
@pytest.mark.parametrize("phase", PHASES)
def test_a_parameter_set_in_any_phase_while_orders_rest_leaves_a_sound_day(
    parameter: Parameter,
    phase: Phase,
) -> None:
    for value in {parameter.least, parameter.most, 2, 5}:
        desk = calling_desk()
        for each in range(Phase.PRE_OPEN, Phase.CLOSED + 1):
            if each > Phase.PRE_OPEN:
                desk.do(CommandKind.SET_PHASE, phase=each)
            desk.order(ALICE, Side.SELL, 5, 7900)
            desk.order(BOB, Side.BUY, 5, 7800)
            if each == phase:
                set_parameter(desk, parameter, value)
            assert check(desk.state) == [], (value, Phase(each))
        desk.do(CommandKind.END_DAY)
        desk.do(CommandKind.START_DAY, date=20260106, flags=OVERRIDE)
        assert check(desk.state) == [], value


def test_the_acknowledgement_says_the_moment_and_the_list_what_waits() -> None:
    desk = calling_desk()
    assert set_parameter(desk, Parameter.TICK, 5)[0]["flags"] == NEXT_DAY
    rows = {row["parameter"]: row for row in parameter_rows(desk.state, CEA25)}
    assert rows["tick"] == {"parameter": "tick", "value": 1, "pending": 5, "from": "next_day"}
    assert rows["lot"] == {"parameter": "lot", "value": 1, "pending": None, "from": None}
    assert "flags" not in set_parameter(desk, Parameter.TICK, 1)[0]
    assert all(row["pending"] is None for row in parameter_rows(desk.state, CEA25))


def test_the_flags_of_fees_and_locks_come_with_the_day() -> None:
    desk = calling_desk()
    set_parameter(desk, Parameter.TRADING_FEE_PPM, 1_000)
    assert desk.state["instruments"][0][CEA25]["fees"] == 0
    for kind, fields in (
        (CommandKind.SET_PHASE, {"phase": Phase.CLOSED}),
        (CommandKind.END_DAY, {}),
        (CommandKind.START_DAY, {"date": 20260106, "flags": OVERRIDE}),
    ):
        desk.do(kind, **fields)
    assert desk.state["instruments"][0][CEA25]["fees"] == 1


def test_a_listing_sets_the_largest_quantity_first() -> None:
    chosen = (Parameter.QUANTITY_MIN, Parameter.LOT, Parameter.QUANTITY_MAX, Parameter.BLOCK_LIVE)
    wanted = [Parameter.QUANTITY_MAX, Parameter.LOT, Parameter.QUANTITY_MIN, Parameter.BLOCK_LIVE]
    assert in_setting_order(chosen) == wanted


def at_once(*_arguments: object) -> bool:
    """No parameter waits."""
    return False


def campaign(random: Random, steps: int) -> None:
    """The crowd about opening calls, on plain kernels."""
    theme = SETTINGS
    twin = Twin(OTHER_SIZE)
    machine.await_compiled((twin.state.dtype, twin.outbox.dtype))
    crowd = Crowd(random, twin, theme)
    crowd.open_venue()
    for _ in range(steps):
        crowd.act()


def test_the_crowd_finds_parameters_that_are_in_force_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine_parameters, "must_wait", at_once)
    monkeypatch.setattr(oracle_parameters, "waits", at_once)
    with pytest.raises((Disagreement, AssertionError)) as caught:
        for seed in (63, *range(400)):  # the first of them finds it today
            campaign(Random(seed), 60)
    assert "book:" in str(caught.value) or "locks" in str(caught.value), caught.value


def test_the_same_campaign_is_sound_as_it_is() -> None:
    for seed in range(3):
        campaign(Random(seed), 100)


def test_a_start_refuses_a_state_that_is_not_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = SimulatedDisk(1)
    sequencer = Sequencer.on(disk, clock=ManualClock(1), capacity=SMALL)
    sequencer.process(opening())
    sequencer.state["accounts"][0][1]["cash_available_fen"] += 1
    sequencer.process(deposit(1_000))
    sequencer.close()
    sentence = r"the state after command .* is not sound: cash: .* brought in"
    with pytest.raises(StateUnsound, match=sentence):
        Sequencer.on(disk, clock=ManualClock(2), capacity=SMALL)
