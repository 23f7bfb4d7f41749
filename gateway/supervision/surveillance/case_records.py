"""A case as its history makes it: what happened to it, in which state it is, who has it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from engine.commands import CaseAct


class Act(StrEnum):
    """What happens to a case: the rules open it and add to it, staff do the others with a key, and
    acts of the exchange on its accounts that name it restrict and free these.
    """

    OPENED = "opened"
    GROWN = "grown"
    ASSIGNED = "assigned"
    NOTED = "noted"
    MEASURED = "measured"
    ANSWERED = "answered"
    LIFTED = "lifted"
    CLOSED = "closed"
    RESTRICTED = "restricted"
    FREED = "freed"


BY_RULE = (Act.OPENED, Act.GROWN)
WHILE_OPEN = (Act.ASSIGNED, Act.MEASURED, Act.ANSWERED, Act.CLOSED)
BY_STAFF = {
    CaseAct.ASSIGN: Act.ASSIGNED,
    CaseAct.NOTE: Act.NOTED,
    CaseAct.MEASURE: Act.MEASURED,
    CaseAct.ANSWER: Act.ANSWERED,
    CaseAct.LIFT: Act.LIFTED,
    CaseAct.CLOSE: Act.CLOSED,
}


class Measure(StrEnum):
    """The ladder of the rules, and that nothing was wrong."""

    NONE = "none"
    REMINDER = "reminder"
    INQUIRY = "inquiry"
    PLEDGE = "pledge"
    RESTRICTION = "restriction"


MEASURE_WORDS = {
    Measure.NONE: "不予处理",
    Measure.REMINDER: "提醒",
    Measure.INQUIRY: "问询",
    Measure.PLEDGE: "承诺",
    Measure.RESTRICTION: "限制交易",
}


class Line(NamedTuple):
    """A line of a case's history. `words`: a sentence of the rule, whom it is assigned to, a note,
    why, or what was restricted. `event` is the number of the event that it comes from, `evidence`
    are numbers of events. `operator`: the number of the key, 0 of the rules, and of lines of before
    keys signed. `measure` and `day` of a measure, the day yyyymmdd or 0. `hold`: what a restriction
    or its end is about, as `suspended 7` or `order_rate 7`.
    """

    time_ns: int
    who: str
    act: Act
    words: str
    strength: int
    event: int
    evidence: tuple[int, ...]
    operator: int = 0
    measure: str = ""
    day: int = 0
    hold: str = ""


class Taken(NamedTuple):
    """A measure that was taken: when an answer is due (0: none is), and the answer."""

    measure: Measure
    time_ns: int
    who: str
    words: str
    day: int
    answer: str

    def is_overdue(self, today: int) -> bool:
        """Whether an answer was due before a day, yyyymmdd."""
        asks = self.measure in (Measure.INQUIRY, Measure.PLEDGE)
        return asks and bool(self.day) and not self.answer and self.day < today


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
        return next(each for each in reversed(self.history) if each.act in BY_RULE)

    @property
    def effective(self) -> list[Line]:
        """The lines but those that have no effect: of acts that were under way when somebody else
        closed the case.
        """
        found, closed = [], False
        for each in self.history:
            if not (closed and each.act in WHILE_OPEN):
                found.append(each)
            closed = each.act is Act.CLOSED or (closed and each.act is not Act.GROWN)
        return found

    @property
    def state(self) -> str:
        """`open`, `assigned` or `closed`: by the last act that says so; what a rule adds opens a
        closed case again.
        """
        state = "open"
        for each in self.effective:
            if each.act in (Act.ASSIGNED, Act.CLOSED):
                state = str(each.act)
            elif each.act is Act.GROWN and state == Act.CLOSED:
                state = "open"
        return state

    @property
    def assigned(self) -> str:
        """Whom it is assigned to, empty where nobody."""
        found = [each.words for each in self.effective if each.act is Act.ASSIGNED]
        return found[-1] if found else ""

    @property
    def measures(self) -> list[Taken]:
        """The measures that were taken, in their order; an answer is to the first one that waits
        for one, or to the last.
        """
        taken: list[Taken] = []
        for each in self.effective:
            if each.act is Act.MEASURED:
                measure = Measure(each.measure)
                taken.append(Taken(measure, each.time_ns, each.who, each.words, each.day, ""))
            elif each.act is Act.ANSWERED and taken:
                waits = (place for place, one in enumerate(taken) if one.day and not one.answer)
                place = next(waits, len(taken) - 1)
                taken[place] = taken[place]._replace(answer=each.words)
        return taken

    @property
    def measure(self) -> str:
        """What it is closed with, or the last measure that was taken; empty: none so far."""
        closed = [
            each.measure or each.words.partition(":")[0]
            for each in self.effective
            if each.act is Act.CLOSED
        ]
        if closed and self.state == Act.CLOSED:
            return closed[-1]
        taken = self.measures
        return taken[-1].measure if taken else ""

    @property
    def due(self) -> int:
        """The first day on which an answer is due that has not come, yyyymmdd; 0: none."""
        if self.state == Act.CLOSED:
            return 0
        waits = [each for each in self.measures if each.is_overdue(99_991_231)]
        return min((each.day for each in waits), default=0)

    @property
    def holds(self) -> tuple[str, ...]:
        """What is restricted now by the acts that name it, as `suspended 7`."""
        held: dict[str, None] = {}
        for each in self.history:
            if each.act is Act.RESTRICTED:
                held[each.hold] = None
            elif each.act is Act.FREED:
                held.pop(each.hold, None)
        return tuple(held)


def not_admitted(case: Case, act: Act) -> str:
    """Why a case does not admit an act of staff, in words; empty where it does."""
    if act in WHILE_OPEN and case.state == Act.CLOSED:
        return f"case {case.number} is closed with {case.measure}: only a note can be added"
    if act is Act.ANSWERED and not case.measures:
        return f"nothing was asked in case {case.number}"
    return ""
