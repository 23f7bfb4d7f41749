"""Damage of an earlier part of the log, before the snapshot that a start begins with, is found
beside the running gateway.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import urllib.request
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from engine.commands import CommandKind, command
from engine.record.history.background import BYTES_PER_S, Brake, find
from engine.record.log import logs
from engine.record.log.segments import segment_names
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from engine.units import BATCH_MAX
from gateway.client import connect
from gateway.protocol.private_keys import KeyFile
from gateway.protocol.server_clock import SystemClock
from gateway.schedule.calendar import Calendar
from gateway.schedule.notices import NoticeBoard
from gateway.server.history_check import HistoryCheck, check_history
from tests.engine.record.history.test_retention import settled
from tests.gateway.server.test_process import ROOT, make_keys
from tests.simulation.disk import AtOnce
from tests.simulation.traffic import day_end, deposit, opening, random_batch


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venue on its second day, whose log has segments of the first one."""
    data = tmp_path_factory.mktemp("stopped")
    make_keys(data)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(logs, "SEGMENT_BYTES", 6 * 1024)
        write_log(data / "log")
    assert len(segment_names(FileStorage(data / "log", read_only=True), "commands.log")) > 2
    return data


def write_log(folder: Path) -> None:
    storage = FileStorage(folder)
    sequencer = Sequencer.on(storage, clock=SystemClock(), capacity=SMALL, aside=AtOnce())
    random = Random(1)
    for batch in [opening(), *(random_batch(random) for _ in range(12))]:
        sequencer.process(batch)
    for first in range(100, 100 + 17 * BATCH_MAX, BATCH_MAX):  # more than a start looks back
        deposits = np.repeat(deposit(first), BATCH_MAX)
        deposits["reference"] += np.arange(BATCH_MAX)
        sequencer.process(deposits)
    sequencer.process(day_end())
    settled(sequencer)
    sequencer.process(command(CommandKind.START_DAY, date=20_260_106))
    sequencer.close()


@pytest.fixture
def venue(stopped: Path, tmp_path: Path) -> Path:
    return shutil.copytree(stopped, tmp_path / "venue")


def spoil(path: Path, place: int) -> None:
    """Change one byte."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.05)


def page(url: str, path: str) -> str:
    with urllib.request.urlopen(url.replace("ws:", "http:") + path) as response:
        return response.read().decode()


def history(url: str) -> dict[str, Any]:
    return json.loads(page(url, "/readyz"))["conditions"]["history"]


@asynccontextmanager
async def started(data: Path) -> AsyncIterator[tuple[Process, str]]:
    """A gateway that looks for keys and anchors in fewer commands than the log has, and checks at
    once.
    """
    program = (
        "import typer; from gateway.floor import anchors; from gateway.server import key_numbers,"
        " process; key_numbers.COMMANDS_LOOKED_AT = anchors.LOOKED_AT = 100;"
        "typer.run(process.serve)"
    )
    words = ("--data", str(data), "--port", "0", "--clock", "manual", "--check-after", "0")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, *words), cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(120):
            said: dict[str, str] = {}
            while "url" not in said:  # before it is ready it says what takes long
                said = json.loads(await process.stdout.readline())
            yield process, said["url"]
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_one_byte_of_an_old_segment_is_found_after_the_start_and_reported(
    venue: Path,
) -> None:
    spoil(venue / "log" / "commands.log", 5_000)
    async with started(venue) as (process, url):
        await until(lambda: "commands.log: record 1 at offset" in history(url)["says"])
        assert json.loads(page(url, "/readyz"))["ready"]
        assert "ceax_log_damaged 1.0" in page(url, "/metrics")
        key = KeyFile.load(venue / "keys" / "exchange.pem")
        async with connect(url, key) as session:
            status = await session.operations.status()
        (notice,) = status["schedule"]["notices"]
        assert (notice["code"], notice["waits"]) == ("log_damaged", False)
        assert "commands.log: record 1 at offset" in notice["message"]
        process.terminate()
        _, said = await process.communicate()
    assert b"notice: log_damaged: commands.log: record 1 at offset" in said


async def test_a_sound_log_is_said_to_be_so(venue: Path) -> None:
    check, board = HistoryCheck(), NoticeBoard(Calendar.load)
    await check_history(venue / "log", check, board, 0)
    assert check.says == f"sound up to command {check.commands:,}"
    assert (check.damaged, board.current) == (False, ())


def test_damage_of_old_events_is_found(venue: Path) -> None:
    spoil(venue / "log" / "events.log", 5_000)
    (problem,) = find(venue / "log", lambda seconds: None).problems
    assert problem.startswith("events.log: event 1 at offset ")


def test_the_check_keeps_a_pace(venue: Path) -> None:
    waits: list[float] = []
    assert find(venue / "log", waits.append).problems == []
    waits.clear()
    brake = Brake(waits.append)
    for _ in range(16):
        brake.passed(BYTES_PER_S // 16)
    assert sum(waits) == pytest.approx(1, abs=0.1)


def test_a_folder_without_a_log_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    found = find(tmp_path / "log", lambda seconds: None)
    assert (found.problems, found.failure) == ([], "there is no commands.log")
