"""How long the parts of an examination last, and what a program is given, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """What an examination takes its time for.

    `patience`: for an occasion that the program must give. Of the program is asked: `reaction` from
    what it has heard until it acts by it; `back` from the end of a cut until it is logged on again;
    `resume` from a log-on until missing reports are asked for; `feed_noticed` from the last market
    data; `heartbeats` of silence. The examiner cuts `swallowed` after a lost answer, lets nobody in
    for `away`, looks at what follows for `watched`, and holds up what adds to the book for
    `throttled`, `halted`, and market data for `feed_held`.
    """

    patience: float = 30.0
    reaction: float = 1.0
    back: float = 30.0
    resume: float = 5.0
    feed_noticed: float = 5.0
    heartbeats: float = 2.5  # of silence; a line is given up after two
    swallowed: float = 0.3
    away: float = 2.0
    watched: float = 3.0
    throttled: float = 2.0
    halted: float = 4.0
    feed_held: float = 10.0
