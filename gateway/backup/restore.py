"""From a backup to a new data folder.

The log up to any command, and the newest copies of everything else that know nothing beyond it.

The new folder gets its name when all of it is there and was checked.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from engine.record.history.cut import Moment, cut
from engine.record.history.second_copy import require_head
from engine.record.history.successor import begin_epoch, later_epoch, write_as
from engine.record.inspection import inspect
from engine.record.log.scan import Progress, silent
from engine.record.storage import FileStorage
from engine.rules.check import check as check_state
from gateway.backup import parts
from gateway.backup.kept_keys import bring_keys, missing_keys
from gateway.backup.manifest import BackupRefused, FileCopy, file_copy
from gateway.backup.original import kept_from_starting, replaced
from gateway.backup.pace import Pace
from gateway.backup.points import OWNER_ONLY, Point, readable_points, sync_folder, sync_folders
from gateway.backup.wish import Wish, books_before, chosen_point
from gateway.launch.local_keys import renew_local_keys
from gateway.server.data_folder import LOG
from gateway.supervision.surveillance.cases import Cases

PART_SUFFIX = ".part"
DRAFT_SUFFIX = ".restoring"
FIRST_EPOCH = 1  # of a venue of its own


class Restored(NamedTuple):
    """What a restored folder holds.

    `registry_at`: the last command that its registry can know, None without one; `problems` of the
    state, none in a sound one; `replaced`: the folder of the original where it was marked so that
    it does not start; `left_out`: files that the backup does not have, and why; `keys_missing`:
    private keys that its start needs or makes, by their paths.
    """

    venue: str
    commands: int
    head: str
    epoch: int
    registry_at: int | None
    registry_entries: int | None
    point: str
    problems: list[str]
    left_out: dict[str, str]
    keys_missing: list[str]
    replaced: str | None = None


@dataclass
class Work:
    """How it is done: pace and progress, the time now."""

    now_ns: int
    pace: Pace = field(default_factory=Pace)
    progress: Progress = silent


def restore(folder: Path, new: Path, wish: Wish, work: Work) -> Restored:
    """Make a data folder of a backup. Raises BackupRefused, EngineError, OSError, and what the
    registry's room raises; then there is no new folder.
    """
    new = new.resolve()
    point = chosen_point(folder, wish)
    _require_free(folder, new)
    with ExitStack() as holding:
        original = None
        if wish.venue is None:
            original = holding.enter_context(kept_from_starting(point.manifest))
        draft = holding.enter_context(_draft_beside(new))
        restored = _fill(folder, point, draft, wish, work)
        sync_folders(draft)
        if restored.problems:
            original = None
        with replaced(original, new, work.now_ns):
            draft.rename(new)
        sync_folder(new.parent)
    return restored._replace(replaced=str(original) if original else None)


def _require_free(folder: Path, new: Path) -> None:
    """Raises BackupRefused where no data folder can be made."""
    if new.exists() and (not new.is_dir() or any(new.iterdir())):
        raise BackupRefused(f"{new} is there already: name a new folder", value=str(new))
    if new.is_relative_to(folder.resolve()):
        raise BackupRefused(f"{new} lies in the backup: name a folder elsewhere", value=str(new))


@contextmanager
def _draft_beside(new: Path) -> Iterator[Path]:
    """An empty folder that becomes the new one by its name, and is removed where it does not.

    Raises BackupRefused while another restore works for the same folder.
    """
    draft = new.with_name(f".{new.name}{DRAFT_SUFFIX}")
    draft.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
    descriptor = os.open(draft, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(descriptor, new)
        _empty(draft)  # of what a killed restore has left
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, new: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BackupRefused(f"another restore makes {new}", value=str(new)) from error


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _fill(folder: Path, point: Point, draft: Path, wish: Wish, work: Work) -> Restored:
    """Fill the new folder and check it."""
    known = point.manifest
    last = known.head.commands if wish.until is None else wish.until
    log = FileStorage(folder / known.history, read_only=True)
    require_head(log, known.head, work.progress)
    kept = FileStorage(draft / LOG)
    end = cut(log, kept, Moment(last, wish.at_ns), work.progress)
    books = books_before(folder, point, end.commands)
    epoch = later_epoch(readable_points(folder)[-1].manifest.head.epoch)
    _copy_small_files(point, draft, work.pace)
    entries = _copy_databases(books, draft, work.pace) if books else None
    if wish.venue is None:
        begin_epoch(kept, epoch, work.now_ns)
        _bring_keys(draft, known.venue, wish)
    else:
        epoch = FIRST_EPOCH
        _make_own(draft, wish.venue)
    return Restored(
        venue=wish.venue or known.venue,
        commands=end.commands,
        head=end.head,
        epoch=epoch,
        registry_at=books.manifest.head.commands if books and entries is not None else None,
        registry_entries=entries,
        point=point.name,
        problems=_problems(draft, work),
        left_out=known.left_out,
        keys_missing=missing_keys(draft) if wish.venue is None else [],
    )


def _bring_keys(draft: Path, venue: str, wish: Wish) -> None:
    """The private keys of a venue that goes on, as far as they are given or to be made."""
    if wish.keys is not None:
        bring_keys(wish.keys, draft, venue)
    elif wish.new_keys:
        renew_local_keys(draft)


def _copy_small_files(point: Point, draft: Path, pace: Pace) -> None:
    """Copy what a start needs beside log and databases, as it was last."""
    for name, expected in point.manifest.files.items():
        if len(Path(name).parts) == 1:
            _copy_verified(point.folder / name, draft / name, expected, pace)


def _copy_databases(books: Point, draft: Path, pace: Pace) -> int | None:
    """Copy registry, feed history and cases as far as a point has them: the registry's journal
    entries.
    """
    for path in (parts.REGISTRY, parts.CASH, parts.FEED, parts.CASES):
        expected = books.manifest.files.get(str(path))
        if expected is not None:
            (draft / path).parent.mkdir(OWNER_ONLY)
            _copy_verified(books.folder / path, draft / path, expected, pace)
    if (draft / parts.CASH).exists():
        parts.registry_copies().check(draft / parts.CASH)
    if not (draft / parts.REGISTRY).exists():
        return None
    return parts.registry_copies().check(draft / parts.REGISTRY)


def _copy_verified(source: Path, target: Path, expected: FileCopy, pace: Pace) -> None:
    """Copy a file of a point and compare it with the manifest. Raises BackupRefused."""
    parts.copy_file(source, target)
    if file_copy(target, pace) != expected:
        raise BackupRefused(f"{source} is not what was written", value=str(source))


def _make_own(draft: Path, venue: str) -> None:
    """Make the copy a venue of its own: log, registry and cases name it, and its servers and staff
    have other keys.
    """
    log, original = draft / LOG, draft / f"{LOG}{PART_SUFFIX}"
    log.rename(original)
    write_as(FileStorage(original, read_only=True), FileStorage(log), venue)
    shutil.rmtree(original)
    for path in (parts.REGISTRY, parts.CASH):
        if (draft / path).exists():
            parts.registry_copies().rename(draft / path, venue)
    if (draft / parts.CASES).exists():
        with Cases(draft) as cases:
            cases.rename(venue)
    renew_local_keys(draft)


def _problems(draft: Path, work: Work) -> list[str]:
    """Replay the log as `ceax check` does: what does not hold."""
    found = inspect(FileStorage(draft / LOG, read_only=True), progress=work.progress, compare=True)
    return [*found.unused, *check_state(found.state)]
