"""One response for a method, a path and headers; a head from its bytes."""

from __future__ import annotations

import contextlib
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.protocol.http import Response, asks_for_socket, plain, respond, socket_refused
from gateway.protocol.http_head import HEAD_MAX_BYTES, HEADERS_MAX, Head, HeadRefused, read_head

PAGES = {"/healthz": lambda headers: plain(HTTPStatus.OK, headers.get("accept", "well"))}
SOCKET = {
    "host": "x",
    "connection": "keep-alive, Upgrade",
    "upgrade": "WebSocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
}
BEGUN = b"GET /a?b#c HTTP/1.1\r\nHost: x\r\n"


def answered(method: str, path: str, **headers: str) -> Response:
    return respond(PAGES, method, path, headers)


def test_a_page_is_got_or_only_its_head() -> None:
    got, head = answered("GET", "/healthz"), answered("HEAD", "/healthz")
    assert (got.status, got.body) == (200, b"well\n")
    whole, short = got.content(0), head.content(0)
    assert whole == short + b"well\n" and b"Content-Length: 5\r\n" in short
    assert b"Connection: close\r\n" in whole
    assert b"Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n" in whole
    assert answered("GET", "/healthz", accept="text/x").body == b"text/x\n"


@pytest.mark.parametrize("path", ["/healthz", "*", "/"])
def test_options_says_what_may_be_asked(path: str) -> None:
    response = answered("OPTIONS", path)
    assert response.status == 204 and ("Allow", "GET, HEAD, OPTIONS") in response.headers
    assert b"Content-Length" not in response.content(0)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "CONNECT", "PRI", "get"])
def test_another_method_is_not_allowed(method: str) -> None:
    response = answered(method, "/healthz")
    assert response.status == 405 and ("Allow", "GET, HEAD, OPTIONS") in response.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_path_without_a_page_is_unknown(method: str) -> None:
    response = answered(method, "/nowhere")
    assert response.status == 404 and b'"allowed": ["/healthz"]' in response.body


def test_the_path_of_websockets_says_so() -> None:
    for method in ("GET", "HEAD"):
        response = answered(method, "/")
        assert response.status == 426 and ("Upgrade", "websocket") in response.headers


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, None),
        ({"connection": "close"}, 400),
        ({"connection": "Upgrade; q=\x01"}, 400),
        ({"upgrade": "websocket, h2c"}, 400),
        ({"origin": "https://a, https://b"}, 400),
        ({"content-length": "5"}, 400),
        ({"transfer-encoding": "chunked"}, 400),
        ({"sec-websocket-version": "8"}, 400),
        ({"sec-websocket-key": "short"}, 400),
        ({"sec-websocket-key": "ä" * 24}, 400),
        ({"sec-websocket-protocol": "fix"}, 400),
    ],
)
def test_only_a_sound_request_gets_a_websocket(more: dict[str, str], status: int | None) -> None:
    head = Head("GET", "/", 1, SOCKET | more)
    refused = socket_refused(head)
    assert asks_for_socket(head)
    assert refused is None if status is None else refused and refused.status == status


def test_a_websocket_begins_with_get_in_http_1_1_at_its_path() -> None:
    heads = [
        Head("HEAD", "/", 1, SOCKET),
        Head("GET", "/", 0, SOCKET),
        Head("GET", "/x", 1, SOCKET),
    ]
    assert [getattr(socket_refused(head), "status", 0) for head in heads] == [405, 505, 404]


def test_a_head_is_read_when_it_is_whole() -> None:
    head = b"HEAD http://x:80/a?b HTTP/1.0\r\nA: 1\r\nB:2 \r\na:\t3\r\n\r\n"
    for cut in range(len(head)):
        assert read_head(head[:cut]) is None
    assert read_head(head + b"GET") == Head("HEAD", "/a", 0, {"a": "1, 3", "b": "2"}, "b")
    assert read_head(b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n") == Head(
        "OPTIONS", "*", 1, {"host": "x"}
    )


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (b"\x16\x03\x01", 400),
        (b"\r\n", 400),
        (b"hello\n", 400),
        (b"GET / HTTP/1.1\n", 400),
        (b"GET /\r\n", 400),
        (b"GET /\xe4 HTTP/1.1\r\n", 400),
        (b"GET  / HTTP/1.1\r\n", 400),
        (b"GET / HTTP/1.1 x\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\n", 505),
        (b"GET /" + b"a" * 9_000, 414),
        (BEGUN + b"A: " + b"a" * 9_000 + b"\r\n\r\n", 431),
        (BEGUN + b"A: b\r\n" * HEADERS_MAX + b"\r\n", 431),
        (BEGUN + b"A: b\r\n" * HEAD_MAX_BYTES, 431),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (BEGUN + b"Host: y\r\n\r\n", 400),
        (BEGUN + b" folded\r\n\r\n", 400),
        (BEGUN + b"A : b\r\n\r\n", 400),
        (BEGUN + b"A: \x00\r\n\r\n", 400),
        (BEGUN + b"Content-Length: -1\r\n\r\n", 400),
        (BEGUN + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_is_refused(received: bytes, status: int) -> None:
    with pytest.raises(HeadRefused) as refused:
        read_head(received)
    assert refused.value.status == status


OF_HEADS = [b"GET ", b"/", b" HTTP/1.1", b"\r\n", b"\n", b": ", b"Host: x\r\n", b"\r\n\r\n"]
PIECES = st.lists(st.sampled_from(OF_HEADS) | st.binary(max_size=4), max_size=12)


@given(PIECES, st.data())
def test_any_bytes_are_a_head_or_refused_and_stay_refused(pieces: list[bytes], data: Any) -> None:
    received = b"".join(pieces)
    cut = data.draw(st.integers(0, len(received)))
    with contextlib.suppress(HeadRefused):
        early = read_head(received[:cut])
        whole = read_head(received)
        assert early is None or early == whole
        if whole is not None:
            assert respond(PAGES, whole.method, whole.path, whole.headers).content(0)
            asks_for_socket(whole)
            socket_refused(Head(*whole[:3], {**whole.headers, "upgrade": "websocket"}))
        return
    with pytest.raises(HeadRefused):
        read_head(received)
