"""What `ceax days` says at the end: as data for programs, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.texts.terminal import Styled, line, table
from engine.units import format_date
from gateway.rehearsal.days import PlayedDay, PlayedSegment
from gateway.rehearsal.quirks import Difference
from gateway.terminal.tables import counted

HEADINGS = ("Date", "Code", "Column", "Published", "Ours", "Why")  # of differences
HIGH_LOW_NOTE = (
    "Composite high and low are compared on days on which at most one vintage with a price weight"
    " traded; otherwise they depend on an order of trades that the table does not tell."
)


@dataclass(frozen=True)
class Report:
    """All segments as played, and how long it took in seconds."""

    segments: Sequence[PlayedSegment]
    seconds: float

    @property
    def days(self) -> list[PlayedDay]:
        """All days, in order."""
        return [day for segment in self.segments for day in segment.days]

    @property
    def differences(self) -> list[Difference]:
        """Differences that no quirk states."""
        return [difference for difference in self._all() if difference.quirk is None]

    @property
    def quirks(self) -> list[Difference]:
        """Differences that a quirk states."""
        return [difference for difference in self._all() if difference.quirk is not None]

    @property
    def unplayable(self) -> list[str]:
        """Rows that no trades can show, each with the reason."""
        return [text for day in self.days for text in day.unplayable]

    @property
    def good(self) -> bool:
        """Whether everything was played and came out equal, but for known quirks."""
        return not self.differences and not self.unplayable

    @property
    def summary(self) -> dict[str, Any]:
        """The figures of the last line."""
        return {
            "days": len(self.days),
            "segments": len(self.segments),
            "trades": sum(day.trades for day in self.days),
            "blocks": sum(day.blocks for day in self.days),
            "auctions": sum(day.auctions for day in self.days),
            "cells": sum(segment.cells for segment in self.segments),
            "differences": len(self.differences),
            "quirks": len(self.quirks),
            "unplayable": len(self.unplayable),
            "seconds": round(self.seconds, 1),
        }

    def as_data(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "segments": [_segment_data(segment) for segment in self.segments],
            "first": [_first_data(day) for day in self.days],
            "differences": [difference.as_data() for difference in self.differences],
            "quirks": [difference.as_data() for difference in self.quirks],
            "unplayable": self.unplayable,
            "notes": [HIGH_LOW_NOTE],
            "summary": self.summary,
        }

    def _all(self) -> Iterator[Difference]:
        return (difference for day in self.days for difference in day.differences)


def show(report: Report) -> None:
    """Print the segments, who traded first, the quirks used, the differences and the summary
    line.
    """
    _show_segments(report)
    _show_first(report)
    if report.quirks:
        _show_differences("Quirks used: the source's own slips", report.quirks)
    if report.differences:
        _show_differences("Differences", report.differences)
    for text in report.unplayable:
        line(Styled(f"not played: {text}", "red"))
    line(Styled(HIGH_LOW_NOTE, "dim"))
    line(Styled(summary_line(report), "bold green" if report.good else "bold red"))


def summary_line(report: Report) -> str:
    """One line that says it all."""
    figures = report.summary
    not_played = f", {figures['unplayable']} rows not played" if report.unplayable else ""
    verdict = (
        "all equal" if not report.differences else f"{figures['differences']} cells differ"
    ) + not_played
    beside = f"{counted(figures['blocks'], 'block')}, {counted(figures['auctions'], 'auction')}"
    return (
        f"{figures['days']} days ({figures['segments']} segments), {figures['trades']:,} trades"
        f" ({beside}) through the sockets, {figures['cells']:,} cells compared: {verdict},"
        f" {figures['quirks']} quirks used, {figures['seconds']} s"
    )


def _show_segments(report: Report) -> None:
    rows = []
    for segment in report.segments:
        first, last = (format_date(segment.days[place].date) for place in (0, -1))
        rows.append((first, last, str(len(segment.days)), str(segment.cells), segment.why))
    table(("From", "To", "Days", "Cells", "Why it begins here"), rows, title="Segments")


def _show_first(report: Report) -> None:
    chosen = [day for day in report.days if day.first.choice]
    rows = [(format_date(day.date), day.first.code or "", day.first.why) for day in chosen]
    if chosen:
        title = "Which vintage traded first, where there was a choice"
        table(("Date", "First", "Why"), rows, title=title)
    others = len(report.days) - len(chosen)
    line(Styled(f"Days on which at most one vintage traded: {others}", "dim"))


def _show_differences(title: str, differences: Sequence[Difference]) -> None:
    rows = []
    for data in (difference.as_data() for difference in differences):
        cells = (data[heading.lower()] or "(empty)" for heading in HEADINGS[:-1])
        rows.append((*cells, data["why"]))
    table(HEADINGS, rows, title=title)


def _segment_data(segment: PlayedSegment) -> dict[str, Any]:
    first, last = (format_date(segment.days[place].date) for place in (0, -1))
    return {
        "from": first,
        "to": last,
        "days": len(segment.days),
        "cells": segment.cells,
        "why": segment.why,
    }


def _first_data(day: PlayedDay) -> dict[str, Any]:
    return {
        "date": format_date(day.date),
        "instrument": day.first.code,
        "why": day.first.why,
        "trades": day.trades,
    }
