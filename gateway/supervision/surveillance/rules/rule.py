"""What every rule has: its thresholds, the market of the day, and a way to report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway.supervision.surveillance.facts import Trade
from gateway.supervision.surveillance.findings import EVIDENCE_MAX, Finding, Findings, Trails
from gateway.supervision.surveillance.market import Market


class Rule:
    """A rule on one day; `rule["count"]` is the threshold of that name."""

    def __init__(
        self, name: str, thresholds: Mapping[str, int], market: Market, findings: Findings
    ) -> None:
        self.name, self.market = name, market
        self._thresholds, self._findings = thresholds, findings
        self._trails: list[Trails] = []
        self.begin()

    def begin(self) -> None:
        """Nothing is noted yet."""

    def __getitem__(self, threshold: str) -> int:
        return self._thresholds[threshold]

    def trails(self) -> Trails:
        """What the rule will note of accounts."""
        self._trails.append(Trails(self._findings))
        return self._trails[-1]

    def undone(self, trade: Trade) -> None:
        """The exchange has undone a trade: what was noted with it is no evidence any more."""
        for trails in self._trails:
            trails.forget(trade.sequence)

    def found_no_room(self) -> None:
        """Something is not kept, for which a bound has no room."""
        self._findings.beyond += 1

    def who(self, accounts: tuple[int, ...]) -> str:
        """Accounts by their names."""
        return self.market.lasting.who(accounts)

    def code(self, instrument: int) -> str:
        """The code of an instrument."""
        return self.market.instruments[instrument].code

    def report(
        self,
        instrument: int,
        accounts: tuple[int, ...],
        strength: int,
        sentence: str,
        evidence: Sequence[int],
    ) -> None:
        """The threshold is reached, or more was found since."""
        market = self.market
        self._findings.note(
            Finding(
                market.date,
                self.name,
                self.code(instrument),
                accounts,
                strength,
                sentence,
                tuple(evidence[:EVIDENCE_MAX]),
                market.sequence,
                market.now_ns,
            )
        )
