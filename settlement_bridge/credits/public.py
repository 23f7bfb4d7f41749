"""The public record by HTTP, without a key: projects, periods, what was issued and cancelled, and
the papers of what was on notice.

Beside the WebSocket, under /public/, in JSON; a page of rows goes on at `?after=NUMBER`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy import Connection

from gateway.protocol.errors import RequestError
from gateway.protocol.http import Response, as_json, not_allowed
from gateway.protocol.http_head import Head
from gateway.protocol.http_work import Pairs, Work
from settlement_bridge.credits import papers, reading
from settlement_bridge.store.database import Registry

PREFIX = "/public/"
ROWS = 100  # of a page
KEPT = "max-age=60"  # seconds that others may keep an answer
PAPER = "application/octet-stream"
_PAPER = re.compile(r"papers/([0-9a-f]{64})")
_ONE = re.compile(r"(projects|periods)/([1-9][0-9]{0,17})")

Found = dict[str, Any]


@dataclass
class PublicRecord:
    """The site; `today` is the exchange's day."""

    registry: Registry
    today: Callable[[], int]
    prefix: str = PREFIX
    headers: Pairs = (("Access-Control-Allow-Origin", "*"),)

    def respond(self, head: Head, _peer: str) -> Response | Work:
        """The answer to a path, made on a thread."""
        if head.method not in ("GET", "HEAD"):
            return not_allowed()
        path, after = head.path.removeprefix(PREFIX), _after(head.query)
        if after is None:
            rule = "`after` is the `next` of the page before"
            error = RequestError("field_out_of_range", rule, field="after", value=head.query[:100])
            return as_json(HTTPStatus.BAD_REQUEST, {"error": error.as_map()})
        return lambda: self._made(head, path, after)

    def _made(self, head: Head, path: str, after: int) -> Response:
        paper = _PAPER.fullmatch(path)
        if paper is not None:
            content = self.registry.snapshot(lambda tables: papers.public(tables, paper[1]))
            return _missing(path) if content is None else self._said(head, content, PAPER)
        found = self.registry.snapshot(lambda tables: self._found(tables, path, after))
        if found is None:
            return _missing(path)
        response = as_json(HTTPStatus.OK, found)
        return self._said(head, response.body, response.form)

    def _said(self, head: Head, body: bytes, form: str) -> Response:
        is_head = head.method == "HEAD"
        return Response(HTTPStatus.OK, body, form, self.headers, is_head=is_head, cache=KEPT)

    def _found(self, tables: Connection, path: str, after: int) -> Found | None:
        """The content of a path, or None."""
        one, today = _ONE.fullmatch(path), self.today()
        if one is not None:
            read = reading.project if one[1] == "projects" else reading.period
            return read(tables, int(one[2]), today)
        match path:
            case "projects":
                rows = reading.all_projects(tables, None, after, ROWS + 1, today)
            case "periods":
                rows = reading.all_periods(tables, None, None, after, ROWS + 1, today)
            case "cancellations":
                rows = reading.all_cancellations(tables, None, after, ROWS + 1)
            case "issued":
                return {"issued": reading.issued(tables)}
            case "bodies":
                return {"bodies": reading.all_bodies(tables)}
            case "methodologies":
                return {"methodologies": reading.all_methodologies(tables)}
            case _:
                return None
        following = rows[ROWS - 1]["number"] if len(rows) > ROWS else None
        return {path: rows[:ROWS], "next": following}


def _after(query: str) -> int | None:
    """The place that a query names, 0 without one; None where it is no number."""
    given = parse_qs(query).get("after", ["0"])[-1]
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None


def _missing(path: str) -> Response:
    error = RequestError(
        "path_unknown", "no such page of the public record", field="path", value=path[:100]
    )
    return as_json(HTTPStatus.NOT_FOUND, {"error": error.as_map()})
