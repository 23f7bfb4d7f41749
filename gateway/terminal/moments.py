"""Moments as people type them: a day or a time in Shanghai, or a time with its offset from UTC."""

from __future__ import annotations

import datetime as dt
import re

import typer

NS_PER_S = 1_000_000_000
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_TYPED = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"([T ](?P<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)(\.(?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<offset>[+-][0-9]{2}:[0-9]{2}|Z)?"
)


def moment_ns(name: str, text: str, *, end: bool = False) -> int:
    """A moment as nanoseconds since 1970 UTC; a day alone is its beginning, with `end` its last
    nanosecond. Raises typer.BadParameter, which names the option.
    """
    rule = f"{name} is {text!r}, allowed is a moment such as 2026-01-05 or 2026-01-05 10:31:02.5"
    typed = _TYPED.fullmatch(text)
    if typed is None:
        raise typer.BadParameter(rule)
    offset = {None: "+08:00", "Z": "+00:00"}.get(typed["offset"], typed["offset"])
    try:
        found = dt.datetime.fromisoformat(f"{typed['date']}T{typed['time'] or '00:00'}{offset}")
        seconds = int(found.timestamp())
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(rule) from error
    if typed["time"] is None and end:
        seconds += int(dt.timedelta(days=1).total_seconds())
        return seconds * NS_PER_S - 1
    return seconds * NS_PER_S + int((typed["fraction"] or "").ljust(9, "0"))


def said(time_ns: int) -> str:
    """A moment as date and time in Shanghai, to the microsecond."""
    seconds, ns = divmod(time_ns, NS_PER_S)
    return f"{dt.datetime.fromtimestamp(seconds, SHANGHAI):%Y-%m-%d %H:%M:%S}.{ns // 1000:06}"
