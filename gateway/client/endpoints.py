"""What a program on the same machine finds in a venue's data folder: where its servers listen, and
local keys.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_table import checked_key_id
from gateway.protocol.private_keys import KeyFile, PrivateKey
from gateway.protocol.replies import VenueUnreachable


@dataclass(frozen=True)
class Endpoints:
    """WebSocket addresses of the three servers."""

    gateway: str
    feed: str
    registry: str


def read_endpoints(data: Path) -> Endpoints:
    """Where the venue running on that folder listens. Raises VenueUnreachable when none does."""
    path = data / "endpoints.json"
    try:
        return Endpoints(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        hint = f"no venue runs on {data}: start one with `ceax serve --data {data}`"
        raise VenueUnreachable(hint, value=str(path)) from error
    except (OSError, ValueError, TypeError) as error:
        raise VenueUnreachable(f"{path} cannot be read: {error}", value=str(path)) from error


def write_endpoints(data: Path, endpoints: Endpoints) -> None:
    """Write endpoints.json whole or not at all."""
    fresh = data / f"endpoints.{os.getpid()}.new"
    fresh.write_text(json.dumps(asdict(endpoints)) + "\n", encoding="utf-8")
    fresh.replace(data / "endpoints.json")


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
