"""The processes of a venue: started one by one, listened to, stopped in the opposite order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from engine.texts import terminal
from gateway.client.endpoints import Endpoints
from gateway.protocol.errors import GatewayError

READY_WAIT_S = 120
LONG_READY_WAIT_S = 900  # for a process that names what takes it long, as reading a long log
STOP_WAIT_S = 30  # for one process, to finish what it is writing
log = logging.getLogger(__name__)


class VenueFailed(GatewayError):
    """A process of the venue did not start, or ended by itself."""

    code = "venue_failed"


def _say_on_stderr(text: str) -> None:
    terminal.line(f"ceax: {text}", error=True)


@dataclass(frozen=True)
class VenuePlan:
    """How to start a venue. Port 0 takes any free one; `registry` is an SQLAlchemy URL (None:
    SQLite in the folder).

    `venue` is the id of a new venue (None: one of its own). `limits` differ from the gateway's
    usual ones, as name=value,name=value. `keep_settled`: how many trades of settled days the feed
    keeps (None: as usual). `quiet` writes what the processes log into files in the folder's `logs/`
    instead of this process's stderr. `tell` is called with what makes the start take long.
    """

    data: Path
    host: str = "127.0.0.1"
    gateway_port: int = 0
    feed_port: int = 0
    registry_port: int = 0
    clock: Literal["system", "manual"] = "system"
    registry: str | None = None
    venue: str | None = None
    limits: str = ""
    keep_settled: int | None = None
    quiet: bool = False
    tell: Callable[[str], None] = _say_on_stderr


@dataclass
class RunningVenue:
    """A running venue: made by `running_venue`.

    `processes` by name, in order of their start; `id` is the venue's.
    """

    plan: VenuePlan
    processes: dict[str, Process] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    id: str = ""
    _hearing: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def endpoints(self) -> Endpoints:
        """Where the three servers listen."""
        return Endpoints(**self.urls)

    async def watch(self) -> NoReturn:
        """Wait until a process ends by itself. Raises VenueFailed that names it."""
        waits = {
            asyncio.create_task(process.wait()): name for name, process in self.processes.items()
        }
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        name = waits[done.pop()]
        raise VenueFailed(
            f"{name} ended by itself with exit code"
            f" {self.processes[name].returncode}{self._where(name)}"
        )

    async def start(self, name: str, module: str, *arguments: str) -> None:
        """Start one process and wait for its ready line. Raises VenueFailed."""
        process = await self._spawn(name, module, arguments)
        self.processes[name] = process
        line = await self._line_of(name, process, READY_WAIT_S)
        while (doing := _doing_in(line)) is not None:
            self.plan.tell(f"{name}: {doing}")
            line = await self._line_of(name, process, LONG_READY_WAIT_S)
        ready = _ready_in(line, name)
        self.urls[name] = str(ready["url"])
        self.id = str(ready.get("venue", self.id))
        self._hearing.append(asyncio.create_task(self._hear(name, process)))

    async def _hear(self, name: str, process: Process) -> None:
        """Tell what a process that is ready says it has done meanwhile."""
        assert process.stdout is not None
        while line := await process.stdout.readline():
            if (doing := _doing_in(line)) is not None:
                self.plan.tell(f"{name}: {doing}")

    async def _line_of(self, name: str, process: Process, wait_s: float) -> bytes:
        """The next line on the process's stdout. Raises VenueFailed when none comes."""
        assert process.stdout is not None
        try:
            async with asyncio.timeout(wait_s):
                line = await process.stdout.readline()
        except TimeoutError as error:
            raise VenueFailed(
                f"{name} was not ready after {wait_s} s{self._where(name)}"
            ) from error
        if not line:
            code = await process.wait()
            raise VenueFailed(
                f"{name} ended with exit code {code} before it was ready{self._where(name)}"
            )
        return line

    async def stop(self) -> None:
        """Ask the processes to stop, the last first, and wait; one that does not is killed."""
        for name, process in reversed(self.processes.items()):
            if process.returncode is None:
                log.info("stopping %s, process %d", name, process.pid)
            else:
                log.info("%s has ended with exit code %d", name, process.returncode)
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(STOP_WAIT_S):
                    await process.wait()
            except TimeoutError:
                log.error("%s did not stop within %d s and was killed", name, STOP_WAIT_S)
                process.kill()
                await process.wait()
        await asyncio.gather(*self._hearing)

    async def _spawn(self, name: str, module: str, arguments: tuple[str, ...]) -> Process:
        command = (
            sys.executable,
            "-P",
            "-m",
            module,
            "--data",
            str(self.plan.data),
            "--host",
            self.plan.host,
        )
        with contextlib.ExitStack() as files:
            stderr = files.enter_context(self._log(name).open("ab")) if self.plan.quiet else None
            # A session of its own: Ctrl-C in the terminal reaches this process only, which stops
            # them in order.
            return await asyncio.create_subprocess_exec(
                *command,
                *arguments,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=stderr,
                start_new_session=True,
            )

    def _log(self, name: str) -> Path:
        folder = self.plan.data / "logs"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.log"

    def _where(self, name: str) -> str:
        return f": see {self._log(name)}" if self.plan.quiet else ": see its log above"


def _doing_in(line: bytes) -> str | None:
    """What a process says that it is doing."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return (
        str(said["doing"])
        if isinstance(said, dict) and {"starting", "doing"} <= said.keys()
        else None
    )


def _ready_in(line: bytes, name: str) -> dict[str, Any]:
    """The ready line of a process; it has a url."""
    try:
        ready: dict[str, Any] = json.loads(line)
        who, _ = ready["ready"], ready["url"]
    except (ValueError, TypeError, KeyError) as error:
        raise VenueFailed(f"{name} printed {line[:80]!r} instead of its ready line") from error
    if who != name:
        raise VenueFailed(f"{name} says that {who!r} is ready")
    return ready
