import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli import app
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from tests.simulation.traffic import day_end, deposit, opening

run = CliRunner()


def ceax(*words: str | Path) -> tuple[int, str, str]:
    """Exit code, output and errors of `ceax log`."""
    result = run.invoke(app, ["log", *map(str, words)], terminal_width=200)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    clock = ManualClock(1_767_578_400 * 10**9)
    sequencer = Sequencer.open(tmp_path / "log", clock=clock, capacity=SMALL)
    sequencer.process(opening())
    clock.set(1_767_578_401 * 10**9)
    sequencer.process(deposit(100))
    sequencer.process(day_end())
    sequencer.close()
    return tmp_path


def test_verify_prints_the_hash(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    code, told, _ = ceax("verify", data, "--json")
    summary = json.loads(told)
    assert (code, summary["commands"], summary["problems"]) == (0, len(opening()) + 3, [])
    assert "Hash of the commands" in ceax("verify", data)[1]


def test_verify_ends_with_1_when_something_is_wrong(data: Path) -> None:
    log = data / "log" / "events.log"
    raw = bytearray(log.read_bytes())
    raw[5_000] ^= 1
    log.write_bytes(raw)
    code, told, _ = ceax("verify", data, "--json")
    assert (code, len(json.loads(told)["problems"])) == (1, 1)
    (data / "log" / "commands.log").write_bytes(b"no log")
    code, _, error = ceax("verify", data)
    assert (code, "does not begin with the header of a log" in error) == (1, True)


def test_show_prints_a_line_a_record(data: Path) -> None:
    code, told, _ = ceax("show", data, "--from", "2", "--to", "4")
    assert (code, len(told.splitlines())) == (0, 3)
    assert "open_account  account=1 name=member" in told


def test_show_prints_json_lines_of_a_kind_and_account(data: Path) -> None:
    told = ceax("show", data, "--kind", "cash_in", "--account", "1", "--json")[1]
    assert [json.loads(line)["reference"] for line in told.splitlines()] == [2, 100]
    told = ceax("show", data, "--events", "--kind", "day_figures", "--json")[1]
    assert json.loads(told)["date"] == 20_260_105


def test_show_names_the_kinds_that_there_are(data: Path) -> None:
    code, _, error = ceax("show", data, "--kind", "fill")
    assert code == 2
    assert "'fill'" in error and "new_order" in error


def test_cut_copies_up_to_a_time(data: Path, tmp_path: Path) -> None:
    code, told, _ = ceax(
        "cut", data, tmp_path / "new", "--until", "2026-01-05T10:00:00.5+08:00", "--json"
    )
    assert (code, json.loads(told)["commands"]) == (0, len(opening()))
    assert (
        f"{len(opening())} commands"
        in ceax("cut", data, tmp_path / "third", "--to", str(len(opening())))[1]
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "give --to"),
        (["--until", "noon"], "until is 'noon'"),
        (["--until", "2026-W02-1T10:00:00+08:00"], "until is"),
        (["--until", "20260105T100000+0800"], "until is"),
        (["--until", "2026-01-05T10:00:00"], "its offset from UTC is missing"),
    ],
)
def test_cut_says_what_is_wrong_with_a_moment(
    words: list[str], message: str, data: Path, tmp_path: Path
) -> None:
    code, _, error = ceax("cut", data, tmp_path / "new", *words)
    assert (code, message in " ".join(error.replace("│", " ").split())) == (2, True)


def test_cut_does_not_write_over_a_log(data: Path) -> None:
    code, _, error = ceax("cut", data, data / "log", "--to", "3")
    assert (code, "already" in error) == (1, True)


def test_a_copy_is_a_data_folder(data: Path, tmp_path: Path) -> None:
    ceax("cut", data, tmp_path / "new", "--to", "5")
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["log"]
    assert ceax("cut", data, tmp_path / "new", "--to", "5")[0] == 1


def test_compare_names_the_first_difference(data: Path, tmp_path: Path) -> None:
    ceax("cut", data, tmp_path / "new", "--to", "5")
    assert ceax("compare", data, data)[0] == 0
    code, told, _ = ceax("compare", data, tmp_path / "new")
    assert (code, "record 6 differs: one of the logs ends before it" in told) == (1, True)
    assert (
        json.loads(ceax("compare", data, tmp_path / "new", "--json")[1])["difference"]["number"]
        == 6
    )


@pytest.mark.parametrize("command", ["verify", "show", "cut", "compare"])
def test_help_shows_an_example(command: str) -> None:
    assert f"ceax log {command} ./venue" in ceax(command, "--help")[1]


@pytest.mark.parametrize("command", ["verify", "show"])
def test_a_folder_without_a_log_is_named(command: str, tmp_path: Path) -> None:
    code, _, error = ceax(command, tmp_path)
    assert (code, "holds a commands.log" in error) == (1, True)
