"""What a program on the same machine finds in a venue's data folder: where its servers listen, and
local keys.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_table import OWN_ROLES, checked_key_id, read_entries
from gateway.protocol.private_keys import KeyFile, PrivateKey
from gateway.protocol.replies import VenueUnreachable

NAME = "endpoints.json"


@dataclass(frozen=True)
class Endpoints:
    """WebSocket addresses of the three servers and, in a credits venue, of the exchange's books of
    cash, and where surveillance and alerts answer by HTTP;
    empty for one that nobody has named here.

    `ca`: file of the authority that has signed their certificates; empty: those that the caller
    trusts anyway. `…_key`: the public key of the server in hex; empty: the one that is known
    otherwise. `…_own`: its address on loopback for the venue's own servers and staff.
    """

    gateway: str = ""
    feed: str = ""
    registry: str = ""
    ca: str = ""
    gateway_key: str = ""
    feed_key: str = ""
    registry_key: str = ""
    gateway_own: str = ""
    feed_own: str = ""
    registry_own: str = ""
    surveillance: str = ""
    surveillance_own: str = ""
    alerts: str = ""
    alerts_own: str = ""
    cash: str = ""
    cash_key: str = ""
    cash_own: str = ""

    @property
    def pages(self) -> str:
        """Where a browser finds the pages, empty where nobody has named the feed."""
        return f"{self.feed.replace('ws', 'http', 1)}/" if self.feed else ""

    def of(self, server: str, own: bool = False) -> dict[str, Any]:
        """What `connect` takes to reach a server of that kind: `url`, `ca`, `server_key`. `own`: at
        its listener for the venue's own servers and staff, where it has one.
        """
        named = asdict(self)
        url = (own and named[f"{server}_own"]) or named[server]
        return {"url": url, "ca": self.ca or None, "server_key": named[f"{server}_key"] or None}


def read_endpoints(data: Path) -> Endpoints:
    """Where the venue running on that folder listens. Raises VenueUnreachable when none does."""
    path = data / NAME
    try:
        return Endpoints(**_read(path))
    except FileNotFoundError as error:
        hint = f"no venue runs on {data}: start one with `ceax serve --data {data}`"
        raise VenueUnreachable(hint, value=str(path)) from error
    except (OSError, ValueError, TypeError) as error:
        raise VenueUnreachable(f"{path} cannot be read: {error}", value=str(path)) from error


def reach(data: Path, server: str, key: PrivateKey | None = None) -> dict[str, Any]:
    """What `connect` takes to reach a server of the venue on that folder; with a key of the venue's
    own staff or servers, at the listener that is theirs.

    Raises VenueUnreachable, and KeyFileError where keys.json cannot be read.
    """
    endpoints, path = read_endpoints(data), data / "keys.json"
    entry = read_entries(path).get(key.key) if key is not None and path.exists() else None
    return endpoints.of(server, own=entry is not None and entry.role in OWN_ROLES)


def write_endpoints(data: Path, endpoints: Endpoints) -> None:
    """Write endpoints.json whole or not at all."""
    _write(data, asdict(endpoints))


def add_endpoints(data: Path, urls: Mapping[str, str]) -> None:
    """Enter addresses in endpoints.json, by the names of `Endpoints`, beside those of servers that
    others started.
    """
    _write(data, _others(data, set(urls)) | dict(urls))


def remove_endpoints(data: Path, names: Collection[str]) -> None:
    """Take servers out of endpoints.json; without any it goes."""
    if others := _others(data, names):
        _write(data, others)
    else:
        (data / NAME).unlink(missing_ok=True)


def _others(data: Path, names: Collection[str]) -> dict[str, str]:
    try:
        entered = _read(data / NAME)
    except (OSError, ValueError):
        return {}
    return {name: url for name, url in entered.items() if name not in names}


def _read(path: Path) -> dict[str, str]:
    entered = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(entered, dict) or not all(isinstance(each, str) for each in entered.values()):
        raise ValueError("it holds no map of addresses")
    return entered


def _write(data: Path, urls: Mapping[str, str]) -> None:
    fresh = data / f"endpoints.{os.getpid()}.new"
    fresh.write_text(json.dumps(urls) + "\n", encoding="utf-8")
    fresh.replace(data / NAME)


def local_key(data: Path, key: str) -> PrivateKey:
    """A private key of the data folder by its id.

    Raises KeyFileError, naming those that are there.
    """
    path = data / "keys" / f"{checked_key_id(key)}.pem"
    if not path.exists():
        there = ", ".join(sorted(found.stem for found in path.parent.glob("*.pem"))) or "none"
        raise KeyFileError(
            f"no private key {key!r} in {path.parent}; there: {there}", field="key", value=key
        )
    return KeyFile.load(path)
