"""A process that writes a venue's log as fast as it can and prints the number of the last command
acknowledged.

    python -m tests.faults.log_writer FOLDER [--die-in-write N] [--die-in-snapshot N]
        [--snapshot-every N] [--file-bytes N] [--times N] [--segment-bytes N] [--tell-hash]

`--die-in-write N`: of the N-th write to the command log only a part reaches the system, then the
process kills itself. `--die-in-snapshot N`: the same with the N-th write to a snapshot.
`--snapshot-every N`: a snapshot every N commands. `--file-bytes N`: no file may grow past N bytes,
as on a full disk; prints the error twice and exits with 3. `--times N`: every batch N times over,
to fill a disk sooner. `--segment-bytes N`: begin a segment of the log whenever one is as long.
`--tell-hash`: print ``hash NUMBER HASH`` of the state after every batch.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
from pathlib import Path
from random import Random

import numpy as np

from engine.errors import StorageFailed
from engine.record import snapshot_keeper
from engine.record.log import logs
from engine.record.sequencer import Sequencer
from engine.record.snapshot import PREFIX
from engine.record.storage import DiskFile
from engine.rules.state import SMALL, state_hash
from gateway.protocol.server_clock import SystemClock
from tests.simulation.traffic import opening, random_batch


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--die-in-write", type=int)
    parser.add_argument("--die-in-snapshot", type=int)
    parser.add_argument("--snapshot-every", type=int)
    parser.add_argument("--file-bytes", type=int)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--segment-bytes", type=int)
    parser.add_argument("--tell-hash", action="store_true")
    options = parser.parse_args()
    if options.file_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.file_bytes, options.file_bytes))
    if options.die_in_write:
        die_in_write("commands", options.die_in_write)
    if options.die_in_snapshot:
        die_in_write(PREFIX, options.die_in_snapshot)
    if options.snapshot_every:
        snapshot_keeper.SNAPSHOT_EVERY = options.snapshot_every
    if options.segment_bytes:
        logs.SEGMENT_BYTES = options.segment_bytes
    write(options.folder, options.times, tell_hash=options.tell_hash)


def write(folder: Path, times: int, *, tell_hash: bool) -> None:
    """Open the folder and send batches for ever."""
    sequencer = Sequencer.open(folder, clock=SystemClock(), capacity=SMALL)
    random = Random(sequencer.next_command)
    print("ready", sequencer.next_command, flush=True)
    if sequencer.next_command == 1:
        acknowledge(sequencer, opening())
    while True:
        acknowledge(sequencer, np.tile(random_batch(random), times))
        if tell_hash:
            print("hash", sequencer.next_command - 1, state_hash(sequencer.state), flush=True)


def acknowledge(sequencer: Sequencer, commands) -> None:
    """Process, and only then say so."""
    try:
        done = sequencer.process(commands)
    except StorageFailed as error:
        print("failed", error, flush=True)
        fail_again(sequencer, commands)
    print("acknowledged", int(done.commands["sequence"][-1]), flush=True)


def fail_again(sequencer: Sequencer, commands) -> None:
    """Show that the next batch is refused as well, and end."""
    try:
        sequencer.process(commands)
    except StorageFailed as error:
        print("failed", error, flush=True)
        raise SystemExit(3) from error


def die_in_write(beginning: str, number: int) -> None:
    """Let the process die in its `number`-th write to files whose names begin so, half of it
    written.
    """
    whole, left = DiskFile.write, number

    def write_part(file: DiskFile, position: int, content: bytes) -> None:
        nonlocal left
        if file.name.startswith(beginning):
            left -= 1
        if left == 0:
            whole(file, position, content[: Random(number).randrange(len(content))])
            os.kill(os.getpid(), signal.SIGKILL)
        whole(file, position, content)

    DiskFile.write = write_part  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
