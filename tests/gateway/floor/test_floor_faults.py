"""A fault of the program in the work on one request: who is harmed by it, and who is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands import CommandKind, command
from engine.rules.state import state_hash
from gateway.floor import answers, drafting, framing, listeners, queries
from gateway.floor.batch import Submission
from gateway.protocol.closings import FAULT
from gateway.protocol.session import Work
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order


class Broken(Exception):
    """What nobody foresaw."""


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def broken_for(sound: Callable[..., Any], is_meant: Callable[..., bool]) -> Callable[..., Any]:
    """The function, but that it raises for the arguments meant."""

    def call(*arguments: Any, **named: Any) -> Any:
        if is_meant(*arguments):
            raise Broken
        return sound(*arguments, **named)

    return call


def codes(work: Work) -> list[str | None]:
    return [None if answer["ok"] else answer["error"]["code"] for answer in work.answers]


def test_a_question_that_cannot_be_answered_harms_its_session_alone(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    broken = broken_for(queries.QUERIES["fills"], lambda _floor, _fields, session: session is alice)
    monkeypatch.setitem(queries.QUERIES, "fills", broken)
    asked = market.frame(alice, {"op": "fills"}, order("buy", 7100, 1))
    others = market.frame(bob, {"op": "fills"}, order("buy", 7101, 1))
    market.run(asked, others)
    assert codes(asked) == ["internal_error", None]
    assert codes(others) == [None, None]
    assert (asked.closing, others.closing) == (FAULT, None)


@pytest.mark.parametrize("count", [1, 8])
def test_a_command_whose_answer_cannot_be_made_is_done_all_the_same(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    name = alice.grant.key if alice.grant else ""
    sound = answers.REPLIES["new_order"]
    broken = broken_for(sound, lambda acknowledgement, _following: acknowledgement.account == 1)
    monkeypatch.setitem(answers.REPLIES, "new_order", broken)
    orders = [order("buy", 7100, 1, client_order_id=f"{name}-{each}") for each in range(count)]
    asked = market.frame(alice, *orders)
    others = market.frame(bob, *[order("buy", 7101, 1)] * count)
    market.run(asked, others)
    assert codes(asked) == ["internal_error"] * count
    assert codes(others) == [None] * count
    monkeypatch.undo()
    again = market.session("alice")
    found = [reply["duplicate"] for reply in market.ask(again, *orders)]
    assert found == [True] * count
    assert len(market.reports(alice)) == count


def test_a_request_that_cannot_be_planned_is_refused_and_nothing_of_it_is_done(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    sound = drafting.DRAFTS["mass_cancel"]
    broken = broken_for(sound, lambda _fields, grant, _lookup: grant.account == 1)
    monkeypatch.setitem(drafting.DRAFTS, "mass_cancel", broken)
    asked = market.frame(alice, order("buy", 7100, 1), {"op": "mass_cancel"}, order("buy", 7100, 2))
    others = market.frame(bob, {"op": "mass_cancel"})
    market.run(asked, others)
    assert codes(asked) == [None, "internal_error", None]
    assert codes(others) == [None]


def test_drafts_that_are_no_commands_are_taken_out_and_all_others_get_their_own_answers(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, bob = market.session("alice"), market.session("bob")

    def huge(_fields: Any, grant: Any, _lookup: Any) -> list[Any]:
        kind, account = int(CommandKind.CANCEL), grant.account
        return [{"kind": kind, "operator": 1, "account": account, "order_id": 2**70}]

    monkeypatch.setitem(drafting.DRAFTS, "cancel", huge)
    cancel = {"op": "cancel", "order": 5}
    mixed = market.frame(alice, order("buy", 7100, 1), cancel, order("buy", 7101, 2))
    whole = market.frame(bob, *[order("sell", 8000 + each, 3) for each in range(5)])
    own = Submission(command(CommandKind.MASS_CANCEL, account=2, operator=1), None)
    only = market.frame(alice, cancel)
    turns = market.run(mixed, whole, own, only)  # type: ignore[arg-type]
    assert codes(mixed) == [None, "internal_error", None]
    assert [answer.get("leaves") for answer in mixed.answers] == [1, None, 2]
    assert [answer["leaves"] for answer in whole.answers] == [3] * 5
    (_, events) = turns[0].submitted[0]
    assert int(events["command_kind"][0]) == CommandKind.MASS_CANCEL
    assert int(events["number"][0]) == 5
    assert codes(only) == ["internal_error"]


def test_a_batch_of_nothing_but_unsound_drafts_is_none(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, before = market.session("alice"), state_hash(market.sequencer.state)
    monkeypatch.setitem(drafting.DRAFTS, "cancel", lambda *_: [{"kind": 2, "order_id": 2**80}])
    assert codes_of(market, alice) == ["internal_error"]
    assert state_hash(market.sequencer.state) == before


def codes_of(market: SmallFloor, session: Any) -> list[str | None]:
    work = market.frame(session, {"op": "cancel", "order": 5})
    market.run(work)
    return codes(work)


def test_reports_that_cannot_be_made_at_once_are_asked_for_and_keep_their_numbers(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    sound = listeners.report_of
    monkeypatch.setattr(listeners, "report_of", broken_for(sound, lambda row, *_: row.account == 1))
    asked = market.frame(alice, order("buy", 7100, 1))
    others = market.frame(bob, order("buy", 7100, 1))
    (turn,) = market.run(asked, others)
    assert (codes(asked), codes(others)) == ([None], [None])
    assert turn.reports_due == [alice]
    assert len(market.reports(bob)) == 1
    with pytest.raises(Broken):
        market.floor.listeners.catch_up(alice)
    monkeypatch.undo()
    told = market.reports(alice)
    assert [report["number"] for report in told] == [asked.answers[0]["report"]]


def test_events_that_cannot_be_rendered_at_once_are_read_back(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, feed = market.session("alice"), market.session("feed")
    first = market.floor.directory.recall.next_event
    assert market.ask(feed, {"op": "follow", "from": first})[0]["ok"]
    monkeypatch.setattr(framing, "event_maps", broken_for(lambda: None, lambda *_: True))
    (turn,) = market.run(market.frame(alice, order("buy", 7100, 1)))
    assert (turn.event_frames, turn.next_event) == ({}, first + 1)
    monkeypatch.undo()
    assert market.floor.event_frame(first, first + 1, text=False)[0] == first + 1


def test_a_fault_of_the_engine_itself_ends_the_turn(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice = market.session("alice")
    monkeypatch.setattr(
        "engine.record.sequencer.apply_all", broken_for(lambda: None, lambda *_: True)
    )
    work = market.frame(alice, order("buy", 7100, 1))
    with pytest.raises(Broken):
        market.floor.turn([work], [])
    assert market.floor.abandoned() == [work]


def test_a_surrogate_that_cannot_be_sent_is_said_back_as_its_escape(market: SmallFloor) -> None:
    alice = market.session("alice")
    work = alice.receive('"\\ud800"', 1, 1)
    assert work is not None
    market.run(work)
    assert codes(work) == ["frame_malformed"]
    assert work.answers[0]["error"]["value"] == "\\ud800"
