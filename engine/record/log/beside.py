"""Reading a log on another thread than the one that writes it, with file handles of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.record.log.logs import READ_MAX, Log
from engine.record.log.segments import SegmentedFile
from engine.record.storage import Storage


class Beside:
    """The records of a log by number, for one thread that is not its writer's.

    It takes no lock: a record has its number once its frame is written, and frames do not change.
    """

    def __init__(self, storage: Storage, log: Log) -> None:
        """Raises LogUnreadable, StorageFailed."""
        self._log = log
        self._file = SegmentedFile(storage, log.name)

    def read(self, first: int, limit: int) -> NDArray[np.void]:
        """Up to `limit` records from number `first` on, as `Log.read`; empty from the log's end on.

        Raises LogDamaged, LogUnreadable, StorageFailed.
        """
        behind = min(first + min(limit, READ_MAX), self._log.next_sequence)
        if first >= behind:
            return np.empty(0, self._log.form.record)
        if self._file.segments[-1].name != self._log.newest_segment:
            self._file.refresh()
        return self._log.read_in(self._file, first, behind)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
