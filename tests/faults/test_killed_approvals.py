"""A venue killed (kill -9) while an act is asked, and while it is approved: nothing is lost, and
nothing is done twice.
"""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from engine.commands import CommandKind
from engine.events import EventKind
from tests.faults.dying_gateway import MOMENTS, die_in
from tests.faults.test_house_closings import command_is_there
from tests.gateway.test_approvals import Desk, desk_on


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venue with an act that awaits approval."""
    folder = tmp_path_factory.mktemp("template")
    for desk in desk_on(folder):
        assert desk.held() == 1
    return folder


def killed(folder: Path, kind: CommandKind, moment: str) -> None:
    """A process of its own opens the venue and dies in the first command of that kind."""
    child = os.fork()
    if child == 0:
        die_in(kind, moment)
        try:
            for desk in desk_on(folder, market=False):
                desk.held() if kind == CommandKind.HOLD_ACT else approve(desk)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def approve(desk: Desk) -> str:
    return desk.code("ben", "approve_act", 1, reason="seen")


def closings(desk: Desk) -> int:
    """How often the phase has become closed."""
    events = desk.floor.sequencer.events(1, 10_000)
    of_phase = events["command_kind"] == CommandKind.SET_PHASE
    accepted = of_phase & (events["kind"] == EventKind.ACCEPTED)
    return int(accepted.sum()) - 1  # the morning


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_act_whose_approval_was_killed_is_done_once_or_awaits_it_still(
    template: Path, tmp_path: Path, moment: str
) -> None:
    folder = shutil.copytree(template, tmp_path / "venue")
    killed(folder, CommandKind.APPROVE_ACT, moment)
    done = command_is_there(moment)
    for desk in desk_on(folder, market=False):
        assert [each["number"] for each in desk.waiting()] == ([] if done else [1])
        assert (desk.phase, closings(desk)) == (("closed", 1) if done else ("morning", 0))
        assert approve(desk) == ("held_unknown" if done else "ok")
        assert (desk.phase, closings(desk), desk.waiting()) == ("closed", 1, [])


@pytest.mark.parametrize("moment", ("within the write", "after the sync"))
def test_an_act_that_was_killed_while_it_was_asked_awaits_approval_once_or_not_at_all(
    template: Path, tmp_path: Path, moment: str
) -> None:
    folder = shutil.copytree(template, tmp_path / "venue")
    killed(folder, CommandKind.HOLD_ACT, moment)
    for desk in desk_on(folder, market=False):
        waiting = [each["number"] for each in desk.waiting()]
        assert waiting == ([1, 2] if command_is_there(moment) else [1])
        assert desk.phase == "morning"
