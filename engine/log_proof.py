"""Proving a log: every checksum, every link of both hash chains, every snapshot; nothing is replayed, nothing is written."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np

from engine.errors import LogUnreadable
from engine.events import EVENT, EventKind
from engine.inspection import judge_growing, survey_events
from engine.log_format import FILE_HEADER_BYTES, FileHeader, FrameKind, link_of, unpack_file_header
from engine.log_scan import Frame, Progress, Survey, silent, survey
from engine.recovery import COMMANDS_NAME, EVENTS_NAME, open_within
from engine.snapshot import snapshot_names
from engine.snapshot_choice import problem_of
from engine.storage import Storage
from engine.units import format_date


@dataclass
class DayLinks:
    """The link of the batch that ended each day: published, it proves the log up to there."""

    ended: dict[int, int] = field(default_factory=dict)  # command -> date
    links: dict[int, str] = field(default_factory=dict)  # command -> link

    def see_events(self, frame: Frame) -> None:
        """Note the days that ended."""
        events = np.frombuffer(frame.payload, EVENT)
        for event in events[events["kind"] == EventKind.DAY_FIGURES]:
            self.ended[int(event["command"])] = int(event["date"])

    def see_commands(self, frame: Frame) -> None:
        """Note the link of a batch that ended one of these days."""
        if frame.header.kind != FrameKind.COMMANDS:
            return
        first, behind = frame.header.first_sequence, frame.header.first_sequence + frame.header.records
        self.links.update({command: frame.link.hex() for command in self.ended if first <= command < behind})

    def rows(self) -> list[dict[str, object]]:
        """One row a day: date, command, link."""
        ended = [(command, date) for command, date in self.ended.items() if command in self.links]
        return [{"date": format_date(date), "command": command, "link": self.links[command]} for command, date in ended]


@dataclass(frozen=True)
class Proof:
    """What a log was proven to hold. `problems` is empty when it is whole."""

    header: FileHeader
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
            "commands": self.commands.next_sequence - 1,
            "events_recorded": self.events.next_sequence - 1,
            "bytes": self.commands.end,
            "tail": self.commands.problem,
            "head": self.commands.link.hex(),
            "events_head": self.events.link.hex(),
            "days": self.days,
            "snapshots": self.snapshots,
            "problems": self.problems,
        }


def prove(storage: Storage, progress: Progress = silent) -> Proof:
    """Verify both logs and the snapshots, even while an engine writes there.

    Raises LogUnreadable when there is no log, LogDamaged for damage of the commands, StorageFailed.
    """
    if not storage.exists(COMMANDS_NAME):
        raise LogUnreadable(f"there is no {COMMANDS_NAME}")
    days = DayLinks()
    with ExitStack() as opened:
        _, events = survey_events(storage, opened, days.see_events)  # first: it must evidence nothing that is not written yet
        file = open_within(storage, COMMANDS_NAME, opened)
        raw = file.read(0, FILE_HEADER_BYTES)
        header = unpack_file_header(raw, COMMANDS_NAME)
        commands = survey(file, raw, progress, seen=days.see_commands)
        judge_growing(file, commands, events)
        snapshots = _snapshots(storage, link_of(raw).hex(), opened)
    return Proof(header, commands, events, days.rows(), snapshots, _problems(header, raw, storage, events))


def _problems(header: FileHeader, raw: bytes, storage: Storage, events: Survey) -> list[str]:
    problems = []
    if header.holds != "commands":
        problems.append(f"{COMMANDS_NAME} holds {header.holds}")
    if storage.exists(EVENTS_NAME) and _origin_of_events(storage) != link_of(raw).hex():
        problems.append(f"{EVENTS_NAME} was not derived from this {COMMANDS_NAME}")
    if events.problem and (not events.torn or events.last_command > events.sound_command):
        problems.append(
            f"{EVENTS_NAME}: event {events.next_sequence} at offset {events.end}: {events.problem}; "
            f"remove {EVENTS_NAME} and it is derived again"
        )
    return problems


def _origin_of_events(storage: Storage) -> str:
    with ExitStack() as opened:
        raw = open_within(storage, EVENTS_NAME, opened).read(0, FILE_HEADER_BYTES)
        return unpack_file_header(raw, EVENTS_NAME).origin


def _snapshots(storage: Storage, origin: str, opened: ExitStack) -> list[dict[str, str]]:
    """Each snapshot, and why a start would not use it; a running engine may have removed one meanwhile."""
    if not storage.exists(EVENTS_NAME):
        return [{"name": name, "problem": f"there is no {EVENTS_NAME}"} for name in snapshot_names(storage)]
    files = [open_within(storage, name, opened) for name in (COMMANDS_NAME, EVENTS_NAME)]
    names = [name for name in snapshot_names(storage) if storage.exists(name)]
    return [{"name": name, "problem": problem_of(storage, name, origin, *files)} for name in names]
