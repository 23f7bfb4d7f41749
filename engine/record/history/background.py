"""Proving a log beside the venue that writes it: ``python -m engine.record.history.background
FOLDER``.

It takes the lowest priority and reads a bounded number of bytes a second, so that it disturbs
nobody. It prints one line of JSON, `Finding`, and ends early when its standard input ends.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.errors import EngineError, LogDamaged
from engine.record.history.proof import prove
from engine.record.storage import DiskFile, FileStorage
from engine.texts.terminal import json_line

BYTES_PER_S = 32 * 1024 * 1024
LEAST_PAUSE_S = 0.05
LOWEST_PRIORITY = 19
STDIN = 0


@dataclass(frozen=True)
class Finding:
    """What a proof has found: the last command that it reached, what is wrong, and why it could
    not be made, if so.
    """

    commands: int
    problems: list[str]
    failure: str = ""


class Brake:
    """Keeps a pace: `passed` waits as long as the bytes passed so far are ahead of it. `wait` waits
    for some seconds.
    """

    def __init__(self, wait: Callable[[float], None], bytes_per_s: int = BYTES_PER_S) -> None:
        self._wait, self._bytes_per_s = wait, bytes_per_s
        self._owed = 0.0

    def passed(self, count: int) -> None:
        """Bytes were read."""
        self._owed += count / self._bytes_per_s
        if self._owed >= LEAST_PAUSE_S:
            self._wait(self._owed)
            self._owed = 0.0


class PacedFile(DiskFile):
    """A file that is read at the brake's pace."""

    def __init__(self, path: Path, flags: int, brake: Brake) -> None:
        super().__init__(path, flags)
        self._brake = brake

    def read(self, position: int, count: int) -> bytes:
        """Up to `count` bytes from `position`. Raises StorageFailed."""
        content = super().read(position, count)
        self._brake.passed(len(content))
        return content


class PacedStorage(FileStorage):
    """A log's folder, read only, at the brake's pace."""

    def __init__(self, folder: Path, brake: Brake) -> None:
        super().__init__(folder, read_only=True)
        self._brake = brake

    def open(self, name: str) -> DiskFile:
        """Open an existing file. Raises StorageFailed when it is not there."""
        return PacedFile(self._folder / name, self._flags, self._brake)


def find(folder: Path, wait: Callable[[float], None]) -> Finding:
    """Prove the log in a folder at a pace that `wait` keeps."""
    try:
        proof = prove(PacedStorage(folder, Brake(wait)), with_snapshots=False)
    except LogDamaged as damage:
        return Finding(0, [str(damage)])
    except EngineError as error:
        return Finding(0, [], str(error))
    return Finding(proof.commands.next_sequence - 1, proof.problems)


def _wait_while_wanted(seconds: float) -> None:
    """Wait, or end with the process that started this one."""
    readable, _, _ = select.select([STDIN], [], [], seconds)
    if readable:
        sys.exit()


def main() -> None:
    """Entry of ``python -m engine.record.history.background``."""
    os.nice(LOWEST_PRIORITY)
    json_line(asdict(find(Path(sys.argv[1]), _wait_while_wanted)))


if __name__ == "__main__":
    main()
