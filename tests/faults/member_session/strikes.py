"""What goes wrong in a round: the venue's process, the line, or the member's program."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from random import Random
from typing import Protocol

from gateway.rehearsal.gate import Gate
from tests.faults.house import GATEWAY, House

STOPPED_S = (0.05, 1.2)  # longer than a quote's validity at times
AWAY_S = (0.0, 0.3)
NOTICED_S = 2.0  # within which a venue that runs has noticed that a connection has ended
HELD_S = (0.02, 0.4)
DELAY_S = (0.01, 0.12)
RETURN_S = 2  # of the venue's limits: from a start until orders go of those that have not returned


class Scene(Protocol):
    """What a strike reaches."""

    house: House
    gate: Gate
    dice: Random

    async def program_dies(self) -> None:
        """Kill the member's program; it is not there until the round heals."""

    def orders_go(self, within_s: float) -> None:
        """The venue has to take out by then what the member has sent until now."""

    def venue_goes_on(self, stopped_ns: int) -> None:
        """The venue's process is about to go on after a SIGSTOP at that time."""

    async def turn_day(self) -> None:
        """Close the day, settle it, and open the next one."""


async def _pause(scene: Scene, least_and_most: tuple[float, float]) -> None:
    await asyncio.sleep(scene.dice.uniform(*least_and_most))


async def kill(scene: Scene) -> None:
    """SIGKILL; another process goes on with the folder."""
    await scene.house.kill(GATEWAY)
    await _pause(scene, AWAY_S)
    await scene.house.start(GATEWAY)


async def stop(scene: Scene) -> None:
    """SIGSTOP for a while."""
    pid = scene.house.running.processes[GATEWAY].pid
    os.kill(pid, signal.SIGSTOP)
    stopped_ns = time.time_ns()
    try:
        await _pause(scene, STOPPED_S)
    finally:
        scene.venue_goes_on(stopped_ns)
        os.kill(pid, signal.SIGCONT)


async def stop_and_kill(scene: Scene) -> None:
    """SIGSTOP, and what waits in the sockets then is lost by a SIGKILL."""
    os.kill(scene.house.running.processes[GATEWAY].pid, signal.SIGSTOP)
    await _pause(scene, HELD_S)
    await kill(scene)


async def cut(scene: Scene) -> None:
    """Every connection ends; new ones are refused for a while."""
    scene.gate.cut()
    scene.orders_go(NOTICED_S)
    await _pause(scene, AWAY_S)
    scene.gate.is_open = True


async def lose_answers(scene: Scene) -> None:
    """Requests arrive, answers and reports do not, then the line is cut."""
    scene.gate.down.hold()
    await _pause(scene, HELD_S)
    scene.gate.cut()
    scene.orders_go(NOTICED_S)
    scene.gate.heal()


async def lose_requests(scene: Scene) -> None:
    """Requests wait on the way, then are lost with the line."""
    scene.gate.up.hold()
    await _pause(scene, HELD_S)
    scene.gate.cut()
    scene.orders_go(NOTICED_S)
    scene.gate.heal()


async def delay(scene: Scene) -> None:
    """Everything takes longer, in both directions."""
    for way in (scene.gate.up, scene.gate.down):
        way.delay_s = scene.dice.uniform(*DELAY_S)
    await _pause(scene, STOPPED_S)


async def death(scene: Scene) -> None:
    """The member's program dies; another one takes up its books."""
    await scene.program_dies()
    scene.orders_go(NOTICED_S)
    await _pause(scene, AWAY_S)


async def death_and_kill(scene: Scene) -> None:
    """The member's program dies, then the venue, and only the venue is there again for a while."""
    await scene.program_dies()
    await kill(scene)
    scene.orders_go(RETURN_S + NOTICED_S)
    await asyncio.sleep(RETURN_S + NOTICED_S)


async def day_turns(scene: Scene) -> None:
    """A day ends and the next one begins while the member hears of it."""
    await scene.turn_day()


async def day_turns_away(scene: Scene) -> None:
    """A day ends and the next one begins while the line is cut."""
    scene.gate.cut()
    await scene.turn_day()


async def days_turn_unheard(scene: Scene) -> None:
    """Two days begin while answers and reports are held, then the venue is killed."""
    scene.gate.down.hold()
    for _ in range(2):
        await scene.turn_day()
    await kill(scene)


async def day_turns_dead(scene: Scene) -> None:
    """A day ends and the next one begins while the member's program is not there."""
    await scene.program_dies()
    await scene.turn_day()


Strike = Callable[[Scene], Awaitable[None]]
# and how often each comes
STRIKES: dict[str, tuple[Strike, int]] = {
    "kill -9": (kill, 5),
    "SIGSTOP": (stop, 4),
    "SIGSTOP, kill -9": (stop_and_kill, 1),
    "cut": (cut, 3),
    "answers lost": (lose_answers, 4),
    "requests lost": (lose_requests, 2),
    "delay": (delay, 2),
    "program dies": (death, 3),
    "program and venue die": (death_and_kill, 1),
    "new day": (day_turns, 3),
    "new day, cut": (day_turns_away, 2),
    "new days, kill -9": (days_turn_unheard, 1),
    "new day, program dead": (day_turns_dead, 2),
}
