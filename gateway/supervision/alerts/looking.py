"""Looks at the house every two seconds: the processes, the disk, the log, the clocks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from gateway.client import Session
from gateway.client.endpoints import Endpoints, read_endpoints
from gateway.protocol.errors import GatewayError
from gateway.protocol.replies import VenueUnreachable
from gateway.supervision.alerts import looks, probes
from gateway.supervision.alerts.following import Alerting
from gateway.supervision.alerts.records import Change

LOOK_S = 2.0
ASK_S = 5.0  # for the gateway's time
AWAY, CLOCK = "process_away", "clock_offset"
HOUSE = (AWAY, "disk_free", "log_growth", "answer_overdue")
GATEWAY = "gateway"  # the subject of its clock


class Looking:
    """Looks at the house of a venue, and reports what is new or over."""

    def __init__(self, data: Path, alerting: Alerting) -> None:
        self._data, self._alerting = data, alerting
        lasting = [alert.about for alert in alerting.ledger.lasting()]
        self._absences = looks.Absences(each.subject for each in lasting if each.rule == AWAY)
        self._sizes = looks.LogSizes()
        self._answers = probes.Answers(data)
        self._house = looks.Holding(each for each in lasting if each.rule in HOUSE)
        of_clock = (each for each in lasting if each.rule == CLOCK and each.subject == GATEWAY)
        self._clock = looks.Holding(of_clock)

    async def run(self) -> None:
        """Look for ever. Raises LedgerFailed, OSError where the disk cannot be seen."""
        await self._alerting.caught_up.wait()
        while True:
            found = await asyncio.to_thread(self._seen)
            changes = list(self._house.judge(HOUSE, found))
            if (offset_ns := await self._offset_ns()) is not None:
                clock = looks.of_clock(offset_ns, self._alerting.settings)
                changes += self._clock.judge([CLOCK], clock)
            await self._alerting.say(changes)
            await asyncio.sleep(LOOK_S)

    def _seen(self) -> list[Change]:
        wrong = probes.wrong_with(_endpoints(self._data))
        wrong[GATEWAY] = "" if self._alerting.connected else "it does not answer"
        return list(self._judged(wrong, probes.disk_of(self._data), time.monotonic()))

    def _judged(self, wrong: dict[str, str], disk: looks.Disk, now_s: float) -> Iterator[Change]:
        settings = self._alerting.settings
        yield from self._absences.judge(wrong, now_s, settings)
        yield from looks.of_disk(disk, settings)
        yield from self._sizes.judge(disk.log, now_s, settings)
        yield from looks.of_answers(self._answers.overdue(now_s), settings)

    async def _offset_ns(self) -> int | None:
        """How far the gateway's clock is ahead of this computer's; None where it does not say."""
        session = self._alerting.session
        try:
            return None if session is None else await _ahead_ns(session)
        except GatewayError:
            return None  # it is away, which another rule says


async def _ahead_ns(session: Session) -> int:
    asked_ns = time.time_ns()
    reply = await session.request("time", timeout_s=ASK_S)
    middle_ns = (asked_ns + time.time_ns()) // 2
    there_ns: int = reply["server_time_ns"]
    return there_ns - middle_ns


def _endpoints(data: Path) -> Endpoints:
    """Where the venue's servers listen; nowhere where none does."""
    try:
        return read_endpoints(data)
    except VenueUnreachable:
        return Endpoints()
