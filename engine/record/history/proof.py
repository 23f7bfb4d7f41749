"""Proving a log: every checksum, every link of both hash chains, every snapshot; nothing is
replayed, nothing is written.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field

from engine.events import EventKind
from engine.record.inspection import judge_growing
from engine.record.log.compact import EVENTS, unpack
from engine.record.log.event_log import EVENTS_PER_FRAME
from engine.record.log.format import FileHeader, FrameKind, link_of
from engine.record.log.runs import Run
from engine.record.log.scan import Progress, silent
from engine.record.log.segments import (
    COMMANDS_NAME,
    EVENTS_NAME,
    Segment,
    SegmentedFile,
    has_log,
    open_log,
)
from engine.record.log.survey import Survey, Surveyor, survey
from engine.record.recovery import NO_EVENTS
from engine.record.snapshot import snapshot_names
from engine.record.snapshot_choice import problem_of
from engine.record.storage import Storage
from engine.units import format_date


@dataclass
class DayLinks:
    """The link of the batch that ended each day: published, it proves the log up to there."""

    ended: dict[int, int] = field(default_factory=dict)  # command -> date
    links: dict[int, str] = field(default_factory=dict)  # command -> link

    def see_events(self, run: Run) -> None:
        """Note the days that ended."""
        for piece in run.stored(FrameKind.EVENTS).pieces(EVENTS_PER_FRAME):
            events = unpack(EVENTS, piece)
            for event in events[events["kind"] == EventKind.DAY_FIGURES]:
                self.ended[int(event["command"])] = int(event["date"])

    def see_commands(self, run: Run) -> None:
        """Note the links of batches that ended one of these days."""
        firsts, behind = (
            run.headers["first_sequence"],
            run.headers["first_sequence"] + run.headers["records"],
        )
        for command in self.ended:
            holding = (
                (run.headers["kind"] == FrameKind.COMMANDS)
                & (firsts <= command)
                & (command < behind)
            )
            for header in run.headers[holding]:
                self.links[command] = link_of(header.tobytes()).hex()

    def rows(self) -> list[dict[str, object]]:
        """One row a day: date, command, link."""
        ended = [(command, date) for command, date in self.ended.items() if command in self.links]
        return [
            {"date": format_date(date), "command": command, "link": self.links[command]}
            for command, date in ended
        ]


@dataclass(frozen=True)
class Proof:
    """What a log was proven to hold. `problems` is empty when it is whole."""

    header: FileHeader
    segments: tuple[Segment, ...]
    commands: Survey
    events: Survey
    days: list[dict[str, object]]
    snapshots: list[dict[str, str]]
    problems: list[str]

    def summary(self) -> dict[str, object]:
        """As plain values; `head` is the hash of everything up to the last batch."""
        return {
            "venue": self.header.venue,
            "build": self.header.build,
            "epoch": self.commands.epoch,
            "first_command": self.header.first_sequence,
            "commands": self.commands.next_sequence - 1,
            "events_recorded": self.events.next_sequence - 1,
            "bytes": self.commands.end - self.header.base,
            "segments": [segment.name for segment in self.segments],
            "tail": self.commands.problem,
            "head": self.commands.link.hex(),
            "events_head": self.events.link.hex(),
            "days": self.days,
            "snapshots": self.snapshots,
            "problems": self.problems,
        }


def prove(storage: Storage, progress: Progress = silent, *, with_snapshots: bool = True) -> Proof:
    """Verify both logs and the snapshots, even while an engine writes there. A snapshot is loaded
    whole; without them little memory is needed.

    Raises LogUnreadable when there is no log, LogDamaged for damage of the commands, StorageFailed.
    """
    days = DayLinks()
    with ExitStack() as opened:
        file = open_log(storage, COMMANDS_NAME, opened)
        recorded = open_log(storage, EVENTS_NAME, opened) if has_log(storage, EVENTS_NAME) else None
        # first: it must evidence nothing that is not written yet
        events = (
            survey(Surveyor(recorded, proving=True), days.see_events)
            if recorded is not None
            else NO_EVENTS
        )
        commands = survey(Surveyor(file, progress, proving=True), days.see_commands)
        judge_growing(file, commands, events)
        snapshots = _snapshots(storage, file, recorded) if with_snapshots else []
        problems = _problems(file, recorded, events)
    return Proof(
        file.first.header, file.segments, commands, events, days.rows(), snapshots, problems
    )


def _problems(file: SegmentedFile, recorded: SegmentedFile | None, events: Survey) -> list[str]:
    problems = []
    if file.first.header.holds != "commands":
        problems.append(f"{COMMANDS_NAME} holds {file.first.header.holds}")
    if recorded is not None and any(
        segment.header.origin != file.origin for segment in recorded.segments
    ):
        problems.append(f"{EVENTS_NAME} was not derived from this {COMMANDS_NAME}")
    if events.problem and (not events.torn or events.last_command > events.sound_command):
        problems.append(
            f"{EVENTS_NAME}: event {events.next_sequence} at offset {events.end}: {events.problem};"
            f" remove {EVENTS_NAME} and it is derived again"
        )
    return problems


def _snapshots(
    storage: Storage, file: SegmentedFile, recorded: SegmentedFile | None
) -> list[dict[str, str]]:
    """Each snapshot, and why a start would not use it; a running engine may have removed one
    meanwhile.
    """
    names = [name for name in snapshot_names(storage) if storage.exists(name)]
    if recorded is None:
        return [{"name": name, "problem": f"there is no {EVENTS_NAME}"} for name in names]
    return [{"name": name, "problem": problem_of(storage, name, file, recorded)} for name in names]
