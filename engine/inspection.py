"""Looking at a venue's log without touching it, even while an engine writes there: replay, count, hash, compare."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands import Phase
from engine.errors import LogDamaged, LogUnreadable
from engine.log import EventLog
from engine.log_format import FILE_HEADER_BYTES, FileHeader, unpack_file_header
from engine.log_scan import Progress, Survey, silent, survey
from engine.recovery import COMMANDS_NAME, EVENTS_NAME, compare_events, judge, nothing_beyond, replay
from engine.state import Capacity, StateArray, empty_state, state_hash
from engine.storage import Storage
from engine.units import format_date

LOOKS = 3  # an engine that writes meanwhile can make the log look damaged once


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
            "trades": int(venue["trade_number"]),
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
    header, commands, recorded = _look(storage, progress)
    state = empty_state(Capacity(**header.capacity))
    for derived in replay(state, storage.open(COMMANDS_NAME), commands.end, progress):
        if compare and recorded is not None:
            compare_events(recorded, derived)
    if compare and recorded is not None:
        nothing_beyond(recorded, state)
    return Inspection(
        header=header,
        epoch=commands.epoch,
        commands=commands.next_sequence - 1,
        events=int(state["venue"]["event_sequence"][0]),
        events_recorded=recorded.next_sequence - 1 if recorded else 0,
        tail=commands.problem,
        state=state,
    )


def _look(storage: Storage, progress: Progress) -> tuple[FileHeader, Survey, EventLog | None]:
    end = -1
    for _ in range(LOOKS):
        recorded, events = _survey_events(storage)  # first, so that it evidences nothing the commands do not hold yet
        file = storage.open(COMMANDS_NAME)
        raw = file.read(0, FILE_HEADER_BYTES)
        commands = survey(file, raw, progress)
        file.close()
        try:
            judge(commands, events)
        except LogDamaged:
            if commands.end == end:
                raise
            end = commands.end
            continue
        return unpack_file_header(raw, COMMANDS_NAME), commands, recorded
    raise LogDamaged(f"{COMMANDS_NAME} changes too fast to be looked at; stop the engine first")


def _survey_events(storage: Storage) -> tuple[EventLog | None, Survey]:
    if not storage.exists(EVENTS_NAME):
        return None, Survey(EVENTS_NAME, FILE_HEADER_BYTES, b"", 1)
    file = storage.open(EVENTS_NAME)
    raw = file.read(0, FILE_HEADER_BYTES)
    unpack_file_header(raw, EVENTS_NAME)
    found = survey(file, raw)
    return EventLog(file, found, found.epoch), found
