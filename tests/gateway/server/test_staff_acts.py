"""What staff did is read back from a log: whose act it was, in which day, what became of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.commands import BY_EXCHANGE, REFUSE_LOG_ON, CommandKind, Phase, TextUse, command
from engine.commands.texts import with_texts
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from gateway.protocol.key_table import KeyEntry
from gateway.server.staff_acts import ACCEPTED, Act, _completed, staff_acts

STAFF, MEMBER, GONE, SCHEDULE = 1, 2, 9, 0
KEYS = [
    KeyEntry("exchange", STAFF, "exchange", 0, "", "00" * 32),
    KeyEntry("alice", MEMBER, "member", 1, "", "00" * 32),
]
Commands = np.ndarray


def by(operator: int, kind: CommandKind, reason: str = "", **fields: Any) -> Commands:
    """A command of that operator, with its reason ahead of it."""
    one = command(kind, operator=operator, **fields)
    return with_texts(one, {TextUse.REASON: reason.encode()}) if reason else one


FIRST, SECOND = 20_260_105, 20_260_106
PLAYED = [
    by(STAFF, CommandKind.LIST_INSTRUMENT, instrument=3, price=5_000, text=b"CEA25"),
    by(STAFF, CommandKind.OPEN_ACCOUNT, account=1, text=b"Alice"),
    by(SCHEDULE, CommandKind.START_DAY, date=FIRST),
    by(SCHEDULE, CommandKind.SET_PHASE, phase=Phase.PRE_OPEN),
    by(MEMBER, CommandKind.KILL_ACCOUNT, account=1),
    by(MEMBER, CommandKind.RELEASE_ACCOUNT, account=1),
    by(STAFF, CommandKind.HALT, "电话 12:05", instrument=3),
    by(STAFF, CommandKind.HALT, "twice", instrument=3),
    by(
        GONE,
        CommandKind.KILL_OPERATOR,
        "lost key",
        account=1,
        key=MEMBER,
        flags=BY_EXCHANGE | REFUSE_LOG_ON,
    ),
    by(STAFF, CommandKind.TAKE_BACK_DAY, date=FIRST),
    by(STAFF, CommandKind.SUSPEND_DESK, value=0),
    by(SCHEDULE, CommandKind.START_DAY, date=FIRST),
    by(STAFF, CommandKind.START_DAY, date=SECOND),  # the first one has not ended
    by(STAFF, CommandKind.MASS_CANCEL, account=1),
]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("acts") / "log"
    with closing(Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)) as sequencer:
        for commands in PLAYED:
            sequencer.process(commands)
    return folder


def told(acts: list[Act]) -> list[tuple[str, str, str, str]]:
    return [(act.date, act.key, act.act, act.outcome) for act in acts]


def test_acts_name_key_day_and_outcome_and_leave_others_out(log: Path) -> None:
    day = "2026-01-05"
    assert told(staff_acts(log, KEYS)) == [
        ("", "exchange", "list_instrument", "accepted"),
        ("", "exchange", "open_account", "accepted"),
        (day, "exchange", "halt", "accepted"),
        (day, "exchange", "halt", "instrument_halted"),
        (day, "", "kill", "accepted"),  # marked as the exchange's, of a key that is gone
        (day, "exchange", "take_back_day", "accepted"),
        ("", "exchange", "resume_desk", "desk_not_suspended"),
        (day, "exchange", "start_day", "day_in_progress"),
        (day, "exchange", "mass_cancel", "accepted"),
    ]


def test_what_only_staff_does_is_an_act_of_a_key_that_is_not_known_any_more(log: Path) -> None:
    nobody = staff_acts(log, [])
    assert {act.key for act in nobody} == {""}
    assert "mass_cancel" not in {act.act for act in nobody}  # members do that as well


def test_fields_reasons_and_codes_are_shown(log: Path) -> None:
    listed, _, halt, again, kill, *_ = staff_acts(log, KEYS)
    assert kill.fields == {"account": 1, "key": MEMBER, "refuse_log_on": True}
    assert listed.fields == {"instrument": "CEA25", "base_price": 5_000, "code": "CEA25"}
    assert (halt.fields, halt.reason, again.reason) == (
        {"instrument": "CEA25"},
        "电话 12:05",
        "twice",
    )


def test_a_day_is_asked_for(log: Path) -> None:
    acts = staff_acts(log, KEYS, "2026-01-05")
    assert {act.date for act in acts} == {"2026-01-05"}
    assert staff_acts(log, KEYS, "2026-01-06") == []


def test_without_its_events_an_act_has_no_outcome(log: Path, tmp_path: Path) -> None:
    for path in log.glob("commands*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert {act.outcome for act in staff_acts(tmp_path, KEYS)} == {""}


def test_the_start_of_a_day_that_was_taken_back_may_be_archived() -> None:
    back, after = (
        Act(number, 0, "", STAFF, "", act, {}, "", "")
        for number, act in ((7, "take_back_day"), (8, "halt"))
    )
    acts = list(_completed([back, after], {7: ACCEPTED, 8: ACCEPTED}, {}))
    assert [(act.act, act.date) for act in acts] == [("take_back_day", ""), ("halt", "")]
