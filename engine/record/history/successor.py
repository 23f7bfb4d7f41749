"""A copied log made ready to be gone on with: as the same venue, in a later epoch than the original
can have reached, or as a venue of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

import numpy as np

from engine.commands import CommandArray, empty_commands
from engine.errors import LogExists
from engine.record.beginnings import (
    build_text,
    capacity_in,
    create_commands,
    require_continuable,
)
from engine.record.log.compact import COMMANDS, unpack
from engine.record.log.format import FrameKind
from engine.record.log.logs import CommandLog
from engine.record.log.runs import Runs
from engine.record.log.scan import Progress, Walk, silent
from engine.record.log.segments import COMMANDS_NAME, SegmentedFile, has_log, open_log
from engine.record.log.survey import Surveyor, survey
from engine.record.storage import Storage
from engine.units import BATCH_MAX

# The original may have been started again after the copy was taken, but not as often as this.
EPOCHS_APART = 1_000


def later_epoch(epoch: int) -> int:
    """The epoch of a copy whose original was last known in `epoch`: the next whole thousand."""
    return (epoch // EPOCHS_APART + 1) * EPOCHS_APART


def begin_epoch(storage: Storage, epoch: int, now_ns: int) -> None:
    """Write into a log on which no engine works that an epoch has begun. Raises LogInUse,
    LogUnreadable, LogOutdated, StorageFailed.
    """
    storage.lock()
    try:
        with ExitStack() as opened:
            file = open_log(storage, COMMANDS_NAME, opened)
            require_continuable(file.first.header)
            found = survey(Surveyor(file))
            log = CommandLog(file, found, epoch, build_text())
            log.mark_epoch(max(now_ns, found.time_ns))
    finally:
        storage.close()


def write_as(source: Storage, target: Storage, venue: str, progress: Progress = silent) -> None:
    """Write the commands of a log, with their numbers and times, as the log of another venue into
    an empty folder.

    Its batches and hashes are its own. Raises VenueRefused, LogExists, LogUnreadable,
    StorageFailed.
    """
    target.lock()
    try:
        if has_log(target, COMMANDS_NAME):
            raise LogExists(f"there is a {COMMANDS_NAME} in the new folder already")
        with ExitStack() as opened:
            file = open_log(source, COMMANDS_NAME, opened)
            header = file.first.header
            create_commands(target, venue, capacity_in(header), header.created_ns)
            _write(file, opened.enter_context(closing(_begun(target))), progress)
    finally:
        target.close()


def _begun(target: Storage) -> CommandLog:
    """A fresh log, to be written."""
    file = SegmentedFile(target, COMMANDS_NAME)
    log = CommandLog(file, survey(Surveyor(file)), 1, build_text())
    log.mark_epoch(file.first.header.created_ns)
    return log


def _write(file: SegmentedFile, log: CommandLog, progress: Progress) -> None:
    walk, size = Walk(file), file.size()
    for commands in _batches(walk):
        log.append(commands)
        progress("copy", walk.position, size)


def _batches(walk: Walk) -> Iterator[CommandArray]:
    """All commands in order, as many together as one batch may hold."""
    waiting: list[CommandArray] = []
    count = 0
    for run in Runs(walk):
        for piece in run.stored(FrameKind.COMMANDS).pieces(BATCH_MAX):
            waiting.append(unpack(COMMANDS, piece))
            count += piece.records
            if count >= BATCH_MAX:
                yield from _cut_up(waiting)
                waiting, count = [], 0
    yield from _cut_up(waiting)


def _cut_up(pieces: list[CommandArray]) -> Iterator[CommandArray]:
    commands = np.concatenate(pieces) if pieces else empty_commands(0)
    for first in range(0, len(commands), BATCH_MAX):
        yield commands[first : first + BATCH_MAX]
