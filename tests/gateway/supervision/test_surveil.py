"""`ceax surveil`, and the files that it goes by: relations of entities and thresholds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from gateway.cli import root
from gateway.supervision.surveillance.relation_file import RelationsRefused, read_relations
from gateway.supervision.surveillance.relations import Relations
from gateway.supervision.surveillance.thresholds import (
    ThresholdRefused,
    defaults,
    read_settings,
)
from tests.gateway.supervision.stage import OPENS_NS, SECOND_NS, Stage
from tests.gateway.supervision.test_surveillance_rules import matched

APP = root()
LONG = "9" * 5_000  # digits, more than Python reads as a number
HEAD = "entity,account,relation,from,to\n"


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose log has a day with five matched pairs."""
    stage, data = Stage(), tmp_path_factory.mktemp("venue")
    matched(stage, 5)
    stage.close()
    clock = ManualClock(OPENS_NS)
    sequencer = Sequencer.open(data / "log", clock=clock)
    for commands in stage.sent:
        sequencer.process(commands)
        clock.advance(SECOND_NS // 10)
    sequencer.close()
    return data


def surveil(data: Path, *words: str) -> str:
    result = CliRunner().invoke(
        APP, ["surveil", *words, "--data", str(data)], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_a_past_day_is_judged_by_all_rules(venue: Path) -> None:
    (found,) = json.loads(surveil(venue, "2026-01-05", "--json"))
    assert (found["rule"], found["strength"], found["accounts"]) == ("matched_pairs", 5, [1, 2])
    assert len(found["evidence"]) == 15
    assert "Alice (1) and Bob (2) traded 5 times" in surveil(venue, "2026-01-05")
    assert surveil(venue, "2026-01-06", "--to", "2026-02-01") == (
        "nothing was found from 2026-01-06 to 2026-02-01 by 14 rules\n"
    )
    spoken = surveil(venue, "--from", "2026-01-05", "--to", "2026-12-31")
    assert spoken.endswith("1 finding on 1 day from 2026-01-05 to 2026-12-31\n")
    assert not (venue / "surveillance").exists()


def test_a_rule_is_tried_with_other_thresholds(venue: Path) -> None:
    tried = ("2026-01-05", "--rule", "matched_pairs", "--set", "count=6")
    assert surveil(venue, *tried) == "nothing was found from 2026-01-05 to 2026-01-05 by 1 rule\n"
    assert json.loads(surveil(venue, "2026-01-05", "--set", "matched_pairs.count=5", "--json"))


def test_the_rules_are_shown_with_their_thresholds(venue: Path) -> None:
    rows = json.loads(surveil(venue, "--rules", "--json"))
    assert {each["rule"] for each in rows} == set(defaults())
    assert all(each["sentence"] and each["source"] and each["on"] for each in rows)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--rule", "matched"), "there is no rule 'matched'; the nearest is matched_pairs"),
        (("--set", "matched_pairs.cont=1"), "no threshold 'cont'; the nearest is count"),
        (("--rule", "layering", "--set", "count=0"), "count is 0, 1 to 1000000 are allowed"),
        (("--set", f"layering.count={LONG}"), "count is '9999"),
        (("--rule", "layering", "--set", "count=x"), "count is 'x', 1 to 1000000 are allowed"),
    ],
)
def test_a_wrong_trial_is_refused(venue: Path, words: tuple[str, ...], rule: str) -> None:
    with pytest.raises(ThresholdRefused, match=rule):
        surveil(venue, "2026-01-05", *words)


def test_settings_of_a_folder_change_thresholds_and_switch_rules_off(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == defaults()
    (tmp_path / "surveillance.toml").write_text(
        "[matched_pairs]\ncount = 8\n[dense_orders]\non = false\n"
    )
    settings = read_settings(tmp_path)
    assert settings["matched_pairs"] == {"count": 8, "within": 5}
    assert "dense_orders" not in settings


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[matched]\n", "there is no rule 'matched'; the nearest is matched_pairs"),
        ("[layering]\ncount = 2.5\n", "layering: count is 2.5, 1 to 1000000 are allowed"),
        ("[layering]\non = 1\n", "layering: on is 1, true or false are allowed"),
        ("layering = 1\n", r"layering is 1, a table \[layering\] is allowed"),
        ("[layering\n", "surveillance.toml: "),
        (f"[layering]\ncount = {LONG}\n", "surveillance.toml: "),
        (f"[layering]\ncount = 0x{LONG}\n", "surveillance.toml: "),
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, text: str, rule: str) -> None:
    (tmp_path / "surveillance.toml").write_text(text)
    with pytest.raises(ThresholdRefused, match=rule):
        read_settings(tmp_path)


def test_related_are_those_with_an_entity_in_common_on_the_day(tmp_path: Path) -> None:
    (tmp_path / "relations.csv").write_text(
        f"{HEAD}Holding,1,owner,2025-01-01,\nHolding,2,controller,2025-01-01,2026-01-05\n"
        "Mr Zhang,2,officer,2025-01-01,\nMr Zhang,3,officer,2026-01-06,\n"
        "Other,9,owner,2025-01-01,\n"
    )
    rows = read_relations(tmp_path / "relations.csv")
    monday, tuesday = Relations(rows, 20_260_105), Relations(rows, 20_260_106)
    assert monday.group(1) == (1, 2)
    assert monday.group(3) == (3,)
    assert tuesday.group(1) == (1,)
    assert tuesday.group(2) == (2, 3)
    assert tuesday.are_related(3, 2)
    assert not tuesday.are_related(9, 9)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("A,0,owner,2025-01-01,", "line 2: account is '0', 1 to 2147483647 are allowed"),
        ("A,x,owner,2025-01-01,", "line 2: account is 'x'"),
        (f"A,{LONG},owner,2025-01-01,", "line 2: account is '99999"),
        (",1,owner,2025-01-01,", "line 2: entity is empty"),
        ("A,1,friend,2025-01-01,", "relation is 'friend', allowed are owner, controller, officer"),
        ("A,1,owner,2025-02-30,", "line 2: from: '2025-02-30' is not a date"),
        ("A,1,owner,2025-01-02,2025-01-01", "line 2: to 2025-01-01 is before from 2025-01-02"),
        ("A,1,owner", "line 2: 3 values, wanted 5"),
    ],
)
def test_a_wrong_relation_is_named_with_its_line(tmp_path: Path, row: str, rule: str) -> None:
    (tmp_path / "relations.csv").write_text(f"{HEAD}{row}\n")
    with pytest.raises(RelationsRefused, match=rule):
        read_relations(tmp_path / "relations.csv")
