"""Whether a command log carries numbers of keys: then keys.json must not be begun anew."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from engine.errors import EngineError
from engine.record.log.compact import COMMANDS, unpack
from engine.record.log.format import FrameKind
from engine.record.log.scan import Walk
from engine.record.log.segments import has_log, open_log
from engine.record.storage import FileStorage

COMMANDS_LOG = "commands.log"
COMMANDS_LOOKED_AT = 65_536  # the oldest: a venue's staff begins by listing and opening accounts


def carries_keys(folder: Path) -> bool:
    """Whether one of the oldest commands of the log in a folder was signed for by a key.

    True also for a log that cannot be read: what it carries is not known.
    """
    if not folder.is_dir():
        return False
    try:
        with ExitStack() as opened:
            storage = FileStorage(folder, read_only=True)
            if not has_log(storage, COMMANDS_LOG):
                return False
            return _oldest_carry_keys(Walk(open_log(storage, COMMANDS_LOG, opened)))
    except (EngineError, OSError):
        return True


def _oldest_carry_keys(walk: Walk) -> bool:
    looked_at = 0
    for frame in walk:
        if frame.header.kind == FrameKind.COMMANDS:
            records = unpack(COMMANDS, frame.stored)
            if records["operator"].any():
                return True
            looked_at += len(records)
        if looked_at >= COMMANDS_LOOKED_AT:
            return False
    return not walk.torn
