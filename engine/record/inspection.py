"""Looking at a venue's log without touching it, even while an engine writes there: replay, count,
hash, compare.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from engine.commands import CommandArray, Phase, unused_fields
from engine.errors import LogDamaged
from engine.events import EventArray
from engine.record.beginnings import capacity_in
from engine.record.log.format import FileHeader
from engine.record.log.scan import Progress, Walk, silent
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, SegmentedFile, has_log, open_log
from engine.record.log.survey import Survey, survey
from engine.record.recovery import (
    NO_EVENTS,
    judge,
    require_beginning,
    surveyor_of_commands,
    surveyor_of_events,
)
from engine.record.replay import Recorded, Stops, nothing_beyond, replay
from engine.record.snapshot import Caption, Snapshot, layout_of, name_of
from engine.record.snapshot_choice import captions, newest_good, oldest_good
from engine.record.storage import Storage
from engine.rules.state import StateArray, empty_state, state_hash
from engine.units import format_date


@dataclass(frozen=True)
class Inspection:
    """What a log holds and the state it leads to."""

    header: FileHeader
    epoch: int
    began: int  # last command of the snapshot that the replay began with, 0: with nothing
    commands: int
    events: int  # derived by the replay, or known to the snapshot
    events_recorded: int
    tail: str  # why the last bytes are no frame; empty when the log ends cleanly
    state: StateArray
    snapshots: Snapshots
    unused: list[str]  # commands with a field set that their kind does not use

    def summary(self) -> dict[str, object]:
        """As plain values: venue, build, epoch, counts, date, phase, tail and the state's hash."""
        venue = self.state["venue"][0]
        return {
            "venue": self.header.venue,
            "build": self.header.build,
            "epoch": self.epoch,
            "began_after": self.began,
            "commands": self.commands,
            "events": self.events,
            "events_recorded": self.events_recorded,
            "date": format_date(int(venue["date"])),
            "phase": Phase(int(venue["phase"])).name.lower(),
            "trades": int(venue["trade_numbers"].sum()),
            "open_orders": int(venue["open_orders"]),
            "tail": self.tail,
            "snapshots_compared": self.snapshots.compared,
            "state_hash": state_hash(self.state),
        }


@dataclass
class Snapshots:
    """Snapshots held against the replayed state after the same command; `problems` names those that
    differ.
    """

    captions: list[Caption] = field(default_factory=list)
    compared: int = 0
    problems: list[str] = field(default_factory=list)

    def stops(self, state: StateArray) -> Stops:
        """When to look at the state."""
        layout = layout_of(state.dtype)
        return {
            each.sequence: partial(self._hold, each, state)
            for each in self.captions
            if each.layout == layout
        }

    def _hold(self, caption: Caption, state: StateArray) -> None:
        self.compared += 1
        if state_hash(state) != caption.state_hash:
            self.problems.append(
                f"{name_of(caption.sequence)} was written of another state than the commands up to"
                f" {caption.sequence} lead to"
            )


def inspect(
    storage: Storage, *, progress: Progress = silent, compare: bool = False, quick: bool = False
) -> Inspection:
    """Check the command log and replay it; with `compare` hold recorded events and snapshots
    against what is derived, and look for fields that their command does not use.

    With `quick` the replay begins with the newest good snapshot, else with the first command (where
    its segment is archived: with the oldest good snapshot). Raises LogUnreadable when there is no
    log, LogDamaged, EventsDiffer, StorageFailed.
    """
    with ExitStack() as opened:
        file = open_log(storage, COMMANDS_NAME, opened)
        recorded = open_log(storage, EVENTS_NAME, opened) if has_log(storage, EVENTS_NAME) else None
        base = _base(storage, file, recorded, quick)
        # first: it must evidence nothing that is not written yet
        events = (
            survey(surveyor_of_events(recorded, base, headers_only=not compare))
            if recorded is not None
            else NO_EVENTS
        )
        state = base.state if base else empty_state(capacity_in(file.first.header))
        snapshots = Snapshots(captions(storage, file.origin) if compare else [])
        surveyor = surveyor_of_commands(file, base)
        unused: list[str] = []

        def look(commands: CommandArray) -> None:
            unused.extend(unused_fields(commands) if compare else ())

        stops = snapshots.stops(state)
        derived = replay(state, surveyor, file.size(), progress, stops=stops, look=look)
        held = (
            _held_against(derived, recorded, events, base)
            if compare and recorded is not None
            else derived
        )
        deque(held, maxlen=0)
        judge_growing(file, surveyor.found, events)
        if compare:
            nothing_beyond(events.next_sequence, state)
    return Inspection(
        header=file.first.header,
        epoch=surveyor.found.epoch,
        began=base.caption.sequence if base else 0,
        commands=surveyor.found.next_sequence - 1,
        events=int(state["venue"]["event_sequence"][0]),
        events_recorded=events.next_sequence - 1,
        tail=surveyor.found.problem,
        state=state,
        snapshots=snapshots,
        unused=unused,
    )


def _base(
    storage: Storage, commands: SegmentedFile, events: SegmentedFile | None, quick: bool
) -> Snapshot | None:
    base = None
    if events is not None and (quick or commands.first.base):
        base = (newest_good if quick else oldest_good)(storage, commands, events)
    require_beginning(base, commands)
    return base


def _held_against(
    derived: Iterable[EventArray], file: SegmentedFile, found: Survey, base: Snapshot | None
) -> Iterator[EventArray]:
    """Derived events, held against the recorded ones on their way."""
    begin, known = (
        (base.caption.events.position, base.caption.event_sequence) if base else (None, 0)
    )
    recorded = Recorded.within(file, begin, found.end, known)
    for each in derived:
        recorded.compare(each)
        yield each


def judge_growing(file: SegmentedFile, commands: Survey, events: Survey) -> None:
    """As `judge`, unless an engine has meanwhile written the frame that seemed to be missing."""
    try:
        judge(commands, events)
    except LogDamaged:
        if not _has_grown(file, commands):
            raise


def _has_grown(file: SegmentedFile, found: Survey) -> bool:
    file.refresh()
    walk = Walk(file, found.end, found.link, found.next_sequence)
    walk.epoch = found.epoch
    return walk.take() is not None
