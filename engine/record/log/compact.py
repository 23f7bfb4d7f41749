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

Neither form knows anything of kinds, so every record comes back as it was. The payloads of several
frames are read together: masks, wide parts and hot parts each follow on from one to the next. An
event's sequence is not stored, it follows from its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.commands.record import COMMAND, COMMAND_PARTS
from engine.errors import LogUnreadable
from engine.events.record import EVENT, EVENT_PARTS
from engine.record.log import earlier

WORD = 8  # bytes; parts are moved in words
HOT_BYTES = 64
HOT = HOT_BYTES // WORD

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
    sizes: NDArray[np.int64]  # of the wide parts that a mask names, in words
    numbered: bool  # the place of a record gives its sequence


class Stored(NamedTuple):
    """The payload of one frame: how many records it holds, the number of the first, and the frame's
    version.
    """

    payload: memoryview
    records: int
    first: int
    version: int


def _form(record: np.dtype[np.void], firsts: Sequence[str], end: int, *, numbered: bool) -> Form:
    begins = [record.fields[name][1] // WORD for name in firsts]  # type: ignore[index]
    parts = [Part(1 << place, *pair) for place, pair in enumerate(pairwise([*begins, end]))]
    sizes = [
        sum(part.end - part.begin for part in parts if mask & part.bit)
        for mask in range(1 << len(parts))
    ]
    return Form(record, tuple(parts), np.array(sizes), numbered)


COMMANDS = _form(COMMAND, COMMAND_PARTS, COMMAND.itemsize // WORD, numbered=False)
EVENTS = _form(EVENT, EVENT_PARTS, EVENT.fields["sequence"][1] // WORD, numbered=True)  # type: ignore[index]


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
        if isinstance(places, slice):
            wide.reshape(len(rows), -1)[:, places] = words[rows, part.begin : part.end]
        else:
            wide[places] = words[rows, part.begin : part.end]
    return wide


def _carried(
    form: Form, masks: NDArray[np.uint8]
) -> Iterator[tuple[Part, NDArray[np.int64], slice | NDArray[np.int64]]]:
    """Each wide part that any record carries: in which rows, and where its words lie; where all
    these records carry the same, its columns among theirs.
    """
    rows = np.flatnonzero(masks)
    found = masks[rows]
    if not len(rows):
        return
    least, most = int(found.min()), int(found.max())
    if least == most:
        for part in form.parts:
            if most & part.bit:
                first = int(form.sizes[most & (part.bit - 1)])
                yield part, rows, slice(first, first + part.end - part.begin)
        return
    sizes = form.sizes[found]
    begins = np.cumsum(sizes) - sizes
    for part in form.parts:
        having = np.flatnonzero(found & part.bit)
        first_words = begins[having] + form.sizes[found[having] & (part.bit - 1)]
        yield part, rows[having], first_words[:, None] + np.arange(part.end - part.begin)


def unpack(
    form: Form, pieces: Sequence[Stored], room: NDArray[np.void] | None = None
) -> NDArray[np.void]:
    """The records of frames that follow each other, all of one version; in `room`, where it is
    given and large enough.

    Raises LogUnreadable when a payload is not what `pack` makes.
    """
    if not pieces:
        return np.empty(0, form.record)
    if pieces[0].version <= earlier.LAST_VERSION:
        return earlier.read(form.record, _joined([each.payload for each in pieces]))
    masks = np.frombuffer(_joined([each.payload[: each.records] for each in pieces]), np.uint8)
    hot = np.frombuffer(_joined([each.payload[_hot_begin(each) :] for each in pieces]), np.uint64)
    if masks.max(initial=0) >= len(form.sizes):
        raise LogUnreadable(f"a frame at record {pieces[0].first} is not in the compact form")
    words = _blank(form, len(masks), room)
    words[:, :HOT] = hot.reshape(-1, HOT)
    if masks.any():
        _spread(form, words, masks, _wide_of(form, masks, pieces))
    if form.numbered:
        words[:, -1] = np.arange(pieces[0].first, pieces[0].first + len(words))
    return words.reshape(-1).view(form.record)


def _blank(form: Form, count: int, room: NDArray[np.void] | None) -> Words:
    """The words of records whose wide parts are zero."""
    if room is None or len(room) < count:
        return np.zeros((count, form.record.itemsize // WORD), np.uint64)
    words: Words = room[:count].view(np.uint64).reshape(count, -1)
    words[:, HOT:] = 0
    return words


def _spread(form: Form, words: Words, masks: NDArray[np.uint8], wide: Words) -> None:
    """Put wide parts where they belong in records."""
    for part, rows, places in _carried(form, masks):
        if isinstance(places, slice):
            words[rows, part.begin : part.end] = wide.reshape(len(rows), -1)[:, places]
        else:
            words[rows, part.begin : part.end] = wide[places]


def _hot_begin(each: Stored) -> int:
    return len(each.payload) - HOT_BYTES * each.records


def _wide_of(form: Form, masks: NDArray[np.uint8], pieces: Sequence[Stored]) -> Words:
    """The wide parts of all records."""
    firsts = np.cumsum([0, *(each.records for each in pieces[:-1])])
    sizes = np.add.reduceat(form.sizes[masks], firsts) * WORD
    found = []
    for each, size in zip(pieces, sizes.tolist(), strict=True):
        if size > _hot_begin(each) - each.records:
            raise LogUnreadable(f"a frame at record {each.first} is not in the compact form")
        if size:
            found.append(each.payload[_hot_begin(each) - size : _hot_begin(each)])
    return np.frombuffer(_joined(found), np.uint64)


def _joined(pieces: list[memoryview]) -> memoryview | bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
