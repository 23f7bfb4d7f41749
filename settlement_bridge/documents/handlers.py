"""Answers to the operations of documents: the audit, the bulletin."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.documents import audit, bulletin
from settlement_bridge.documents.audit import START, Place
from settlement_bridge.office import Fields, Office
from settlement_bridge.records import PAGE_MAX

CHINA = dt.timezone(dt.timedelta(hours=8))  # days of the audit begin at midnight there
FIRST_DATE, LAST_DATE = 19_700_102, 22_000_101


async def answer_audit(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Who did what, when and on what ground, in order of time, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    after = _read_places(fields["after"]) if "after" in fields else START
    first_ns = _midnight_ns(fields.get("from_date", FIRST_DATE), 0)
    end_ns = _midnight_ns(fields.get("to_date", LAST_DATE), 1)
    found, places = await office.read(audit.acts, after, first_ns, end_ns, limit)
    following = _write_places(places) if len(found) == limit else None
    return {"acts": [act._asdict() for act in found], "next": following}


async def answer_bulletin(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A day's settlement bulletin."""
    return await office.read(bulletin.bulletin, fields["date"])


def _midnight_ns(date: int, days: int) -> int:
    """When a day begins, in nanoseconds; so many days later."""
    begin = dt.datetime.strptime(format_date(date), "%Y-%m-%d").replace(
        tzinfo=CHINA
    ) + dt.timedelta(days=days)
    return int(begin.timestamp()) * 1_000_000_000


def _write_places(places: Sequence[Place | None]) -> str:
    return json.dumps(places, separators=(",", ":"))


def _read_places(text: str) -> tuple[Place | None, ...]:
    """Where to go on, as `next` said. Raises RequestError."""
    try:
        read = json.loads(text)
        places = tuple(None if pair is None else Place(*pair) for pair in read)
        sound = all(
            place is None or _is_like(place, source)
            for place, source in zip(places, audit.NAMES, strict=True)
        )
    except (ValueError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise RequestError(
            "out_of_range", "say the `next` of the page before", field="after", value=text
        )
    return places


def _is_like(place: Place, source: str) -> bool:
    return type(place.time_ns) is int and type(place.number) is (str if source == "file" else int)
