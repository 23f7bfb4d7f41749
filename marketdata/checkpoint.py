"""A checkpoint: all the feed knows after one event as a file, so that a start reads only the events
that follow.

It is never history, only a shortcut to it: one that is damaged, of another venue or of another
build is not used, and the feed then reads every event. What belongs to it is not listed anywhere:
it is every attribute of the feed and of all that it holds, so new state cannot be left out. Only
the plain classes of this room and the few containers named here are read back.

| line | content |
|---|---|
| 1 | magic with the format's version, SHA-256 of all that follows |
| 2 | the caption as JSON |
| rest | the feed, pickled, and what was pickled out of band, of the sizes in the caption |
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from marketdata.errors import CheckpointRefused
from marketdata.feed import Feed

Piece = bytes | memoryview
MAGIC = b"CEAXFEED 1 "
ROOM = "marketdata."
CONTAINERS = {
    ("array", "array"),
    ("array", "_array_reconstructor"),
    ("collections", "deque"),
    ("engine.events.halting", "HaltNow"),
    ("engine.events.halting", "Halting"),
    ("sortedcontainers.sorteddict", "SortedDict"),
}


@dataclass(frozen=True)
class Caption:
    """What a checkpoint says of itself.

    `log_epoch`: how often an engine had started on the log; `program`: of the build; `sizes`: bytes
    of each piece that follows.
    """

    venue: str
    log_epoch: int
    program: str
    next_event: int
    sizes: list[int]


@cache
def program() -> str:
    """Fingerprint of this room's sources: only the same program comes to the same state by the same
    events.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def pack(feed: Feed, log_epoch: int) -> list[Piece]:
    """The feed between two batches, as the pieces after the first line.

    Sealed and written they are a checkpoint.
    """
    aside: list[pickle.PickleBuffer] = []
    content = pickle.dumps(feed, protocol=pickle.HIGHEST_PROTOCOL, buffer_callback=aside.append)
    pieces: list[Piece] = [content, *(buffer.raw() for buffer in aside)]
    caption = Caption(
        feed.epoch, log_epoch, program(), feed.next_event, [len(piece) for piece in pieces]
    )
    return [json.dumps(asdict(caption)).encode() + b"\n", *pieces]


def seal(pieces: Iterable[Piece]) -> bytes:
    """The first line for what follows it."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return MAGIC + digest.hexdigest().encode() + b"\n"


def unpack(raw: bytes, venue: str, log_epoch: int) -> Feed:
    """The feed in a checkpoint, for a log of that venue on which an engine has now started
    `log_epoch` times.

    Raises CheckpointRefused, which says why it is of no use.
    """
    first, _, rest = raw.partition(b"\n")
    if not first.startswith(MAGIC):
        raise CheckpointRefused("it does not begin as a checkpoint of this format")
    if first != seal([rest]).rstrip():
        raise CheckpointRefused("its content is not what was written")
    line, _, content = rest.partition(b"\n")
    caption = Caption(**json.loads(line))
    _check(caption, venue, log_epoch)
    feed: Feed = _Reader(io.BytesIO(content), buffers=_aside(content, caption.sizes)).load()
    return feed


def _aside(content: bytes, sizes: Sequence[int]) -> Iterator[bytes]:
    """What was pickled out of band, after the pickle itself."""
    end = sizes[0]
    for size in sizes[1:]:
        begin, end = end, end + size
        yield content[begin:end]


def _check(caption: Caption, venue: str, log_epoch: int) -> None:
    if caption.venue != venue:
        raise CheckpointRefused(f"it is of venue {caption.venue!r}")
    if caption.log_epoch > log_epoch:
        raise CheckpointRefused(
            f"it is of a log that was opened {caption.log_epoch} times, this one {log_epoch} times"
        )
    if caption.program != program():
        raise CheckpointRefused(
            "it was made by another build; only a whole reading shows that this one comes to the"
            " same"
        )


class _Reader(pickle.Unpickler):
    """Reads back nothing but the classes of this room and the named containers."""

    def find_class(self, module: str, name: str) -> Any:
        found = (
            super().find_class(module, name)
            if module.startswith(ROOM) or (module, name) in CONTAINERS
            else None
        )
        if found is None or (
            module.startswith(ROOM) and not (isinstance(found, type) and found.__module__ == module)
        ):
            raise CheckpointRefused(f"it holds a {module}.{name}")
        return found
