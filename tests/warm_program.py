"""The program `ceax` of the worked examples: each call is a fork of one process that has imported
every room, which saves most of its time. Commands that run until they are stopped are processes of
their own.

`python -m tests.warm_program FOLDER` serves the calls until its input ends.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from shlex import quote

from gateway import cli

SOCKET = "warm"  # of the folder; reached by its name alone, as such paths must be short
MAX_CALL = 1 << 20  # bytes
# Takes free ports for a venue, so that examples run side by side.
PROGRAM = """#!/bin/sh
case " $* " in
" serve "*) set -- "$@" --gateway-port "${{GATEWAY_PORT:-0}}" --feed-port "${{FEED_PORT:-0}}" \\
    --registry-port 0 ;;
" follow "* | *" --follow "*) ;;
*) [ -e {folder}/warm ] && exec {python} -I -S {folder}/call.py "$@" ;;
esac
exec {python} -c 'import gateway.cli; gateway.cli.main()' "$@"
"""
CALL = """import json, os, socket, sys
call = [sys.argv[1:], os.getcwd(), dict(os.environ)]
os.chdir(os.path.dirname(os.path.abspath(__file__)))
connection = socket.socket(socket.AF_UNIX)
connection.connect("warm")
socket.send_fds(connection, [json.dumps(call).encode() + b"\\n"], [0, 1, 2])
sys.exit((connection.recv(1) or b"\\1")[0])
"""


def write_program(folder: Path) -> Path:
    """Make a folder that holds `ceax`, which starts by itself until the folder is `warm`."""
    folder.mkdir(parents=True)
    places = {"folder": quote(str(folder)), "python": quote(sys.executable)}
    (folder / "ceax").write_text(PROGRAM.format(**places), encoding="utf-8")
    (folder / "ceax").chmod(0o755)
    (folder / "call.py").write_text(CALL)
    return folder


@contextmanager
def warm(folder: Path) -> Iterator[None]:
    """While the block runs, the program in a folder is a fork of a process with all imports.

    Raises RuntimeError when that does not start.
    """
    command = [sys.executable, "-m", "tests.warm_program", str(folder)]
    serving = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert serving.stdout is not None
    if not serving.stdout.readline():
        raise RuntimeError("the rooms cannot be imported")
    try:
        yield
    finally:
        serving.communicate()


def main(folder: str) -> None:
    """Import every command, then serve calls until the input ends."""
    for point in entry_points(group=cli.GROUP):
        point.load()
    os.chdir(folder)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(SOCKET)
        listening.listen()
        gc.freeze()
        print("ready", flush=True)
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            connection, _ = listening.accept()
            if os.fork() == 0:
                _answer(connection)
            connection.close()
    Path(SOCKET).unlink()


def _answer(connection: socket.socket) -> None:
    """In the fork: take the words, place, environment and files of a call; run it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    text, files, _, _ = socket.recv_fds(connection, MAX_CALL, 3)
    while not text.endswith(b"\n"):
        text += connection.recv(MAX_CALL)
    words, place, environment = json.loads(text)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(place)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["ceax", *words]
    connection.send(bytes([_run()]))
    os._exit(0)


def _run() -> int:
    """Run the command line; its exit code."""
    try:
        cli.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
