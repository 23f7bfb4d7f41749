"""A copy of a registry in SQLite, taken while a bridge works on it, and its way back into a data
folder.

Both are checked before they count: SQLite's own integrity check and `breaks`. What a copy is
written to gets its name last, so a file with the name of a copy is a whole one. A registry on a
PostgreSQL server is copied by that server's own tools.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import delete, update

from gateway.backup.databases import DatabaseUnreadable, Tell, connect, copy_database, nothing
from settlement_bridge.books import chain_check
from settlement_bridge.books.registry import CHAINED, conservation, migrate
from settlement_bridge.errors import CopyRefused, RegistryUnreadable
from settlement_bridge.store import FileLease
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.database import Registry
from settlement_bridge.store.registry_tables import exchange_starts, journal, log_heads, registry

# what SQLite and the lease put beside a database
BESIDE = ("-wal", "-shm", "-journal", ".lock")


class Copy(NamedTuple):
    """What is in a copy: the last journal number, its size in bytes."""

    entries: int
    size: int


class Restored(NamedTuple):
    """What a copy has taken the place of: where that is kept, and how many journal entries it has
    beyond the copy's.

    Both None when there was none; the second also when the one before is too damaged to tell.
    """

    kept: Path | None
    beyond: int | None


def back_up(
    source: Path, target: Path, tell: Tell, at_moment: Callable[[], None] = nothing
) -> Copy:
    """Copy a registry as it is at this moment to a new file, and check the copy; a bridge may go on
    working meanwhile. `at_moment` is called when the copy can no longer change.

    Raises RegistryUnreadable when the source is no registry, CopyRefused when the target exists or
    the copy does not add up.
    """
    if target.exists():
        raise CopyRefused(f"{target} is there already; a copy never overwrites anything")
    with _unnamed_file(target) as unnamed:
        _copy(source, unnamed, tell, at_moment)
        entries = check(unnamed)
        _name(unnamed, target)
    return Copy(entries, target.stat().st_size)


def restore(copy: Path, target: Path, replace: bool, tell: Tell) -> Restored:
    """Put a copy in the place of a registry on which no bridge works; the one before is kept.

    Raises RegistryInUse, RegistryUnreadable, and CopyRefused when there is a registry already and
    `replace` is not set.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    lease = FileLease(target)
    try:
        if target.exists() and not replace:
            raise CopyRefused(
                f"{target} is there already; --replace puts the copy in its place and keeps it"
                " aside"
            )
        with _unnamed_file(target) as unnamed:
            _copy(copy, unnamed, tell)
            entries, before = check(unnamed), _entries(target)
            kept = _keep_aside(target)
            _name(unnamed, target)
        return Restored(kept, None if before is None else max(before - entries, 0))
    finally:
        lease.release()


def check(path: Path) -> int:
    """Hold a copy against SQLite's integrity check and the check of the books: its last journal
    number. It is left unchanged.

    Raises CopyRefused, RegistryUnreadable.
    """
    opened = Registry(f"sqlite:///{path.absolute()}")
    try:
        with opened.engine.connect() as connection:  # never committed
            # an older registry is checked in its present form
            before, _ = migrate(connection)
            if before is None:
                raise RegistryUnreadable(f"{path} is no registry")
            chained = [] if before < CHAINED else chain_check.breaks(connection)
            breaks = [*chained, *conservation(connection)]
            if breaks:
                raise CopyRefused(
                    f"the copy does not add up: {len(breaks)} breaks, the first:"
                    f" {breaks[0].message}"
                )
            return next_number(connection, journal.c.number) - 1
    finally:
        opened.close()


def rename(path: Path, venue: str) -> None:
    """Let a registry on which no bridge works settle for another venue from now on. Raises
    RegistryInUse, RegistryUnreadable, StorageFailed.
    """
    opened = Registry(f"sqlite:///{path.absolute()}")
    try:
        with opened.writing() as connection:
            connection.execute(update(registry).where(registry.c.epoch != "").values(epoch=venue))
            connection.execute(delete(exchange_starts))
            connection.execute(delete(log_heads))
    finally:
        opened.close()


def _entries(path: Path) -> int | None:
    """The last journal number of a registry, None when there is none or it cannot be read."""
    try:
        with closing(connect(path)) as reader:
            (number,) = reader.execute("SELECT coalesce(max(number), 0) FROM journal").fetchone()
    except (DatabaseUnreadable, sqlite3.DatabaseError):
        return None
    return int(number)


def _copy(source: Path, target: Path, tell: Tell, at_moment: Callable[[], None] = nothing) -> None:
    """Copy one moment of a registry. Raises RegistryUnreadable."""
    try:
        copy_database(source, target, tell, at_moment)
    except DatabaseUnreadable as error:
        raise RegistryUnreadable(error.message) from error


@contextmanager
def _unnamed_file(target: Path) -> Iterator[Path]:
    """A file beside the target until it has got its name; gone at the end when it has not."""
    unnamed = target.with_name(target.name + ".part")
    _remove(unnamed)
    try:
        yield unnamed
    finally:
        _remove(unnamed)


def _name(unnamed: Path, target: Path) -> None:
    """Make one durable file of a database under its name, in place of any file of that name."""
    with closing(sqlite3.connect(unnamed)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    _sync(unnamed)
    unnamed.replace(target)
    _sync(target.parent)


def _keep_aside(target: Path) -> Path | None:
    """Keep a registry, on which nobody works, under another name as well; its own name stays until
    the copy takes it over.
    """
    if not target.exists():
        return None
    # a damaged one is kept as it is
    with contextlib.suppress(sqlite3.DatabaseError), closing(connect(target)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = _free_name(target)
    log, log_aside = (path.with_name(path.name + "-wal") for path in (target, aside))
    os.link(target, aside)
    if log.exists():
        os.link(log, log_aside)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    return aside


def _free_name(target: Path) -> Path:
    """A name with the time that no file has; several copies may be kept in one second."""
    stamp = f"{target.name}.before-{time.strftime('%Y%m%dT%H%M%S')}"
    names = (target.with_name(f"{stamp}-{number}" if number else stamp) for number in count())
    return next(name for name in names if not name.exists())


def _remove(path: Path) -> None:
    for suffix in ("", *BESIDE):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
