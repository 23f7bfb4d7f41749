"""What the feed answers for the pages: their documents, and the files that these load."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path

from gateway.client.endpoints import Endpoints, read_endpoints
from gateway.protocol.http import METHODS, Headers, Page, Pages, Response, not_allowed, plain
from gateway.protocol.http_head import Head
from gateway.protocol.http_work import Pairs
from gateway.protocol.replies import VenueUnreachable
from marketdata.pages.assets import PREFIX, Asset, PartsMissing, assets
from marketdata.pages.documents import HTML, document, headers_of, place_of
from marketdata.pages.table import ROWS, Row

FOR_EVER = "public, max-age=31536000, immutable"  # an address has one content
ASKED_AGAIN = "no-cache"
MISSING = (
    "This venue was installed without its pages: npm's registry could not be reached then.\n"
    "Install it again where it can be: pip install --force-reinstall --no-deps FOLDER, with the\n"
    "project's folder. Everything else works without them; the feed's figures are under /v1/."
)


class PageSite:
    """The files of the pages; `documents` are answered at their own paths."""

    prefix = PREFIX
    headers: Pairs = ()

    def __init__(self, data: Path) -> None:
        self._data = data

    def documents(self) -> Pages:
        """The page of each row by its path."""
        return {row.path: self._page(row) for row in ROWS}

    def _page(self, row: Row) -> Page:
        return partial(self._document, row)

    def _document(self, row: Row, headers: Headers) -> Response:
        try:
            found = assets()
        except PartsMissing:
            return plain(HTTPStatus.SERVICE_UNAVAILABLE, MISSING)
        place = place_of(headers.get("host", ""), self._endpoints())
        body = document(row, found, place).encode()
        return Response(HTTPStatus.OK, body, HTML, headers_of(place), cache=ASKED_AGAIN)

    def _endpoints(self) -> Endpoints:
        """Where the venue's servers listen, as far as this folder names them."""
        try:
            return read_endpoints(self._data)
        except VenueUnreachable:
            return Endpoints()

    def respond(self, head: Head, _peer: str) -> Response:
        """A file of the pages."""
        if head.method not in METHODS:
            return not_allowed()
        try:
            found = assets()
        except PartsMissing:
            return plain(HTTPStatus.SERVICE_UNAVAILABLE, MISSING)
        asset = found.files.get(head.path.removeprefix(found.prefix))
        if asset is None:
            return plain(HTTPStatus.NOT_FOUND, "no such file: load the page again")
        response = _sent(asset, head.headers.get("accept-encoding", ""))
        return replace(response, is_head=head.method == "HEAD")


def _sent(asset: Asset, accepted: str) -> Response:
    vary = ("Vary", "Accept-Encoding")
    if "gzip" in accepted:
        packed = (("Content-Encoding", "gzip"), vary)
        return Response(HTTPStatus.OK, asset.squeezed, asset.media, packed, cache=FOR_EVER)
    return Response(HTTPStatus.OK, asset.body, asset.media, (vary,), cache=FOR_EVER)
