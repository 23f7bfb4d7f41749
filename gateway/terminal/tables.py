"""How the console shows what a venue says: tables for people, the reply itself as JSON for
programs.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.texts.terminal import json_line, line, wide_table
from engine.units import format_hundredths

Row = Mapping[str, Any]
SHANGHAI_MS = 8 * 3600 * 1000  # ahead of UTC


def plain(value: Any) -> str:
    """Any value; None as nothing."""
    return "" if value is None else str(value)


def money(value: int | None) -> str:
    """Ticks or fen in CNY with two decimals and thousands apart: 785012 as "7,850.12"."""
    if value is None:
        return ""
    whole, cents = format_hundredths(value).split(".")
    return f"{int(whole):,}.{cents}" if whole != "-0" else f"-0.{cents}"


def count(value: int | None) -> str:
    """Tonnes and counts, thousands apart."""
    return "" if value is None else f"{value:,}"


def time_of_day(time_ns: int | None) -> str:
    """Nanoseconds since 1970 as the time of day in Shanghai, to the millisecond."""
    if time_ns is None:
        return ""
    seconds, ms = divmod(time_ns // 1_000_000 + SHANGHAI_MS, 1000)
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"


def moment(time_ns: int) -> str:
    """Nanoseconds since 1970 as date and time in Shanghai, to the second."""
    seconds = (time_ns // 1_000_000 + SHANGHAI_MS) // 1000
    return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%d %H:%M:%S}"


def in_one_line(text: str) -> str:
    """A text of several lines in one."""
    return " ".join(text.splitlines())


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 order", "2,000 orders"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


class _Words(string.Formatter):
    """Sentences in which money and counts are written as in tables."""

    def format_field(self, value: Any, format_spec: str) -> str:
        write = {"money": money, "count": count}.get(format_spec)
        if write is not None:
            return write(value)
        return counted(value, format_spec) if format_spec else str(value)


def worded(sentence: str, known: Row) -> str:
    """A sentence with what is known in the places of its names."""
    return _Words().vformat(sentence, (), known)


def flag(word: str) -> Callable[[Any], str]:
    """The word when the value is true."""
    return lambda value: word if value else ""


@dataclass(frozen=True)
class Column:
    """One column: the field of a row, its heading, how its value is written."""

    field: str
    heading: str
    write: Callable[[Any], str] = plain

    @property
    def is_number(self) -> bool:
        """Numbers are aligned to the right."""
        return self.write in (money, count)


def show(title: str, rows: Sequence[Row], columns: Sequence[Column], as_json: bool) -> None:
    """Print rows as a table, or as a JSON list with all their fields.

    A column that says nothing is left out, and no value is ever cut: a table too wide for the
    terminal is printed wider.
    """
    if as_json:
        say_json(rows)
        return
    cells = {column: [column.write(row.get(column.field)) for row in rows] for column in columns}
    shown = {column: written for column, written in cells.items() if any(written) or not rows}
    figures = [place for place, column in enumerate(shown) if column.is_number]
    headings = [column.heading for column in shown]
    wide_table(title, headings, zip(*shown.values(), strict=True), figures)


def say(sentence: str, reply: Row, as_json: bool) -> None:
    """Print what was done as a sentence, or the reply's own fields as JSON."""
    if as_json:
        say_json({name: value for name, value in reply.items() if name not in ("type", "id", "ok")})
    else:
        line(sentence)


def say_json(content: Any) -> None:
    """One line of JSON."""
    json_line(content)
