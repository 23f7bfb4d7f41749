"""A process that ends is started again, with pauses that grow, until a new start is of no use."""

from __future__ import annotations

import asyncio
import logging
import signal
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from gateway.client.endpoints import read_endpoints
from gateway.launch import restarting
from gateway.launch import venue as launched
from gateway.launch.plan import FEED, GATEWAY, REGISTRY, SURVEILLANCE, VenuePlan
from gateway.launch.processes import RunningVenue, VenueFailed
from gateway.launch.restarting import (
    Missing,
    keep_running,
    start_after_predecessor,
    start_under_watch,
)
from gateway.launch.shown import show
from gateway.protocol.exit_codes import ExitCode
from tests.gateway.launch.test_venue import module

SERVERS = (GATEWAY, FEED, REGISTRY)
REFUSED = ExitCode.REFUSED
# A server that counts its starts in a file and does what comes next in its list: "ready", or ends
# with a code. The last one holds for all further starts.
BODY = """
import json, pathlib, sys, time
starts = pathlib.Path({folder!r}) / "starts"
number = int(starts.read_text()) if starts.exists() else 0
starts.write_text(str(number + 1))
plan = {plan!r}
step = plan[min(number, len(plan) - 1)]
if step == "ready":
    (starts.parent / "arguments").write_text(" ".join(sys.argv))
    print(json.dumps({{"ready": {name!r}, "url": "ws://x:7"}}), flush=True)
    time.sleep(60)
print(json.dumps({{"failed": {name!r}, "reason": f"planned {{step}}"}}), flush=True)
sys.exit(step)
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarting, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(restarting, "LONGEST_PAUSE_S", 0.02)


def server(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, plan: list[str | int]
) -> tuple[str, str]:
    """The name of a server, and of a module that behaves as planned."""
    own = folder / name
    own.mkdir()
    body = BODY.format(folder=str(own), plan=plan, name=name)
    return name, module(folder, monkeypatch, f"planned_{name}", body)


def starts(folder: Path, name: str) -> int:
    return int((folder / name / "starts").read_text())


async def logged(caplog: pytest.LogCaptureFixture, text: str, count: int = 1) -> None:
    """Wait until that has been logged as often."""
    async with asyncio.timeout(20):
        while caplog.text.count(text) < count:
            await asyncio.sleep(0.01)


async def test_a_killed_server_runs_again_on_its_port_and_the_others_do_not_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    venue = RunningVenue(VenuePlan(tmp_path))
    for name in ("gateway", "feed"):
        await venue.start(*server(tmp_path, monkeypatch, name, ["ready"]), "--port", "0")
    keeping = asyncio.create_task(keep_running(venue))
    for kills in range(1, 3):
        venue.processes["feed"].kill()
        await logged(caplog, "feed runs again", kills)
    keeping.cancel()
    await asyncio.wait([keeping])
    assert (tmp_path / "feed" / "arguments").read_text().endswith("--port 0 --port 7")
    assert starts(tmp_path, "gateway") == 1
    await venue.stop()


async def test_the_gateway_that_cannot_start_again_ends_the_venue_with_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = RunningVenue(VenuePlan(tmp_path))
    await venue.start(*server(tmp_path, monkeypatch, "gateway", ["ready", 1, int(REFUSED)]))
    venue.processes["gateway"].kill()
    with pytest.raises(VenueFailed, match="gateway ended by itself with exit code 78") as failed:
        await keep_running(venue)
    assert (failed.value.exit_code, starts(tmp_path, "gateway")) == (REFUSED, 3)
    await venue.stop()


async def test_a_feed_that_cannot_start_again_is_given_up_and_the_gateway_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    venue = RunningVenue(VenuePlan(tmp_path))
    await venue.start(*server(tmp_path, monkeypatch, "gateway", ["ready"]))
    await venue.start(*server(tmp_path, monkeypatch, "feed", ["ready", int(REFUSED)]))
    keeping = asyncio.create_task(keep_running(venue))
    venue.processes["feed"].kill()
    await logged(caplog, "it is not started again, the others go on without it")
    assert not keeping.done() and venue.processes["gateway"].returncode is None
    keeping.cancel()
    await asyncio.wait([keeping])
    await venue.stop()


async def test_starts_that_fail_again_and_again_come_to_an_end_those_that_must_wait_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restarting, "FAILURES_MAX", 2)
    waiting = [int(ExitCode.IN_USE)] * 3
    venue = RunningVenue(VenuePlan(tmp_path))
    await venue.start(*server(tmp_path, monkeypatch, "gateway", ["ready", *waiting, 1]))
    venue.processes["gateway"].send_signal(signal.SIGKILL)
    with pytest.raises(VenueFailed, match="exit code 1"):
        await keep_running(venue)
    assert starts(tmp_path, "gateway") == 1 + len(waiting) + 2
    await venue.stop()


async def test_a_start_waits_for_who_leaves_the_folder_but_not_for_who_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = int(ExitCode.IN_USE)
    venue = RunningVenue(VenuePlan(tmp_path))
    name, of_module = server(tmp_path, monkeypatch, "gateway", [held, held, "ready", held])
    await start_after_predecessor(name, lambda: venue.start(name, of_module))
    assert starts(tmp_path, name) == 3
    await venue.stop()
    monkeypatch.setattr(restarting, "PREDECESSOR_WAIT_S", 0.1)
    with pytest.raises(VenueFailed, match="exit code 75"):
        await start_after_predecessor(name, lambda: venue.start(name, of_module))


async def test_the_gateway_is_kept_running_while_another_server_waits_for_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    venue = RunningVenue(VenuePlan(tmp_path))
    gateway, of_gateway = server(tmp_path, monkeypatch, "gateway", ["ready"])
    await start_under_watch(venue, gateway, lambda: venue.start(gateway, of_gateway))
    feed, of_feed = server(tmp_path, monkeypatch, "feed", [int(ExitCode.IN_USE)])
    waiting = asyncio.create_task(
        start_under_watch(venue, feed, lambda: venue.start(feed, of_feed))
    )
    await logged(caplog, "feed ended with exit code 75 before it was ready")
    venue.processes["gateway"].kill()
    await logged(caplog, "gateway runs again")
    assert not waiting.done() and venue.processes["gateway"].returncode is None
    waiting.cancel()
    await asyncio.wait([waiting])
    await venue.stop()


async def test_a_system_that_starts_no_process_for_a_while_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    venue = RunningVenue(VenuePlan(tmp_path))
    await venue.start(*server(tmp_path, monkeypatch, "gateway", ["ready"]))
    start, refusals = asyncio.create_subprocess_exec, [1, 2]

    async def exhausted(*words: str, **settings: object) -> object:
        if refusals:
            raise BlockingIOError(refusals.pop(), "no more processes")
        return await start(*words, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", exhausted)
    keeping = asyncio.create_task(keep_running(venue))
    venue.processes["gateway"].kill()
    await logged(caplog, "gateway runs again")
    assert caplog.text.count("gateway cannot be started: [Errno") == 2
    keeping.cancel()
    await asyncio.wait([keeping])
    await venue.stop()


async def test_a_server_that_is_late_is_told_once_with_those_after_it_and_starts_when_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restarting, "PREDECESSOR_WAIT_S", 0.0)
    plans: dict[str, list[str | int]] = {name: ["ready"] for name in SERVERS}
    plans["feed"][:0] = [int(ExitCode.IN_USE)] * 3
    modules = dict(server(tmp_path, monkeypatch, name, plan) for name, plan in plans.items())
    monkeypatch.setattr(launched, "MODULES", modules)
    told: list[tuple[list[str], Missing]] = []

    def tell(venue: RunningVenue, missing: Missing) -> None:
        launched.enter_endpoints(venue)
        told.append((in_endpoints(tmp_path / "v"), missing))

    starting = partial(start_under_watch, tell_missing=tell)
    async with launched.running_venue(VenuePlan(tmp_path / "v"), starting):
        assert in_endpoints(tmp_path / "v") == list(SERVERS)
    reason = "feed ended with exit code 75 before it was ready: planned 75"
    assert told == [(["gateway"], {"feed": reason, "registry": "it starts after feed"})]


async def test_a_venue_whose_surveillance_cannot_start_goes_on_without_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    plans: dict[str, list[str | int]] = {name: ["ready"] for name in SERVERS}
    plans[SURVEILLANCE] = [int(REFUSED)]
    modules = dict(server(tmp_path, monkeypatch, name, plan) for name, plan in plans.items())
    monkeypatch.setattr(launched, "MODULES", modules)
    told: list[tuple[list[str], Missing]] = []

    def tell(venue: RunningVenue, missing: Missing) -> None:
        told.append((in_endpoints(tmp_path / "v"), missing))

    starting = partial(start_under_watch, tell_missing=tell)
    plan = VenuePlan(tmp_path / "v", surveillance=True)
    async with launched.running_venue(plan, starting) as venue:
        show(venue, {})
        keeping = asyncio.create_task(keep_running(venue))
        await logged(caplog, "it is not started again, the others go on without it")
        assert not keeping.done()
        keeping.cancel()
        await asyncio.wait([keeping])
    reason = "surveillance ended with exit code 78 before it was ready: planned 78"
    assert told == [(list(SERVERS), {"surveillance": reason})]
    assert "surveillance" not in capsys.readouterr().out


def in_endpoints(data: Path) -> list[str]:
    """The servers whose addresses a program on this machine finds."""
    return [name for name, url in asdict(read_endpoints(data)).items() if url]


async def test_the_reason_that_a_server_gives_at_its_end_is_its_starters_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = RunningVenue(VenuePlan(tmp_path, quiet=True))
    start = server(tmp_path, monkeypatch, "feed", [int(REFUSED)])
    with pytest.raises(VenueFailed, match=r"before it was ready: planned 78; see .*feed\.log"):
        await venue.start(*start)
    (tmp_path / "feed" / "starts").unlink()
    dying = BODY.replace("time.sleep(60)", "step = 1").format(
        folder=str(tmp_path / "feed"), plan=["ready"], name="feed"
    )
    await venue.start("feed", module(tmp_path, monkeypatch, "dying", dying))
    with pytest.raises(VenueFailed, match="feed ended by itself with exit code 1: planned 1; see"):
        await venue.watch()
    await venue.stop()
