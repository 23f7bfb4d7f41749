"""A venue's data folder without its servers: a log that is written, a registry, the feed's rows,
keys.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from gateway.backup.pace import Pace
from gateway.backup.points import Point
from gateway.backup.restore import Restored, restore
from gateway.backup.restore import Work as Restoring
from gateway.backup.take import Work, back_up
from gateway.backup.wish import Wish
from gateway.launch.local_keys import make_local_keys
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.simulation.traffic import deposit, opening

QUICK = 10_000  # MiB a second


@dataclass
class Folder:
    """A data folder and its backup. `registry` and `sequencer` are open, as in a running venue."""

    data: Path
    backup: Path
    sequencer: Sequencer
    registry: Registry
    now_ns: int = 1_767_600_000_000_000_000
    points: list[Point] = field(default_factory=list)
    at_work: bool = True

    def go_on(self, count: int = 1) -> None:
        """More commands, and as many accounts in the registry."""
        for _ in range(count):
            number = self.sequencer.next_command
            self.sequencer.process(deposit(100 + number))
            opened = Instruction(Task.OPEN_ACCOUNT, number, name="a")
            allocated = Instruction(Task.ALLOCATE, number, "CEA25", 5)
            at_once.record(self.registry, [opened, allocated])

    def back_up(self, keep: int | None = None) -> Point:
        """A point, a second after the one before."""
        self.now_ns += 10**9
        point = back_up(self.data, self.backup, self.now_ns, keep, Work(Pace(QUICK)))
        self.points.append(point)
        return point

    def restore(self, new: Path, **wish: object) -> Restored:
        """Restore into a new folder."""
        how = Restoring(self.now_ns, Pace(QUICK))
        return restore(self.backup, new, Wish(**wish), how)  # type: ignore[arg-type]

    def close_registry(self) -> None:
        """The bridge stops."""
        if self.at_work:
            self.registry.close()
        self.at_work = False

    def close(self) -> None:
        """The venue stops."""
        self.sequencer.close()
        self.close_registry()


@pytest.fixture(scope="session")
def empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty registry, to be copied: its tables take longer to make than most tests."""
    made = tmp_path_factory.mktemp("empty") / "registry.sqlite3"
    open_registry(f"sqlite:///{made}").close()
    return made


@contextmanager
def new_venue(folder: Path, empty_registry: Path) -> Iterator[Folder]:
    """A venue with its first commands."""
    data = folder / "venue"
    make_local_keys(data)
    (data / "endpoints.json").write_text("{}")
    (data / "tls.pem").write_text("-----BEGIN PRIVATE KEY-----")
    (data / "closures.json").write_text("[]")
    (data / "feed").mkdir()
    with sqlite3.connect(data / "feed" / "history.sqlite3") as rows:
        rows.execute("CREATE TABLE days (date)")
    rows.close()
    sequencer = Sequencer.open(
        data / "log", clock=ManualClock(1_000), capacity=SMALL, venue="shanghai-1"
    )
    sequencer.process(opening())
    (data / "registry").mkdir()
    books = shutil.copy(empty_registry, data / "registry" / "registry.sqlite3")
    registry = open_registry(f"sqlite:///{books}")
    made = Folder(data, folder / "backup", sequencer, registry)
    made.go_on()
    yield made
    made.close()


@pytest.fixture
def venue(tmp_path: Path, empty_registry: Path) -> Iterator[Folder]:
    """A venue with its first commands."""
    with new_venue(tmp_path, empty_registry) as made:
        yield made


def end(venue: Folder) -> Folder:
    """Make three points, two commands and journal entries apart, and stop the venue."""
    for _ in range(3):
        venue.go_on(2)
        venue.back_up()
    venue.close()
    return venue


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, empty_registry: Path) -> tuple[Folder, Path]:
    """A venue that has stopped with three points, and a copy of its folder: the points name it."""
    folder = tmp_path_factory.mktemp("stopped")
    with new_venue(folder / "place", empty_registry) as made:
        end(made)
    return made, shutil.copytree(folder / "place", folder / "copy")


@pytest.fixture
def ended(kept: tuple[Folder, Path]) -> Folder:
    """A venue that has stopped with three points, as no other test has left it."""
    made, copy = kept
    shutil.rmtree(made.data.parent)
    shutil.copytree(copy, made.data.parent)
    return replace(made, points=list(made.points))
