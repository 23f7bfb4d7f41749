"""Cases: opened once, assigned, measured, answered, closed; nothing of their history is lost."""

from __future__ import annotations

import itertools
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.backup.parts import copy_rows
from gateway.cli import root
from gateway.supervision.surveillance.case_errors import CaseRefused, CasesUnreadable
from gateway.supervision.surveillance.case_events import CaseEvent, CaseEvents
from gateway.supervision.surveillance.case_posts import CaseChanges
from gateway.supervision.surveillance.case_records import Act, not_admitted
from gateway.supervision.surveillance.case_tables import TABLES
from gateway.supervision.surveillance.cases import Cases
from gateway.supervision.surveillance.findings import Finding

FOUND = Finding(
    20_260_105, "matched_pairs", "CEA25", (1, 2), 5, "Alice (1) and Bob (2) …", (3, 4), 9, 10**18
)
OTHER = FOUND._replace(rule="layering", accounts=(1,), sequence=11)
NOW_NS = 2 * 10**18
APP = root()
WANG = 12  # number of a key


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    with Cases(tmp_path) as found:
        found.record([FOUND, OTHER])
        yield found


def done(cases: Cases, *acts: tuple[Act, str] | tuple[Act, str, str, int]) -> None:
    """Acts of a key on case 1, each by the next event."""
    first = cases.newest_event() + 1
    events = [
        CaseEvent(first + place, NOW_NS + place, 1, act, words, WANG, *more)
        for place, (act, words, *more) in enumerate(acts)
    ]
    cases.take_in(events, lambda number: f"key {number}")


def test_a_finding_opens_one_case_and_what_grows_is_added(cases: Cases) -> None:
    assert cases.record([FOUND]) == []
    assert cases.record([FOUND._replace(strength=12, sequence=40)]) == []
    first, second = cases.all()
    assert (first.number, first.accounts, second.rule) == (1, (1, 2), "layering")
    assert [each.act for each in first.history] == [Act.OPENED, Act.GROWN]
    assert (first.finding.strength, first.finding.evidence, first.state) == (12, (3, 4), "open")
    assert cases.all(20_260_106) == []


def test_a_case_is_assigned_noted_and_closed_by_a_key(cases: Cases) -> None:
    done(cases, (Act.ASSIGNED, "Wang"), (Act.NOTED, "asked for the contract"))
    assert (cases.case(1).assigned, cases.case(1).state) == ("Wang", "assigned")
    done(cases, (Act.CLOSED, "spoke with both", "inquiry", 0))
    case = cases.case(1)
    assert (case.state, case.measure) == ("closed", "inquiry")
    assert [each.who for each in case.history] == ["surveillance", *["key 12"] * 3]
    assert [each.operator for each in case.history] == [0, WANG, WANG, WANG]


LADDER = [
    (Act.MEASURED, "do not do it again", "reminder", 0),
    (Act.MEASURED, "why 40 withdrawals?", "inquiry", 20_260_109),
    (Act.MEASURED, "to stop it", "pledge", 20_260_107),
]


@pytest.mark.parametrize(
    ("acts", "due", "overdue"),
    [
        (LADDER[:1], 0, []),
        (LADDER[:2], 20_260_109, [20_260_110]),
        (LADDER, 20_260_107, [20_260_108, 20_260_110]),
        ([*LADDER, (Act.ANSWERED, "a test of ours")], 20_260_107, [20_260_108, 20_260_110]),
        ([*LADDER, (Act.ANSWERED, "a test"), (Act.ANSWERED, "signed")], 0, []),
        ([*LADDER, (Act.CLOSED, "it stopped", "pledge", 0)], 0, []),
    ],
)
def test_a_measure_has_a_day_and_an_answer(
    cases: Cases, acts: list[tuple[Act, str]], due: int, overdue: list[int]
) -> None:
    done(cases, *acts)
    case = cases.case(1)
    assert case.due == due
    days = (20_260_107, 20_260_108, 20_260_110)
    assert [day for day in days if 0 < case.due < day] == overdue
    assert case.measures[0].measure == case.measures[0].measure.REMINDER


def test_what_restricts_an_account_ends_when_it_is_freed(cases: Cases) -> None:
    restricted = CaseEvent(60, NOW_NS, 1, Act.RESTRICTED, "…", hold="suspended 1")
    limited = restricted._replace(event=61, hold="order_rate 2")
    freed = CaseEvent(70, NOW_NS, 0, Act.FREED, "account 1 is restored", hold="suspended 1")
    cases.take_in([restricted, limited], str)
    assert (cases.case(1).holds, cases.case(2).holds) == (("suspended 1", "order_rate 2"), ())
    cases.take_in([restricted, freed, freed], str)
    assert cases.case(1).holds == ("order_rate 2",)
    assert len(cases.case(1).history) == 4
    assert len(cases.case(2).history) == 1


def test_cases_are_posted_in_the_order_of_their_changes(cases: Cases) -> None:
    with CaseChanges(cases.path.parents[1]) as changes:
        posted = changes.posted_after(0, 9)
        assert [(each["number"], each["change"]) for each in posted] == [(1, 1), (2, 2)]
        assert changes.before_last(1) == 1 and changes.before_last(2) == 0
        done(cases, (Act.CLOSED, "a test", "none", 0))
        assert [each["number"] for each in changes.posted_after(0, 1)] == [2]
        (last,) = changes.posted_after(2, 9)
        assert last["change"] == changes.last_change == 3
    assert (last["state"], last["measure"], last["admits"]) == ("closed", "none", ["note", "lift"])
    assert (last["rule_zh"], last["unit"], last["evidence"]) == ("对敲", "trades", [3, 4])


def test_a_closed_case_takes_notes_and_is_opened_by_what_is_found_later(cases: Cases) -> None:
    done(cases, (Act.CLOSED, "a test", "none", 0))
    wanted = "case 1 is closed with none: only a note can be added"
    assert not_admitted(cases.case(1), Act.ASSIGNED) == wanted
    assert not_admitted(cases.case(1), Act.NOTED) == ""
    done(cases, (Act.ASSIGNED, "Li"), (Act.MEASURED, "?", "inquiry", 20_260_106))
    case = cases.case(1)
    assert (case.state, case.assigned, case.due) == ("closed", "", 0)
    cases.record([FOUND._replace(strength=20, sequence=60)])
    assert (cases.case(1).state, cases.case(1).measure) == ("open", "")


def test_a_day_judged_again_by_other_thresholds_opens_no_closed_case(cases: Cases) -> None:
    """The same trading is found earlier in the day, and weaker."""
    done(cases, (Act.CLOSED, "a test", "none", 0))
    assert cases.record([FOUND._replace(strength=4, sequence=7)]) == []
    assert (cases.case(1).state, cases.case(1).finding.strength) == ("closed", 5)


def test_a_case_is_found_without_reading_the_others(cases: Cases) -> None:
    with sqlite3.connect(cases.path) as database:
        plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM history WHERE number = 1")
        assert "USING INDEX" in str(plan.fetchall())
    database.close()


def test_a_case_that_is_not_there_is_named(cases: Cases) -> None:
    with pytest.raises(CaseRefused, match="there is no case 3; there are 2"):
        cases.case(3)
    cases.take_in([CaseEvent(60, NOW_NS, 3, Act.NOTED, "x", WANG)], str)
    assert all(len(each.history) == 1 for each in cases.all())


@pytest.mark.parametrize("change", ["UPDATE history SET who = 'x'", "DELETE FROM history"])
def test_the_history_of_a_case_cannot_be_changed(cases: Cases, change: str) -> None:
    with (
        sqlite3.connect(cases.path) as database,
        pytest.raises(sqlite3.IntegrityError, match="the history of a case is never"),
    ):
        database.execute(change)
    database.close()


def test_a_file_of_before_keys_signed_is_read_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "surveillance").mkdir()
    before = sqlite3.connect(tmp_path / "surveillance" / "cases.sqlite3")
    before.executescript(TABLES)
    before.execute("INSERT INTO cases VALUES (1, 20260105, 'layering', 'CEA25', '[1]')")
    lines = (
        "(1, 5, 'surveillance', 'opened', 'found', 9, 30, '[3]')",
        "(1, 6, 'Li', 'closed', 'pledge: promised', 0, 0, '[]')",
    )
    for values in lines:
        names = "number, time_ns, who, act, words, strength, event, evidence"
        before.execute(f"INSERT INTO history ({names}) VALUES {values}")
    before.commit()
    before.close()
    with Cases(tmp_path) as cases:
        case = cases.case(1)
        assert (case.state, case.measure, case.history[1].operator) == ("closed", "pledge", 0)
        done(cases, (Act.NOTED, "by a key"))
        assert cases.case(1).history[2].operator == WANG


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "surveillance").mkdir()
    (tmp_path / "surveillance" / "cases.sqlite3").write_text("no database, but long enough" * 99)
    with pytest.raises(CasesUnreadable, match=r"cases\.sqlite3 is no database of cases"):
        Cases(tmp_path)


def test_damage_amid_the_file_is_named(tmp_path: Path) -> None:
    with Cases(tmp_path) as made:
        made.record([FOUND])
    content = made.path.read_bytes()
    made.path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(CasesUnreadable, match=r"cases\.sqlite3"), Cases(tmp_path) as damaged:
        damaged.all()


def test_a_copy_taken_while_it_is_written_is_of_one_moment(cases: Cases, tmp_path: Path) -> None:
    """Each day of findings is one transaction: a copy has all of its lines or none."""
    stop = threading.Event()

    def write() -> None:
        for day in itertools.count(20_260_106):
            with_day = FOUND._replace(date=day)
            cases.record([with_day, with_day._replace(strength=9, sequence=40)])
            if stop.is_set():
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            copy = tmp_path / f"copy-{number}" / "surveillance" / "cases.sqlite3"
            copy.parent.parent.mkdir()
            copy_rows(cases.path, copy, lambda done, total: None)
            with Cases(copy.parent.parent) as copied:
                lines = [len(each.history) for each in copied.all(20_260_106)]
            assert set(lines) <= {2}
    finally:
        stop.set()
        writer.join()


def accepted(sequence: int, kind: str, **fields: object) -> dict[str, object]:
    head = {"sequence": sequence, "time_ns": NOW_NS, "kind": "accepted", "command_kind": kind}
    return head | fields


def text(sequence: int, use: str, words: str, more: bool = False) -> dict[str, object]:
    return {"sequence": sequence, "kind": "text", "use": use, "text": words, "flags": int(more)}


STREAM = [
    accepted(1, "case_act", number=3, parameter=3, value=3, date="2026-01-09", maker_order_id=12),
    text(2, "case_note", "why ", more=True),
    text(3, "case_note", "so many?"),
    accepted(4, "suspend_account", account=7, date="2026-02-02"),
    text(5, "reason", "case 3: no answer"),
    accepted(6, "suspend_account", account=8),
    text(7, "reason", "an old case 3"),
    accepted(8, "set_account_limit", account=9, parameter=1, value=10),
    text(9, "reason", "case 3: slower"),
    accepted(10, "set_account_limit", account=9, parameter=1, value=-1),
    accepted(11, "restore_account", account=8),
    {"sequence": 12, "time_ns": NOW_NS, "kind": "suspension_ended", "account": 7}
    | {"date": "2026-02-02"},
]


@pytest.mark.parametrize("size", [1, 2, 3, 12])
def test_what_staff_did_is_read_from_the_events_however_they_are_parted(size: int) -> None:
    reader = CaseEvents()
    found = [
        each
        for place in range(0, len(STREAM), size)
        for each in reader.take(STREAM[place : place + size])
    ]
    asked = CaseEvent(1, NOW_NS, 3, Act.MEASURED, "why so many?", 12, "inquiry", 20_260_109)
    assert found[0] == asked
    assert [(each.event, each.case, each.act, each.hold, each.day) for each in found[1:]] == [
        (4, 3, Act.RESTRICTED, "suspended 7", 20_260_202),
        (8, 3, Act.RESTRICTED, "order_rate 9", 0),
        (10, 0, Act.FREED, "order_rate 9", 0),
        (11, 0, Act.FREED, "suspended 8", 0),
        (12, 0, Act.FREED, "suspended 7", 20_260_202),
    ]


def ceax(data: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(APP, [*words, "--data", str(data)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def test_cases_are_listed_and_counted(cases: Cases, tmp_path: Path) -> None:
    done(cases, (Act.ASSIGNED, "Wang"), *LADDER[:2])
    cases.keep_today(20_260_109)
    assert json.loads(ceax(tmp_path, "cases", "--overdue", "--json")) == []
    cases.keep_today(20_260_110)
    (late,) = json.loads(ceax(tmp_path, "cases", "--overdue", "--json"))
    assert (late["number"], late["measure"], late["due"]) == (1, "inquiry", "2026-01-09")
    done(cases, (Act.CLOSED, "promised", "pledge", 0))
    history = json.loads(ceax(tmp_path, "case", "1", "--json"))["history"]
    assert [each["act"] for each in history][1:] == ["assigned", "measured", "measured", "closed"]
    (left,) = json.loads(ceax(tmp_path, "cases", "--open", "--json"))
    assert (left["number"], left["rule"]) == (2, "layering")
    counted = json.loads(ceax(tmp_path, "cases", "--statistics", "--json"))
    assert {each["rule"]: (each["cases"], each["pledge"]) for each in counted} == {
        "matched_pairs": (1, 1),
        "layering": (1, 0),
    }
    assert "key 12" in ceax(tmp_path, "case", "1", "show")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("note", "x", "--measure", "pledge"), "only for close"),
        (("note", "x", "--until", "2026-01-09"), "only for reminder, inquiry, pledge"),
        (("inquiry", "x"), "name the day until which it is answered"),
        (("restriction", "x", "--account", "9"), "account 9 is not in the case, which is about 1"),
        (("restriction", "x", "--limit", "order_rate"), "say it as order_rate=10"),
    ],
)
def test_an_option_that_has_no_meaning_is_refused(
    cases: Cases, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in " ".join(ceax(tmp_path, "case", "1", *words, code=2).split())
