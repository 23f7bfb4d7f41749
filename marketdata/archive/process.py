"""The archive's own process: started by the feed when a day has ended, it writes what has ended
since the last time, and removes what is kept no longer.

    python -m marketdata.archive.process --data DIR --gateway WS_URL --key KEYFILE
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from pathlib import Path

from engine.texts.server_log import LogForm, log_to_stderr
from gateway.protocol.errors import GatewayError
from gateway.protocol.private_files import write_for_owner_only
from gateway.protocol.private_keys import KeyOnDisk
from gateway.schedule.calendar import venue_calendar
from marketdata.archive.retention import remove_old
from marketdata.archive.table_files import require_pyarrow
from marketdata.archive.writing import Source, write_days
from marketdata.errors import FeedError
from marketdata.folder_lock import sole_process
from marketdata.session_hours import sessions_by

FOLDER = "archive"  # in the data folder
NICE = 19  # trading goes first
log = logging.getLogger("marketdata")


class Archivist:
    """Has the archive written after each day, one process at a time. `run` until cancelled.

    Raises RowFileRefused at once where none could be written.
    """

    def __init__(self, data: Path, gateway: str, key: Path, form: LogForm) -> None:
        require_pyarrow()
        where = ("--data", str(data), "--gateway", gateway, "--key", str(key), "--log", str(form))
        self._command = (sys.executable, "-m", __name__, *where)
        self._due = asyncio.Event()

    def day_ended(self) -> None:
        """There is a day to write."""
        self._due.set()

    async def run(self) -> None:
        """Write whenever a day has ended. What fails is reported, and tried again with the next."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self._write()
            except OSError as error:
                log.error("the archive was not written: %s", error)

    async def _write(self) -> None:
        process = await asyncio.create_subprocess_exec(*self._command)
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        if status:
            log.error("the archive was not written: exit code %d", status)


def main(arguments: list[str] | None = None) -> int:
    """Entry of ``python -m marketdata.archive.process``."""
    parser = argparse.ArgumentParser(prog="python -m marketdata.archive.process")
    parser.add_argument("--data", type=Path, required=True, help="data folder of the venue")
    parser.add_argument("--gateway", required=True, help="WebSocket address of the gateway")
    parser.add_argument("--key", type=Path, required=True, help="private key with the role feed")
    parser.add_argument("--log", choices=list(LogForm), type=LogForm, default=LogForm.TEXT)
    options = parser.parse_args(arguments)
    log_to_stderr(options.log)
    write_for_owner_only()
    os.nice(NICE)
    archive = options.data / FOLDER
    try:
        sessions = sessions_by(venue_calendar(options.data))
        source = Source(options.gateway, KeyOnDisk(options.key), {}, sessions)
        with sole_process(archive):
            asyncio.run(write_days(source, archive, goes_on=True, ended=_tell))
            for path in remove_old(archive):
                log.info("removed %s, which is kept no longer", path)
    except (FeedError, GatewayError, OSError) as error:
        log.error("the archive stops: %s", error)
        return 1
    return 0


def _tell(date: str, folder: Path) -> None:
    log.info("%s is in the archive: %s", date, folder)


if __name__ == "__main__":
    sys.exit(main())
