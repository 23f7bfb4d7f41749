"""The log under real processes: killed at random, killed within a write, out of disk, two at once,
spoiled on disk.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engine.errors import LogDamaged, LogInUse
from engine.record.inspection import inspect
from engine.record.sequencer import Sequencer
from engine.record.snapshot import snapshot_names
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, state_hash
from gateway.protocol.server_clock import SystemClock

ROOT = Path(__file__).parents[2]
WRITER = ("-m", "tests.faults.log_writer")


class Writer:
    """A running log_writer.py; `acknowledged` is the last number it has printed."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.acknowledged = 0
        self.failures: list[str] = []
        self.hashes: dict[int, str] = {}
        self.began = 0
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, *WRITER, str(folder), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)

    def read_line(self) -> bool:
        """Take one line of its output; False at the end, and for a line that it died within."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        word, _, rest = line.strip().partition(" ") if line.endswith("\n") else ("", "", "")
        if word == "acknowledged":
            self.acknowledged = int(rest)
        elif word == "hash":
            number, told = rest.split()
            self.hashes[int(number)] = told
        elif word == "failed":
            self.failures.append(rest)
        elif word == "ready":
            self.began = int(rest)
        return bool(word)

    def read_until(self, acknowledged: int) -> None:
        while self.acknowledged < acknowledged:
            assert self.read_line(), "the writer ended too early"

    def read_to_the_end(self) -> int:
        """Read all it says; its exit code."""
        while self.read_line():
            pass
        return self.process.wait()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.read_to_the_end()


@pytest.fixture
def start(tmp_path: Path) -> Iterator:
    writers: list[Writer] = []

    def started(*options: str) -> Writer:
        writers.append(Writer(tmp_path, *options))
        return writers[-1]

    yield started
    for writer in writers:
        writer.process.kill()
        writer.process.wait()
        assert writer.process.stdout is not None
        writer.process.stdout.close()


def followed(folder: Path, until: int, *options: str) -> subprocess.Popen:
    """`ceax follow` in a process of its own."""
    command = [
        sys.executable,
        "-c",
        "from engine.cli import app; app()",
        "follow",
        str(folder),
        "--json",
        "--until",
        str(until),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True, env=environment
    )


def reopen(folder: Path) -> Sequencer:
    return Sequencer.open(folder, clock=SystemClock(), capacity=SMALL)


def read_all(read) -> np.ndarray:
    pieces = [read(1, 65_536)]
    while len(pieces[-1]):
        pieces.append(read(int(pieces[-1]["sequence"][-1]) + 1, 65_536))
    return np.concatenate(pieces)


def check_history(folder: Path, acknowledged: int) -> None:
    """What was acknowledged is there; no number is missing; a second start finds the same."""
    sequencer = reopen(folder)
    commands, events = read_all(sequencer.commands), read_all(sequencer.events)
    assert len(commands) >= acknowledged
    assert (commands["sequence"] == np.arange(1, len(commands) + 1)).all()
    assert (events["sequence"] == np.arange(1, len(events) + 1)).all()
    assert (np.diff(commands["time_ns"]) >= 0).all()
    known = state_hash(sequencer.state)
    sequencer.close()
    assert state_hash(inspect(FileStorage(folder, read_only=True), compare=True).state) == known
    again = reopen(folder)
    assert state_hash(again.state) == known
    again.close()


def test_a_writer_killed_at_random_moments_keeps_what_it_acknowledged(
    start, tmp_path: Path
) -> None:
    random = Random(7)
    for _ in range(5):
        writer = start()
        writer.read_line()
        writer.read_until(writer.began + 20)
        time.sleep(random.random() * 0.1)
        writer.kill()
        check_history(tmp_path, writer.acknowledged)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8])
def test_a_writer_that_dies_within_a_write_keeps_what_it_acknowledged(
    number: int, start, tmp_path: Path
) -> None:
    writer = start("--die-in-write", str(number))
    assert writer.read_to_the_end() == -signal.SIGKILL
    check_history(tmp_path, writer.acknowledged)


@pytest.mark.parametrize("number", [1, 2, 5, 6, 11])
def test_a_writer_that_dies_within_a_snapshot_comes_back_with_the_same_state(
    number: int, start, tmp_path: Path
) -> None:
    writer = start("--die-in-snapshot", str(number), "--snapshot-every", "50")
    assert writer.read_to_the_end() == -signal.SIGKILL
    check_history(tmp_path, writer.acknowledged)
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".new"]


def test_a_writer_killed_while_it_takes_snapshots_comes_back_with_the_same_state(
    start, tmp_path: Path
) -> None:
    random = Random(8)
    for _ in range(5):
        writer = start("--snapshot-every", "20")
        writer.read_line()
        writer.read_until(writer.began + 200)
        time.sleep(random.random() * 0.1)
        writer.kill()
        assert snapshot_names(FileStorage(tmp_path, read_only=True))
        check_history(tmp_path, writer.acknowledged)


@pytest.mark.parametrize("megabytes", [5, 6])
def test_on_a_full_disk_the_writer_stops_and_says_so(megabytes: int, start, tmp_path: Path) -> None:
    writer = start("--file-bytes", str(megabytes * 1024 * 1024), "--times", "20")
    assert writer.read_to_the_end() == 3
    assert (
        "commands.log: the disk is full" in writer.failures[0]
        or "events.log: the disk is full" in writer.failures[0]
    )
    assert "known only after a restart" in writer.failures[1]
    assert writer.acknowledged > 20
    check_history(tmp_path, writer.acknowledged)


def test_a_folder_that_another_process_writes_is_refused(start, tmp_path: Path) -> None:
    writer = start()
    writer.read_until(20)
    with pytest.raises(LogInUse, match=f"in use by process {writer.process.pid}"):
        reopen(tmp_path)
    writer.read_until(writer.acknowledged + 20)


def test_a_running_venue_can_be_looked_at(start, tmp_path: Path) -> None:
    writer = start()
    seen = 0
    for _ in range(5):
        writer.read_until(writer.acknowledged + 50)
        inspection = inspect(FileStorage(tmp_path, read_only=True), compare=True)
        assert inspection.commands >= max(writer.acknowledged, seen)
        seen = inspection.commands
    writer.kill()
    check_history(tmp_path, writer.acknowledged)


def test_a_log_spoiled_in_the_middle_refuses_to_start(start, tmp_path: Path) -> None:
    writer = start()
    writer.read_until(100)
    writer.kill()
    spoiled = bytearray((tmp_path / "commands.log").read_bytes())
    spoiled[8_192:8_200] = b"spoiled!"
    (tmp_path / "commands.log").write_bytes(spoiled)
    with pytest.raises(
        LogDamaged, match=r"commands\.log: record \d+ at offset \d+: .*evidences its sync"
    ):
        reopen(tmp_path)


def test_a_follower_in_another_process_has_the_same_hash_after_the_same_command(
    start, tmp_path: Path
) -> None:
    """Through segments that begin, and through two deaths of the writer, of which each leaves a
    torn tail.
    """
    hashes: dict[int, str] = {}
    follower, until = None, 1_000
    while max(hashes, default=0) < until:
        writer = start(
            "--segment-bytes",
            "60000",
            "--tell-hash",
            "--die-in-write",
            "150",
            "--snapshot-every",
            "400",
        )
        assert writer.read_line()
        if follower is None:
            follower = followed(tmp_path, until, "--every", "1", "--idle", "60")
        writer.read_to_the_end()
        hashes |= writer.hashes
    assert follower is not None
    said, _ = follower.communicate(timeout=120)
    assert follower.returncode == 0
    found = {line["command"]: line["state_hash"] for line in map(json.loads, said.splitlines())}
    compared = [number for number in hashes if number in found]
    assert len(compared) > 10  # a follower that is slow to start has skipped the others
    assert [number for number in compared if found[number] != hashes[number]] == []
    assert max(found) == until
    assert len(list(tmp_path.glob("commands-*.log"))) >= 2, "segments began meanwhile"


def test_a_running_venue_is_checked_and_its_snapshots_with_it(start, tmp_path: Path) -> None:
    writer = start("--snapshot-every", "100")
    writer.read_until(500)
    for quick in ([], ["--quick"]):
        command = [
            sys.executable,
            "-c",
            "from engine.cli import app; app()",
            "check",
            str(tmp_path),
            "--json",
            *quick,
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, env=environment, timeout=120, check=True
        )
        found = json.loads(done.stdout)
        assert (found["problems"], found["commands"] >= 500) == ([], True)
        assert (found["began_after"] > 0) == bool(quick)
        assert quick or found["snapshots_compared"] > 0
    writer.read_until(writer.acknowledged + 50)
