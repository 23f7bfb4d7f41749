"""A server's own files, looked at while it runs: when one is taken away or replaced, the server
ends, because what it writes would be lost.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from gateway.protocol.errors import GatewayError

WATCH_EVERY_S = 1.0


class FilesLost(GatewayError):
    """A file that this server works on is not there any more, or another one is in its place."""

    code = "files_lost"


async def watch_files(files: Callable[[], Iterable[Path]]) -> NoReturn:
    """Look at the files again and again, from now on. Raises FilesLost, which names the first that
    is not what it was.
    """
    seen: dict[Path, str] = {}
    while True:
        for path, before in seen.items():
            if (now := _identity(path)) != before:
                raise FilesLost(f"{path}, on which this server works, {now}", value=str(path))
        seen = {path: _identity(path) for path in files()}
        await asyncio.sleep(WATCH_EVERY_S)


def _identity(path: Path) -> str:
    """Which file it is, in words for an error."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return "is not there any more"
    except OSError as error:
        return f"cannot be reached: {os.strerror(error.errno or 0)}"
    return f"is another file now (number {found.st_ino} of device {found.st_dev})"
