"""A case as its history makes it: what happened to it, in which state it is, who has it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Act(StrEnum):
    """What happens to a case."""

    OPENED = "opened"
    GROWN = "grown"
    ASSIGNED = "assigned"
    NOTED = "noted"
    CLOSED = "closed"


class Measure(StrEnum):
    """What a case is closed with: the ladder of the rules, and that nothing was wrong."""

    NONE = "none"
    REMINDER = "reminder"
    INQUIRY = "inquiry"
    PLEDGE = "pledge"
    RESTRICTION = "restriction"


MEASURE_WORDS = {
    Measure.NONE: "不予处理",
    Measure.REMINDER: "提醒",
    Measure.INQUIRY: "约谈",
    Measure.PLEDGE: "承诺",
    Measure.RESTRICTION: "限制",
}


class Line(NamedTuple):
    """A line of a case's history. `words`: a sentence of the rule, whom it is assigned to, a note,
    or the measure. `evidence` are numbers of events.
    """

    time_ns: int
    who: str
    act: Act
    words: str
    strength: int
    event: int
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """A case as its history makes it."""

    number: int
    date: int
    rule: str
    instrument: str
    accounts: tuple[int, ...]
    history: tuple[Line, ...]

    @property
    def finding(self) -> Line:
        """The newest line that a rule has written."""
        return next(each for each in reversed(self.history) if each.event)

    @property
    def state(self) -> str:
        """`open`, `assigned` or `closed`: by the last act that says so; what a rule adds opens a
        closed case again.
        """
        state = "open"
        for each in self.history:
            if each.act in (Act.ASSIGNED, Act.CLOSED):
                state = str(each.act)
            elif each.act is Act.GROWN and state == Act.CLOSED:
                state = "open"
        return state

    @property
    def assigned(self) -> str:
        """Whom it is assigned to, empty where nobody."""
        found = [each.words for each in self.history if each.act is Act.ASSIGNED]
        return found[-1] if found else ""

    @property
    def measure(self) -> str:
        """What it was closed with, empty while it is not closed."""
        found = [each.words for each in self.history if each.act is Act.CLOSED]
        return found[-1].partition(":")[0] if found and self.state == Act.CLOSED else ""
