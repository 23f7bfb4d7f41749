"""The rules of alerts on the house: processes, disk, log, clocks, and what the schedule reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from gateway.supervision.alerts import looks, probes
from gateway.supervision.alerts.catalogue import BY_NAME, RULES, read_settings
from gateway.supervision.alerts.looks import RULE_OF_NOTICE, SCHEDULE_NOTICE, Disk
from gateway.supervision.alerts.notice_desk import NoticeDesk
from gateway.supervision.alerts.records import About, Change, Turn
from gateway.supervision.alerts.session_desk import SessionDesk
from gateway.supervision.rule_settings import Settings, ThresholdRefused, defaults_of
from gateway.supervision.surveillance.case_events import CaseEvent
from gateway.supervision.surveillance.case_records import Act
from gateway.supervision.surveillance.cases import Cases
from tests.gateway.supervision.test_cases import FOUND

DEFAULTS: Settings = {row.name: defaults_of(row) for row in RULES}
GB, DAY = 10**9, 20_260_105


def rules(found: list[Change]) -> list[tuple[str, str]]:
    return [(str(each.turn), each.about.subject or each.about.rule) for each in found]


def test_a_process_is_away_after_a_while_and_until_it_answers() -> None:
    absences, holding = looks.Absences(), looks.Holding([])
    seen: list[list[tuple[str, str]]] = []
    for now_s, wrong in ((0, "gone"), (9, "gone"), (10, "gone"), (12, "gone"), (14, ""), (15, "x")):
        found = absences.judge({"feed": wrong, "registry": ""}, now_s, DEFAULTS)
        seen.append(rules(list(holding.judge(["process_away"], found))))
    assert seen == [[], [], [("begins", "feed")], [], [("ends", "feed")], []]


def test_one_that_was_away_before_a_restart_is_so_at_the_first_look() -> None:
    lasting = [About("process_away", "feed"), About("process_away", "registry")]
    absences, holding = looks.Absences(["feed", "registry"]), looks.Holding(lasting)
    found = absences.judge({"feed": "gone", "registry": ""}, 0.0, DEFAULTS)
    assert rules(list(holding.judge(["process_away"], found))) == [("ends", "registry")]


@pytest.mark.parametrize(("free", "found"), [(9, ["disk_free"]), (10, []), (50, [])])
def test_a_disk_is_nearly_full(free: int, found: list[str]) -> None:
    disk = Disk(free * GB, 100 * GB, 0)
    assert [each.about.rule for each in looks.of_disk(disk, DEFAULTS)] == found


def test_a_log_grows_by_too_much_within_an_hour() -> None:
    sizes, settings = looks.LogSizes(), {"log_growth": {"most": 100}}
    grown = [
        [each.figures[0].value for each in sizes.judge(minute * 2_000_000, minute * 60.0, settings)]
        for minute in range(120)
    ]
    assert grown[49] == [] and grown[50] == [100] and grown[-1] == [120]


def test_an_answer_that_is_overdue_is_found_once_a_minute(tmp_path: Path) -> None:
    answers = probes.Answers(tmp_path)
    assert answers.overdue(0.0) == {}
    with Cases(tmp_path) as cases:
        cases.record([FOUND])
        asked = CaseEvent(10, 1, 1, Act.MEASURED, "why?", 12, "inquiry", 20_260_109)
        cases.take_in([asked], str)
        cases.keep_today(20_260_109)
        assert answers.overdue(60.0) == {}
        cases.keep_today(20_260_110)
        assert (answers.overdue(119.0), answers.overdue(120.0)) == ({}, {1: 20_260_109})
        cases.take_in([CaseEvent(11, 2, 1, Act.ANSWERED, "a test", 12)], str)
        (alert,) = looks.of_answers(answers.overdue(121.0), DEFAULTS)
        assert alert.about == About("answer_overdue", "case 1")
        assert alert.en == "the answer in case 1 of surveillance was due until 2026-01-09"
        assert not list(looks.of_answers(answers.overdue(180.0), DEFAULTS))


@pytest.mark.parametrize(("ms", "found"), [(499, 0), (-499, 0), (500, 1), (-2_000, 1)])
def test_clocks_differ(ms: int, found: int) -> None:
    assert len(list(looks.of_clock(ms * 1_000_000, DEFAULTS))) == found


def notice(code: str) -> Mapping[str, str]:
    return {"code": code, "message": f"{code} it is"}


def test_a_notice_that_is_pushed_again_comes_again_and_ends_when_two_looks_miss_it() -> None:
    desk = NoticeDesk([], RULE_OF_NOTICE.values())
    first, second = (desk.pushed(notice("day_not_opened")) for _ in range(2))
    assert (first.turn, second.turn) == (Turn.BEGINS, Turn.COMES_AGAIN)
    assert (first.about, first.en) == (
        About("day_not_opened", "day_not_opened"),
        "day_not_opened it is",
    )
    assert first.zh.startswith("交易日未按时开市")
    looked = [list(desk.looked(found)) for found in ([], [notice("day_not_opened")], [], [])]
    assert list(map(rules, looked)) == [[], [], [], [("ends", "day_not_opened")]]


def test_what_holds_at_the_first_look_is_taken_at_once() -> None:
    desk = NoticeDesk([About("calendar_ends", "calendar_ends")], RULE_OF_NOTICE.values())
    found = list(desk.looked([notice("clock_leapt"), notice("unheard_of")], 1))
    assert [(each.turn.value, each.about.rule) for each in found] == [
        ("ends", "calendar_ends"),
        ("begins", "clock_offset"),
        ("begins", SCHEDULE_NOTICE),
    ]


ALICE, BOB = ({"account": each, "refused": 0, "lost": 0, "reason": ""} for each in (1, 2))
LOST, REFUSED = ALICE | {"lost": 1, "reason": "slow_reader"}, BOB | {"refused": 30}
TELLINGS: list[tuple[list[tuple[int, list[dict[str, object]]]], list[tuple[int, str, str]]]] = [
    ([(0, [LOST])], [(0, "comes_again", "session_lost")]),
    ([(0, [LOST]), (59, [LOST]), (118, [LOST])], [(0, "comes_again", "session_lost")]),
    (
        [(0, [LOST]), (60, []), (61, [LOST])],
        [(0, "comes_again", "session_lost"), (61, "comes_again", "session_lost")],
    ),
    ([(0, [REFUSED]), (11, [REFUSED])], []),
    (
        [(0, [REFUSED]), (9, [REFUSED]), (20, [REFUSED]), (79, []), (80, [])],
        [(9, "begins", "refusals"), (80, "ends", "refusals")],
    ),
    ([(0, [BOB | {"refused": 10**9}])], [(0, "begins", "refusals")]),
]


@pytest.mark.parametrize(("tellings", "expected"), TELLINGS)
def test_hang_ups_and_refusals_at_the_gateway_are_one_condition_for_an_account(
    tellings: list[tuple[int, list[dict[str, object]]]], expected: list[tuple[int, str, str]]
) -> None:
    desk, found = SessionDesk(str, []), []
    for second, accounts in tellings:
        desk.begin(DAY, DEFAULTS, second * GB)
        said = [*desk.told({"accounts": accounts}, second * GB), *desk.looked(second * GB)]
        found += [(second, str(each.turn), each.about.rule) for each in said]
        assert all(each.about.subject == "gateway" for each in said)
    assert found == expected


def test_what_held_at_the_gateway_before_a_start_is_over_once_it_is_calm() -> None:
    held = About("refusals", "gateway", account=2)
    desk = SessionDesk(str, [held, About("refusals", account=1)])
    desk.begin(DAY, DEFAULTS, 0)
    assert list(desk.looked(59 * GB)) == []
    assert [(each.turn, each.about) for each in desk.looked(60 * GB)] == [(Turn.ENDS, held)]


def test_a_rule_that_is_off_counts_no_refusals() -> None:
    desk = SessionDesk(str, [About("refusals", "gateway", account=2)])
    desk.begin(DAY, {}, 0)
    assert [*desk.told({"accounts": [REFUSED] * 9}, 0), *desk.looked(99 * GB)] == []


def test_every_notice_has_a_rule() -> None:
    assert {*RULE_OF_NOTICE.values(), SCHEDULE_NOTICE} <= BY_NAME.keys()
    assert looks.NOTICE_ZH.keys() == RULE_OF_NOTICE.keys()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[limit_neer]\nwithin = 50\n", "there is no rule 'limit_neer'; the nearest is limit_near"),
        (
            "[refusals]\ncounts = 5\n",
            "refusals: there is no threshold 'counts'; the nearest is count",
        ),
        ("[disk_free]\nleast = 100\n", "disk_free: least is 100, 1 to 99 % are allowed"),
        ("[halted]\non = 1\n", "halted: on is 1, true or false are allowed"),
        ("[halted\n", "alerts.toml: "),
    ],
)
def test_unknown_names_and_values_out_of_range_are_refused(
    tmp_path: Path, text: str, rule: str
) -> None:
    (tmp_path / "alerts.toml").write_text(text)
    with pytest.raises(ThresholdRefused) as refused:
        read_settings(tmp_path)
    assert rule in str(refused.value)


def test_a_file_changes_thresholds_and_turns_rules_off(tmp_path: Path) -> None:
    (tmp_path / "alerts.toml").write_text("[limit_near]\nwithin = 50\n[halted]\non = false\n")
    found = read_settings(tmp_path)
    assert found["limit_near"] == {"within": 50, "until": 150} and "halted" not in found
    assert found.keys() == BY_NAME.keys() - {"halted"}
