"""Servers of tests as forks of one process of the test run's worker, `tests.warm_program`: each is
ready in a fraction of the second of processor time that its imports take. They decide in plain
Python. A test about the start of a process starts one.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from tests.plain_python import PLAINLY
from tests.warm_program import MODULE, SERVERS, SOCKET, warm

LOOK_S = 0.001
ATTEND_S = 0.02
START_PROCESS = asyncio.create_subprocess_exec


@cache
def _warm_program() -> Path:
    """The folder of this process's warm program, which starts with its first fork."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="warm-")))
    stack.enter_context(warm(folder))
    return folder


class Forked:
    """A fork that runs `-m` and the words of a server, or those of `ceax`; as much of
    `subprocess.Popen` as tests of servers use. What it prints is read from `stdout`.

    Raises RuntimeError when what it needs cannot be imported.
    """

    def __init__(
        self,
        *words: str,
        env: Mapping[str, str] = os.environ,
        stdin: int | None = None,
        stderr: IO[Any] | None = None,
    ) -> None:
        reading, writing = os.pipe()
        self.stdout = os.fdopen(reading, encoding="utf-8")
        self.returncode: int | None = None
        call = json.dumps([words, str(Path.cwd()), {**env, **PLAINLY}]).encode() + b"\n"
        self._connection = socket.socket(socket.AF_UNIX)
        with Path(os.devnull).open() as nothing:
            reads = nothing.fileno() if stdin is None else stdin
            files = [reads, writing, 2 if stderr is None else stderr.fileno()]
            self._connection.connect(str(_warm_program() / SOCKET))
            socket.send_fds(self._connection, [call], files)
        os.close(writing)
        self.pid = int.from_bytes(self._connection.recv(4), "big")
        if not self.pid:
            raise RuntimeError(f"no fork runs {words}")

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once it has ended and let go of its files; as if killed where it gave
        none. Raises subprocess.TimeoutExpired.
        """
        if self.returncode is None:
            self._connection.settimeout(timeout)
            try:
                code = self._connection.recv(1)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("fork", timeout or 0) from None
            while _exists(self.pid):
                time.sleep(LOOK_S)
            self._connection.close()
            self.returncode = code[0] if code else -signal.SIGKILL
        return self.returncode

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Forked:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stdout.close()
        self.wait()


class Attended:
    """A fork as `asyncio` has processes."""

    def __init__(self, forked: Forked, stdout: asyncio.StreamReader) -> None:
        self.stdout, self.pid = stdout, forked.pid
        self.send_signal, self.terminate = forked.send_signal, forked.terminate
        self.kill = forked.kill
        self._forked = forked

    @property
    def returncode(self) -> int | None:
        """The exit code, None while it runs."""
        return self._forked.poll()

    async def wait(self) -> int:
        """Wait until it has ended; its exit code."""
        while (code := self.returncode) is None:
            await asyncio.sleep(ATTEND_S)
        return code


async def start_process(*words: str, env: Mapping[str, str] | None = None, **options: Any) -> Any:
    """In the place of `asyncio.create_subprocess_exec`: a server of a venue is a fork, unless its
    complaints are read.
    """
    of_server = words[words.index(MODULE) :] if MODULE in words else ()
    if not SERVERS.keys() & set(of_server[1:2]) or options.get("stderr") == asyncio.subprocess.PIPE:
        return await START_PROCESS(*words, env=env, **options)
    files = {name: options.get(name) for name in ("stdin", "stderr")}
    forked = Forked(*of_server, env=os.environ if env is None else env, **files)
    stdout = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(stdout)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, forked.stdout)
    return Attended(forked, stdout)


def _exists(pid: int) -> bool:
    """Whether a process is there."""
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
