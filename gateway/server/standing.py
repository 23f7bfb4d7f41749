"""How the gateway is, by HTTP: whether it can do its work, and what it has counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from prometheus_client.metrics_core import Metric

from engine.commands import Phase
from engine.units import format_date
from gateway.protocol.door import Door
from gateway.protocol.errors import StorageFailed
from gateway.protocol.health import Condition, health_pages
from gateway.protocol.metrics import (
    disk_metrics,
    door_metrics,
    gauge,
    gauges,
    histogram,
    metrics_page,
    traffic_metrics,
)
from gateway.protocol.outside import Outside
from gateway.protocol.traffic import Histogram, Traffic
from gateway.schedule.times import DayStatus
from gateway.server.history_check import HistoryCheck

NS_PER_S = 1_000_000_000
COMMANDS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)  # of a batch


class Standing(NamedTuple):
    """How the gateway is at a moment.

    `sessions`: how many there are, by role. `waiting`: requests that wait for their reply;
    `unsent_bytes`: the longest queue of a client. `next_event`: number of the next event.
    `history`: what the check of the whole log has found.
    """

    failure: StorageFailed | None
    runs: bool
    day: DayStatus
    sessions: Mapping[str, int]
    waiting: int
    unsent_bytes: int
    next_event: int
    history: HistoryCheck


class Counts:
    """What the gateway counts while it works.

    `batches`: those not in the histograms yet, each with its commands and the nanoseconds until it
    was delivered. `sync_s`: how long the log's syncs took.
    """

    def __init__(self, sync_s: Histogram) -> None:
        self.traffic = Traffic()
        self.batches: list[tuple[int, int]] = []
        self.batch_commands = Histogram(COMMANDS)
        self.batch_s = Histogram()
        self.sync_s = sync_s

    def fold(self) -> None:
        """Take the batches into the histograms; to be called once a second or so."""
        for commands, ns in self.batches:
            self.batch_commands.add(commands)
            self.batch_s.add(ns / NS_PER_S)
        self.batches.clear()


def gateway_door(
    standing: Callable[[], Standing], counts: Counts, folder: Path, outside: Outside
) -> Door:
    """The gateway's door, with its pages; `folder` is the venue's."""
    pages = health_pages(lambda: conditions_of(standing()))
    door = Door(pages, outside)
    pages["/metrics"] = metrics_page(lambda: _metrics(standing(), counts, folder, door))
    return door


def conditions_of(standing: Standing) -> Mapping[str, Condition]:
    """What the gateway needs for its work: a log that is written, batches that run, and the day it
    is at.
    """
    failed, runs = standing.failure, standing.runs
    date, phase = standing.day.date, standing.day.phase.name.lower()
    history = standing.history
    return {
        "log": Condition(failed is None, "written" if failed is None else failed.message),
        "batches": Condition(runs, "run" if runs else "do not run"),
        # damage of the past is for the staff: what members do now is recorded and sound
        "history": Condition(True, history.says),
        "day": Condition(True, f"{format_date(date)} {phase}" if date else "before the first"),
    }


def _metrics(standing: Standing, counts: Counts, folder: Path, door: Door) -> Iterable[Metric]:
    yield from traffic_metrics(counts.traffic)
    yield from door_metrics(door)
    yield from disk_metrics(folder)
    yield from _batches(counts)
    yield gauges("sessions", "Sessions, by role.", "role", standing.sessions)
    yield gauge("requests_waiting", "Requests that wait for their reply.", standing.waiting)
    yield gauge("unsent_bytes", "Longest queue of a client.", standing.unsent_bytes)
    yield gauge("next_event", "Number of the next event.", standing.next_event)
    damaged = "1 where the check of the whole log has found damage."
    yield gauge("log_damaged", damaged, float(standing.history.damaged))
    proven = "Last command that the check of the whole log has proven; 0: none yet."
    yield gauge("log_proven_command", proven, standing.history.commands)
    yield gauge("trading_date", "Trading date, yyyymmdd; 0 before the first.", standing.day.date)
    phases = {phase.name.lower(): float(phase is standing.day.phase) for phase in Phase}
    yield gauges("phase", "1 for the phase that the venue is in.", "phase", phases)


def _batches(counts: Counts) -> Iterator[Metric]:
    counts.fold()
    yield histogram("batch_commands", "Commands of a batch.", counts.batch_commands)
    yield histogram("batch_seconds", "From a batch's start to its delivery.", counts.batch_s)
    yield histogram("sync_seconds", "One sync of a file of the log.", counts.sync_s)
