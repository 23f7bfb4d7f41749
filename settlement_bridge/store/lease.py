"""Only one bridge works on a registry: an exclusive lock that ends with the process that holds it,
however it ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from settlement_bridge.errors import RegistryInUse

LOCK_SUFFIX = ".lock"  # of the file beside a database in SQLite
ADVISORY_KEY = 0x63656178  # "ceax"
ADVISORY_WAIT_S = 1.0  # the server may take a moment to notice that the last holder was killed
ADVISORY_POLL_S = 0.05


class Lease(Protocol):
    """The right to work on a registry, until released."""

    def renew(self) -> None:
        """Make sure that it still holds; take it again when its connection was lost.

        Raises RegistryInUse, DBAPIError.
        """
        ...

    def release(self) -> None:
        """Give it back."""
        ...


class FileLease:
    """An exclusive lock on a file beside a SQLite database."""

    def __init__(self, database: Path) -> None:
        """Take it. Raises RegistryInUse when another process has it."""
        self.path = database.with_name(database.name + LOCK_SUFFIX)
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise RegistryInUse(
                f"another settlement bridge works on {database} ({self.path} is locked)"
            ) from error

    def renew(self) -> None:
        """It holds as long as the process lives."""

    def release(self) -> None:
        """Give it back; the file stays."""
        os.close(self._descriptor)


class AdvisoryLease:
    """PostgreSQL's advisory lock, held by a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        """Take it.

        Raises RegistryInUse when another connection has it, DBAPIError when there is no server.
        """
        self._engine = engine
        self._connection: Connection | None = None
        self.renew()

    def renew(self) -> None:
        """Make sure that it still holds; take it again when its connection was lost.

        Raises RegistryInUse, DBAPIError.
        """
        try:
            self._take()
        except DBAPIError:
            self._drop()
            raise

    def release(self) -> None:
        """Give it back; a lock whose connection is lost ends with it."""
        if self._connection is not None:
            with contextlib.suppress(DBAPIError):
                self._connection.scalar(text("SELECT pg_advisory_unlock_all()"))
        self._drop()

    def _take(self) -> None:
        """Take the lock, which a session that has it already gets again."""
        deadline = time.monotonic() + ADVISORY_WAIT_S
        if self._connection is None:
            self._connection = self._engine.connect()
        while not self._connection.scalar(
            text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}
        ):
            self._connection.commit()
            if time.monotonic() >= deadline:
                self._drop()
                raise RegistryInUse(f"another settlement bridge works on {self._engine.url!r}")
            time.sleep(ADVISORY_POLL_S)
        self._connection.commit()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._connection = None
