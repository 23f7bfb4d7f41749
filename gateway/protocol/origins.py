"""Which pages in a browser may begin a WebSocket.

A browser names the origin of the page that asks. Pages of the server's own host may, whatever their
port: the feed answers them for all three servers. Pages of other origins are named when a server
starts. A program that is no browser names none, and nothing is asked of it here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from http import HTTPStatus

from gateway.protocol.errors import RequestError
from gateway.protocol.http import Response, as_json
from gateway.protocol.http_head import Head
from gateway.protocol.tls import ListeningRefused

ORIGINS_MAX = 64
HELP = "origins of other pages that may connect, as https://desk.example, with commas"
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?")
_THIS_COMPUTER = frozenset({"localhost", "127.0.0.1", "[::1]"})
Origins = tuple[str, ...]


class OriginRefused(ListeningRefused):
    """An origin that a server is to allow is none."""

    code = "origin_refused"


def read_origins(text: str) -> Origins:
    """The origins in a text such as `https://a.example,https://b.example:8443`.

    Raises OriginRefused.
    """
    words = [word.strip().rstrip("/") for word in text.lower().split(",") if word.strip()]
    if len(words) > ORIGINS_MAX:
        rule = f"at most {ORIGINS_MAX} origins, got {len(words)}"
        raise OriginRefused(rule, field="origin", value=len(words), allowed=ORIGINS_MAX)
    for word in words:
        if not _ORIGIN.fullmatch(word):
            rule = f"--origin: {word[:80]!r} is no origin; write https://desk.example"
            raise OriginRefused(rule, field="origin", value=word[:80])
    return tuple(words)


def refused(head: Head, others: Collection[str]) -> Response | None:
    """Why a page gets no WebSocket; None: it may have one, or no page asks."""
    origin = head.headers.get("origin")
    if origin is None or origin.lower() in others or _is_own(origin, head.headers.get("host", "")):
        return None
    rule = f"pages of {origin[:80]!r} may not connect here"
    error = RequestError(
        "origin_not_allowed", rule, field="Origin", value=origin, allowed=list(others)
    )
    return as_json(HTTPStatus.FORBIDDEN, {"error": error.as_map()})


def _is_own(origin: str, host: str) -> bool:
    """Whether a page is of the host that the browser calls; this computer has several names."""
    page, called = _ORIGIN.fullmatch(origin.lower()), _HOST.fullmatch(host.lower())
    if page is None or called is None:
        return False
    return page[1] == called[1] or {page[1], called[1]} <= _THIS_COMPUTER
