"""Which of a venue's processes goes first where the processors are busy."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from gateway.launch.plan import ALERTS, CASH, REGISTRY, SURVEILLANCE

NICEST = 19
# so that their start, settling and judging make no member wait
NICE = {REGISTRY: 5, CASH: 5, SURVEILLANCE: 5, ALERTS: 5}


def let_others_go_first(server: str, pid: int) -> None:
    """Give the process of a server, which leads a session, less of a busy processor than this one
    has, as `NICE` says.
    """
    if server in NICE:
        own = os.getpriority(os.PRIO_PROCESS, 0)
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, pid, min(own + NICE[server], NICEST))
        be_nice_as_session(pid, NICE[server])


def go_last() -> None:
    """Have this process wait for all others, and also its session where it leads one."""
    os.setpriority(os.PRIO_PROCESS, 0, NICEST)
    if os.getsid(0) == os.getpid():
        be_nice_as_session(os.getpid(), NICEST)


def be_nice_as_session(pid: int, nice: int) -> None:
    """Linux first shares the processors between sessions, and then what one has between its
    processes (`sched(7)`, autogroup): their own priorities do not count against another session's.
    """
    with contextlib.suppress(OSError):  # another system, or it has ended already
        Path(f"/proc/{pid}/autogroup").write_text(str(nice), encoding="ascii")
