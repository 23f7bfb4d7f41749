"""What a gateway sends a session unasked, each kind to its stream, over one connection after the
other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

from gateway.client.connection import Connection
from gateway.client.link import OnEnd
from gateway.client.pushed import AlertStream, PushedStream, State
from gateway.client.streams import (
    MS_PER_S,
    NOT_READY,
    TOO_OLD,
    EventStream,
    Place,
    ReportStream,
)
from gateway.protocol.errors import GatewayError
from gateway.protocol.replies import RequestRefused
from gateway.protocol.wire import Message

GUARD_UNKNOWN = "guard_unknown"  # no session of before waits for that one
Opening = Callable[[Message, OnEnd], Awaitable[Connection]]


class SessionStreams:
    """The streams of a session, and the log-ons by which they go on.

    `opening` logs on with further fields, `asked` is where the first log-on asks the reports from.
    """

    def __init__(self, opening: Opening, asked: Place | None) -> None:
        self._opening, self._asked = opening, asked
        self.reports, self.events = ReportStream(), EventStream()
        self.states, self.notices = PushedStream[State](), PushedStream[Message]()
        self.approvals = PushedStream[Message]()
        self.risk_alerts, self.alerts = AlertStream(), AlertStream("change")
        self.logged_on: Message = {}  # the latest reply to a log-on
        self.ahead_ns = 0  # how far the venue's clock was ahead at it

    async def open(self, on_end: OnEnd) -> Connection:
        """A connection with the reports from where they are wanted; it waits for those of an
        earlier day, and goes on with the first day that the venue has. It takes over its guard of
        before, where the venue was started again.
        """
        asked, self._asked = self._asked, None
        guard = self.logged_on.get("guard")
        while True:
            fields = _resumed(asked or self.reports.wanted) | _guarded(guard)
            try:
                connection = await self._opening(fields, on_end)
                break
            except RequestRefused as refused:
                if refused.code == NOT_READY:
                    await asyncio.sleep((refused.retry_after_ms or 0) / MS_PER_S)
                elif refused.code == GUARD_UNKNOWN:
                    guard = None  # the venue has not been started again: it has fired
                elif refused.code == TOO_OLD and asked is None:
                    self.reports.give_up(refused.allowed["report_date"])
                else:
                    raise
        self.logged_on, self.ahead_ns = connection.logged_on, connection.server_ahead_ns
        self.reports.begin(asked, self._following())
        return connection

    def ask_from_today(self) -> None:
        """Read the reports from the first one of the day that runs, where there are any."""
        following = self._following()
        if following is not None:
            self.reports.ask_from(Place(following.date, 1))

    def receive(self, message: Message) -> None:
        """Give a message to its stream; one of an unknown type is passed over."""
        match message["type"]:
            case "report":
                self.reports.receive(message)
            case "events":
                self.events.receive(message)
            case "state":
                self.states.push(cast(State, message))
            case "risk_alert":
                self.risk_alerts.push(message)
            case "alert":
                self.alerts.push(message)
            case "schedule_notice" | "session_news":
                self.notices.push(message)
            case "approval":
                self.approvals.push(message)

    def end(self, error: GatewayError | None) -> None:
        """There will be no other connection."""
        self.reports.end(error)
        self.events.end(error)
        self.states.end(error)
        self.notices.end(error)
        self.approvals.end(error)
        self.risk_alerts.end(error)
        self.alerts.end(error)

    def _following(self) -> Place | None:
        """The place of the next new report; None without an account."""
        number = self.logged_on.get("next_report")
        return None if number is None else Place(self.logged_on["report_date"], number)


def _resumed(place: Place | None) -> Message:
    return {} if place is None else {"report_date": place.date, "next_report": place.number}


def _guarded(guard: int | None) -> Message:
    return {} if guard is None else {"guard": guard}
