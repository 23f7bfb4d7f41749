"""Cases: opened once, assigned, noted, closed with a measure; nothing of their history is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.supervision.surveillance.case_records import Act
from gateway.supervision.surveillance.cases import CaseRefused, Cases, CasesUnreadable
from gateway.supervision.surveillance.findings import Finding

FOUND = Finding(
    20_260_105, "matched_pairs", "CEA25", (1, 2), 5, "Alice (1) and Bob (2) …", (3, 4), 9, 10**18
)
OTHER = FOUND._replace(rule="layering", accounts=(1,), sequence=11)
NOW_NS = 2 * 10**18
APP = root()


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    with Cases(tmp_path) as found:
        found.record([FOUND, OTHER])
        yield found


def test_a_finding_opens_one_case_and_what_grows_is_added(cases: Cases) -> None:
    assert cases.record([FOUND]) == []
    assert cases.record([FOUND._replace(strength=12, sequence=40)]) == []
    first, second = cases.all()
    assert (first.number, first.accounts, second.rule) == (1, (1, 2), "layering")
    assert [each.act for each in first.history] == [Act.OPENED, Act.GROWN]
    assert (first.finding.strength, first.finding.evidence, first.state) == (12, (3, 4), "open")
    assert cases.all(20_260_106) == []


def test_a_case_is_assigned_noted_and_closed_by_name(cases: Cases) -> None:
    assert cases.act(1, Act.ASSIGNED, "Wang", "Li", NOW_NS).assigned == "Wang"
    assert cases.act(1, Act.NOTED, "asked for the contract", "Wang", NOW_NS).state == "assigned"
    case = cases.act(1, Act.CLOSED, "inquiry: spoke with both", "Wang", NOW_NS)
    assert (case.state, case.measure) == ("closed", "inquiry")
    assert [each.who for each in case.history] == ["surveillance", "Li", "Wang", "Wang"]


def test_a_closed_case_takes_notes_and_is_opened_by_what_is_found_later(cases: Cases) -> None:
    cases.act(1, Act.CLOSED, "none: a test", "Wang", NOW_NS)
    with pytest.raises(CaseRefused, match="case 1 is closed with none: only a note can be added"):
        cases.act(1, Act.ASSIGNED, "Li", "Wang", NOW_NS)
    assert cases.act(1, Act.NOTED, "more", "Wang", NOW_NS).state == "closed"
    cases.record([FOUND._replace(strength=20, sequence=60)])
    assert (cases.case(1).state, cases.case(1).measure) == ("open", "")


def test_a_day_judged_again_by_other_thresholds_opens_no_closed_case(cases: Cases) -> None:
    """The same trading is found earlier in the day, and weaker."""
    cases.act(1, Act.CLOSED, "none: a test", "Wang", NOW_NS)
    assert cases.record([FOUND._replace(strength=4, sequence=7)]) == []
    assert (cases.case(1).state, cases.case(1).finding.strength) == ("closed", 5)


def test_a_case_is_found_without_reading_the_others(cases: Cases) -> None:
    with sqlite3.connect(cases.path) as database:
        plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM history WHERE number = 1")
        assert "USING INDEX" in str(plan.fetchall())
    database.close()


@pytest.mark.parametrize(
    ("number", "words", "who", "rule"),
    [
        (3, "x", "Li", "there is no case 3; there are 2"),
        (1, "", "Li", "text has 0 characters, 1 to 2000 are allowed"),
        (1, "x", "", "by has 0 characters, 1 to 64 are allowed"),
        (1, "x" * 2_001, "Li", "text has 2001 characters, 1 to 2000 are allowed"),
    ],
)
def test_what_is_wrong_is_named(cases: Cases, number: int, words: str, who: str, rule: str) -> None:
    with pytest.raises(CaseRefused, match=rule):
        cases.act(number, Act.NOTED, words, who, NOW_NS)
    assert all(len(each.history) == 1 for each in cases.all())


@pytest.mark.parametrize("change", ["UPDATE history SET who = 'x'", "DELETE FROM history"])
def test_the_history_of_a_case_cannot_be_changed(cases: Cases, change: str) -> None:
    with (
        sqlite3.connect(cases.path) as database,
        pytest.raises(sqlite3.IntegrityError, match="the history of a case is never"),
    ):
        database.execute(change)
    database.close()


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


def ceax(data: Path, *words: str) -> str:
    result = CliRunner().invoke(APP, [*words, "--data", str(data)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_staff_work_on_cases_at_the_command_line(cases: Cases, tmp_path: Path) -> None:
    assert ceax(tmp_path, "case", "1", "assign", "Wang Li", "--by", "Li Na") == (
        "case 1 is assigned\n"
    )
    ceax(tmp_path, "case", "1", "note", "asked both", "--by", "Wang Li")
    closed = ("case", "1", "close", "promised", "--measure", "pledge", "--by", "Wang Li", "--json")
    assert json.loads(ceax(tmp_path, *closed))["measure"] == "pledge"
    history = json.loads(ceax(tmp_path, "case", "1", "--json"))["history"]
    assert [each["act"] for each in history] == ["opened", "assigned", "noted", "closed"]
    (left,) = json.loads(ceax(tmp_path, "cases", "--open", "--json"))
    assert (left["number"], left["rule"]) == (2, "layering")
    counted = json.loads(ceax(tmp_path, "cases", "--statistics", "--json"))
    assert {each["rule"]: (each["cases"], each["pledge"]) for each in counted} == {
        "matched_pairs": (1, 1),
        "layering": (1, 0),
    }
    assert "Wang Li" in ceax(tmp_path, "case", "1", "show")


def test_closing_takes_a_measure_and_nothing_else_does(cases: Cases, tmp_path: Path) -> None:
    for words in (("close", "x"), ("note", "x", "--measure", "pledge")):
        result = CliRunner().invoke(
            APP, ["case", "1", *words, "--by", "Li", "--data", str(tmp_path)]
        )
        assert result.exit_code == 2
        assert "close takes --measure, and nothing else does" in result.output
