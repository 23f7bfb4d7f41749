"""Texts that go with a command: legal names, reasons, announcements.

A command of fixed size has no room for them, so they lie in TEXT commands of their own right ahead
of it, in the same batch. A text is cut into pieces of up to 120 bytes of UTF-8 between two signs,
one a TEXT command, which says what it is for (`TextUse`). Flag MORE is on all of them but the last
one before the command that they go with. When that is accepted, the engine speaks them again as its
events; those of a refused one stay in the command log alone.

A piece lies in the fields of ``LONG["line"]`` of a command, of ``LONG["line_words"]`` of an event:
24 bytes in `text`, the rest in the others, filled up with zeros.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.commands.flags import MORE
from engine.commands.kinds import Area, CommandKind
from engine.commands.record import COMMAND, CommandArray, command
from engine.commands.text_uses import TextUse
from engine.commands.uses import LONG
from engine.units import PIECE_MAX, PIECES_MAX

Texts = Mapping[TextUse, bytes]
CANCELS = (CommandKind.CANCEL, CommandKind.MASS_CANCEL)  # of orders, which staff gives a reason for
_CUTS = range(PIECE_MAX, PIECE_MAX - 4, -1)  # where a text may be cut, so that no sign is


def text_fields(texts: Texts) -> list[dict[str, Any]]:
    """The fields of the TEXT commands that carry these texts, in their order.

    Raises ValueError past 24 pieces, and for a text that is empty or longer than its use allows.
    """
    pieces = [(use, piece) for use, text in texts.items() for piece in _pieces(use, text)]
    if len(pieces) > PIECES_MAX:
        raise ValueError(f"{len(pieces)} pieces of texts: at most {PIECES_MAX} go with a command")
    return [
        {"quantity": int(use), "flags": MORE if left else 0, **_fields_of(piece)}
        for left, (use, piece) in zip(reversed(range(len(pieces))), pieces, strict=True)
    ]


def _pieces(use: TextUse, text: bytes) -> Iterator[bytes]:
    if not 1 <= len(text) <= use.most:
        raise ValueError(f"{use.word} of {len(text)} bytes: 1 to {use.most} are allowed")
    while len(text) > PIECE_MAX:
        end = next((each for each in _CUTS if text[each] & 0xC0 != 0x80), PIECE_MAX)
        yield text[:end]
        text = text[end:]
    yield text


def _fields_of(piece: bytes) -> dict[str, Any]:
    """The fields of a COMMAND in which a piece lies."""
    record = np.zeros(1, COMMAND)
    record.view(np.uint8)[places_of(COMMAND, "line")[: len(piece)]] = np.frombuffer(piece, np.uint8)
    return {name: record[name][0].tolist() for name in LONG["line"]}


def with_texts(one: CommandArray, texts: Texts) -> CommandArray:
    """A command, and ahead of it its texts, as its operator's. Raises ValueError."""
    operator = one["operator"][0]
    ahead = [
        command(CommandKind.TEXT, operator=operator, **fields) for fields in text_fields(texts)
    ]
    return np.concatenate([*ahead, one])


@cache
def places_of(record: np.dtype[np.void], line: str) -> NDArray[np.int64]:
    """Where in the bytes of a record those of a piece lie, in order."""
    places = record.fields
    assert places is not None
    fields = [(places[name][1], record[name].itemsize) for name in LONG[line]]
    octets = np.concatenate([np.arange(begin, begin + size) for begin, size in fields])
    return octets[:PIECE_MAX]


def joined(records: NDArray[np.void], line: str) -> Iterator[tuple[int, bytes]]:
    """The use and the bytes of each of these records, which carry one piece each."""
    octets = np.ascontiguousarray(records).view(np.uint8).reshape(len(records), -1)
    lines = octets[:, places_of(records.dtype, line)]
    for use, piece in zip(records["quantity"].tolist(), lines, strict=True):
        yield use, piece.tobytes().rstrip(b"\0")


def words_of(pieces: Iterable[tuple[int, bytes]]) -> dict[str, str]:
    """Texts by the words of their uses, from pieces in order; those of a use that this build does
    not know are left out.
    """
    whole: dict[int, bytes] = {}
    for use, piece in pieces:
        whole[use] = whole.get(use, b"") + piece
    known = {use: whole[use] for use in TextUse if use in whole}
    return {use.word: text.decode("utf-8", "replace") for use, text in known.items()}


def texts_ahead(commands: CommandArray) -> dict[int, dict[str, str]]:
    """The texts that go with commands of a batch, by the numbers of these."""
    found: dict[int, dict[str, str]] = {}
    texts = commands[commands["kind"] == CommandKind.TEXT]
    begin = 0
    for place in np.flatnonzero(texts["flags"] & MORE == 0).tolist():
        own = texts[begin : place + 1]
        found[int(own["sequence"][-1]) + 1] = words_of(joined(own, "line"))
        begin = place + 1
    return found


def parted_texts(commands: CommandArray) -> str:
    """Why the texts among the commands of a batch do not go with what follows them: a sentence,
    empty when they do.
    """
    is_text = commands["kind"] == CommandKind.TEXT
    if not is_text.any():
        return ""
    if is_text[-1]:
        return "a batch ends with a text, whose command must be in it"
    more, followed = (commands["flags"][:-1] & MORE) != 0, is_text[1:]
    if (is_text[:-1] & (more != followed)).any():
        return "flag MORE of a text is set where, and only where, another text follows"
    following = commands["kind"][1:]
    of_order = (following < Area.HOUSE.first) & ~np.isin(following, CANCELS)
    if (is_text[:-1] & of_order).any():
        return "a text is ahead of an order, which carries none"
    return ""
