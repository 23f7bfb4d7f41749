"""A little of the night run (tests/oracle/night.py), and that it would notice."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from engine.commands import CommandKind
from engine.events import EventKind, Reason
from engine.record.compiling import dtypes_of
from engine.rules.machine import await_compiled
from tests.oracle import kills, ledger, night, registers, taking_back
from tests.oracle.oracle import RULES
from tests.oracle.records import Refused, Venue
from tests.oracle.themes import TIGHT

EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))


@pytest.fixture(autouse=True)
def tight_venues_are_decided_plainly() -> None:
    """No other test has venues of this capacity, whose kernels a long night compiles, and a
    campaign.
    """
    if EXAMPLES == 1:
        await_compiled(dtypes_of(TIGHT))


@pytest.mark.parametrize("seed", [*range(7_001, 7_001 + 4 * EXAMPLES), *range(7_006, 7_010)])
def test_engine_and_oracle_agree_in_batches(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    played = night.play(seed, steps=1_500)
    assert not played.problem, played.problem
    assert played.commands > 1_500


def test_the_themes_come_to_what_a_crowd_about_everything_hardly_ever_hears() -> None:
    seeds = (109, 4, 8, 11, 16, 17, 18, 32, 23)
    heard = Counter(seen for seed in seeds for seen in night.play(seed).heard)
    rare = {
        Reason.INTENTS_FULL,
        Reason.DIALOGUES_FULL,
        Reason.DEALS_FULL,
        Reason.DIALOGUES_OF_ACCOUNT_FULL,
    }
    rare |= {
        Reason.OPERATORS_FULL,
        Reason.DAYS_UNSETTLED_FULL,
        Reason.CALL_CROSSES_OWN_ORDER,
        Reason.CALL_HALTED,
    }
    rare |= {Reason.OPPOSITE_SIDE_TRADED, Reason.OPPOSITE_SIDE_OPEN}
    assert rare <= {reason for _, reason in heard}


def test_a_year_that_is_not_given_back_with_its_day_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    right = taking_back.restore
    monkeypatch.setattr(taking_back, "restore", lambda venue, other_year: right(venue, False))
    assert "quantity" in night.play(13).problem


def test_one_fen_too_much_in_one_rule_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    right = ledger.charge
    monkeypatch.setattr(ledger, "charge", lambda *of: tuple(fee + 1 for fee in right(*of)))
    problems = [played for seed in (1, 2, 3) if (played := night.play(seed, steps=1_000)).problem]
    assert problems and all("trading_fee_fen" in played.problem for played in problems)
    assert (tmp_path / f"night-seed-{problems[0].seed}.npy").stat().st_size > 0


def test_a_kill_that_another_account_disarms_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One table for all accounts, in which a number has one place: the crowd finds it."""
    monkeypatch.chdir(tmp_path)
    right = kills.enter

    def first_come(venue: Venue, killer: int, operator: int, refuse: bool) -> None:
        if killer and any(number == operator for _, number in venue.killed_operators):
            raise Refused(Reason.OPERATOR_KILLED)
        right(venue, killer, operator, refuse)

    monkeypatch.setattr(kills, "enter", first_come)
    problems = [played.problem for seed in (1, 2, 3) if (played := night.play(seed)).problem]
    assert problems and all("KILL_OPERATOR" in problem for problem in problems)


def test_weights_taken_after_a_trade_are_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(registers, "check_composite_open", lambda venue: None)
    problems = [played.problem for seed in (1, 2, 3) if (played := night.play(seed)).problem]
    assert problems and all("SET_PRICE_WEIGHTS" in problem for problem in problems)


def test_a_command_that_the_oracle_does_not_know_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(RULES, CommandKind.REPLACE)
    assert "REPLACE" in night.play(1, steps=300).problem


def test_what_was_never_heard_is_named_and_fails_a_run_that_has_played_all_its_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = night.play(1, steps=60).heard
    assert {"accepted", "cancelled"} & set(night.never_heard(heard)) == set()
    assert {"operators_full", "deals_full", "day_figures"} <= set(night.never_heard(heard))
    whole = Counter({(kind, reason): 1 for kind in EventKind for reason in Reason})
    for told, code in ((heard, 2), (whole, 0)):
        monkeypatch.setattr(
            night, "play_many", lambda *of, told=told: iter([night.Played(1, 100, told)])
        )
        assert night.main(["--commands", "100"]) == code
        assert night.main(["--commands", "101"]) == 0
        assert ("never heard: none" in capsys.readouterr().out) == (code == 0)
