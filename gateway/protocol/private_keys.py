"""Private keys: Ed25519 in PEM files that only their owner reads, and the signature of a log-on."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_table import checked_key_id
from gateway.protocol.proofs import Greeting

log = logging.getLogger(__name__)


class PrivateKey:
    """A private key with its id, able to sign log-ons."""

    def __init__(self, key: str, secret: Ed25519PrivateKey, folder: Path | None = None) -> None:
        """`folder`: where its file lies."""
        self.key, self.folder = key, folder
        self._secret = secret

    @property
    def public_key(self) -> str:
        """The public key as 64 hex digits."""
        return self._secret.public_key().public_bytes_raw().hex()

    def sign(self, text: bytes) -> bytes:
        """Signature over a text of a protocol's own; it begins with the protocol's words, so that
        none can pass for a log-on.
        """
        return self._secret.sign(text)

    def sign_log_on(self, greeting: Greeting, time_ns: int) -> str:
        """Signature of a log-on, as hex."""
        return self.sign(greeting.log_on_text(self.key, time_ns)).hex()


class KeyOnDisk(PrivateKey):
    """The private key of a server that runs long: read again when its file has changed. A file that
    cannot be read then is logged, and the key read last is kept.
    """

    def __init__(self, path: Path | str) -> None:
        """Raises KeyFileError."""
        self._path = Path(path)
        self._seen = _stamp(self._path)
        self._newest = KeyFile.load(self._path)
        super().__init__(self._newest.key, self._newest._secret, self._newest.folder)

    @property
    def public_key(self) -> str:
        return self._now().public_key

    def sign(self, text: bytes) -> bytes:
        return self._now().sign(text)

    def _now(self) -> PrivateKey:
        seen = _stamp(self._path)
        if seen != self._seen:
            self._seen = seen
            try:
                self._newest = KeyFile.load(self._path)
                log.info("%s is used from now on", self._path)
            except KeyFileError as error:
                log.error("the key read before is kept: %s", error.message)
        return self._newest


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when the file does; None while it is missing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class KeyFile:
    """A private key on disk: PEM (PKCS 8), readable by its owner only; the file's stem is the key
    id.
    """

    @staticmethod
    def load(path: Path | str) -> PrivateKey:
        """Read a key file. Raises KeyFileError when it is missing, not PEM or not Ed25519."""
        path = Path(path)
        try:
            secret = load_pem_private_key(path.read_bytes(), password=None)
        except OSError as error:
            raise KeyFileError(
                f"cannot read key file {path}: {error.strerror}", value=str(path)
            ) from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyFileError(
                f"{path} holds no private key in PEM form", value=str(path)
            ) from error
        if not isinstance(secret, Ed25519PrivateKey):
            raise KeyFileError(f"{path} holds a key that is not Ed25519", value=str(path))
        return PrivateKey(checked_key_id(path.stem), secret, path.parent)


def generate(path: Path | str) -> PrivateKey:
    """Make a new private key and write it to `path`, mode 0600.

    Raises KeyFileError when the file is already there.
    """
    path = Path(path)
    secret = Ed25519PrivateKey.generate()
    key = PrivateKey(checked_key_id(path.stem), secret, path.parent)
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_private(path, pem)
    except FileExistsError as error:
        raise KeyFileError(
            f"{path} is already there; a key file is never overwritten", value=str(path)
        ) from error
    except OSError as error:
        raise KeyFileError(
            f"cannot write key file {path}: {error.strerror}", value=str(path)
        ) from error
    return key


def _write_private(path: Path, pem: bytes) -> None:
    """Write a file whole or not at all, for its owner only. Raises FileExistsError, OSError."""
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    finally:
        Path(fresh).unlink()
