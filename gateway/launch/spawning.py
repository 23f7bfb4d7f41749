"""One process of a venue on this machine: its command line, its environment, where it logs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gateway.launch.plan import VenuePlan


async def spawned(
    plan: VenuePlan,
    name: str,
    arguments: tuple[str, ...],
    stdin: int,
    environment: Mapping[str, str],
) -> Process:
    """Start a process: `arguments` are its module and what that takes beside what all take; its
    standard input is a pipe that ends with this process. Raises OSError.
    """
    module, *own = arguments
    place = ("--data", str(plan.data), "--host", plan.host)
    listens = ("--own-port", "0", *plan.security.arguments)
    every = ("--log", plan.log, "--attached", *listens)
    with _stderr(plan, name) as stderr:
        # A session of its own: Ctrl-C in the terminal reaches this process only, which stops
        # them in order. Its standard input ends with this process, and it with that.
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", module, *place, *every, *own),
            stdin=stdin,
            stdout=PIPE,
            stderr=stderr,
            env=os.environ | environment,
            start_new_session=True,
        )


@contextlib.contextmanager
def _stderr(plan: VenuePlan, name: str) -> Iterator[Any]:
    """Where a process logs; None for this process's own stderr."""
    if not plan.quiet:
        yield None
        return
    with log_file_of(plan, name).open("ab") as file:
        yield file


def log_file_of(plan: VenuePlan, name: str) -> Path:
    """The file in which a process of a quiet venue logs; its folder is made."""
    folder = plan.data / "logs"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.log"
