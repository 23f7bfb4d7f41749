"""Hours in which units may be transferred."""

from __future__ import annotations

import pytest

from settlement_bridge.books import CASH, SignOff, entities, settings, venue_rules
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.settings import Window
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

LIN = SignOff("lin", "bridge", "notice 4")
HOURS = {Task.TRANSFER_OUT: Window(9 * 60, 15 * 60 + 30)}
MINUTE_NS = 60 * 10**9


def at(hour: int, minute: int) -> int:
    """A time in Shanghai on some day."""
    return ((20_000 * 24 + hour - 8) * 60 + minute) * MINUTE_NS


@pytest.mark.parametrize(
    ("hour", "minute", "open_"),
    [(8, 59, False), (9, 0, True), (15, 29, True), (15, 30, False), (0, 0, False), (23, 59, False)],
)
def test_a_window_is_open_from_its_first_minute_until_before_its_last(
    hour: int, minute: int, open_: bool
) -> None:
    refusal = settings.closed(Task.TRANSFER_OUT, HOURS, at(hour, minute) + MINUTE_NS - 1)
    assert (refusal is None) == open_
    if refusal:
        assert (refusal.code, refusal.value, refusal.allowed) == (
            "window_closed",
            f"{hour:02}:{minute:02}",
            "09:00-15:30",
        )
        until_nine = (9 * 60 - hour * 60 - minute - 1) % (24 * 60) * 60_000
        assert refusal.retry_after_ms == until_nine + 1, "the rest of a millisecond counts whole"


def test_what_has_no_window_is_open_all_day() -> None:
    assert settings.closed(Task.TRANSFER_IN, HOURS, at(3, 0)) is None
    assert settings.closed(Task.FREEZE, HOURS, at(3, 0)) is None


def test_a_transfer_outside_its_window_is_refused_and_moves_nothing(registry: Registry) -> None:
    at_once.record(
        registry,
        [Instruction(Task.OPEN_ACCOUNT, 1, name="x"), Instruction(Task.ALLOCATE, 1, "CEA25", 10)],
    )
    # the clock shows 08:00
    registry.write(venue_rules.set_window, Task.TRANSFER_IN, Window(0, 60), LIN, 1)
    (refusal, deposit) = at_once.record(
        registry,
        [Instruction(Task.TRANSFER_IN, 1, "CEA25", 4), Instruction(Task.DEPOSIT, 1, CASH, 5)],
    )
    assert isinstance(refusal, Refusal)
    assert (refusal.code, deposit) == ("window_closed", 2)
    registry.write(venue_rules.set_window, Task.TRANSFER_IN, None, LIN, 2)
    assert at_once.record(registry, [Instruction(Task.TRANSFER_IN, 1, "CEA25", 4)]) == [3]
    told = [
        (change.field, change.before, change.after)
        for change in registry.read(entities.changes_from, 1, 10)
    ]
    name = "transfer_in_window"
    assert told == [(name, "all day", "00:00-01:00"), (name, "00:00-01:00", "all day")]
    assert registry.snapshot(disagreements) == []
