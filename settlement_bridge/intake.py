"""Files in CSV, taken in whole or not at all, each once: a header, rows, a right totals line.

engine/texts (csv_files, grammar) defines lines and cells.

Cells are whole numbers, instruments, amounts in CNY to the fen, days, references and texts; what is
wrong names line and column.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, insert, or_, select
from sqlalchemy import Row as DatabaseRow

from engine.errors import FileUnreadable
from engine.texts import grammar
from engine.texts.csv_files import csv_lines
from engine.units import CASH_MAX_FEN, format_hundredths, parse_hundredths
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import code
from settlement_bridge.books import SignOff
from settlement_bridge.books.entities import note_change
from settlement_bridge.errors import Refusal
from settlement_bridge.store.registry_tables import files

TOTAL = "total"
ROWS_MAX = 100_000
FIRST_LINE = 2  # of the rows
SAID_MAX = 100  # characters of a bad line that are repeated

Row = TypeVar("Row")


class Malformed(Exception):
    """A file that is not as it should be; the refusal's field names the line, and the column."""

    def __init__(
        self, line: int, value: object, allowed: object, message: str, column: str = ""
    ) -> None:
        super().__init__(message)
        place = f"line {line}, column {column}" if column else f"line {line}"
        self.refusal = Refusal("file_malformed", place, value, allowed, message)


class Sheet(NamedTuple):
    """A file's kind, its columns, and which of them the totals line adds up (the second column
    counts the rows).

    Columns of `money` are CNY with two decimals, other summed ones whole numbers.
    """

    kind: str
    header: tuple[str, ...]
    summed: tuple[str, ...]
    money: tuple[str, ...] = ()

    def totals(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The totals line of some rows whose summed columns are numbers."""
        line = [TOTAL, str(len(rows)), *[""] * (len(self.header) - 2)]
        for name in self.summed:
            place = self.header.index(name)
            line[place] = str(sum(int(row[place]) for row in rows))
        for name in self.money:
            place = self.header.index(name)
            line[place] = format_hundredths(sum(parse_hundredths(row[place]) for row in rows))
        return line

    def form(self) -> str:
        """The totals line as it is described to people."""
        return ",".join(
            [
                TOTAL,
                "ROWS",
                *["SUM" if name in (*self.summed, *self.money) else "" for name in self.header[2:]],
            ]
        )


def read(
    text: str,
    sheet: Sheet,
    row: Callable[[int, list[str]], Row],
    key: Callable[[Row], object] | None = None,
    key_name: str = "",
) -> list[Row] | Refusal:
    """The rows of a file, or what is wrong in which line.

    `row(line, cells)` raises Malformed. Where `key` is given, no two rows may have the same one.
    O(characters).
    """
    try:
        lines = [cells for _, cells in csv_lines(text.removeprefix("\ufeff"))]
        rows = _read(lines, sheet, row)
        if key is not None:
            _refuse_twins([key(each) for each in rows], key_name)
        return rows
    except Malformed as malformed:
        return malformed.refusal
    except FileUnreadable as error:
        return Malformed(error.line, None, error.allowed, error.problem).refusal


def _read(
    lines: Sequence[list[str]], sheet: Sheet, row: Callable[[int, list[str]], Row]
) -> list[Row]:
    header = ",".join(sheet.header)
    if not lines or ",".join(lines[0]) != header:
        raise Malformed(1, _said(lines[0]) if lines else None, header, "the header is another one")
    if len(lines) > ROWS_MAX + 2:
        raise Malformed(len(lines), len(lines), ROWS_MAX, f"more than {ROWS_MAX} rows")
    if len(lines) < 3 or lines[-1][:1] != [TOTAL]:
        raise Malformed(
            len(lines),
            None,
            sheet.form(),
            "the last line is not the totals line; is this the whole file?",
        )
    rows = []
    for number, cells in enumerate(lines[1:-1], 2):
        if len(cells) != len(sheet.header):
            raise Malformed(number, _said(cells), header, f"{len(cells)} columns")
        rows.append(row(number, cells))
    totals = sheet.totals(lines[1:-1])
    if lines[-1] != totals:
        raise Malformed(
            len(lines),
            _said(lines[-1]),
            ",".join(totals),
            "the totals line is not what the rows add up to",
        )
    return rows


def _said(cells: Sequence[str]) -> str:
    return ",".join(cells)[:SAID_MAX]


def digest_of(text: str) -> str:
    """What a file is known by: SHA-256 of its UTF-8 text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(kind: str, rows: Iterable[object]) -> str:
    """A digest of a file's rows, the same in any order and however saved: a SHA-256, hexadecimal.

    `rows` are records of numbers and texts. O(rows log rows).
    """
    lines = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return digest_of("\n".join([kind, *lines]))


class Handed(NamedTuple):
    """A file as somebody hands it in. `again`: why rows that were taken in before are meant."""

    kind: str
    text: str
    rows: Sequence[object]
    reference: str
    sign_off: SignOff
    again: str = ""


def once(
    connection: Connection,
    file: Handed,
    total: int,
    time_ns: int,
    book: Callable[[], int | Refusal],
) -> int | Refusal:
    """Book a file and keep that it was taken in: its event (0: none), or why nothing was done.

    The same rows under the same reference bring the first event; other rows under it, and the same
    rows under another one without `again`, are refused. `total` is the sum of the rows.
    """
    content = content_of(file.kind, file.rows)
    before = _under_this_reference(connection, file, content)
    if before is not None:
        return before
    twin = _with_these_rows(connection, file, content)
    if twin is not None and not file.again:
        where = f"as {file.kind} {twin.reference!r}, event {twin.event}"
        message = f"the same rows were taken in before, {where}"
        hint = "`again` with a reason takes them in once more"
        return Refusal("file_taken_before", "digest", twin.digest, None, f"{message}; {hint}")
    event = book()
    if isinstance(event, Refusal):
        return event
    counted = (len(file.rows), total)
    _note(
        connection,
        file.kind,
        file.text,
        file.reference,
        event,
        file.sign_off.who,
        time_ns,
        counted,
        content,
    )
    if twin is not None:
        change = (
            "registry",
            0,
            "rows taken in again",
            f"{file.kind} {twin.reference}",
            f"{file.reference}: {file.again}",
        )
        note_change(connection, change, file.sign_off._replace(document=file.reference), time_ns)
    return event


def note_given(
    connection: Connection,
    kind: str,
    text: str,
    reference: str,
    counted: tuple[int, int],
    who: str,
    time_ns: int,
) -> None:
    """Keep that a file was given out, with how many rows and which total, by whom."""
    _note(connection, kind, text, reference, 0, who, time_ns, counted, None)


def _under_this_reference(
    connection: Connection, file: Handed, content: str
) -> int | Refusal | None:
    query = select(files).where(files.c.kind == file.kind, files.c.reference == file.reference)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.content == content or (row.content is None and row.digest == digest_of(file.text)):
        return int(row.event)
    message = f"another file with this reference was taken in before, event {row.event}"
    return Refusal("reference_taken_before", "reference", file.reference, "one not in use", message)


def _with_these_rows(
    connection: Connection, file: Handed, content: str
) -> DatabaseRow[*tuple[Any, ...]] | None:
    """The first file that had the same rows; of one from before rows were kept, its bytes tell."""
    same = or_(files.c.content == content, files.c.digest == digest_of(file.text))
    query = select(files).where(files.c.kind == file.kind, same).order_by(files.c.time_ns).limit(1)
    return connection.execute(query).one_or_none()


def _note(
    connection: Connection,
    kind: str,
    text: str,
    reference: str,
    event: int,
    who: str,
    time_ns: int,
    counted: tuple[int, int],
    content: str | None,
) -> None:
    row = (digest_of(text), kind, reference, event, time_ns, who, *counted, content)
    connection.execute(insert(files).values(row))


NUMBER_MAX = 10**18 - 1


def whole(line: int, column: str, text: str, least: int, most: int) -> int:
    """A whole number in a range, with as many digits as its largest at most. Raises Malformed."""
    value = grammar.whole(text, least, most) if len(text) <= len(str(most)) else None
    if value is None:
        message = f"{column} is not a whole number in this range"
        raise Malformed(line, text[:SAID_MAX], [least, most], message)
    return value


def instrument_code(line: int, column: str, text: str) -> str:
    """An instrument's code, by the grammar of the wire. Raises Malformed."""
    try:
        return str(code(column, text).decode())
    except RequestError as wrong:
        said = text[:SAID_MAX]
        raise Malformed(line, said, wrong.allowed, "not an instrument's code", column) from wrong


def amount(line: int, column: str, text: str, least: int = 1) -> int:
    """Fen of an amount written 1234.56. Raises Malformed."""
    fen = grammar.hundredths(text, least, CASH_MAX_FEN, to_the_fen=True)
    if fen is None:
        raise Malformed(line, text[:SAID_MAX], "1234.56", "not an amount in CNY to the fen", column)
    return fen


def day(line: int, column: str, text: str) -> int:
    """A calendar day written 2026-01-05, as yyyymmdd. Raises Malformed."""
    date = grammar.day(text)
    if date is None:
        raise Malformed(line, text[:SAID_MAX], "YYYY-MM-DD", "not a calendar day", column)
    return date


def number(line: int, column: str, text: str) -> int:
    """A number of ours, from 1 on. Raises Malformed."""
    value = None if text.startswith("0") else grammar.whole(text, 1, NUMBER_MAX)
    if value is None:
        raise Malformed(line, text[:SAID_MAX], "1, 2, 3 ...", "not a number", column)
    return value


def name(line: int, column: str, text: str, size: int, least: int = 0) -> str:
    """A text that something is known by: as `words`, with no blanks around it. Raises Malformed."""
    if text != text.strip():
        raise Malformed(line, text[:SAID_MAX], text.strip()[:SAID_MAX], "blanks around it", column)
    return words(line, column, text, size, least)


def words(line: int, column: str, text: str, size: int, least: int = 0) -> str:
    """A text of printable characters, of limited length. Raises Malformed."""
    if not least <= len(text) <= size or not text.isprintable():
        raise Malformed(
            line,
            text[:SAID_MAX],
            f"{least} to {size} printable characters",
            "not a text of this length",
            column,
        )
    return text


def _refuse_twins(keys: Sequence[object], what: str) -> None:
    """Raise Malformed when two rows (from the first line of rows on) have the same key."""
    seen: dict[object, int] = {}
    for line, key in enumerate(keys, FIRST_LINE):
        first = seen.setdefault(key, line)
        if first != line:
            raise Malformed(line, str(key)[:SAID_MAX], None, f"the same {what} as line {first}")
