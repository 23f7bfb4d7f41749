"""Which pages get a WebSocket, by their origin and by the host that the browser calls."""

from __future__ import annotations

import json

import pytest

from gateway.protocol.door import Door
from gateway.protocol.http import Response
from gateway.protocol.http_head import Head
from gateway.protocol.origins import ORIGINS_MAX, OriginRefused, read_origins, refused

OTHERS = ("https://desk.example", "https://other.example:8443")


# origin of the page, host that is called, whether it may connect
TABLE = (
    (None, "venue.example:9101", True),
    ("https://venue.example:9102", "venue.example:9101", True),
    ("https://VENUE.example:9102", "venue.example", True),
    ("http://127.0.0.1:9102", "127.0.0.1:9101", True),
    ("http://localhost:9102", "127.0.0.1:9101", True),
    ("http://[::1]:9102", "localhost:9101", True),
    ("https://desk.example", "venue.example:9101", True),
    ("https://Desk.example", "venue.example:9101", True),
    ("https://desk.example:444", "venue.example:9101", False),
    ("http://desk.example", "venue.example:9101", False),
    ("https://evil.example", "venue.example:9101", False),
    ("https://venue.example.evil.example", "venue.example:9101", False),
    ("https://evil.example", "127.0.0.1:9101", False),
    ("null", "127.0.0.1:9101", False),
    ("", "127.0.0.1:9101", False),
    ("file://", "", False),
)


@pytest.mark.parametrize(("origin", "host", "may"), TABLE)
def test_a_page_of_the_same_host_or_one_that_is_named_may_connect(
    origin: str | None, host: str, may: bool
) -> None:
    headers = {"host": host} | ({} if origin is None else {"origin": origin})
    response = refused(Head("GET", "/", 1, headers), OTHERS)
    assert (response is None) is may
    if response is not None:
        error = json.loads(response.body)["error"]
        assert (response.status, error["code"]) == (403, "origin_not_allowed")
        assert (error["value"], error["allowed"]) == (origin, list(OTHERS))


def test_the_door_refuses_a_page_of_another_host() -> None:
    door = Door({})
    socket = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    head = {**socket, "sec-websocket-key": "A" * 22 + "==", "host": "venue.example"}
    foreign = Head("GET", "/", 1, {**head, "origin": "https://evil.example"})
    response = door.answer(foreign, "192.0.2.1")
    assert isinstance(response, Response) and response.status == 403
    door.origins = read_origins("https://evil.example/")
    assert door.answer(foreign, "192.0.2.1") is None


@pytest.mark.parametrize(
    "text",
    ["evil.example", "https://", "https://a.example/path", "ws://a.example", "*", "https://a b"],
)
def test_an_origin_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(OriginRefused, match="is no origin"):
        read_origins(f"https://desk.example,{text}")


def test_there_is_a_bound_of_origins() -> None:
    with pytest.raises(OriginRefused, match="at most 64"):
        read_origins(",".join(["https://a.example"] * (ORIGINS_MAX + 1)))
