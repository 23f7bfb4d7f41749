"""The HTML of a page, and the headers that say what it may load and reach."""

from __future__ import annotations

import json
import re
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from gateway.client.endpoints import Endpoints
from gateway.protocol.http_work import Pairs
from marketdata.pages.assets import Assets
from marketdata.pages.table import ROWS, Row

HTML = "text/html; charset=utf-8"
LOADED_AHEAD = ("ground", "sdk", "parts")  # folders that every page imports from
KEYED = "keyed"  # likewise of pages that log on
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")
_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


class Place(NamedTuple):
    """How a browser reaches the venue: the feed's host as it calls it, and the addresses of the
    other two servers, empty where they are not known.
    """

    host: str
    gateway: str
    registry: str


def place_of(host: str, endpoints: Endpoints) -> Place:
    """How the browser that calls the feed by this host reaches the servers: those on the feed's
    own computer by the same name.
    """
    called = _HOST.fullmatch(host)
    if called is None:
        return Place("", endpoints.gateway, endpoints.registry)
    servers = (endpoints.gateway, endpoints.registry)
    return Place(host, *(_called(url, called[1]) for url in servers))


def _called(url: str, name: str) -> str:
    parts = urlsplit(url)
    if parts.hostname not in _THIS_COMPUTER:
        return url
    return f"{parts.scheme}://{name}:{parts.port}"


def document(row: Row, assets: Assets, place: Place) -> str:
    """The page's HTML."""
    folders = (*LOADED_AHEAD, *([KEYED] if row.is_keyed else []), row.folder)
    styles = [name for folder in folders for name in assets.of(folder, ".css")]
    ahead = [name for folder in folders for name in assets.of(folder, ".mjs")]
    links = [f'<link rel="stylesheet" href="{assets.address(name)}">' for name in styles]
    links += [
        f'<link rel="modulepreload" href="{assets.address(name)}">'
        for name in (*ahead, "words.mjs")
    ]
    venue = json.dumps(_venue(row, place), ensure_ascii=False).replace("<", "\\u003c")
    entry = assets.address(f"{row.folder}/page.mjs")
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="description" content="{escape(row.help)}">',
            f"<title>{escape(row.name_en)}</title>",
            '<link rel="icon" href="data:,">',
            *links,
            f'<script type="application/json" id="venue">{venue}</script>',
            f'<script type="module" src="{entry}"></script>',
            f"<noscript>{escape(row.help)} This page needs JavaScript.</noscript>",
            '<div id="page"></div>',
            "</html>",
            "",
        )
    )


def _venue(row: Row, place: Place) -> dict[str, object]:
    pages = [{"path": each.path, "name": [each.name_zh, each.name_en]} for each in ROWS]
    servers = {"gateway": place.gateway, "registry": place.registry}
    return {"path": row.path, "pages": pages, "servers": servers}


def headers_of(place: Place) -> Pairs:
    """The headers of a document: scripts and styles are the venue's own, connections go to its
    three servers, and no other page may show it in a frame.
    """
    own = [f"ws://{place.host}", f"wss://{place.host}"] if place.host else []
    servers = [each for each in (place.gateway, place.registry) if each]
    policy = {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "img-src": ("'self'", "data:"),
        "connect-src": ("'self'", *own, *servers),
        "base-uri": ("'none'",),
        "form-action": ("'none'",),
        "frame-ancestors": ("'none'",),
    }
    written = "; ".join(" ".join((name, *values)) for name, values in policy.items())
    return (
        ("Content-Security-Policy", written),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )
