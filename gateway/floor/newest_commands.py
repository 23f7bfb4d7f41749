"""The newest commands of the log, read backwards at a start.

What a snapshot covers is not verified by the start, so it may be damaged. Such damage hides
what lies before it and does not keep the venue from trading: the proof of the whole log that
follows a start reports it to the staff.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from engine.commands import CommandArray
from engine.errors import LogDamaged
from engine.record.sequencer import Sequencer

READ_AT_ONCE = 65_536
READ_NEAR_DAMAGE = 1_024

log = logging.getLogger(__name__)


def newest_commands(
    sequencer: Sequencer, end: int, most: int, *, whole: bool = False
) -> Iterator[CommandArray]:
    """The commands before number `end`, at most `most`, in pieces: the newest piece first.

    They end where the log is damaged, which is logged; with `whole` that is an error. Raises
    LogDamaged then, and StorageFailed.
    """
    least, size = max(sequencer.first_command, end - most), READ_AT_ONCE
    while end > least:
        begin = max(least, end - size)
        try:
            commands = sequencer.commands(begin, end - begin)
        except LogDamaged as error:
            if whole:
                raise
            if size == READ_NEAR_DAMAGE:
                log.error("commands before number %d are not looked at: %s", end, error)
                return
            size = READ_NEAR_DAMAGE
            continue
        yield commands
        end = begin
