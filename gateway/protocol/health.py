"""What a server says about itself by HTTP: that it lives, and whether it can do its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from gateway.protocol.http import Page, as_json


class Condition(NamedTuple):
    """Something that a server needs for its work: whether it is there, and in words how it is."""

    ok: bool
    says: str


Conditions = Callable[[], Mapping[str, Condition]]  # by name


def health_pages(conditions: Conditions) -> dict[str, Page]:
    """The pages `/healthz` and `/readyz`.

    The first is answered with 200 as long as the server's loop turns; the second with 200 where all
    conditions are good, else with 503.
    """

    def ready() -> tuple[HTTPStatus, Mapping[str, object]]:
        found = conditions()
        is_ready = all(each.ok for each in found.values())
        told = {name: each._asdict() for name, each in found.items()}
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return status, {"ready": is_ready, "conditions": told}

    return {
        "/healthz": lambda _headers: as_json(HTTPStatus.OK, {"alive": True}),
        "/readyz": lambda _headers: as_json(*ready()),
    }
