"""The head of an HTTP request, from its bytes. Nothing here has a socket.

It is stricter than HTTP asks for: what it takes, every program reads in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

HEAD_MAX_BYTES = 16 * 1024
LINE_MAX_BYTES = 8 * 1024 - 2
HEADERS_MAX = 100
END = b"\r\n\r\n"

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST_LINE = re.compile(rb"(%b) ([\x21-\x7e]+) HTTP/([0-9])\.([0-9])" % _TOKEN)
_HEADER = re.compile(rb"(%b):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*" % _TOKEN)
_BEGINNING = re.compile(_TOKEN + rb"( .*)?\r?", re.DOTALL)
_ORIGIN = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_COUNT = re.compile("[0-9]{1,18}")


class Head(NamedTuple):
    """The head of a request.

    `path` is without the `query`; `version` is 0 or 1, of HTTP/1. Names of headers are in lower
    case; the values of a header that comes several times are joined by commas.
    """

    method: str
    path: str
    version: int
    headers: Mapping[str, str]
    query: str = ""


class HeadRefused(Exception):
    """Bytes that are no head of a request to be answered; `status` is what to answer them with."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def read_head(received: bytes) -> Head | None:
    """The head that the bytes begin with, None while more of it has to come.

    Raises HeadRefused as soon as they cannot become one.
    """
    if not received:
        return None
    whole, end, _ = received.partition(END)
    first, line_end, rest = whole.partition(b"\r\n")
    if b"\n" in first or not _BEGINNING.fullmatch(first or line_end):
        raise _malformed("this is no HTTP request")
    if len(first) > LINE_MAX_BYTES:
        raise HeadRefused(HTTPStatus.REQUEST_URI_TOO_LONG, "the first line is too long")
    if len(whole) > HEAD_MAX_BYTES:
        rule = f"the head of a request has at most {HEAD_MAX_BYTES} bytes"
        raise HeadRefused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, rule)
    if not end and not line_end:
        return None
    method, path, query, version = _request_line(first)
    if not end:
        return None
    headers = _headers(rest)
    _check(version, headers)
    return Head(method, path, version, headers, query)


def _malformed(message: str) -> HeadRefused:
    return HeadRefused(HTTPStatus.BAD_REQUEST, message)


def _request_line(line: bytes) -> tuple[str, str, str, int]:
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        raise _malformed("the first line is no METHOD PATH HTTP/1.1")
    method, target, major, minor = (group.decode() for group in found.groups())
    if major != "1":
        raise HeadRefused(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 is spoken here")
    path, _, query = _ORIGIN.sub("", target, count=1).split("#")[0].partition("?")
    return method, path or "/", query, min(int(minor), 1)


def _headers(lines: bytes) -> Mapping[str, str]:
    each_line = lines.split(b"\r\n") if lines else []
    if len(each_line) > HEADERS_MAX:
        rule = f"a request has at most {HEADERS_MAX} headers"
        raise HeadRefused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, rule)
    headers: dict[str, str] = {}
    for line in each_line:
        found = _HEADER.fullmatch(line)
        if found is None:
            raise _malformed("a header is no NAME: VALUE")
        if len(line) > LINE_MAX_BYTES:
            rule = f"a header has at most {LINE_MAX_BYTES} bytes"
            raise HeadRefused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, rule)
        name, value = found[1].decode().lower(), found[2].decode("latin-1")
        if name == "host" and name in headers:
            raise _malformed("Host comes twice")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _check(version: int, headers: Mapping[str, str]) -> None:
    if version and "host" not in headers:
        raise _malformed("Host is missing")
    if not _COUNT.fullmatch(headers.get("content-length", "0")):
        raise _malformed("Content-Length is no count of bytes")
