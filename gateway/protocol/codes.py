"""The codes of what servers and clients refuse by themselves.

The engine's own reasons are `engine.events.Reason`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Passing(StrEnum):
    """What to do about a refusal that passes by itself."""

    AGAIN = "again"  # nothing was done: send the same again after a pause
    ASK = "ask"  # the outcome is unknown, or depends on something else: query, then send the rest


class Code(NamedTuple):
    """When something is refused with a code, and what to do where that passes by itself."""

    when: str
    passing: Passing | None = None


_AGAIN, _ASK = Passing.AGAIN, Passing.ASK
OF_SERVERS: dict[str, Code] = {
    "frame_malformed": Code("a frame is no map or list of maps"),
    "frame_too_large": Code("a frame is over 65,536 bytes; it closes the connection with 1009"),
    "too_many_requests": Code("a frame holds over 100 requests"),
    "key_repeated": Code("a key, named in `field`, comes twice in a map of the request"),
    "path_unknown": Code("at the handshake, with HTTP 404: the path is not `/`"),
    "subprotocol_unknown": Code("at the handshake, with HTTP 400: a subprotocol is offered"),
    "protocol_unknown": Code("at log-on: the client speaks another version of the protocol"),
    "field_missing": Code("a field is not there"),
    "field_unknown": Code("the operation has no such field"),
    "field_wrong_type": Code("a field's value is of another type; `allowed` says which"),
    "field_out_of_range": Code("a field's value is not allowed; `allowed` says what is"),
    "operation_unknown": Code("no operation has that name"),
    "not_logged_on": Code("log on first"),
    "already_logged_on": Code("this session has logged on"),
    "role_not_allowed": Code("the operation is for other roles"),
    "signature_wrong": Code("at log-on: the signature is not this key's over this challenge"),
    "clock_differs": Code("at log-on: the signed time is too far from the server's"),
    "key_unknown": Code("at log-on: no such key; its sessions are closed when it is taken out"),
    "key_revoked": Code("at log-on: the key is revoked; its sessions are closed then"),
    "key_killed": Code("at log-on: a kill keeps the key out; its sessions are closed then"),
    "key_changed": Code("the key was entered otherwise; its sessions are closed"),
    "keys_unreadable": Code("the venue cannot read its keys.json now", _AGAIN),
    "operator_unknown": Code("no key has that number, or none of the account concerned"),
    "out_of_schedule": Code("calendar and clock speak against the act, and it is not confirmed"),
    "duplicate_client_order_id": Code("the client order id was used today for another order"),
    "report_date_differs": Code("a resume names another day than the one that runs"),
    "rate_exceeded": Code(
        "too many requests a second, with `retry_after_ms`; twice as many close with 4008", _AGAIN
    ),
    "in_flight_exceeded": Code(
        "too many requests of the session wait for their reply, with `retry_after_ms`", _AGAIN
    ),
    "overloaded": Code(
        "too many requests of all sessions wait: members and viewers can only cancel", _AGAIN
    ),
    "storage_failed": Code("the disk refused; the outcome is unknown", _ASK),
    "venue_stopping": Code("the venue takes nothing more because it is stopping", _ASK),
    "internal_error": Code("a fault of the server, which logs it", _ASK),
}
OF_CLIENTS: dict[str, Code] = {
    "venue_unreachable": Code("no server of this protocol answers at the address", _AGAIN),
    "connection_lost": Code("the connection ended before the reply", _ASK),
    "reply_missing": Code("no reply came in time", _ASK),
    "answer_malformed": Code("an answer cannot be read"),
}
# Those of other rooms and of the engine that pass by themselves.
_OTHERS = {
    "order_rate_above_limit": _AGAIN,
    "exchange_not_asked": _AGAIN,
    "exchange_away": _ASK,
    "reference_out_of_step": _ASK,
    "day_not_closed": _ASK,
    "day_unknown": _ASK,
    "day_not_settled": _ASK,
    "clearing_not_confirmed": _ASK,
}
# Every refusal that passes without anybody mending something; any other one is final.
PASSING: dict[str, Passing] = _OTHERS | {
    name: code.passing for name, code in (OF_SERVERS | OF_CLIENTS).items() if code.passing
}
