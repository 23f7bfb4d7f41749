"""The gateway's conversation with one client.

It counts requests against the client's limits, and hands over one `Work` for each frame, every
request of the frame in order, those already refused with their error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gateway.protocol.admission import WORKS_UNDER_LOAD, Admission, Gates
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.closings import LOGGED_OFF, TOO_FAST, VENUE_STOPS, Closing
from gateway.protocol.conversation import FAULTS, NEW_ORDER, Conversation, Request
from gateway.protocol.errors import WireError
from gateway.protocol.limits import Limits
from gateway.protocol.operations import LOG_ON
from gateway.protocol.readers import Column
from gateway.protocol.server_keys import Welcome
from gateway.protocol.table.rows import OPERATIONS, ROLES_OF
from gateway.protocol.terms import Terms
from gateway.protocol.wire import Frame, Message

TOGETHER_MIN = 4  # new orders of a frame from which on they are read, planned, answered together


@dataclass(slots=True, eq=False)
class Work:
    """All requests of one frame, in order, and what the session does once they are answered.

    `columns`: where all are new orders of one form, their fields by name, instead of the fields of
    each.
    """

    session: Session
    requests: list[Request]
    received_ns: int
    closing: Closing | None = None
    planned: int = 0  # requests put into a batch so far
    answers: list[Message] = field(default_factory=list)  # filled in order by the venue
    columns: Mapping[str, Column] | None = None

    def spread(self) -> None:
        """Give each request its own fields."""
        if self.columns is not None:
            for request, values in zip(
                self.requests, zip(*self.columns.values(), strict=True), strict=True
            ):
                request.fields = dict(zip(self.columns, values, strict=True))
            self.columns = None


class Session(Conversation):
    """A conversation with the gateway.

    Frames that come once `closing` is set are ignored. `in_flight`: requests that wait for their
    reply.
    """

    def __init__(
        self,
        keys: PublicKeys,
        limits: Limits,
        welcome: Welcome,
        now_ns: int,
        refuses_log_on: Callable[[Grant], bool],
    ) -> None:
        terms = Terms({LOG_ON.name: LOG_ON}, OPERATIONS, ROLES_OF, limits.log_on_s)
        super().__init__(terms, keys, welcome, now_ns, refuses_log_on)
        self.limits = limits
        self._gates = Gates(limits, now_ns)
        self.in_flight = 0
        self.log_on_refused = False  # by the floor, on its thread, after the key was found good

    def receive(
        self, frame: Frame, now_ns: int, wall_ns: int, overloaded: bool = False
    ) -> Work | None:
        """What the venue has to do for a frame. None once the session is closing.

        When `overloaded`, requests of members and viewers are refused, except cancels and what
        concerns the session alone. Never raises: what is wrong with the frame becomes an answer,
        and so does a fault in reading it, which changes nothing and does not end the session.
        """
        if self.closing is not None:
            return None
        try:
            messages = self.messages(frame, now_ns)
            return self._work_of(messages, now_ns, wall_ns, overloaded)
        except WireError as error:
            if self._gates.requests.admit(1, now_ns) < 0:
                self.closing = TOO_FAST
            refusal = error.as_map()
        except Exception as fault:  # noqa: BLE001
            refusal = FAULTS.note(fault, "reading a frame").as_map()
        return self._work([Request(None, None, {}, refusal)], wall_ns)

    @property
    def cancels_when_gone(self) -> bool:
        """Whether the account's orders are to be cancelled now that the connection is lost."""
        graceful = self.closing in (LOGGED_OFF, VENUE_STOPS)
        is_member = self.grant is not None and self.grant.role == "member"
        asked = is_member and self.log_on.get("cancel_on_disconnect", False)
        return asked and not self.log_on_refused and not graceful

    def _work_of(
        self, messages: list[Message], now_ns: int, wall_ns: int, overloaded: bool
    ) -> Work:
        if overloaded and self.grant is not None and self.grant.role in WORKS_UNDER_LOAD:
            overloaded = False
        room = self.limits.in_flight - self.in_flight
        admission = Admission(self._gates, self.limits, room, messages, now_ns, overloaded)
        if admission.too_fast:
            self.closing = TOO_FAST
        if not admission.of_all:
            requests = [self.read(message, wall_ns, admission.refusal) for message in messages]
        elif len(messages) >= TOGETHER_MIN and (orders := self._read_together(messages, wall_ns)):
            return orders
        else:
            requests = [self.read(message, wall_ns) for message in messages]
        return self._work(requests, wall_ns)

    def _work(self, requests: list[Request], wall_ns: int) -> Work:
        self.in_flight += len(requests)
        return Work(self, requests, wall_ns, self.closing)

    def _read_together(self, messages: list[Message], wall_ns: int) -> Work | None:
        """A frame of sound new orders of one form; None when it is not one."""
        operation = self.operations.get(NEW_ORDER)
        sound = operation is not None and set(map(type, messages)) == {dict}
        read = operation.read_alike(messages) if operation is not None and sound else None
        if read is None:
            return None
        ids, columns = read
        work = self._work([Request(id_, operation, {}, None) for id_ in ids], wall_ns)
        work.columns = columns
        return work
