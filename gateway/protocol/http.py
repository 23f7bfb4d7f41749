"""HTTP at the three servers: one response for a request's method, path and headers.

What a server answers is a table of pages by path. GET, HEAD and OPTIONS are answered, one request a
connection. A WebSocket begins at the path `/` and only there.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import formatdate
from http import HTTPStatus
from typing import BinaryIO, NamedTuple

from gateway.protocol.errors import RequestError
from gateway.protocol.http_head import Head
from gateway.protocol.proofs import is_nonce

SOCKET_PATH = "/"
SOCKET_VERSION = "13"
SOCKET_KEY_BYTES = 16
SUBPROTOCOL = "Sec-WebSocket-Protocol"
NONCE = "nonce"  # in the query of a request for a WebSocket
METHODS = ("GET", "HEAD", "OPTIONS")
BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
NOT_KEPT = "no-store"  # nobody on the way keeps a response
JSON, TEXT = "application/json", "text/plain; charset=utf-8"
NS_PER_S = 1_000_000_000
_WORD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z/-]+")

Headers = Mapping[str, str]  # by name in lower case
Page = Callable[[Headers], "Response"]
Pages = Mapping[str, Page]  # by path


class Part(NamedTuple):
    """Bytes of a file that are sent in pieces; who sends them closes it."""

    file: BinaryIO
    offset: int
    length: int


@dataclass(frozen=True)
class Response:
    """What is answered; `headers` are those that not every response has. `is_head`: its body is
    only announced. `part`: its body where that is of a file. `cache`: what others may keep.
    """

    status: HTTPStatus
    body: bytes = b""
    form: str = TEXT
    headers: tuple[tuple[str, str], ...] = ()
    is_head: bool = False
    part: Part | None = None
    cache: str = NOT_KEPT

    def content(self, wall_ns: int) -> bytes:
        """The response as it is sent, at a time in nanoseconds since 1970 UTC."""
        status, has_body = self.status, self.status not in BODILESS
        length = len(self.body) if self.part is None else self.part.length
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            f"Date: {formatdate(wall_ns // NS_PER_S, usegmt=True)}",
            "Connection: close",
            *([f"Content-Type: {self.form}", f"Content-Length: {length}"] * has_body),
            f"Cache-Control: {self.cache}",
            "X-Content-Type-Options: nosniff",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        head = "\r\n".join(lines) + "\r\n\r\n"
        return head.encode("latin-1") + (b"" if self.is_head else self.body)


def respond(pages: Pages, method: str, path: str, headers: Headers) -> Response:
    """The response to a request that asks for no WebSocket. Raises what a page raises."""
    if method not in METHODS:
        return not_allowed()
    if method == "OPTIONS" and path in {*pages, "*", SOCKET_PATH}:
        return Response(HTTPStatus.NO_CONTENT, headers=(_allow(),))
    page = pages.get(path, _no_page(pages, path))
    response = page(headers)
    return replace(response, is_head=True) if method == "HEAD" else response


def asks_for_socket(head: Head) -> bool:
    """Whether a request asks for a WebSocket."""
    return "websocket" in _words(head.headers.get("upgrade", ""))


def socket_refused(head: Head) -> Response | None:
    """Why a request gets no WebSocket; None: it gets one."""
    headers = head.headers
    if head.path != SOCKET_PATH:
        return _unknown_path(head.path, [SOCKET_PATH])
    if head.method != "GET":
        return _not_allowed("a WebSocket begins with GET", "GET")
    if head.version != 1:
        return plain(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "a WebSocket begins in HTTP/1.1")
    if "upgrade" not in _words(headers.get("connection", "")):
        return plain(HTTPStatus.BAD_REQUEST, "Connection: Upgrade is missing")
    if _words(headers["upgrade"]) != ["websocket"] or "," in headers.get("origin", ""):
        return plain(HTTPStatus.BAD_REQUEST, "one Upgrade, and one Origin at most")
    if _has_body(headers):
        return plain(HTTPStatus.BAD_REQUEST, "a request for a WebSocket has no body")
    if headers.get("sec-websocket-version") != SOCKET_VERSION:
        refused = plain(HTTPStatus.BAD_REQUEST, f"Sec-WebSocket-Version is {SOCKET_VERSION}")
        return replace(refused, headers=(("Sec-WebSocket-Version", SOCKET_VERSION),))
    if not _is_key(headers.get("sec-websocket-key", "")):
        return plain(HTTPStatus.BAD_REQUEST, "Sec-WebSocket-Key is no key")
    return _subprotocol_refused(headers) or _nonce_refused(head)


def nonce_of(head: Head) -> str:
    """The nonce that a client brings with its request for a WebSocket, empty where it has none."""
    given = (part.partition("=") for part in head.query.split("&"))
    return next((value for name, _, value in given if name == NONCE), "")


def _nonce_refused(head: Head) -> Response | None:
    nonce = nonce_of(head)
    if not nonce or is_nonce(nonce):
        return None
    rule = "a nonce is 64 hex digits in lower case"
    error = RequestError("nonce_malformed", rule, field=NONCE, value=nonce)
    return as_json(HTTPStatus.BAD_REQUEST, {"error": error.as_map()})


def plain(status: HTTPStatus, message: str) -> Response:
    """A response of one line of text."""
    return Response(status, f"{message}\n".encode())


def as_json(status: HTTPStatus, value: object) -> Response:
    """A response in JSON."""
    return Response(status, (json.dumps(value, ensure_ascii=False) + "\n").encode(), JSON)


def _words(value: str) -> list[str]:
    """The words of a header that is a list; none where it has more than words."""
    words = [word.strip() for word in value.split(",")]
    return [word.lower() for word in words] if all(map(_WORD.fullmatch, words)) else []


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or int(headers.get("content-length", "0")) != 0


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == SOCKET_KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _subprotocol_refused(headers: Headers) -> Response | None:
    offered = headers.get(SUBPROTOCOL.lower())
    if offered is None:
        return None
    rule = "no subprotocol is spoken here: offer none"
    error = RequestError("subprotocol_unknown", rule, field=SUBPROTOCOL, value=offered, allowed=[])
    return as_json(HTTPStatus.BAD_REQUEST, {"error": error.as_map()})


def not_allowed() -> Response:
    """The response to a method that is not answered."""
    return _not_allowed(f"{', '.join(METHODS)} are answered here")


def _unknown_path(path: str, allowed: list[str]) -> Response:
    rule = f"no path {path[:80]!r} here"
    error = RequestError("path_unknown", rule, field="path", value=path, allowed=allowed)
    return as_json(HTTPStatus.NOT_FOUND, {"error": error.as_map()})


def _no_page(pages: Pages, path: str) -> Page:
    """What answers for a path without a page."""
    if path == SOCKET_PATH:
        upgrade = (("Upgrade", "websocket"),)
        words = plain(HTTPStatus.UPGRADE_REQUIRED, "a WebSocket begins here: PROTOCOL.md")
        return lambda _headers: replace(words, headers=upgrade)
    return lambda _headers: _unknown_path(path, sorted(pages))


def _not_allowed(message: str, *methods: str) -> Response:
    refused = plain(HTTPStatus.METHOD_NOT_ALLOWED, message)
    return replace(refused, headers=(_allow(*methods),))


def _allow(*methods: str) -> tuple[str, str]:
    return "Allow", ", ".join(methods or METHODS)
