"""A log as one row of bytes, held in several files: positions go on from one segment to the next.

The first segment is named after the log (``commands.log``), every later one also after its first
record (``commands-0000000000001000001.log``). A segment ends where the next begins; only the last
one is written, and a segment begins only after a frame. The first ones may be gone
(`engine.record.history.retention`): the row then begins later.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import ExitStack, closing
from threading import Lock
from typing import NamedTuple

from engine.errors import LogUnreadable
from engine.record.log.format import (
    FILE_HEADER_BYTES,
    FileHeader,
    link_of,
    pack_file_header,
    unpack_file_header,
)
from engine.record.storage import DRAFT_SUFFIX, Storage, StoredFile

COMMANDS_NAME, EVENTS_NAME = "commands.log", "events.log"  # the two logs of a venue

SEGMENT_BYTES = 256 * 1024 * 1024  # a segment takes no further frame once it is as long
AGAIN_BYTES = 4 * 1024 * 1024  # written again at once
SEQUENCE_DIGITS = 19
SUFFIX = ".log"
PAST_ALL = 2**63  # a position that no log reaches


class Segment(NamedTuple):
    """One file of a log, as its header describes it."""

    name: str
    header: FileHeader
    link: bytes

    @property
    def base(self) -> int:
        """Position in the log at which it begins."""
        return self.header.base


def segment_name(log: str, first_sequence: int) -> str:
    """Name of the segment of a log (such as ``commands.log``) that begins with a record."""
    stem = log.removesuffix(SUFFIX)
    return log if first_sequence == 1 else f"{stem}-{first_sequence:0{SEQUENCE_DIGITS}d}{SUFFIX}"


def segment_names(storage: Storage, log: str) -> list[str]:
    """The segments of a log in a folder, oldest first."""
    stem = log.removesuffix(SUFFIX)
    later = [name for name in storage.names() if _numbered(name, stem)]
    return [log, *later] if storage.exists(log) else later


def _numbered(name: str, stem: str) -> bool:
    number = name.removeprefix(f"{stem}-").removesuffix(SUFFIX)
    return (
        name == f"{stem}-{number}{SUFFIX}" and len(number) == SEQUENCE_DIGITS and number.isdigit()
    )


def has_log(storage: Storage, log: str) -> bool:
    """Whether a folder holds anything of a log."""
    return bool(segment_names(storage, log))


def read_segment(storage: Storage, name: str) -> Segment:
    """A segment by its header. Raises LogUnreadable, StorageFailed."""
    with closing(storage.open(name)) as file:
        raw = file.read(0, FILE_HEADER_BYTES)
    return Segment(name, unpack_file_header(raw, name), link_of(raw))


class Row(NamedTuple):
    """All segments present, oldest first, the positions at which they begin, and the last one
    opened.
    """

    segments: tuple[Segment, ...]
    bases: tuple[int, ...]
    last: StoredFile

    def place_of(self, position: int) -> int:
        """Place of the segment that holds a position, -1 when it is gone."""
        return bisect_right(self.bases, position) - 1

    def spans(self, position: int, count: int) -> Iterator[tuple[int, int, int]]:
        """A range of the row in parts: place of the segment, position in its file, bytes."""
        place = self.place_of(position)
        while count > 0:
            part = (
                count
                if place == len(self.bases) - 1
                else min(count, self.bases[place + 1] - position)
            )
            yield place, position - self.bases[place], part
            position, count, place = position + part, count - part, place + 1


def _row(segments: list[Segment], last: StoredFile) -> Row:
    return Row(tuple(segments), tuple(segment.base for segment in segments), last)


class SegmentedFile:
    """A StoredFile over all segments of a log. One thread writes; another may read what was
    written, write it again and sync.

    Raises LogUnreadable when there is no segment, or one whose header cannot be read, and for bytes
    of segments that are gone.
    """

    def __init__(self, storage: Storage, log: str) -> None:
        self.name = log
        self._storage = storage
        segments = [read_segment(storage, name) for name in segment_names(storage, log)]
        if not segments:
            raise LogUnreadable(f"there is no {log}")
        self._row = _row(segments, storage.open(segments[-1].name))
        self._unsynced: dict[str, StoredFile] = {}  # earlier segments, written and not synced since
        self._syncing = Lock()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Those present, oldest first."""
        return self._row.segments

    @property
    def first(self) -> Segment:
        """The oldest one present."""
        return self._row.segments[0]

    @property
    def origin(self) -> str:
        """The link that names the log, in hex, as `FileHeader.origin`."""
        return self.first.header.origin or self.first.link.hex()

    def refresh(self) -> bool:
        """Look whether another engine has begun further segments; whether it has."""
        row = self._row
        known = {segment.name for segment in row.segments}
        names = [name for name in segment_names(self._storage, self.name) if name not in known]
        found = [
            segment
            for name in names
            if (segment := read_segment(self._storage, name)).base > row.bases[-1]
        ]
        if found:
            row.last.close()
            self._row = _row([*row.segments, *found], self._storage.open(found[-1].name))
        return bool(found)

    def begun_at(self, position: int) -> Segment | None:
        """The segment that begins at a position, None when none does."""
        row = self._row
        place = row.place_of(position)
        return row.segments[place] if place >= 0 and row.bases[place] == position else None

    def next_base(self, position: int) -> int:
        """Where the next segment begins from a position on; past all positions when none does."""
        row = self._row
        place = bisect_left(row.bases, position)
        return row.bases[place] if place < len(row.bases) else PAST_ALL

    def size(self) -> int:
        row = self._row
        return row.bases[-1] + row.last.size()

    def read(self, position: int, count: int) -> bytes:
        row = self._row
        self._require(row, position)
        pieces = [self._read_piece(row, *span) for span in row.spans(position, count)]
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _read_piece(self, row: Row, place: int, begin: int, count: int) -> bytes:
        if place == len(row.bases) - 1:
            return row.last.read(begin, count)
        with closing(self._storage.open(row.segments[place].name)) as file:
            return file.read(begin, count).ljust(count, b"\0")

    def _require(self, row: Row, position: int) -> None:
        if position < row.bases[0]:
            raise LogUnreadable(
                f"{self.name}: offset {position} is gone, the log begins with record"
                f" {self.first.header.first_sequence} at offset {row.bases[0]}; put the archived"
                " segments back"
            )

    def write(self, position: int, content: bytes | memoryview) -> None:
        row, rest = self._row, memoryview(content)
        self._require(row, position)
        for place, begin, count in row.spans(position, len(content)):
            self._writable(row, place).write(begin, rest[:count])
            rest = rest[count:]

    def _writable(self, row: Row, place: int) -> StoredFile:
        if place == len(row.bases) - 1:
            return row.last
        name = row.segments[place].name
        if name not in self._unsynced:
            self._unsynced[name] = self._storage.open(name)
        return self._unsynced[name]

    def write_again(self, position: int, end: int) -> None:
        """Write once more what may never have reached the disk, though it is read; headers of
        segments have.
        """
        while position < end:
            if self.begun_at(position) is not None:
                position += FILE_HEADER_BYTES
            behind = min(
                [base for base in self._row.bases if base > position]
                + [end, position + AGAIN_BYTES]
            )
            self.write(position, self.read(position, behind - position))
            position = behind

    def sync(self) -> None:
        with self._syncing:
            last = self._row.last  # first: what is begun meanwhile is another call's matter
            earlier = list(self._unsynced)
            for name in earlier:
                self._unsynced[name].sync()
            if last not in [self._unsynced[name] for name in earlier]:
                last.sync()
            for name in earlier:
                self._unsynced.pop(name).close()

    def truncate(self, size: int) -> None:
        row = self._row
        while len(row.bases) > 1 and row.bases[-1] >= size:
            row.last.close()
            self._storage.remove(row.segments[-1].name)
            row = _row([*row.segments[:-1]], self._storage.open(row.segments[-2].name))
            self._row = row
        row.last.truncate(size - row.bases[-1])

    def begin_segment(self, header: FileHeader) -> Segment:
        """Begin the next segment at position `header.base`, the end of the last frame.

        It is durable, not what came before it.
        """
        row, raw = self._row, pack_file_header(header)
        # the room ahead: nothing will be written there
        row.last.truncate(header.base - row.bases[-1])
        segment = Segment(segment_name(self.name, header.first_sequence), header, link_of(raw))
        file = self._storage.create(segment.name, raw)
        self._unsynced[row.segments[-1].name] = row.last
        self._row = _row([*row.segments, segment], file)
        return segment

    def close(self) -> None:
        for file in (*self._unsynced.values(), self._row.last):
            file.close()


def open_log(storage: Storage, log: str, opened: ExitStack) -> SegmentedFile:
    """Open a log; it is closed again with `opened`. Raises LogUnreadable, StorageFailed."""
    file = SegmentedFile(storage, log)
    opened.callback(file.close)
    return file


def remove_drafts(storage: Storage, log: str) -> None:
    """Remove what is left of an interrupted beginning of a segment."""
    for name in storage.names():
        whole = name.removesuffix(DRAFT_SUFFIX)
        if name != whole and (whole == log or _numbered(whole, log.removesuffix(SUFFIX))):
            storage.remove(name)
