"""A disk in memory that loses, tears and spoils what was not synced, fails on command and lies on
command; one seed, one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from random import Random
from typing import NamedTuple

from engine.errors import EngineError, LogInUse, StorageFailed
from engine.record.storage import DRAFT_SUFFIX

SECTOR = 512


class PowerCut(BaseException):
    """The machine is gone. Not an Exception: no code of the engine may handle it."""


class Write(NamedTuple):
    """Bytes on their way to the disk."""

    position: int
    content: bytes


class Cut(NamedTuple):
    """A change of size on its way to the disk."""

    size: int


def put(image: bytearray, write: Write) -> None:
    """Write into an image, which grows with zeros as a file does."""
    if len(image) < write.position:
        image.extend(bytes(write.position - len(image)))
    image[write.position : write.position + len(write.content)] = write.content


def resize(image: bytearray, size: int) -> None:
    """Cut or extend an image."""
    if size < len(image):
        del image[size:]
    else:
        image.extend(bytes(size - len(image)))


class SimulatedFile:
    """A StoredFile: `visible` is what programs read, `durable` what is on the platter."""

    def __init__(self, disk: SimulatedDisk, name: str, content: bytes) -> None:
        self.name = name
        self.visible = bytearray(content)
        self.durable = bytearray(content)
        self.pending: list[Write | Cut] = []
        self._disk = disk

    def size(self) -> int:
        return len(self.visible)

    def read(self, position: int, count: int) -> bytes:
        return bytes(memoryview(self.visible)[position : position + count])

    def write(self, position: int, content: bytes) -> None:
        self._change(Write(position, bytes(content)))

    def truncate(self, size: int) -> None:
        self._change(Cut(size))

    def _change(self, change: Write | Cut) -> None:
        apply_change(self.visible, change)
        self.pending.append(change)
        self._disk.step(self)

    def sync(self) -> None:
        self._disk.step(self)
        if self._disk.lying:
            return
        for change in self.pending:
            apply_change(self.durable, change)
        self.pending.clear()

    def forget_pending(self) -> None:
        """As a system after a failed sync: the bytes stay visible, and nobody will ever write
        them.
        """
        self.pending.clear()

    def close(self) -> None:
        pass

    def lose_power(self, random: Random) -> None:
        """Only what was durable stays, and of the rest whatever chance leaves."""
        for change in self.pending:
            if isinstance(change, Cut):
                if random.random() < 0.5:
                    resize(self.durable, change.size)
            else:
                for piece in remains(change, random):
                    put(self.durable, piece)
        self.pending.clear()
        self.visible = bytearray(self.durable)


def apply_change(image: bytearray, change: Write | Cut) -> None:
    """Do to an image what was asked of the file."""
    if isinstance(change, Cut):
        resize(image, change.size)
    else:
        put(image, change)


def remains(write: Write, random: Random) -> list[Write]:
    """What a power cut leaves of an unsynced write: nothing, all, or some sectors whole, zeroed or
    spoiled.
    """
    fate = random.random()
    if fate < 0.3:
        return []
    if fate < 0.5:
        return [write]
    return [piece for sector in sectors(write) if (piece := _spoiled(sector, random))]


def sectors(write: Write) -> list[Write]:
    """A write in the pieces that a disk writes at once."""
    pieces = []
    start, end = write.position, write.position + len(write.content)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        pieces.append(Write(start, write.content[start - write.position : stop - write.position]))
        start = stop
    return pieces


def _spoiled(sector: Write, random: Random) -> Write | None:
    fate = random.random()
    if fate < 0.25:
        return None
    if fate < 0.75:
        return sector
    content = bytes(len(sector.content)) if fate < 0.9 else random.randbytes(len(sector.content))
    return Write(sector.position, content)


def what_of(file: SimulatedFile | None) -> str:
    """What a file is: commands, events, snapshot; "folder" where it is none."""
    return re.split(r"[-.]", file.name)[0] if file is not None else "folder"


class SimulatedDisk:
    """A Storage.

    `cut_power_in` and `fail_in` count writes, cuts and syncs until the fault; `lying` syncs do
    nothing. `struck` is which faults came: "cut" or "failed", and in what.
    """

    def __init__(self, seed: int = 0, struck: set[tuple[str, str]] | None = None) -> None:
        self.random = Random(seed)
        self.files: dict[str, SimulatedFile] = {}
        # what the folder held before each change that is not synced
        self._folders: list[dict[str, SimulatedFile]] = []
        self.cut_power_in: int | None = None
        self.fail_in: int | None = None
        self.lying = False
        self.struck = set() if struck is None else struck
        self._locked = False

    def lock(self) -> None:
        if self._locked:
            raise LogInUse("the simulated disk is in use")
        self._locked = True

    def exists(self, name: str) -> bool:
        return name in self.files

    def names(self) -> list[str]:
        return sorted(self.files)

    def place(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        draft = SimulatedFile(self, name + DRAFT_SUFFIX, b"")
        self._change_folder({**self.files, draft.name: draft})
        position = 0
        for piece in pieces:
            draft.write(position, bytes(piece))
            position += len(piece)
        draft.sync()
        others = {other: file for other, file in self.files.items() if other != draft.name}
        draft.name = name
        self._change_folder({**others, name: draft})
        self._sync_folder()

    def remove(self, name: str) -> None:
        self._change_folder({other: file for other, file in self.files.items() if other != name})
        self._sync_folder()

    def _change_folder(self, files: dict[str, SimulatedFile]) -> None:
        self._folders.append(self.files)
        self.files = files
        self.step(None)

    def _sync_folder(self) -> None:
        self.step(None)
        if not self.lying:
            self._folders.clear()

    def create(self, name: str, content: bytes) -> SimulatedFile:
        self.place(name, (content,))
        return self.files[name]

    def open(self, name: str) -> SimulatedFile:
        if name not in self.files:
            raise StorageFailed(f"cannot open {name}: No such file or directory")
        return self.files[name]

    def close(self) -> None:
        self._locked = False

    def step(self, file: SimulatedFile | None) -> None:
        """One more operation; the fault that is due happens in it."""
        if self.cut_power_in is not None:
            self.cut_power_in -= 1
            if self.cut_power_in < 0:
                self.struck.add(("cut", what_of(file)))
                raise PowerCut
        if self.fail_in is not None:
            self.fail_in -= 1
            if self.fail_in < 0:
                self._fail(file)

    def _fail(self, file: SimulatedFile | None) -> None:
        self.fail_in = None
        self.struck.add(("failed", what_of(file)))
        if file is not None:
            file.forget_pending()
        raise StorageFailed("cannot sync: Input/output error")

    def power_off(self) -> None:
        """Cut the power, and switch on again.

        Of the unsynced changes of the folder the last ones may be lost.
        """
        self.files = self.random.choice([*self._folders, self.files])
        self._folders.clear()
        for file in self.files.values():
            file.lose_power(self.random)
        self.kill()

    def kill(self) -> None:
        """The process ends, the machine runs on: what was written stays visible, the lock is
        free.
        """
        self.cut_power_in = self.fail_in = None
        self.lying = self._locked = False

    def flip(self, name: str, position: int, bit: int) -> None:
        """One bit rots on the platter."""
        file = self.files[name]
        for image in (file.durable, file.visible):
            image[position] ^= 1 << bit


class AtOnce(Executor):
    """An executor that does the work when it is given, so that a seed is a run."""

    def submit(self, work, /, *arguments, **named):
        done: Future = Future()
        try:
            done.set_result(work(*arguments, **named))
        except EngineError as error:
            done.set_exception(error)
        return done
