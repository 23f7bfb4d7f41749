"""The gateway as a process: ready line, signals, a folder in use, a disk that is full, kill and
restart.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.protocol.auth import PublicKeys
from gateway.protocol.exit_codes import ExitCode
from gateway.protocol.private_keys import KeyFile, generate
from tests.gateway.small_venue import (
    FUNDING,
    KEYS,
    MORNING,
    OPENING,
    SCOPES,
    Caller,
    order,
    small_venue,
)
from tests.plain_python import plain_environment

ROOT = Path(__file__).parents[3]


def make_keys(data: Path) -> None:
    keys = PublicKeys(data / "keys.json")
    for name, (role, account) in KEYS.items():
        public_key = generate(data / "keys" / f"{name}.pem").public_key
        keys.add(name, role, account, name, public_key, scope=SCOPES.get(role, ""))


async def launch(data: Path, *options: str, prefix: tuple[str, ...] = ()) -> Process:
    arguments = ["-m", "gateway.server", "--data", str(data), "--port", "0", *options]
    return await asyncio.create_subprocess_exec(
        *(*prefix, sys.executable, *arguments),
        cwd=ROOT,
        env=plain_environment(),
        stdout=PIPE,
        stderr=PIPE,
    )


@asynccontextmanager
async def running(data: Path, *options: str) -> AsyncIterator[tuple[Process, str]]:
    process = await launch(data, "--clock", "manual", *options)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(120):
            ready = json.loads(await process.stdout.readline())
        assert ready["ready"] == "gateway"
        yield process, ready["url"]
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def venue_of(data: Path, *options: str) -> str:
    """The id in the ready line of a gateway that is started and killed again."""
    process = await launch(data, "--clock", "manual", *options)
    assert process.stdout is not None
    async with asyncio.timeout(120):
        ready = json.loads(await process.stdout.readline())
    process.kill()
    await process.communicate()
    return str(ready["venue"])


async def test_a_fresh_folder_gets_a_venue_id_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    one, other = await venue_of(tmp_path / "one"), await venue_of(tmp_path / "other")
    assert one != other
    assert re.fullmatch("ceax-[0-9a-f]{8}", one)
    assert await venue_of(tmp_path / "one") == one


async def test_a_venue_may_be_named_but_not_renamed(tmp_path: Path) -> None:
    assert await venue_of(tmp_path, "--venue", "shanghai-test") == "shanghai-test"
    process = await launch(tmp_path, "--venue", "wuhan-test")
    _, said = await process.communicate()
    assert process.returncode == ExitCode.REFUSED
    assert b"is the log of 'shanghai-test'" in said


async def log_on(data: Path, url: str, name: str, **options: object) -> Caller:
    caller = await Caller.open(url)
    assert (await caller.log_on(KeyFile.load(data / "keys" / f"{name}.pem"), **options))["ok"]
    return caller


async def open_market(data: Path, url: str) -> None:
    exchange, bridge = await log_on(data, url, "exchange"), await log_on(data, url, "bridge")
    for caller, requests in ((exchange, OPENING), (bridge, FUNDING), (exchange, MORNING)):
        assert all(reply["ok"] for reply in await caller.ask_all(*requests))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_in_order(tmp_path: Path, number: signal.Signals) -> None:
    make_keys(tmp_path)
    async with running(tmp_path) as (process, url):
        caller = await log_on(tmp_path, url, "exchange")
        process.send_signal(number)
        assert await caller.closed() == 1001
        assert await asyncio.wait_for(process.wait(), 20) == 0


async def test_killed_and_started_again_it_knows_every_acknowledged_order(tmp_path: Path) -> None:
    make_keys(tmp_path)
    acknowledged: list[dict[str, object]] = []
    async with running(tmp_path) as (process, url):
        await open_market(tmp_path, url)
        alice = await log_on(tmp_path, url, "alice")
        for number in range(5):
            ids = [f"{number}-{each}" for each in range(20)]
            acknowledged += await alice.ask_all(
                *[order("buy", 7100, 1, client_order_id=id_) for id_ in ids]
            )
        await alice.send(
            *[order("buy", 7101, 1, client_order_id=f"last-{each}") for each in range(100)]
        )
        process.kill()
    async with running(tmp_path) as (process, url):
        alice = await log_on(tmp_path, url, "alice", report_date="2026-01-05", next_report=1)
        orders = (await alice.ask("open_orders"))["orders"]
        assert {reply["order"] for reply in acknowledged} <= {row["order"] for row in orders}
        numbers = [report["number"] for report in await alice.until("report", len(orders))]
        assert numbers == list(range(1, len(numbers) + 1))
        again = await alice.ask_all(
            *[order("buy", 7101, 1, client_order_id=f"last-{each}") for each in range(100)]
        )
        assert all(reply["ok"] for reply in again)
        rows = (await alice.ask("open_orders"))["orders"]
        assert len({row["client_order_id"] for row in rows}) == len(rows) == 200


async def test_a_folder_in_use_is_named(tmp_path: Path) -> None:
    async with running(tmp_path):
        second = await launch(tmp_path)
        _, said = await asyncio.wait_for(second.communicate(), 60)
        assert second.returncode == ExitCode.IN_USE
        assert b"LogInUse" in said and str(tmp_path).encode() in said
        assert b"Traceback" not in said


async def test_limits_that_make_no_sense_are_named(tmp_path: Path) -> None:
    process = await launch(tmp_path, "--limits", "speed=9")
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == ExitCode.REFUSED
    assert b"no limit 'speed'" in said and b"Traceback" not in said


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="prlimit (Linux) makes the full disk")
async def test_a_disk_that_is_full_ends_it_after_everyone_has_been_told(tmp_path: Path) -> None:
    make_keys(tmp_path)
    async with running(tmp_path) as (process, url):
        await open_market(tmp_path, url)
        alice, bob = await log_on(tmp_path, url, "alice"), await log_on(tmp_path, url, "bob")
        entered = await alice.ask(**order("buy", 7100, 1))
        limit = await asyncio.create_subprocess_exec(
            "prlimit", f"--pid={process.pid}", "--fsize=4096"
        )
        assert await limit.wait() == 0
        replies = await bob.ask_all(*[order("buy", 7100, 1)] * 100)
        assert {reply["error"]["code"] for reply in replies} == {"storage_failed"}
        assert await alice.closed() == 1001
        assert await asyncio.wait_for(process.wait(), 20) == ExitCode.DISK
    async with running(tmp_path) as (process, url):
        alice = await log_on(tmp_path, url, "alice")
        assert [row["order"] for row in (await alice.ask("open_orders"))["orders"]] == [
            entered["order"]
        ]


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda path: path.unlink(), b"bring back the newest copy"),
        (lambda path: path.write_text("[]"), b"commands of the log carry numbers up to"),
        (lambda path: path.write_text(path.read_text()[:-9]), b"is malformed"),
    ],
    ids=["missing", "older", "damaged"],
)
async def test_keys_that_do_not_fit_the_log_are_named(
    tmp_path: Path, spoil: Callable[[Path], object], named: bytes
) -> None:
    async with small_venue(tmp_path) as venue:
        path = venue.public_keys.path
    spoil(path)
    process = await launch(tmp_path)
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == ExitCode.REFUSED
    assert named in said and str(path).encode() in said and b"Traceback" not in said
