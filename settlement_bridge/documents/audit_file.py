"""An audit as a file, CSV or lines of JSON, whose lines are chained, so that it can be checked
later by anybody.

Each line ends with a digest: the SHA-256, in hexadecimal, of the digest before it, a line feed and
the line's other values as a JSON list of texts in the order of the columns (UTF-8, no blanks). The
first follows on the SHA-256 of `ceax audit 1`. The last line is of the source `end`; its number is
the count of acts, its detail their days. So no line can be changed, left out, added or moved
without changing the digests after it, and the last one, noted or published, proves the whole file.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from engine.texts.csv_files import CsvRows, original
from engine.texts.visible import json_text
from settlement_bridge.documents.audit import Act
from settlement_bridge.errors import AuditBroken

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
        yield reader.line_num, {name: _text(cells) for name, cells in row.items()}


def _text(cells: Any) -> Any:
    """A cell's text; the marks of too many cells or too few are left as they are."""
    return original(cells) if isinstance(cells, str) else cells


def _json_rows(file: IO[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, text in enumerate(file, 1):
        row = json.loads(text)
        if not isinstance(row, dict):
            raise ValueError(f"line {line} is no map")
        yield line, row
