"""What rules say, and the alerts that are made of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from engine.units import format_date


class Figure(NamedTuple):
    """A figure of an alert, in its unit."""

    name: str
    value: int
    unit: str


class Turn(StrEnum):
    """What a rule says of a condition."""

    BEGINS = "begins"  # it holds; where that is known, nothing is new
    COMES_AGAIN = "comes_again"  # it holds, and is worth looking at once more
    GROWS = "grows"  # it holds with other figures
    ENDS = "ends"


class About(NamedTuple):
    """What makes it the same condition; `subject`: a limit, a process, a key."""

    rule: str
    subject: str = ""
    instrument: str = ""
    account: int = 0


class Change(NamedTuple):
    """What a rule says of a condition, in both languages. `name` is that of the account."""

    turn: Turn
    about: About
    zh: str = ""
    en: str = ""
    figures: tuple[Figure, ...] = ()
    name: str = ""


class Said(NamedTuple):
    """What a rule says, and when. `event`: the number of the event that it follows from, 0 where
    there is none; `date` is the trading day, as yyyymmdd.
    """

    change: Change
    time_ns: int
    date: int
    event: int = 0


class DayOver(NamedTuple):
    """A trading day has ended: what was about the day alone is over."""

    time_ns: int
    event: int


class Seen(NamedTuple):
    """An acknowledgement: of the alert with this number that was raised at this time."""

    number: int
    raised_ns: int
    key: str
    note: str
    time_ns: int
    event: int


Item = Said | DayOver | Seen


@dataclass
class Alert:
    """An alert as it is now. `event` and `seen_event` are the newest that it comes from."""

    number: int
    about: About
    date: int
    time_ns: int
    state: str = "open"
    change: int = 0
    changed_ns: int = 0
    event: int = 0
    seen_event: int = 0
    times: int = 1
    figures: tuple[Figure, ...] = ()
    zh: str = ""
    en: str = ""
    name: str = ""
    acknowledged_by: str = ""
    acknowledged_ns: int | None = None
    note: str = ""
    cleared_ns: int | None = None

    def as_map(self) -> dict[str, Any]:
        """As it goes out (PROTOCOL.md, Alerts)."""
        about = self.about
        return {
            "number": self.number,
            "change": self.change,
            "rule": about.rule,
            "state": self.state,
            "time_ns": self.time_ns,
            "changed_ns": self.changed_ns,
            "date": format_date(self.date),
            "instrument": about.instrument,
            "account": about.account or None,
            "name": self.name,
            "subject": about.subject,
            "times": self.times,
            "figures": [each._asdict() for each in self.figures],
            "text_zh": self.zh,
            "text_en": self.en,
            "acknowledged_by": self.acknowledged_by,
            "acknowledged_ns": self.acknowledged_ns,
            "note": self.note,
            "cleared_ns": self.cleared_ns,
        }

    def as_plain(self) -> dict[str, Any]:
        """As plain values, for the file."""
        return asdict(self) | {"about": list(self.about), "figures": [*map(list, self.figures)]}


def from_plain(values: dict[str, Any]) -> Alert:
    """What `as_plain` has written."""
    figures = tuple(Figure(*each) for each in values["figures"])
    return Alert(**values | {"about": About(*values["about"]), "figures": figures})
