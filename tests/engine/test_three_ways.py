"""Compiled as shipped, compiled with bounds checks, and plain Python: the same bytes and the same
state.

Here the kernel of orders is compiled with bounds checks; ``CEAX_EXAMPLES=2`` takes all four.
"""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engine.commands import Area, CommandArray, unused_fields
from engine.compiler.jit import PLAIN
from engine.events import EVERY_EVENT, EventArray, EventKind
from engine.rules import machine
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, empty_state, state_hash
from tests.oracle.crowd import Crowd
from tests.oracle.twin import Twin

ROOT = Path(__file__).parents[2]
EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))
STEPS = 3000 * EXAMPLES
CHECKED = [Area.ORDERS] if EXAMPLES == 1 else list(Area)


@pytest.fixture(scope="module")
def stream() -> CommandArray:
    """What a seeded crowd does over some days."""
    twin = Twin(SMALL, thorough=False)
    crowd = Crowd(Random(20210716), twin)
    crowd.open_venue()
    for _ in range(STEPS):
        crowd.act()
    return twin.stream()


def replay_elsewhere(
    folder: Path, stream: CommandArray, areas: list[Area], **switches: str
) -> tuple[dict[str, object], EventArray]:
    """Run the stream in a fresh process with numba switched another way, kernels of these areas
    compiled.
    """
    commands, events = folder / "commands.npy", folder / "events.npy"
    np.save(commands, stream)
    environment = {**os.environ, **switches, "PYTHONPATH": str(ROOT)}
    files, named = (str(commands), str(events)), [str(int(area)) for area in areas]
    program = [sys.executable, "-m", "tests.oracle.replay", *files, *named]
    done = subprocess.run(
        program, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), np.load(events)


@pytest.mark.parametrize(
    ("areas", "switches"),
    [(CHECKED, {"NUMBA_BOUNDSCHECK": "1"}), ([], {"NUMBA_DISABLE_JIT": "1"})],
    ids=["bounds_checked", "plain"],
)
def test_another_way_of_running_the_kernels_gives_the_same_bytes(
    tmp_path: Path, stream: CommandArray, areas: list[Area], switches: dict[str, str]
) -> None:
    state = empty_state(SMALL)
    events = apply_all(state, stream)
    answer, theirs = replay_elsewhere(tmp_path, stream, areas, **switches)
    assert answer["plain"] == ("NUMBA_DISABLE_JIT" in switches)
    assert theirs.tobytes() == events.tobytes()
    assert answer["hash"] == state_hash(state)


def test_the_rule_book_holds_in_plain_python_as_well() -> None:
    """The scenarios and the known traps once more, with nothing compiled."""
    program = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/scenarios",
        "tests/engine/test_known_traps.py",
        "-k",
        "not played_somewhere",  # the same scenarios once more
    ]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        program, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_size_of_the_batches_changes_nothing(stream: CommandArray) -> None:
    whole, singly, unevenly = (empty_state(SMALL) for _ in range(3))
    expected = apply_all(whole, stream)
    one_by_one = [apply_all(singly, stream[place : place + 1]) for place in range(len(stream))]
    cuts = [0, 1, 7, 64, 65, 300, len(stream)]
    pieces = [apply_all(unevenly, stream[first:behind]) for first, behind in pairwise(cuts)]
    assert np.concatenate(one_by_one).tobytes() == expected.tobytes()
    assert np.concatenate(pieces).tobytes() == expected.tobytes()
    assert state_hash(whole) == state_hash(singly) == state_hash(unevenly)


@pytest.mark.skipif(PLAIN, reason="nothing is compiled")
def test_the_form_may_change_between_any_two_batches(
    stream: CommandArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain Python decides what the compiled kernel decides in a twin, turn and turn about; no byte
    of the twins ever differs.
    """
    twins = [empty_state(SMALL), empty_state(SMALL)]
    compiled = machine._kernel
    for place in range(len(stream)):
        command = stream[place : place + 1]
        monkeypatch.setattr(machine, "_kernel", lambda area, *_arrays: machine._PLAIN[area])
        plain_events = apply_all(twins[place % 2], command)
        monkeypatch.setattr(machine, "_kernel", compiled)
        assert apply_all(twins[1 - place % 2], command).tobytes() == plain_events.tobytes(), command
        assert np.array_equal(*(twin.view(np.uint8) for twin in twins)), command


def test_a_batch_may_be_decided_by_both_forms(
    stream: CommandArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when only some areas' kernels are there yet."""
    whole = empty_state(SMALL)
    expected = apply_all(whole, stream[:600])
    compiled = machine._kernel
    for plain in (Area.ORDERS, Area.HOUSE):
        chosen = lambda area, *arrays, plain=plain: (
            machine._PLAIN[area] if area == plain else compiled(area, *arrays)
        )
        monkeypatch.setattr(machine, "_kernel", chosen)
        mixed = empty_state(SMALL)
        assert apply_all(mixed, stream[:600]).tobytes() == expected.tobytes()
        assert np.array_equal(mixed.view(np.uint8), whole.view(np.uint8))


MANGLED = """
from numba import typeof
from engine.rules.state import Capacity, empty_state
import engine.compiler.machine_code
print(typeof(empty_state(Capacity({accounts}, 4, 4, 4, 4096))).dtype.mangling_args)
"""


def test_two_capacities_compiled_apart_do_not_mix() -> None:
    """Compiled code is shared through a folder, so kernels for two capacities must not go by one
    name.
    """
    answers = []
    for accounts in (8, 9):
        program = [sys.executable, "-c", MANGLED.format(accounts=accounts)]
        answers.append(
            subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        )
    assert answers[0] != answers[1]


def test_no_field_is_set_that_a_kind_does_not_use(stream: CommandArray) -> None:
    assert unused_fields(stream) == []
    events = apply_all(empty_state(SMALL), stream)
    for kind in set(EventKind) - {EventKind.ACCEPTED, EventKind.REFUSED}:
        used = {*EVERY_EVENT, *(field for each in kind.uses.values() for field in each)}
        chosen = events[events["kind"] == kind]
        unused = [name for name in events.dtype.names if name not in used and chosen[name].any()]
        assert unused == [], kind


def test_the_stream_is_worth_replaying(stream: CommandArray) -> None:
    events = apply_all(empty_state(SMALL), stream)
    assert len(np.unique(events["kind"])) >= 8, np.unique(events["kind"])
    assert len(np.unique(events["reason"])) >= 20, np.unique(events["reason"])
