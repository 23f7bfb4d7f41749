"""The journal of a venue's keys, keys.journal beside keys.json: who made, changed or withdrew which
key, when and why.

One line of JSON a change, with the entry of keys.json as it is from then on. Each line ends with
its digest: the SHA-256, in hexadecimal, of the digest before it, a line feed and the line without
its own digest (UTF-8). The first follows on the SHA-256 of `ceax keys 1`. The gateway notes the
last digest in the command log, so that no line can be changed or removed without being found.

keys.json decides who may log on. A change that it has and the journal lacks, as of a file edited by
hand, is entered as `found` or `lost` when that is noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from engine.texts.visible import json_text
from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_table import OWNER_MODE, KeyEntry, entry_of, sync_folder, unreadable
from gateway.protocol.outside import SYSTEM

BEGINNING = hashlib.sha256(b"ceax keys 1").hexdigest()
MADE, RENEWED, RETIRED, REVOKED = "made", "renewed", "retired", "revoked"
DUTIES, CHANGED, FOUND, LOST = "duties", "changed", "found", "lost"
CHANGES = (MADE, RENEWED, RETIRED, REVOKED, DUTIES, CHANGED, FOUND, LOST)
KEY_REASON_MAX = 120  # characters
LINE_FEED = b"\n"
_DIGEST, _END = ', "digest": "', '"}'  # around the digest, which ends a line

Entries = Mapping[str, KeyEntry]


@dataclass(frozen=True)
class KeyChange:
    """One line: `user` of the operating system made this change; `entry` is the key's from then
    on, of a lost one the last.
    """

    number: int
    time_ns: int
    user: str
    change: str
    entry: KeyEntry
    reason: str
    digest: str
    line: str = field(repr=False)  # without its digest

    def follows(self, digest: str) -> bool:
        """Whether it is what was written after a line with that digest."""
        return self.digest == _digest_of(digest, self.line)


def system_user() -> str:
    """Name of the user of the operating system whose process this is; of a root's by sudo, who
    became root.
    """
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = f"user {os.getuid()}"
    became = os.environ.get("SUDO_USER", "") if os.getuid() == 0 else ""
    return f"{name} by sudo of {became}" if became else name


class KeyJournal:
    """The journal as it is on disk; read on when it has grown. Who writes holds the lock of
    keys.json. `wall_ns` and `user` say when a change is made, and by whom.
    """

    def __init__(
        self,
        path: Path,
        wall_ns: Callable[[], int] = SYSTEM.wall_ns,
        user: Callable[[], str] = system_user,
    ) -> None:
        self.path, self._wall_ns, self._user = path, wall_ns, user
        self._changes: list[KeyChange] = []
        self._known: dict[str, KeyEntry] = {}
        self._end = 0  # of what was read, in bytes
        self._file = 0  # its number in the file system

    def changes(self) -> Sequence[KeyChange]:
        """All changes, in order. Raises KeyFileError, which names the line."""
        self._read_on()
        return self._changes

    def head(self) -> tuple[int, str]:
        """Number and digest of the last change. Raises KeyFileError."""
        last = self.changes()[-1:]
        return (last[0].number, last[0].digest) if last else (0, BEGINNING)

    def known(self) -> Entries:
        """Every key as the journal has it. Raises KeyFileError."""
        self._read_on()
        return self._known

    def enter(self, before: Entries, after: Entries, reason: str = "") -> None:
        """Enter what keys.json had before a change and the journal does not, and the change, all
        durable when it returns. Raises KeyFileError.
        """
        if len(reason) > KEY_REASON_MAX:
            rule = f"a reason has at most {KEY_REASON_MAX} characters"
            raise KeyFileError(rule, field="reason", value=reason, allowed=KEY_REASON_MAX)
        strange = [(word, entry, "") for word, entry in _unknown(self.known(), before)]
        own = [(word, entry, reason) for word, entry in _differences(before, after)]
        if strange or own:
            self._append("".join(self._lines([*strange, *own])).encode())

    def _lines(self, changes: Iterable[tuple[str, KeyEntry, str]]) -> Iterator[str]:
        (number, digest), now_ns, user = self.head(), self._wall_ns(), self._user()
        for place, (word, entry, reason) in enumerate(changes, number + 1):
            said = {"number": place, "time_ns": now_ns, "user": user, "change": word}
            line = json_text(said | {"entry": asdict(entry), "reason": reason})
            digest = _digest_of(digest, line)
            yield f"{line[:-1]}{_DIGEST}{digest}{_END}\n"

    def _append(self, lines: bytes) -> None:
        """Write after the last whole line: what follows it was never acknowledged."""
        try:
            self.path.touch(OWNER_MODE)
            with self.path.open("r+b") as file:
                file.truncate(self._end)
                file.seek(self._end)
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
            sync_folder(self.path.parent)
        except OSError as error:
            said = f"cannot write {self.path}: {error.strerror}"
            raise KeyFileError(said, value=str(self.path)) from error
        self._read_on()

    def _read_on(self) -> None:
        try:
            status = self.path.stat()
            if (status.st_ino, status.st_size >= self._end) != (self._file, True):
                self._changes, self._known, self._end, self._file = [], {}, 0, status.st_ino
            if status.st_size > self._end:
                with self.path.open("rb") as file:
                    file.seek(self._end)
                    self._take_in(file.read())
        except FileNotFoundError:
            self._changes, self._known, self._end, self._file = [], {}, 0, 0
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _take_in(self, raw: bytes) -> None:
        """Whole lines; the rest is the beginning of one whose writing was interrupted."""
        whole = raw[: raw.rfind(LINE_FEED) + 1]
        lines = enumerate(whole.splitlines(), len(self._changes) + 1)
        changes = [self._read(number, line) for number, line in lines]
        self._changes += changes
        for change in changes:
            if change.change == LOST:
                self._known.pop(change.entry.key, None)
            else:
                self._known[change.entry.key] = change.entry
        self._end += len(whole)

    def _read(self, number: int, raw: bytes) -> KeyChange:
        try:
            fields, line = json.loads(raw), raw.decode().rpartition(_DIGEST)[0] + "}"
            change = KeyChange(**fields | {"entry": entry_of(fields["entry"]), "line": line})
            if change.number != number or change.change not in CHANGES:
                raise ValueError(f"its number is {change.number}, its change {change.change}")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            said = f"{self.path}, line {number}, is no change of a key: {error}"
            raise KeyFileError(said, value=str(self.path)) from error
        return change


def first_altered(changes: Iterable[KeyChange]) -> str:
    """What is wrong with the first change that does not follow from the one before it, empty where
    all do.
    """
    digest = BEGINNING
    for change in changes:
        if not change.follows(digest):
            named = f"change {change.number} ({change.change} {change.entry.key})"
            return f"{named} is not what was written after the change before it"
        digest = change.digest
    return ""


def first_difference(known: Entries, there: Entries) -> str:
    """What keys.json has otherwise than the journal, the first of it; empty where they agree."""
    for word, entry in _unknown(known, there):
        if word == LOST:
            return f"the key {entry.key} is in the journal and not in keys.json"
        return f"the key {entry.key} in keys.json is not what the journal says"
    return ""


def _unknown(known: Entries, there: Entries) -> Iterator[tuple[str, KeyEntry]]:
    """What is found in keys.json, and what is lost from it."""
    yield from ((FOUND, entry) for key, entry in there.items() if known.get(key) != entry)
    yield from ((LOST, entry) for key, entry in known.items() if key not in there)


def _differences(before: Entries, after: Entries) -> Iterator[tuple[str, KeyEntry]]:
    numbers = {entry.number for entry in before.values()}
    for key, entry in after.items():
        if (old := before.get(key)) != entry:
            yield _word_of(old, entry, entry.number in numbers), entry


def _word_of(old: KeyEntry | None, new: KeyEntry, number_known: bool) -> str:
    """What has happened to a key; one whose number another id had is a retired one."""
    if old is None:
        return RETIRED if number_known else MADE
    if old.public_key != new.public_key:
        return RENEWED
    if new.revoked and not old.revoked:
        return REVOKED
    return DUTIES if old.duties != new.duties else CHANGED


def _digest_of(before: str, line: str) -> str:
    return hashlib.sha256(f"{before}\n{line}".encode()).hexdigest()
