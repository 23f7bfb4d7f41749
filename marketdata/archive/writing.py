"""Writes the days of a venue into the archive, from the events that its gateway serves.

What it knew at the end of the last day lies in a file beside the days, so that the next one reads
only the events that follow. Without that file, or with one that does not fit, it reads all.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.client import Connection, ConnectionLost
from gateway.client.streams import EventStream
from gateway.protocol.private_keys import PrivateKey
from marketdata.archive.recorder import Recorder, feed_of
from marketdata.checkpoint import pack, seal, unpack
from marketdata.errors import CheckpointRefused, HistoryDiffers
from marketdata.feed import Feed
from marketdata.session_hours import SessionsOn, released_sessions

STATE = "state"
ENDED_ABNORMALLY = 1006  # RFC 6455: no close code came
log = logging.getLogger("marketdata")

Ended = Callable[[str, Path], object]


@dataclass(frozen=True)
class Source:
    """The gateway that the events come from, the key to follow with, and the sessions of days."""

    url: str
    key: PrivateKey
    more: dict[str, Any]  # `ca`, `server_key`
    sessions_on: SessionsOn = released_sessions


async def write_days(
    source: Source,
    archive: Path,
    *,
    only: str | None = None,
    goes_on: bool = False,
    ended: Ended = lambda date, folder: None,
) -> None:
    """Write every day that has ended, or `only` one; `goes_on`: after those written before.

    Raises GatewayError, RowFileRefused, OSError.
    """
    stream, place = EventStream(), archive / STATE

    def receive(message: Any) -> None:
        if message["type"] == "events":
            stream.receive(message)

    async with await Connection.open(
        source.url,
        source.key,
        on_message=receive,
        on_end=stream.end,
        wall_ns=time.time_ns,
        **source.more,
    ) as connection:
        said = connection.logged_on
        feed = _known(place, said["venue"], said["log_epoch"]) if goes_on else None

        def keep(date: str, folder: Path) -> None:
            if goes_on:
                _keep(recorder.feed, said["log_epoch"], place)
            ended(date, folder)

        recorder = Recorder(feed or feed_of(said["venue"]), archive, only, keep)
        recorder.feed.sessions_on = source.sessions_on
        try:
            await _read(stream, connection, recorder, said["next_event"])
        except HistoryDiffers:
            place.unlink(missing_ok=True)
            raise
        finally:
            recorder.close()


async def _read(
    stream: EventStream, connection: Connection, recorder: Recorder, present: int
) -> None:
    """Take in the events that there are now."""
    if recorder.feed.next_event >= present:
        return
    async for batch in stream.read(connection, recorder.feed.follow_from):
        recorder.take(batch["events"])
        if batch["last"] >= present - 1:
            return
        await asyncio.sleep(0)
    raise ConnectionLost(ENDED_ABNORMALLY, "before all events were read")


def _known(place: Path, venue: str, log_epoch: int) -> Feed | None:
    try:
        return unpack(place.read_bytes(), venue, log_epoch)
    except FileNotFoundError:
        return None
    except (CheckpointRefused, OSError) as error:
        log.warning("%s is not used, all events are read: %s", place, error)
        return None


def _keep(feed: Feed, log_epoch: int, place: Path) -> None:
    pieces = pack(feed, log_epoch)
    draft = place.with_name(place.name + ".new")
    with draft.open("wb") as file:
        file.writelines((seal(pieces), *pieces))
    draft.replace(place)
