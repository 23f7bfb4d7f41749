"""A server's own key, by which its clients know it: one file in the venue's folder for each kind of
server, made at its first start.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.protocol.errors import BindingDiffers, KeyFileError, NonceMissing
from gateway.protocol.proofs import CHAIN_MAX, Greeting, Hello, Link, link_text
from gateway.protocol.wire import Message

FOLDER = Path("keys", "servers")  # of a venue's data folder
Stamp = tuple[int, int, int]

log = logging.getLogger(__name__)


class ServerKey(NamedTuple):
    """The key of one server of one venue."""

    server: str
    venue: str
    secret: Ed25519PrivateKey
    chain: tuple[Link, ...] = ()  # of earlier keys, the oldest first

    @property
    def public_key(self) -> str:
        """The public key as 64 hex digits."""
        return self.secret.public_key().public_bytes_raw().hex()

    def followed(self, chained: bool = True) -> ServerKey:
        """A new key in its place; `chained`: this one signs that, and clients that know it take
        the new one. One that somebody else may have must not.
        """
        secret = Ed25519PrivateKey.generate()
        fresh = self._replace(secret=secret, chain=())
        if not chained:
            return fresh
        text = link_text(self.server, self.venue, self.public_key, fresh.public_key)
        link = Link(self.public_key, self.secret.sign(text).hex())
        return fresh._replace(chain=(*self.chain, link)[-CHAIN_MAX:])


class Welcome:
    """How a server begins one connection: who it is, and what its client brought with it."""

    def __init__(self, own: ServerKey, nonce: str, hello: Hello) -> None:
        self.hello, self._own = hello, own
        self.greeting = Greeting(
            own.server, own.venue, own.public_key, nonce, hello.nonce, hello.binding
        )

    def challenge(self, server_time_ns: int) -> Message:
        """The server's first message; with its proof where the client brought a nonce."""
        said = {"type": "challenge", **self.greeting._asdict(), "server_time_ns": server_time_ns}
        if self.hello.nonce:
            signature = self._own.secret.sign(self.greeting.proof_text(server_time_ns))
            said["signature"] = signature.hex()
        if self._own.chain:
            said["chain"] = [link._asdict() for link in self._own.chain]
        return said

    def agreed(self, binding: str | None) -> Greeting:
        """What a log-on has to sign, with the binding that its client sees (None: it saw nothing
        else than the challenge). Raises NonceMissing, BindingDiffers.
        """
        hello = self.hello
        if not hello.nonce:
            raise NonceMissing(
                "the connection was begun without the client's nonce: connect to /?nonce=NONCE, 64"
                " hex digits of your own, check the challenge's signature, and sign the text of"
                " PROTOCOL.md, Log-on",
                field="signature",
            )
        binding, allowed = hello.binding if binding is None else binding, hello.bindings()
        if binding not in allowed:
            rule = "client and server do not see the same certificate: something is between the two"
            raise BindingDiffers(rule, field="binding", value=binding, allowed=allowed)
        return self.greeting._replace(binding=binding)


class OwnKey:
    """The key of a running server, read again when its file has changed.

    A file that is taken away or damaged meanwhile is logged, and the key read last is kept.
    """

    def __init__(self, data: Path, server: str) -> None:
        """`data`: the venue's folder."""
        self._path, self._server = key_path(data, server), server
        self._key: ServerKey | None = None
        self._seen: Stamp | None = None

    def of(self, venue: str) -> ServerKey:
        """The key as it is now; made where the folder has none yet.

        It names the venue once that is known; an empty `venue` is not known yet, and any fits.
        Raises KeyFileError when the file cannot be read or written, or its key is of another venue
        or server.
        """
        seen = _stamp(self._path)
        if self._key is None or venue not in ("", self._key.venue):
            self._key = _read_or_make(self._path, self._server, venue)
            self._seen = _stamp(self._path)
        elif seen != self._seen:
            self._seen = seen
            self._read_again(venue)
        return self._key

    def _read_again(self, venue: str) -> None:
        try:
            self._key = _of_venue(read_key(self._path), self._path, self._server, venue)
        except KeyFileError as error:
            log.error("the key read before is kept: %s", error.message)


def key_path(data: Path, server: str) -> Path:
    """Where the key of a server lies."""
    return data / FOLDER / f"{server}.json"


def read_key(path: Path) -> ServerKey:
    """The key in a file. Raises KeyFileError."""
    try:
        kept = json.loads(path.read_text(encoding="ascii"))
        secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept["private_key"]))
        chain = tuple(Link(str(link["key"]), str(link["signature"])) for link in kept["chain"])
        return ServerKey(str(kept["server"]), str(kept["venue"]), secret, chain[-CHAIN_MAX:])
    except OSError as error:
        raise _unusable(path, error) from error
    except (ValueError, TypeError, KeyError) as error:
        raise KeyFileError(f"{path} holds no key of a server", value=str(path)) from error


def write_key(path: Path, key: ServerKey, *, replace: bool = False) -> None:
    """Write the file whole or not at all, for its owner only. Raises FileExistsError, unless it
    may `replace` an earlier one, and OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    kept: dict[str, object] = {"server": key.server, "venue": key.venue}
    kept |= {"public_key": key.public_key, "private_key": key.secret.private_bytes_raw().hex()}
    kept["chain"] = [link._asdict() for link in key.chain]
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(kept, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            fresh.replace(path)
        else:
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _read_or_make(path: Path, server: str, venue: str) -> ServerKey:
    try:
        if not path.exists():
            with suppress(FileExistsError):  # another process has just made it
                write_key(path, ServerKey(server, venue, Ed25519PrivateKey.generate()))
        key = read_key(path)
        if not key.venue and venue:
            key = key._replace(venue=venue)
            write_key(path, key, replace=True)
    except OSError as error:
        raise _unusable(path, error) from error
    return _of_venue(key, path, server, venue)


def _of_venue(key: ServerKey, path: Path, server: str, venue: str) -> ServerKey:
    if (key.server, key.venue) != (server, venue or key.venue):
        raise KeyFileError(
            f"{path} is the key of the {key.server} of venue {key.venue!r}, this is the {server} of"
            f" {venue!r}: put back its own; without the file a new key is made, and clients that"
            " know the old one refuse it",
            value=str(path),
        )
    return key


def _unusable(path: Path, error: OSError) -> KeyFileError:
    return KeyFileError(f"{path} cannot be used: {error.strerror}", value=str(path))


def _stamp(path: Path) -> Stamp | None:
    """What changes when the file does; None while it is missing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
