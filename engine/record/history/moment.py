"""The state of a venue as it was at a moment: from the nearest snapshot before it, and what follows
replayed up to there. Nothing is written; an engine may be writing there.

In memory is one state and a piece of the log.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import NamedTuple

from engine.errors import LogUnreadable
from engine.record.beginnings import capacity_in
from engine.record.log.format import FrameKind
from engine.record.log.runs import Runs
from engine.record.log.scan import Progress, Walk, silent
from engine.record.log.segments import (
    COMMANDS_NAME,
    EVENTS_NAME,
    Segment,
    SegmentedFile,
    has_log,
    open_log,
)
from engine.record.recovery import require_beginning, surveyor_of_commands
from engine.record.replay import replay
from engine.record.snapshot_choice import newest_good
from engine.record.storage import Storage
from engine.rules.state import StateArray, empty_state


class Past(NamedTuple):
    """A state, the last command that led to it, and when that was stamped."""

    state: StateArray
    command: int
    time_ns: int


def state_at(storage: Storage, command: int, progress: Progress = silent) -> Past:
    """The state right after a command.

    Raises LogUnreadable when the log ends before it or what leads to it is archived, LogDamaged,
    StorageFailed.
    """
    with ExitStack() as opened:
        file = open_log(storage, COMMANDS_NAME, opened)
        recorded = open_log(storage, EVENTS_NAME, opened) if has_log(storage, EVENTS_NAME) else None
        base = newest_good(storage, file, recorded, last=command) if recorded else None
        require_beginning(base, file)
        state = base.state if base else empty_state(capacity_in(file.first.header))
        if int(state["venue"]["sequence"][0]) < command:
            runs = surveyor_of_commands(file, base, progress)
            for _ in replay(state, runs, file.size(), progress, stops={command: _at_command}):
                if int(state["venue"]["sequence"][0]) == command:
                    break
    last = int(state["venue"]["sequence"][0])
    if last != command:
        raise LogUnreadable(f"the log ends with command {last}: there is no command {command} yet")
    return Past(state, command, int(state["venue"]["time_ns"][0]))


def command_at(storage: Storage, time_ns: int) -> int:
    """The last command that was stamped at a time or before it.

    Raises LogUnreadable when there is none in the log, LogDamaged, StorageFailed.
    """
    with ExitStack() as opened:
        file = open_log(storage, COMMANDS_NAME, opened)
        segment = _segment_at(file, time_ns)
        walk = Walk(file, segment.base, headers_only=True)
        found = segment.header.first_sequence - 1
        for run in Runs(walk):
            batches = run.headers[run.headers["kind"] == FrameKind.COMMANDS]
            earlier = batches[batches["time_ns"] <= time_ns]
            if len(earlier):
                found = int(earlier["first_sequence"][-1]) + int(earlier["records"][-1]) - 1
            if len(earlier) < len(batches):
                break
        else:
            walk.require_end()
    if not found:
        raise LogUnreadable("the log has no command of that time or before it")
    return found


def _segment_at(file: SegmentedFile, time_ns: int) -> Segment:
    """The last segment that was begun before a time, else the first."""
    begun = [each for each in file.segments if each.header.created_ns <= time_ns]
    return begun[-1] if begun else file.first


def _at_command() -> None:
    """Nothing to do: the replay stops there for its reader to look."""
