"""The disk, by a small interface: a folder of named files, created durably, written at positions,
synced on demand.

`FileStorage` is the real one. Tests use a simulated disk with the same two protocols, which lies on
command.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from engine.errors import LogInUse, StorageFailed

LOCK_NAME = "lock"
DRAFT_SUFFIX = ".new"  # of a file that is not whole yet
# macOS: fsync alone leaves the data in the drive's cache
_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)


class StoredFile(Protocol):
    """One open file. Every method raises StorageFailed when the disk refuses."""

    @property
    def name(self) -> str:
        """Name within its folder, for messages."""
        ...

    def size(self) -> int:
        """Bytes in the file."""
        ...

    def read(self, position: int, count: int) -> bytes:
        """Up to `count` bytes from `position`; fewer only at the end of the file."""
        ...

    def write(self, position: int, content: bytes | memoryview) -> None:
        """Write all of `content` at `position`. It is not durable before `sync`."""
        ...

    def sync(self) -> None:
        """Return when everything written so far survives a power cut."""
        ...

    def truncate(self, size: int) -> None:
        """Cut the file to `size` bytes. Not durable before `sync`."""
        ...

    def close(self) -> None:
        """Give the file back."""
        ...


class Storage(Protocol):
    """A folder of files that one engine owns."""

    def lock(self) -> None:
        """Become the only writer. Raises LogInUse when another is."""
        ...

    def exists(self, name: str) -> bool:
        """Whether the folder holds a file of that name."""
        ...

    def names(self) -> list[str]:
        """Names of the files in the folder, ascending."""
        ...

    def place(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Write a file piece by piece.

        After any crash, or any exception, it is there whole or not at all.
        """
        ...

    def remove(self, name: str) -> None:
        """Delete a file, durably."""
        ...

    def create(self, name: str, content: bytes) -> StoredFile:
        """A new file that after any crash either is not there or holds at least `content`."""
        ...

    def open(self, name: str) -> StoredFile:
        """Open an existing file. Raises StorageFailed when it is not there."""
        ...

    def close(self) -> None:
        """Give up the lock."""
        ...


def _failed(action: str, path: Path, error: OSError) -> StorageFailed:
    reason = (
        "the disk is full"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        else os.strerror(error.errno or 0)
    )
    return StorageFailed(f"cannot {action} {path}: {reason}")


def sync_descriptor(descriptor: int) -> None:
    """Make a file's data durable by the strongest call the platform has. Raises OSError."""
    if _FULL_SYNC is not None:
        fcntl.fcntl(descriptor, _FULL_SYNC)
    elif hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _failed("sync the folder", folder, error) from error


class DiskFile:
    """A StoredFile on a real disk."""

    def __init__(self, path: Path, flags: int) -> None:
        self._path = path
        try:
            self._descriptor = os.open(path, flags | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _failed("open", path, error) from error

    @property
    def name(self) -> str:
        return self._path.name

    def size(self) -> int:
        try:
            return os.fstat(self._descriptor).st_size
        except OSError as error:
            raise _failed("look at", self._path, error) from error

    def read(self, position: int, count: int) -> bytes:
        pieces = []
        try:
            while count and (piece := os.pread(self._descriptor, count, position)):
                pieces.append(piece)
                position, count = position + len(piece), count - len(piece)
        except OSError as error:
            raise _failed("read", self._path, error) from error
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def write(self, position: int, content: bytes | memoryview) -> None:
        rest = memoryview(content)
        try:
            while rest:
                written = os.pwrite(self._descriptor, rest, position)
                if written == 0:
                    raise OSError(errno.ENOSPC, "nothing was written")
                position, rest = position + written, rest[written:]
        except OSError as error:
            raise _failed("write", self._path, error) from error

    def sync(self) -> None:
        try:
            sync_descriptor(self._descriptor)
        except OSError as error:
            raise _failed("sync", self._path, error) from error

    def truncate(self, size: int) -> None:
        try:
            os.ftruncate(self._descriptor, size)
        except OSError as error:
            raise _failed("cut", self._path, error) from error

    def close(self) -> None:
        os.close(self._descriptor)


class FileStorage:
    """A Storage in a folder of the file system.

    With `read_only` nothing is created, locked or written.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._folder = folder
        self._flags = os.O_RDONLY if read_only else os.O_RDWR
        self._lock: int | None = None
        if not read_only:
            self._make_folder()

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _failed("make the folder", self._folder, error) from error

    def lock(self) -> None:
        path = self._folder / LOCK_NAME
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _failed("open", path, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise LogInUse(
                f"{self._folder} is in use by process {holder}; one engine at a time may write"
                " there"
            ) from error
        except OSError as error:
            os.close(descriptor)
            raise _failed("lock", path, error) from error
        self._lock = descriptor

    def exists(self, name: str) -> bool:
        return (self._folder / name).exists()

    def names(self) -> list[str]:
        try:
            return sorted(path.name for path in self._folder.iterdir())
        except OSError as error:
            raise _failed("list", self._folder, error) from error

    def place(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        path, draft = self._folder / name, self._folder / f"{name}{DRAFT_SUFFIX}"
        try:
            self._write_draft(draft, pieces)
            draft.rename(path)
        except OSError as error:
            raise _failed("name", path, error) from error
        except BaseException:
            with suppress(OSError):  # the caller learns why it could not be written
                draft.unlink()
            raise
        for folder in (self._folder, self._folder.parent):
            _sync_folder(folder)

    def _write_draft(self, draft: Path, pieces: Iterable[bytes | memoryview]) -> None:
        file = DiskFile(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        try:
            position = 0
            for piece in pieces:
                file.write(position, piece)
                position += len(piece)
            file.sync()
        finally:
            file.close()

    def remove(self, name: str) -> None:
        try:
            (self._folder / name).unlink()
        except OSError as error:
            raise _failed("remove", self._folder / name, error) from error
        _sync_folder(self._folder)

    def create(self, name: str, content: bytes) -> DiskFile:
        self.place(name, (content,))
        return DiskFile(self._folder / name, self._flags)

    def open(self, name: str) -> DiskFile:
        return DiskFile(self._folder / name, self._flags)

    def close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
