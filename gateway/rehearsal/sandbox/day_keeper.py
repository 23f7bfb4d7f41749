"""Days of a sandbox: each phase lasts its share of a day whose length is chosen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from engine.units import format_date, parse_date
from gateway.client import ConnectionLost, ReplyMissing, RequestRefused, Session
from gateway.rehearsal.errors import RehearsalError
from gateway.schedule.calendar import Calendar

FIRST_DATE = 20_260_105
REASON = "sandbox"
# of a day's length; between a day and the next there is only the settlement
SHARES = {"pre_open": 0.04, "morning": 0.46, "lunch": 0.04, "afternoon": 0.46}
AFTER = {
    "pre_open": "morning",
    "morning": "lunch",
    "lunch": "afternoon",
    "afternoon": "closed",
}
RETRY_S = 0.2
REFUSED_MAX = 300  # times in a row: a minute


class DayKeeper:
    """Moves the trading day as the exchange's staff, from the state that the venue is in: a crash
    between two acts changes nothing. `moved` hears of each date and phase.
    """

    def __init__(
        self, staff: Session, day_s: float, moved: Callable[[str, str], object], first: int
    ) -> None:
        self._staff, self._day_s, self._moved = staff, day_s, moved
        self._first = first
        self._calendar = Calendar.load()
        self._seen = ("", "")  # date and phase
        self._refused = 0
        self._skipped = asyncio.Event()

    def skip(self) -> None:
        """End the phase now."""
        self._skipped.set()

    async def run(self) -> None:
        """Move the day until cancelled. Raises RehearsalError after the last day that is known,
        RequestRefused when the venue takes no further act.
        """
        while True:
            try:
                status = await self._staff.request("status")
                await self._stay(status["date"], status["phase"])
                await self._staff.request(**self._act(status))
                self._refused = 0
            except (ConnectionLost, ReplyMissing):
                await self._staff.connected()
            except RequestRefused:  # the day before is not settled yet
                self._refused += 1
                if self._refused == REFUSED_MAX:
                    raise
                await asyncio.sleep(RETRY_S)

    async def _stay(self, date: str, phase: str) -> None:
        """Let the phase last, once."""
        if (date, phase) == self._seen:
            return
        self._seen = (date, phase)
        self._moved(date, phase)
        self._skipped.clear()
        lasts_s = self._day_s * SHARES.get(phase, 0.0)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._skipped.wait(), lasts_s)

    def _act(self, status: Mapping[str, Any]) -> dict[str, Any]:
        phase = status["phase"]
        if phase in AFTER:
            act = {"op": "set_phase", "phase": AFTER[phase]}
            return act | ({"confirm": True, "reason": REASON} if phase == "afternoon" else {})
        if phase == "closed":
            return {"op": "end_day"}
        return {"op": "start_day", "date": format_date(self._next(status["date"]))}

    def _next(self, date: str) -> int:
        if not date:
            return self._first
        after = self._calendar.next_trading_day(parse_date(date))
        if after is None:
            raise RehearsalError(f"the calendar ends with {date}", field="date", value=date)
        return after
