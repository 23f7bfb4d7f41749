"""Lines that somebody types while a program runs."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator


async def typed_lines() -> AsyncIterator[list[str]]:
    """The words of each line on standard input, until that ends.

    A thread reads it, so that terminals, pipes and files do alike; it ends with the process.
    """
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()

    def read() -> None:
        try:
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, "")
        except RuntimeError:  # the loop has ended first
            return

    threading.Thread(target=read, name="typed lines", daemon=True).start()
    while line := await lines.get():
        yield line.split()
