"""The journal of keys and the command log, held together: the gateway notes the journal's head in
the log, at each start and after each change, so that the chain of the log proves the journal too.

A note is 8 bytes that say of what, the number of the journal's last change (int64), its digest (32
bytes), and zeros.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from engine.record.history.notes import Note, notes_of
from engine.record.log.segments import COMMANDS_NAME, has_log, open_log
from engine.record.storage import FileStorage
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_journal import KeyChange, first_altered, first_difference
from gateway.server.data_folder import LOG
from gateway.terminal.tables import moment

_HEAD = struct.Struct("<8sq32s16s")
_OF_KEYS = b"keys\0\0\0\0"

log = logging.getLogger(__name__)


class Head(NamedTuple):
    """The last change of a journal: its number and its digest, in hex."""

    number: int
    digest: str

    def packed(self) -> bytes:
        """As a note in the log."""
        return _HEAD.pack(_OF_KEYS, self.number, bytes.fromhex(self.digest), b"")


def head_in(note: Note) -> Head | None:
    """The head that a note is of, None for a note of something else."""
    of, number, digest, _ = _HEAD.unpack(note.content)
    return Head(number, digest.hex()) if of == _OF_KEYS else None


class KeyNotes:
    """Has the head of a keys.json's journal chained into the log by `note`."""

    def __init__(self, path: Path, note: Callable[[bytes], Awaitable[None]]) -> None:
        self._keys, self._note = PublicKeys(path), note
        self._noted: Head | None = None

    async def catch_up(self) -> None:
        """Note the head, once the journal has all that keys.json has; where it is noted already,
        nothing. What is wrong with the files is logged.
        """
        try:
            head = Head(*await asyncio.to_thread(self._keys.journal_head))
        except (KeyFileError, OSError) as error:
            log.error("the journal of keys is not noted: %s", error)
            return
        if head != self._noted:
            await self._note(head.packed())
            self._noted = head


def problems_of_keys(data: Path) -> list[str]:
    """What is wrong with the journal of a venue's keys, the first of each kind: a change that is
    not what was written, one that the log has noted otherwise, a key that keys.json has otherwise.

    Raises KeyFileError, LogUnreadable, LogDamaged, StorageFailed.
    """
    notes, keys = list(_notes(data / LOG)), PublicKeys(data / "keys.json")  # notes come later
    changes, there = keys.journal.changes(), {entry.key: entry for entry in keys.entries()}
    found = [first_altered(changes), first_unnoted(changes, notes)]
    if changes:
        found.append(first_difference(keys.journal.known(), there))
    return [f"{keys.journal.path}: {each}" for each in found if each]


def first_unnoted(changes: Iterable[KeyChange], notes: Iterable[Note]) -> str:
    """The first note that the journal contradicts, in words; empty where it has all of them."""
    digests = {change.number: change.digest for change in changes}
    for note in notes:
        head = head_in(note)
        if head is None or head.number == 0 or digests.get(head.number) == head.digest:
            continue
        said = f"the log noted change {head.number} on {moment(note.time_ns)}"
        if head.number in digests:
            return f"{said}, and it is another one now"
        return f"{said}, and there are {len(digests)}: change {len(digests) + 1} is missing"
    return ""


def _notes(folder: Path) -> Iterator[Note]:
    with ExitStack() as opened:
        storage = FileStorage(folder, read_only=True)
        if folder.is_dir() and has_log(storage, COMMANDS_NAME):
            yield from notes_of(open_log(storage, COMMANDS_NAME, opened))
