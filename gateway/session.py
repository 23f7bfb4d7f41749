"""The conversation with one client, without sockets: frames and time go in, work for the venue and closings come out.

A session reads what a client sends, checks who it is and what it may ask, counts it against its limits, and hands over one
`Work` for each frame: every request of the frame in order, those already refused with their error. It never waits.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gateway.auth import Grant, PublicKeys
from gateway.errors import AuthError, RequestError, WireError, error_map
from gateway.schema import LINE_MAX, LOG_ON, OPERATIONS, ROLES_OF, Operation, Way, read_id
from gateway.throttle import NS_PER_S, Gate, Limits
from gateway.wire import PROTOCOL_VERSION, CloseCode, Frame, Message, decode, encode

NONCE_BYTES = 32
HEARTBEAT_DEFAULT_S = 15
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
VENUE_STOPS = Closing(CloseCode.VENUE_STOPS, "the venue stops")


class Request:
    """One map of a frame: its operation with checked fields, or its error."""

    __slots__ = ("error", "fields", "id", "operation")

    def __init__(self, id_: int | None, operation: Operation | None, fields: dict[str, Any], error: Message | None) -> None:
        self.id = id_
        self.operation = operation
        self.fields = fields
        self.error = error


@dataclass(slots=True, eq=False)
class Work:
    """All requests of one frame, in order, and what the session does once they are answered."""

    session: Session
    requests: list[Request]
    received_ns: int
    closing: Closing | None = None
    planned: int = 0  # requests put into a batch so far
    answers: list[Message] = field(default_factory=list)  # filled in order by the venue


class Session:
    """One client's conversation, from the challenge to the close.

    `grant` is None until log-on. `closing` is set once the session is over; frames after that are ignored. Times are
    nanoseconds: `now_ns` of a clock that never goes back, `wall_ns` since 1970.
    """

    def __init__(self, keys: PublicKeys, limits: Limits, venue: str, now_ns: int) -> None:
        self._keys = keys
        self.limits = limits
        self._venue = venue
        self._nonce = secrets.token_hex(NONCE_BYTES)
        self._opened_ns = self._heard_ns = self._spoke_ns = now_ns
        self._requests = Gate(limits.requests_per_s, now_ns)
        self._cancels = Gate(limits.cancels_per_s, now_ns)
        self.text = True
        self.grant: Grant | None = None
        self.cancel_on_disconnect = False
        self.heartbeat_s = HEARTBEAT_DEFAULT_S
        self.in_flight = 0
        self.closing: Closing | None = None

    def challenge(self, wall_ns: int) -> Frame:
        """The first frame of the conversation, always text."""
        message = {"type": "challenge", "nonce": self._nonce, "server_time_ns": wall_ns, "venue": self._venue}
        return encode(message | {"protocol": PROTOCOL_VERSION}, text=True)

    def receive(self, frame: Frame, now_ns: int, wall_ns: int, overloaded: bool = False) -> Work | None:
        """What the venue has to do for a frame. None once the session is closing.

        When `overloaded` everything but cancels is refused. Never raises: what is wrong with the frame becomes an answer.
        """
        if self.closing is not None:
            return None
        self._heard_ns = now_ns
        if self.grant is None:
            self.text = isinstance(frame, str)
        try:
            messages = decode(frame)
        except WireError as error:
            self._count_one(now_ns)
            return self._work([Request(None, None, {}, error.as_map())], wall_ns)
        admission = _Admission(self, messages, now_ns, overloaded)
        return self._work([self._read(message, admission, wall_ns) for message in messages], wall_ns)

    def tick(self, now_ns: int, wall_ns: int) -> Frame | None:
        """To be called about once a second: a heartbeat when one is due; sets `closing` when the client is gone."""
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
        return self.cancel_on_disconnect and self.grant is not None and not graceful

    def _work(self, requests: list[Request], wall_ns: int) -> Work:
        self.in_flight += len(requests)
        return Work(self, requests, wall_ns, self.closing)

    def _count_one(self, now_ns: int) -> None:
        if self._requests.admit(1, now_ns) < 0:
            self.closing = TOO_FAST

    def _read(self, message: Message, admission: _Admission, wall_ns: int) -> Request:
        id_ = None
        try:
            id_ = _id_of(message)
            operation = self._operation(message)
            refusal = admission.refusal(operation.way is Way.CANCEL)
            if refusal is not None:
                return Request(id_, None, {}, refusal)
            fields = operation.read(message)
        except RequestError as error:
            return Request(id_, None, {}, error.as_map())
        if operation.way is Way.SESSION:
            return self._converse(Request(id_, operation, fields, None), wall_ns)
        return Request(id_, operation, fields, None)

    def _operation(self, message: Message) -> Operation:
        name = message.get("op")
        if self.grant is not None and type(name) is str:
            operation = OPERATIONS[self.grant.role].get(name)
            if operation is not None:
                return operation
        return self._other_operation(name)

    def _other_operation(self, name: Any) -> Operation:
        """log_on where it is allowed, else the error for a name that this session may not use."""
        if type(name) is not str:
            raise RequestError("operation_unknown", "a request names its operation in the field op", field="op", value=name)
        if self.grant is None:
            if name == LOG_ON.name:
                return LOG_ON
            raise RequestError("not_logged_on", "log on first", field="op", value=name, allowed=[LOG_ON.name])
        if name == LOG_ON.name:
            raise RequestError("already_logged_on", "this session has logged on already", field="op", value=name)
        if name in ROLES_OF:
            roles = list(ROLES_OF[name])
            message = f"{name} is for {', '.join(roles)}, this key is a {self.grant.role}'s"
            raise RequestError("role_not_allowed", message, field="op", value=name, allowed=roles)
        allowed = list(OPERATIONS[self.grant.role])
        raise RequestError("operation_unknown", f"no operation {name[:LINE_MAX]!r}", field="op", value=name, allowed=allowed)

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
        self.grant = self._keys.verify(fields["key"], self._nonce, fields["time_ns"], fields["signature"], wall_ns)
        self.heartbeat_s = fields.get("heartbeat_s", HEARTBEAT_DEFAULT_S)
        self.cancel_on_disconnect = fields.get("cancel_on_disconnect", False) and self.grant.role == "member"


class _Admission:
    """How many requests of one frame are within the limits; decided once for the frame, used up in its order."""

    def __init__(self, session: Session, messages: list[Message], now_ns: int, overloaded: bool) -> None:
        self._session = session
        self._overloaded = overloaded
        self._room = session.limits.in_flight - session.in_flight
        cancels = sum(message.get("op") in ("cancel", "mass_cancel") for message in messages)
        self._cancels = self._admit(session._cancels, cancels, now_ns)
        self._others = self._admit(session._requests, len(messages) - cancels, now_ns)

    def _admit(self, gate: Gate, count: int, now_ns: int) -> Iterator[bool]:
        admitted = gate.admit(count, now_ns) if count else 0
        if admitted < 0:
            self._session.closing = TOO_FAST
        return iter([True] * max(admitted, 0))

    def refusal(self, is_cancel: bool) -> Message | None:
        """The error for the next request of the frame, None when it is within the limits."""
        gate = self._session._cancels if is_cancel else self._session._requests
        if not next(self._cancels if is_cancel else self._others, False):
            return _rate_exceeded(gate, self._session.limits, is_cancel)
        if self._room <= 0:
            return _in_flight_exceeded(self._session.limits)
        self._room -= 1
        if self._overloaded and not is_cancel:
            return error_map("overloaded", "the venue is overloaded: only cancels are taken for the moment")
        return None


def _rate_exceeded(gate: Gate, limits: Limits, is_cancel: bool) -> Message:
    allowed = limits.cancels_per_s if is_cancel else limits.requests_per_s
    what = "cancels" if is_cancel else "requests"
    error = error_map("rate_exceeded", f"at most {allowed} {what} a second", allowed=allowed)
    return error | {"retry_after_ms": gate.retry_after_ms()}


def _in_flight_exceeded(limits: Limits) -> Message:
    message = f"at most {limits.in_flight} requests may wait for their reply"
    return error_map("in_flight_exceeded", message, allowed=limits.in_flight)


def _id_of(message: Message) -> int:
    if "id" not in message:
        raise RequestError("field_missing", "a request carries its id, an integer", field="id")
    return read_id("id", message["id"])
