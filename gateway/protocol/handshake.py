"""How a connection begins at all three servers, and what counts as a sign of life on it.

What strangers send is read here up to the end of a request's head. Only a sound request for a
WebSocket reaches the WebSocket library; everything else is answered once, by HTTP, and closed.
There is one path for WebSockets, `/`, and no subprotocol: another one is refused by name. On a
WebSocket every arriving frame, ping and pong is a sign of life at once, even while frames wait for
a slow request before them.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, BinaryIO, cast

from websockets.asyncio.server import ServerConnection
from websockets.frames import DATA_OPCODES, Frame
from websockets.protocol import State

from gateway.protocol.closings import TOO_FAST
from gateway.protocol.conversation import Conversation
from gateway.protocol.door import Door
from gateway.protocol.http import Part, Response, nonce_of, plain
from gateway.protocol.http_head import END, HeadRefused, read_head
from gateway.protocol.http_work import Work
from gateway.protocol.proofs import PLAIN, Hello
from gateway.protocol.tls import ServerTls, Speaking

TLS_WAITS: dict[str, Any] = {"ssl_handshake_timeout": 10.0, "ssl_shutdown_timeout": 2.0}
HEAD_WAIT_S = 5.0  # for the head of a request
TAKE_WAIT_S = 10.0  # for a client to take its response, then the connection is cut
SEND_BUFFER_BYTES = 256 * 1024  # in the kernel, for one WebSocket that is not read
FILE_PIECE_BYTES = 256 * 1024  # in memory at one time; each is taken within TAKE_WAIT_S
PIECE_BYTES = 1024  # read at once; between two pieces, a flood of pings is noticed
CONTROLS_PER_S = 100  # pings, pongs and closes of one connection, before it is cut
IGNORED_MAX_BYTES = 1024 * 1024  # that come after the head of a request, before it is cut


class Connection(ServerConnection):
    """A connection at a `door`; `on_sign_of_life` is called for each frame, ping and pong, and
    `talk` is its conversation; `hello` is known once it has a WebSocket. Its end is logged. It
    begins with TLS where `tls` is given.
    """

    on_sign_of_life: Callable[[], None] | None = None
    talk: Conversation | None = None
    hello = Hello()
    _answering: asyncio.Task[None] | None = None

    def __init__(self, door: Door, tls: ServerTls | None, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._door, self._tls = door, tls
        self._binding = PLAIN
        self._head = bytearray()
        self._unread = bytearray()  # bytes of a WebSocket
        self._has_socket = self._is_answered = False
        self._ignored = 0
        self._controls, self._second = 0, 0.0

    @property
    def address(self) -> str:
        """The address of the other side, "" where it has gone already."""
        peer = self.transport.get_extra_info("peername")
        return str(peer[0]) if peer else ""

    async def handshake(self, *arguments: Any, **settings: Any) -> None:
        """Begin a WebSocket; what a client sends without waiting for that is kept until then."""
        await super().handshake(*arguments, **settings)
        self.transport.resume_reading()
        if self.state is State.OPEN:
            self._take()

    def process_event(self, event: object) -> None:
        """Take in what has come."""
        super().process_event(event)  # type: ignore[arg-type]
        if isinstance(event, Frame) and event.opcode not in DATA_OPCODES:
            self._count_control()
        if self.on_sign_of_life is not None:
            self.on_sign_of_life()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A stranger has come."""
        self.transport = cast(asyncio.Transport, transport)
        self._waiting = self.loop.call_later(HEAD_WAIT_S, self._be_late)
        self._door.enter(self, self.address)
        if self._tls is not None and not self.transport.is_closing():
            self._waiting.cancel()
            self._securing = self.loop.create_task(self._secure(self._tls.now))

    def data_received(self, data: bytes) -> None:
        """Bytes of a WebSocket are the library's; those of a stranger begin a request."""
        if self._has_socket:
            self._unread += data
            self._take()
        elif self._is_answered:
            self._ignored += len(data)
            if self._ignored > IGNORED_MAX_BYTES:
                self.cut()
        else:
            self._head += data
            if self._tls is None:
                self._read_head()

    def _take(self) -> None:
        """Have bytes of a WebSocket read, in pieces and as long as their frames have room: a frame
        of seven bytes costs as much as a large one.
        """
        while self._unread and not self.recv_messages.paused:
            if self._controls > CONTROLS_PER_S:
                if self.talk is not None:
                    self.talk.closing = self.talk.closing or TOO_FAST
                self._unread.clear()
                self.transport.abort()
                return
            piece = bytes(self._unread[:PIECE_BYTES])
            del self._unread[:PIECE_BYTES]
            super().data_received(piece)

    def _go_on(self) -> None:
        """Frames have room again."""
        self._take()
        if not self.recv_messages.paused:
            self.transport.resume_reading()

    def _count_control(self) -> None:
        now = self.loop.time()
        if now - self._second >= 1.0:
            self._controls, self._second = 0, now
        self._controls += 1

    def eof_received(self) -> None:
        """The client sends nothing more."""
        if self._has_socket:
            super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        self._door.end(self)
        if self._has_socket:
            super().connection_lost(exc)
            self._log_end(exc)
        else:
            self._waiting.cancel()
            self._door.leave(self)
            self._give_up_answer()

    def _log_end(self, exc: Exception | None) -> None:
        """Log who has gone and why."""
        talk = self.talk
        key = talk.grant.key if talk is not None and talk.grant is not None else None
        # A client that has logged off closes with 1000; why it went was clear before.
        ours = talk.closing.reason if talk is not None and talk.closing is not None else ""
        reason = ours or self.close_reason or self.close_code or exc or "hung up"
        host, port = self.transport.get_extra_info("peername", ("?", 0))[:2]
        self._door.tell_end(f"{host}:{port}", key, str(reason))

    def cut(self) -> None:
        """End a stranger's connection at once."""
        self._door.leave(self)
        self._give_up_answer()
        self.transport.abort()

    async def _secure(self, speaking: Speaking) -> None:
        """Begin TLS. The connection is a stranger's meanwhile, and ends where that fails; what
        comes with the last of it is read once it is there.
        """
        secure: asyncio.Transport | None = None
        if not self.transport.is_closing():
            with contextlib.suppress(OSError):  # what is no TLS, silence, or a hang-up
                secure = await self.loop.start_tls(
                    self.transport, self, speaking.context, server_side=True, **TLS_WAITS
                )
        if secure is None:
            self.cut()
            self._door.end(self)  # nobody says so where TLS has not begun
            return
        self.transport, self._tls, self._binding = secure, None, speaking.binding
        self._waiting = self.loop.call_later(HEAD_WAIT_S, self._be_late)
        self._read_head()

    def _read_head(self) -> None:
        received = bytes(self._head)
        try:
            head = read_head(received)
        except HeadRefused as refused:
            self._answer(plain(refused.status, refused.message))
            return
        if head is None:
            return
        response = self._door.answer(head, self.address)
        if isinstance(response, Response):
            self._answer(response)
        elif response is not None:
            self._take_no_more()
            self._answering = self.loop.create_task(self._answer_with(response))
        else:
            origin = head.headers.get("origin", "")
            self.hello = Hello(nonce_of(head), self._binding, origin, self._door.own)
            self._begin_socket(received)

    def _begin_socket(self, received: bytes) -> None:
        self._waiting.cancel()
        self._door.leave(self)
        self._head.clear()
        self._has_socket = True
        with contextlib.suppress(OSError):  # it has hung up already
            own = self.transport.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        head, end, early = received.partition(END)
        self._unread += early
        self.transport.pause_reading()
        super().connection_made(self.transport)
        self.recv_messages.resume = self._go_on
        super().data_received(head + end)

    def _be_late(self) -> None:
        self._answer(plain(HTTPStatus.REQUEST_TIMEOUT, f"no request within {HEAD_WAIT_S:g} s"))

    def _answer(self, response: Response) -> None:
        """Send a response and close; what the client still sends is read, so that it gets it."""
        self._take_no_more()
        self.transport.write(self._door.content(response))
        self._end_writing()

    def _take_no_more(self) -> None:
        """The request is there: what else comes is passed over."""
        self._is_answered = True
        self._head.clear()
        self._waiting.cancel()

    async def _answer_with(self, work: Work) -> None:
        """Send the response that a thread makes, at the pace at which it is taken."""
        with self._door.work.place(self.address):
            response = await self._door.made(work)
            self.transport.set_write_buffer_limits(high=1, low=0)
            with contextlib.ExitStack() as ending:
                if response.part is not None:
                    ending.enter_context(response.part.file)
                try:
                    await self._write(self._door.content(response))
                    if response.part is not None and not response.is_head:
                        await self._send(response.part)
                except (OSError, TimeoutError):
                    self.cut()  # the client does not take it, or the file is shorter than it was
                else:
                    self._end_writing()

    async def _send(self, part: Part) -> None:
        """Send bytes of a file. Raises OSError, TimeoutError."""
        at, end = part.offset, part.offset + part.length
        while at < end:
            count = min(end - at, FILE_PIECE_BYTES)
            await self._write(await asyncio.to_thread(_read, part.file, at, count))
            at += count

    async def _write(self, data: bytes) -> None:
        """Write bytes, and wait until they are taken. Raises TimeoutError."""
        self.transport.write(data)
        await asyncio.wait_for(self.drain(), TAKE_WAIT_S)

    def _end_writing(self) -> None:
        self._waiting = self.loop.call_later(TAKE_WAIT_S, self.cut)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()

    def _give_up_answer(self) -> None:
        if self._answering is not None:
            self._answering.cancel()


def _read(file: BinaryIO, offset: int, count: int) -> bytes:
    """Bytes of a file. Raises OSError where it has less."""
    file.seek(offset)
    if len(found := file.read(count)) < count:
        raise OSError(errno.EIO, "the file is shorter than it was")
    return found
