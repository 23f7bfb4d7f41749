"""Taking one backup point of a venue, running or not.

The order makes the parts fit: first most of the log, then the feed's history and the cases of
surveillance, then one moment of the registry, then the log's end. All that these know of the
exchange was synced in the log before, so they never know what the log of their point does not.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from engine.record.beginnings import build_text
from engine.record.history.second_copy import Head, extend, goes_on, head_of
from engine.record.log.scan import Progress, silent
from engine.record.log.segments import (
    COMMANDS_NAME,
    SegmentedFile,
    has_log,
    open_log,
    segment_names,
)
from engine.record.storage import FileStorage
from gateway.backup import parts, points
from gateway.backup.databases import Tell, nothing
from gateway.backup.manifest import (
    BackupRefused,
    FileCopy,
    Manifest,
    file_copy,
    write_manifest,
)
from gateway.backup.pace import Pace
from gateway.backup.points import Point
from gateway.server.data_folder import LOG, REPLACED

PAGE_BYTES = 4_096  # of a database; what its copying counts


@dataclass
class Work:
    """How a backup is taken: its pace, and who is shown how far it is (stage, done, of how
    much).
    """

    pace: Pace = field(default_factory=Pace)
    progress: Progress = silent


def back_up(
    data: Path, folder: Path, now_ns: int, keep: int | None = None, work: Work | None = None
) -> Point:
    """Add a point to a backup; of all of them only the newest `keep` stay.

    Raises BackupRefused, DatabaseUnreadable, EngineError, OSError, and what the registry's room
    raises; the points of before are whole then.
    """
    work = work or Work()
    log = FileStorage(data / LOG, read_only=True)
    if not (data / LOG).is_dir() or not has_log(log, COMMANDS_NAME):
        raise BackupRefused(f"there is no venue in {data}", field="data", value=str(data))
    if (data / REPLACED).exists():
        rule = f"a restored copy has taken the place of the venue in {data}: back up that one"
        raise BackupRefused(rule, field="data", value=str(data))
    with points.sole_writer(folder), ExitStack() as opened:
        points.remove_drafts(folder)
        file = open_log(log, COMMANDS_NAME, opened)
        with points.new_point(folder, now_ns) as draft:
            manifest = _fill(data, file, _log_copy(file, folder), draft, now_ns, work)
            write_manifest(draft, manifest)
        if keep is not None:
            points.keep_newest(folder, keep)
        return points.points_of(folder)[-1]


@dataclass
class _LogCopy:
    """A copy of the log in the backup, and its end."""

    name: str
    head: Head | None
    storage: FileStorage


def _fill(
    data: Path, file: SegmentedFile, copy: _LogCopy, draft: Path, now_ns: int, work: Work
) -> Manifest:
    """Copy everything that a point holds; its manifest."""
    begin = copy.head.position if copy.head else 0
    _extend(file, copy, head_of(file, copy.head, _paced(begin, work)), work)
    for path in (parts.FEED, parts.CASES):
        if (data / path).exists():
            parts.copy_rows(data / path, draft / path, _tell("feed", work))

    def end_log() -> None:
        _extend(file, copy, head_of(file, copy.head), work)

    _copy_books(parts.CASH, data, draft, nothing, work)
    entries = _copy_books(parts.REGISTRY, data, draft, end_log, work)
    if entries is None:
        end_log()
    for path in parts.small_files(data):
        parts.copy_file(path, draft / path.name)
    assert copy.head is not None
    return Manifest(
        venue=file.first.header.venue,
        build=build_text(),
        time_ns=now_ns,
        data=str(data.absolute()),
        history=copy.name,
        origin=file.origin,
        head=copy.head,
        segments=segment_names(copy.storage, COMMANDS_NAME),
        registry_entries=entries,
        files=_files_in(draft, work),
        left_out=parts.left_out(data),
    )


def _log_copy(file: SegmentedFile, folder: Path) -> _LogCopy:
    """The copy that the log goes on from; another one where it does not."""
    for point in reversed(points.points_of(folder)):
        known = point.manifest
        if known.venue != file.first.header.venue:
            raise BackupRefused(
                f"{folder} is the backup of venue {known.venue!r}, not of"
                f" {file.first.header.venue!r}",
                value=str(folder),
            )
        if known.origin == file.origin and goes_on(file, known.head):
            return _LogCopy(known.history, known.head, FileStorage(folder / known.history))
        break
    name = points.next_history(folder)
    return _LogCopy(name, None, FileStorage(folder / name))


def _extend(file: SegmentedFile, copy: _LogCopy, head: Head | None, work: Work) -> None:
    """Let the copy of the log go on to a head. Raises BackupRefused for a log without a batch."""
    if head is None:
        raise BackupRefused(f"{file.name} holds no batch yet: start the venue first")
    if copy.head != head:
        extend(file, copy.storage, copy.head, head, work.pace)
        copy.head = head


def _copy_books(
    path: Path, data: Path, draft: Path, at_moment: Callable[[], None], work: Work
) -> int | None:
    """Copy the registry, or the exchange's books of cash, if it is a file of the venue: its journal
    entries.
    """
    source, target = data / path, draft / path
    if not source.exists():
        return None
    target.parent.mkdir()
    entries, _ = parts.registry_copies().back_up(source, target, _tell("registry", work), at_moment)
    return entries


def _paced(begin: int, work: Work) -> Progress:
    """A progress from a position on that keeps the pace."""
    counted = begin

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal counted
        work.progress(stage, done, total)
        work.pace(max(done - counted, 0))
        counted = max(done, counted)

    return progress


def _tell(stage: str, work: Work) -> Tell:
    """What a copy of a database calls with its pages: it keeps the pace, and shows how far it
    is.
    """
    counted = 0

    def tell(done: int, total: int) -> None:
        nonlocal counted
        work.progress(stage, done, total)
        work.pace(max(done - counted, 0) * PAGE_BYTES)
        counted = done

    return tell


def _files_in(draft: Path, work: Work) -> dict[str, FileCopy]:
    """All files of a point, with their hashes."""
    found = sorted(path for path in draft.rglob("*") if path.is_file())
    return {str(path.relative_to(draft)): file_copy(path, work.pace) for path in found}
