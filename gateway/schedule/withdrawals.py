"""What the venue withdraws by itself, and when: orders that expire, timers of keys that run out,
acts that nobody has approved, and the guards of sessions that have not returned after a start of
the venue.

All of it is in the engine's state, so that a start begins with what the last process left. Each
step is a command of the log; the engine decides it by its own time.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np

from engine.commands import CommandArray, CommandKind, HeldEnd, command
from engine.events import EventArray, EventKind
from engine.rules.approval_views import held_act, held_acts
from engine.rules.guard_views import OpenGuard, expiring_orders, guard_of, is_open, open_guards
from engine.rules.state import StateArray

STEPS_MAX = 1_000  # looked at together, so that a turn does not wait for more
SPARE = 16_384  # entries that may be out of date before the heap is made anew
NEVER_NS = 2**63 - 1
NS_PER_MS = 1_000_000
_EXPIRE, _FIRE = int(CommandKind.EXPIRE_ORDER), int(CommandKind.FIRE_GUARD)
_DROP = int(CommandKind.DROP_ACT)
_TIMED = (CommandKind.NEW_ORDER, CommandKind.CANCEL_AFTER, CommandKind.HOLD_ACT)


class Withdrawals:
    """Steps by their times. `lost`: guards of sessions of before the start that nobody has taken
    over; they fire at `until_ns`. `next_ns`: when there is something to do next; any thread may
    read it.
    """

    def __init__(self, state: StateArray, until_ns: int) -> None:
        self._state = state
        self._until_ns = until_ns
        self.lost = {guard.number: guard for guard in open_guards(state) if not guard.fires_ns}
        self._remake()
        self._look_ahead()

    def _remake(self) -> None:
        """Read from the state what is to come."""
        timers = (each for each in open_guards(self._state) if each.fires_ns)
        self._steps = [(each.fires_ns, _FIRE, each.number) for each in timers]
        orders = expiring_orders(self._state)
        self._steps += [(expires_ns, _EXPIRE, number) for expires_ns, number in orders]
        self._steps += [_lapse(each.expires_ns, each.number) for each in held_acts(self._state)]
        heapify(self._steps)
        self._full = 2 * len(self._steps) + SPARE

    def _look_ahead(self) -> None:
        first = self._steps[0][0] if self._steps else NEVER_NS
        self.next_ns = min(first, self._until_ns) if self.lost else first

    def take_in(self, events: EventArray) -> None:
        """Learn of orders that expire, of timers that were set, of acts that await approval."""
        kinds = events["command_kind"]
        timed = (events["kind"] == EventKind.ACCEPTED) & (events["value"] != 0)
        timed &= np.isin(kinds, _TIMED)
        if not timed.any():
            return
        for event in events[timed]:
            if event["command_kind"] == CommandKind.NEW_ORDER:
                step = int(event["value"]), _EXPIRE, int(event["order_id"])
            elif event["command_kind"] == CommandKind.HOLD_ACT:
                step = _lapse(int(event["value"]), int(event["number"]))
            else:
                fires_ns = int(event["time_ns"]) + int(event["value"]) * NS_PER_MS
                step = fires_ns, _FIRE, int(event["number"])
            heappush(self._steps, step)
        if len(self._steps) > self._full:
            self._remake()
        self._look_ahead()

    def due(self, now_ns: int) -> CommandArray | None:
        """The commands of what is due, at most 1,000; None when nothing is."""
        if now_ns < self.next_ns:
            return None
        commands = self._due_steps(now_ns)
        if self._until_ns <= now_ns:
            chosen = list(self.lost)[: STEPS_MAX - len(commands)]
            commands += [fire(number) for number in chosen]
            for number in chosen:
                del self.lost[number]
        self._look_ahead()
        return np.concatenate(commands) if commands else None

    def _due_steps(self, now_ns: int) -> list[CommandArray]:
        """The commands of the steps whose time has come; a timer's once, however often it was set
        to that time.
        """
        commands: list[CommandArray] = []
        timers = set[int]()
        for _ in range(STEPS_MAX):
            if not self._steps or self._steps[0][0] > now_ns:
                break
            _, kind, number = heappop(self._steps)
            if kind == _EXPIRE and is_open(self._state, number):
                commands.append(command(CommandKind.EXPIRE_ORDER, order_id=number))
            elif kind == _DROP and held_act(self._state, number) is not None:
                lapsed = command(CommandKind.DROP_ACT, held=number, how=HeldEnd.EXPIRED)
                commands.append(lapsed)
            elif kind == _FIRE and number not in timers:
                timers.add(number)
                commands += [fire(number)] * self._has_run_out(number, now_ns)
        return commands

    def _has_run_out(self, number: int, now_ns: int) -> bool:
        guard = guard_of(self._state, number)
        return guard is not None and guard.fires_ns <= now_ns

    def returned(self, guard: OpenGuard) -> None:
        """A session has taken a lost guard over."""
        del self.lost[guard.number]
        self._look_ahead()

    def lose(self, guard: OpenGuard) -> None:
        """That session was not let in."""
        self.lost[guard.number] = guard
        self._look_ahead()


def _lapse(expires_ns: int, number: int) -> tuple[int, int, int]:
    """The step of an act that nobody approves: it may be approved until its time itself."""
    return expires_ns + 1, _DROP, number


def fire(number: int) -> CommandArray:
    """The command that ends a guard and withdraws its orders."""
    return command(CommandKind.FIRE_GUARD, reference=number)
