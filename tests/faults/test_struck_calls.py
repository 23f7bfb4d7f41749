"""A real process struck at its system calls by strace: killed, given an error, given a full disk.

Here at some of each kind; with ``CEAX_EXAMPLES=20`` at every one, first to last (``-rP`` says how
many). That the walk is whole is shown by one more life of each kind, whose strike lies after its
last call: nothing strikes it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from engine.errors import EngineError
from engine.record import snapshot_keeper
from engine.record.inspection import inspect
from engine.record.log import logs, scan
from engine.record.log.format import FRAME_HEADER_BYTES
from engine.record.log.segments import SegmentedFile
from engine.record.storage import FileStorage
from engine.rules.state import state_hash
from tests.faults.struck_lives import (
    GROWTH_BYTES,
    SEED,
    SEGMENT_BYTES,
    SNAPSHOT_EVERY,
    batches,
    opened,
)
from tests.simulation.history import same_but_stamps

ROOT = Path(__file__).parents[2]
LIVES = Path(__file__).with_name("struck_lives.py")
SPARE = 20  # calls more than any life makes: each is struck once
EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))
# calls of a kind that are struck, at most all
EACH = 5 * EXAMPLES if EXAMPLES < 20 else sys.maxsize
TEMPLATE_SEED = 1_000
CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "rename")
STRIKES = [
    ("signal=SIGKILL", CALLS),
    ("error=EIO", CALLS),
    ("error=ENOSPC", ("pwrite64", "rename")),
    ("retval=0", ("pwrite64",)),  # nothing was written, and that is no error
]


def strace_works() -> bool:
    """Whether strace is here and may trace."""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(
            ["strace", "-qq", "-o", os.devnull, "true"], check=False, capture_output=True
        ).returncode
        == 0
    )


needs_strace = pytest.mark.skipif(
    not strace_works(), reason="strace is not installed here, or may not trace"
)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "SEGMENT_BYTES", SEGMENT_BYTES)
    monkeypatch.setattr(logs, "GROWTH_BYTES", GROWTH_BYTES)
    monkeypatch.setattr(snapshot_keeper, "SNAPSHOT_EVERY", SNAPSHOT_EVERY)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A venue that died in the middle: the log has segments and snapshots, and was not closed in
    order.
    """
    folder = tmp_path / "template"
    sequencer = opened(folder)
    for batch in batches(TEMPLATE_SEED, first=True):
        sequencer.process(batch)
    shutil.copytree(folder, tmp_path / "died")
    sequencer.close()
    return tmp_path / "died"


def calls_of(template: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many calls of each kind a life makes that is not struck."""
    made: Counter[str] = Counter()
    shutil.copytree(template, folder)
    with monkeypatch.context() as patched:
        for call in CALLS:
            name = call.removesuffix("64")
            patched.setattr(os, name, partial(counted, made, call, getattr(os, name)))
        sequencer = opened(folder)
        for batch in batches(SEED, first=False):
            sequencer.process(batch)
        sequencer.close()
    return made


def counted(made: Counter[str], call: str, whole, *arguments, **named):
    made[call] += 1
    return whole(*arguments, **named)


def struck(
    template: Path, folder: Path, action: str, strike: int, targets: list[str]
) -> list[dict]:
    """The reports of the lives that were each struck at one call."""
    folder.mkdir()
    calls = ",".join(sorted({target.partition(":")[0] for target in targets}))
    # stops at these calls alone, but sends no signals there
    quick = [] if action.startswith("signal") else ["--seccomp-bpf"]
    injected = f"inject={calls}:{action}:when={strike}"
    traced = [
        "strace",
        "-f",
        *quick,
        "-qq",
        "-o",
        os.devnull,
        "-e",
        f"trace={calls}",
        "-e",
        injected,
    ]
    lives = [sys.executable, str(LIVES), str(template), str(folder), str(strike), *targets]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*traced, *lives],
        stdout=subprocess.PIPE,
        text=True,
        timeout=280,
        check=True,
        env=environment,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def problem_of(folder: Path, life: dict) -> str:
    """What is wrong in a folder after a life; empty when what was acknowledged is there and nothing
    that was not sent.
    """
    acknowledged = [
        int(line.split()[1]) for line in life["said"] if line.startswith("acknowledged")
    ]
    if "taken after a failure" in life["said"]:
        return "it went on after a failure"
    sent = np.concatenate([*batches(TEMPLATE_SEED, first=True), *batches(SEED, first=False)])
    try:
        first = opened(folder)
        stored, known = first.commands(1, 65_536), state_hash(first.state)
        first._commands.close()  # as a process that dies: no mark, no snapshot
        first._storage.close()
        second = opened(folder)
        again = state_hash(second.state)
        second.close()
        looked = state_hash(inspect(FileStorage(folder, read_only=True), compare=True).state)
    except (EngineError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    if len(stored) < max(acknowledged, default=0):
        return f"{max(acknowledged)} commands were acknowledged, {len(stored)} are there"
    if not same_but_stamps(stored, sent[: len(stored)]):
        return "what is there is no beginning of what was sent"
    return "" if known == again == looked else "two recoveries differ"


def numbers_struck(made: int) -> list[int]:
    """Which calls of those made are struck: all, or some that are far apart, and the last."""
    return sorted({*range(1, made + 1, max(1, made // EACH)), made})


@needs_strace
@pytest.mark.parametrize(("action", "calls"), STRIKES)
def test_a_process_struck_at_a_call_keeps_what_it_acknowledged(
    action: str,
    calls: tuple[str, ...],
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = calls_of(template, tmp_path / "counted", monkeypatch)
    assert all(made[call] for call in calls)
    targets = [f"{call}:{number}" for call in calls for number in numbers_struck(made[call])]
    spared = {f"{call}:{made[call] + 1}" for call in calls}
    lives = struck(
        template,
        tmp_path / "struck",
        action,
        max(made.values()) + SPARE,
        [*targets, *sorted(spared)],
    )
    assert [life["target"] for life in lives] == [*targets, *sorted(spared)]
    whole = {
        life["target"] for life in lives if not life["status"] and life["said"][-1:] == ["closed"]
    }
    assert spared <= whole, "a life goes on behind the calls that were counted"
    if action == "signal=SIGKILL":
        assert whole == spared, "a life was not struck"
    else:  # where a snapshot or the events could not be written, trading goes on
        assert len(whole) < len(lives), "no life was struck"
    print(f"{action}: {len(targets)} of {sum(made[call] for call in calls)} calls struck")
    assert [
        (life["target"], problem)
        for life in lives
        if (problem := problem_of(tmp_path / "struck" / life["target"], life))
    ] == []


def test_a_broken_checksum_would_be_noticed(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bit of an order rots on the disk: the start refuses; and were nothing checked, the
    comparison would tell.
    """
    sequencer = opened(template)
    life = {"said": [f"acknowledged {sequencer.next_command - 1}"]}
    sequencer.close()
    for path in template.glob("snapshot-*"):
        path.unlink()
    frame = next(
        each
        for each in scan.Walk(SegmentedFile(FileStorage(template), "commands.log"))
        if each.header.records > 1
    )
    raw = bytearray((template / "commands.log").read_bytes())
    raw[frame.header.position + FRAME_HEADER_BYTES + 100] ^= 1
    (template / "commands.log").write_bytes(raw)
    assert "LogDamaged" in problem_of(shutil.copytree(template, tmp_path / "checked"), life)
    monkeypatch.setattr(scan, "payload_intact", lambda header, payload: True)
    assert problem_of(template, life)
