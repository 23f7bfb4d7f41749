"""What an examiner takes for right and wrong, as small histories of one program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.rehearsal.conformance import judgements
from gateway.rehearsal.conformance.lost_orders import lost_answer
from gateway.rehearsal.conformance.record import (
    CLOSED,
    OPENED,
    TURNED_AWAY,
    Event,
    Record,
    Seen,
    Span,
    Way,
)
from gateway.rehearsal.conformance.times import Times
from gateway.rehearsal.conformance.verdicts import Outcome, Verdict

DATE = "2026-01-05"
SPAN = Span(10.0, 20.0)
Judge = Callable[[Record, Span, Times], Verdict]
Step = Seen | Event


def seen(
    at_s: float, way: Way, message: dict[str, Any], line: int = 1, passed: bool = True
) -> Seen:
    return Seen(at_s, line, way, message, passed)


def asks(
    at_s: float, op: str, id_: int = 1, line: int = 1, passed: bool = True, **more: Any
) -> Seen:
    return seen(at_s, "up", {"op": op, "id": id_, **more}, line, passed)


def answers(at_s: float, id_: int = 1, line: int = 1, **more: Any) -> Seen:
    return seen(at_s, "down", {"type": "reply", "id": id_, "ok": True, **more}, line)


def tells(at_s: float, kind: str, number: int, **more: Any) -> Seen:
    place = {"report_date": DATE, "number": number}
    return seen(at_s, "down", {"type": "report", "report": kind, **place, **more})


def logs_on(
    at_s: float, line: int = 1, following: int = 1, account: int = 1, **asked: Any
) -> list[Step]:
    """A log-on that is taken; `following` is the number of the next new report."""
    place = {"report_date": DATE, "next_report": following}
    reply = {"account": account, "heartbeat_s": 5, **place}
    return [asks(at_s, "log_on", 0, line, **asked), answers(at_s + 0.1, 0, line, **reply)]


def orders(at_s: float, name: str | None = "a-1", id_: int = 1, line: int = 1, **more: Any) -> Seen:
    named = {} if name is None else {"client_order_id": name}
    terms = {"instrument": "CEA25", "side": "buy", "price": 7_850, "quantity": 10}
    return asks(at_s, "new_order", id_, line, **{**terms, **named, **more})


RESUMED = {"report_date": DATE, "next_report": 3}
HEARD = [tells(2, "entered", 1, order=7), tells(3, "fill", 2, order=7, leaves=0)]
ENTERED = {"type": "reply", "ok": True, "report": 3}  # the number of its report
# An order whose answer is lost, and after the log-on that reads on the same one again.
LOST = [
    orders(10.5, None),
    seen(10.6, "down", {**ENTERED, "id": 1, "order": 7}, passed=False),
    *logs_on(12, 2, **RESUMED),
    tells(12.2, "entered", 3, order=7),
]
AGAIN = [orders(13, None, 2, line=2), answers(13.1, 2, 2, report=4, order=8)]
HALTED = seen(10.0, "down", {"type": "state", "venue_halted": False, "halted": ["CEA25"]})
TOO_FAST = {"ok": False, "error": {"code": "rate_exceeded", "retry_after_ms": 2_000}}
AWAY = [Event(10.1 + n / 10, n, TURNED_AWAY) for n in range(5)]
HAMMER = [Event(10 + n / 40, n, TURNED_AWAY) for n in range(80)]

RIGHT: list[tuple[Judge, list[Step]]] = [
    (judgements.log_on, [*logs_on(0), asks(1, "status")]),
    (judgements.order_life, [orders(1), *HEARD, asks(3.5, "cancel", order=7)]),
    (judgements.order_life, [orders(1), orders(1.5), *HEARD]),  # the same order again
    (judgements.order_life, [orders(1, None), *HEARD]),
    (lost_answer, [orders(10.5), *logs_on(12, 2), orders(13, line=2)]),
    (lost_answer, [orders(10.5), *logs_on(12, 2, **RESUMED), orders(13, "a-2", line=2)]),
    # it asks what became of the order, and enters another
    (
        lost_answer,
        [orders(10.5), *logs_on(12, 2), asks(12.5, "orders", 9, 2), orders(13, "a-2", line=2)],
    ),
    # the first was withdrawn when its session ended
    (
        lost_answer,
        [
            *LOST,
            tells(12.3, "cancelled", 4, order=7),
            *AGAIN,
            tells(13.2, "entered", 5, order=8),
        ],
    ),
    # the first has got another price before
    (
        lost_answer,
        [
            *LOST,
            tells(12.4, "replaced", 4, order=7, price=7_840, leaves=10),
            *AGAIN,
            tells(13.2, "entered", 5, order=8),
            tells(15, "cancelled", 6, order=7),
        ],
    ),
    (judgements.recovery, [*HEARD, *AWAY, *logs_on(13, 2, following=5, **RESUMED)]),
    (judgements.recovery, [*HEARD, *logs_on(13, 2, following=3)]),  # there was nothing to miss
    (
        judgements.recovery,
        [
            *HEARD,
            *logs_on(13, 2, following=5),
            asks(14, "resume_reports", line=2, report_date=DATE, **{"from": 3}),
        ],
    ),
    (judgements.guard, [*logs_on(0, cancel_on_disconnect=True)]),
    (judgements.guard, [*logs_on(0, cancel_on_disconnect=True), orders(1), orders(2, line=2)]),
    (judgements.guard, [*logs_on(0), asks(1, "cancel_after", after_ms=5_000), orders(2)]),
    # the timer is set with the order, and again before it runs out
    (
        judgements.guard,
        [
            *logs_on(0),
            orders(1),
            *(asks(at_s, "cancel_after", after_ms=5_000) for at_s in (1.1, 5.9)),
            orders(10),
        ],
    ),
    (judgements.throttle, [orders(11, passed=False), answers(11.1, **TOO_FAST), orders(13.2)]),
    (judgements.halt, [orders(10.5), asks(15, "cancel", order=7)]),
    (judgements.suspension, [HALTED, orders(10.5), orders(15, instrument="CEA24")]),
    (judgements.lost_feed, [orders(14)]),
    (judgements.silence, [Event(18, 2, OPENED)]),
]
WRONG: list[tuple[Judge, list[Step], str]] = [
    (judgements.log_on, [asks(0.05, "status"), *logs_on(0)], "status was sent before"),
    (judgements.order_life, [orders(1), orders(2, price=1), *HEARD], "'a-1' was given to two"),
    (
        judgements.order_life,
        [orders(1), *HEARD, asks(5, "replace", order=7)],
        "replace of order 7, 2.0 s after its end",
    ),
    (
        judgements.order_life,
        [
            orders(1),
            tells(2, "entered", 1, order=7, client_order_id="a-1"),
            tells(3, "fill", 2, order=7, leaves=0),
            asks(5, "cancel", client_order_id="a-1"),
        ],
        "cancel of order 7, 2.0 s after its end",
    ),
    (lost_answer, [orders(10.5)], "did not come back"),
    (
        lost_answer,
        [orders(10.5), *logs_on(12, 2), orders(13, "a-2", line=2)],
        "sent again as 'a-2'",
    ),
    (
        lost_answer,
        [*LOST, *AGAIN, tells(13.2, "entered", 4, order=8), tells(15, "cancelled", 5, order=7)],
        "order 7 rested when the same was entered again",
    ),
    (judgements.recovery, AWAY, "not logged on again within 30 s"),
    (judgements.recovery, [*HAMMER, *logs_on(12, 2)], "80 attempts to connect in 2.0 s"),
    (
        judgements.recovery,
        [*HEARD, *logs_on(13, 2, following=5)],
        "reports of 2026-01-05 from 3 on were not asked for",
    ),
    (judgements.guard, [*logs_on(0)], "orders rest while nobody watches"),
    (
        judgements.guard,
        [*logs_on(0), asks(1, "cancel_after", after_ms=0)],
        "orders rest while nobody watches",
    ),
    (
        judgements.guard,
        [
            *logs_on(0, cancel_on_disconnect=True),
            Event(5, 1, CLOSED),
            *logs_on(6, 2),
            orders(7, line=2),
        ],
        "1 order sent while no log-on that asked for it was open",
    ),
    # the guard of one session takes in nothing of another
    (
        judgements.guard,
        [*logs_on(0, cancel_on_disconnect="session"), *logs_on(1, 2), orders(2, line=2)],
        "1 order sent while no log-on that asked for it was open",
    ),
    # the timer has run out, and was not set again
    (
        judgements.guard,
        [*logs_on(0), asks(1, "cancel_after", after_ms=5_000), orders(2), orders(7)],
        "1 order sent while no log-on that asked for it was open",
    ),
    (
        judgements.throttle,
        [orders(11, passed=False), answers(11.1, **TOO_FAST), orders(12.5)],
        "1 request for the book sent although 2.0 s were to be waited",
    ),
    (judgements.halt, [orders(15), asks(15, "replace", order=7)], "2 requests for the book sent"),
    (judgements.suspension, [HALTED, orders(15)], "1 order of CEA25 sent although it is halted"),
    (judgements.lost_feed, [orders(16)], "although no market data came"),
    (judgements.silence, [Event(9, 1, OPENED)], "no other connection in 10 s"),
]
NOTHING_TO_SEE: list[tuple[Judge, list[Step]]] = [
    (judgements.log_on, []),
    (judgements.order_life, [orders(1)]),
    (lost_answer, [orders(5)]),
    (lost_answer, [orders(10.5), answers(10.6, report=3, order=7)]),  # its answer came
    (judgements.guard, []),
    (judgements.throttle, [orders(11)]),
    (judgements.throttle, [orders(11, passed=False)]),  # it hung up before it was answered
    (judgements.suspension, [orders(15)]),
]


def judged(judge: Judge, steps: list[Step]) -> Verdict:
    messages = sorted(
        (each for each in steps if isinstance(each, Seen)), key=lambda each: each.at_s
    )
    return judge(
        Record(messages, [each for each in steps if isinstance(each, Event)]), SPAN, Times()
    )


@pytest.mark.parametrize(("judge", "steps"), RIGHT)
def test_what_is_done_right_passes(judge: Judge, steps: list[Step]) -> None:
    assert judged(judge, steps).outcome is Outcome.PASSED


@pytest.mark.parametrize(("judge", "steps", "why"), WRONG)
def test_what_is_done_wrong_fails_and_is_named(judge: Judge, steps: list[Step], why: str) -> None:
    verdict = judged(judge, steps)
    assert verdict.outcome is Outcome.FAILED and why in "; ".join(verdict.seen)


@pytest.mark.parametrize(("judge", "steps"), NOTHING_TO_SEE)
def test_where_a_program_gives_no_occasion_that_is_said(judge: Judge, steps: list[Step]) -> None:
    assert judged(judge, steps).outcome is Outcome.NOT_SHOWN


def test_what_another_account_does_beside_is_no_part_of_it() -> None:
    mine = [*logs_on(0, account=1), orders(1, line=1), *HEARD]
    others = [*logs_on(0, 2, account=2), orders(1.5, line=2, price=7_800)]
    messages = [each for each in (*mine, *others) if isinstance(each, Seen)]
    events = [Event(0, line, OPENED) for line in (1, 2, 3)]
    record = Record(messages, events)
    assert judgements.order_life(record, SPAN, Times()).outcome is Outcome.FAILED
    own = record.of_account(1)
    assert own.seen == mine and [each.line for each in own.events] == [1, 3]
    assert judgements.order_life(own, SPAN, Times()).outcome is Outcome.PASSED
