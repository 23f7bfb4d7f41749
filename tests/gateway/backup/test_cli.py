"""`ceax backup` and `ceax restore` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.backup import cli
from gateway.backup.pace import Pace
from gateway.cli import root
from tests.gateway.backup.conftest import Folder

APP = root()


def ceax(*words: object) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(APP, [str(word) for word in words])
    return result.exit_code, result.output + str(result.exception or "")


def test_a_backup_is_taken_listed_and_restored(venue: Folder, tmp_path: Path) -> None:
    code, output = ceax("backup", venue.backup, "--data", venue.data, "--json")
    taken = json.loads(output)
    assert (code, taken["commands"]) == (0, venue.sequencer.next_command - 1)
    venue.go_on()
    code, output = ceax("backup", venue.backup, "--data", venue.data, "--keep", "5")
    assert (code, "commands, journal up to 2" in output) == (0, True)
    listed = json.loads(ceax("backup", venue.backup, "--list", "--json")[1])
    assert [row["commands"] for row in listed] == [taken["commands"], taken["commands"] + 1]
    venue.close()
    code, output = ceax("restore", venue.backup, tmp_path / "new", "--until", taken["commands"])
    assert code == 0, output
    head, replaced, settings, own_keys, servers, serve, registry = output.splitlines()
    assert replaced.startswith(f"{venue.data} does not start any more")
    assert head.endswith(f"{taken['commands']} commands, hash {taken['head']}, sound")
    assert settings.startswith("tls.pem is not in the backup, it holds a private key")
    assert own_keys.startswith("missing: keys/exchange.pem, keys/feed.pem, keys/bridge.pem: put")
    assert servers.startswith("missing: keys/servers/gateway.json, keys/servers/feed.json")
    assert serve.startswith("ceax serve")
    assert f"knows the exchange up to command {taken['commands']}" in registry
    own = json.loads(ceax("restore", venue.backup, tmp_path / "own", "--as", "own", "--json")[1])
    assert (own["venue"], own["problems"]) == ("own", [])


class Ended(Exception):
    """The loop was left."""


def test_backups_are_taken_at_an_interval(venue: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise Ended

    monkeypatch.setattr(cli.time, "sleep", sleep)
    words = ("backup", venue.backup, "--data", venue.data, "--every", "1h", "--rate", "90000")
    assert ceax(*words)[0] == 1
    assert len(list((venue.backup / "points").iterdir())) == 2
    assert all(3_500 < wait <= 3_600 for wait in waits)


@pytest.mark.parametrize("every", ["0m", "5", "m", "1.5h", "5 m"])
def test_an_interval_is_a_number_with_its_unit(every: str, tmp_path: Path) -> None:
    code, output = ceax("backup", tmp_path / "backup", "--data", tmp_path, "--every", every)
    assert (code, "allowed is an interval such as 30s, 5m, 1h" in output) == (2, True)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    assert ceax("backup", tmp_path / "backup")[0] == 2
    code, output = ceax("restore", tmp_path / "backup", tmp_path / "new", "--at", "yesterday")
    assert (code, "allowed is a time such as" in output) == (2, True)
    code, output = ceax("restore", tmp_path / "backup", tmp_path / "new")
    assert (code, "there is no backup point in" in output) == (1, True)


def test_the_pace_is_kept_and_a_pause_is_not_made_up_for() -> None:
    now, waits = [100.0], []
    pace = Pace(1, clock=lambda: now[0], sleep=waits.append)
    pace(1024 * 1024)
    now[0] = 101.0
    pace(512 * 1024)
    now[0] = 200.0
    pace(1024 * 1024)
    assert waits == [pytest.approx(1.0), pytest.approx(0.5), pytest.approx(0.9)]
