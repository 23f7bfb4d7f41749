"""An examination: what is asked, one after the other, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from gateway.rehearsal.conformance.asked import ASKED, Asked
from gateway.rehearsal.conformance.record import Span
from gateway.rehearsal.conformance.situations import Stage
from gateway.rehearsal.conformance.verdicts import Outcome, Verdict, not_shown

FEED = "loss of the feed"


@dataclass(frozen=True)
class Found:
    """One thing that was asked, with the verdict and the seconds that it took."""

    asked: Asked
    verdict: Verdict
    took_s: float


@dataclass(frozen=True)
class Report:
    """An examination as a whole; `left_out` names what was not asked."""

    venue: str
    account: int | None
    found: tuple[Found, ...]
    left_out: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything that was asked was seen to be done right."""
        return all(each.verdict.outcome is Outcome.PASSED for each in self.found)

    def as_data(self) -> dict[str, Any]:
        """The report for programs and files."""
        return {
            "venue": self.venue,
            "account": self.account,
            "passed": self.passed,
            "asked": [
                {
                    "name": each.asked.name,
                    "asks": each.asked.sentence,
                    "outcome": each.verdict.outcome.value,
                    "seen": list(each.verdict.seen),
                    "seconds": round(each.took_s, 1),
                }
                for each in self.found
            ],
            "left_out": list(self.left_out),
        }


async def examine(
    stage: Stage, without: Collection[str], tell: Callable[[str], object]
) -> tuple[Found, ...]:
    """Bring about each situation but those of `without`, and judge."""
    found = []
    await stage.logged_on()
    for asked in ASKED:
        if asked.name not in without:
            tell(asked.name)
            found.append(await _one(stage, asked))
    return tuple(found)


async def _one(stage: Stage, asked: Asked) -> Found:
    trades = not asked.of_traders or await stage.trading()
    begun_s = stage.record.now_s()
    if not trades:
        return Found(asked, not_shown("it sent no order before"), stage.times.patience)
    await asked.occasion(stage)
    ended_s = stage.record.now_s()
    return Found(asked, _judged(stage, asked, Span(begun_s, ended_s)), ended_s - begun_s)


def _judged(stage: Stage, asked: Asked, span: Span) -> Verdict:
    record = stage.record.of_account(stage.account)
    if not list(record.log_ons()):
        return not_shown("no log-on of this account was taken")
    if asked.name == FEED and (stage.feed is None or not stage.feed.visitors):
        return not_shown("it has not come to the feed by the examiner's address")
    return asked.judge(record, span, stage.times)
