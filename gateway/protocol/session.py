"""The conversation with one client, without sockets: frames and time go in, work for the venue and
closings come out.

A session reads what a client sends, checks who it is and what it may ask, counts it against its
limits, and hands over one `Work` for each frame: every request of the frame in order, those already
refused with their error. It never waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.protocol.admission import WORKS_UNDER_LOAD, Admission, Gates
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.errors import AuthError, KeyKilled, RequestError, WireError
from gateway.protocol.faults import FaultLog
from gateway.protocol.fields import LINE_MAX
from gateway.protocol.operations import LOG_ON, Operation, Way, read_id, read_op
from gateway.protocol.readers import Column
from gateway.protocol.table import OPERATIONS, ROLES_OF
from gateway.protocol.throttle import NS_PER_S, Limits
from gateway.protocol.wire import PROTOCOL_VERSION, CloseCode, Frame, Message, decode, encode

FAULTS = FaultLog(logging.getLogger(__name__))
HEARTBEAT_DEFAULT_S = 15
TOGETHER = "new_order"  # a frame of these is read, planned and answered together
TOGETHER_MIN = 4  # requests of a frame from which on that is worth while
SILENT_INTERVALS = 2  # heartbeat intervals without a word after which a client counts as gone


@dataclass(frozen=True)
class Closing:
    """Why a connection is closed."""

    code: CloseCode
    reason: str


LOGGED_OFF = Closing(CloseCode.LOG_OFF, "log_off")
TOO_FAST = Closing(CloseCode.RATE, "rate_exceeded")
NOT_HEARD = Closing(CloseCode.HEARTBEAT_MISSED, "heartbeat_missed")
LATE_LOG_ON = Closing(CloseCode.LOG_ON_REFUSED, "no log_on in time")
SLOW_READER = Closing(CloseCode.SLOW_READER, "slow_reader")
REVOKED = Closing(CloseCode.LOG_ON_REFUSED, "key_revoked")
KILLED = Closing(CloseCode.LOG_ON_REFUSED, "key_killed")
VENUE_STOPS = Closing(CloseCode.VENUE_STOPS, "the venue stops")
FAULT = Closing(CloseCode.INTERNAL_ERROR, "internal_error")


class Request:
    """One map of a frame: its operation with checked fields, or its error.

    `instrument`: what a request with a bad quantity named, because its own range is narrower than
    any.
    """

    __slots__ = ("error", "fields", "id", "instrument", "operation")

    def __init__(
        self,
        id_: int | None,
        operation: Operation | None,
        fields: dict[str, Any],
        error: Message | None,
    ) -> None:
        self.instrument: Any = None
        self.id = id_
        self.operation = operation
        self.fields = fields
        self.error = error


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


class Session:
    """One client's conversation, from the challenge to the close.

    `grant` is None until log-on. `closing` is set once the session is over; frames after that are
    ignored. Times are
    nanoseconds: `now_ns` of a clock that never goes back, `wall_ns` since 1970. `refuses_log_on`:
    whether a kill keeps a key out.
    """

    def __init__(
        self,
        keys: PublicKeys,
        limits: Limits,
        venue: str,
        nonce: str,
        now_ns: int,
        refuses_log_on: Callable[[Grant], bool],
    ) -> None:
        self._keys = keys
        self._refuses_log_on = refuses_log_on
        self.limits = limits
        self._venue = venue
        self._nonce = nonce
        self._opened_ns = self._heard_ns = self._spoke_ns = now_ns
        self._gates = Gates(limits, now_ns)
        self.text = True
        self.grant: Grant | None = None
        self.cancel_on_disconnect = False
        self.heartbeat_s = HEARTBEAT_DEFAULT_S
        self.in_flight = 0
        self.log_on_refused = False  # by the floor, on its thread, after the key was found good
        self.closing: Closing | None = None

    def challenge(self, wall_ns: int) -> Frame:
        """The first frame of the conversation, always text."""
        message = {
            "type": "challenge",
            "nonce": self._nonce,
            "server_time_ns": wall_ns,
            "venue": self._venue,
        }
        return encode(message | {"protocol": PROTOCOL_VERSION}, text=True)

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
        self._heard_ns = now_ns
        if self.grant is None:
            self.text = isinstance(frame, str)
        try:
            return self._requests_of(frame, now_ns, wall_ns, overloaded)
        except Exception as fault:  # noqa: BLE001
            error = FAULTS.note(fault, "reading a frame")
            return self._work([Request(None, None, {}, error.as_map())], wall_ns)

    def _requests_of(self, frame: Frame, now_ns: int, wall_ns: int, overloaded: bool) -> Work:
        try:
            messages = decode(frame)
        except WireError as error:
            self._count_one(now_ns)
            return self._work([Request(None, None, {}, error.as_map())], wall_ns)
        if self.grant is not None and self.grant.role in WORKS_UNDER_LOAD:
            overloaded = False
        admission = Admission(
            self._gates,
            self.limits,
            self.limits.in_flight - self.in_flight,
            messages,
            now_ns,
            overloaded,
        )
        if admission.too_fast:
            self.closing = TOO_FAST
        if (
            len(messages) >= TOGETHER_MIN
            and admission.of_all
            and (orders := self._read_together(messages, wall_ns))
        ):
            return orders
        return self._work(
            [self._read(message, admission, wall_ns) for message in messages], wall_ns
        )

    def tick(self, now_ns: int, wall_ns: int) -> Frame | None:
        """To be called about once a second: a heartbeat when one is due; sets `closing` when the
        client is gone.
        """
        if self.closing is not None:
            return None
        if self.grant is None:
            if now_ns - self._opened_ns > self.limits.log_on_s * NS_PER_S:
                self.closing = LATE_LOG_ON
            return None
        if now_ns - self._heard_ns > SILENT_INTERVALS * self.heartbeat_s * NS_PER_S:
            self.closing = NOT_HEARD
            return None
        if now_ns - self._spoke_ns < self.heartbeat_s * NS_PER_S:
            return None
        self._spoke_ns = now_ns
        return encode({"type": "heartbeat", "server_time_ns": wall_ns}, self.text)

    @property
    def cancels_when_gone(self) -> bool:
        """Whether the account's orders are to be cancelled now that the connection is lost."""
        graceful = self.closing in (LOGGED_OFF, VENUE_STOPS)
        logged_on = self.grant is not None and not self.log_on_refused
        return self.cancel_on_disconnect and logged_on and not graceful

    def _work(self, requests: list[Request], wall_ns: int) -> Work:
        self.in_flight += len(requests)
        return Work(self, requests, wall_ns, self.closing)

    def _count_one(self, now_ns: int) -> None:
        if self._gates.requests.admit(1, now_ns) < 0:
            self.closing = TOO_FAST

    def _read_together(self, messages: list[Message], wall_ns: int) -> Work | None:
        """A frame of sound new orders of one form; None when it is not one."""
        operation = OPERATIONS[self.grant.role].get(TOGETHER) if self.grant is not None else None
        read = operation.read_alike(messages) if operation is not None else None
        if read is None:
            return None
        ids, columns = read
        work = self._work([Request(id_, operation, {}, None) for id_ in ids], wall_ns)
        work.columns = columns
        return work

    def _read(self, message: Message, admission: Admission, wall_ns: int) -> Request:
        id_ = None
        try:
            id_ = _id_of(message)
            operation = self._operation(message)
            refusal = admission.refusal(operation.way)
            if refusal is not None:
                return Request(id_, None, {}, refusal)
            request = Request(id_, operation, operation.read(message), None)
            return self._converse(request, wall_ns) if operation.way is Way.SESSION else request
        except RequestError as error:
            refused = Request(id_, None, {}, error.as_map())
            if error.field == "quantity" and message.get("op") == TOGETHER:
                refused.instrument = message.get("instrument")
            return refused
        except Exception as fault:  # noqa: BLE001
            return Request(id_, None, {}, FAULTS.note(fault, "reading a request").as_map())

    def _operation(self, message: Message) -> Operation:
        name = message.get("op")
        if self.grant is not None and type(name) is str:
            operation = OPERATIONS[self.grant.role].get(name)
            if operation is not None:
                return operation
        return self._other_operation(read_op(message))

    def _other_operation(self, name: str) -> Operation:
        """log_on where it is allowed, else the error for a name that this session may not use."""
        if self.grant is None:
            if name == LOG_ON.name:
                return LOG_ON
            raise RequestError(
                "not_logged_on", "log on first", field="op", value=name, allowed=[LOG_ON.name]
            )
        if name == LOG_ON.name:
            raise RequestError(
                "already_logged_on", "this session has logged on already", field="op", value=name
            )
        if name in ROLES_OF:
            roles = list(ROLES_OF[name])
            message = f"{name} is for {', '.join(roles)}, this key is a {self.grant.role}'s"
            raise RequestError("role_not_allowed", message, field="op", value=name, allowed=roles)
        allowed = list(OPERATIONS[self.grant.role])
        raise RequestError(
            "operation_unknown",
            f"no operation {name[:LINE_MAX]!r}",
            field="op",
            value=name,
            allowed=allowed,
        )

    def _converse(self, request: Request, wall_ns: int) -> Request:
        """Log-on and log-off change the session at once; all three are answered in their turn."""
        assert request.operation is not None
        if request.operation.name == "log_off":
            self.closing = LOGGED_OFF
        elif request.operation is LOG_ON:
            try:
                self._log_on(request.fields, wall_ns)
            except AuthError as error:
                self.closing = Closing(CloseCode.LOG_ON_REFUSED, error.code)
                return Request(request.id, None, {}, error.as_map())
        return request

    def _log_on(self, fields: dict[str, Any], wall_ns: int) -> None:
        signed = fields["key"], self._nonce, fields["time_ns"], fields["signature"]
        grant = self._keys.verify(*signed, wall_ns)
        if self._refuses_log_on(grant):
            rule = "a kill refuses log-on to this key until it is released"
            raise KeyKilled(rule, field="key", value=grant.key)
        self.grant = grant
        self.heartbeat_s = fields.get("heartbeat_s", HEARTBEAT_DEFAULT_S)
        self.cancel_on_disconnect = (
            fields.get("cancel_on_disconnect", False) and self.grant.role == "member"
        )


def _id_of(message: Message) -> int:
    if "id" not in message:
        raise RequestError("field_missing", "a request carries its id, an integer", field="id")
    return read_id("id", message["id"])
