"""What passed between a program and its venue, in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Message = dict[str, Any]
Way = Literal["up", "down"]  # from the program, to the program
OPENED, CLOSED, TURNED_AWAY = "opened", "closed", "turned away"
CHANGING = ("new_order", "replace")  # requests that may add to the book


@dataclass(frozen=True)
class Seen:
    """A message at a time, in seconds since the examination began.

    `passed`: False for one that the other side has not got. `line` numbers the connections.
    """

    at_s: float
    line: int
    way: Way
    message: Message
    passed: bool = True

    @property
    def what(self) -> str:
        """The operation of a request, the kind of a report, or the type of a message."""
        kind = self.message.get("type")
        return str(self.message.get("op") or (self.message["report"] if kind == "report" else kind))


@dataclass(frozen=True)
class Event:
    """A connection was opened, closed or turned away."""

    at_s: float
    line: int
    what: str


@dataclass(frozen=True)
class Span:
    """A stretch of time, in seconds since the examination began."""

    begin_s: float = 0.0
    end_s: float = float("inf")

    def __contains__(self, each: Seen | Event) -> bool:
        return self.begin_s <= each.at_s <= self.end_s


ALWAYS = Span()


def is_end(report: Message) -> bool:
    """Whether an order is over with a report."""
    kind = report.get("report")
    return kind == "cancelled" or (kind == "fill" and report["leaves"] == 0)


@dataclass
class Record:
    """Everything that was seen. `seen` are messages, `events` what became of connections."""

    seen: list[Seen] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    _begun_s: float = field(default_factory=time.monotonic)

    def now_s(self) -> float:
        """Seconds since the examination began."""
        return time.monotonic() - self._begun_s

    def note(self, line: int, way: Way, message: Message, *, passed: bool = True) -> None:
        """Keep a message."""
        self.seen.append(Seen(self.now_s(), line, way, message, passed))

    def happened(self, line: int, what: str) -> None:
        """Keep what became of a connection."""
        self.events.append(Event(self.now_s(), line, what))

    def sent(self, *ops: str, span: Span = ALWAYS) -> list[Seen]:
        """Requests of the program of these operations (none named: all), in a span."""
        return [
            each
            for each in self.seen
            if each.way == "up" and each in span and (not ops or each.what in ops)
        ]

    def heard(self, *kinds: str, span: Span = ALWAYS) -> list[Seen]:
        """What the program was sent and got, by kind of report or type of message."""
        return [
            each
            for each in self.seen
            if each.way == "down" and each.passed and each in span and each.what in kinds
        ]

    def reports(self, span: Span = ALWAYS) -> list[Seen]:
        """The reports that the program got."""
        return [
            each
            for each in self.seen
            if each.passed and each.message.get("type") == "report" and each in span
        ]

    def places(self) -> dict[tuple[str, int | None], tuple[str, int]]:
        """Where in the numbered reports an order was `entered`, and where it `ended` or was
        replaced, so that it does not rest with its first terms; whether the program got them or
        not.
        """
        found: dict[tuple[str, int | None], tuple[str, int]] = {}
        for message in (each.message for each in self.seen):
            if message.get("type") == "report":
                place = message["report_date"], message["number"]
                if message["report"] == "entered":
                    found["entered", message["order"]] = place
                elif message["report"] == "replaced" or is_end(message):
                    found.setdefault(("ended", message["order"]), place)
        return found

    def of_account(self, account: int | None) -> Record:
        """What passed on connections but those on which another account was logged on."""
        others = {
            request.line
            for request, answer in self.log_ons()
            if answer.message.get("account") != account
        }
        return Record(
            [each for each in self.seen if each.line not in others],
            [each for each in self.events if each.line not in others],
            self._begun_s,
        )

    def order_of(self, request: Seen) -> int | None:
        """The number that the venue gave to an order, whether the program heard it or not."""
        for each in self.seen:
            said = each.line, each.what, each.message.get("id")
            if each.way == "down" and said == (request.line, "reply", request.message.get("id")):
                return each.message.get("order")
        return None

    def answer_to(self, request: Seen) -> Seen | None:
        """The reply that the program got; None without one."""
        wanted = request.message.get("id")
        replies = (
            each
            for each in self.heard("reply")
            if each.line == request.line and each.message["id"] == wanted
        )
        return next(replies, None)

    def log_ons(self, span: Span = ALWAYS) -> Iterator[tuple[Seen, Seen]]:
        """Each log-on that was taken, with its reply."""
        for request in self.sent("log_on", span=span):
            answer = self.answer_to(request)
            if answer is not None and answer.message["ok"]:
                yield request, answer

    def of(self, what: str, span: Span = ALWAYS) -> list[Event]:
        """What became of connections in a span."""
        return [each for each in self.events if each.what == what and each in span]
