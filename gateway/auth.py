"""Keys: Ed25519 private keys in PEM files, public keys in the venue's keys.json, and the check of a log-on.

The signature of a log-on covers the ASCII text ``ceax log_on\\n{nonce}\\n{key}\\n{time_ns}``. The venue stores
public keys only.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from gateway.errors import ClockDiffers, KeyFileError, KeyRevoked, KeyUnknown, SignatureWrong

ROLES = ("member", "viewer", "exchange", "feed", "bridge")
ROLES_WITH_ACCOUNT = ("member", "viewer")
CLOCK_TOLERANCE_NS = 30_000_000_000
KEYS_MAX = 100_000
NAME_MAX = 64
ACCOUNT_MAX = 2**31 - 1
_KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_HEX_SIGNATURE = re.compile(r"[0-9a-fA-F]{128}")


def log_on_text(nonce: str, key: str, time_ns: int) -> bytes:
    """The bytes a log-on signature covers."""
    return f"ceax log_on\n{nonce}\n{key}\n{time_ns}".encode()


@dataclass(frozen=True)
class Grant:
    """What a verified key may do: `number` goes into every command as its operator, `account` is 0 without one."""

    key: str
    number: int
    role: str
    account: int


@dataclass(frozen=True)
class KeyEntry:
    """One public key of keys.json."""

    key: str
    number: int
    role: str
    account: int
    name: str
    public_key: str
    revoked: bool = False


class PrivateKey:
    """A private key with its id, able to sign log-ons."""

    def __init__(self, key: str, secret: Ed25519PrivateKey) -> None:
        self.key = key
        self._secret = secret

    @property
    def public_key(self) -> str:
        """The public key as 64 hex digits."""
        return self._secret.public_key().public_bytes_raw().hex()

    def sign(self, text: bytes) -> bytes:
        """Signature over a text of a protocol's own; it begins with the protocol's words, so that none can pass for a log-on."""
        return self._secret.sign(text)

    def sign_log_on(self, nonce: str, time_ns: int) -> str:
        """Signature over a server's challenge, as hex."""
        return self.sign(log_on_text(nonce, self.key, time_ns)).hex()


class KeyFile:
    """A private key on disk: PEM (PKCS 8), readable by its owner only; the file's stem is the key id."""

    @staticmethod
    def load(path: Path | str) -> PrivateKey:
        """Read a key file. Raises KeyFileError when it is missing, not PEM or not Ed25519."""
        path = Path(path)
        try:
            secret = load_pem_private_key(path.read_bytes(), password=None)
        except OSError as error:
            raise KeyFileError(f"cannot read key file {path}: {error.strerror}", value=str(path)) from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyFileError(f"{path} holds no private key in PEM form", value=str(path)) from error
        if not isinstance(secret, Ed25519PrivateKey):
            raise KeyFileError(f"{path} holds a key that is not Ed25519", value=str(path))
        return PrivateKey(_checked_key_id(path.stem), secret)


def generate(path: Path | str) -> PrivateKey:
    """Make a new private key and write it to `path`, mode 0600. Raises KeyFileError when the file is already there."""
    path = Path(path)
    key = PrivateKey(_checked_key_id(path.stem), secret := Ed25519PrivateKey.generate())
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError(f"{path} is already there; a key file is never overwritten", value=str(path)) from error
    except OSError as error:
        raise KeyFileError(f"cannot write key file {path}: {error.strerror}", value=str(path)) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return key


class PublicKeys:
    """The venue's keys.json: who may log on, as what. Read again whenever the file has changed."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._stamp: tuple[int, int, int] | None = None
        self._entries: dict[str, KeyEntry] = {}

    def entries(self) -> list[KeyEntry]:
        """All keys, revoked ones too, in order of their number. Raises KeyFileError when the file is malformed."""
        self._read_when_changed()
        return sorted(self._entries.values(), key=lambda entry: entry.number)

    def entry(self, key: str) -> KeyEntry | None:
        """One key, revoked or not; None when it is not known. Raises KeyFileError when the file is malformed."""
        self._read_when_changed()
        return self._entries.get(key)

    def is_good(self, key: str) -> bool:
        """Whether the key is known and not revoked."""
        self._read_when_changed()
        entry = self._entries.get(key)
        return entry is not None and not entry.revoked

    def add(self, key: str, role: str, account: int | None, name: str, public_key: str) -> KeyEntry:
        """Add a public key under the next number. Raises KeyFileError when it is there already or malformed."""
        with self._writing():
            if key in self._entries:
                raise KeyFileError(f"key {key!r} is already in {self.path}", field="key", value=key)
            if len(self._entries) >= KEYS_MAX:
                raise KeyFileError(f"{self.path} holds at most {KEYS_MAX} keys", allowed=KEYS_MAX)
            number = 1 + max((entry.number for entry in self._entries.values()), default=0)
            entry = _checked_entry(KeyEntry(key, number, role, account or 0, name, public_key.lower()))
            self._entries[key] = entry
        return entry

    def revoke(self, key: str) -> KeyEntry:
        """Withdraw a key for good; its number is never given again. Raises KeyUnknown."""
        with self._writing():
            if key not in self._entries:
                raise KeyUnknown(f"no key {key!r} in {self.path}", field="key", value=key)
            self._entries[key] = entry = replace(self._entries[key], revoked=True)
        return entry

    def verify(self, key: str, nonce: str, time_ns: int, signature: str, now_ns: int) -> Grant:
        """Check a log-on. Raises KeyUnknown, KeyRevoked, ClockDiffers, SignatureWrong, in this order."""
        self._read_when_changed()
        entry = self._entries.get(key)
        if entry is None:
            raise KeyUnknown("no such key", field="key", value=key)
        if entry.revoked:
            raise KeyRevoked("this key has been revoked", field="key", value=key)
        if abs(time_ns - now_ns) > CLOCK_TOLERANCE_NS:
            bounds = [now_ns - CLOCK_TOLERANCE_NS, now_ns + CLOCK_TOLERANCE_NS]
            raise ClockDiffers("time_ns is more than 30 s from the server's", field="time_ns", value=time_ns, allowed=bounds)
        _check_signature(entry, nonce, time_ns, signature)
        return Grant(entry.key, entry.number, entry.role, entry.account)

    def _read_when_changed(self) -> None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._stamp, self._entries = None, {}
            return
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if stamp != self._stamp:
            self._entries = _read_entries(self.path)
            self._stamp = stamp

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the file against other writers, with its newest content; written atomically when the block ends well."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._stamp = None
            self._read_when_changed()
            yield
            _write_entries(self.path, self._entries)


def _check_signature(entry: KeyEntry, nonce: str, time_ns: int, signature: str) -> None:
    if not _HEX_SIGNATURE.fullmatch(signature):
        raise SignatureWrong("a signature is 128 hex digits", field="signature", value=signature)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry.public_key))
    try:
        public.verify(bytes.fromhex(signature), log_on_text(nonce, entry.key, time_ns))
    except InvalidSignature as error:
        raise SignatureWrong("the signature is not this key's over this challenge", field="signature") from error


def _checked_key_id(key: str) -> str:
    if not _KEY_ID.fullmatch(key):
        raise KeyFileError(
            f"{key!r} is no key id: 1 to 64 letters, digits, '.', '_' or '-', a letter or digit first",
            field="key",
            value=key,
        )
    return key


def _checked_entry(entry: KeyEntry) -> KeyEntry:
    _checked_key_id(entry.key)
    if entry.role not in ROLES:
        raise KeyFileError(f"no role {entry.role!r}", field="role", value=entry.role, allowed=list(ROLES))
    if (entry.role in ROLES_WITH_ACCOUNT) != (entry.account != 0):
        rule = "members and viewers have an account, the other roles none"
        raise KeyFileError(rule, field="account", value=entry.account)
    if not 0 <= entry.account <= ACCOUNT_MAX:
        raise KeyFileError("no such account number", field="account", value=entry.account, allowed=[1, ACCOUNT_MAX])
    if not _HEX_KEY.fullmatch(entry.public_key):
        raise KeyFileError("a public key is 64 hex digits", field="public_key", value=entry.public_key)
    if len(entry.name) > NAME_MAX:
        raise KeyFileError(f"a name has at most {NAME_MAX} characters", field="name", value=entry.name)
    return entry


def _read_entries(path: Path) -> dict[str, KeyEntry]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        entries = [_checked_entry(_entry_of(row)) for row in rows]
    except (ValueError, TypeError, KeyError) as error:
        raise KeyFileError(f"{path} is malformed: {error}", value=str(path)) from error
    except OSError as error:
        raise KeyFileError(f"cannot read {path}: {error.strerror}", value=str(path)) from error
    return {entry.key: entry for entry in entries}


def _entry_of(row: dict[str, Any]) -> KeyEntry:
    texts = [str(row[name]) for name in ("key", "role", "name", "public_key")]
    return KeyEntry(texts[0], int(row["number"]), texts[1], int(row["account"] or 0), texts[2], texts[3], bool(row["revoked"]))


def _write_entries(path: Path, entries: dict[str, KeyEntry]) -> None:
    rows = [asdict(entry) | {"account": entry.account or None} for entry in entries.values()]
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
