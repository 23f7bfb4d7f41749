"""A gate before a server: a way to it that can be cut, held, delayed and slowed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PIECE_BYTES = 65_536  # read at once
PIECES_PER_S = 20  # of a way that has a pace


@dataclass
class Way:
    """One direction through a gate.

    `delay_s`: how much later each piece arrives. `bytes_per_s`: its pace, None for any.
    """

    delay_s: float = 0.0
    bytes_per_s: int | None = None
    _flows: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._flows.set()

    def hold(self) -> None:
        """Let nothing pass until `release`; both sides stay connected."""
        self._flows.clear()

    def release(self) -> None:
        """Let pass what was held, and what follows."""
        self._flows.set()

    def heal(self) -> None:
        """As fast as it comes again."""
        self.delay_s, self.bytes_per_s = 0.0, None
        self.release()

    async def copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand on what comes until its end; the other side then ends too."""
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(self._piece()):
                await self._pass(len(data))
                writer.write(data)
                await writer.drain()
        writer.close()

    def _piece(self) -> int:
        pace = self.bytes_per_s
        return PIECE_BYTES if pace is None else max(1, pace // PIECES_PER_S)

    async def _pass(self, size: int) -> None:
        pace_s = 0.0 if self.bytes_per_s is None else size / self.bytes_per_s
        if pause_s := self.delay_s + pace_s:
            await asyncio.sleep(pause_s)
        await self._flows.wait()


class Gate:
    """A way to a server. `up` leads to it, `down` from it. While `is_open` is False nobody comes
    in.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None and parts.port is not None
        self._server = (parts.hostname, parts.port)
        self._writers: set[asyncio.StreamWriter] = set()
        self.is_open = True
        self.up, self.down = Way(), Way()

    @property
    def visitors(self) -> int:
        """How many connections there are."""
        return len(self._writers) // 2

    def cut(self) -> None:
        """End every connection at once and let no other one in until `is_open` is set."""
        self.is_open = False
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def heal(self) -> None:
        """Open, and neither held nor slow."""
        self.is_open = True
        self.up.heal()
        self.down.heal()

    @contextlib.asynccontextmanager
    async def opened(self, port: int = 0) -> AsyncIterator[str]:
        """The address of the gate, on this port or a free one; it is cut at the end."""
        server = await asyncio.start_server(self._let_in, "127.0.0.1", port)
        async with server:
            yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            self.cut()

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_open:
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            from_server, to_server = await asyncio.open_connection(*self._server)
        except OSError:  # it does not run
            writer.transport.abort()
        else:
            self._writers.add(to_server)
            await self._both_ways(reader, to_server, from_server, writer)
            self._writers.discard(to_server)
        self._writers.discard(writer)

    async def _both_ways(
        self,
        reader: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
        from_server: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if writer.transport.is_closing():  # cut while the server was being reached
            to_server.transport.abort()
            return
        up, down = self.up.copy(reader, to_server), self.down.copy(from_server, writer)
        await asyncio.gather(up, down)
