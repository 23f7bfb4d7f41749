"""Keeps the processes of a venue running: one that has ended is started again after a pause, while
the others go on.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import NoReturn

from gateway.client.backoff import CHANCE, Backoff, Chance
from gateway.launch.plan import BESIDE, GATEWAY
from gateway.launch.processes import RunningVenue, VenueFailed
from gateway.protocol.exit_codes import LASTING, ExitCode

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 30.0  # before a process is started again
SOUND_S = 5.0  # a process that was ready for as long had started well
FAILURES_MAX = 10  # ends in a row of a process that had not started well; then it is given up
# how long a process of an earlier start may still hold the folder; it leaves within 5 s
PREDECESSOR_WAIT_S = 8.0

Missing = Mapping[str, str]  # servers that do not run yet, and why
log = logging.getLogger(__name__)


def nothing(*_what: object) -> None:
    """Nobody wants to know."""


async def keep_running(venue: RunningVenue, chance: Chance = CHANCE) -> NoReturn:
    """Start again whatever ends, until cancelled; without a feed or a registry trading goes on.

    Raises VenueFailed, which names the gateway, once that is given up.
    """
    keeping = {name: asyncio.create_task(_keep(venue, name, chance)) for name in venue.processes}
    try:
        while True:
            await asyncio.gather(*keeping.values())
    finally:
        for task in keeping.values():
            task.cancel()
        await asyncio.wait(keeping.values())


async def _keep(venue: RunningVenue, name: str, chance: Chance) -> NoReturn:
    """Keep one process. Raises VenueFailed where the venue cannot go on without it."""
    now_s, pauses = asyncio.get_running_loop().time, Backoff(FIRST_PAUSE_S, LONGEST_PAUSE_S, chance)
    failures, ready_s = 0, now_s()
    while True:
        code = await venue.ended(name)
        if now_s() - ready_s >= SOUND_S:
            failures = 0
            pauses.reset()
        failures += code != ExitCode.IN_USE
        if code in LASTING or failures > FAILURES_MAX:
            await _given_up(venue, name)
        pause_s = pauses.next_s()
        log.error("%s; starting it again in %.1f s", venue.failure(name), pause_s)
        await asyncio.sleep(pause_s)
        ready_s = await _started_again(venue, name, now_s)


async def _started_again(venue: RunningVenue, name: str, now_s: Callable[[], float]) -> float:
    """Start a process again; when it was ready."""
    try:
        await venue.start_again(name)
        log.info("%s runs again, process %d", name, venue.processes[name].pid)
    except VenueFailed as failed:
        log.error("%s", failed)
    return now_s()


async def _given_up(venue: RunningVenue, name: str) -> NoReturn:
    """Wait for ever without a process. Raises VenueFailed when it is the gateway."""
    failure = venue.failure(name)
    if name == GATEWAY or len(venue.processes) == 1:
        raise failure
    log.critical("%s; it is not started again, the others go on without it", failure)
    while True:
        await asyncio.sleep(LONGEST_PAUSE_S)


async def start_under_watch(
    venue: RunningVenue,
    name: str,
    start: Callable[[], Awaitable[None]],
    chance: Chance = CHANCE,
    tell_missing: Callable[[RunningVenue, Missing], None] = nothing,
) -> None:
    """Start a process as `start_after_predecessor` does, and keep those that were started before
    it running meanwhile. `tell_missing` is called when it is late, with what does not run and why.

    Without surveillance and alerts the others go on: where one of these cannot be started it is
    treated like one that has ended. Raises VenueFailed, also when the gateway is given up.
    """
    tasks: list[asyncio.Task[None]] = []
    if venue.processes:  # looked at before the new one is among them: tasks begin in this order
        tasks.append(asyncio.create_task(keep_running(venue, chance)))

    def late(failed: VenueFailed) -> None:
        servers = venue.plan.servers
        after = servers[servers.index(name) + 1 :]
        tell_missing(venue, {name: str(failed)} | dict.fromkeys(after, f"it starts after {name}"))

    async def start_one() -> None:
        try:
            await start_after_predecessor(name, start, chance, late)
        except VenueFailed as failed:
            if name not in BESIDE or name not in venue.processes or len(venue.processes) == 1:
                raise
            await venue.stop_one(name)
            late(failed)

    tasks.append(asyncio.create_task(start_one()))
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def start_after_predecessor(
    name: str,
    start: Callable[[], Awaitable[None]],
    chance: Chance = CHANCE,
    late: Callable[[VenueFailed], None] = nothing,
) -> None:
    """Start a process that another one may keep from starting for a while.

    The gateway waits for as long as one of an earlier start takes to leave, the others until they
    start: trading goes on meanwhile, and `late` is called once. Raises VenueFailed.
    """
    now_s, pauses = asyncio.get_running_loop().time, Backoff(FIRST_PAUSE_S, LONGEST_PAUSE_S, chance)
    until_s = now_s() + PREDECESSOR_WAIT_S
    while True:
        try:
            return await start()
        except VenueFailed as failed:
            is_late = now_s() >= until_s
            if failed.exit_code != ExitCode.IN_USE or (name == GATEWAY and is_late):
                raise
            if is_late:
                late(failed)
                until_s = math.inf
            pause_s = pauses.next_s()
            log.warning("%s; trying again in %.1f s", failed, pause_s)
        await asyncio.sleep(pause_s)
