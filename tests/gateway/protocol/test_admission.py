"""Which requests of a frame are let through; the sentences of the refusals are under test with the
session.
"""

from __future__ import annotations

import pytest

from gateway.protocol.admission import NS_PER_MS, NS_PER_S, Admission, Gate, Gates
from gateway.protocol.limits import Limits
from gateway.protocol.operations import Way

LIMITS = Limits(requests_per_s=10, cancels_per_s=20)
FRAME = [{"op": "new_order"}, {"op": "cancel"}, {"op": "new_order"}]


def admission(count: int = 1, room: int = 100, overloaded: bool = False) -> Admission:
    return Admission(Gates(LIMITS, 0), LIMITS, room, FRAME * count, 0, overloaded)


def refused(decided: Admission, count: int = 1) -> list[str | None]:
    """The codes of a frame's refusals in order."""
    ways = {"new_order": Way.COMMAND, "cancel": Way.CANCEL, "heartbeat": Way.SESSION}
    refusals = [decided.refusal(ways[message["op"]]) for message in FRAME * count]
    return [None if error is None else error["code"] for error in refusals]


def test_a_frame_within_all_limits_is_let_through() -> None:
    assert admission().of_all and refused(admission()) == [None, None, None]


def test_past_a_rate_only_its_own_requests_are_refused() -> None:
    decided = admission(6)
    assert not decided.of_all and not decided.too_fast
    assert refused(decided, 6).count("rate_exceeded") == 2


def test_past_twice_a_rate_the_session_is_too_fast() -> None:
    assert admission(11).too_fast


@pytest.mark.parametrize(
    ("room", "codes"), [(2, [None, None, "in_flight_exceeded"]), (0, ["in_flight_exceeded"] * 3)]
)
def test_no_more_than_there_is_room_for_may_wait(room: int, codes: list[str | None]) -> None:
    assert not admission(room=room).of_all
    assert refused(admission(room=room)) == codes


def test_an_overloaded_venue_takes_cancels_only() -> None:
    assert not admission(overloaded=True).of_all
    assert refused(admission(overloaded=True)) == ["overloaded", None, "overloaded"]


def test_an_overloaded_venue_takes_what_concerns_the_session_alone() -> None:
    decided = admission(overloaded=True)
    assert [decided.refusal(way) is None for way in (Way.SESSION, Way.QUERY)] == [True, False]


def test_a_gate_holds_one_second_and_no_more() -> None:
    gate = Gate(10, 0)
    assert gate.admit(10, 0) == 10
    assert gate.admit(1, 0) == 0
    assert gate.admit(10, 3600 * NS_PER_S) == 10
    assert gate.admit(1, 3600 * NS_PER_S) == 0


def test_a_gate_fills_exactly_with_time() -> None:
    gate = Gate(10, 0)
    gate.admit(10, 0)
    wait_ms = gate.retry_after_ms()
    assert wait_ms == 100
    assert gate.admit(1, wait_ms * NS_PER_MS - 1) == 0
    assert gate.admit(1, wait_ms * NS_PER_MS) == 1


def test_a_clock_that_goes_back_lets_nothing_through() -> None:
    gate = Gate(10, NS_PER_S)
    gate.admit(10, NS_PER_S)
    assert gate.admit(1, 0) == 0
    assert gate.admit(1, NS_PER_S) == 0


def test_past_the_limit_is_refused_and_past_twice_the_limit_is_too_much() -> None:
    gate = Gate(10, 0)
    assert gate.admit(12, 0) == 10
    assert gate.admit(8, 0) == 0
    assert gate.retry_after_ms() == 100
    assert gate.admit(1, 0) == -1


def test_after_a_refusal_waiting_as_told_is_enough() -> None:
    gate = Gate(10, 0)
    gate.admit(11, 0)
    assert gate.admit(1, gate.retry_after_ms() * NS_PER_MS) == 1
