"""The two weeks around 1 October (国庆节) in a minute, and the bridge frozen over the holiday.

    python -m tests.faults.golden_week [--from 2026-09-21] [--to 2026-10-16]

Starts a venue whose clock jumps to the next moment of the schedule. Prints each step as it was
foretold at the start and as it was done. The bridge is stopped after the last day before the
closed week, and goes on when staff was alerted twice that the next day has not opened. Wrong is a
step that was not foretold, one that did not come, a day that opened on a closed date, an alert too
few, or one that is not over when the day has opened.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.commands import CommandKind, Phase
from engine.record.history.records import COMMANDS, records_of
from engine.record.log.segments import open_log
from engine.record.storage import FileStorage
from engine.units import format_date, parse_date
from gateway.client import Session, connect
from gateway.client.endpoints import read_endpoints
from gateway.launch.plan import REGISTRY, VenuePlan
from gateway.launch.processes import RunningVenue
from gateway.launch.venue import running_venue
from gateway.protocol.private_keys import KeyFile
from gateway.schedule.calendar import Calendar

BEFORE_HOLIDAY, AFTER_HOLIDAY = "2026-09-30", "2026-10-08"
STEPS_MAX = 500
EARLY_MAX = 48  # steps that are done while the process of alerts starts
ALERTS = 2  # at 09:15 and at 09:30 of the day that waits
PATIENCE_S = 120.0
LOOK_S = 0.02
SET = CommandKind.SET_PHASE
SCHEDULED = (CommandKind.START_DAY, SET, CommandKind.END_DAY)


async def play(data: Path, first: str, last: str, freeze: bool) -> tuple[list[str], list[str], int]:
    """The steps foretold and done, from a date to another, and how often staff was alerted."""
    plan = VenuePlan(data, clock="rehearsal", rehearsed_from=first, quiet=True, alerts=freeze)
    async with running_venue(plan) as venue:
        key = KeyFile.load(data / "keys" / "exchange.pem")
        async with connect(key=key, **read_endpoints(data).of("gateway")) as staff:
            await until(staff, lambda status: status["date"] != "")
            foretold = (await staff.request("schedule", steps=STEPS_MAX))["steps"]
            alerts = await holiday(venue, staff) if freeze else 0
            await until(staff, lambda status: status["date"] > last)
            if freeze:
                await heard(staff, lambda alert: alert["state"] == "cleared")
    steps = [word(each["step"], each["date"], each["phase"]) for each in foretold]
    return [each for each in steps if first <= each[:10] <= last], done(data, first, last), alerts


async def holiday(venue: RunningVenue, staff: Session) -> int:
    """Freeze the bridge over the closed week; the alerts of that time."""
    bridge = venue.processes[REGISTRY].pid
    await until(staff, lambda status: status["date"] == BEFORE_HOLIDAY)
    await until(staff, lambda status: status["phase"] in ("afternoon", "closed", "ended"))
    os.kill(bridge, signal.SIGSTOP)
    try:
        return await heard(staff, lambda alert: alert["times"] >= ALERTS)
    finally:
        os.kill(bridge, signal.SIGCONT)


async def heard(staff: Session, come: Any) -> int:
    """Wait until staff has the alert of a day that has not opened as asked; how often it came."""
    async with asyncio.timeout(PATIENCE_S):
        async for alert in staff.alerts():
            if alert["rule"] == "day_not_opened":
                print(f"alert {alert['number']}, {alert['state']}: {alert['text_en']}")
                if come(alert):
                    return int(alert["times"])
    raise TimeoutError("the alerts have ended")


async def until(staff: Session, come: Any) -> None:
    """Wait until the venue's status is as asked."""
    end_s = time.monotonic() + PATIENCE_S
    while not come(await staff.request("status")):
        if time.monotonic() > end_s:
            raise TimeoutError(f"not within {PATIENCE_S:g} s")
        await asyncio.sleep(LOOK_S)


def done(data: Path, first: str, last: str) -> list[str]:
    """The steps of the log, in words."""
    found, date = [], ""
    with ExitStack() as opened:
        file = open_log(FileStorage(data / "log", read_only=True), COMMANDS.name, opened)
        for row in (row for records in records_of(COMMANDS, file) for row in records):
            kind = CommandKind(int(row["kind"]))
            if kind == CommandKind.START_DAY:
                date = format_date(int(row["date"]))
            if kind in SCHEDULED:
                phase = Phase(int(row["phase"])).name.lower()
                found.append(word(kind.name.lower(), date, phase if kind == SET else None))
    return [each for each in found if first <= each[:10] <= last]


def word(step: str, date: str, phase: str | None) -> str:
    """As "2026-09-30 set_phase lunch"."""
    return f"{date} {step} {phase or ''}".strip()


def faults_of(foretold: list[str], steps: list[str], alerted: int, freeze: bool) -> list[str]:
    """What is wrong with two weeks."""
    calendar = Calendar.load()
    begun = [each[:10] for each in steps if each.endswith("start_day")]
    closed = [each for each in begun if not calendar.is_trading_day(parse_date(each))]
    faults = [f"{date} is closed and was opened" for date in closed]
    late = f"{AFTER_HOLIDAY} set_phase"  # of these, some pass while the bridge comes back
    passed = {each for each in foretold if freeze and each.startswith(late)} - set(steps)
    foretold = [each for each in foretold if each not in passed]
    after = steps[-len(foretold) :]  # the day had started when it was asked
    early = EARLY_MAX if freeze else len(Phase)
    if after != foretold or len(steps) - len(after) > early:
        faults.append(f"foretold were {foretold}, done was {after}")
    if freeze and alerted < ALERTS:
        faults.append(f"{alerted} alerts while the bridge was frozen, not {ALERTS}")
    return faults


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--from", dest="first", default="2026-09-21")
    reader.add_argument("--to", dest="last", default="2026-10-16")
    asked = reader.parse_args()
    begun_s = time.monotonic()
    with TemporaryDirectory() as folder:
        playing = play(Path(folder), asked.first, asked.last, freeze=True)
        foretold, steps, alerted = asyncio.run(playing)
    for step in steps:
        print(("foretold  " if step in foretold else "          ") + step)
    days = sum(each.endswith("end_day") for each in steps)
    print(f"{days} days in {time.monotonic() - begun_s:.1f} s, {alerted} alerts")
    faults = faults_of(foretold, steps, alerted, freeze=True)
    print("\n".join(faults) or "every step was foretold; no closed day was opened")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
