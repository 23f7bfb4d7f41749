"""The event log, which can always be derived again from the commands."""

from __future__ import annotations

from engine.errors import StorageFailed
from engine.events import EventArray
from engine.record.log.compact import EVENTS, pack
from engine.record.log.format import FILE_HEADER_BYTES, FrameKind
from engine.record.log.logs import Log
from engine.record.log.segments import SegmentedFile
from engine.record.log.survey import Survey

EVENTS_PER_FRAME = 16_384


class EventLog(Log):
    """The events of the engine. Not synced: what a crash takes from its end is derived again from
    the commands.

    This start found the part from position `synced_to` to the end; it may never have reached the
    disk.
    """

    kind = FrameKind.EVENTS
    form = EVENTS

    def __init__(
        self,
        file: SegmentedFile,
        found: Survey,
        epoch: int,
        build: str,
        synced_to: int = FILE_HEADER_BYTES,
    ) -> None:
        super().__init__(file, found, epoch, build)
        self._unsure = (synced_to, found.end)
        self._insecure = False

    def append(self, events: EventArray) -> None:
        """Write events whose commands are synced.

        Raises StorageFailed, from then on at every call.
        """
        self._begin_write()
        for start in range(0, len(events), EVENTS_PER_FRAME):
            piece = events[start : start + EVENTS_PER_FRAME]
            last = piece[-1]
            self._begin_segment(int(last["time_ns"]))
            self._write(
                self.kind,
                pack(EVENTS, piece),
                records=len(piece),
                time_ns=int(last["time_ns"]),
                last_command=int(last["command"]),
                synced_to=0,
            )
        self._failed = False

    def sync(self) -> None:
        """Make the events durable, as a stop in order does. Raises StorageFailed."""
        self._begin_write()
        self._file.sync()
        self._failed = False

    def secure(self) -> None:
        """Make all events so far durable, while another thread appends. Raises StorageFailed, from
        then on at every call.

        Those of an earlier start are written again first: after a failed sync the system may show
        bytes that never reached the disk.
        """
        if self._insecure:
            raise StorageFailed(
                f"{self._file.name} could not be made durable earlier; a restart tries again"
            )
        self._insecure = True
        position, end = self._unsure
        self._file.write_again(position, end)
        self._file.sync()
        self._unsure = (end, end)
        self._insecure = False
