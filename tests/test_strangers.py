"""What strangers send to the three servers: each is answered by HTTP at most, and nothing of it
ends in a traceback.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import shutil
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from gateway.protocol import arrivals, handshake
from tests.corpus.house import CorpusHouse, corpus_house

SERVERS = ("gateway", "feed", "registry")
PAGE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
TLS_HELLO = bytes.fromhex("16030100c8010000c40303") + bytes(189)
BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + b"b" * 300_000
CHUNKS = b"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
BYTES: dict[str, tuple[bytes, int | None]] = {  # what comes, and the status it is answered with
    "nothing": (b"", None),
    "half a request": (PAGE[:20], None),
    "a page": (PAGE, 200),
    "two pages at once": (PAGE + PAGE, 200),
    "a page with a body": (PAGE[:-2] + b"Content-Length: 4\r\n\r\nbody", 200),
    "a page, then garbage": (PAGE + bytes(range(256)) * 100, 200),
    "a large body": (BODY, 405),
    "a body in chunks": (CHUNKS, 405),
    "no page": (b"GET /robots.txt HTTP/1.0\r\n\r\n", 404),
    "a TLS hello": (TLS_HELLO, 400),
    "garbage": (bytes(range(255, -1, -1)), 400),
    "zeros": (bytes(100_000), 400),
    "a line of another protocol": (b"SSH-2.0-OpenSSH_9.6\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "a head without an end": (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 10_000, 431),
    "a line without an end": (b"GET /" + b"a" * 100_000, 414),
    "a WebSocket of another version": (UPGRADE.replace(b"13", b"8"), 400),
    "a WebSocket and garbage at once": (UPGRADE + b"\xff" * 1_000, 101),
    "a WebSocket and a frame at once": (UPGRADE + b"\x81\x82\0\0\0\0{}", 101),
}
FRAMES: dict[str, bytes] = {  # after the beginning of a WebSocket
    "garbage": b"\xff" * 1_000,
    "a frame without a mask": b"\x81\x02{}",
    "a page": PAGE,
    "half a frame": b"\x81\xfe\xff",
    "a frame too long": b"\x81\xff\x7f" + b"\xff" * 40,
    "the end": b"",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CorpusHouse]:
    async with corpus_house(tmp_path_factory.mktemp("strangers")) as running:
        yield running


def port_of(house: CorpusHouse, server: str) -> int:
    return int(house.urls[server].rpartition(":")[2])


async def answer_to(port: int, *sent: bytes) -> bytes:
    """All that comes back on a connection that sends these bytes, each once something has come for
    those before, and nothing more.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        for piece in sent:
            if piece is not sent[0]:
                answer += await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            writer.write(piece)
            await writer.drain()
        with contextlib.suppress(OSError):  # the server has cut the connection already
            writer.write_eof()
        return answer + await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


def require_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing worse than an ordinary line is in the log, and no traceback."""
    bad = [each for each in caplog.records if each.levelno >= logging.WARNING or each.exc_info]
    assert bad == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("server", SERVERS)
async def test_strangers_bytes_are_answered_once_and_leave_no_traceback(
    house: CorpusHouse, server: str, caplog: pytest.LogCaptureFixture
) -> None:
    port = port_of(house, server)
    with caplog.at_level(logging.INFO):
        answers = await asyncio.gather(*(answer_to(port, sent) for sent, _ in BYTES.values()))
    for (name, (_, status)), answer in zip(BYTES.items(), answers, strict=True):
        line = b"" if status is None else b"HTTP/1.1 %d " % status
        assert answer.startswith(line) and answer.count(b"\r\nDate: ") == bool(line), name
    require_quiet(caplog)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("server", SERVERS)
async def test_strange_frames_leave_no_traceback(
    house: CorpusHouse, server: str, caplog: pytest.LogCaptureFixture
) -> None:
    port = port_of(house, server)
    with caplog.at_level(logging.INFO):
        answers = await asyncio.gather(
            *(answer_to(port, UPGRADE, frame) for frame in FRAMES.values())
        )
    for name, answer in zip(FRAMES, answers, strict=True):
        assert answer.startswith(b"HTTP/1.1 101 "), name
    require_quiet(caplog)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_late_head_is_answered_and_one_stranger_too_many_cuts_the_oldest(
    house: CorpusHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = port_of(house, "feed")
    monkeypatch.setattr(handshake, "HEAD_WAIT_S", 0.05)
    reader, late = await asyncio.open_connection("127.0.0.1", port)
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 408 ")
    late.close()
    monkeypatch.setattr(handshake, "HEAD_WAIT_S", 60)
    monkeypatch.setattr(house.doors["feed"], "_strangers_max", 2)
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    assert await asyncio.wait_for(opened[0][0].read(), 5) == b""
    opened[2][1].write(PAGE)
    assert (await asyncio.wait_for(opened[2][0].read(), 5)).startswith(b"HTTP/1.1 200 ")
    for _, writer in opened:
        writer.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("server", SERVERS)
async def test_an_address_that_comes_too_fast_is_cut_and_others_are_not(
    house: CorpusHouse, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.doors[server]._arrivals, "_at_once", 2)
    port, before = port_of(house, server), house.doors[server].connections
    elsewhere = {"local_addr": (f"127.0.0.{7 + SERVERS.index(server)}", 0)}
    opened = [await asyncio.open_connection("127.0.0.1", port, **elsewhere) for _ in range(3)]
    assert await asyncio.wait_for(opened[2][0].read(), 5) == b""
    assert (await answer_to(port, PAGE)).startswith(b"HTTP/1.1 200 ")
    assert house.doors[server].turned_away.counts == {arrivals.TOO_FAST: 1}
    for _, writer in opened:
        writer.close()
    async with asyncio.timeout(5):
        while house.doors[server].connections > before:
            await asyncio.sleep(0.01)


def got(house: CorpusHouse, server: str, path: str, method: str = "GET") -> tuple[int, bytes]:
    """Status and body as an HTTP library reads them."""
    url = house.urls[server].replace("ws:", "http:") + path
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method)) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("server", SERVERS)
async def test_an_http_library_reads_how_a_server_is(house: CorpusHouse, server: str) -> None:
    status, body = await asyncio.to_thread(got, house, server, "/healthz")
    assert (status, json.loads(body)) == (200, {"alive": True})
    status, body = await asyncio.to_thread(got, house, server, "/readyz")
    said: dict[str, Any] = json.loads(body)
    assert status == 200 and said["ready"]
    assert all(each["ok"] and each["says"] for each in said["conditions"].values())
    assert await asyncio.to_thread(got, house, server, "/readyz", "HEAD") == (200, b"")
    assert (await asyncio.to_thread(got, house, server, "/readyz", "DELETE"))[0] == 405


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("server", SERVERS)
async def test_curl_reads_the_pages(house: CorpusHouse, server: str) -> None:
    url = house.urls[server].replace("ws:", "http:")
    options = ("--silent", "--show-error", "--fail", "--max-time", "10")
    for words in (["/healthz"], ["/readyz", "--head"], ["/metrics", "--compressed"]):
        process = await asyncio.create_subprocess_exec(
            "curl", *options, url + words[0], *words[1:], stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        assert process.returncode == 0 and said
