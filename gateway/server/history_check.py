"""The check of the whole log beside the running gateway.

A start verifies what follows its snapshot. What lies before is proven afterwards by a process of
the lowest priority, at a bounded pace. Damage there changes nothing of what the venue does now;
it is reported to the staff, who have copies to mend it from.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path

from gateway.protocol.server_clock import SystemClock
from gateway.schedule.notices import Notice, NoticeBoard
from gateway.schedule.times import shanghai

CHECK_AFTER_S = 30.0  # from the start on, so that the members' return goes first
PROOF = "engine.record.history.background"
REMEDY = "`ceax log verify` names every problem; bring the segment back from a copy"

log = logging.getLogger(__name__)


@dataclass
class HistoryCheck:
    """What the check has found: in words, whether it found damage, and the last command proven."""

    says: str = "not checked yet"
    damaged: bool = False
    commands: int = 0


async def check_history(
    folder: Path, check: HistoryCheck, board: NoticeBoard, after_s: float = CHECK_AFTER_S
) -> None:
    """Have the log in a folder proven, once, and report what was found; cancelled, the proof ends
    as well.
    """
    await asyncio.sleep(after_s)
    check.says = "being checked"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", PROOF, str(folder)), stdin=PIPE, stdout=PIPE
    )
    try:
        assert process.stdout is not None
        written = await process.stdout.read()
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    found = json.loads(written) if code == 0 else {"failure": f"it ended with exit code {code}"}
    _report(found, check, board)


def _report(found: dict[str, object], check: HistoryCheck, board: NoticeBoard) -> None:
    problems, failure = found.get("problems"), found.get("failure")
    if problems:
        assert isinstance(problems, list)
        check.says, check.damaged = "; ".join(problems), True
        notice = Notice("log_damaged", f"{check.says}; {REMEDY}", False)
        board.keep(notice, shanghai(SystemClock().now_ns()))
    elif failure:
        check.says = f"the check could not be made: {failure}"
        log.error("the log: %s", check.says)
    else:
        commands = found["commands"]
        assert isinstance(commands, int)
        check.commands, check.says = commands, f"sound up to command {commands:,}"
        log.info("the log is %s", check.says)
