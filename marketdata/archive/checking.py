"""Is a day's folder what its manifest says? Every file that is not is named, with what is wrong."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marketdata.archive.places import FORMAT, MANIFEST


def problems_of(folder: Path) -> Iterator[str]:
    """What is wrong with a day's folder, a sentence for each fault; nothing when it is sound."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files: dict[str, Any] = manifest["files"]
        written = manifest["format"]
    except FileNotFoundError:
        yield f"{path} is missing"
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"{path} cannot be read: {error!r}"
        return
    if written != FORMAT:
        yield f"{path} has format {written}, this program reads {FORMAT}"
        return
    for name, said in sorted(files.items()):
        yield from file_problems(folder / name, said)
    for stray in sorted({each.name for each in folder.iterdir()} - set(files) - {MANIFEST}):
        yield f"{folder / stray} is not in the manifest"


def file_problems(path: Path, said: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a file; `said` is the entry of its manifest."""
    if said.get("removed"):
        if path.exists():
            yield f"{path} is there, though the manifest says it was removed"
        return
    if not path.exists():
        yield f"{path} is missing"
        return
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != said["sha256"]:
        yield f"{path} is another file than was written: SHA-256 {digest}, not {said['sha256']}"
    elif path.suffix == ".csv" and (rows := _rows(path)) != said["rows"]:
        yield f"{path} has {rows} rows, the manifest says {said['rows']}"


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1
