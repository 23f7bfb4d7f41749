"""What of a data folder is copied beside the log: databases, and the small files that a start
needs. Private keys never are.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

from gateway.backup.databases import Tell, copy_database, nothing
from gateway.backup.manifest import BackupRefused
from gateway.protocol.key_table import OWNER_MODE
from gateway.server.data_folder import REPLACED

REGISTRY, FEED = Path("registry/registry.sqlite3"), Path("feed/history.sqlite3")
CASH = Path("cash/cash.sqlite3")  # of a credits venue: the registry's kind of books
CASES = Path("surveillance/cases.sqlite3")
# where the servers listen; what stops a folder from being served
NOT_COPIED = ("endpoints.json", REPLACED)
DRAFTS = (".new", ".part", ".lock")
PRIVATE = b"PRIVATE KEY"
# of a database: in its address, or in a field of its own
PASSWORD = re.compile(rb"""://[^\s/:@"']*:[^\s@"']+@|password["']?\s*[=:]\s*["']?[^\s"'#]""", re.I)
SMALL_MAX_BYTES = 64 * 1024 * 1024  # of a file directly in the data folder
GROUP, ROOM = "ceax.copies", "registry"


class RegistryCopies(Protocol):
    """What the registry's room does with copies of its database."""

    def back_up(
        self, source: Path, target: Path, tell: Tell, at_moment: Callable[[], None] = nothing
    ) -> tuple[int, int]:
        """Copy and check: its journal entries, its size."""
        ...

    def check(self, path: Path) -> int:
        """Check a copy: its journal entries."""
        ...

    def rename(self, path: Path, venue: str) -> None:
        """Let it settle for another venue."""
        ...


def registry_copies() -> RegistryCopies:
    """The registry's room, which is known by its entry point only. Raises BackupRefused."""
    found = entry_points(group=GROUP, name=ROOM)
    if not found:
        raise BackupRefused("no registry is installed here, and the venue has one")
    return cast(RegistryCopies, next(iter(found)).load())


def small_files(data: Path) -> list[Path]:
    """The files directly in a data folder that a start needs: public keys, closures, settings.

    Addresses and what is being written are none of them; some are left out.
    """
    return [path for path in _needed(data) if not _objection(path)]


def left_out(data: Path) -> dict[str, str]:
    """The files that are not copied although a start may need them, by name, and why."""
    found = {path.name: _objection(path) for path in _needed(data)}
    return {name: why for name, why in found.items() if why}


def _needed(data: Path) -> Iterator[Path]:
    for path in sorted(data.iterdir()):
        passing = path.name in NOT_COPIED or path.name.startswith(".") or path.suffix in DRAFTS
        if path.is_file() and not passing:
            yield path


def _objection(path: Path) -> str:
    """Why a file is not copied; empty where it is."""
    if path.stat().st_size > SMALL_MAX_BYTES:
        return f"it is larger than {SMALL_MAX_BYTES} bytes"
    content = path.read_bytes()
    if PRIVATE in content:
        return "it holds a private key"
    return "it holds a password" if PASSWORD.search(content) else ""


def copy_file(source: Path, target: Path) -> None:
    """Copy a file durably, for its owner only. Raises OSError."""
    target.touch(OWNER_MODE)
    shutil.copyfile(source, target)
    sync_file(target)


def sync_file(path: Path) -> None:
    """Make a file's content durable. Raises OSError."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def copy_rows(source: Path, target: Path, tell: Tell) -> None:
    """Copy the feed's daily rows or the cases of surveillance durably.

    Raises DatabaseUnreadable.
    """
    target.parent.mkdir(exist_ok=True)
    copy_database(source, target, tell)
    sync_file(target)
