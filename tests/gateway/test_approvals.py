"""Second approval: acts that cannot be taken back are done when another key approves them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from engine.commands import CommandKind
from engine.commands.texts import texts_ahead
from engine.record.clock import ManualClock
from engine.rules.check import check
from engine.rules.state import AWAITING_MAX, state_hash
from gateway.console.keys import app as key_commands
from gateway.protocol.private_keys import generate
from gateway.protocol.session import Session
from gateway.protocol.table.rows import ROWS
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order

Message = dict[str, Any]
STAFF = {
    "exchange": (),
    "ann": ("operations",),
    "ben": ("operations",),
    "adam": ("administration",),
    "eve": ("administration",),
    "walt": ("watch",),
    "audrey": ("audit",),
}
BEGUN_NS, MINUTE_NS = 1_767_600_000_000_000_000, 60_000_000_000
WHY = {"confirm": True, "reason": "storm"}
CLOSE = {"op": "set_phase", "phase": "closed"} | WHY
EVERYONE = {"op": "mass_cancel", "everyone": True, "reason": "storm"}
ON = {"op": "set_venue_rule", "rule": "second_approval", "value": 1}
HELD: list[tuple[str, Message]] = [
    ("ann", CLOSE),
    ("ann", {"op": "start_day", "date": "2026-01-06", "override": True, "reason": "storm"}),
    ("ann", {"op": "take_back_day", "date": "2026-01-05"} | WHY),
    ("ann", EVERYONE),
    ("adam", {"op": "set_parameter", "instrument": "CEA25", "parameter": "band_bp", "value": 900}),
    (
        "adam",
        {"op": "set_price_weights", "from_date": "2026-01-06", "weights": {"CEA25": [1, 1]}} | WHY,
    ),
    ("adam", ON | {"value": 0}),
    ("adam", ON | {"rule": "approval_term", "value": 60}),
]
DONE: list[tuple[str, Message]] = [
    ("ann", {"op": "halt", "instrument": "CEA25"}),
    ("ann", {"op": "set_phase", "phase": "lunch"} | WHY),  # which is in schedule
    ("ann", {"op": "mass_cancel", "account": 1}),
    ("ann", {"op": "kill", "account": 1}),
    ("adam", {"op": "set_parameter", "instrument": "CEA25", "parameter": "band_bp", "value": 1100}),
    ("adam", {"op": "set_parameter", "instrument": "CEA25", "parameter": "levels", "value": 3}),
    ("adam", {"op": "set_account_limit", "account": 1, "limit": "open_orders", "value": 9}),
]


class Desk:
    """The exchange's staff on a floor: each asks by name."""

    def __init__(self, floor: SmallFloor, clock: ManualClock) -> None:
        self.floor, self.clock = floor, clock
        self._sessions: dict[str, Session] = {}

    def ask(self, who: str, request: Message) -> Message:
        return self.floor.ask(self.session(who), request)[0]

    def session(self, who: str) -> Session:
        if who not in self._sessions:
            self._enter(who)
            self._sessions[who] = self.floor.session(who)
        return self._sessions[who]

    def _enter(self, who: str) -> None:
        path = self.floor._folder / "keys" / f"{who}.pem"
        if who in STAFF and not path.exists():
            public = generate(path).public_key
            self.floor.public_keys.add(who, "exchange", None, who, public, STAFF[who])

    def held(self, who: str = "ann", request: Message = CLOSE) -> int:
        """An act that awaits approval: its number."""
        error = self.ask(who, request)["error"]
        assert error["code"] == "awaits_approval", error
        return int(error["value"])

    def code(self, who: str, op: str, number: int, **more: Any) -> str:
        """What approving, refusing or withdrawing is answered."""
        reply = self.ask(who, {"op": op, "number": number, **more})
        return "ok" if reply["ok"] else reply["error"]["code"]

    def waiting(self, who: str = "ann") -> list[Message]:
        return list(self.ask(who, {"op": "approvals"})["approvals"])

    @property
    def phase(self) -> str:
        return str(self.ask("ann", {"op": "status"})["phase"])

    def news(self) -> list[tuple[int, str]]:
        alerts = [each for turn in self.floor.turns for each in turn.alerts]
        return [(each["number"], each["state"]) for each in alerts if each["type"] == "approval"]


def desk_on(folder: Path, market: bool = True) -> Iterator[Desk]:
    clock = ManualClock(BEGUN_NS)
    with small_floor(folder, clock=clock, market=market) as floor:
        desk = Desk(floor, clock)
        for who in STAFF:
            desk.session(who)
        if market:
            assert desk.ask("adam", ON)["ok"]
        yield desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A market in the morning with the rule on."""
    yield from desk_on(tmp_path)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same for tests that leave it as it is."""
    yield from desk_on(tmp_path_factory.mktemp("standing"))


def test_the_acts_that_await_approval_are_those_that_cannot_be_taken_back() -> None:
    said = {row.name: row.approval for row in ROWS if row.approval}
    assert {request["op"] for _, request in HELD} | {"end_day"} <= said.keys()


@pytest.mark.parametrize(("who", "request_"), HELD)
def test_it_is_held_and_changes_nothing_but_what_waits(
    standing: Desk, who: str, request_: Message
) -> None:
    error = standing.ask(who, request_)["error"]
    duty, others = STAFF[who][0], {"ann": ["exchange", "ben"], "adam": ["exchange", "eve"]}[who]
    until_ns = standing.floor.sequencer.now_ns() + 30 * MINUTE_NS
    allowed = {"duties": [duty], "keys": others, "until_ns": until_ns}
    assert (error["code"], error["allowed"]) == ("awaits_approval", allowed)
    row = standing.waiting("ben")[-1]
    asked = {name: each for name, each in request_.items() if name != "op"}
    assert (row["number"], row["act"], row["request"]) == (error["value"], request_["op"], asked)
    assert (row["key"], row["yours"]) == (who, "ben" in others)
    assert standing.phase == "morning"
    assert standing.code(who, "withdraw_act", error["value"]) == "ok"
    assert standing.waiting() == []


@pytest.mark.parametrize(("who", "request_"), DONE)
def test_other_acts_are_done_at_once(standing: Desk, who: str, request_: Message) -> None:
    dry = standing.ask(who, request_ | {"dry_run": True})
    assert dry["ok"] and dry["dry_run"]["awaits_approval"] is False, dry


def test_what_is_wrong_with_a_request_is_said_at_once(standing: Desk) -> None:
    for request, code in (
        ({"op": "set_phase", "phase": "closed"}, "out_of_schedule"),
        (ON | {"value": 2}, "field_out_of_range"),
        (ON | {"rule": "no_rule"}, "field_out_of_range"),
    ):
        assert standing.ask("exchange", request)["error"]["code"] == code
    assert standing.waiting() == []


def test_another_key_approves_and_the_act_is_done_and_journalled_with_both(desk: Desk) -> None:
    desk.ask("alice", order("buy", 7800, 1))
    number = desk.held()
    dry = desk.ask("ben", {"op": "approve_act", "number": number, "dry_run": True})
    assert dry["dry_run"]["orders"] == 1 and desk.phase == "morning"
    first = desk.floor.sequencer.next_command
    reply = desk.ask("ben", {"op": "approve_act", "number": number, "reason": "seen"})
    assert (reply["ok"], reply["act"], reply["answer"]) == (True, "set_phase", {})
    assert desk.phase == "closed" and desk.waiting() == []
    commands = desk.floor.sequencer.commands(first, 4)
    kinds = [CommandKind.TEXT, CommandKind.APPROVE_ACT, CommandKind.TEXT, CommandKind.SET_PHASE]
    assert commands["kind"].tolist() == kinds
    numbers = {each.key: each.number for each in desk.floor.public_keys.entries()}
    ben, ann = numbers["ben"], numbers["ann"]
    assert commands["operator"].tolist() == [ben, ben, ann, ann]
    reasons = [each["reason"] for each in texts_ahead(commands).values()]
    assert reasons == ["seen", "storm"]
    assert desk.news() == [(number, "awaits"), (number, "approved")]


def test_who_may_not_approve_and_that_an_act_is_done_once(desk: Desk) -> None:
    number = desk.held()
    for who, code in (
        ("ann", "held_own"),  # the same key
        ("walt", "duty_not_allowed"),
        ("audrey", "duty_not_allowed"),
        ("adam", "duty_not_allowed"),  # another duty than the act's
    ):
        assert desk.code(who, "approve_act", number) == code
        assert desk.code(who, "refuse_act", number, reason="no") == code
        assert [each["number"] for each in desk.waiting()] == [number]
    assert desk.code("ben", "approve_act", number + 1) == "held_unknown"
    assert desk.code("ben", "approve_act", number) == "ok"
    assert desk.code("exchange", "approve_act", number) == "held_unknown"


def test_of_two_that_approve_at_the_same_time_one_is_told_that_it_is_done(desk: Desk) -> None:
    number = desk.held("ann", EVERYONE)
    approve = {"op": "approve_act", "number": number}
    works = [desk.floor.frame(desk.session(who), approve) for who in ("ben", "exchange")]
    before = desk.floor.sequencer.next_command
    desk.floor.run(*works)
    assert [work.answers[0]["ok"] for work in works] == [True, False]
    commands = desk.floor.sequencer.commands(before, 100)
    done = desk.floor.sequencer.events(1, 10_000)
    swept = done[(done["command_kind"] == CommandKind.MASS_CANCEL) & (done["kind"] <= 2)]
    assert len(commands) >= 4 and swept["kind"].tolist() == [1, 2]  # accepted, refused


def test_an_act_is_refused_with_a_reason_or_withdrawn_by_who_asked_it(desk: Desk) -> None:
    number = desk.held()
    assert desk.code("ben", "refuse_act", number) == "field_missing"
    assert desk.code("ben", "withdraw_act", number) == "held_not_yours"
    assert desk.code("ben", "refuse_act", number, reason="too early") == "ok"
    assert desk.code("ben", "approve_act", number) == "held_unknown"
    other = desk.held()
    assert desk.code("ann", "withdraw_act", other) == "ok"
    states = [(number, "awaits"), (number, "refused"), (other, "awaits"), (other, "withdrawn")]
    assert desk.news() == states and desk.phase == "morning"


def test_what_nobody_approves_in_time_lapses_by_the_venue_s_own_record(desk: Desk) -> None:
    number = desk.held()
    desk.clock.advance(30 * MINUTE_NS)
    assert [each["number"] for each in desk.waiting()] == [number]  # until then, and then
    desk.clock.advance(1)
    assert desk.code("ben", "approve_act", number) == "held_unknown"
    assert desk.news()[-1] == (number, "expired")
    # the approval was on its way when the act lapsed: what went with it was not done either
    journalled = desk.floor.sequencer.commands(desk.floor.sequencer.next_command - 4, 4)
    kinds = [CommandKind.DROP_ACT, CommandKind.APPROVE_ACT, CommandKind.TEXT, CommandKind.SET_PHASE]
    assert journalled["kind"].tolist() == kinds and journalled["operator"][0] == 0
    assert desk.phase == "morning"


def test_the_term_is_a_rule_and_both_are_changed_by_approval_alone(desk: Desk) -> None:
    longer = desk.held("adam", ON | {"rule": "approval_term", "value": 45})
    assert desk.code("eve", "approve_act", longer) == "ok"
    error = desk.ask("ann", CLOSE)["error"]
    assert error["allowed"]["until_ns"] == BEGUN_NS + 45 * MINUTE_NS
    off = desk.held("adam", ON | {"value": 0})
    assert desk.code("eve", "approve_act", off, reason="drill is over") == "ok"
    rules = desk.ask("alice", {"op": "venue_rules"})["rules"]
    assert [(each["rule"], each["value"]) for each in rules] == [
        ("second_approval", 0),
        ("approval_term", 45),
        ("market", 0),
    ]
    assert desk.ask("ann", CLOSE)["ok"] and desk.phase == "closed"


def test_an_act_that_is_not_allowed_any_more_is_refused_with_the_reason_and_ends(
    desk: Desk,
) -> None:
    first, second = desk.held(), desk.held()
    assert desk.code("ben", "approve_act", first) == "ok"
    refused = desk.ask("ben", {"op": "approve_act", "number": second})["error"]
    assert refused["code"] == "phase_out_of_order"
    assert refused["message"].endswith("the act does not await approval any more")
    assert desk.waiting() == []


def test_who_has_lost_the_key_has_nothing_approved(desk: Desk) -> None:
    number = desk.held()
    desk.floor.public_keys.revoke("ann")
    assert desk.code("ben", "approve_act", number) == "asker_gone"
    assert desk.waiting("ben")[0]["number"] == number
    assert desk.code("ben", "refuse_act", number, reason="key lost") == "ok"


@pytest.mark.parametrize(
    ("lost", "duties"),
    [
        (("adam", "eve"), ["administration"]),
        (("ann", "ben"), ["operations"]),
        (("adam", "eve", "ann", "ben"), ["administration", "operations"]),
    ],
)
def test_it_is_switched_on_only_where_two_keys_have_each_duty(
    desk: Desk, lost: tuple[str, ...], duties: list[str]
) -> None:
    switched_off(desk)
    for who in lost:
        desk.floor.public_keys.revoke(who)
    for asked in (ON, ON | {"dry_run": True}):
        error = desk.ask("exchange", asked)["error"]
        assert (error["code"], error["field"], error["value"]) == ("second_key_missing", "value", 1)
        assert error["allowed"] == {"keys": 2, "duties": duties}
        assert f"{duties[0]} only exchange" in error["message"]
    assert desk.ask("exchange", ON | {"rule": "approval_term", "value": 45})["ok"]
    desk.floor.public_keys.set_duties("walt", duties)
    assert desk.ask("exchange", ON)["ok"]


def switched_off(desk: Desk) -> None:
    off = desk.held("adam", ON | {"value": 0})
    assert desk.code("eve", "approve_act", off, reason="drill is over") == "ok"


def test_nor_is_it_by_an_approval_that_comes_after_keys_have_gone(desk: Desk) -> None:
    late = desk.held("adam", ON)
    switched_off(desk)
    for who in ("ann", "ben"):
        desk.floor.public_keys.revoke(who)
    assert desk.code("eve", "approve_act", late) == "second_key_missing"


@pytest.mark.parametrize("words", [("revoke",), ("duties", "--duty", "administration")])
def test_where_no_venue_answers_a_change_of_keys_warns(desk: Desk, words: tuple[str, ...]) -> None:
    where = ("--data", str(desk.floor._folder))
    for who, warned in (("ben", False), ("ann", True)):
        result = CliRunner().invoke(key_commands, [words[0], who, *words[1:], *where])
        assert result.exit_code == 0, result.output
        assert ("operations only exchange" in result.stderr) is warned
        assert ("no venue says whether the rule is on" in result.stderr) is warned


def test_no_more_acts_await_approval_than_there_is_room_for(desk: Desk) -> None:
    numbers = [desk.held() for _ in range(AWAITING_MAX)]
    refused = desk.ask("ann", CLOSE)["error"]
    assert (refused["code"], refused["allowed"]) == ("held_full", AWAITING_MAX)
    assert desk.code("ann", "withdraw_act", numbers[7]) == "ok"
    assert desk.held() == numbers[-1] + 1


def test_what_waits_is_there_after_a_restart_and_lapses_on_time(tmp_path: Path) -> None:
    for desk in desk_on(tmp_path):
        kept, lost = desk.held("ann", EVERYONE), desk.held()
        waiting, before = desk.waiting("ben"), state_hash(desk.floor.sequencer.state)
        assert desk.code("ann", "withdraw_act", lost) == "ok"
        assert before != state_hash(desk.floor.sequencer.state)
    for desk in desk_on(tmp_path, market=False):
        assert desk.waiting("ben") == waiting[:1]
        assert desk.code("ben", "approve_act", kept) == "ok"
        last = desk.held()
    for desk in desk_on(tmp_path, market=False):
        desk.clock.advance(31 * MINUTE_NS)
        desk.floor.run()
        assert desk.waiting() == [] and desk.news() == [(last, "expired")]


def test_random_staff_and_members_keep_the_venue_sound(desk: Desk) -> None:
    chance = Random(20260105)
    for _ in range(80):
        who, number = chance.choice([*STAFF]), chance.randint(1, 40)
        move = chance.randrange(6)
        if move == 0:
            asked = order(chance.choice(("buy", "sell")), chance.randint(7820, 7880), 1)
            desk.ask(chance.choice(("alice", "bob")), asked)
        elif move < 3:
            desk.ask(*chance.choice(HELD))
        else:
            op = chance.choice(("approve_act", "approve_act", "refuse_act", "withdraw_act"))
            desk.ask(who, {"op": op, "number": number, "reason": "as it comes"})
        if chance.randrange(20) == 0:
            desk.clock.advance(20 * MINUTE_NS)
        assert check(desk.floor.sequencer.state) == []


def test_the_register_names_both_keys_and_both_reasons(desk: Desk) -> None:
    lost, number = desk.held(), desk.held()
    assert desk.code("ben", "approve_act", 99) == "held_unknown"
    assert desk.code("ben", "approve_act", number, reason="storm seen") == "ok"
    desk.clock.advance(31 * MINUTE_NS)
    desk.floor.run()
    acts = desk.ask("audrey", {"op": "acts"})["acts"]
    lapsed, done, approval, unknown, *held = acts
    assert (lapsed["act"], lapsed["by"]) == ("drop_act", "schedule")
    assert lapsed["about"] == {"held": str(lost), "how": "expired"}
    names = ("act", "who", "reason", "outcome", "approved_by", "approval_reason")
    assert [done[name] for name in names] == [
        *("set_phase", "ann", "storm", "accepted"),
        *("ben", "storm seen"),
    ]
    assert (approval["act"], approval["who"], approval["approved_by"]) == ("approve_act", "ben", "")
    assert (unknown["outcome"], held[0]["act"]) == ("held_unknown", "hold_act")
