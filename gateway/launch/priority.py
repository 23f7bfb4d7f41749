"""Which of a venue's processes goes first where the processors are busy."""

from __future__ import annotations

import contextlib
import os

from gateway.launch.plan import REGISTRY

NICEST = 19
NICE = {REGISTRY: 5}  # so that its start and its settling make no member wait


def let_others_go_first(server: str, pid: int) -> None:
    """Give the process of a server less of a busy processor than this one has, as `NICE` says."""
    if server in NICE:
        own = os.getpriority(os.PRIO_PROCESS, 0)
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, pid, min(own + NICE[server], NICEST))
