"""A sandbox trades by itself from day to day, does what is asked to a program on it, and a program
is examined there.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.client import ConnectionLost, Session, connect
from gateway.protocol.private_keys import KeyFile
from gateway.rehearsal.conformance.cli import Wish as Examination
from gateway.rehearsal.conformance.cli import examined
from gateway.rehearsal.conformance.times import Times
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.sandbox.day_keeper import DayKeeper
from gateway.rehearsal.sandbox.faults import FAULTS, by_chance
from gateway.rehearsal.sandbox.stage import ACCOUNT

PROGRAM = Path(__file__).parents[1] / "conformance" / "right_program.py"
QUICK = Times(
    patience=10,
    reaction=0.6,
    back=20,
    resume=0.2,
    swallowed=0.1,
    away=0.2,
    watched=0.2,
    throttled=0.7,
    halted=0.7,
)
LEFT_OUT = ("silence", "loss of the feed")  # the first takes two heartbeats


class Typed:
    """`ceax sandbox` as somebody starts it and types into it."""

    def __init__(self, process: Process, said: dict[str, Any]) -> None:
        self.process = process
        self.url: str = said["gateway"]
        self.account: int = said["account"]
        self.key = Path(said["key"])

    def type(self, *words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{' '.join(words)}\n".encode())

    def connected(self) -> AbstractAsyncContextManager[Session]:
        return connect(self.url, KeyFile.load(self.key), give_up_s=30)


@asynccontextmanager
async def typed_sandbox(folder: Path, *words: str) -> AsyncIterator[Typed]:
    """A sandbox on free ports; it has ended in order at the end."""
    ports = ("--gateway-port", "0", "--feed-port", "0", "--json", "--data", str(folder))
    start = (sys.executable, "-c", "from gateway.cli import main; main()", "sandbox")
    with (folder.parent / "moves").open("wb") as moves:
        process = await asyncio.create_subprocess_exec(
            *start, *ports, *words, stdin=PIPE, stdout=PIPE, stderr=moves
        )
        try:
            assert process.stdout is not None
            typed = Typed(process, json.loads(await process.stdout.readline()))
            yield typed
            typed.type("quit")
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


async def in_phase(session: Session, typed: Typed, date: str, phase: str) -> None:
    """Let phases pass until that one."""
    while True:
        status = await asked(session, "status")
        if (status["date"], status["phase"]) == (date, phase):
            return
        typed.type("skip")
        await asyncio.sleep(0.05)


async def asked(session: Session, op: str) -> dict[str, Any]:
    while True:
        try:
            return await session.request(op)
        except ConnectionLost:
            await session.connected()


async def test_a_sandbox_trades_breaks_and_examines(tmp_path: Path) -> None:
    options = ("--members", "12", "--actions", "60", "--day", "100")
    async with (
        typed_sandbox(tmp_path / "sandbox", *options) as typed,
        typed.connected() as session,
    ):
        assert session.account == typed.account == ACCOUNT
        await in_phase(session, typed, "2026-01-05", "morning")
        report = await examined(examination(typed))
        assert report.passed, report.as_data()
        assert [each["outcome"] for each in report.as_data()["asked"]] == ["passed"] * 8
        rows = (await asked(session, "status"))["instruments"]
        assert all(row["last"] for row in rows)
        assert [row["instrument"] for row in rows if row["depth_orders"]] == ["CEA26"]
        for fault in ("disconnect", "silence", "crash", "halt", "slow", "delay"):
            typed.type(fault, "0.1")
        typed.type("no", "such", "fault")
        await in_phase(session, typed, "2026-01-06", "morning")
    moves = (tmp_path / "moves").read_text()
    assert "2026-01-06: morning" in moves and "kill -9 of the gateway" in moves


def examination(typed: Typed) -> Examination:
    program = (sys.executable, str(PROGRAM))
    return Examination(typed.url, typed.key, None, 0, 0, LEFT_OUT, QUICK, program)


async def test_an_examiner_needs_a_venue_that_it_can_stand_before() -> None:
    wish = Examination("wss://venue:9101", Path("none.pem"), None, 0, 0, (), Times(), ())
    with pytest.raises(RehearsalError, match="which TLS shows"):
        await examined(wish)


async def test_faults_by_chance_are_those_of_the_seed() -> None:
    async def drawn(seed: str) -> list[tuple[str, float]]:
        struck: list[tuple[str, float]] = []

        async def strike(name: str, lasts_s: float) -> None:
            struck.append((name, lasts_s))
            if len(struck) == 20:
                raise RehearsalError("enough")

        with pytest.raises(RehearsalError):
            await by_chance(0.0001, random.Random(seed), strike)
        return struck

    first = await drawn("1")
    assert first == await drawn("1") != await drawn("2")
    assert {name for name, _ in first} <= set(FAULTS)


def test_after_the_last_day_that_is_known_a_sandbox_ends() -> None:
    keeper = DayKeeper(None, 1.0, lambda date, phase: None, 20_260_105)  # type: ignore[arg-type]
    assert keeper._act({"date": "", "phase": "no_day"}) == {"op": "start_day", "date": "2026-01-05"}
    assert keeper._act({"date": "2026-01-05", "phase": "closed"}) == {"op": "end_day"}
    with pytest.raises(RehearsalError, match="the calendar ends with 2026-12-31"):
        keeper._act({"date": "2026-12-31", "phase": "ended"})
