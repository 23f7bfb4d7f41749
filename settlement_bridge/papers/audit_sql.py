"""The audit (审计): who did what, when, under which key and on what ground, out of every table that names somebody."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, literal, select, tuple_

from settlement_bridge.compliance.schema import carry_over_rules, certificates, year_rules
from settlement_bridge.records import EntryKind
from settlement_bridge.schema import accounts, changes, entities, files, sign_offs


class Place(NamedTuple):
    """How far a source has been told: the last act's time and number (a file's: its SHA-256)."""

    time_ns: int
    number: int | str


class Act(NamedTuple):
    """One act. `what` is a journal kind, a changed field, a file's kind or what was opened, set or issued."""

    time_ns: int
    source: str
    number: int | str
    what: str
    who: str  # key
    role: str  # empty where the registry did not keep it
    document: str
    note: str
    subject: str  # whom or what it concerns
    detail: str


class _Source(NamedTuple):
    name: str
    time: Any
    number: Any
    numbered: bool  # its numbers are given in order of time
    columns: dict[str, Any]  # of `Act`; others are empty


_SOURCES = (
    _Source(
        "event",
        sign_offs.c.time_ns,
        sign_offs.c.event,
        True,
        {name: sign_offs.c[name] for name in ("who", "role", "document", "note")}
        | {"what": sign_offs.c.kind, "subject": sign_offs.c.entries, "detail": sign_offs.c.reverses},
    ),
    _Source(
        "change",
        changes.c.time_ns,
        changes.c.number,
        True,
        {name: changes.c[name] for name in ("who", "role", "document")}
        | {"what": changes.c.field, "subject": changes.c.subject_number, "note": changes.c.subject}
        | {"detail": changes.c.before + literal(" -> ") + changes.c.after},
    ),
    _Source(
        "file",
        files.c.time_ns,
        files.c.digest,
        False,
        {
            "what": files.c.kind,
            "who": files.c.who,
            "document": files.c.reference,
            "subject": files.c.event,
            "detail": files.c.rows,
        },
    ),
    _Source(
        "entity",
        entities.c.opened_ns,
        entities.c.entity,
        False,
        {"what": literal("opened"), "who": entities.c.opened_by, "subject": entities.c.entity, "detail": entities.c.name},
    ),
    _Source(
        "account",
        accounts.c.opened_ns,
        accounts.c.account,
        False,
        {"what": literal("opened"), "who": accounts.c.opened_by, "subject": accounts.c.entity, "detail": accounts.c.name},
    ),
    _Source(
        "year",
        year_rules.c.time_ns,
        year_rules.c.number,
        True,
        {"what": literal("set"), "who": year_rules.c.who, "subject": year_rules.c.year, "detail": year_rules.c.deadline},
    ),
    _Source(
        "carry_over",
        carry_over_rules.c.time_ns,
        carry_over_rules.c.number,
        True,
        {"what": literal("set"), "who": carry_over_rules.c.who, "subject": carry_over_rules.c.year}
        | {"detail": carry_over_rules.c.instrument},
    ),
    _Source(
        "certificate",
        certificates.c.time_ns,
        certificates.c.number,
        True,
        {"what": literal("issued"), "who": certificates.c.who, "subject": certificates.c.entity, "detail": certificates.c.year},
    ),
)
NAMES = tuple(source.name for source in _SOURCES)
START: tuple[Place | None, ...] = (None,) * len(_SOURCES)


def acts(
    connection: Connection, after: Sequence[Place | None], first_ns: int, end_ns: int, limit: int
) -> tuple[list[Act], tuple[Place | None, ...]]:
    """Acts from one time up to but not including another, behind the `after` of each source, in order; the next `after`."""
    pages = [_page(connection, source, place, (first_ns, end_ns), limit) for source, place in zip(_SOURCES, after, strict=True)]
    found = [act for act, _ in zip(heapq.merge(*pages, key=lambda act: act.time_ns), range(limit), strict=False)]
    told = {act.source: Place(act.time_ns, act.number) for act in found}
    return found, tuple(told.get(source.name, place) for source, place in zip(_SOURCES, after, strict=True))


def _page(connection: Connection, source: _Source, after: Place | None, times: tuple[int, int], limit: int) -> Iterator[Act]:
    """The next acts of one source; only its numbers or times are sorted, never all it has."""
    named = [source.columns.get(name, literal("")).label(name) for name in Act._fields[3:]]
    query = select(source.time.label("time_ns"), source.number.label("number"), *named)
    query = query.where(source.time >= times[0], source.time < times[1])
    order: list[ColumnElement[Any]] = [source.number] if source.numbered else [source.time, source.number]
    if after is not None:
        query = query.where(source.number > after.number if source.numbered else tuple_(*order) > tuple_(*map(literal, after)))
    for row in connection.execute(query.order_by(*order).limit(limit)).all():
        yield _act(source.name, row)


def _act(source: str, row: Any) -> Act:
    words = {
        name: "" if value is None else str(value) for name, value in row._mapping.items() if name not in ("time_ns", "number")
    }
    if source == "event":
        words["what"] = EntryKind(row.what).name.lower()
        words["subject"] = f"{row.subject} entries"
        words["detail"] = f"reverses {row.detail}" if row.detail is not None else ""
    if source == "change":
        words |= {"subject": f"{row.note} {row.subject}", "note": ""}
    if source == "file":
        words |= {"subject": f"event {row.subject}" if row.subject else "", "detail": f"{row.detail} rows"}
    return Act(row.time_ns, source, row.number, **words)
