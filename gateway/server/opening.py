"""Opening the venue of a data folder: its id, its sequencer, its engine beside that."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path

from engine.commands import Market
from engine.record.ahead import Tell, prepare
from engine.record.log.segments import COMMANDS_NAME, has_log
from engine.record.recovery import VENUE_DEFAULT, capacity_on
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import Capacity, capacity_for
from gateway.protocol.outside import SYSTEM
from gateway.protocol.server_clock import SystemClock
from gateway.protocol.traffic import Histogram
from gateway.server.data_folder import DataFolderRefused
from gateway.server.market_choice import CREDIT_INSTRUMENTS
from gateway.server.recovery_progress import RecoveryProgress
from gateway.server.timed_log import TimedStorage

ID_BYTES = 4  # of a fresh venue id, written in hex
# New containers, and how many collections of younger ones come before one of older ones. All
# threads are stopped meanwhile: for 1 ms, for 5 ms, and rarely until all containers are examined.
COLLECT_AFTER = (3_000, 2, 200)
SWITCH_INTERVAL_S = 0.001  # so that the event loop is not kept waiting by the worker's Python


def open_prepared(
    folder: Path,
    tell: Tell,
    venue: str | None = None,
    sync_s: Histogram | None = None,
    instruments: int | None = None,
    market: Market | None = None,
) -> Sequencer:
    """The venue's sequencer, with its engine being loaded or compiled beside it. Raises
    EngineError, OSError, DataFolderRefused when the log is that of a venue with other numbers of
    instruments than `instruments`.

    A short log is replayed by plain Python meanwhile, a long one when the engine is there. `venue`:
    as `venue_id` takes it. `sync_s` counts how long the log's syncs take.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # What loading the engine leaves is kept out of the garbage collector's sight, as
    # `settle_down` does.
    capacity = venue_capacity(folder, instruments, market)
    prepare(capacity, tell, gc.freeze)
    named = venue_id(folder, venue)
    storage = TimedStorage(folder, sync_s or Histogram())
    progress = RecoveryProgress(tell)
    return Sequencer.on(
        storage, clock=SystemClock(), capacity=capacity, venue=named, progress=progress
    )


def venue_capacity(folder: Path, instruments: int | None, market: Market | None = None) -> Capacity:
    """The capacity of the venue in a log folder, or of a new one with `instruments` numbers, or as
    many as are usual in its market.

    Raises DataFolderRefused when the venue is there with another number.
    """
    usual = capacity_for(CREDIT_INSTRUMENTS) if market == Market.CREDITS else Capacity()
    new = usual if instruments is None else capacity_for(instruments)
    capacity = capacity_on(FileStorage(folder, read_only=True), new)
    if instruments not in (None, capacity.instruments):
        raise DataFolderRefused(
            f"instruments is {instruments}, but the venue in {folder} was made with"
            f" {capacity.instruments} and keeps them: leave the option out",
            field="instruments",
            value=instruments,
            allowed=capacity.instruments,
        )
    return capacity


def venue_id(
    folder: Path, asked: str | None, draw: Callable[[int], int] = SYSTEM.draw
) -> str | None:
    """The id for a log folder: the one asked for. Else None where there is a log, which has its
    own, or a fresh id made of what `draw` gives.

    No two venues have the same id by accident: who has taken in a part of one's history must not go
    on with another's.
    """
    if asked is not None or has_log(FileStorage(folder, read_only=True), COMMANDS_NAME):
        return asked
    return f"{VENUE_DEFAULT}-{draw(8 * ID_BYTES):0{2 * ID_BYTES}x}"


def settle_down() -> None:
    """Take what start-up made out of the garbage collector's sight, and let it look at little at a
    time.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
