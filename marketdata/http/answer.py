"""What a route answers, before it has a form; and what it is made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from gateway.protocol.errors import RequestError
from gateway.protocol.outside import Outside
from gateway.schedule.calendar import Calendar
from marketdata.archive.tables import Columns
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.http.forms import Row
from marketdata.http.requests import Asked


@dataclass(frozen=True)
class Sources:
    """What answers are made from. `archive`: its folder; `calendar` reads a file."""

    feed: Feed
    history: History
    archive: Path
    calendar: Callable[[], Calendar]
    outside: Outside


class Rows(NamedTuple):
    """A page of rows; `after`: the key of its last row where more follow."""

    columns: Columns
    rows: Sequence[Row]
    after: str | None


class Document(NamedTuple):
    """One map."""

    content: Any


class Written(NamedTuple):
    """What is in its form already."""

    body: bytes


class Stored(NamedTuple):
    """A file with its size and SHA-256 as its manifest has them."""

    path: Path
    bytes: int
    sha256: str


Answer = Rows | Document | Written | Stored
Make = Callable[[], Answer]  # on a thread
Handler = Callable[[Sources, Asked], Make]  # takes from the feed what it shows now


def page(columns: Columns, found: Sequence[tuple[str, Row]], limit: int) -> Rows:
    """The first `limit` rows of those found, each with its key."""
    kept = found[:limit]
    return Rows(columns, [row for _, row in kept], kept[-1][0] if len(found) > limit else None)


def instrument_unknown(code: str, known: Sequence[str]) -> RequestError:
    """The error for an instrument that there is not."""
    rule = "no such instrument"
    return RequestError("instrument_unknown", rule, field="instrument", value=code, allowed=known)
