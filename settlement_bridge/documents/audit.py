"""The audit (审计): who did what, when, under which key and on what ground, on which account and
how much; in order of time.

Also an audit as a file, CSV or lines of JSON, whose lines are chained, so that it can be checked
later by anybody. Each line ends with a digest: the SHA-256, in hexadecimal, of the digest before
it, a line feed and the line's other values as a JSON list of texts in the order of the columns
(UTF-8, no blanks). The first follows on the SHA-256 of `ceax audit 1`. The last line is of the
source `end`; its number is the count of acts, its detail their days. So no line can be changed,
left out, added or moved without changing the digests after it, and the last one, noted or
published, proves the whole file.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import heapq
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, literal, null, select, tuple_

from engine.texts.csv_files import CsvRows, original
from engine.texts.visible import json_text
from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import EntryKind, State
from settlement_bridge.defaults import ActKind
from settlement_bridge.documents.audit_sources import SOURCES, Source
from settlement_bridge.errors import AuditBroken
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


FIELDS = (*Act._fields, "digest")
END = "end"
_BEGINNING = hashlib.sha256(b"ceax audit 1").hexdigest()


class Sealed(NamedTuple):
    """What a whole file is: its acts, the days asked for, the last act's digest and that of its
    end.
    """

    acts: int
    days: str
    last_act: str
    digest: str


class Chain:
    """The digests of lines, one after another."""

    def __init__(self) -> None:
        self.digest = _BEGINNING

    def add(self, row: Mapping[str, Any]) -> str:
        """The digest of the next line."""
        values = ["" if row[name] is None else str(row[name]) for name in Act._fields]
        said = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        self.digest = hashlib.sha256(f"{self.digest}\n{said}".encode()).hexdigest()
        return self.digest


async def write(path: Path, rows: AsyncIterator[dict[str, Any]], days: str) -> Sealed:
    """Write acts as they come, as CSV or, to a name that ends with .jsonl, as lines of JSON.

    It keeps one line in memory.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        put = _put_csv(file) if path.suffix == ".csv" else _put_lines(file)
        chain, acts = Chain(), 0
        async for row in rows:
            put({**row, "digest": chain.add(row)})
            acts += 1
        last_act, end = chain.digest, _end(acts, days)
        put({**end, "digest": chain.add(end)})
    return Sealed(acts, days, last_act, chain.digest)


def _end(acts: int, days: str) -> dict[str, Any]:
    return dict.fromkeys(Act._fields, "") | {"source": END, "number": acts, "detail": days}


def _put_csv(file: IO[str]) -> Any:
    writer = CsvRows(file)
    writer.row(FIELDS)
    return lambda row: writer.row(row[name] for name in FIELDS)


def _put_lines(file: IO[str]) -> Any:
    return lambda row: file.write(json_text(row) + "\n")


def check(path: Path) -> Sealed:
    """Whether a file is whole and as it was written.

    In memory is one line. Raises AuditBroken that names the line.
    """
    chain, acts, last_act = Chain(), 0, _BEGINNING
    ended: Mapping[str, Any] | None = None
    for line, row in _rows(path):
        if ended is not None:
            raise AuditBroken(f"{path}, line {line}: there is more after the end")
        if set(row) != set(FIELDS) or chain.add(row) != row["digest"]:
            raise AuditBroken(
                f"{path}, line {line}: its digest does not follow from it and the lines before"
            )
        if row["source"] == END:
            ended = row
        else:
            acts, last_act = acts + 1, chain.digest
    if ended is None:
        raise AuditBroken(f"{path}: its end is missing")
    if str(ended["number"]) != str(acts):
        raise AuditBroken(f"{path}: {acts} acts, and its end says {ended['number']}")
    return Sealed(acts, str(ended["detail"]), last_act, chain.digest)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from _csv_rows(file) if path.suffix == ".csv" else _json_rows(file)
    except (OSError, ValueError, csv.Error) as error:
        raise AuditBroken(f"{path} cannot be read as an audit: {error}") from error


def _csv_rows(file: IO[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(file)
    for row in reader:
        yield reader.line_num, {name: _cell_text(cells) for name, cells in row.items()}


def _cell_text(cells: Any) -> Any:
    """A cell's text; the marks of too many cells or too few are left as they are."""
    return original(cells) if isinstance(cells, str) else cells


def _json_rows(file: IO[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, text in enumerate(file, 1):
        row = json.loads(text)
        if not isinstance(row, dict):
            raise ValueError(f"line {line} is no map")
        yield line, row
