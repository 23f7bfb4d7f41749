"""Why a server closes a connection, in words."""

from __future__ import annotations

from gateway.protocol.wire import CloseCode

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
