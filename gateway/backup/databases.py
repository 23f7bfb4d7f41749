"""A copy of an SQLite database, taken at one moment while another process writes there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from gateway.protocol.errors import GatewayError
from gateway.protocol.key_table import OWNER_MODE

PAGES_AT_ONCE = 2_048  # of 4 KiB: between two calls of `tell`
BUSY_WAIT_S = 5.0  # for a writer

# SQLite before 3.42 says so of sound tables WITHOUT ROWID; a real one breaks the books' own check
FALSE_ALARM = "NULL value in "

Tell = Callable[[int, int], None]  # pages copied, pages in all


class DatabaseUnreadable(GatewayError):
    """A database is missing, damaged, or cannot be copied."""

    code = "database_unreadable"


def nothing() -> None:
    """Nothing to do at the moment of the copy."""


def copy_database(
    source: Path, target: Path, tell: Tell, at_moment: Callable[[], None] = nothing
) -> None:
    """Copy a database as it is at one moment to a file for its owner, and check the copy.

    `at_moment` is called when what is copied can no longer change; others go on
    writing. Raises DatabaseUnreadable.
    """
    target.touch(OWNER_MODE)
    try:
        with closing(connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            at_moment()
            reader.backup(
                writer,
                pages=PAGES_AT_ONCE,
                progress=lambda _status, left, total: tell(total - left, total),
            )
            for (found,) in writer.execute(f"PRAGMA integrity_check({2**31 - 1})"):
                if found != "ok" and not found.startswith(FALSE_ALARM):
                    raise DatabaseUnreadable(f"{source} is damaged: {found}")
    except sqlite3.DatabaseError as error:
        raise DatabaseUnreadable(f"{source} cannot be copied: {error}") from error


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a database that is there. Raises DatabaseUnreadable."""
    if not path.is_file():
        raise DatabaseUnreadable(f"{path}: no such file")
    address = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=BUSY_WAIT_S, isolation_level=None)
