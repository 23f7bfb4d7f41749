"""Every operation of every role by a session that hangs up before, between and after its frames."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.floor import planner
from gateway.protocol.operations import Operation
from gateway.protocol.session import Session
from gateway.protocol.table.rows import OPERATIONS
from tests.gateway.samples import Message, request_of
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order

NAMES = {role: role for role in OPERATIONS} | {"member": "bob", "viewer": "vera"}
ACCOUNTS = ("member", "viewer")
LAST = ("set_phase", "end_day", "start_day")  # what may end trading comes after all the others
UNDO: tuple[Message, ...] = (
    {"op": "resume"},
    {"op": "restore", "account": 2},
    {"op": "resume_desk"},
)


def hung_up_at_once(market: SmallFloor, session: Session, request: Message) -> None:
    """The frame and the end of the connection come to the floor together."""
    market.run(market.frame(session, request), gone=[session])


def hung_up_between(market: SmallFloor, session: Session, request: Message) -> None:
    """A question is planned; what follows waits for the next batch when the connection ends."""
    cancel: tuple[Message, ...] = ({"op": "heartbeat"},)
    if session.grant is not None and session.grant.role == "member":
        cancel = ({"op": "mass_cancel"},)
    first = market.frame(session, {"op": "status"}, *cancel)
    second = market.frame(session, request)
    market.floor.turn([first, second], [])
    market.run(gone=[session])


def hung_up_afterwards(market: SmallFloor, session: Session, request: Message) -> None:
    """The request has been answered, to nobody any more, when the end of the connection comes."""
    market.run(market.frame(session, request))
    market.run(gone=[session])


def hung_up_on_log_on(market: SmallFloor, session: Session, request: Message) -> None:
    """Log-on and request are still waiting when the connection ends."""
    name = NAMES[session.grant.role] if session.grant is not None else ""
    market.run(gone=[session])
    late, log_on = market.stranger(name)
    work = market.frame(late, log_on, request, wall_ns=log_on["time_ns"])
    market.run(work, gone=[late])


HangUp = Callable[[SmallFloor, Session, Message], None]
HANG_UPS: tuple[HangUp, ...] = (
    hung_up_at_once,
    hung_up_between,
    hung_up_afterwards,
    hung_up_on_log_on,
)


def operations_of(role: str) -> list[Operation]:
    return sorted(OPERATIONS[role].values(), key=lambda each: each.name in LAST)


def campaign(market: SmallFloor, role: str, hang_up: HangUp, caplog: Any) -> list[str]:
    """What went wrong: faults that were logged, and sessions that are gone but still served."""
    staff = market.session("exchange")
    found = []
    for operation in operations_of(role):
        before = (len(market.floor.listeners), dict(market.floor.followers))
        hang_up(market, market.session(NAMES[role]), request_of(operation))
        if (len(market.floor.listeners), market.floor.followers) != before:
            found.append(f"{operation.name}: somebody who is gone is still told")
        if operation.name not in LAST:
            market.ask(staff, *UNDO)
            if (wrong := does_not_trade(market)) is not None:
                found.append(f"{operation.name}: {wrong}")
    found += [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    return found


def does_not_trade(market: SmallFloor) -> Message | None:
    """The reply to an order of a good member, unless it was taken and reported."""
    alice = market.session("alice")
    (reply,) = market.ask(alice, order("buy", 7100, 1))
    told = [report["number"] for report in market.reports(alice)]
    market.ask(alice, {"op": "mass_cancel"})
    market.run(gone=[alice])
    return None if reply["ok"] and told == [reply["report"]] else reply


@pytest.mark.parametrize("role", NAMES)
@pytest.mark.parametrize("hang_up", HANG_UPS, ids=lambda each: each.__name__)
def test_a_hang_up_around_any_request_harms_nobody_and_leaves_nothing_behind(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    role: str,
    hang_up: HangUp,
) -> None:
    with small_floor(tmp_path) as market:
        assert campaign(market, role, hang_up, caplog) == []
        assert not market.floor.turn([], []).more


def test_a_campaign_without_the_dropping_of_questions_finds_it(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planner, "_drop_questions", lambda work: None)
    monkeypatch.setattr(planner, "_has_command", lambda work: True)
    with small_floor(tmp_path) as market:
        found = campaign(market, "member", hung_up_at_once, caplog)
        assert any("fault in answering a request" in each for each in found)
        found = campaign(market, "member", hung_up_on_log_on, caplog)
        assert any("somebody who is gone" in each for each in found)


def test_orders_of_a_session_that_hangs_up_are_done_all_the_same(tmp_path: Path) -> None:
    with small_floor(tmp_path) as market:
        bob = market.session("bob")
        work = market.frame(bob, {"op": "balances"}, order("buy", 7100, 1), {"op": "fills"})
        market.run(work, gone=[bob])
        assert [answer["ok"] for answer in work.answers] == [False, True, False]


def test_what_is_dropped_of_a_lost_session_no_longer_counts_as_waiting(tmp_path: Path) -> None:
    with small_floor(tmp_path) as market:
        bob = market.session("bob", cancel_on_disconnect=True)
        work = market.frame(bob, order("buy", 7100, 1), order("buy", 7101, 1))
        (turn,) = market.run(work, gone=[bob])
        assert turn.finished == [(work, [])]
        assert work.answers == []
