"""Servers and writers of logs that tests of faults start with `python -m`: each is a fork of a
process that has imported every room and loaded the kernels, and a child of the test's process, to
be killed and waited for as any other. Those of `tests.forked_servers` load no kernels.

`python -m tests.faults.forks` forks them until its standard input ends.
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
from importlib import import_module
from pathlib import Path
from typing import Any

from engine.compiler.jit import PLAIN
from engine.record.compiling import AREAS, compile_areas
from tests.compiled_ahead import CAPACITIES
from tests.plain_python import PLAINLY
from tests.warm_program import MODULE, SERVERS, become

HOUSE = Path(__file__).parents[2]
WRITERS = ("tests.faults.index_writer", "tests.faults.log_writer")
FORKED = (
    "gateway.server",
    "marketdata.server",
    "settlement_bridge.server",
    "tests.faults.dying_gateway",
    "tests.faults.dying_registry",
    *WRITERS,
)
SET_CHILD_SUBREAPER = 36  # of prctl: orphans below become children of this process
CALL_MAX = 1 << 20  # bytes
NUMBER_BYTES = 4
# What a fork is not given: who asks for it has the program begin as usual.
USUAL = {"preexec_fn": None, "pass_fds": (), "gid": None, "uid": None, "umask": -1}
PIPES = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
NORMAL = inspect.signature(subprocess.Popen._execute_child)


class Forker:
    """The process that forks servers."""

    def __init__(self) -> None:
        self._connection, theirs = socket.socketpair()
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH")])),
        }
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.forks"],
                stdin=theirs,
                cwd=HOUSE,
                env=environment,
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
def forker() -> Forker:
    """The one of this process; it ends with it."""
    return Forker()


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
    """In the place of `subprocess.Popen`: a server is forked, any other program begins as usual, as
    does one that is to decide in plain Python.
    """

    def _execute_child(self, *given: Any, **named: Any) -> None:
        asked = NORMAL.bind(self, *given, **named).arguments
        words = server_in(asked["args"])
        environment = dict(os.environ if asked["env"] is None else asked["env"])
        more = any(asked[name] != usual for name, usual in USUAL.items())
        if not words or more or PLAINLY.items() <= environment.items():
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
        self.pid = forker().start(call, files)
        self._child_created = True
        self._close_pipe_fds(*(asked[name] for name in PIPES))


def server_in(command: object) -> list[str]:
    """The words of a command after `python -m` where that begins a server; none elsewhere."""
    words = [str(each) for each in command] if isinstance(command, (list, tuple)) else []
    module = words.index(MODULE) + 1 if MODULE in words[:3] else 0
    return words[module:] if module and words[module] in FORKED else []


def main() -> None:
    """Import and load what servers need, then fork one for each call."""
    for module in (*SERVERS.values(), *WRITERS):
        import_module(module)
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
