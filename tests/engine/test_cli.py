import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli import app
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL, state_hash
from tests.simulation.traffic import opening

run = CliRunner()


@pytest.fixture
def data(tmp_path: Path, clock: ManualClock) -> Path:
    sequencer = Sequencer.open(tmp_path / "log", clock=clock, capacity=SMALL)
    sequencer.process(opening())
    sequencer.close()
    return tmp_path


def test_replay_prints_one_json_object(data: Path) -> None:
    result = run.invoke(app, ["replay", str(data), "--json"])
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    again = Sequencer.open(data / "log", clock=ManualClock())
    assert summary["state_hash"] == state_hash(again.state)
    again.close()


def test_replay_takes_the_log_folder_itself(data: Path) -> None:
    whole, log = (
        run.invoke(app, ["replay", str(path), "--json"]).stdout for path in (data, data / "log")
    )
    assert whole == log


def test_replay_prints_a_table(data: Path) -> None:
    result = run.invoke(app, ["replay", str(data)])
    assert result.exit_code == 0
    for text in ("State hash", "2026-01-05", "morning"):
        assert text in result.stdout


def test_check_finds_a_sound_log_sound(data: Path) -> None:
    result = run.invoke(app, ["check", str(data), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["problems"] == []


@pytest.mark.parametrize("command", ["replay", "check"])
def test_a_folder_without_a_log_is_named(command: str, tmp_path: Path) -> None:
    result = run.invoke(app, [command, str(tmp_path)])
    assert result.exit_code == 1
    assert f"{tmp_path}: neither it nor its folder log holds a commands.log" in result.stderr


def test_damage_is_named_with_record_and_offset(data: Path) -> None:
    log = data / "log" / "commands.log"
    raw = bytearray(log.read_bytes())
    raw[5_000] ^= 1
    log.write_bytes(raw)
    result = run.invoke(app, ["replay", str(data)])
    assert result.exit_code == 1
    assert "commands.log: record 1 at offset" in result.stderr


@pytest.mark.parametrize("command", ["replay", "check"])
def test_help_shows_an_example(command: str) -> None:
    result = run.invoke(app, [command, "--help"])
    assert f"ceax {command} ./venue" in result.stdout
