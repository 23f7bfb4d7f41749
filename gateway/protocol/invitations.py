"""One-time codes by which somebody enters a key that it has made itself.

Administration issues a code for the id, role, account, duties and scope of a key to come. Its
holder logs on within ten minutes with the code and a public key, which is entered then. No id is
entered twice, so a code is good for one key. The venue keeps the hash of a code, in
invitations.json beside keys.json.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from gateway.protocol.auth import PublicKeys, check_signature
from gateway.protocol.errors import (
    EnrolmentRefused,
    KeyFileError,
    KeysUnreadable,
    RequestError,
)
from gateway.protocol.key_journal import KEY_REASON_MAX, system_user
from gateway.protocol.key_table import KeyEntry, checked_entry, unreadable, write_whole
from gateway.protocol.proofs import Greeting

NAME = "invitations.json"
VALID_NS = 600_000_000_000
INVITATIONS_MAX = 1_000  # that wait at once
SECRET_BITS = 80
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another
_DIGIT_BITS, _GROUP = 5, 4
_MISREAD = str.maketrans("OIL", "011", " -")
_NO_KEY = "0" * 64

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Invitation:
    """A key to come: what it may do, the hash of its code, until when that is good, in ns since
    1970, and what the journal of keys will say of its entry.
    """

    key: str
    role: str
    account: int
    name: str
    duties: tuple[str, ...]
    digest: str
    until_ns: int
    reason: str
    scope: str = ""


class Invitations:
    """The codes of a venue that wait to be used."""

    def __init__(self, keys: PublicKeys) -> None:
        self._keys = keys
        self.path = keys.path.with_name(NAME)

    def issue(
        self, asked: KeyEntry, secret: int, now_ns: int, reason: str = ""
    ) -> tuple[str, Invitation]:
        """A code for a key that is not entered yet; one issued for it before is good no more.

        Of `asked`, number and public key are passed over; `secret` are 80 random bits. The entry of
        the key is journalled with this process's user and `reason`. Raises KeyFileError.
        """
        wanted = checked_entry(KeyEntry(**asdict(asked) | {"number": 1, "public_key": _NO_KEY}))
        if any(entry.key == asked.key for entry in self._keys.entries()):
            rule = f"key {asked.key!r} is already in {self._keys.path}"
            raise KeyFileError(rule, field="key", value=asked.key)
        code = f"{asked.key}:{_written(secret)}"
        given = (wanted.role, wanted.account, wanted.name, tuple(wanted.duties))
        said = f"code of {system_user()}{': ' * bool(reason)}{reason}"
        if len(said) > KEY_REASON_MAX:
            most = KEY_REASON_MAX - len(said) + len(reason)
            rule = f"the reason of a code has at most {most} characters here"
            raise KeyFileError(rule, field="reason", value=reason, allowed=most)
        made = Invitation(asked.key, *given, _digest(code), now_ns + VALID_NS, said, wanted.scope)
        with self._locked():
            waiting = [each for each in self._read() if each.until_ns > now_ns]
            waiting = [each for each in waiting if each.key != made.key]
            if len(waiting) >= INVITATIONS_MAX:
                rule = f"{INVITATIONS_MAX} codes wait to be used: try again in ten minutes"
                raise KeyFileError(rule, field="key", value=asked.key, allowed=INVITATIONS_MAX)
            rows = [asdict(each) for each in (*waiting, made)]
            write_whole(self.path, json.dumps(rows, indent=1, ensure_ascii=False))
        return code, made

    def redeem(self, code: str, public_key: str, now_ns: int) -> None:
        """Enter a public key as the one that a code is for. Raises EnrolmentRefused, KeyFileError,
        KeysUnreadable while others change the keys.
        """
        digest = _digest(code)
        found = next((each for each in self._read() if each.digest == digest), None)
        if found is None or found.until_ns <= now_ns or self._keys.entry(found.key) is not None:
            rule = "no such code, or it was used, or its ten minutes are over"
            raise EnrolmentRefused(rule, field="code")
        account = found.account or None
        given = (found.role, account, found.name, public_key, found.duties)
        self._keys.add(found.key, *given, found.reason, patient=False, scope=found.scope)

    def _read(self) -> list[Invitation]:
        """Raises KeyFileError."""
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))
            return [Invitation(**row | {"duties": tuple(row["duties"])}) for row in rows]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise unreadable(self.path, error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise KeyFileError(
                f"{self.path} is malformed: {error}", value=str(self.path)
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self.path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def redeemed(keys: PublicKeys, greeting: Greeting, fields: Mapping[str, Any], now_ns: int) -> None:
    """Enter the key of a log-on that brings a code; nothing where it is there already.

    Raises RequestError, ClockDiffers, SignatureWrong, EnrolmentRefused, KeysUnreadable.
    """
    for name, other in (("code", "public_key"), ("public_key", "code")):
        if name not in fields:
            raise RequestError("field_missing", f"{other} comes with {name}", field=name)
    key, code, public_key = fields["key"], fields["code"], fields["public_key"]
    if holder_of(code) != key:
        rule = f"the code is for the key {holder_of(code)!r}"
        raise EnrolmentRefused(rule, field="key", value=key, allowed=holder_of(code))
    check_signature(public_key, greeting, key, fields["time_ns"], fields["signature"], now_ns)
    entry = keys.entry(key)
    if entry is not None and entry.public_key == public_key:
        return
    try:
        Invitations(keys).redeem(code, public_key, now_ns)
    except KeyFileError as error:
        log.error("the key %s is not entered: %s", key, error.message)
        raise KeysUnreadable("the venue cannot enter keys now; try again later") from error


def holder_of(code: str) -> str:
    """The id of the key that a code is for."""
    return code.partition(":")[0].strip()


def _written(secret: int) -> str:
    shifts = range(SECRET_BITS - _DIGIT_BITS, -1, -_DIGIT_BITS)
    letters = "".join(_LETTERS[secret >> shift & len(_LETTERS) - 1] for shift in shifts)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _digest(code: str) -> str:
    """The hash of a code, however it was typed."""
    key, _, secret = code.partition(":")
    plain = f"{key.strip()}:{secret.upper().translate(_MISREAD)}"
    return hashlib.sha256(plain.encode()).hexdigest()
