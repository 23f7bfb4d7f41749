"""How faults of a server's own are logged."""

from __future__ import annotations

import logging

import pytest

from gateway.protocol import faults
from gateway.protocol.faults import FaultLog

LOG = logging.getLogger("ceax.test")


def fault(text: str) -> Exception:
    try:
        raise KeyError(text)
    except KeyError as error:
        return error


def other_fault() -> Exception:
    try:
        raise ValueError("elsewhere")
    except ValueError as error:
        return error


def test_the_first_fault_of_a_place_is_logged_with_its_traceback_and_later_ones_ever_more_rarely(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = FaultLog(LOG)
    for number in range(100):
        error = found.note(fault(str(number)), "answering")
    assert (error.code, error.field) == ("internal_error", None)
    assert [record.exc_info is not None for record in caplog.records] == [True] + [False] * 6
    assert caplog.records[-1].message.endswith("number 64")
    found.note(other_fault(), "answering")
    assert caplog.records[-1].exc_info is not None


def test_no_more_places_are_remembered_than_allowed(
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(faults, "PLACES_MAX", 1)
    found = FaultLog(LOG)
    found.note(fault("one"), "answering")
    for _ in range(3):
        found.note(other_fault(), "answering")
    assert [record.exc_info is not None for record in caplog.records] == [True, False, False, False]
