"""The reports of a day read back after a restart: the running day, and one that is over.

A day of 40,000 commands of a thousand accounts, written in batches of 8, so that a member's reports
lie far apart. Everybody who reads back gets frames of up to 500 reports, as over a socket.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.long_log import write_history
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from gateway.floor.directory import Directory
from gateway.floor.listeners import Listeners
from gateway.floor.report_days import ReportDay
from gateway.protocol.errors import RequestError

COMMANDS, BATCH, DAYS = 40_000, 8, 3
ROUNDS = 3
WAIT_S = 0.001


class Reader:
    """What listeners need of a session."""

    text = stamped = False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of three days."""
    folder = tmp_path_factory.mktemp("days")
    write_history(folder, DAYS, COMMANDS, BATCH)
    return folder


@pytest.fixture
def sequencer(folder: Path) -> Iterator[Sequencer]:
    """The venue, started anew."""
    with closing(Sequencer.open(folder, clock=ManualClock(1))) as sequencer:
        yield sequencer


def days_from(directory: Directory, accounts: list[int], back: int) -> list[ReportDay]:
    """The days that are over, from one that many days back on, once its reports are collected."""
    while True:
        try:
            first = directory.past.day_of(directory.date - back)
            assert first is not None
            for account in accounts:
                directory.past.reports(account, first)
            return directory.past.days.after(first)
        except RequestError:
            time.sleep(WAIT_S)


def read_back(directory: Directory, accounts: list[int], back: int) -> int:
    """Resume everybody at the first report of a day; how many bytes they are sent."""
    listeners, size = Listeners(directory), 0
    days = days_from(directory, accounts, back) if back else []
    for account in accounts:
        reader: Any = Reader()
        listeners.join(reader, account, 1, days)
        while (part := listeners.catch_up(reader)) is not None:
            if callable(part):
                directory.past.submit(part).result()
            else:
                size += len(part)
    return size


@pytest.mark.parametrize("members", [1, 100])
@pytest.mark.parametrize("back", [0, 2], ids=["the running day", "two days before"])
@pytest.mark.benchmark(group="reports read back")
def test_reports_read_back(
    benchmark: BenchmarkFixture, sequencer: Sequencer, back: int, members: int
) -> None:
    """Of one member, and of a hundred one after the other."""

    def start() -> tuple[tuple[Directory, list[int], int], dict[str, Any]]:
        return (Directory(sequencer), list(range(1, members + 1)), back), {}

    assert benchmark.pedantic(read_back, setup=start, rounds=ROUNDS) > 0


@pytest.mark.benchmark(group="reports read back")
def test_the_events_of_a_day_alone(benchmark: BenchmarkFixture, sequencer: Sequencer) -> None:
    """The floor: the events of one day read from the log, nothing rendered."""
    begun, end = Directory(sequencer).begun, sequencer.next_event

    def read() -> int:
        return sum(len(sequencer.events(first, 32_768)) for first in range(begun, end, 32_768))

    assert benchmark.pedantic(read, rounds=ROUNDS) == end - begun
