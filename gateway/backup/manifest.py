"""What one backup point holds: written last, read before anything of it is used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from engine.record.history.second_copy import Head
from engine.record.log.scan import Anchor
from gateway.protocol.errors import GatewayError
from gateway.protocol.key_table import write_whole

FORMAT = 1
MANIFEST = "manifest.json"
PIECE_BYTES = 1024 * 1024


class BackupRefused(GatewayError):
    """A backup cannot be taken, read or restored; the sentence names why."""

    code = "backup_refused"


@dataclass(frozen=True)
class FileCopy:
    """A file of a point: its length in bytes and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A backup point.

    `build` and `data` (its folder) are those of the venue then; `history` is the folder of the
    backup with the log, `origin` names that log, `head` is its end in this point. The registry's
    copy has `registry_entries` journal entries, None without one, and knows nothing that is not
    before the head. `files` are by their paths in a data folder; `left_out` names those beside the
    log that were not copied, and why.
    """

    venue: str
    build: str
    time_ns: int
    data: str
    history: str
    origin: str
    head: Head
    segments: list[str]
    registry_entries: int | None
    files: dict[str, FileCopy] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def file_copy(path: Path, pace: Callable[[int], None]) -> FileCopy:
    """A file's length and SHA-256, read at a pace. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
            pace(len(piece))
    return FileCopy(size, digest.hexdigest())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a point, durably."""
    fields = {"format": FORMAT, **asdict(manifest), "head": _head_map(manifest.head)}
    write_whole(folder / MANIFEST, json.dumps(fields, indent=1, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a point. Raises BackupRefused when it is none of a format known here."""
    path = folder / MANIFEST
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if (version := fields.pop("format")) != FORMAT:
            raise ValueError(f"it has format {version}, this build reads format {FORMAT}")
        files = {name: FileCopy(**each) for name, each in fields.pop("files").items()}
        return Manifest(head=_head_of(fields.pop("head")), files=files, **fields)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupRefused(f"{path} cannot be read: {error}", value=str(path)) from error


def _head_map(head: Head) -> dict[str, Any]:
    last = {"position": head.last.position, "sequence": head.last.sequence}
    return {**head._asdict(), "last": last | {"hash": head.last.link.hex()}}


def _head_of(fields: dict[str, Any]) -> Head:
    last = fields.pop("last")
    anchor = Anchor(last["position"], last["sequence"], bytes.fromhex(last["hash"]))
    return Head(last=anchor, **fields)
