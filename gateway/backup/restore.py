"""From a backup to a new data folder.

The log up to any command, and the newest copies of everything else that know nothing beyond it.

The new folder gets its name when all of it is there and was checked.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from engine.record.history.cut import Moment, cut
from engine.record.history.successor import begin_epoch, later_epoch, write_as
from engine.record.inspection import inspect
from engine.record.log.scan import Progress, silent
from engine.record.storage import FileStorage
from engine.rules.check import check as check_state
from gateway.backup import parts
from gateway.backup.manifest import BackupRefused, FileCopy, file_copy
from gateway.backup.original import mark_replaced, require_ended
from gateway.backup.pace import Pace
from gateway.backup.points import Point, points_of, sync_folder, sync_folders
from gateway.launch.local_keys import renew_local_keys
from gateway.server.data_folder import LOG

PART_SUFFIX = ".part"
FIRST_EPOCH = 1  # of a venue of its own


@dataclass(frozen=True)
class Wish:
    """What is to be restored.

    The backup point (empty: the newest that holds it), and of its log the commands up to a number
    or a time (None: all of them). `venue` makes the copy a venue of its own of that id.
    """

    point: str = ""
    until: int | None = None
    at_ns: int | None = None
    venue: str | None = None


class Restored(NamedTuple):
    """What a restored folder holds.

    `registry_at`: the last command that its registry can know, None without one; `problems` of the
    state, none in a sound one; `replaced`: the folder of the original where it was marked so that
    it does not start.
    """

    venue: str
    commands: int
    head: str
    epoch: int
    registry_at: int | None
    registry_entries: int | None
    point: str
    problems: list[str]
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
    point = _point_with(folder, wish)
    if new.exists() and (not new.is_dir() or any(new.iterdir())):
        raise BackupRefused(f"{new} is there already: name a new folder", value=str(new))
    if wish.venue is None:
        require_ended(point.manifest)
    draft = new.with_name(new.name + PART_SUFFIX)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        restored = _fill(folder, point, draft, wish, work)
        sync_folders(draft)
        draft.rename(new)
        sync_folder(new.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    own = wish.venue is not None or restored.problems
    if not own and mark_replaced(point.manifest, new, work.now_ns):
        restored = restored._replace(replaced=point.manifest.data)
    return restored


def _point_with(folder: Path, wish: Wish) -> Point:
    """The newest point whose log reaches as far as wished, or the one that is named."""
    found = points_of(folder)
    if not found:
        raise BackupRefused(f"there is no backup point in {folder}", value=str(folder))
    if wish.point:
        found = [point for point in found if point.name == wish.point]
        if not found:
            raise BackupRefused(f"no point {wish.point!r} in {folder}", value=wish.point)
    reaching = [point for point in found if (wish.until or 0) <= point.manifest.head.commands]
    if not reaching:
        last = max(point.manifest.head.commands for point in found)
        raise BackupRefused(
            f"until is {wish.until}, but the backup ends with command {last}",
            field="until",
            value=wish.until,
            allowed=last,
        )
    return reaching[-1]


def _fill(folder: Path, point: Point, draft: Path, wish: Wish, work: Work) -> Restored:
    """Fill the new folder and check it."""
    known = point.manifest
    last = known.head.commands if wish.until is None else wish.until
    log = FileStorage(folder / known.history, read_only=True)
    kept = FileStorage(draft / LOG)
    end = cut(log, kept, Moment(last, wish.at_ns), work.progress)
    books = _books(folder, point, end.commands)
    epoch = later_epoch(points_of(folder)[-1].manifest.head.epoch)
    _copy_small_files(point, draft, work.pace)
    entries = _copy_databases(books, draft, work.pace) if books else None
    if wish.venue is None:
        begin_epoch(kept, epoch, work.now_ns)
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
    )


def _books(folder: Path, point: Point, commands: int) -> Point | None:
    """The newest point of the same log whose registry and feed know nothing after a command; None
    where no point has a registry.

    Raises BackupRefused when all of them know more.
    """
    same = [each for each in points_of(folder) if each.manifest.history == point.manifest.history]
    early = [each for each in same if each.manifest.head.commands <= commands]
    having = [each for each in same if each.manifest.registry_entries is not None]
    if having and not any(each in early for each in having):
        first = having[0]
        raise BackupRefused(
            f"the oldest copy of the registry, {first.name}, may know what happened up to command"
            f" {first.manifest.head.commands}, and asked for is command {commands}: ask for that"
            " one or a later one",
            field="until",
            value=commands,
            allowed=first.manifest.head.commands,
        )
    found = [each for each in early if each in having] or early
    return found[-1] if found else None


def _copy_small_files(point: Point, draft: Path, pace: Pace) -> None:
    """Copy what a start needs beside log and databases, as it was last."""
    for name, expected in point.manifest.files.items():
        if len(Path(name).parts) == 1:
            _copy_verified(point.folder / name, draft / name, expected, pace)


def _copy_databases(books: Point, draft: Path, pace: Pace) -> int | None:
    """Copy registry and feed history as far as a point has them: the registry's journal entries."""
    for path in (parts.REGISTRY, parts.FEED):
        expected = books.manifest.files.get(str(path))
        if expected is not None:
            (draft / path).parent.mkdir()
            _copy_verified(books.folder / path, draft / path, expected, pace)
    if not (draft / parts.REGISTRY).exists():
        return None
    return parts.registry_copies().check(draft / parts.REGISTRY)


def _copy_verified(source: Path, target: Path, expected: FileCopy, pace: Pace) -> None:
    """Copy a file of a point and compare it with the manifest. Raises BackupRefused."""
    parts.copy_file(source, target)
    if file_copy(target, pace) != expected:
        raise BackupRefused(f"{source} is not what was written", value=str(source))


def _make_own(draft: Path, venue: str) -> None:
    """Make the copy a venue of its own: log and registry name it, and its servers and staff have
    other keys.
    """
    log, original = draft / LOG, draft / f"{LOG}{PART_SUFFIX}"
    log.rename(original)
    write_as(FileStorage(original, read_only=True), FileStorage(log), venue)
    shutil.rmtree(original)
    if (draft / parts.REGISTRY).exists():
        parts.registry_copies().rename(draft / parts.REGISTRY, venue)
    renew_local_keys(draft)


def _problems(draft: Path, work: Work) -> list[str]:
    """Replay the log as `ceax check` does: what does not hold."""
    found = inspect(FileStorage(draft / LOG, read_only=True), progress=work.progress, compare=True)
    return [*found.unused, *check_state(found.state)]
