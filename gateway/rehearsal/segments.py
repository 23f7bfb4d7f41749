"""Segments: runs of days without a hole between them.

Two days are consecutive when, for every instrument and for the venue, what was accumulated before
plus what the day traded (all methods) is what the table says was accumulated after. A break starts
a new segment, which opens in a fresh venue with the previous closes and totals that its own rows
state.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.rehearsal.published_rows import COMPOSITE, NOTHING, PublishedDay, PublishedRow, Sum


@dataclass(frozen=True)
class Segment:
    """Consecutive days and why they do not follow the days before them."""

    days: tuple[PublishedDay, ...]
    why: str


def split(days: Iterable[PublishedDay]) -> list[Segment]:
    """Cut the days into segments, in order."""
    segments: list[Segment] = []
    current: list[PublishedDay] = []
    why = "the first day of the table"
    accumulated: dict[str, Sum] = {}
    for day in days:
        reason = break_before(day, accumulated) if current else ""
        if reason:
            segments.append(Segment(tuple(current), why))
            current, why, accumulated = [], reason, {}
        current.append(day)
        accumulated |= {row.code: row.cumulative for row in day.instruments} | {
            COMPOSITE: day.cumulative
        }
    return [*segments, Segment(tuple(current), why)] if current else segments


def break_before(day: PublishedDay, accumulated: dict[str, Sum]) -> str:
    """Why `day` does not continue the totals accumulated so far (by code), or an empty text."""
    for row in day.instruments:
        reason = _break(row, accumulated.get(row.code))
        if reason:
            return reason
    return _hole(COMPOSITE, accumulated[COMPOSITE], day.total, day.cumulative)


def opening_totals(row: PublishedRow) -> Sum:
    """What an instrument had accumulated before this row's day."""
    return row.cumulative - row.day


def _break(row: PublishedRow, before: Sum | None) -> str:
    if before is None and row.previous_close is not None:
        return f"{row.code} has a previous close but no row before"
    return _hole(row.code, before or NOTHING, row.day, row.cumulative)


def _hole(code: str, before: Sum, day: Sum, after: Sum) -> str:
    if before + day == after:
        return ""
    return (
        f"{code}: {before.volume} t before and {day.volume} t that day do not make the"
        f" {after.volume} t accumulated"
    )
