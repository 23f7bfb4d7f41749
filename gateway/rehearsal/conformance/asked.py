"""What an examination asks, in its order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gateway.rehearsal.conformance import judgements, situations
from gateway.rehearsal.conformance.lost_orders import lost_answer
from gateway.rehearsal.conformance.record import Record, Span
from gateway.rehearsal.conformance.situations import Stage
from gateway.rehearsal.conformance.times import Times
from gateway.rehearsal.conformance.verdicts import Verdict


@dataclass(frozen=True)
class Asked:
    """One thing that a venue asks: a name, a sentence, how it is brought about, how it is judged.

    `occasion` returns when it is over. `judge` gets the span from its begin to its end.
    `of_traders`: that nothing was sent says something only of a program that trades.
    """

    name: str
    sentence: str
    occasion: Callable[[Stage], Awaitable[object]]
    judge: Callable[[Record, Span, Times], Verdict]
    of_traders: bool = False


ASKED = (
    Asked(
        "log-on",
        "It asks nothing before its log-on was taken.",
        situations.nothing,
        judgements.log_on,
    ),
    Asked(
        "order life",
        "No two orders have one client order id; none is touched after its end was reported.",
        situations.whole_life,
        judgements.order_life,
    ),
    Asked(
        "duplicates",
        "After a lost answer it sends the same order again, or looks first what became of it.",
        situations.lost_answer,
        lost_answer,
    ),
    Asked(
        "recovery",
        "After a cut it comes back by itself, without haste, and misses no report.",
        situations.cut,
        judgements.recovery,
    ),
    Asked(
        "cancel on disconnect",
        "It has its orders taken out when it is gone.",
        situations.nothing,
        judgements.guard,
    ),
    Asked(
        "throttle",
        "What was refused as too fast it does not send before the time that the refusal names.",
        situations.throttled,
        judgements.throttle,
    ),
    Asked(
        "halt",
        "While trading is halted it sends no order.",
        situations.halted,
        judgements.halt,
        True,
    ),
    Asked(
        "suspended instrument",
        "While one instrument is halted it sends no order of that.",
        situations.suspended,
        judgements.suspension,
        True,
    ),
    Asked(
        "loss of the feed",
        "Without market data it sends no order.",
        situations.feed_held,
        judgements.lost_feed,
        True,
    ),
    Asked(
        "silence",
        "A line on which nothing comes it gives up after two heartbeats.",
        situations.silence,
        judgements.silence,
    ),
)
