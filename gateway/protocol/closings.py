"""Why a server closes a connection: the codes and reasons that its client hears."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.protocol.wire import CloseCode


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
SILENT = Closing(CloseCode.TRY_LATER, "neither log_on nor subscribe in time")
CROWDED = Closing(CloseCode.TRY_LATER, "too many connections without log-on")
VENUE_STOPS = Closing(CloseCode.VENUE_STOPS, "the venue stops")
FAULT = Closing(CloseCode.INTERNAL_ERROR, "internal_error")
CLOSES: dict[CloseCode, str] = {
    CloseCode.LOG_OFF: "log-off",
    CloseCode.VENUE_STOPS: "the venue stops",
    CloseCode.FRAME_TOO_LARGE: "a frame was too large",
    CloseCode.INTERNAL_ERROR: "a fault of the server",
    CloseCode.TRY_LATER: "too many connections",
    CloseCode.LOG_ON_REFUSED: "log-on refused, or none in time; key revoked, changed or killed",
    CloseCode.RATE: "twice the limit of requests a second",
    CloseCode.SLOW_READER: "too much waits for a client that does not read",
    CloseCode.HEARTBEAT_MISSED: "no frame, ping or pong came for two heartbeat intervals",
}
