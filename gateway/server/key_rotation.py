"""Another key pair for the exchange, the feed or the bridge, while the venue trades.

The new private key waits beside the old one until keys.json names it; a rotation that was
interrupted after that is finished by the next start or rotation, one before that is forgotten.
"""

from __future__ import annotations

from pathlib import Path

from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_table import KeyEntry
from gateway.protocol.private_keys import KeyFile, generate
from gateway.server.data_folder import keys_of

LOCAL_KEYS = ("exchange", "feed", "bridge")  # key ids, each also the name of its role
CASH_KEY = "cash"  # of the exchange's books of cash, a bridge: in a credits venue only
WAITING = "keys-waiting"  # a folder within `keys`


def rotate(data: Path, name: str, reason: str = "") -> KeyEntry:
    """Give one of the venue's own keys another key pair and number: its new entry in keys.json.

    The old entry stays, revoked, as NAME.NUMBER. Sessions by the old key end; feed and bridge come
    back by the new one. Raises KeyFileError.
    """
    finish_rotation(data, name)
    if not _path(data, name).exists():
        raise KeyFileError(f"{_path(data, name)} is missing", field="key", value=name)
    public_key = generate(_waiting(data, name)).public_key
    entry = keys_of(data).renew(name, public_key, reason)
    finish_rotation(data, name)
    return entry


def finish_rotation(data: Path, name: str) -> None:
    """Give a private key that waits its place where keys.json names it, else forget it. Raises
    KeyFileError.
    """
    waiting = _waiting(data, name)
    if not waiting.exists():
        return
    entry = keys_of(data).entry(name)
    if entry is not None and entry.public_key == KeyFile.load(waiting).public_key:
        waiting.replace(_path(data, name))
    else:
        waiting.unlink()


def _path(data: Path, name: str) -> Path:
    return data / "keys" / f"{name}.pem"


def _waiting(data: Path, name: str) -> Path:
    return data / "keys" / WAITING / f"{name}.pem"
