"""The feed's site: one response for the head of a request under `/v1/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path

from gateway.protocol.arrivals import Arrivals
from gateway.protocol.errors import GatewayError, RequestError
from gateway.protocol.http import METHODS, Response, as_json, not_allowed
from gateway.protocol.http_head import Head
from gateway.protocol.http_work import Pairs, Work, passing
from gateway.protocol.outside import Outside
from gateway.schedule.calendar import Calendar, venue_calendar
from marketdata.archive.process import FOLDER
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.http import archived, live, past
from marketdata.http.answer import Document, Handler, Make, Sources
from marketdata.http.openapi import document
from marketdata.http.requests import Asked, found, read
from marketdata.http.route import PREFIX
from marketdata.http.writing import answered

PER_S = 20  # requests of one address
AT_ONCE = 200  # after a pause
DAY_S = 86_400
STATUSES: Mapping[str, HTTPStatus] = {
    "rate_exceeded": HTTPStatus.TOO_MANY_REQUESTS,
    "form_unknown": HTTPStatus.NOT_ACCEPTABLE,
    **dict.fromkeys(
        (
            "path_unknown",
            "instrument_unknown",
            "channel_of_other_market",
            "bulletin_unknown",
            "day_not_archived",
            "file_unknown",
            "trades_not_kept",
            "report_empty",
        ),
        HTTPStatus.NOT_FOUND,
    ),
}  # of refusals; all others are 400
# Everything here is public, no answer depends on who asks, and nothing is asked with a cookie or a
# key: so pages of every origin may read it.
ANY_ORIGIN: Pairs = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Retry-After, Content-Range, Accept-Ranges"),
)
PREFLIGHT: Pairs = (
    ("Allow", ", ".join(METHODS)),
    ("Access-Control-Allow-Methods", "GET, HEAD"),
    ("Access-Control-Allow-Headers", "If-None-Match, If-Range, Range"),
    ("Access-Control-Max-Age", str(DAY_S)),
)


def openapi(_sources: Sources, _asked: Asked) -> Make:
    """The table of paths for machines."""
    return lambda: Document(document())


HANDLERS: dict[str, Handler] = {
    **live.HANDLERS,
    **past.HANDLERS,
    **archived.HANDLERS,
    "openapi": openapi,
}  # by name of the route


class FeedSite:
    """What the feed answers under `/v1/`, from itself, its history and the archive in a data
    folder.
    """

    prefix = PREFIX
    headers = ANY_ORIGIN

    def __init__(self, feed: Feed, history: History, data: Path, outside: Outside) -> None:
        calendar = _read_when_asked(data)
        self._sources = Sources(feed, history, data / FOLDER, calendar, outside)
        self._rates = Arrivals(outside, PER_S, AT_ONCE)

    def respond(self, head: Head, peer: str) -> Response | Work:
        """The response to a request of an address, or what makes it on a thread."""
        try:
            made = self._respond(head, peer)
        except RequestError as error:
            made = _refusal(error)
        return self._dressed(head, made) if isinstance(made, Response) else made

    def _respond(self, head: Head, peer: str) -> Response | Work:
        if not self._rates.admits(peer):
            rule = f"one address may ask {PER_S} times a second, {AT_ONCE} times at once"
            raise RequestError("rate_exceeded", rule, allowed=PER_S)
        if head.method not in METHODS:
            return not_allowed()
        place = found(head.path)
        if head.method == "OPTIONS":
            return Response(HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        asked = read(place, head)
        make = HANDLERS[asked.route.name](self._sources, asked)
        return partial(self._made, head, asked, make)

    def _made(self, head: Head, asked: Asked, make: Make) -> Response:
        try:
            response = answered(head, asked, make())
        except GatewayError as error:
            response = _refusal(error)
        return self._dressed(head, response)

    def _dressed(self, head: Head, response: Response) -> Response:
        headers = (*response.headers, *self.headers)
        return replace(response, headers=headers, is_head=head.method == "HEAD")


def _refusal(error: GatewayError) -> Response:
    status = STATUSES.get(error.code, HTTPStatus.BAD_REQUEST)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return passing(status, error)
    if not isinstance(error, RequestError):
        status = HTTPStatus.SERVICE_UNAVAILABLE  # a file of the venue cannot be read
    return as_json(status, {"error": error.as_map()})


def _read_when_asked(data: Path) -> Callable[[], Calendar]:
    """The calendar of a data folder, which is not looked at before. Raises CalendarError."""
    reader = cache(partial(venue_calendar, data))
    return lambda: reader()()
