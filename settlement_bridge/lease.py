"""Only one bridge works on a registry: an exclusive lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text

from settlement_bridge.errors import RegistryInUse

ADVISORY_KEY = 0x63656178  # "ceax"


class Lease(Protocol):
    """The right to work on a registry, until released."""

    def release(self) -> None:
        """Give it back."""
        ...


class FileLease:
    """An exclusive lock on a file beside a SQLite database."""

    def __init__(self, database: Path) -> None:
        """Take it. Raises RegistryInUse when another process has it."""
        self.path = database.with_name(database.name + ".lock")
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise RegistryInUse(f"another settlement bridge works on {database} ({self.path} is locked)") from error

    def release(self) -> None:
        """Give it back; the file stays."""
        os.close(self._descriptor)


class AdvisoryLease:
    """PostgreSQL's advisory lock, held by a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        """Take it. Raises RegistryInUse when another connection has it."""
        self._connection: Connection = engine.connect()
        if not self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}):
            self._connection.close()
            raise RegistryInUse(f"another settlement bridge works on {engine.url!r}")
        self._connection.commit()

    def release(self) -> None:
        """Give it back: the lock ends with its connection."""
        self._connection.invalidate()
        self._connection.close()
