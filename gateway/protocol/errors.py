"""Everything that can go wrong at the gateway's edges, as one family of exceptions.

Each carries what an error reply says: a code from PROTOCOL.md, the field, the value sent, what is
allowed, a sentence.
"""

from __future__ import annotations

import json
import math
from typing import Any

from gateway.protocol.codes import PASSING, Passing

_IN_JSON = json.JSONEncoder(ensure_ascii=False, default=repr)  # piece by piece
LOG_ON_RETRY_MS = 1_000
VALUE_TEXT_MAX = 80  # characters of a bad value in its error


class GatewayError(Exception):
    """Base of the family.

    `code` is the word of PROTOCOL.md; `field`, `value` and `allowed` may be None, and so may
    `retry_after_ms`, after which the same passes. `server`: the kind of server that refused, "" for
    what a client found by itself.
    """

    code = "gateway_error"
    server = ""
    retry_after_ms: int | None = None

    def __init__(
        self, message: str, *, field: str | None = None, value: Any = None, allowed: Any = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.allowed = allowed

    @property
    def passing(self) -> Passing | None:
        """What to do about it when it passes by itself; None when it does not."""
        return PASSING.get(self.code)

    @property
    def remedy(self) -> str:
        """What to do about it, as a sentence; "" for a code that this version does not know."""
        from gateway.protocol.remedies import OF_ONE_SERVER, REMEDIES

        of_server = OF_ONE_SERVER.get(self.server, {})
        return of_server.get(self.code) or REMEDIES.get(self.code, "")

    def as_map(self) -> dict[str, Any]:
        """The `error` map of a reply."""
        error = error_map(self.code, self.message, self.field, self.value, self.allowed)
        wait_ms = self.retry_after_ms
        return error if wait_ms is None else error | {"retry_after_ms": wait_ms}


def error_map(
    code: str, message: str, field: str | None = None, value: Any = None, allowed: Any = None
) -> dict[str, Any]:
    """The `error` map of a reply, with the value cut to a size that is safe to repeat."""
    return {
        "code": code,
        "field": field,
        "value": sayable(value),
        "allowed": allowed,
        "message": message,
    }


def sayable(value: Any) -> Any:
    """The value as it was sent, of its own type, where an error can carry it.

    A text is cut after 80 characters. A list or a map whose JSON has more comes as the beginning
    of that. An integer of more than 64 bits, a number that is none, and bytes come as text.
    """
    if isinstance(value, (list, tuple, dict)):
        text = ""
        for piece in _IN_JSON.iterencode(value):
            text += piece
            if len(text) > VALUE_TEXT_MAX:
                return _cut(_sendable(text))
    plain = _plain(value)
    return _cut(plain) if isinstance(plain, str) else plain


def _plain(value: Any) -> Any:
    """The value in JSON's types and fit for both encodings, its texts not cut."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {_sendable(str(name)): _plain(each) for name, each in value.items()}
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return _sendable(value if isinstance(value, str) else repr(value))


def _sendable(text: str) -> str:
    """A text without lone surrogates, which cannot be sent."""
    return text.encode(errors="backslashreplace").decode()


def _cut(text: str) -> str:
    return text if len(text) <= VALUE_TEXT_MAX else text[:VALUE_TEXT_MAX] + "…"


class WireError(GatewayError):
    """A frame that cannot be read. Nothing in it was done."""

    code = "frame_malformed"


class FrameTooLarge(WireError):
    """A frame over its size limit."""

    code = "frame_too_large"


class TooManyRequests(WireError):
    """More maps in one frame than allowed."""

    code = "too_many_requests"


class RequestError(GatewayError):
    """One request that the gateway refuses by itself; its code is given with it."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        field: str | None = None,
        value: Any = None,
        allowed: Any = None,
        retry_after_ms: int | None = None,
    ) -> None:
        super().__init__(message, field=field, value=value, allowed=allowed)
        self.code = code
        self.retry_after_ms = retry_after_ms


class InternalError(GatewayError):
    """A fault of the server's own while it worked on a request."""

    code = "internal_error"


class AuthError(GatewayError):
    """A log-on that is refused, or a key file that cannot be used."""

    code = "log_on_refused"


class KeyUnknown(AuthError):
    """No public key of that name is known to the venue."""

    code = "key_unknown"


class KeyRevoked(AuthError):
    """The key was withdrawn."""

    code = "key_revoked"


class KeyKilled(AuthError):
    """A kill that refuses log-on lasts, of the key or of its account."""

    code = "key_killed"


class SessionsExceeded(AuthError):
    """The key, its account or the server has as many sessions as it may have."""

    code = "sessions_exceeded"
    retry_after_ms = LOG_ON_RETRY_MS


class ProtocolUnknown(AuthError):
    """The client speaks another version of the protocol."""

    code = "protocol_unknown"


class NonceMissing(AuthError):
    """The client brought no nonce, so that nothing it signs is of this connection alone."""

    code = "nonce_missing"


class BindingDiffers(AuthError):
    """Client and server do not see the same certificate, or one of them none."""

    code = "binding_differs"


class SignatureWrong(AuthError):
    """The signature is not this key's over this challenge."""

    code = "signature_wrong"


class ClockDiffers(AuthError):
    """The signed time is too far from the server's."""

    code = "clock_differs"


class KeyChanged(AuthError):
    """The key has another role, account, number or public key than at the session's log-on."""

    code = "key_changed"


class EnrolmentRefused(AuthError):
    """A one-time code enters no key: it is unknown, used, over, or for another key."""

    code = "enrolment_refused"


class KeysUnreadable(AuthError):
    """The venue cannot read its keys now; what is wrong is in the server's log, for staff only."""

    code = "keys_unreadable"
    retry_after_ms = LOG_ON_RETRY_MS


class KeyFileError(AuthError):
    """A private key file or keys.json is missing, malformed or already there."""

    code = "keys_unreadable"


class KeysMissing(KeyFileError):
    """keys.json is missing, or older than the log: its numbers would mean other keys."""

    code = "keys_missing"


class LimitsError(GatewayError):
    """A text of limits that cannot be read."""

    code = "limits_malformed"


class StorageFailed(GatewayError):
    """The disk refused; the outcome of what was waiting is unknown until the venue is back."""

    code = "storage_failed"


class VenueStopping(GatewayError):
    """The venue takes nothing more because it is stopping."""

    code = "venue_stopping"
