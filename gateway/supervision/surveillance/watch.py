"""Surveillance as a pure state machine: rows of events in, findings out, day after day.

The same events give the same findings in the same order, however they were batched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engine.commands import CommandKind
from engine.events import EventKind
from gateway.supervision.surveillance.catalogue import BY_NAME
from gateway.supervision.surveillance.findings import Finding, Findings
from gateway.supervision.surveillance.lasting import Lasting
from gateway.supervision.surveillance.market import Market
from gateway.supervision.surveillance.relations import Relation, Relations
from gateway.supervision.surveillance.rows import Row
from gateway.supervision.surveillance.thresholds import Settings

_ACCEPTED, _DAY_FIGURES = int(EventKind.ACCEPTED), int(EventKind.DAY_FIGURES)
_START_DAY, _TAKE_BACK = int(CommandKind.START_DAY), int(CommandKind.TAKE_BACK_DAY)
NO_RULES: Settings = {}


class Watch:
    """The rules over the days of a venue. `lasting` is what goes on from day to day.

    `settings_of` says which rules a day is judged by; it is asked when the day begins. Who is
    related on it was stated by events before it; `tried`: relations in the place of these.
    `day_ended` is called after each day, with the number of its last event.
    """

    def __init__(
        self,
        settings_of: Callable[[int], Settings],
        tried: Sequence[Relation] | None = None,
        lasting: Lasting | None = None,
        day_ended: Callable[[int], None] = lambda sequence: None,
    ) -> None:
        self.lasting = lasting or Lasting()
        self._settings_of, self._tried, self._day_ended = settings_of, tried, day_ended
        self._begin(0)

    def _begin(self, date: int) -> None:
        """A day begins; 0: the time before the first one."""
        settings = self._settings_of(date) if date else NO_RULES
        stated = self.lasting.relations.values() if self._tried is None else self._tried
        related = Relations(stated, date) if settings else Relations()
        self._market = Market(date, self.lasting, related)
        self._findings = Findings(date)
        self._findings.beyond = related.beyond
        self._market.heard_by(
            BY_NAME[name].make(name, thresholds, self._market, self._findings)
            for name, thresholds in settings.items()
        )

    @property
    def beyond(self) -> int:
        """How often something found no room on the running day, or the last one."""
        return self._findings.beyond

    @property
    def date(self) -> int:
        """The running day, or the last one; 0 before the first."""
        return self._market.date

    def take(self, rows: Iterable[Row]) -> list[Finding]:
        """Take in the next events; what was found, or has grown."""
        found: list[Finding] = []
        take = self._market.take
        for row in rows:
            if row.kind == _ACCEPTED and row.command_kind in (_START_DAY, _TAKE_BACK):
                found += self._findings.take()
                self._begin(row.date if row.command_kind == _START_DAY else 0)
                take = self._market.take
            elif row.kind == _DAY_FIGURES:
                self._end(row.sequence)
            else:
                take(row)
        return found + self._findings.take()

    def _end(self, sequence: int) -> None:
        self._findings.end()
        self._market.heard_by(())  # what comes until the next day is nobody's trading
        self.lasting.days.append(self._market.today)
        self._day_ended(sequence)
