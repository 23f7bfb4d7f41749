"""What the rules have found on a day: for each rule, instrument and set of accounts one finding,
which grows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

EVIDENCE_MAX = 1_000  # events that one finding names; more are counted only
FINDINGS_MAX = 10_000  # of a day; more are counted only
TRAILS_MAX = 200_000  # accounts, or pairs of them, that one rule follows on a day
GROWTH = 2  # by this factor a finding has grown when it is reported again


class Finding(NamedTuple):
    """What a rule has found: who, in which instrument, how strong in the rule's own measure, in a
    sentence with figures; `evidence` are numbers of events, `sequence` the last that counted.
    """

    date: int
    rule: str
    instrument: str
    accounts: tuple[int, ...]
    strength: int
    sentence: str
    evidence: tuple[int, ...]
    sequence: int
    time_ns: int

    @property
    def key(self) -> tuple[int, str, str, tuple[int, ...]]:
        """What makes it the same finding when it grows."""
        return self.date, self.rule, self.instrument, self.accounts


class Trail:
    """What a rule has noted so far of somebody: a count, a quantity in t, and the events."""

    __slots__ = ("_noted", "count", "kept", "quantity")

    def __init__(self) -> None:
        self.count = self.quantity = self.kept = 0
        self._noted: list[tuple[int, tuple[int, ...]]] = []

    @property
    def evidence(self) -> list[int]:
        """The events, in the order in which they were noted."""
        return [event for _, events in self._noted for event in events]

    def note(self, quantity: int, *events: int) -> None:
        """One more, with its events."""
        self.count += 1
        self.quantity += quantity
        if self.kept < EVIDENCE_MAX:
            self._noted.append((quantity, events))
            self.kept += len(events)

    def forget(self, event: int) -> None:
        """Take back what was noted with an event, which is none any more."""
        gone = [each for each in self._noted if event in each[1]]
        for each in gone:
            self._noted.remove(each)
            self.count -= 1
            self.quantity -= each[0]
            self.kept -= len(each[1])


class Trails(dict[tuple[int, ...], Trail]):
    """Trails by key; where there are too many, new ones are made and not kept, and counted in the
    findings of the day.
    """

    def __init__(self, findings: Findings) -> None:
        super().__init__()
        self._findings = findings

    def forget(self, event: int) -> None:
        """Take back what was noted with an event. O(what is noted)."""
        for trail in self.values():
            trail.forget(event)

    def __missing__(self, key: tuple[int, ...]) -> Trail:
        trail = Trail()
        if len(self) < TRAILS_MAX:
            self[key] = trail
        else:
            self._findings.beyond += 1
        return trail


class Findings:
    """The findings of a day. `take` hands over those that are new or have grown. `beyond`: how
    often something found no room.
    """

    def __init__(self, date: int) -> None:
        self.date = date
        self.beyond = 0
        self._latest: dict[tuple[int, str, str, tuple[int, ...]], Finding] = {}
        self._reported: dict[tuple[int, str, str, tuple[int, ...]], int] = {}
        self._new: list[Finding] = []

    def note(self, finding: Finding) -> None:
        """A rule's threshold is reached, or more was found since."""
        reported = self._reported.get(finding.key, 0)
        if not reported and len(self._reported) >= FINDINGS_MAX:
            self.beyond += 1
            return
        self._latest[finding.key] = finding
        if finding.strength >= GROWTH * reported:
            self._tell(finding)

    def forget(self, event: int) -> None:
        """What was reported with an event stays reported, and has not grown by it."""
        grown = [key for key, each in self._latest.items() if event in each.evidence]
        for key in grown:
            del self._latest[key]

    def end(self) -> None:
        """The day is over: what has grown since it was reported is reported once more."""
        for key, finding in self._latest.items():
            if finding.strength > self._reported[key]:
                self._tell(finding)

    def take(self) -> list[Finding]:
        """What is new since the last call, in the order in which it was found."""
        new, self._new = self._new, []
        return new

    def _tell(self, finding: Finding) -> None:
        self._reported[finding.key] = finding.strength
        self._new.append(finding)


def latest(findings: list[Finding]) -> Iterator[Finding]:
    """Of each finding its last form, in the order in which they were found first."""
    yield from {each.key: each for each in findings}.values()
