"""A venue's logs made where there are none, and whether they belong together."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from importlib.metadata import version

from engine.compiler.jit import SOURCES
from engine.errors import LogDamaged, LogOutdated, LogUnreadable, VenueRefused
from engine.record.log.format import (
    FILE_HEADER_BYTES,
    FORMAT_VERSION,
    FileHeader,
    pack_file_header,
)
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, SegmentedFile, has_log
from engine.record.storage import Storage
from engine.rules.machine import RULES_VERSION
from engine.rules.state import Capacity, recorded_capacity

VENUE_MAX = 48  # characters of a venue id


@cache
def build_text() -> str:
    """The running build: version of the package and hash of the kernels' sources."""
    return f"ceax {version('ceax')} {SOURCES}"


def create_commands(storage: Storage, venue: str, capacity: Capacity, now_ns: int) -> None:
    """Begin the command log of a new venue. Raises VenueRefused, LogDamaged where it had one."""
    if has_log(storage, EVENTS_NAME):
        raise LogDamaged(
            f"{COMMANDS_NAME} is missing beside {EVENTS_NAME}: record 1 at offset"
            f" {FILE_HEADER_BYTES} is gone"
        )
    require_venue_id(venue)
    header = FileHeader(
        "commands", venue, build_text(), 1, now_ns, asdict(capacity), rules=RULES_VERSION
    )
    storage.create(COMMANDS_NAME, pack_file_header(header)).close()


def require_venue_id(venue: str) -> None:
    """Raises VenueRefused for a text that cannot be the id of a venue."""
    if not (0 < len(venue) <= VENUE_MAX and venue.isascii() and venue.isprintable()):
        raise VenueRefused(
            f"venue is {venue!r}, allowed are 1 to {VENUE_MAX} printable ASCII characters"
        )


def capacity_in(header: FileHeader) -> Capacity:
    """The capacity that a log's header states. Raises LogUnreadable when this build has none such:
    its decisions would be others.
    """
    try:
        return recorded_capacity(header.capacity)
    except ValueError as error:
        raise LogUnreadable(f"{COMMANDS_NAME}, begun by {header.build}: {error}") from error


def commands_header(file: SegmentedFile, venue: str | None) -> FileHeader:
    """The header of a command log that a start may continue.

    Raises LogUnreadable, LogOutdated, VenueRefused when it is another venue's.
    """
    header = file.first.header
    if header.holds != "commands":
        raise LogUnreadable(f"{COMMANDS_NAME} holds {header.holds}")
    require_continuable(header)
    if venue not in (None, header.venue):
        raise VenueRefused(
            f"venue is {venue!r}, but {COMMANDS_NAME} is the log of {header.venue!r}"
        )
    return header


def require_continuable(header: FileHeader) -> None:
    """Raise LogOutdated for a log of an earlier format, or of rules that are not this build's."""
    if header.format < FORMAT_VERSION:
        raise LogOutdated(
            f"{COMMANDS_NAME} has format {header.format}, which this build reads and does not"
            f" continue; begin the venue anew in an empty folder, or start {header.build}. ceax"
            " log verify, show and compare, ceax replay and ceax check read it as it is"
        )
    if header.rules != RULES_VERSION:
        raise LogOutdated(
            f"{COMMANDS_NAME} was decided by rules of version {header.rules}, this build has"
            f" version {RULES_VERSION}; start {header.build}"
        )


def create_events(storage: Storage, commands: FileHeader, origin: str, now_ns: int) -> None:
    """A new event log, where there is none, for events from number 1 on."""
    if not has_log(storage, EVENTS_NAME):
        header = FileHeader(
            "events",
            commands.venue,
            build_text(),
            commands.epoch,
            now_ns,
            commands.capacity,
            origin,
            rules=RULES_VERSION,
        )
        storage.create(EVENTS_NAME, pack_file_header(header)).close()


def require_events_of(commands: SegmentedFile, events: SegmentedFile) -> None:
    """Raise LogUnreadable unless an event log was derived from this command log."""
    if any(segment.header.origin != commands.origin for segment in events.segments):
        raise LogUnreadable(
            f"{EVENTS_NAME} was not derived from this {COMMANDS_NAME}; without it, it is derived"
            " again"
        )
