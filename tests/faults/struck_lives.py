"""Lives of a venue in each of which one system call is struck: run under ``strace -e
inject=…:when=STRIKE``.

    python struck_lives.py TEMPLATE FOLDER STRIKE CALL:NUMBER ...

strace counts the calls of each kind and process apart. Every life is a fork of this process; before
it begins it makes idle calls of one kind, so that its NUMBER-th real one is the STRIKE-th in all.
The copies of TEMPLATE in which they live stay in FOLDER, named CALL:NUMBER, and one line of JSON is
printed for each life.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from random import Random

from engine.errors import EngineError, StorageFailed
from engine.record import snapshot_keeper
from engine.record.log import logs
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, empty_state
from gateway.protocol.server_clock import SystemClock
from tests.simulation.disk import AtOnce
from tests.simulation.traffic import opening, random_batch

BATCHES = 12
SEED = 1  # of what a struck life sends
SEGMENT_BYTES = 6 * 1024
GROWTH_BYTES = 4 * 1024
SNAPSHOT_EVERY = 20


def batches(seed: int, *, first: bool) -> list:
    """What a life sends."""
    random = Random(seed)
    sent = [random_batch(random) for _ in range(BATCHES)]
    return [opening(), *sent] if first else sent


def small_pieces() -> None:
    """Segments, room and snapshots often."""
    logs.SEGMENT_BYTES, logs.GROWTH_BYTES = SEGMENT_BYTES, GROWTH_BYTES
    snapshot_keeper.SNAPSHOT_EVERY = SNAPSHOT_EVERY


def opened(folder: Path) -> Sequencer:
    """The venue; snapshots are written by the thread that is struck."""
    return Sequencer.on(FileStorage(folder), clock=SystemClock(), capacity=SMALL, aside=AtOnce())


def live(folder: Path, seed: int, told: int) -> None:
    """Send batches, tell each number acknowledged; after a failure show that nothing more is
    taken.
    """
    try:
        sequencer = opened(folder)
        for batch in batches(seed, first=sequencer.next_command == 1):
            done = sequencer.process(batch)
            os.write(told, b"acknowledged %d\n" % done.commands["sequence"][-1])
        sequencer.close()
        os.write(told, b"closed\n")
    except StorageFailed as error:
        os.write(told, f"failed {error}\n".encode())
        refuse(locals().get("sequencer"), batch=random_batch(Random(0)), told=told)


def refuse(sequencer: Sequencer | None, batch, told: int) -> None:
    """A venue that failed takes nothing more."""
    if sequencer is None:
        return
    try:
        sequencer.process(batch)
    except EngineError:
        return
    os.write(told, b"taken after a failure\n")


def idle(call: str, count: int) -> None:
    """Calls that do nothing but count."""
    path = Path(tempfile.gettempdir()) / f"ceax-idle-{os.getpid()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    calls = {
        "pwrite64": lambda: os.pwrite(descriptor, b"-", 0),
        "fdatasync": lambda: os.fdatasync(descriptor),
        "fsync": lambda: os.fsync(descriptor),
        "ftruncate": lambda: os.ftruncate(descriptor, 0),
        "rename": lambda: path.rename(path),
    }
    for _ in range(count):
        calls[call]()
    os.close(descriptor)
    path.unlink()


def struck(template: Path, folder: Path, call: str, idle_calls: int) -> dict[str, object]:
    """One life in a process of its own: its exit status and what it reported."""
    shutil.copytree(template, folder)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        idle(call, idle_calls)
        live(folder, SEED, writing)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read().splitlines()
    return {"status": os.waitpid(child, 0)[1], "said": said}


def main() -> None:
    template, folder, strike = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    small_pieces()
    warm()
    for target in sys.argv[4:]:
        call, _, number = target.partition(":")
        life = struck(template, folder / target, call, strike - int(number))
        print(json.dumps({"target": target, **life}), flush=True)


def warm() -> None:
    """Have the kernels ready before the forks."""
    apply_all(empty_state(SMALL), opening_stamped())


def opening_stamped():
    """The opening with numbers, for a state that no file knows of."""
    commands = opening()
    commands["sequence"] = range(1, len(commands) + 1)
    return commands


if __name__ == "__main__":
    main()
