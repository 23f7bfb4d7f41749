"""What a site makes on threads: sent in pieces at the pace of its reader, within bounds, while the
loop goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import ssl
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

import pytest

from gateway.console.certificates import make_certificate
from gateway.protocol import handshake, http_work
from gateway.protocol.address import Address
from gateway.protocol.door import Door
from gateway.protocol.health import health_pages
from gateway.protocol.http import Part, Response, plain
from gateway.protocol.http_head import Head
from gateway.protocol.http_work import Work
from gateway.protocol.listening import listening
from gateway.protocol.tls import Certificate

SIZE, LARGE = 3_000_000, 300_000_000
WITHIN_S = 20.0


class Files:
    """A site with a large file, an answer that waits until it may go on, and a fault."""

    prefix = "/v1/"
    headers = (("X-Site", "yes"),)

    def __init__(self, path: Path) -> None:
        self._path = path
        self.go_on = threading.Event()
        self.opened: list[BinaryIO] = []

    def respond(self, head: Head, peer: str) -> Response | Work:
        if head.path == "/v1/now":
            return plain(HTTPStatus.OK, "now")
        return lambda: self._made(head)

    def _made(self, head: Head) -> Response:
        if head.path == "/v1/fault":
            raise RuntimeError("a fault")
        if head.path == "/v1/slow":
            self.go_on.wait(WITHIN_S)
            return plain(HTTPStatus.OK, "slow")
        file = self._path.open("rb")
        self.opened.append(file)
        length = {"/v1/short": SIZE + 5, "/v1/large": LARGE}.get(head.path, SIZE)
        if length == LARGE:
            os.truncate(self._path, LARGE)  # a hole takes no place on the disk
        part = Part(file, 1, length - 1)
        return Response(HTTPStatus.OK, part=part, is_head=head.method == "HEAD")


class Serving:
    """A server with the site."""

    def __init__(self, site: Files, door: Door, url: str, client: ssl.SSLContext | None) -> None:
        self.site, self.door, self._client = site, door, client
        self._port = int(url.rpartition(":")[2])

    async def open(
        self, path: str, method: str = "GET"
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection that has asked."""
        name = "localhost" if self._client else None
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self._port, ssl=self._client, server_hostname=name
        )
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return reader, writer

    async def ask(self, path: str, method: str = "GET") -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer."""
        reader, writer = await self.open(path, method)
        answer = await asyncio.wait_for(reader.read(), WITHIN_S)
        writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), head, body

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something."""
        async with asyncio.timeout(WITHIN_S):
            while not holds():
                await asyncio.sleep(0.01)

    @property
    def worked_on(self) -> int:
        """How many requests have a place."""
        return self.door.work._taken.total()


@asynccontextmanager
async def served(
    folder: Path, certificate: Certificate | None = None, client: ssl.SSLContext | None = None
) -> AsyncIterator[Serving]:
    path = folder / "large"
    path.write_bytes(bytes(range(250)) * (SIZE // 250))
    site, door = Files(path), Door(health_pages(dict))
    door.sites = (site,)

    async def converse(_connection: object) -> None:
        """Nobody talks here."""

    listens = await listening(converse, Address(certificate=certificate), door)
    try:
        yield Serving(site, door, listens.url, client)
    finally:
        site.go_on.set()
        listens.close()
        await listens.closed()


@pytest.fixture
async def serving(tmp_path: Path) -> AsyncIterator[Serving]:
    async with served(tmp_path) as running:
        yield running


async def test_a_file_is_sent_whole_in_pieces_and_closed(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handshake, "FILE_PIECE_BYTES", 10_007)
    status, head, body = await serving.ask("/v1/file")
    assert (status, body) == (200, (bytes(range(250)) * (SIZE // 250))[1:])
    assert f"Content-Length: {SIZE - 1}".encode() in head
    status, same, body = await serving.ask("/v1/file", "HEAD")
    assert (status, body) == (200, b"") and f"Content-Length: {SIZE - 1}".encode() in same
    await serving.until(lambda: all(file.closed for file in serving.site.opened))
    assert serving.worked_on == 0


async def test_a_piece_of_a_file_is_large(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, sizes = handshake._read, list[int]()

    def counted(file: BinaryIO, offset: int, count: int) -> bytes:
        sizes.append(count)
        return read(file, offset, count)

    monkeypatch.setattr(handshake, "_read", counted)
    assert len((await serving.ask("/v1/file"))[2]) == sum(sizes) == SIZE - 1
    assert len(sizes) <= 20


async def test_a_file_is_sent_over_tls(tmp_path: Path) -> None:
    files = make_certificate(tmp_path, ["localhost"], 1, dt.datetime.now(dt.UTC))
    client = ssl.create_default_context(cafile=str(files.ca))
    async with served(tmp_path, Certificate(files.cert, files.key), client) as running:
        status, _, body = await running.ask("/v1/file")
        assert (status, len(body)) == (200, SIZE - 1)


async def test_the_loop_goes_on_while_a_thread_works(serving: Serving) -> None:
    slow = asyncio.create_task(serving.ask("/v1/slow"))
    await serving.until(lambda: serving.worked_on == 1)
    assert (await serving.ask("/healthz"))[0] == 200
    assert (await serving.ask("/v1/now"))[2] == b"now\n"
    serving.site.go_on.set()
    assert (await slow)[2] == b"slow\n"


async def test_one_more_than_there_is_room_for_is_refused(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_work, "AT_ONCE_MAX", 2)
    waiting = [asyncio.create_task(serving.ask("/v1/slow")) for _ in range(2)]
    await serving.until(lambda: serving.worked_on == 2)
    status, head, body = await serving.ask("/v1/slow")
    assert status == 503 and b"Retry-After: 1" in head and b"X-Site: yes" in head
    assert b'"code": "overloaded"' in body
    serving.site.go_on.set()
    assert [(await each)[0] for each in waiting] == [200, 200]
    assert (await serving.ask("/v1/slow"))[0] == 200


async def test_an_address_has_a_share_of_the_places(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_work, "PER_ADDRESS_MAX", 1)
    monkeypatch.setattr(http_work, "OWN_ADDRESSES", frozenset())
    waiting = asyncio.create_task(serving.ask("/v1/slow"))
    await serving.until(lambda: serving.worked_on == 1)
    status, _, body = await serving.ask("/v1/slow")
    assert status == 429 and b'"code": "in_flight_exceeded"' in body
    serving.site.go_on.set()
    assert (await waiting)[0] == 200


async def test_what_takes_too_long_is_refused(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_work, "WORK_WAIT_S", 0.05)
    assert (await serving.ask("/v1/slow"))[0] == 503


@pytest.mark.parametrize("path", ["/v1/large", "/v1/slow"])
async def test_who_hangs_up_gives_the_place_back(serving: Serving, path: str) -> None:
    _, writer = await serving.open(path)
    await serving.until(lambda: serving.worked_on == 1)
    writer.transport.abort()
    await serving.until(lambda: serving.worked_on == 0)
    serving.site.go_on.set()
    assert (await serving.ask("/v1/slow"))[0] == 200


async def test_who_does_not_take_a_piece_is_cut(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handshake, "TAKE_WAIT_S", 0.2)
    reader, writer = await serving.open("/v1/large")
    await serving.until(lambda: bool(serving.site.opened))
    await serving.until(lambda: serving.worked_on == 0)
    assert serving.site.opened[0].closed
    writer.transport.abort()
    assert len(reader._buffer) < LARGE  # type: ignore[attr-defined]


async def test_a_file_that_has_become_shorter_ends_with_the_connection(serving: Serving) -> None:
    reader, _ = await serving.open("/v1/short")
    with contextlib.suppress(ConnectionResetError):
        assert len(await asyncio.wait_for(reader.read(), WITHIN_S)) < SIZE
    await serving.until(lambda: serving.site.opened[0].closed)


async def test_a_fault_of_a_site_is_answered_and_logged(
    serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await serving.ask("/v1/fault"))[0] == 500
    assert "a fault" in caplog.text
    assert (await serving.ask("/v1/now"))[0] == 200
