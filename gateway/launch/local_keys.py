"""The keys that a venue of this machine needs for its own servers and staff."""

from __future__ import annotations

from pathlib import Path

from gateway.protocol.errors import KeyFileError
from gateway.protocol.private_keys import KeyFile, generate
from gateway.server.data_folder import keys_of
from gateway.server.key_rotation import CASH_KEY, LOCAL_KEYS, finish_rotation


def make_local_keys(data: Path, cash: bool = False) -> None:
    """Make the keys of the exchange, feed and bridge where they are missing, and enter them in
    keys.json; with `cash` also that of the exchange's books of cash.

    Raises KeyFileError when keys.json knows such a key and its private part is missing or another.
    """
    names = (*LOCAL_KEYS, CASH_KEY) if cash else LOCAL_KEYS
    for name in names:
        finish_rotation(data, name)
    public = keys_of(data)
    known = {entry.key: entry.public_key for entry in public.entries()}
    for name in names:
        path = data / "keys" / f"{name}.pem"
        if name in known and not path.exists():
            raise KeyFileError(
                f"{path} is missing, but keys.json knows the key {name!r}: put it back",
                value=str(path),
            )
        key = KeyFile.load(path) if path.exists() else generate(path)
        if name not in known:
            role = "bridge" if name == CASH_KEY else name
            public.add(name, role, None, f"the venue's {name}", key.public_key)
        elif known[name] != key.public_key:
            raise KeyFileError(
                f"{path} is not the private part of the key {name!r} in keys.json", value=str(path)
            )


def has_cash_key(data: Path) -> bool:
    """Whether the venue of a data folder has books of cash of the exchange's own."""
    return (data / "keys" / f"{CASH_KEY}.pem").exists()


def require_key(data: Path, name: str) -> None:
    """Raises KeyFileError when a server that is started without its gateway misses its private
    key, or the public keys that it admits others by.
    """
    for path in (data / "keys" / f"{name}.pem", data / "keys.json"):
        if not path.exists():
            raise KeyFileError(
                f"{path} is missing: copy it from the data folder of the gateway", value=str(path)
            )


def renew_local_keys(data: Path) -> None:
    """Make new keys of the exchange, feed, bridge and cash in a folder that has only the public
    keys of another venue, and enter them in its keys.json under the same ids and numbers.

    Raises KeyFileError.
    """
    public = keys_of(data)
    known = {entry.key for entry in public.entries()} if public.path.exists() else set()
    fresh = {
        name: generate(data / "keys" / f"{name}.pem").public_key
        for name in (*LOCAL_KEYS, CASH_KEY)
        if name in known
    }
    if fresh:
        public.substitute(fresh, "a copy with keys of its own")
