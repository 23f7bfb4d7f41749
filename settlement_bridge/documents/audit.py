"""The audit (审计): who did what, when, under which key and on what ground, on which account and
how much; in order of time.
"""

from __future__ import annotations

import datetime as dt
import heapq
import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, literal, null, select, tuple_

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import EntryKind, State
from settlement_bridge.defaults import ActKind
from settlement_bridge.documents.audit_sources import SOURCES, Source
from settlement_bridge.office import Fields, Office
from settlement_bridge.operations.fields import PAGE_MAX
from settlement_bridge.store.registry_tables import sign_offs

CHINA = dt.timezone(dt.timedelta(hours=8))  # days of the audit begin at midnight there
FIRST_DATE, LAST_DATE = 19_700_102, 22_000_101


class Place(NamedTuple):
    """How far a source has been read: the last act's time and number (a file's: its SHA-256)."""

    time_ns: int
    number: int | str


class Act(NamedTuple):
    """One act: an entry of an event in the journal, a change, a file, what was opened, set, issued,
    decided or stated.

    What a source does not keep is empty, or None where it would be a number.
    """

    time_ns: int
    source: str
    number: int | str  # an entry's is its journal number
    what: str
    who: str  # key
    role: str
    document: str
    note: str
    account: int | None  # from whose account, or on whose
    to_account: int | None
    instrument: str
    quantity: int | None  # t
    amount_fen: int | None
    subject: str  # whom or what it concerns
    detail: str


_MORE = ("from_state", "to_state", "reference")  # of an entry, for its detail
_NUMBERS = ("account", "to_account", "quantity", "amount_fen")
NAMES = tuple(source.name for source in SOURCES)
START: tuple[Place | None, ...] = (None,) * len(SOURCES)


def acts(
    connection: Connection, after: Sequence[Place | None], first_ns: int, end_ns: int, limit: int
) -> tuple[list[Act], tuple[Place | None, ...]]:
    """Acts from one time up to but not including another, after the `after` of each source, in
    order; the next `after`.
    """
    pages = [
        _page(connection, source, place, (first_ns, end_ns), limit)
        for source, place in zip(SOURCES, after, strict=True)
    ]
    found = [
        act
        for act, _ in zip(
            heapq.merge(*pages, key=lambda act: act.time_ns), range(limit), strict=False
        )
    ]
    told = {act.source: Place(act.time_ns, act.number) for act in found}
    return found, tuple(
        told.get(source.name, place) for source, place in zip(SOURCES, after, strict=True)
    )


def _page(
    connection: Connection, source: Source, after: Place | None, times: tuple[int, int], limit: int
) -> Iterator[Act]:
    """The next acts of one source; only its numbers or times are sorted, never all it has."""
    named = [
        source.columns.get(name, null() if name in _NUMBERS else literal("")).label(name)
        for name in (*_FILLED, *_MORE)
    ]
    query = select(source.time.label("time_ns"), source.number.label("number"), *named).select_from(
        source.table
    )
    query = query.where(source.time >= times[0], source.time < times[1])
    order: list[ColumnElement[Any]] = (
        [source.number] if source.numbered else [source.time, source.number]
    )
    if source.name == "event":
        order = [sign_offs.c.event, source.number]
    if after is not None:
        query = query.where(
            source.number > after.number
            if source.numbered
            else tuple_(*order) > tuple_(*map(literal, after))
        )
        if source.name == "event":
            query = query.where(sign_offs.c.event >= _event_of(int(after.number)))
    for row in connection.execute(query.order_by(*order).limit(limit)).all():
        yield _act(source.name, row._mapping)


_FILLED = Act._fields[3:]


def _event_of(number: int) -> Any:
    """The event that an entry with this number belongs to: where to begin."""
    return select(func.max(sign_offs.c.event)).where(sign_offs.c.event <= number).scalar_subquery()


def _act(source: str, row: Any) -> Act:
    fields = dict(row) | {name: _text(row[name]) for name in _FILLED if name not in _NUMBERS}
    fields |= _WORDS.get(source, _as_it_is)(row)
    return Act(**{name: fields[name] for name in Act._fields if name != "source"}, source=source)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _as_it_is(_row: Any) -> dict[str, str]:
    return {}


def _entry_words(row: Any) -> dict[str, str]:
    states = f"{State(row['from_state']).name.lower()} -> {State(row['to_state']).name.lower()}"
    of = f", of {row['reference']}" if row["reference"] else ""
    back = f", reverses {row['detail']}" if row["detail"] is not None else ""
    return {
        "what": EntryKind(row["what"]).name.lower(),
        "subject": f"event {row['subject']}",
        "detail": states + of + back,
    }


def _change_words(row: Any) -> dict[str, str]:
    return {"subject": f"{row['note']} {row['subject']}", "note": ""}


def _file_words(row: Any) -> dict[str, str]:
    return {
        "subject": f"event {row['subject']}" if row["subject"] else "",
        "detail": f"{row['detail']} rows",
    }


def _default_words(row: Any) -> dict[str, str]:
    event = f"event {row['detail']}" if row["detail"] else ""
    return {
        "what": ActKind(row["what"]).name.lower(),
        "subject": f"default {row['subject']}",
        "detail": event,
    }


_WORDS = {
    "event": _entry_words,
    "change": _change_words,
    "file": _file_words,
    "default": _default_words,
}


async def answer_audit(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Who did what, when and on what ground, in order of time, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    after = _read_places(fields["after"]) if "after" in fields else START
    first_ns = _midnight_ns(fields.get("from_date", FIRST_DATE), 0)
    end_ns = _midnight_ns(fields.get("to_date", LAST_DATE), 1)
    found, places = await office.read(acts, after, first_ns, end_ns, limit)
    following = _write_places(places) if len(found) == limit else None
    return {"acts": [act._asdict() for act in found], "next": following}


def _midnight_ns(date: int, days: int) -> int:
    """The beginning of the day that comes `days` days after a date, in nanoseconds."""
    begin = dt.datetime.strptime(format_date(date), "%Y-%m-%d").replace(
        tzinfo=CHINA
    ) + dt.timedelta(days=days)
    return int(begin.timestamp()) * 1_000_000_000


def _write_places(places: Sequence[Place | None]) -> str:
    return json.dumps(places, separators=(",", ":"))


def _read_places(text: str) -> tuple[Place | None, ...]:
    """Where to go on, from an earlier `next`. Raises RequestError."""
    try:
        read = json.loads(text)
        places = tuple(None if pair is None else Place(*pair) for pair in read)
        sound = all(
            place is None or _is_like(place, source)
            for place, source in zip(places, NAMES, strict=True)
        )
    except (ValueError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise RequestError(
            "out_of_range", "give the `next` of the page before", field="after", value=text
        )
    return places


def _is_like(place: Place, source: str) -> bool:
    return type(place.time_ns) is int and type(place.number) is (str if source == "file" else int)
