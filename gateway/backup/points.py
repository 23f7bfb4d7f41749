"""The folder of a backup.

Copies of the venue's log that grow (`history-1`, ...), and points, each a folder of its own with
what is not in the log.

    DIR/history-1/commands.log ...
    DIR/points/20260105T013000/manifest.json, registry/registry.sqlite3, keys.json ...

A point gets its name when it is whole, and loses it before it is removed. A log that does not go on
from the copy (the venue itself was restored to an earlier moment) begins another copy.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from engine.errors import LogInUse
from engine.record.storage import DRAFT_SUFFIX, FileStorage
from gateway.backup.manifest import BackupRefused, Manifest, read_manifest

POINTS, HISTORY = "points", "history-"
GOING_SUFFIX = ".gone"
OWNER_ONLY = 0o700  # rights to a folder
NAME = "%Y%m%dT%H%M%S"  # of a point


class Point(NamedTuple):
    """A backup point: its folder, whose name is its time in UTC, and its manifest.

    A name is later than those before it, also when the clock has gone back.
    """

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Names ascend with time."""
        return self.folder.name


def points_of(folder: Path) -> list[Point]:
    """The points of a backup, oldest first. Raises BackupRefused when one cannot be read."""
    return [Point(each, read_manifest(each)) for each in folders_of(folder)]


def readable_points(folder: Path) -> list[Point]:
    """The points of a backup whose manifest can be read, oldest first."""
    found = []
    for each in folders_of(folder):
        with suppress(BackupRefused):
            found.append(Point(each, read_manifest(each)))
    return found


def folders_of(folder: Path) -> list[Path]:
    """The folders of all points of a backup, oldest first."""
    place = folder / POINTS
    if not place.is_dir():
        return []
    return [each for each in sorted(place.iterdir()) if not _is_draft(each)]


def _is_draft(path: Path) -> bool:
    return path.name.endswith((DRAFT_SUFFIX, GOING_SUFFIX))


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Inside, no other backup writes into the folder, which is made where there is none.

    Raises BackupRefused for a folder of something else, or when another one writes.
    """
    if folder.is_dir() and not (folder / POINTS).is_dir() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} holds something else than backups", value=str(folder))
    for made in (folder, folder / POINTS):
        made.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
    with suppress(PermissionError):  # somebody else's
        folder.chmod(OWNER_ONLY)
    storage = FileStorage(folder)
    try:
        storage.lock()
    except LogInUse as error:
        raise BackupRefused(f"another backup writes into {folder}", value=str(folder)) from error
    try:
        yield
    finally:
        storage.close()


def remove_drafts(folder: Path) -> None:
    """Remove what interrupted backups have left, and copies of logs that no point needs."""
    for path in (folder / POINTS).iterdir():
        if _is_draft(path):
            shutil.rmtree(path)
    needed = {point.manifest.history for point in points_of(folder)}
    for path in folder.glob(f"{HISTORY}*"):
        if path.name not in needed:
            shutil.rmtree(path)


def next_history(folder: Path) -> str:
    """The name of another copy of the log."""
    used = [int(path.name.removeprefix(HISTORY)) for path in folder.glob(f"{HISTORY}*")]
    return f"{HISTORY}{max(used, default=0) + 1}"


@contextmanager
def new_point(folder: Path, time_ns: int) -> Iterator[Path]:
    """A folder to be filled, which becomes a durable point at the end; nothing is left of it after
    an exception.
    """
    path = folder / POINTS / _name(time_ns, points_of(folder))
    draft = path.with_name(path.name + DRAFT_SUFFIX)
    draft.mkdir(OWNER_ONLY)
    try:
        yield draft
        sync_folders(draft)
        draft.rename(path)
        sync_folder(path.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _name(time_ns: int, before: list[Point]) -> str:
    moment = dt.datetime.fromtimestamp(time_ns // 10**9, dt.UTC).replace(tzinfo=None)
    if before:
        last = dt.datetime.strptime(before[-1].name, NAME)
        moment = max(moment, last + dt.timedelta(seconds=1))
    return moment.strftime(NAME)


def keep_newest(folder: Path, count: int) -> list[str]:
    """Remove all points but the newest; the names of those removed."""
    leaving = points_of(folder)[:-count]
    for point in leaving:
        going = point.folder.with_name(point.name + GOING_SUFFIX)
        point.folder.rename(going)
        shutil.rmtree(going)
    remove_drafts(folder)
    return [point.name for point in leaving]


def sync_folders(folder: Path) -> None:
    """Make the names in a folder and in those within it durable."""
    for path, _, _ in os.walk(folder):
        sync_folder(Path(path))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
