"""The private keys of a venue that is restored: no backup has them, its operators keep a copy of
its folder `keys` elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from gateway.backup import parts
from gateway.backup.manifest import BackupRefused
from gateway.backup.points import OWNER_ONLY
from gateway.protocol.key_table import read_entries
from gateway.protocol.private_keys import KeyFile
from gateway.protocol.proofs import SERVERS
from gateway.protocol.server_keys import key_path, read_key
from gateway.server.key_rotation import LOCAL_KEYS

KEYS = "keys"  # of a data folder


def bring_keys(kept: Path, data: Path, venue: str) -> None:
    """Copy the kept folder into a new data folder, whose keys.json is there.

    Raises BackupRefused where it lacks a key or has another one than the venue's, KeyFileError for
    what is no key, OSError.
    """
    _require_own(kept, data)
    _require_of_servers(kept, venue)
    for source in sorted(path for path in kept.rglob("*") if path.is_file()):
        target = data / KEYS / source.relative_to(kept)
        target.parent.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
        parts.copy_file(source, target)


def _require_own(kept: Path, data: Path) -> None:
    """The keys of exchange, feed and bridge are those that keys.json knows."""
    for name, public_key in _known(data).items():
        path = kept / f"{name}.pem"
        if not path.exists():
            rule = f"{path} is missing: name a copy of the venue's folder {KEYS}, or --new-keys"
            raise BackupRefused(rule, field=KEYS, value=str(kept))
        if KeyFile.load(path).public_key != public_key:
            rule = f"{path} is not the key {name!r} of this point's keys.json: it was rotated since"
            rule += " or is another venue's; restore a later point, or with --new-keys"
            raise BackupRefused(rule, field=KEYS, value=str(kept))


def _require_of_servers(kept: Path, venue: str) -> None:
    """The keys of servers, where there are any, are this venue's."""
    for server in SERVERS:
        path = kept / key_path(Path(), server).relative_to(KEYS)
        if path.exists() and (owner := read_key(path).venue) not in ("", venue):
            rule = f"{path} is a key of the venue {owner!r}, this is {venue!r}"
            raise BackupRefused(rule, field=KEYS, value=str(kept))


def missing_keys(data: Path) -> list[str]:
    """The private keys that a data folder lacks: those of exchange, feed and bridge, without which
    it does not start, and those of the servers, which a start makes anew.
    """
    own = [data / KEYS / f"{name}.pem" for name in _known(data)]
    missing = [
        path for path in [*own, *(key_path(data, each) for each in SERVERS)] if not path.exists()
    ]
    return [str(path.relative_to(data)) for path in missing]


def _known(data: Path) -> dict[str, str]:
    """The public keys of exchange, feed and bridge that keys.json has."""
    path = data / "keys.json"
    entries = read_entries(path) if path.exists() else {}
    return {name: entries[name].public_key for name in LOCAL_KEYS if name in entries}
