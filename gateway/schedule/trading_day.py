"""The exchange's trading day by the clock, Asia/Shanghai: the commands that `serve --clock system`
sends the engine, and when.

| usually from | phase | |
|---|---|---|
| 09:15 | pre_open | start day, if this is a trading day and the last one is settled |
| 09:30 | morning | |
| 11:30 | lunch | |
| 13:00 | afternoon | |
| 15:00 | closed | then end day |

The hours of a day are data: gateway/schedule/hours.py.

After a late start it goes straight to the phase that is due; a day left open by a stop is closed
and ended first; a day whose close has passed is not started any more. Sessions of auctions open and
close at the times of their notices, halts end at theirs (gateway/schedule/timed_halts.py). Every
step is a command in the log, so that a replay needs no clock.

No day opens by itself beyond the calendar, and nothing is done when the date is out of reach of the
last day or the machine's clock has leapt: gateway/schedule/notices.py reports what it waits for.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from engine.commands import CommandArray, CommandKind, Phase, command
from engine.units import format_date
from gateway.protocol.outside import SYSTEM
from gateway.protocol.server_clock import Watched
from gateway.schedule.auction_hours import Session, session_due
from gateway.schedule.calendar import Calendar, number_of
from gateway.schedule.notices import NoticeBoard, leap_notices, notices
from gateway.schedule.timed_halts import TimedHalt, halt_due
from gateway.schedule.times import DayStatus, shanghai

LOOK_S = 0.25  # between two looks at the clock
RETRY_S = 10.0  # before a command that changed nothing is tried again

Submit = Callable[[CommandArray], Awaitable[object]]

log = logging.getLogger(__name__)


def due(now: dt.datetime, status: DayStatus, calendar: Calendar) -> CommandArray | None:
    """The next command that the clock asks for, or None. `now` in Shanghai time; pure."""
    today = number_of(now.date())
    if status.date > today or not calendar.in_reach(today, status.date):
        return None
    over, phase = status.date < today, calendar.hours_on(today).phase_at(now.time())
    if status.phase in (Phase.NO_DAY, Phase.ENDED):
        return _start(today, phase, status, calendar)
    phase = Phase.CLOSED if over else phase
    if status.phase == Phase.CLOSED:
        return command(CommandKind.END_DAY) if phase == Phase.CLOSED else None
    return command(CommandKind.SET_PHASE, phase=phase) if phase > status.phase else None


def _start(today: int, due: Phase, status: DayStatus, calendar: Calendar) -> CommandArray | None:
    open_hours = Phase.PRE_OPEN <= due < Phase.CLOSED
    if open_hours and status.date < today and status.settled and calendar.opens_on(today):
        return command(CommandKind.START_DAY, date=today)
    return None


class Keeper:
    """Opens and closes announced sessions, and ends halts.

    What is refused is passed over for a while, so that nothing waits for it.
    """

    def __init__(
        self,
        submit: Submit,
        status: Callable[[], DayStatus],
        clock: Watched,
        calendar: Callable[[], Calendar],
        draw: Callable[[int], int] = SYSTEM.draw,
    ) -> None:
        self._draw = draw
        self._submit, self._status, self._clock = submit, status, clock
        self._calendar = calendar
        self._later: dict[Session | TimedHalt, int] = {}  # refused: when it may be tried again

    async def step(self, status: DayStatus) -> bool:
        """Submit the next step that is due; whether there was one. Raises what `submit` raises."""
        if not Phase.PRE_OPEN <= status.phase <= Phase.AFTERNOON:
            return False
        now_ns = self._clock.now_ns()
        passed_over = {each for each, until_ns in self._later.items() if until_ns > now_ns}
        now = shanghai(now_ns)
        hours = self._calendar().hours_on(number_of(now.date()))
        ended = halt_due(now, status.phase, status.halts, hours, passed_over)
        found = ended or session_due(now.time(), status.sessions, passed_over, self._draw)
        if found is None:
            return False
        timed: Session | TimedHalt = found[0]
        step = found[1]
        log.info("schedule: %s %d", CommandKind(int(step["kind"][0])).name.lower(), timed.number)
        await self._submit(step)
        after = self._status()
        if timed in {*after.sessions, *after.halts}:
            log.warning("schedule: refused, tried again in %g s", RETRY_S)
            self._later[timed] = now_ns + int(RETRY_S * 1e9)
        return True


async def _look_again() -> None:
    await asyncio.sleep(LOOK_S)


async def keep_schedule(
    submit: Submit,
    status: Callable[[], DayStatus],
    clock: Watched,
    calendar: Callable[[], Calendar],
    board: NoticeBoard,
    wait: Callable[[], Awaitable[None]] = _look_again,
) -> None:
    """Submit what is due, for as long as the task lives. Raises what `submit` raises.

    The commands carry key number 0: the venue itself. One that changed nothing was refused and is
    tried again later. `wait` is asked for when nothing is due.
    """
    keeper = Keeper(submit, status, clock, calendar)
    while True:
        before, now = status(), shanghai(clock.now_ns())
        board.show(notices(now, before, calendar(), clock.leap_ns), now)
        if clock.leap_ns:
            await asyncio.sleep(LOOK_S)
            continue
        step = due(now, before, calendar())
        if step is None:
            if not await keeper.step(before):
                await wait()
            continue
        _announce(step)
        await submit(step)
        if status() == before:
            log.warning("schedule: refused, tried again in %g s", RETRY_S)
            await asyncio.sleep(RETRY_S)


async def watch_leaps(clock: Watched, board: NoticeBoard) -> None:
    """Where staff moves the day: report a leap of the machine's clock, until cancelled."""
    rule = "times go on by the old pace; set the machine's clock right, or start the venue anew"
    while True:
        now = shanghai(clock.now_ns())
        board.show(list(leap_notices(clock.leap_ns, rule, waits=False)), now)
        await asyncio.sleep(LOOK_S)


def _announce(step: CommandArray) -> None:
    kind, date = CommandKind(int(step["kind"][0])), int(step["date"][0])
    phase = Phase(int(step["phase"][0])).name.lower()
    said = {CommandKind.START_DAY: format_date(date), CommandKind.SET_PHASE: phase}
    log.info("schedule: %s %s", kind.name.lower(), said.get(kind, ""))
