"""The exchange's trading day by the clock, Asia/Shanghai: what `serve --clock system` tells the engine, and when.

| from  | phase | |
|---|---|---|
| 09:15 | pre_open | start day, if this is a trading day and the last one is settled |
| 09:30 | morning | |
| 11:30 | lunch | |
| 13:00 | afternoon | |
| 15:00 | closed | then end day |

After a late start it goes straight to the phase that is due; a day left open by a stop is closed and ended first; a day whose
close has passed is not started any more. Sessions of auctions open and close at the times of their notices. Every step is a
command in the log, so that a replay needs no clock.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from engine.clock import Clock
from engine.commands import CommandArray, CommandKind, Phase, command
from engine.state import StateArray
from engine.units import format_date
from engine.views import last_day_settled, venue_status
from gateway.outside import SYSTEM
from gateway.schedule.auctions import Session, session_due, sessions_today
from gateway.schedule.calendar import SHANGHAI, Calendar

START = dt.time(9, 15)
PHASES = (
    (dt.time(15, 0), Phase.CLOSED),
    (dt.time(13, 0), Phase.AFTERNOON),
    (dt.time(11, 30), Phase.LUNCH),
    (dt.time(9, 30), Phase.MORNING),
    (START, Phase.PRE_OPEN),
)
LOOK_S = 0.25  # between two looks at the clock
RETRY_S = 10.0  # before a command that changed nothing is tried again

Submit = Callable[[CommandArray], Awaitable[object]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DayStatus:
    """Where the venue's day stands: its date (yyyymmdd, 0 before the first), phase, and whether it is settled."""

    date: int
    phase: Phase
    settled: bool
    sessions: tuple[Session, ...] = ()  # of auctions, today


def day_status(state: StateArray) -> DayStatus:
    """The status as the engine's state has it."""
    venue = venue_status(state)
    return DayStatus(venue["date"], Phase[venue["phase"].upper()], last_day_settled(state), sessions_today(state))


def shanghai(now_ns: int) -> dt.datetime:
    """Nanoseconds since 1970 UTC as the exchange's local time, cut to microseconds."""
    seconds, rest = divmod(now_ns, 1_000_000_000)
    return dt.datetime.fromtimestamp(seconds, SHANGHAI).replace(microsecond=rest // 1000)


def due(now: dt.datetime, status: DayStatus, calendar: Calendar) -> CommandArray | None:
    """The next command that the clock asks for, or None. `now` in Shanghai time; pure."""
    today = now.year * 10_000 + now.month * 100 + now.day
    if status.phase in (Phase.NO_DAY, Phase.ENDED):
        return _start(today, now.time(), status, calendar)
    if status.phase == Phase.CLOSED:
        return command(CommandKind.END_DAY)
    phase = Phase.CLOSED if status.date < today else _phase_at(now.time())
    if status.date > today or phase <= status.phase:
        return None
    return command(CommandKind.SET_PHASE, phase=phase)


def _start(today: int, time: dt.time, status: DayStatus, calendar: Calendar) -> CommandArray | None:
    over = Phase.PRE_OPEN <= _phase_at(time) < Phase.CLOSED
    if over and status.date < today and status.settled and calendar.is_trading_day(today):
        return command(CommandKind.START_DAY, date=today)
    return None


def _phase_at(time: dt.time) -> Phase:
    return next((phase for start, phase in PHASES if time >= start), Phase.NO_DAY)


class SessionKeeper:
    """Opens and closes announced sessions. One that is refused is passed over for a while, so that nothing waits for it."""

    def __init__(
        self, submit: Submit, status: Callable[[], DayStatus], clock: Clock, draw: Callable[[int], int] = SYSTEM.draw
    ) -> None:
        self._draw = draw
        self._submit, self._status, self._clock = submit, status, clock
        self._later: dict[Session, int] = {}  # refused: when it may be tried again

    async def step(self, status: DayStatus) -> bool:
        """Submit the next step that is due; whether there was one. Raises what `submit` raises."""
        if not status.sessions or not Phase.PRE_OPEN <= status.phase <= Phase.AFTERNOON:
            return False
        now_ns = self._clock.now_ns()
        passed_over = {session for session, until_ns in self._later.items() if until_ns > now_ns}
        found = session_due(shanghai(now_ns).time(), status.sessions, passed_over, self._draw)
        if found is None:
            return False
        session, step = found
        log.info("schedule: %s %d", CommandKind(int(step["kind"][0])).name.lower(), session.number)
        await self._submit(step)
        if session in self._status().sessions:
            log.warning("schedule: refused, tried again in %g s", RETRY_S)
            self._later[session] = now_ns + int(RETRY_S * 1e9)
        return True


async def keep_schedule(
    submit: Submit,
    status: Callable[[], DayStatus],
    clock: Clock,
    calendar: Calendar,
) -> None:
    """Submit what is due, for as long as the task lives. Raises what `submit` raises.

    The commands carry key number 0: the venue itself. One that changed nothing was refused and is tried again later.
    """
    sessions = SessionKeeper(submit, status, clock)
    while True:
        before = status()
        step = due(shanghai(clock.now_ns()), before, calendar)
        if step is None:
            if not await sessions.step(before):
                await asyncio.sleep(LOOK_S)
            continue
        _announce(step, calendar)
        await submit(step)
        if status() == before:
            log.warning("schedule: refused, tried again in %g s", RETRY_S)
            await asyncio.sleep(RETRY_S)


def _announce(step: CommandArray, calendar: Calendar) -> None:
    kind, date = CommandKind(int(step["kind"][0])), int(step["date"][0])
    said = {CommandKind.START_DAY: format_date(date), CommandKind.SET_PHASE: Phase(int(step["phase"][0])).name.lower()}
    log.info("schedule: %s %s", kind.name.lower(), said.get(kind, ""))
    if kind == CommandKind.START_DAY and not calendar.known(date):
        until = format_date(calendar.known_until)
        log.warning("closures after %s are not known: %s is taken as a trading day", until, format_date(date))
