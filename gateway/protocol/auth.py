"""The venue's public keys in keys.json, and the check of a log-on against them. The venue stores
public keys only.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from gateway.protocol.errors import (
    ClockDiffers,
    KeyChanged,
    KeyFileError,
    KeyRevoked,
    KeysMissing,
    KeysUnreadable,
    KeyUnknown,
    SignatureWrong,
)
from gateway.protocol.key_journal import KeyJournal
from gateway.protocol.key_table import (
    KeyEntry,
    checked_entry,
    lost_keys,
    read_entries,
    read_last,
    unreadable,
    write_entries,
    write_whole,
)
from gateway.protocol.proofs import Greeting
from gateway.protocol.signatures import is_signed

CLOCK_TOLERANCE_NS = 30_000_000_000
KEYS_MAX = 100_000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Grant:
    """What a verified key may do: `number` goes into every command as its operator, `account` is 0
    without one; `duties` are those of staff, empty for all; `scope` is an authority's.
    """

    key: str
    number: int
    role: str
    account: int
    public_key: str = field(default="", compare=False)  # that the log-on was signed for
    duties: tuple[str, ...] = ()
    scope: str = ""


class PublicKeys:
    """The venue's keys.json: who may log on, as what. Read again whenever the file has changed.

    Beside it, keys.last has the highest number ever given, so that none is given twice, and
    `journal` keeps who changed which key, with the `reason` that a change is given.
    """

    def __init__(
        self, path: Path | str, numbers_are_used: Callable[[], bool] = lambda: False
    ) -> None:
        """`numbers_are_used`: asked before a fresh file is begun; True where numbers of lost keys
        are in use elsewhere, as in the command log.
        """
        self.path = Path(path)
        self._numbers_are_used = numbers_are_used
        self._stamp: tuple[int, int, int] | None = None
        self._entries: dict[str, KeyEntry] = {}
        self._version = 0
        self._complaint = ""
        self.journal = KeyJournal(self.path.with_suffix(".journal"))

    def entries(self) -> list[KeyEntry]:
        """All keys, revoked ones too, in order of their number.

        Raises KeyFileError when the file is malformed.
        """
        self._read_when_changed()
        return sorted(self._entries.values(), key=lambda entry: entry.number)

    def entry(self, key: str) -> KeyEntry | None:
        """One key, revoked or not; None when it is not known. Raises KeysUnreadable."""
        self._read_for_others()
        return self._entries.get(key)

    def last_number(self) -> int:
        """The highest number ever given, 0 before the first key. Raises KeyFileError."""
        self._read_when_changed()
        known = max((entry.number for entry in self._entries.values()), default=0)
        return max(known, read_last(self._last_path))

    def begin(self) -> None:
        """Make an empty file where there is none, so that later a missing one is a lost one."""
        if not self.path.exists():
            with self._locked():
                write_entries(self.path, self._entries)

    def journal_head(self) -> tuple[int, str]:
        """Number and digest of the journal's last change, once it has all that keys.json has.

        Raises KeyFileError.
        """
        with self._locked():
            if self._stamp is not None:
                self.journal.enter(self._entries, self._entries)
            return self.journal.head()

    def version(self) -> int:
        """Another number after each change of the keys; the same while the file cannot be read."""
        with suppress(KeysUnreadable):
            self._read_for_others()
        return self._version

    def objection(self, grant: Grant) -> str:
        """Why a session may not go on with what it was granted, as a code; empty when it may.

        It goes by the keys read last.
        """
        entry = self._entries.get(grant.key)
        if entry is None:
            return KeyUnknown.code
        if entry.revoked:
            return KeyRevoked.code
        unchanged = _grant_of(entry) == grant and entry.public_key == grant.public_key
        return "" if unchanged else KeyChanged.code

    def add(
        self,
        key: str,
        role: str,
        account: int | None,
        name: str,
        public_key: str,
        duties: Sequence[str] = (),
        reason: str = "",
        patient: bool = True,
        scope: str = "",
    ) -> KeyEntry:
        """Add a public key under the next number.

        Raises KeyFileError when it is there already or malformed; and KeysUnreadable, unless
        `patient`, while others write.
        """
        with self._writing(reason, patient):
            if key in self._entries:
                raise KeyFileError(f"key {key!r} is already in {self.path}", field="key", value=key)
            if len(self._entries) >= KEYS_MAX:
                raise KeyFileError(f"{self.path} holds at most {KEYS_MAX} keys", allowed=KEYS_MAX)
            number = 1 + self.last_number()
            public = public_key.lower()
            whose = (key, number, role, account or 0, name, public, False)
            entry = checked_entry(KeyEntry(*whose, tuple(duties), scope))
            write_whole(self._last_path, f"{number}\n")
            self._entries[key] = entry
        return entry

    def renew(self, key: str, public_key: str, reason: str = "") -> KeyEntry:
        """Enter another public key under an id and the next number; the entry before stays,
        revoked, as KEY.NUMBER. Raises KeyUnknown, KeyFileError.
        """
        with self._writing(reason):
            old = self._known(key)
            if len(self._entries) >= KEYS_MAX:
                raise KeyFileError(f"{self.path} holds at most {KEYS_MAX} keys", allowed=KEYS_MAX)
            number = 1 + self.last_number()
            entry = checked_entry(replace(old, number=number, public_key=public_key, revoked=False))
            retired = checked_entry(replace(old, key=f"{key}.{old.number}", revoked=True))
            write_whole(self._last_path, f"{number}\n")
            self._entries |= {key: entry, retired.key: retired}
        return entry

    def substitute(self, public_keys: Mapping[str, str], reason: str = "") -> None:
        """Other public keys under the same ids and numbers, as a copy of a venue needs them.

        Raises KeyUnknown, KeyFileError.
        """
        with self._writing(reason):
            for key, public_key in public_keys.items():
                fresh = replace(self._known(key), public_key=public_key, revoked=False)
                self._entries[key] = checked_entry(fresh)

    def set_duties(self, key: str, duties: Sequence[str], reason: str = "") -> KeyEntry:
        """Give a key of the exchange other duties, or with none all of them; its sessions end.

        Raises KeyUnknown, KeyFileError.
        """
        with self._writing(reason):
            old = self._known(key)
            self._entries[key] = entry = checked_entry(replace(old, duties=tuple(duties)))
        return entry

    def earlier(self, key: str) -> list[str]:
        """The public keys that an id had before it was renewed. Raises KeyFileError."""
        return [each.public_key for each in self.entries() if each.key.startswith(f"{key}.")]

    def revoke(self, key: str, reason: str = "") -> KeyEntry:
        """Withdraw a key for good; its number is never given again. Raises KeyUnknown."""
        with self._writing(reason):
            self._entries[key] = entry = replace(self._known(key), revoked=True)
        return entry

    def verify(
        self, greeting: Greeting, key: str, time_ns: int, signature: str, now_ns: int
    ) -> Grant:
        """Check a log-on, whose client agrees to the greeting.

        Raises KeysUnreadable, KeyUnknown, KeyRevoked, ClockDiffers, SignatureWrong, in this order.
        """
        self._read_for_others()
        entry = self._entries.get(key)
        if entry is None:
            raise KeyUnknown("no such key", field="key", value=key)
        if entry.revoked:
            raise KeyRevoked("this key has been revoked", field="key", value=key)
        check_signature(entry.public_key, greeting, key, time_ns, signature, now_ns)
        return _grant_of(entry)

    def _known(self, key: str) -> KeyEntry:
        if key not in self._entries:
            raise KeyUnknown(f"no key {key!r} in {self.path}", field="key", value=key)
        return self._entries[key]

    @property
    def _last_path(self) -> Path:
        return self.path.with_suffix(".last")

    def _read_for_others(self) -> None:
        """Read for a server's clients: what is wrong is logged, once. Raises KeysUnreadable."""
        try:
            self._read_when_changed()
            self._complaint = ""
        except KeyFileError as error:
            if self._complaint != error.message:
                self._complaint = error.message
                log.error("open sessions go on, log-ons are refused: %s", error.message)
            raise KeysUnreadable("the venue cannot read its keys now; try again later") from error

    def _read_when_changed(self) -> None:
        """Raises KeyFileError; what was read before is kept then."""
        try:
            status = self.path.stat()
        except FileNotFoundError as error:
            if self._stamp is not None:
                rule = f"{self.path} has gone: put it back"
                raise KeyFileError(rule, value=str(self.path)) from error
            return
        except OSError as error:
            raise unreadable(self.path, error) from error
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if stamp != self._stamp:
            self._entries = read_entries(self.path)
            self._stamp = stamp
            self._version += 1

    @contextmanager
    def _writing(self, reason: str, patient: bool = True) -> Iterator[None]:
        """Hold the file against other writers, with its newest content; journalled and written
        atomically when the block ends well.
        """
        with self._locked(patient):
            self._require_beside_log()
            entries = dict(self._entries)
            try:
                yield
                self.journal.enter(entries, self._entries, reason)
                write_entries(self.path, self._entries)
            except BaseException:
                self._entries = entries
                raise

    @contextmanager
    def _locked(self, patient: bool = True) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if patient else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise KeysUnreadable("the venue's keys are being changed; try again") from error
            self._read_when_changed()
            yield

    def _require_beside_log(self) -> None:
        """Raise KeyFileError where a fresh file would take the place of a lost one."""
        if self._stamp is None and (self._last_path.exists() or self._numbers_are_used()):
            raise KeysMissing(lost_keys(self.path), value=str(self.path))


def check_signature(
    public_key: str, greeting: Greeting, key: str, time_ns: int, signature: str, now_ns: int
) -> None:
    """Check that a log-on is signed by a public key, now. Raises ClockDiffers, SignatureWrong."""
    if abs(time_ns - now_ns) > CLOCK_TOLERANCE_NS:
        bounds = [now_ns - CLOCK_TOLERANCE_NS, now_ns + CLOCK_TOLERANCE_NS]
        rule = "time_ns is more than 30 s from the server's"
        raise ClockDiffers(rule, field="time_ns", value=time_ns, allowed=bounds)
    text = greeting.log_on_text(key, time_ns)
    if not is_signed(public_key, signature, text):
        rule = "the signature is not this key's over this challenge: `allowed` has the text"
        raise SignatureWrong(rule, field="signature", value=signature, allowed=text.decode())


def _grant_of(entry: KeyEntry) -> Grant:
    who = entry.key, entry.number, entry.role, entry.account
    return Grant(*who, entry.public_key, entry.duties, entry.scope)
