"""The processes of a venue: started one by one, listened to, stopped in the opposite order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from typing import NoReturn

from gateway.client.endpoints import Endpoints
from gateway.client.known_servers import VARIABLE as KEY_VARIABLE
from gateway.launch.plan import GATEWAY, VenuePlan
from gateway.launch.priority import let_others_go_first
from gateway.launch.spawning import log_file_of, spawned
from gateway.protocol.announcements import Doing, Failed, Ready, Said, said_in
from gateway.protocol.errors import GatewayError
from gateway.protocol.tls import CA_VARIABLE

READY_WAIT_S = 120
LONG_READY_WAIT_S = 900  # for a process that names what takes it long, as reading a long log
LAST_WORDS_WAIT_S = 1.0  # for the last words of a process that has ended
STOP_WAIT_S = 30  # for one process, to finish what it is writing
log = logging.getLogger(__name__)


class VenueFailed(GatewayError):
    """A process of the venue did not start, or ended by itself.

    `exit_code` is the process's, as `asyncio` gives it, or what to end with where none was started;
    None while it runs.
    """

    code = "venue_failed"

    def __init__(self, message: str, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass
class RunningVenue:
    """A running venue: made by `running_venue`.

    `processes` by name, in order of their start; `urls` of all servers that are known; `named` is
    what endpoints.json says of those that were started here: their keys, and their addresses for
    the venue's own processes; `entered` is all that it has of them; `id` is the venue's.
    """

    plan: VenuePlan
    processes: dict[str, Process] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    entered: dict[str, str] = field(default_factory=dict)
    id: str = ""
    _started_with: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _hearing: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _reasons: dict[str, str] = field(default_factory=dict)  # why processes have ended
    _pipe: tuple[int, ...] = ()  # the standard input of all

    @property
    def endpoints(self) -> Endpoints:
        """Where the three servers listen."""
        return Endpoints(**self.urls, **self.named)

    def own_url(self, name: str) -> str:
        """Where the venue's own processes reach a server."""
        return self.named.get(f"{name}_own", self.urls[name])

    async def watch(self) -> NoReturn:
        """Wait until a process ends by itself. Raises VenueFailed that names it."""
        waits = {asyncio.create_task(self.ended(name)): name for name in self.processes}
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        raise self.failure(waits[done.pop()])

    async def ended(self, name: str) -> int:
        """Wait until a process has ended; its exit code, negative for a signal."""
        code = await self.processes[name].wait()
        if name in self._hearing:
            await asyncio.wait({self._hearing[name]}, timeout=LAST_WORDS_WAIT_S)
        return code

    def failure(self, name: str) -> VenueFailed:
        """That a process has ended by itself."""
        code = self.processes[name].returncode
        return VenueFailed(f"{name} ended by itself with exit code {code}{self._why(name)}", code)

    async def start(self, name: str, module: str, *arguments: str) -> None:
        """Start one process and wait for its ready line.

        Raises VenueFailed; the process may run then.
        """
        self._started_with[name] = (module, *arguments)
        await self._start(name, module, arguments)

    async def _start(self, name: str, module: str, arguments: tuple[str, ...]) -> None:
        try:
            process = await spawned(
                self.plan, name, (module, *arguments), self._starter(), self._environment()
            )
        except OSError as error:  # no memory, too many processes or files
            raise VenueFailed(f"{name} cannot be started: {error}") from error
        self.processes[name] = process
        let_others_go_first(name, process.pid)
        self._reasons.pop(name, None)
        said = await self._said_by(name, process, READY_WAIT_S)
        while not isinstance(said, Ready):
            said = await self._said_by(name, process, LONG_READY_WAIT_S)
        self.urls[name] = said.url
        told = {f"{name}_key": said.key, f"{name}_own": said.own}
        self.named |= {name: value for name, value in told.items() if value}
        self.id = said.venue or self.id
        self._hearing[name] = asyncio.create_task(self._hear(name, process))

    async def start_again(self, name: str) -> None:
        """Start a process that has ended as it was started before, on the port that it had.

        Raises VenueFailed; the process has ended then.
        """
        module, *arguments = self._started_with[name]
        if name in self.urls:  # a port that is named last counts
            arguments += ["--port", self.urls[name].rpartition(":")[2]]
        if own := self.named.get(f"{name}_own"):
            arguments += ["--own-port", own.rpartition(":")[2]]
        arguments += ["--again"] if name == GATEWAY else []
        try:
            await self._start(name, module, tuple(arguments))
        except BaseException:
            await self.stop_one(name)
            raise

    async def _hear(self, name: str, process: Process) -> None:
        """Take in what a process that is ready says until it ends."""
        assert process.stdout is not None
        while line := await process.stdout.readline():
            with contextlib.suppress(ValueError):  # it is ready: other lines are nobody's
                self._note(name, said_in(line))

    def _note(self, name: str, said: Said) -> None:
        """Tell what takes a process long, and keep why it ends."""
        if isinstance(said, Doing):
            self.plan.tell(f"{name}: {said.doing}")
        elif isinstance(said, Failed):
            self._reasons[name] = said.reason

    async def _said_by(self, name: str, process: Process, wait_s: float) -> Said:
        """What the process says next, which is noted. Raises VenueFailed when nothing comes, or
        something else.
        """
        line = await self._line_of(name, process, wait_s)
        try:
            said = said_in(line)
        except ValueError as error:
            raise VenueFailed(f"{name} printed {line[:80]!r} instead of its ready line") from error
        if said.server != name:
            raise VenueFailed(f"{name} says of {said.server!r} how it is")
        self._note(name, said)
        return said

    async def _line_of(self, name: str, process: Process, wait_s: float) -> bytes:
        """The next line on the process's stdout. Raises VenueFailed when none comes."""
        assert process.stdout is not None
        try:
            async with asyncio.timeout(wait_s):
                line = await process.stdout.readline()
        except TimeoutError as error:
            raise VenueFailed(f"{name} was not ready after {wait_s} s{self._why(name)}") from error
        if not line:
            code = await process.wait()
            ended = f"{name} ended with exit code {code} before it was ready"
            raise VenueFailed(f"{ended}{self._why(name)}", code)
        return line

    async def stop(self) -> None:
        """Ask the processes to stop, the last first, and wait; one that does not is killed.

        In this order each finds what it depends on until it has ended, and what it has not read
        by then it reads at its next start.
        """
        for name in reversed(self.processes):
            await self.stop_one(name)
        for end in self._pipe:
            os.close(end)
        self._pipe = ()
        await asyncio.gather(*self._hearing.values())

    async def stop_one(self, name: str) -> None:
        """Ask one process to stop, and wait; it is killed where it does not."""
        process = self.processes[name]
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

    def _environment(self) -> dict[str, str]:
        """What no other user of this machine reads in the list of processes, a password; and whom
        the servers trust: where all are started here, those alone that have been started before.
        """
        given: dict[str, object] = {"CEAX_REGISTRY": self.plan.registry, CA_VARIABLE: self.plan.ca}
        given["CEAX_CASH"] = self.plan.cash
        if not self.plan.elsewhere:
            keys = (f"{name}_key" for name in self.processes)
            given[KEY_VARIABLE] = ",".join(self.named[each] for each in keys if each in self.named)
        return {name: str(value) for name, value in given.items() if value}

    def _starter(self) -> int:
        """The read end of a pipe that ends with this process, however that ends."""
        self._pipe = self._pipe or os.pipe()
        return self._pipe[0]

    def _why(self, name: str) -> str:
        """Why a process has ended, by its own words, and where to read more."""
        log_file = f"see {log_file_of(self.plan, name)}" if self.plan.quiet else ""
        words = [self._reasons.get(name, ""), log_file]
        return ": " + ("; ".join(filter(None, words)) or "see its log above")
