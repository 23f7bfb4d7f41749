"""Servers and writers of logs that tests start with `python -m`: each is a fork of a process that
has imported the rooms, and a child of the test's process, to be killed and waited for as any other.
Those that decide few commands decide in plain Python; for the others that process has loaded the
kernels. A test about the start of a process starts one.

`python -m tests.forked_servers` forks them until its standard input ends.
"""

from __future__ import annotations

import ctypes
import gc
import inspect
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

from engine.compiler.jit import PLAIN
from engine.record.compiling import AREAS, compile_areas
from tests.compiled_ahead import CAPACITIES
from tests.plain_python import PLAINLY, plain_environment
from tests.warm_program import FORKED, MODULE, become, import_all

HOUSE = Path(__file__).parents[1]
SET_CHILD_SUBREAPER = 36  # of prctl: orphans below become children of this process
CALL_MAX = 1 << 20  # bytes
NUMBER_BYTES = 4
# What a fork is not given: who asks for it has the program begin as usual.
USUAL = {"preexec_fn": None, "pass_fds": (), "gid": None, "uid": None, "umask": -1}
PIPES = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
NORMAL = inspect.signature(subprocess.Popen._execute_child)


class Forker:
    """The process that forks servers, which decide in plain Python where its environment says."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._connection, theirs = socket.socketpair()
        path = os.pathsep.join(filter(None, [str(HOUSE), environment.get("PYTHONPATH")]))
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked_servers"],
                stdin=theirs,
                cwd=HOUSE,
                env={**environment, "PYTHONPATH": path},
            )

    def start(self, call: Mapping[str, Any], files: Sequence[int]) -> int:
        """A server; the number of its process, which is a child of this one."""
        text = json.dumps(call).encode() + b"\n"
        with orphans_come_here():
            socket.send_fds(self._connection, [text[:1]], files)
            self._connection.sendall(text[1:])
            answer = self._connection.recv(NUMBER_BYTES)
        if len(answer) < NUMBER_BYTES:
            raise OSError(f"the process that forks servers has ended: {self._process.wait()}")
        return int.from_bytes(answer, "big")


@cache
def forker(plain: bool) -> Forker:
    """The one of this process for servers that decide so; it ends with this process."""
    return Forker(plain_environment() if plain else os.environ)


@contextmanager
def orphans_come_here() -> Iterator[None]:
    """While the block runs, this process is the parent of descendants whose own has ended."""
    set_option = ctypes.CDLL(None).prctl
    set_option(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        set_option(SET_CHILD_SUBREAPER, 0, 0, 0, 0)


class ForkedServer(subprocess.Popen[Any]):
    """In the place of `subprocess.Popen`: a server is forked, any other program begins as usual."""

    more: Mapping[str, str] = {}  # of the environment of a server

    def _execute_child(self, *given: Any, **named: Any) -> None:
        asked = NORMAL.bind(self, *given, **named).arguments
        words = server_in(asked["args"])
        environment = {**(os.environ if asked["env"] is None else asked["env"]), **self.more}
        if not words or any(asked[name] != usual for name, usual in USUAL.items()):
            super()._execute_child(*given, **named)
            return
        call = {
            "words": words,
            "place": str(asked["cwd"] or Path.cwd()),
            "environment": environment,
            "session": asked["start_new_session"],
        }
        ends = (asked["p2cread"], asked["c2pwrite"], asked["errwrite"])
        files = [number if end == -1 else end for number, end in enumerate(ends)]
        self.pid = forker(PLAINLY.items() <= environment.items()).start(call, files)
        self._child_created = True
        self._close_pipe_fds(*(asked[name] for name in PIPES))


class PlainServer(ForkedServer):
    """The same; a server decides in plain Python."""

    more = PLAINLY


def plain_server(*words: str, stderr: IO[Any] | None = None) -> subprocess.Popen[str]:
    """A server of these words after `python -m`, or of those of `ceax`, which decides in plain
    Python. What it prints is read from `stdout`.
    """
    command = [sys.executable, MODULE, *words]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": stderr}
    return PlainServer(command, encoding="utf-8", **pipes)


def server_in(command: object) -> list[str]:
    """The words of a command after `python -m` where that begins a server; none elsewhere."""
    words = [str(each) for each in command] if isinstance(command, (list, tuple)) else []
    module = words.index(MODULE) + 1 if MODULE in words[:3] else 0
    return words[module:] if module and words[module] in FORKED else []


def main() -> None:
    """Import, and load where they are used, what servers need; then fork one for each call."""
    import_all()
    for capacity in () if PLAIN else CAPACITIES:
        compile_areas(AREAS, capacity)
    gc.collect()
    gc.freeze()
    connection = socket.socket(fileno=os.dup(0))
    while True:
        text, files, _, _ = socket.recv_fds(connection, CALL_MAX, 3)
        if not text:
            return
        while not text.endswith(b"\n"):
            text += connection.recv(CALL_MAX)
        connection.send(_forked(json.loads(text), files).to_bytes(NUMBER_BYTES, "big"))
        for each in files:
            os.close(each)


def _forked(call: Mapping[str, Any], files: Sequence[int]) -> int:
    """A server whose parent has ended; its number."""
    reading, writing = os.pipe()
    between = os.fork()
    if between == 0:
        if server := os.fork():
            os.write(writing, server.to_bytes(NUMBER_BYTES, "big"))
            os._exit(0)
        _serve(call, files)
    os.waitpid(between, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        return int.from_bytes(answer.read(NUMBER_BYTES), "big")


def _serve(call: Mapping[str, Any], files: Sequence[int]) -> None:
    """In the fork: take the files, place, words and environment of a call; never returns."""
    if call["session"]:
        os.setsid()
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(call["place"])
    become(call["words"], call["environment"])


if __name__ == "__main__":
    main()
