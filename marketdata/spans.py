"""Spans of bars, and the sessions that bars of minutes lie in."""

from __future__ import annotations

MINUTES = {"1m": 1, "5m": 5, "15m": 15, "60m": 60}
DAYS = ("day", "week", "month", "year")
SPANS = (*MINUTES, *DAYS)

DAY_MINUTES = 24 * 60
SHANGHAI_MINUTES = 8 * 60  # ahead of UTC
MINUTE_NS = 60_000_000_000
# Minutes of the day in Shanghai: of each session the first, and the first after it.
Sessions = tuple[tuple[int, int], ...]
USUAL: Sessions = ((9 * 60 + 30, 11 * 60 + 30), (13 * 60, 15 * 60))


def bar_start(time_ns: int, sessions: Sessions = USUAL) -> int:
    """The minute of the day in whose bar a trade belongs.

    A trade outside of the hours belongs to the last minute of the session before it, one before the
    first session to its first minute; so none lies over lunch.
    """
    minute = (time_ns // MINUTE_NS + SHANGHAI_MINUTES) % DAY_MINUTES
    opens, closes = _session(minute, sessions)
    return min(max(minute, opens), closes - 1)


def wider_start(minute: int, minutes: int, sessions: Sessions = USUAL) -> int:
    """The beginning of the bar of some minutes that a minute belongs to: bars are counted from
    the beginning of its session.
    """
    return minute - (minute - _session(minute, sessions)[0]) % minutes


def _session(minute: int, sessions: Sessions) -> tuple[int, int]:
    """The session that a minute belongs to: the last one begun, before all the first."""
    return next((each for each in reversed(sessions) if minute >= each[0]), sessions[0])


def time_of(minute: int) -> str:
    """A minute of the day as "09:30"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def minute_of(time: str) -> int:
    """The minute of the day that is written as "09:30"."""
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute)
