"""The caption of a file beside the log: its first 4096 bytes, in which it says what it is, sealed
with their SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from engine.errors import SnapshotRefused

CAPTION_BYTES = 4096
_DIGEST_BYTES = hashlib.sha256().digest_size


def seal(magic: bytes, fields: dict[str, Any]) -> bytes:
    """Magic, the fields as one line of JSON, zeros, SHA-256 of all before it.

    Raises ValueError when they do not fit.
    """
    text = magic + json.dumps(fields).encode() + b"\n"
    if len(text) > CAPTION_BYTES - _DIGEST_BYTES:
        raise ValueError(
            f"a caption of {len(text)} bytes, allowed are {CAPTION_BYTES - _DIGEST_BYTES}"
        )
    body = text.ljust(CAPTION_BYTES - _DIGEST_BYTES, b"\0")
    return body + hashlib.sha256(body).digest()


def unseal(raw: bytes, magic: bytes, what: str) -> dict[str, Any]:
    """The fields of a caption. Raises SnapshotRefused when it is none of `what`, or damaged."""
    if len(raw) < CAPTION_BYTES or not raw.startswith(magic):
        raise SnapshotRefused(f"it does not begin with the caption of a {what}")
    body = raw[: CAPTION_BYTES - _DIGEST_BYTES]
    if not intact(hashlib.sha256(body).digest(), raw[len(body) : CAPTION_BYTES]):
        raise SnapshotRefused("its caption is not what was written")
    fields: dict[str, Any] = json.loads(body[len(magic) :].rstrip(b"\0"))
    return fields


def intact(found: str | bytes, written: str | bytes) -> bool:
    """Whether what is there hashes to what was written."""
    return found == written
