"""Suspensions that end on a day, relations that are taken in once, acts on cases."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import CommandKind, Phase
from engine.events import EventKind, Reason
from engine.rules.check import check
from engine.rules.state import state_hash
from engine.units import SUSPENSIONS_MAX
from tests.engine.desk import ALICE, BOB, DATE, Desk, trading_desk

NEXT, AFTER = DATE + 1, DATE + 2


def next_day(desk: Desk, date: int) -> list[dict[str, Any]]:
    """What the start of a day says, over one that is not settled."""
    desk.do(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    desk.do(CommandKind.END_DAY)
    return desk.do(CommandKind.START_DAY, date=date, flags=1)


def suspended(desk: Desk) -> set[int]:
    return set(desk.state["accounts"][0]["suspended"].nonzero()[0].tolist())


@pytest.mark.parametrize(
    ("until", "reason", "allowed"),
    [
        (DATE - 1, Reason.DAY_NOT_LATER, DATE),
        (DATE, Reason.DAY_NOT_LATER, DATE),
        (NEXT, Reason.NONE, 0),
        (20_260_230, Reason.DATE_INVALID, 0),
        (-1, Reason.DATE_INVALID, 0),
    ],
)
def test_a_suspension_ends_on_a_later_day(until: int, reason: Reason, allowed: int) -> None:
    desk = trading_desk()
    first = desk.do(CommandKind.SUSPEND_ACCOUNT, account=ALICE, until=until)[0]
    assert (first.get("reason", 0), first.get("value", 0)) == (reason, allowed)
    assert suspended(desk) == ({ALICE} if reason == Reason.NONE else set())


def test_the_day_it_was_until_ends_a_suspension_and_so_does_a_later_one() -> None:
    desk = trading_desk()
    for account, until in ((ALICE, AFTER), (BOB, NEXT)):
        assert not desk.refused(CommandKind.SUSPEND_ACCOUNT, account=account, until=until)
    ended = [each for each in next_day(desk, NEXT) if each["kind"] == EventKind.SUSPENSION_ENDED]
    assert [(each["account"], each["date"]) for each in ended] == [(BOB, NEXT)]
    assert suspended(desk) == {ALICE}
    assert check(desk.state) == []
    next_day(desk, AFTER + 1)
    assert suspended(desk) == set()


def test_a_restored_account_keeps_no_date() -> None:
    desk = trading_desk()
    desk.do(CommandKind.SUSPEND_ACCOUNT, account=ALICE, until=NEXT)
    desk.do(CommandKind.RESTORE_ACCOUNT, account=ALICE)
    desk.do(CommandKind.SUSPEND_ACCOUNT, account=ALICE)
    assert check(desk.state) == []
    assert not [e for e in next_day(desk, NEXT) if e["kind"] == EventKind.SUSPENSION_ENDED]
    assert suspended(desk) == {ALICE}


def test_no_more_suspensions_have_a_date_than_there_is_room_for() -> None:
    desk = trading_desk()
    desk.state["supervision"]["suspensions"][0] = SUSPENSIONS_MAX
    assert check(desk.state) == [f"suspensions: {SUSPENSIONS_MAX} counted, 0 accounts have a date"]
    dated = {"account": ALICE, "until": NEXT}
    assert desk.refused(CommandKind.SUSPEND_ACCOUNT, **dated) == Reason.SUSPENSIONS_FULL
    assert not desk.refused(CommandKind.SUSPEND_ACCOUNT, account=ALICE)


RELATION = {"entity": 7, "other": 9, "relation": 1, "first": DATE}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reference": 5}, Reason.NONE),
        ({"reference": 9, "follows": 4}, Reason.NONE),
        ({"reference": 5, "last": DATE}, Reason.NONE),
        ({"reference": 4}, Reason.REFERENCE_ALREADY_APPLIED),
        ({"reference": 0}, Reason.REFERENCE_ALREADY_APPLIED),
        ({"reference": 5, "follows": 3}, Reason.REFERENCE_OUT_OF_STEP),
        ({"reference": 5, "first": 20_260_230}, Reason.DATE_INVALID),
        ({"reference": 5, "last": DATE - 1}, Reason.DATE_INVALID),
        ({"reference": 5, "last": 20_260_230}, Reason.DATE_INVALID),
    ],
)
def test_a_relation_is_taken_in_once_and_in_its_order(
    fields: dict[str, int], reason: Reason
) -> None:
    desk = trading_desk()
    assert not desk.refused(CommandKind.RELATE, **RELATION, reference=4)
    before = state_hash(desk.state)
    first = desk.do(CommandKind.RELATE, **{**RELATION, **fields})[0]
    assert first.get("reason", 0) == reason
    last = int(desk.state["supervision"]["last_relation"][0])
    assert last == (fields["reference"] if reason == Reason.NONE else 4)
    assert (state_hash(desk.state) == before) is False  # the number of the last command is in it
    if reason in (Reason.REFERENCE_ALREADY_APPLIED, Reason.REFERENCE_OUT_OF_STEP):
        assert first["value"] == 4
    assert "account" not in first  # no member hears of it


def test_an_act_on_a_case_says_which_key_did_it() -> None:
    desk = trading_desk()
    act = {"case": 3, "act": 3, "measure": 4, "day": NEXT}
    (said,) = desk.do(CommandKind.CASE_ACT, **act, operator=12)
    assert said["kind"] == EventKind.ACCEPTED
    assert (said["number"], said["parameter"], said["value"], said["date"]) == (3, 3, 4, NEXT)
    assert said["maker_order_id"] == 12
