"""What the rules have found on a day: for each rule, instrument and set of accounts one finding,
which grows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Trail:
    """What a rule has noted so far of somebody: a count, a quantity in t, and the events."""

    count: int = 0
    quantity: int = 0
    evidence: list[int] = field(default_factory=list)

    def note(self, quantity: int, *events: int) -> None:
        """One more, with its events."""
        self.count += 1
        self.quantity += quantity
        if len(self.evidence) < EVIDENCE_MAX:
            self.evidence.extend(events)


class Trails(dict[tuple[int, ...], Trail]):
    """Trails by key; where there are too many, new ones are made and not kept, and counted in the
    findings of the day.
    """

    def __init__(self, findings: Findings) -> None:
        super().__init__()
        self._findings = findings

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
