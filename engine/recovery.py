"""From the files on disk back to a running venue: newest snapshot, verify what follows, cut what never was history, replay.

Without a snapshot that may be used the whole log is what follows. All of it is read and judged before a byte is changed;
events that are missing are derived again. The command log's tail is cut only where no sync is evidenced: neither by a later
frame of the command log (`synced_to`), nor by the event log, whose frames are written only behind a sync, nor by a snapshot.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version

from engine.errors import LogDamaged, LogUnreadable, VenueRefused
from engine.jit import sources_hash
from engine.log import CommandLog, EventLog
from engine.log_format import (
    FILE_HEADER_BYTES,
    FileHeader,
    link_of,
    pack_file_header,
    unpack_file_header,
)
from engine.log_scan import Progress, Survey, silent, survey
from engine.replay import Recorded, nothing_beyond, replay
from engine.snapshot import Snapshot
from engine.snapshot_choice import newest_good
from engine.state import Capacity, StateArray, empty_state
from engine.storage import Storage, StoredFile

COMMANDS_NAME = "commands.log"
EVENTS_NAME = "events.log"
VENUE_DEFAULT = "ceax"
VENUE_MAX = 48  # characters of a venue id

_journal = logging.getLogger(__name__)


@dataclass
class Recovered:
    """A venue as it stood, ready to go on."""

    venue: str
    state: StateArray
    commands: CommandLog
    events: EventLog
    origin: str  # link of the command log's header, in hex
    snapshot: int  # last command of the snapshot it began with, 0: none


@cache
def build_text() -> str:
    """The running build: version of the package and hash of the kernels' sources."""
    return f"ceax {version('ceax')} {sources_hash()}"


def recover(
    storage: Storage, *, now_ns: int, capacity: Capacity, venue: str | None = None, progress: Progress = silent
) -> Recovered:
    """Open or make the logs in a locked storage and rebuild the state.

    `capacity` and `venue` are those of a new venue; an existing one keeps its capacity, since decisions depend on it.
    Raises LogDamaged, LogUnreadable, VenueRefused, EventsDiffer, StorageFailed.
    """
    if not storage.exists(COMMANDS_NAME):
        _create_commands(storage, VENUE_DEFAULT if venue is None else venue, capacity, now_ns)
    with ExitStack() as opened:
        commands_file = open_within(storage, COMMANDS_NAME, opened)
        raw = commands_file.read(0, FILE_HEADER_BYTES)
        header = _commands_header(raw, venue)
        _create_events(storage, header, link_of(raw), now_ns)
        events_file = open_within(storage, EVENTS_NAME, opened)
        events_raw = _events_header(events_file, link_of(raw))
        base = newest_good(storage, link_of(raw).hex(), commands_file, events_file)
        events_found = _survey_events(events_file, events_raw, base)
        commands_found = _survey_commands(commands_file, raw, base, progress)
        judge(commands_found, events_found)

        commands = _open_for_writing(commands_file, commands_found, now_ns)
        begin = base.caption.commands.position if base else FILE_HEADER_BYTES
        synced_to = base.caption.events.position if base else FILE_HEADER_BYTES
        events = EventLog(events_file, _cut(events_file, events_found), commands.epoch, synced_to)
        recorded = Recorded(events_file, synced_to, events.end, base.caption.event_sequence if base else 0)
        recovered = _begin(header, raw, base, commands, events)
        for derived in replay(recovered.state, commands_file, commands.end, progress, begin=begin):
            events.append(derived[recorded.compare(derived) :])
        nothing_beyond(events, recovered.state)
        opened.pop_all()
    return recovered


def _survey_events(file: StoredFile, raw: bytes, base: Snapshot | None) -> Survey:
    return survey(file, raw, since=base.caption.events, index=base.events_index) if base else survey(file, raw)


def _survey_commands(file: StoredFile, raw: bytes, base: Snapshot | None, progress: Progress) -> Survey:
    if base is None:
        return survey(file, raw, progress)
    return survey(file, raw, progress, since=base.caption.commands, index=base.commands_index)


def _begin(header: FileHeader, raw: bytes, base: Snapshot | None, commands: CommandLog, events: EventLog) -> Recovered:
    return Recovered(
        venue=header.venue,
        state=base.state if base else empty_state(Capacity(**header.capacity)),
        commands=commands,
        events=events,
        origin=link_of(raw).hex(),
        snapshot=base.caption.sequence if base else 0,
    )


def open_within(storage: Storage, name: str, opened: ExitStack) -> StoredFile:
    """Open a file that is closed again with `opened`."""
    file = storage.open(name)
    opened.callback(file.close)
    return file


def _create_commands(storage: Storage, venue: str, capacity: Capacity, now_ns: int) -> None:
    if storage.exists(EVENTS_NAME):
        raise LogDamaged(f"{COMMANDS_NAME} is missing beside {EVENTS_NAME}: record 1 at offset {FILE_HEADER_BYTES} is gone")
    if not (0 < len(venue) <= VENUE_MAX and venue.isascii() and venue.isprintable()):
        raise VenueRefused(f"venue is {venue!r}, allowed are 1 to {VENUE_MAX} printable ASCII characters")
    header = FileHeader("commands", venue, build_text(), 1, now_ns, asdict(capacity))
    storage.create(COMMANDS_NAME, pack_file_header(header)).close()


def _commands_header(raw: bytes, venue: str | None) -> FileHeader:
    header = unpack_file_header(raw, COMMANDS_NAME)
    if header.holds != "commands":
        raise LogUnreadable(f"{COMMANDS_NAME} holds {header.holds}")
    if venue not in (None, header.venue):
        raise VenueRefused(f"venue is {venue!r}, but {COMMANDS_NAME} is the log of {header.venue!r}")
    return header


def _create_events(storage: Storage, commands: FileHeader, origin: bytes, now_ns: int) -> None:
    if not storage.exists(EVENTS_NAME):
        header = commands._replace(holds="events", build=build_text(), created_ns=now_ns, origin=origin.hex())
        storage.create(EVENTS_NAME, pack_file_header(header)).close()


def _events_header(file: StoredFile, origin: bytes) -> bytes:
    raw = file.read(0, FILE_HEADER_BYTES)
    if unpack_file_header(raw, EVENTS_NAME).origin != origin.hex():
        raise LogUnreadable(f"{EVENTS_NAME} was not derived from this {COMMANDS_NAME}; without it, it is derived again")
    return raw


def judge(commands: Survey, events: Survey) -> None:
    """Raise LogDamaged unless all that stands behind the sound part of the command log may be cut."""
    if not commands.torn:
        reason = commands.problem
    elif commands.synced_to > commands.end:
        reason = f"{commands.problem or 'it is gone'}, though a later frame evidences its sync"
    elif events.last_command >= commands.next_sequence:
        reason = f"{commands.problem or 'it is gone'}, though events of command {events.last_command} evidence its sync"
    else:
        return
    raise LogDamaged(f"{commands.name}: record {commands.next_sequence} at offset {commands.end}: {reason}")


def _open_for_writing(file: StoredFile, found: Survey, now_ns: int) -> CommandLog:
    """Cut the torn tail, make the rest durable, begin a new epoch: from here on everything before is evidenced.

    What is not evidenced is written again first: after a failed sync the system may show bytes that never reached the disk.
    """
    found = _cut(file, found)
    unsure = max(found.synced_to, FILE_HEADER_BYTES)
    if unsure < found.end:
        file.write(unsure, file.read(unsure, found.end - unsure))
    file.sync()
    log = CommandLog(file, found, found.epoch + 1)
    log.mark_epoch(build_text(), max(now_ns, found.time_ns))
    return log


def _cut(file: StoredFile, found: Survey) -> Survey:
    if not found.blank:
        lost = file.size() - found.end
        _journal.warning("%s: cut behind record %d at offset %d, %d bytes", file.name, found.next_sequence - 1, found.end, lost)
        file.truncate(found.end)
    return found
