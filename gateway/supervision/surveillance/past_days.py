"""Past days from the log of a data folder, judged by the same rules as live.

Days before the wanted ones are read too, without rules: what accounts hold and have traded comes
from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from engine.commands import CommandKind
from engine.errors import LogUnreadable
from engine.events import EventArray, EventKind
from engine.record.history.records import EVENTS, records_of
from engine.record.log.segments import open_log
from engine.record.storage import FileStorage
from gateway.supervision.surveillance.findings import Finding
from gateway.supervision.surveillance.relations import Relation
from gateway.supervision.surveillance.rows import rows_of
from gateway.supervision.surveillance.thresholds import Settings
from gateway.supervision.surveillance.watch import Watch


def judged(
    log: Path,
    first: int,
    last: int,
    settings: Settings,
    tried: Sequence[Relation] | None = None,
) -> list[Finding]:
    """What the rules find from day `first` to day `last`, as yyyymmdd, in a log's folder.

    `tried`: relations in place of those that the log has. Raises LogUnreadable where the event log
    does not begin with event 1, LogDamaged, StorageFailed.
    """
    with ExitStack() as opened:
        file = open_log(FileStorage(log, read_only=True), EVENTS.name, opened)
        if file.first.base:
            raise LogUnreadable(
                f"{EVENTS.name} begins with event {file.first.header.first_sequence}: put the"
                " archived segments back"
            )
        return list(over(records_of(EVENTS, file), first, last, settings, tried))


def over(
    batches: Iterable[EventArray],
    first: int,
    last: int,
    settings: Settings,
    tried: Sequence[Relation] | None = None,
) -> Iterator[Finding]:
    """What the rules find on these days in events from the first one on."""

    def settings_of(date: int) -> Settings:
        return settings if first <= date <= last else {}

    watch = Watch(settings_of, tried)
    for events in batches:
        for part in _by_day(events):
            yield from watch.take(rows_of(part))
            if watch.date > last:
                return


def _by_day(events: EventArray) -> list[EventArray]:
    """Events parted before each start of a day, so that no more is read than is wanted."""
    starts = (events["kind"] == EventKind.ACCEPTED) & (
        events["command_kind"] == CommandKind.START_DAY
    )
    return np.split(events, np.flatnonzero(starts))
