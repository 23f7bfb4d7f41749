"""The register of a folder: whose act it was, in which day, what became of it, who changed keys."""

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
from gateway.floor.act_register import dated
from gateway.protocol.key_journal import KeyChange
from gateway.protocol.key_table import KeyEntry
from gateway.reports.act_words import Wanted
from gateway.reports.staff_acts import ACCEPTED, Act
from gateway.server.acts_on_disk import acts_in, register_of

STAFF, MEMBER, GONE, SCHEDULE = 1, 2, 9, 0
KEYS = [
    KeyEntry("exchange", STAFF, "exchange", 0, "", "00" * 32),
    KeyEntry("alice", MEMBER, "member", 1, "", "00" * 32),
]
AUDITOR = KeyEntry("auditor", 10, "exchange", 0, "", "00" * 32, duties=("audit",))
CHANGES = [KeyChange(1, 4_500, "root", "made", AUDITOR, "order 7", "00" * 32, "")]
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
    clock = ManualClock(0)
    with closing(Sequencer.open(folder, clock=clock, capacity=SMALL)) as sequencer:
        for commands in PLAYED:
            clock.set(clock.now_ns() + 1_000)
            sequencer.process(commands)
    return folder


def rows(log: Path, keys: list[KeyEntry] = KEYS, **wanted: Any) -> list[dict[str, Any]]:
    return register_of(log, keys, CHANGES, Wanted(**wanted))


def told(found: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [(row["date"], row["who"], row["act"], row["outcome"]) for row in found]


def test_acts_name_key_day_and_outcome_the_schedule_s_too_and_leave_others_out(log: Path) -> None:
    day = "2026-01-05"
    assert told([row for row in rows(log) if row["by"] != "system_user"]) == [
        ("", "exchange", "list_instrument", "accepted"),
        ("", "exchange", "open_account", "accepted"),
        (day, "schedule", "start_day", "accepted"),
        (day, "schedule", "set_phase", "phase_out_of_order"),
        (day, "exchange", "halt", "accepted"),
        (day, "exchange", "halt", "instrument_halted"),
        (day, "key number 9", "kill", "accepted"),  # a key that is gone
        (day, "exchange", "take_back_day", "accepted"),
        ("", "exchange", "resume_desk", "desk_not_suspended"),
        (day, "schedule", "start_day", "accepted"),
        (day, "exchange", "start_day", "day_in_progress"),
        (day, "exchange", "mass_cancel", "accepted"),
    ]


def test_changes_of_keys_are_among_them_in_order_of_time_with_the_day(log: Path) -> None:
    found = rows(log)
    assert [row["act"] for row in found].index("key_made") == 4  # between the commands
    (made,) = rows(log, act="key_made")
    assert (made["date"], made["by"], made["who"], made["reason"]) == (
        "2026-01-05",
        "system_user",
        "root",
        "order 7",
    )
    assert made["about"]["key"] == "auditor"
    assert made["about"]["duties"] == "audit"
    assert rows(log, who="root") == [made]
    assert made in rows(log, date="2026-01-05")


def test_what_only_staff_does_is_an_act_of_a_key_that_is_not_known_any_more(log: Path) -> None:
    nobody = rows(log, [])
    assert {row["who"] for row in nobody} == {
        "key number 1",
        "key number 9",
        "schedule",
        "root",
    }
    assert "mass_cancel" not in {row["act"] for row in nobody}  # members do that as well


def test_fields_are_in_words_names_money_and_reasons(log: Path) -> None:
    (listed,), halts, (kill,) = (rows(log, act=act) for act in ("list_instrument", "halt", "kill"))
    assert kill["about"] == {"account": "1 Alice", "key": "alice", "refuse_log_on": "yes"}
    assert listed["about"] == {"instrument": "CEA25", "base_price": "50.00 CNY", "code": "CEA25"}
    assert [(row["about"], row["reason"]) for row in halts] == [
        ({"instrument": "CEA25"}, "电话 12:05"),
        ({"instrument": "CEA25"}, "twice"),
    ]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"date": "2026-01-05"}, 10),
        ({"date": "2026-01-06"}, 0),
        ({"who": "schedule"}, 3),
        ({"who": "exchange", "act": "halt"}, 2),
        ({"from_ns": 7_000, "to_ns": 8_000}, 2),
        ({"to_ns": 1_000}, 1),
    ],
)
def test_acts_are_chosen_by_person_kind_and_time(
    log: Path, wanted: dict[str, Any], count: int
) -> None:
    assert len(rows(log, **wanted)) == count


def test_without_its_events_an_act_has_no_outcome(log: Path, tmp_path: Path) -> None:
    for path in log.glob("commands*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert {act.outcome for act in acts_in(tmp_path, KEYS)} == {""}


def test_the_start_of_a_day_that_was_taken_back_may_be_archived() -> None:
    back, after = (
        Act(number, 0, STAFF, act, {}, "", ACCEPTED)
        for number, act in ((7, "take_back_day"), (8, "halt"))
    )
    assert [each.date for each in dated(iter([back, after]))] == ["", ""]
