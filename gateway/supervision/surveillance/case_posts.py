"""Cases as they are posted to the gateway, which serves them to the staff."""

from __future__ import annotations

from typing import Any

from engine.commands import CaseAct
from engine.units import WORDING_MAX, format_date
from gateway.protocol.table.cases import EVIDENCE_MAX, LINES_MAX, PARTIES_MAX
from gateway.supervision.posting import Served
from gateway.supervision.surveillance.case_records import BY_STAFF, Case, Line, not_admitted
from gateway.supervision.surveillance.cases import Cases
from gateway.supervision.surveillance.catalogue import BY_NAME

SERVED = Served("cases", at_once=1, kept=500)
Row = dict[str, Any]


class CaseChanges(Cases):
    """The cases of a data folder in the order in which they change, over a connection of its own:
    what it reads is on disk. A case changes with each line of its history.
    """

    @property
    def last_change(self) -> int:
        """The number of the newest line; 0 before the first."""
        with self._reading() as database:
            return int(database.execute("SELECT max(line) FROM history").fetchone()[0] or 0)

    def posted_after(self, change: int, most: int) -> list[Row]:
        """The cases with lines after a number, as they are now, in order, `most` at most."""
        newest = (
            "SELECT max(line), number FROM history WHERE line > ?"
            " GROUP BY number ORDER BY max(line) LIMIT ?"
        )
        with self._reading() as database:
            found = database.execute(newest, (change, most)).fetchall()
        return [as_posted(self.case(number), line) for line, number in found]

    def before_last(self, count: int) -> int:
        """The number after which that count of cases has changed; 0: all have."""
        newest = "SELECT max(line) AS last FROM history GROUP BY number"
        with self._reading() as database:
            sought = f"{newest} ORDER BY last DESC LIMIT 1 OFFSET ?"
            found = database.execute(sought, (count,)).fetchone()
        return int(found[0]) if found else 0


def as_posted(case: Case, change: int) -> Row:
    """A case as a map, with its evidence and the newest lines of its history."""
    finding, rule = case.finding, BY_NAME.get(case.rule)
    return {
        "number": case.number,
        "change": change,
        "date": format_date(case.date),
        "rule": case.rule,
        "rule_zh": rule.words if rule else "",
        "rule_en": rule.sentence if rule else "",
        "instrument": case.instrument,
        "accounts": list(case.accounts[:PARTIES_MAX]),
        "state": case.state,
        "assigned": _bounded(case.assigned),
        "measure": case.measure or None,
        "due": _date(case.due),
        "held": list(case.holds),
        "admits": [each.name.lower() for each in CaseAct if not not_admitted(case, BY_STAFF[each])],
        "strength": finding.strength,
        "unit": rule.measure if rule else "",
        "found": _bounded(finding.words),
        "events": len(finding.evidence[:EVIDENCE_MAX]),
        "lines": len(case.history),
        "opened_ns": case.history[0].time_ns,
        "changed_ns": case.history[-1].time_ns,
        "history": [_line(each) for each in case.history[-LINES_MAX:]],
        "evidence": list(finding.evidence[:EVIDENCE_MAX]),
    }


def _line(line: Line) -> Row:
    return {
        "time_ns": line.time_ns,
        "who": line.who,
        "act": str(line.act),
        "measure": line.measure or None,
        "day": _date(line.day),
        "words": _bounded(line.words),
        "event": line.event,
    }


def _date(day: int) -> str:
    return format_date(day) if day else ""


def _bounded(words: str) -> str:
    """As much of it as a message may have."""
    return words.encode()[:WORDING_MAX].decode("utf-8", "ignore")
