"""Looking at a venue's log without touching it, even while an engine writes there: replay, count, hash, compare."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from engine.commands import Phase
from engine.errors import LogDamaged, LogUnreadable
from engine.events import EventArray
from engine.log import EventLog
from engine.log_format import FILE_HEADER_BYTES, FileHeader, unpack_file_header
from engine.log_scan import Frame, Progress, Survey, Walk, silent, survey
from engine.recovery import COMMANDS_NAME, EVENTS_NAME, judge, open_within
from engine.replay import Recorded, nothing_beyond, replay
from engine.state import Capacity, StateArray, empty_state, state_hash
from engine.storage import Storage, StoredFile
from engine.units import format_date


@dataclass(frozen=True)
class Inspection:
    """What a log holds and the state it leads to."""

    header: FileHeader
    epoch: int
    commands: int
    events: int  # derived by the replay
    events_recorded: int
    tail: str  # why the last bytes are no frame; empty when the log ends cleanly
    state: StateArray

    def summary(self) -> dict[str, object]:
        """As plain values: venue, build, epoch, counts, date, phase, tail and the state's hash."""
        venue = self.state["venue"][0]
        return {
            "venue": self.header.venue,
            "build": self.header.build,
            "epoch": self.epoch,
            "commands": self.commands,
            "events": self.events,
            "events_recorded": self.events_recorded,
            "date": format_date(int(venue["date"])),
            "phase": Phase(int(venue["phase"])).name.lower(),
            "trades": int(venue["trade_numbers"].sum()),
            "open_orders": int(venue["open_orders"]),
            "tail": self.tail,
            "state_hash": state_hash(self.state),
        }


def inspect(storage: Storage, *, progress: Progress = silent, compare: bool = False) -> Inspection:
    """Verify the command log and replay it; with `compare` hold the recorded events against those derived.

    Raises LogUnreadable when there is no log, LogDamaged, EventsDiffer, StorageFailed.
    """
    if not storage.exists(COMMANDS_NAME):
        raise LogUnreadable(f"there is no {COMMANDS_NAME}")
    with ExitStack() as opened:
        recorded, events = survey_events(storage, opened)  # first: it must evidence nothing that is not written yet
        file = open_within(storage, COMMANDS_NAME, opened)
        raw = file.read(0, FILE_HEADER_BYTES)
        header = unpack_file_header(raw, COMMANDS_NAME)
        commands = survey(file, raw, progress)
        judge_growing(file, commands, events)
        state = empty_state(Capacity(**header.capacity))
        derived = replay(state, file, commands.end, progress)
        if compare and recorded is not None:
            _compare(recorded, open_within(storage, EVENTS_NAME, opened), derived, state)
        else:
            deque(derived, maxlen=0)
    return Inspection(
        header=header,
        epoch=commands.epoch,
        commands=commands.next_sequence - 1,
        events=int(state["venue"]["event_sequence"][0]),
        events_recorded=recorded.next_sequence - 1 if recorded else 0,
        tail=commands.problem,
        state=state,
    )


def _compare(recorded: EventLog, file: StoredFile, derived: Iterable[EventArray], state: StateArray) -> None:
    events = Recorded(file, FILE_HEADER_BYTES, recorded.end, 0)
    for each in derived:
        events.compare(each)
    nothing_beyond(recorded, state)


def judge_growing(file: StoredFile, commands: Survey, events: Survey) -> None:
    """As `judge`, unless an engine has meanwhile written the frame that seemed to be missing."""
    try:
        judge(commands, events)
    except LogDamaged:
        if not _has_grown(file, commands):
            raise


def _has_grown(file: StoredFile, found: Survey) -> bool:
    return next(iter(Walk(file, found.end, found.link, found.next_sequence)), None) is not None


def survey_events(
    storage: Storage, opened: ExitStack, seen: Callable[[Frame], None] = lambda frame: None
) -> tuple[EventLog | None, Survey]:
    """The event log and what a whole pass over it found; None and an empty survey when there is none."""
    if not storage.exists(EVENTS_NAME):
        return None, Survey(EVENTS_NAME, FILE_HEADER_BYTES, b"", 1)
    file = open_within(storage, EVENTS_NAME, opened)
    raw = file.read(0, FILE_HEADER_BYTES)
    unpack_file_header(raw, EVENTS_NAME)
    found = survey(file, raw, seen=seen)
    return EventLog(file, found, found.epoch), found
