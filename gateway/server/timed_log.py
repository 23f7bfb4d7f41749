"""The log's folder, with how long the disk takes to make what is written safe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.record.storage import DiskFile, FileStorage
from gateway.protocol.outside import SYSTEM
from gateway.protocol.traffic import Histogram

NS_PER_S = 1_000_000_000


class TimedFile(DiskFile):
    """A file of the log; each sync is counted in `syncs`, by its seconds."""

    def __init__(self, path: Path, flags: int, syncs: Histogram, now_ns: Callable[[], int]) -> None:
        super().__init__(path, flags)
        self._syncs, self._now_ns = syncs, now_ns

    def sync(self) -> None:
        """Return when everything written so far survives a power cut. Raises StorageFailed."""
        begun = self._now_ns()
        super().sync()
        self._syncs.add((self._now_ns() - begun) / NS_PER_S)


class TimedStorage(FileStorage):
    """The log's folder on the disk; each sync of a file is counted in `syncs`."""

    def __init__(
        self, folder: Path, syncs: Histogram, now_ns: Callable[[], int] = SYSTEM.monotonic_ns
    ) -> None:
        super().__init__(folder)
        self._syncs, self._now_ns = syncs, now_ns

    def create(self, name: str, content: bytes) -> DiskFile:
        """A new file that after any crash either is not there or holds at least `content`."""
        self.place(name, (content,))
        return self.open(name)

    def open(self, name: str) -> DiskFile:
        """Open an existing file. Raises StorageFailed when it is not there."""
        return TimedFile(self._folder / name, self._flags, self._syncs, self._now_ns)
