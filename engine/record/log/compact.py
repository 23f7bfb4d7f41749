"""The compact form in which a frame holds records: of each its hot part, and of the rest only what
is not zero.

A record in memory has 192 bytes: a hot part of 64, which is all that most orders and their events
use, and a few wide parts (figures, text, weights or fees). Stored, wide parts lie ahead of the hot
ones in the same frame:

| part of the payload | content |
|---|---|
| masks | a byte a record, bit n is set where it has wide part n |
| zeros | so that the hot parts begin at a multiple of 64 |
| wide | record by record, the wide parts that it has, in order |
| hot | 64 bytes for each record |

Neither form knows anything of kinds, so every record comes back as it was. Many frames are read
together: masks, wide parts and hot parts are gathered from where they lie. An event's sequence is
not stored, it follows from its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.commands.record import COMMAND, COMMAND_PARTS
from engine.errors import LogUnreadable
from engine.events.record import EVENT, EVENT_PARTS
from engine.record.log import earlier
from engine.record.log.stored import Numbers, Stored, rows_of
from engine.rules.state.aligned import zeros_in_lines

WORD = 8  # bytes; parts are moved in words
HOT_BYTES = 64
HOT = HOT_BYTES // WORD
MASK_BYTES = 1
WIDE_BYTES = COMMAND.itemsize - HOT_BYTES  # of a record that has all wide parts, also of an event
LINE = np.dtype(f"V{HOT_BYTES}")
MASKS = 256
UNKNOWN_WORDS = 2**32  # of a mask that names parts which are not there: no payload is as large

Words = NDArray[np.uint64]


class Part(NamedTuple):
    """A wide part of a record: its bit in the mask, its first word, the one after its last."""

    bit: int
    begin: int
    end: int


class Form(NamedTuple):
    """How records of one dtype are stored."""

    record: np.dtype[np.void]
    parts: tuple[Part, ...]
    sizes: Numbers  # of the wide parts that a mask names, in words
    numbered: bool  # the place of a record gives its sequence


def _form(record: np.dtype[np.void], firsts: Sequence[str], end: int, *, numbered: bool) -> Form:
    begins = [record.fields[name][1] // WORD for name in firsts]  # type: ignore[index]
    parts = [Part(1 << place, *pair) for place, pair in enumerate(pairwise([*begins, end]))]
    sizes = np.full(MASKS, UNKNOWN_WORDS, np.int64)
    for mask in range(1 << len(parts)):
        sizes[mask] = sum(part.end - part.begin for part in parts if mask & part.bit)
    return Form(record, tuple(parts), sizes, numbered)


COMMANDS = _form(COMMAND, COMMAND_PARTS, COMMAND.itemsize // WORD, numbered=False)
_NUMBER_AT = EVENT.fields["sequence"][1]  # type: ignore[index]
EVENTS = _form(EVENT, EVENT_PARTS, _NUMBER_AT // WORD, numbered=True)


def may_hold(counted: Any, records: Any, payload_bytes: Any) -> Any:
    """Whether a payload of this size can hold records: their hot parts and, where they count in the
    sequence, masks and at most all wide parts. Of one frame, or arrays of many.
    """
    hot = HOT_BYTES * records
    rest, most = payload_bytes - hot, -(-records * (MASK_BYTES + WIDE_BYTES) // HOT_BYTES)
    partly = (rest >= records) & (rest % HOT_BYTES == 0) & (rest <= most * HOT_BYTES)
    return ((counted == 0) & (rest == 0)) | (counted & partly)


def pack(form: Form, records: NDArray[np.void]) -> bytes:
    """The payload of a frame with these records."""
    words = np.ascontiguousarray(records).view(np.uint64).reshape(len(records), -1)
    masks = _masks(form, words)
    wide = _wide(form, words, masks).tobytes()
    room = bytes(-(len(masks) + len(wide)) % HOT_BYTES)
    return b"".join((masks.tobytes(), room, wide, words[:, :HOT].tobytes()))


def _masks(form: Form, words: Words) -> NDArray[np.uint8]:
    """Of each record which wide parts it carries."""
    masks = np.zeros(len(words), np.uint8)
    for part in form.parts:
        if words[:, part.begin : part.end].any():
            found = words[:, part.begin].copy()
            for place in range(part.begin + 1, part.end):
                found |= words[:, place]
            masks[found != 0] |= np.uint8(part.bit)
    return masks


def _wide(form: Form, words: Words, masks: NDArray[np.uint8]) -> Words:
    """The wide parts that are carried, record by record."""
    wide = np.empty(int(form.sizes[masks].sum()), np.uint64)
    for part, rows, places in _carried(form, masks):
        _windows(wide, part)[places] = _column(words, part)[rows]
    return wide


def _spread(
    form: Form, words: Words, masks: NDArray[np.uint8], wide: Words
) -> Iterator[tuple[Part, Numbers]]:
    """Put wide parts where they belong in records; each part, and in which rows it is now."""
    for part, rows, places in _carried(form, masks):
        _column(words, part)[rows] = _windows(wide, part)[places]
        yield part, rows


def _words(records: NDArray[np.void]) -> Words:
    return records.view(np.uint64).reshape(len(records), records.itemsize // WORD)


def _column(words: Words, part: Part) -> NDArray[np.void]:
    """A wide part of all records."""
    return words[:, part.begin : part.end].view(_lump(part))[:, 0]


def _windows(wide: Words, part: Part) -> NDArray[np.void]:
    """As many words as a wide part has, from each word on."""
    count = len(wide) - (part.end - part.begin) + 1
    return np.ndarray((count,), _lump(part), wide.data, 0, (WORD,))


def _lump(part: Part) -> np.dtype[np.void]:
    return np.dtype(f"V{(part.end - part.begin) * WORD}")


def _carried(form: Form, masks: NDArray[np.uint8]) -> Iterator[tuple[Part, Numbers, Numbers]]:
    """Each wide part that any record carries: in which rows, and where its first words lie."""
    rows = np.flatnonzero(masks)
    if not len(rows):
        return
    found = masks[rows]
    sizes = form.sizes[found]
    begins = np.cumsum(sizes) - sizes
    for part in form.parts:
        bits = found & part.bit
        if bits.all():
            yield part, rows, begins + form.sizes[found & (part.bit - 1)]
        elif bits.any():
            having = np.flatnonzero(bits)
            yield part, rows[having], begins[having] + form.sizes[found[having] & (part.bit - 1)]


class Room:
    """Memory for records that is used again, as fresh memory would take longer than reading."""

    def __init__(self, form: Form, most: int) -> None:
        """Room for `most` records; where more are asked for, memory is fresh."""
        rows = np.dtype([("all", form.record, (max(most, 1),))])
        self._records: NDArray[np.void] = zeros_in_lines(rows)["all"][0]
        self._words = _words(self._records)
        self._set: list[tuple[Part, Numbers]] = []  # wide parts, and in which rows

    def blank(self, count: int) -> NDArray[np.void]:
        """Records to be overwritten but for their wide parts, which are zero."""
        if count > len(self._records):
            return np.zeros(count, self._records.dtype)
        for part, rows in self._set:
            _column(self._words, part)[rows] = np.zeros((), _lump(part))
        self._set = []
        return self._records[:count]

    def remember(self, count: int, parts: Iterable[tuple[Part, Numbers]]) -> None:
        """Wide parts that are set in the `count` records given last, to be cleared before they are
        given again.
        """
        found = list(parts)
        self._set = found if count <= len(self._records) else []


def unpack(form: Form, stored: Stored, room: Room | None = None) -> NDArray[np.void]:
    """The records of frames; in `room`, where it is given and large enough.

    Raises LogUnreadable when a payload is not what `pack` makes.
    """
    if stored.version <= earlier.LAST_VERSION:
        return earlier.read(form.record, b"".join(stored.each()))
    octets = np.frombuffer(stored.block, np.uint8)
    hot_begins = stored.begins + stored.sizes - HOT_BYTES * stored.counts
    masks, sizes = _masks_stored(form, stored, octets, hot_begins)
    room = room or Room(form, len(masks))
    records = room.blank(len(masks))
    lines = records.view(LINE).reshape(len(records), form.record.itemsize // HOT_BYTES)
    lines[:, 0] = rows_of(_as(octets, LINE), hot_begins // HOT_BYTES, stored.counts)
    words = _words(records)
    if sizes.any():
        wide = rows_of(_as(octets, np.dtype(np.uint64)), hot_begins // WORD - sizes, sizes)
        room.remember(len(records), _spread(form, words, masks, wide))
    if form.numbered and len(records):
        words[:, -1] = np.arange(stored.firsts[0], stored.firsts[0] + len(records))
    return records


def _masks_stored(
    form: Form, stored: Stored, octets: NDArray[np.uint8], hot_begins: Numbers
) -> tuple[NDArray[np.uint8], Numbers]:
    """The masks of all records, and of each frame how many words of wide parts it holds.

    Masks, wide and hot parts make up exactly the payload, so that a wrong number of records is
    found in its own frame.
    """
    counts, room = stored.counts, hot_begins - stored.begins
    _require(room >= counts, stored)
    masks = rows_of(octets, stored.begins, counts)
    sizes = np.zeros(len(counts), np.int64)
    if masks.any():
        words = np.concatenate(([0], np.cumsum(form.sizes.take(masks))))
        ends = np.cumsum(counts)
        sizes = words[ends] - words[ends - counts]
    _require(-(-(counts + sizes * WORD) // HOT_BYTES) * HOT_BYTES == room, stored)
    return masks, sizes


def _require(good: NDArray[np.bool_], stored: Stored) -> None:
    """Raise LogUnreadable with the first frame that is not good."""
    if not good.all():
        first = int(stored.firsts[np.argmin(good)])
        raise LogUnreadable(f"a frame at record {first} is not in the compact form")


def _as(octets: NDArray[np.uint8], element: np.dtype[Any]) -> NDArray[Any]:
    """Bytes as elements that begin at multiples of their size."""
    return octets[: len(octets) // element.itemsize * element.itemsize].view(element)
