"""A way to a server that a test can cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Gate:
    """A way to a server that can be cut: all connections end, and new ones until it is open."""

    def __init__(self, url: str) -> None:
        self._host, _, self._port = url.removeprefix("ws://").rpartition(":")
        self._writers: set[asyncio.StreamWriter] = set()
        self.is_open = True

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_open:
            writer.close()
            return
        out = await asyncio.open_connection(self._host, int(self._port))
        self._writers |= {writer, out[1]}
        await asyncio.gather(_copy(reader, out[1]), _copy(out[0], writer))

    def cut(self) -> None:
        """End every connection and let no other one in."""
        self.is_open = False
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[str]:
        """The address of the gate."""
        server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        async with server:
            yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            self.cut()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
