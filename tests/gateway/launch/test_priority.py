"""Which of a venue's processes goes first where the processors are busy."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.launch.plan import FEED, REGISTRY
from gateway.launch.priority import NICE, let_others_go_first


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that leads a session and does nothing."""
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        yield process
        process.kill()


def nice_of_session(pid: int) -> int:
    place = Path(f"/proc/{pid}/autogroup")
    if not place.exists():
        pytest.skip("this system does not share processors between sessions")
    return int(place.read_text(encoding="ascii").split()[-1])


def test_the_registry_leaves_the_processors_to_the_others_also_as_a_session(
    process: subprocess.Popen[bytes],
) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    let_others_go_first(FEED, process.pid)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == own
    let_others_go_first(REGISTRY, process.pid)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(own + NICE[REGISTRY], 19)
    assert nice_of_session(process.pid) == NICE[REGISTRY]


def test_a_process_that_has_ended_is_nobodys_concern(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    let_others_go_first(REGISTRY, process.pid)
