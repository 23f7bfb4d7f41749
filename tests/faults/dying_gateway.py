"""The gateway's process, which kills itself with SIGKILL while it does one command; the rest as
gateway.server.

    python -m tests.faults.dying_gateway --command close_auction --moment "within the write" --data
    DIR ...

The moments are those between which the world differs: what of the command is on the disk, in the
state, in the events, in replies.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from typing import Any, NoReturn

import typer

from engine.commands import CommandArray, CommandKind
from engine.record.sequencer import Batch, Sequencer
from gateway.server.process import serve

MOMENTS = (
    "before the write",
    "within the write",
    "before the sync",
    "after the sync",
    "before the events",
    "before the answer",
)


def die(*_of: Any) -> NoReturn:
    """The end, without a last word."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def die_in(kind: CommandKind, moment: str) -> None:
    """Let the process die at this moment of the first batch with such a command."""
    whole = Sequencer.process

    def process(sequencer: Sequencer, commands: CommandArray) -> Batch:
        if not (commands["kind"] == kind).any():
            return whole(sequencer, commands)
        prepare(sequencer, moment)
        whole(sequencer, commands)
        die()

    Sequencer.process = process  # type: ignore[method-assign]


def prepare(sequencer: Sequencer, moment: str) -> None:
    """Put the death where the moment is."""
    file: Any = sequencer._commands._file
    write, sync = file.write, file.sync

    def write_half(position: int, content: bytes) -> None:
        write(position, content[: len(content) // 2])
        die()

    def sync_and_die() -> None:
        sync()
        die()

    if moment == "before the events":
        sequencer._events.append = die  # type: ignore[method-assign]
    deaths = {
        "before the write": ("write", die),
        "within the write": ("write", write_half),
        "before the sync": ("sync", die),
    }
    deaths["after the sync"] = ("sync", sync_and_die)
    if moment in deaths:
        setattr(file, *deaths[moment])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True)
    parser.add_argument("--moment", choices=MOMENTS, required=True)
    options, rest = parser.parse_known_args()
    die_in(CommandKind[options.command.upper()], options.moment)
    sys.argv[1:] = rest
    typer.run(serve)


if __name__ == "__main__":
    main()
