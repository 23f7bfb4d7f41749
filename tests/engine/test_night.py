"""A little of the night run (tests/oracle/night.py), and that it would notice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.commands import CommandKind
from tests.oracle import ledger, night
from tests.oracle.oracle import RULES

EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))


@pytest.mark.parametrize("seed", range(7_001, 7_001 + 4 * EXAMPLES))
def test_engine_and_oracle_agree_in_batches(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    played = night.play(seed, steps=1_500)
    assert not played.problem, played.problem
    assert played.commands > 1_500


def test_one_fen_too_much_in_one_rule_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    right = ledger.charge
    monkeypatch.setattr(ledger, "charge", lambda *of: tuple(fee + 1 for fee in right(*of)))
    problems = [played for seed in (1, 2, 3) if (played := night.play(seed, steps=1_000)).problem]
    assert problems and all("trading_fee_fen" in played.problem for played in problems)
    assert (tmp_path / f"night-seed-{problems[0].seed}.npy").stat().st_size > 0


def test_a_command_that_the_oracle_does_not_know_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(RULES, CommandKind.REPLACE)
    assert "REPLACE" in night.play(1, steps=300).problem


def test_the_summary_names_what_was_never_heard() -> None:
    played = night.play(3, steps=60)
    said = night.summary(played.heard)
    assert "accepted" in said and "operators_full" in said
