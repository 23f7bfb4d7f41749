"""Which requests of a frame are let through; the sentences of the refusals are under test with the
session.
"""

from __future__ import annotations

import pytest

from gateway.protocol.admission import Admission, Room
from gateway.protocol.gates import NS_PER_MS, NS_PER_S, Gates, Kind, admit
from gateway.protocol.limits import Limits
from gateway.protocol.operations import Operation, Way
from gateway.protocol.table.rows import OPERATIONS

LIMITS = Limits(requests_per_s=10, cancels_per_s=20, questions_per_s=30)
ASKED = OPERATIONS["member"]
FRAME = [{"op": "new_order"}, {"op": "cancel"}, {"op": "new_order"}]


def admission(count: int = 1, room: int = 100, overloaded: bool = False) -> Admission:
    return Admission([Gates(LIMITS, 0)], Room(room, 100), FRAME * count, 0, overloaded)


def refused(decided: Admission, count: int = 1) -> list[str | None]:
    """The codes of a frame's refusals in order."""
    refusals = [decided.refusal(ASKED[message["op"]]) for message in FRAME * count]
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
    asked = [Operation("any", way, {}) for way in (Way.SESSION, Way.COMMAND)]
    assert [decided.refusal(each) is None for each in asked] == [True, False]


def asking(scopes: list[Gates], op: str, count: int, now_ns: int = 0) -> list[str | None]:
    """The codes of the refusals of the same request, several times in a frame."""
    decided = Admission(scopes, Room(1_000, 1_000), [{"op": op}] * count, now_ns, False)
    refusals = [decided.refusal(ASKED[op]) for _ in range(count)]
    return [None if error is None else error["code"] for error in refusals]


def test_a_question_weighs_what_its_row_says_and_has_a_rate_of_its_own() -> None:
    scopes = [Gates(LIMITS, 0)]
    assert asking(scopes, "open_orders", 16) == [None] * 15 + ["rate_exceeded"]
    assert asking(scopes, "new_order", 10) == [None] * 10


def test_a_long_answer_is_paid_for_afterwards() -> None:
    own = Gates(LIMITS, 0)
    own.by_kind[Kind.QUESTIONS].take(60)
    decided = Admission([own], Room(9, 9), [{"op": "balances"}], 0, False)
    refusal = decided.refusal(ASKED["balances"])
    assert refusal is not None and refusal["retry_after_ms"] == 1_067
    assert asking([own], "balances", 1, 1_067 * NS_PER_MS) == [None]


def test_what_sessions_share_bounds_them_together_and_ends_none_of_them() -> None:
    account = Gates(LIMITS, 0, "account", times=2)
    sessions = [[Gates(LIMITS, 0), account] for _ in range(5)]
    codes = [code for scopes in sessions for code in asking(scopes, "new_order", 10)]
    assert codes == [None] * 20 + ["rate_exceeded"] * 30
    decided = Admission(sessions[0], Room(9, 9), [{"op": "new_order"}] * 9, 0, False)
    assert not decided.too_fast
    refusal = decided.refusal(ASKED["new_order"])
    assert refusal is not None and refusal["message"].endswith("of the session")


def test_what_one_scope_refuses_is_not_charged_to_the_others() -> None:
    own, account = Gates(LIMITS, 0), Gates(LIMITS, 0, "account")
    account.by_kind[Kind.REQUESTS].take(9)
    assert asking([own, account], "new_order", 5) == [None] + ["rate_exceeded"] * 4
    assert let(own, 10, 0) == 9


def one_gate(now_ns: int = 0) -> Gates:
    """Gates of which the first lets 10 through a second."""
    return Gates(LIMITS, now_ns)


def let(gates: Gates, count: int, now_ns: int) -> int:
    """How many requests of that number are let through."""
    return admit([gates], Kind.REQUESTS, count, now_ns)


def test_a_gate_holds_one_second_and_no_more() -> None:
    gates = one_gate()
    assert let(gates, 10, 0) == 10
    assert let(gates, 1, 0) == 0
    assert let(gates, 10, 3600 * NS_PER_S) == 10
    assert let(gates, 1, 3600 * NS_PER_S) == 0


def test_a_gate_fills_exactly_with_time() -> None:
    gates = one_gate()
    let(gates, 10, 0)
    wait_ms = gates.by_kind[0].retry_after_ms()
    assert wait_ms == 100
    assert let(gates, 1, wait_ms * NS_PER_MS - 1) == 0
    assert let(gates, 1, wait_ms * NS_PER_MS) == 1


def test_a_clock_that_goes_back_lets_nothing_through() -> None:
    gates = one_gate(NS_PER_S)
    let(gates, 10, NS_PER_S)
    assert let(gates, 1, 0) == 0
    assert let(gates, 1, NS_PER_S) == 0


def test_past_the_limit_is_refused_and_past_twice_the_limit_is_too_much() -> None:
    gates = one_gate()
    assert let(gates, 12, 0) == 10
    assert let(gates, 8, 0) == 0
    assert gates.by_kind[0].retry_after_ms() == 100
    assert let(gates, 1, 0) == -1


def test_after_a_refusal_waiting_as_told_is_enough() -> None:
    gates = one_gate()
    let(gates, 11, 0)
    assert let(gates, 1, gates.by_kind[0].retry_after_ms() * NS_PER_MS) == 1
