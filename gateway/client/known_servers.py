"""Whose key is it? The keys of servers that a client knows: named by the caller, or kept at first
use in a file beside the client's own key.

What was named counts before the file. A key that is neither is refused before anything is signed
for it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gateway.protocol.errors import KeyFileError
from gateway.protocol.proofs import Greeting, Link, is_nonce, link_text
from gateway.protocol.replies import ServerKeyDiffers
from gateway.protocol.signatures import is_signed

FILE = "known_servers.json"
KNOWN_MAX = 1_000  # servers in one file
FILE_MAX_BYTES = 1024 * 1024
VARIABLE = "CEAX_SERVER_KEY"
REMEDY = (
    "if the venue has announced the change, name the new key once: --server-key,"
    f" {VARIABLE} or `server_key` of connect; if it has not, another server answers there"
)


class Known(NamedTuple):
    """A server that a client has met: at which address, and by which key."""

    address: str
    server: str
    venue: str
    key: str


def require_known(
    url: str,
    greeting: Greeting,
    folder: Path | None,
    named: str | None = None,
    chain: Sequence[Link] = (),
) -> None:
    """Check the key that a server has proven to have, or one of those that lead to it by the
    `chain`, against those that the client knows. Where an earlier one was kept, the present one is
    kept from now on.

    `named`: the keys that the caller expects, with commas between several; None: those of
    CEAX_SERVER_KEY. `folder`: of the client's key, whose file keeps a server at its first use.
    Raises ServerKeyDiffers, and KeyFileError where the file cannot be used.
    """
    expected = _named(os.environ.get(VARIABLE, "") if named is None else named)
    proven = _leading(greeting, chain)
    if expected and not proven & set(expected):
        raise _differs(url, greeting, ", ".join(expected), "named")
    if folder is None:
        return
    path = folder / FILE
    known = _read(path)
    here = [each for each in known if _is_of(each, url, greeting)]
    others = [each for each in here if each.key != greeting.server_key]
    if strange := [each.key for each in others if each.key not in proven and not expected]:
        raise _differs(url, greeting, strange[0], f"kept in {path}")
    if others or (not here and not expected):
        kept = [each for each in known if each not in others]
        _write(path, [*kept, Known(url, greeting.server, greeting.venue, greeting.server_key)])


def _leading(greeting: Greeting, chain: Sequence[Link]) -> set[str]:
    """The server's key, and the earlier ones that lead to it by their signatures."""
    found, following = {greeting.server_key}, greeting.server_key
    for link in reversed(chain):
        text = link_text(greeting.server, greeting.venue, link.key, following)
        if not is_signed(link.key, link.signature, text):
            break
        found.add(following := link.key)
    return found


def _named(text: str) -> list[str]:
    """The keys in a text. Raises KeyFileError."""
    keys = [each.strip().lower() for each in text.split(",") if each.strip()]
    for key in keys:
        if not is_nonce(key):
            rule = f"{key[:80]!r} is no key of a server: 64 hex digits"
            raise KeyFileError(rule, field="server_key", value=key[:80])
    return keys


def _is_of(known: Known, url: str, greeting: Greeting) -> bool:
    """Whether an entry is of the server at that address, or of that server of that venue."""
    same = (known.server, known.venue) == (greeting.server, greeting.venue)
    return same or known.address == url


def _differs(url: str, greeting: Greeting, key: str, where: str) -> ServerKeyDiffers:
    rule = f"{url} shows the key {greeting.server_key}, known is {key} ({where}); {REMEDY}"
    return ServerKeyDiffers(rule, field="server_key", value=greeting.server_key, allowed=key)


def _read(path: Path) -> list[Known]:
    """The servers in a file, none where there is no file. Raises KeyFileError."""
    try:
        if path.stat().st_size > FILE_MAX_BYTES:
            raise ValueError(f"it has more than {FILE_MAX_BYTES} bytes")
        return [_known(each) for each in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise KeyFileError(f"{path} cannot be used: {error}", value=str(path)) from error


def _known(row: Mapping[str, Any]) -> Known:
    if type(row) is not dict or set(row) != set(Known._fields):
        raise ValueError(f"each entry is a map of {', '.join(Known._fields)}")
    if not all(type(each) is str for each in row.values()) or not is_nonce(row["key"]):
        raise ValueError("a key is 64 hex digits, and all the rest is text")
    return Known(**row)


def _write(path: Path, known: list[Known]) -> None:
    """Write the file whole or not at all. What another program has added meanwhile may be lost: it
    is added again at its next use.

    Raises KeyFileError.
    """
    if len(known) > KNOWN_MAX:
        rule = f"{path} holds {KNOWN_MAX} servers, its most: take out those that are no more"
        raise KeyFileError(rule, value=str(path), allowed=KNOWN_MAX)
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump([each._asdict() for each in known], file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        rule = f"{path} cannot be written: {error.strerror}; or name the server's key yourself"
        raise KeyFileError(rule, value=str(path)) from error
