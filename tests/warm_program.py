"""The program `ceax` of the worked examples: each call is a fork of one process that has imported
every room, which saves most of its time; it decides few commands, so that plain Python does, with
the same bytes, and no kernel is loaded. The servers of `ceax serve` are forks as well. Commands
that follow something until they are stopped are processes of their own, and so are a venue and its
servers where `BY_ITSELF` is in the environment.

`python -m tests.warm_program FOLDER` serves the calls until its input ends. Servers of tests are
forks too: `tests.forked_servers`.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from io import StringIO
from pathlib import Path
from shlex import quote
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gateway import cli
from tests.plain_python import plain_environment

SOCKET = "warm"  # of the folder; reached by its name alone, as such paths must be short
MAX_CALL = 1 << 20  # bytes
MODULE = "-m"  # before the name of a server's module, as of Python itself
CEAX = "ceax"  # in the place of such a name
WRITERS = ("tests.faults.index_writer", "tests.faults.log_writer")
FORKED = (
    CEAX,
    "gateway.server",
    "marketdata.server",
    "settlement_bridge.server",
    "gateway.supervision.alerts",
    "gateway.supervision.surveillance",
    "tests.faults.dying_gateway",
    "tests.faults.dying_registry",
    *WRITERS,
)
HOLDING_ALL = (  # that servers import
    "gateway.server.process",
    "marketdata.server",
    "settlement_bridge.server.__main__",
    "gateway.supervision.alerts.process",
    "gateway.supervision.surveillance.process",
)
LATE = (  # what commands import when they need it
    "gateway.backup.restore",
    "gateway.backup.take",
    "gateway.client.operations",
    "gateway.console.new_members",
    "rich.progress",
    "settlement_bridge.client.operations",
    "settlement_bridge.compliance.certificate_page",
    "settlement_bridge.documents.copies",
    "typer._click.decorators",
)
FILES_MAX = 4096  # open in a process
BY_ITSELF = "BY_ITSELF"  # of scripts that look for processes by their names
# Takes free ports for a venue, so that examples run side by side.
PROGRAM = """#!/bin/sh
case " $* " in
" serve "*) set -- "$@" --gateway-port "${{GATEWAY_PORT:-0}}" --feed-port "${{FEED_PORT:-0}}" \\
    --registry-port 0 --cash-port 0 --alerts-port 0; alone=${{BY_ITSELF:-}} ;;
" follow "* | *" --follow "*) alone=yes ;;
*) alone= ;;
esac
[ -e {folder}/warm ] && [ -z "$alone" ] && exec {python} -I -S {folder}/call.py "$@"
exec {python} -c 'import gateway.cli; gateway.cli.main()' "$@"
"""
CALL = """import json, os, signal, socket, sys
call = [sys.argv[1:], os.getcwd(), dict(os.environ)]
os.chdir(os.path.dirname(os.path.abspath(__file__)))
connection = socket.socket(socket.AF_UNIX)
connection.connect("warm")
socket.send_fds(connection, [json.dumps(call).encode() + b"\\n"], [0, 1, 2])
process = int.from_bytes(connection.recv(4), "big")
signal.signal(signal.SIGTERM, lambda *_: os.kill(process, signal.SIGTERM))
sys.exit((connection.recv(1) or b"\\1")[0])
"""


def write_program(folder: Path) -> Path:
    """Make a folder that holds `ceax`, which starts by itself until the folder is `warm`, and
    `python`.
    """
    folder.mkdir(parents=True)
    places = {"folder": quote(str(folder)), "python": quote(sys.executable)}
    (folder / "ceax").write_text(PROGRAM.format(**places), encoding="utf-8")
    (folder / "ceax").chmod(0o755)
    (folder / "python").write_text(f'#!/bin/sh\nexec {places["python"]} "$@"\n')
    (folder / "python").chmod(0o755)
    (folder / "call.py").write_text(CALL)
    return folder


@contextmanager
def warm(folder: Path) -> Iterator[None]:
    """While the block runs, the program in a folder is a fork of a process with all imports.

    Raises RuntimeError when that does not start.
    """
    command = [sys.executable, "-m", "tests.warm_program", str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    serving = subprocess.Popen(command, **pipes, env=plain_environment())
    assert serving.stdout is not None
    if not serving.stdout.readline():
        raise RuntimeError("the rooms cannot be imported")
    try:
        yield
    finally:
        serving.communicate()


def main(folder: str) -> None:
    """Serve calls until the input ends."""
    os.chdir(folder)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    import_all()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(SOCKET)
        listening.listen()
        print("ready", flush=True)
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            connection, _ = listening.accept()
            _fork(connection, listening)
            connection.close()
    Path(SOCKET).unlink()


def _fork(connection: socket.socket, listening: socket.socket) -> None:
    """Take the words, place, environment and files of a call; answer it in a fork."""
    text, files, _, _ = socket.recv_fds(connection, MAX_CALL, 3)
    while not text.endswith(b"\n"):
        text += connection.recv(MAX_CALL) or b"\n"
    call = json.loads(text)
    if os.fork() == 0:
        listening.close()
        _answer(connection, files, *call)
    for file in files:
        os.close(file)


def import_all() -> None:
    """Import every room, and make what a call of `ceax` makes first: its commands, and a table."""
    for module in (*HOLDING_ALL, *WRITERS, *LATE):
        import_module(module)
    cli.entry_points = cache(cli.entry_points)  # type: ignore[assignment]
    cli._command = cache(cli._command)
    for point in cli.entry_points(group=cli.GROUP):
        cli._command(point)
    console = Console(file=StringIO())
    console.print(Table("a heading", box=SIMPLE_HEAD), Panel(Columns([Text("a text")])))


def _answer(
    connection: socket.socket,
    files: Sequence[int],
    words: Sequence[str],
    place: str,
    environment: Mapping[str, str],
) -> None:
    """In the fork: run the words of a call."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(place)
    _set_environment(environment)
    connection.send(os.getpid().to_bytes(4, "big"))
    connection.send(bytes([_run_ceax(words)]))
    os._exit(0)


def _run_ceax(words: Sequence[str]) -> int:
    sys.argv = ["ceax", *words]
    sys.modules["__main__"].__package__ = ""  # so that the program goes by that name
    subprocess.Popen = Fork  # type: ignore[misc]
    return _run(cli.main)


class Fork(subprocess.Popen[bytes]):
    """A server that a venue starts with `python -m`: a fork that goes on with its module, in the
    place of a new Python.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str], **options: Any) -> None:
        words = command[command.index(MODULE) + 1 :]
        begin = partial(become, words, env)  # called in the fork, and never returns
        super().__init__(command, preexec_fn=begin, env=env, **options)


def become(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """In a fork: leave the files of the process before to it, and run a module as Python would,
    or `ceax`; never returns.
    """
    os.closerange(3, FILES_MAX)
    signal.set_wakeup_fd(-1)
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(each, signal.SIG_DFL)
    logging.root.handlers.clear()
    sys.stdout, sys.stderr = (os.fdopen(number, "w", closefd=False) for number in (1, 2))
    _set_environment(environment)
    os._exit(_run_ceax(words[1:]) if words[0] == CEAX else _run_module(words))


def _run_module(words: Sequence[str]) -> int:
    """Run a module as `python -m` would; its exit code."""
    sys.argv = list(words)
    sys.modules.pop(words[0], None)  # so that it is the main module, without a warning
    return _run(partial(runpy.run_module, words[0], run_name="__main__", alter_sys=True))


def _set_environment(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _run(work: Callable[[], object]) -> int:
    """Run a program; its exit code."""
    try:
        work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
