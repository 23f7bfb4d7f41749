"""The conversation with one client, without sockets: frames and time go in, requests and closings
come out.

All three servers talk by it. It says who the client is and what it may ask, reads requests and
answers for their form; what a request does is its server's. It never waits.

| state | `log_on` | `log_off` | other operations | time |
|---|---|---|---|---|
| stranger | logs on or closes | where strangers may ask | likewise | closes without log-on |
| logged on | refused | closes | those of its role | heartbeats; closes when not heard |
| closing | ignored | ignored | ignored | nothing |
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.closings import LATE_LOG_ON, LOGGED_OFF, NOT_HEARD, Closing
from gateway.protocol.errors import (
    AuthError,
    KeyKilled,
    ProtocolUnknown,
    RequestError,
)
from gateway.protocol.faults import FaultLog
from gateway.protocol.fields import INT64_MAX, LINE_MAX
from gateway.protocol.key_table import OWN_ROLES
from gateway.protocol.operations import (
    HEARTBEAT_DEFAULT_S,
    LOG_ON,
    Operation,
    Way,
    read_id,
    read_op,
)
from gateway.protocol.proofs import PROTOCOL_VERSION
from gateway.protocol.server_keys import Welcome
from gateway.protocol.terms import Terms
from gateway.protocol.wire import (
    CloseCode,
    Frame,
    Message,
    Repeating,
    decode,
    encode,
)

RefusalOf = Callable[[Operation], Message | None]
FAULTS = FaultLog(logging.getLogger(__name__))
NS_PER_S = 1_000_000_000
LOG_OFF, NEW_ORDER = "log_off", "new_order"
SILENT_INTERVALS = 2  # heartbeat intervals without a word after which a client counts as gone


def unbounded(_grant: Grant) -> None:
    """A server that does not count its sessions."""


def nobody(_grant: Grant) -> bool:
    """A server that keeps no key out."""
    return False


class Request:
    """One map of a frame: its operation with checked fields, or its error.

    `instrument`: what a request with a bad quantity named, because its own range is narrower than
    any. `message`: the map itself, of an act that may await approval. `act`: the act that it
    approves, once it has been drafted.
    """

    __slots__ = ("act", "error", "fields", "id", "instrument", "message", "operation")

    def __init__(
        self,
        id_: int | None,
        operation: Operation | None,
        fields: dict[str, Any],
        error: Message | None,
    ) -> None:
        self.instrument: Any = None
        self.message: Message | None = None
        self.act: Any = None
        self.id = id_
        self.operation = operation
        self.fields = fields
        self.error = error


class Conversation:
    """One client's conversation, from the challenge to the close.

    `grant` is None until log-on. `closing` is set once the conversation is over. Times are
    nanoseconds: `now_ns` of a clock that never goes back, `wall_ns` since 1970. `refuses_log_on`:
    whether a kill keeps a key out. `take_place` gives a key that logs on a place among the others,
    or raises AuthError.
    """

    def __init__(
        self,
        terms: Terms,
        keys: PublicKeys,
        welcome: Welcome,
        now_ns: int,
        refuses_log_on: Callable[[Grant], bool] = nobody,
    ) -> None:
        self._terms = terms
        self.operations = terms.of_stranger
        self._keys = keys
        self._refuses_log_on = refuses_log_on
        self._welcome = welcome
        self._opened_ns = self._heard_ns = self._spoke_ns = now_ns
        self._is_settled = False  # the encoding
        self.take_place: Callable[[Grant], object] = unbounded
        self.log_on: Mapping[str, Any] = {}  # its fields, once it has been taken
        self.text = True
        self.grant: Grant | None = None
        self.heartbeat_s = HEARTBEAT_DEFAULT_S
        self.closing: Closing | None = None

    def challenge(self, wall_ns: int) -> Frame:
        """The first frame of the conversation, always text."""
        return encode(self._welcome.challenge(wall_ns), text=True)

    def hear(self, now_ns: int) -> None:
        """A sign of life that is no frame has come: a ping or a pong."""
        self._heard_ns = now_ns

    def messages(self, frame: Frame, now_ns: int) -> list[Message]:
        """The maps of a frame that has come. Raises WireError.

        Answers are in the encoding of the log-on, to a stranger who may stay in that of its first
        frame.
        """
        self._heard_ns = now_ns
        if not self._is_settled:
            self.text = isinstance(frame, str)
            self._is_settled = self._terms.log_on_s is None
        return decode(frame)

    def read(self, message: Message, wall_ns: int, refusal_of: RefusalOf | None = None) -> Request:
        """A map as a request, or as the error to answer it with. Never raises.

        `refusal_of`: the error for a request beyond the client's limits, asked once for each.
        """
        id_, operation = message.get("id"), None
        try:
            if isinstance(message, Repeating):
                id_ = None if message.key == "id" else id_
                raise _key_repeated(message.key)
            if type(id_) is not int or not 0 <= id_ <= INT64_MAX:
                id_ = None
                _require_id(message)
            name = message.get("op")
            operation = self.operations.get(name) if type(name) is str else None
            if operation is None:
                raise self._not_to_be_asked(read_op(message))
            if refusal_of is not None and (refusal := refusal_of(operation)) is not None:
                return Request(id_, None, {}, refusal)
            request = Request(id_, operation, operation.read(message), None)
            if operation.approval:
                request.message = message
            if operation.way is Way.SESSION:
                self._converse(operation, request.fields, wall_ns)
            return request
        except (RequestError, AuthError) as error:
            if operation is LOG_ON:
                self.closing = Closing(CloseCode.LOG_ON_REFUSED, error.code)
            return _refused(id_, message, error)
        except Exception as fault:  # noqa: BLE001
            return Request(id_, None, {}, FAULTS.note(fault, "reading a request").as_map())

    def tick(self, now_ns: int, wall_ns: int) -> Frame | None:
        """To be called about once a second: a heartbeat when one is due; sets `closing` when the
        client is gone.
        """
        if self.closing is not None:
            return None
        if self.grant is None:
            log_on_s = self._terms.log_on_s
            if log_on_s is not None and now_ns - self._opened_ns > log_on_s * NS_PER_S:
                self.closing = LATE_LOG_ON
            return None
        if now_ns - self._heard_ns > SILENT_INTERVALS * self.heartbeat_s * NS_PER_S:
            self.closing = NOT_HEARD
            return None
        if now_ns - self._spoke_ns < self.heartbeat_s * NS_PER_S:
            return None
        self._spoke_ns = now_ns
        return encode({"type": "heartbeat", "server_time_ns": wall_ns}, self.text)

    def _not_to_be_asked(self, name: str) -> RequestError:
        """The error for an operation that this client may not ask, or not any more."""
        terms = self._terms
        where: dict[str, Any] = {"field": "op", "value": name}
        if self.grant is None and terms.log_on_s is not None:
            allowed = list(terms.of_stranger)
            return RequestError("not_logged_on", "log on first", **where, allowed=allowed)
        if name == LOG_ON.name:
            rule = "this session has logged on already"
            return RequestError("already_logged_on", rule, **where)
        roles = list(terms.roles_of.get(name, ()))
        if self.grant is not None and self.grant.role in roles:
            return _not_its_duty(terms.of_role[self.grant.role][name], self.grant.duties)
        if roles and self.grant is not None:
            rule = f"{name} is for {', '.join(roles)}, this key is a {self.grant.role}'s"
            return RequestError("role_not_allowed", rule, **where, allowed=roles)
        rule, allowed = f"no operation {name[:LINE_MAX]!r}", list(self.operations)
        return RequestError("operation_unknown", rule, **where, allowed=allowed)

    def _converse(self, operation: Operation, fields: dict[str, Any], wall_ns: int) -> None:
        """Log-on and log-off change the conversation at once, and are answered in their turn."""
        if operation.name == LOG_OFF:
            self.closing = LOGGED_OFF
        elif operation is LOG_ON:
            self._log_on(fields, wall_ns)

    def _log_on(self, fields: dict[str, Any], wall_ns: int) -> None:
        version = fields.get("protocol", PROTOCOL_VERSION)
        if version != PROTOCOL_VERSION:
            rule, known = f"this server speaks version {PROTOCOL_VERSION}", [PROTOCOL_VERSION]
            raise ProtocolUnknown(rule, field="protocol", value=version, allowed=known)
        greeting = self._welcome.agreed(fields.get("binding"))
        if "code" in fields or "public_key" in fields:
            self._terms.redeem(self._keys, greeting, fields, wall_ns)
        signed = fields["key"], fields["time_ns"], fields["signature"]
        grant = self._keys.verify(greeting, *signed, wall_ns)
        if self._welcome.hello.own and grant.role not in OWN_ROLES:
            roles = list(OWN_ROLES)
            rule = f"this listener is for the venue's own servers and staff, a {grant.role} is not"
            raise RequestError(
                "role_not_allowed", rule, field="key", value=grant.key, allowed=roles
            )
        if self._refuses_log_on(grant):
            rule = "a kill refuses log-on to this key until it is released"
            raise KeyKilled(rule, field="key", value=grant.key)
        self.take_place(grant)
        self.grant, self.log_on = grant, fields
        of_role = self._terms.of_role.get(grant.role, {})
        self.operations = {
            name: each for name, each in of_role.items() if each.is_for(grant.duties)
        }
        self._is_settled = True
        self.heartbeat_s = fields.get("heartbeat_s", HEARTBEAT_DEFAULT_S)


def _not_its_duty(operation: Operation, duties: Sequence[str]) -> RequestError:
    """The error for an act of staff that belongs to other duties than the key's."""
    allowed = list(operation.duties)
    whose = f"for the duty {' or '.join(allowed)}" if allowed else "for a key with all duties"
    rule = f"{operation.name} is {whose}, this key's: {', '.join(duties)}"
    where: dict[str, Any] = {"field": "op", "value": operation.name}
    return RequestError("duty_not_allowed", rule, **where, allowed=allowed)


def _key_repeated(key: str) -> RequestError:
    rule = f"the key {key[:LINE_MAX]!r} comes twice: a map holds each key once"
    return RequestError("key_repeated", rule, field=key[:LINE_MAX])


def _require_id(message: Message) -> None:
    """Raise RequestError for a request without a sound id."""
    if "id" not in message:
        raise RequestError("field_missing", "a request carries its id, an integer", field="id")
    read_id("id", message["id"])


def _refused(id_: int | None, message: Message, error: RequestError | AuthError) -> Request:
    refused = Request(id_, None, {}, error.as_map())
    if error.field == "quantity" and message.get("op") == NEW_ORDER:
        refused.instrument = message.get("instrument")
    return refused
