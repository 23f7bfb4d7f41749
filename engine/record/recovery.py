"""From the files on disk back to a running venue: newest snapshot, verify what follows, cut what
never was history, replay.

Without a snapshot that may be used the whole log is what follows. All of it is read and judged
before a byte is changed; events that are missing are derived again. The command log's tail is cut
only where no sync is evidenced: neither by a later frame of the command log (`synced_to`), nor by
the event log, whose frames are written only after a sync, nor by a snapshot.


"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from engine.errors import LogDamaged, LogUnreadable, StateUnsound
from engine.record.ahead import wait_for_kernels
from engine.record.beginnings import (
    build_text,
    capacity_in,
    commands_header,
    create_commands,
    create_events,
    require_events_of,
)
from engine.record.log.event_log import EventLog
from engine.record.log.format import FileHeader, FrameKind
from engine.record.log.logs import CommandLog
from engine.record.log.reading import REMEDIES
from engine.record.log.scan import Progress, silent
from engine.record.log.segments import (
    COMMANDS_NAME,
    EVENTS_NAME,
    SegmentedFile,
    has_log,
    open_log,
    remove_drafts,
)
from engine.record.log.survey import Survey, Surveyor, survey
from engine.record.replay import Recorded, nothing_beyond, replay, surveyed
from engine.record.snapshot import Snapshot
from engine.record.snapshot_choice import newest_good
from engine.record.storage import Storage
from engine.rules.check import check
from engine.rules.state import Capacity, StateArray, capacity_of, empty_state

# what a survey of an event log that is not there would find
NO_EVENTS = Survey(EVENTS_NAME, 0, b"", 1)
VENUE_DEFAULT = "ceax"
PROBLEMS_SAID_MAX = 5  # of a state that is not sound
_journal = logging.getLogger(__name__)


@dataclass
class Recovered:
    """A recovered venue, ready to go on."""

    venue: str
    state: StateArray
    commands: CommandLog
    events: EventLog
    origin: str  # link of the command log's header, in hex
    snapshot: int  # last command of the snapshot it began with, 0: none


def recover(
    storage: Storage,
    *,
    now_ns: int,
    capacity: Capacity,
    venue: str | None = None,
    progress: Progress = silent,
) -> Recovered:
    """Open or make the logs in a locked storage and rebuild the state.

    `capacity` and `venue` are those of a new venue; an existing one keeps its capacity, since
    decisions depend on it. Raises LogDamaged, LogUnreadable, VenueRefused, EventsDiffer,
    StateUnsound, StorageFailed.
    """
    for log in (COMMANDS_NAME, EVENTS_NAME):
        remove_drafts(storage, log)
    if not has_log(storage, COMMANDS_NAME):
        create_commands(storage, VENUE_DEFAULT if venue is None else venue, capacity, now_ns)
    with ExitStack() as opened:
        commands_file = open_log(storage, COMMANDS_NAME, opened)
        header = commands_header(commands_file, venue)
        create_events(storage, header, commands_file.origin, now_ns)
        events_file = open_log(storage, EVENTS_NAME, opened)
        require_events_of(commands_file, events_file)
        base = newest_good(storage, commands_file, events_file)
        require_beginning(base, commands_file)
        with ThreadPoolExecutor(1, thread_name_prefix="survey of events") as beside:
            surveying = beside.submit(survey, surveyor_of_events(events_file, base))
            commands_found = survey(surveyor_of_commands(commands_file, base, progress))
            events_found = surveying.result()
        judge(commands_found, events_found)

        commands = _open_for_writing(commands_file, commands_found, now_ns)
        begin = base.caption.commands.position if base else commands_file.first.base
        synced_to = base.caption.events.position if base else events_file.first.base
        events = EventLog(
            events_file, _cut(events_file, events_found), commands.epoch, build_text(), synced_to
        )
        recorded = Recorded.within(
            events_file, synced_to, events.end, base.caption.event_sequence if base else 0
        )
        recovered = _begin(header, commands_file.origin, base, commands, events)
        wait_for_kernels(
            capacity_of(recovered.state), commands.next_sequence - 1 - recovered.snapshot
        )
        for derived in replay(
            recovered.state, surveyed(commands_file, begin, commands.end), commands.end, progress
        ):
            events.append(derived[recorded.compare(derived) :])
        nothing_beyond(events.next_sequence, recovered.state)
        require_sound(recovered.state)
        opened.pop_all()
    return recovered


def require_sound(state: StateArray) -> None:
    """Raise StateUnsound with what does not hold: such a state is not served."""
    if problems := check(state):
        command = int(state["venue"]["sequence"][0])
        said = "; ".join(problems[:PROBLEMS_SAID_MAX])
        count = f"{len(problems)} problems, first " if len(problems) > PROBLEMS_SAID_MAX else ""
        raise StateUnsound(f"the state after command {command} is not sound: {count}{said}")


def capacity_on(storage: Storage, otherwise: Capacity) -> Capacity:
    """The capacity of the venue in a storage, another where there is none.

    Raises LogUnreadable, StorageFailed.
    """
    if not has_log(storage, COMMANDS_NAME):
        return otherwise
    with ExitStack() as opened:
        return capacity_in(open_log(storage, COMMANDS_NAME, opened).first.header)


def surveyor_of_events(
    file: SegmentedFile, base: Snapshot | None, *, headers_only: bool = False
) -> Surveyor:
    """For the events recorded in the log, those after the snapshot if there is one."""
    if base is None:
        return Surveyor(file, headers_only=headers_only)
    return Surveyor(
        file, since=base.caption.events, index=base.events_index, headers_only=headers_only
    )


def surveyor_of_commands(
    file: SegmentedFile, base: Snapshot | None, progress: Progress = silent
) -> Surveyor:
    """For the commands recorded in the log, those after the snapshot if there is one."""
    if base is None:
        return Surveyor(file, progress)
    return Surveyor(file, progress, since=base.caption.commands, index=base.commands_index)


def require_beginning(base: Snapshot | None, commands: SegmentedFile) -> None:
    """Raise LogUnreadable when neither the log's beginning nor a snapshot is there to begin
    with.
    """
    if base is None and commands.first.base:
        raise LogUnreadable(
            f"{commands.name} begins with record {commands.first.header.first_sequence} and no"
            " snapshot can be used; put the archived segments back"
        )


def _begin(
    header: FileHeader, origin: str, base: Snapshot | None, commands: CommandLog, events: EventLog
) -> Recovered:
    return Recovered(
        venue=header.venue,
        state=base.state if base else empty_state(capacity_in(header)),
        commands=commands,
        events=events,
        origin=origin,
        snapshot=base.caption.sequence if base else 0,
    )


def judge(commands: Survey, events: Survey) -> None:
    """Raise LogDamaged unless all that follows the sound part of the command log may be cut."""
    if not commands.torn:
        reason = commands.problem
    elif commands.synced_to > commands.end:
        reason = f"{commands.problem or 'it is gone'}, though a later frame evidences its sync"
    elif events.last_command >= commands.next_sequence:
        reason = (
            f"{commands.problem or 'it is gone'}, though events of command {events.last_command}"
            " evidence its sync"
        )
    else:
        return
    raise LogDamaged(
        f"{commands.name}: record {commands.next_sequence} at offset {commands.end}: {reason};"
        f" {REMEDIES[FrameKind.COMMANDS]}"
    )


def _open_for_writing(file: SegmentedFile, found: Survey, now_ns: int) -> CommandLog:
    """Cut the torn tail, make the rest durable, begin a new epoch: from here on everything before
    is evidenced.

    What is not evidenced is written again first: after a failed sync the system may show bytes that
    never reached the disk.
    """
    found = _cut(file, found)
    file.write_again(max(found.synced_to, file.first.base), found.end)
    file.sync()
    log = CommandLog(file, found, found.epoch + 1, build_text())
    log.mark_epoch(max(now_ns, found.time_ns))
    return log


def _cut(file: SegmentedFile, found: Survey) -> Survey:
    if not found.blank:
        lost = file.size() - found.end
        _journal.warning(
            "%s: cut after record %d at offset %d, %d bytes",
            file.name,
            found.next_sequence - 1,
            found.end,
            lost,
        )
        file.truncate(found.end)
    return found
