"""How near each instrument is to its price limits (涨跌停), kept from messages of the feed.

    board = LimitBoard()
    async for message in feed:  # subscribed to `status`, `summary` and `depth`
        for change in board.apply(message):
            print(change.instrument, change.state)

| state | when |
|---|---|
| `near` | the last price, the best bid or the best ask is within a share of the limit |
| `at` | one of them is the limit |
| `locked` | orders rest at the limit on one side, none on the other: what rests is sealed (封单) |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marketdata.typed import FeedMessage

CHANNELS = ("status", "summary", "depth")
NEAR_BP = 100  # of the limit price, by default
WHOLE_BP = 10_000
NEAR, AT, LOCKED = "near", "at", "locked"
UPPER, LOWER = "upper", "lower"
INSTRUMENTS_MAX = 4_096  # that a board keeps


@dataclass(frozen=True)
class Standing:
    """Where an instrument is: state, at which limit, and what is sealed, in tonnes."""

    state: str = ""
    limit: str = ""
    sealed: int = 0


@dataclass
class Line:
    """One instrument. Prices in 0.01 CNY, None where there is none; `touches`: how often it came to
    a limit this day; `since_ns`: when its state began.
    """

    instrument: str
    base: int
    lower: int
    upper: int
    halted: bool = False
    last: int | None = None
    bid: tuple[int, int] | None = None
    ask: tuple[int, int] | None = None
    standing: Standing = Standing()
    touches: int = 0
    since_ns: int = 0

    def distance(self, limit: str) -> int:
        """From the last price, or the base before the first trade, to a limit, in 0.01 CNY."""
        price = self.base if self.last is None else self.last
        return self.upper - price if limit == UPPER else price - self.lower


@dataclass(frozen=True)
class Change:
    """An instrument that has come to another state, or has another quantity sealed."""

    instrument: str
    standing: Standing
    before: Standing
    time_ns: int

    @property
    def state(self) -> str:
        """The state, `left` where it was at or near a limit and is not any more."""
        return self.standing.state or "left"


@dataclass
class LimitBoard:
    """All instruments of the day by their codes. `near_bp`: what is near, 0.01 % of the limit.
    `left_out`: how many more the day has than a board keeps.
    """

    near_bp: int = NEAR_BP
    lines: dict[str, Line] = field(default_factory=dict)
    date: str = ""
    left_out: int = 0

    def apply(self, message: FeedMessage) -> list[Change]:
        """Take a message in; the changes of states that follow, several after one of status."""
        data: Any = message["data"]
        channel, code = message["channel"], message["instrument"]
        touched = []
        if channel == "status":
            touched = list(self._take_status(data))
        elif channel == "summary" and code in self.lines:
            self.lines[code].last = data["latest"] if data["date"] == self.date else None
            touched = [code]
        elif channel == "depth" and code in self.lines:
            self.lines[code].bid, self.lines[code].ask = _best(data["bids"]), _best(data["asks"])
            touched = [code]
        found = (self._judge(self.lines[each], message["time_ns"]) for each in touched)
        return [change for change in found if change is not None]

    def _take_status(self, data: Any) -> Iterator[str]:
        """The limits of the day; a new day begins afresh."""
        fresh = data["date"] != self.date
        self.date = data["date"]
        self.left_out = max(len(data["instruments"]) - INSTRUMENTS_MAX, 0)
        for code, row in islice(data["instruments"].items(), INSTRUMENTS_MAX):
            limits = row["base"], row["lower"], row["upper"]
            line = self.lines.get(code)
            if line is None:
                line = self.lines[code] = Line(code, *limits)
            line.base, line.lower, line.upper = limits
            line.halted = row["halted"] or data["venue_halted"]
            if fresh:
                line.last, line.touches = None, 0
            yield code

    def _judge(self, line: Line, time_ns: int) -> Change | None:
        before, now = line.standing, self.standing_of(line)
        if now == before:
            return None
        if (now.state, now.limit) != (before.state, before.limit):
            line.since_ns = time_ns
        came = now.state in (AT, LOCKED) and before.limit != now.limit
        if came or (now.state in (AT, LOCKED) and before.state in ("", NEAR)):
            line.touches += 1
        line.standing = now
        return Change(line.instrument, now, before, time_ns)

    def standing_of(self, line: Line) -> Standing:
        """Where an instrument is by its prices."""
        if not line.upper:
            return Standing()
        prices = [line.last, *(each[0] for each in (line.bid, line.ask) if each is not None)]
        known = [price for price in prices if price is not None]
        for limit, price, pushing, other in (
            (UPPER, line.upper, line.bid, line.ask),
            (LOWER, line.lower, line.ask, line.bid),
        ):
            if pushing is not None and pushing[0] == price and other is None:
                return Standing(LOCKED, limit, pushing[1])
            if price in known:
                return Standing(AT, limit)
        for limit, price in ((UPPER, line.upper), (LOWER, line.lower)):
            if any(abs(price - each) * WHOLE_BP <= self.near_bp * price for each in known):
                return Standing(NEAR, limit)
        return Standing()


def _best(levels: Any) -> tuple[int, int] | None:
    """Price and quantity of the best level."""
    return (levels[0][0], levels[0][1]) if levels else None
