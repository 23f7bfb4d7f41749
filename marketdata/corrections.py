"""Which figures of a daily row count: those of the latest correction. The row itself stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from marketdata.day_rows import PRINTED

Row = dict[str, Any]
Key = tuple[str, str]  # date, instrument


class Correction(NamedTuple):
    """What became of a row's figures: by name, as first published and as they count now.

    `published`: the day of its latest correction, which is in that line of the file.
    """

    date: str
    instrument: str
    published: str
    sha256: str
    line: int
    figures: Mapping[str, tuple[Any, Any]]


def corrected(row: Row, errata: Iterable[Row]) -> tuple[Row, Correction | None]:
    """A row with the figures that count, and what has become of them; `errata` are those of the
    row in order of publication.
    """
    counts, last = dict(row), None
    for last in errata:
        counts |= {name: last[name] for name in PRINTED if last[name] is not None}
    if last is None:
        return row, None
    changed = {name: (row[name], counts[name]) for name in PRINTED if counts[name] != row[name]}
    source = last["published"], last["sha256"], last["line"]
    return counts, Correction(row["date"], row["instrument"], *source, changed)


def key_of(row: Mapping[str, Any]) -> Key:
    """What a row is of."""
    return row["date"], row["instrument"]
