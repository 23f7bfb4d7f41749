"""`ceax serve` as its own process: what it says, what it leaves, how it ends."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.client import Connection, Session, connect
from gateway.launch.processes import VenueFailed
from gateway.launch.serve import code_to_end_with
from gateway.protocol.exit_codes import ExitCode
from gateway.protocol.private_keys import KeyFile
from gateway.protocol.tls import CertificateUnusable
from marketdata.archive.checking import problems_of
from settlement_bridge import client as registry_client
from tests.plain_python import plain_environment

FEED = "marketdata.server"
PROGRAM = "import gateway.cli; gateway.cli.main()"
PORTS = ["--gateway-port", "0", "--feed-port", "0", "--registry-port", "0", "--alerts-port", "0"]
STOPPED = ("alerts", "surveillance", "registry", "feed", "gateway")
Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, folder: str = "v", compiled: bool = False) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-c",
            PROGRAM,
            "serve",
            "--data",
            str(tmp_path / folder),
            "--clock",
            "manual",
            "--no-alerts",
            *PORTS,
            *words,
        ]
        with (tmp_path / f"stderr{len(started)}").open("w") as stderr:
            files = {"stdout": subprocess.PIPE, "stderr": stderr}
            env = os.environ if compiled else plain_environment()
            started.append(subprocess.Popen(command, **files, text=True, env=env))
        return started[-1]

    yield start
    for process in started:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


async def trade_a_day(exchange: Session, date: str) -> None:
    """A day of one instrument from its start to its end."""
    await exchange.request("list_instrument", instrument="CEA25", number=1, base_price=7850)
    await exchange.request("start_day", date=date)
    await exchange.request("set_phase", phase="closed", confirm=True, reason="test")
    await exchange.request("end_day")


def ready(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """Process ids of the three servers by module."""
    listed = subprocess.run(
        ["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    found = {}
    for line in listed.splitlines():
        pid, parent, command = line.split(None, 2)
        if int(parent) == process.pid and (module := re.search(r"-m (\S+)", command)):
            found[module[1]] = int(pid)
    return found


async def test_a_venue_is_served_until_ctrl_c(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "v" / "logs").mkdir(parents=True)
    (tmp_path / "v" / "keys").mkdir(mode=0o755)
    watched = ("--surveillance", "--surveillance-port", "0")
    process = serve("--json", "--venue", "shanghai-test", "--archive", "--alerts", *watched)
    said = ready(process)
    assert (said.pop("ready"), said.pop("venue")) == ("venue", "shanghai-test")
    assert json.loads((tmp_path / "v" / "endpoints.json").read_text()) == said
    key = KeyFile.load(tmp_path / "v" / "keys" / "exchange.pem")
    async with connect(said["gateway"], key) as session:
        assert (await session.operations.status())["phase"] == "no_day"
        await trade_a_day(session, "2026-01-05")
    assert await logged(tmp_path, "2026-01-05 is in the archive")
    assert list(problems_of(tmp_path / "v" / "archive" / "allowances" / "2026-01-05")) == []
    servers = children(process)
    three = {"gateway.server", "marketdata.server", "settlement_bridge.server"}
    beside = {f"gateway.supervision.{name}" for name in ("surveillance", "alerts")}
    assert set(servers) == three | beside
    first = os.getpriority(os.PRIO_PROCESS, servers["gateway.server"])
    assert os.getpriority(os.PRIO_PROCESS, servers["settlement_bridge.server"]) > first
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not (tmp_path / "v" / "endpoints.json").exists()
    said_last = (tmp_path / "stderr0").read_text()
    assert f"stopping: SIGINT was sent to this process (its parent is {os.getpid()})" in said_last
    ends = [f"stopping {name}, process" for name in STOPPED]
    assert [said_last.index(end) for end in ends] == sorted(said_last.index(end) for end in ends)
    assert said_last.count(
        f"SIGTERM was sent to this process (its parent is {process.pid})"
    ) == len(STOPPED)
    for pid in servers.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    written = [tmp_path / "v", *(tmp_path / "v").rglob("*")]
    kept = {"history.sqlite3", "registry.sqlite3", "cases.sqlite3", "alerts.sqlite3", "bridge.pem"}
    assert kept <= {path.name for path in written}
    assert [str(path) for path in written if path.stat().st_mode & 0o077] == []


async def test_a_server_that_dies_is_started_again_where_it_was_while_members_trade(
    serve: Serve, tmp_path: Path
) -> None:
    process = serve("--json")
    said = ready(process)
    key = KeyFile.load(tmp_path / "v" / "keys" / "exchange.pem")
    async with connect(said["gateway"], key) as session:
        for name, module in (("registry", "settlement_bridge.server"), ("feed", FEED)):
            before = children(process)
            os.kill(before[module], signal.SIGKILL)
            assert (await session.operations.status())["phase"] == "no_day"
            assert await logged(tmp_path, f"{name} runs again, process")
            after = children(process)
            assert after.keys() == before.keys() and after[module] != before[module]
            assert (await session.operations.status())["phase"] == "no_day"
            async with await Connection.open(said[name], key, server=name) as again:
                assert again.logged_on["role"] == "exchange"
    assert f"{name} ended by itself with exit code -9: see its log above; starting it again" in (
        tmp_path / "stderr0"
    ).read_text(encoding="utf-8")


async def test_servers_leave_after_their_starter_and_the_next_one_takes_the_folder_over(
    serve: Serve, tmp_path: Path
) -> None:
    process = serve("--json", compiled=True)  # as people run it
    ready(process)
    servers = children(process)
    process.kill()
    process.wait(60)
    killed_s = time.monotonic()
    again = serve("--json")
    assert ready(again)["ready"] == "venue"
    for pid in servers.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    left = (tmp_path / "stderr0").read_text(encoding="utf-8")
    assert left.count("stopping: the process that started this one has ended") == 3
    assert "as it is" not in left and time.monotonic() - killed_s < 60


async def test_each_server_is_started_by_itself_also_with_a_folder_of_its_own(
    serve: Serve, tmp_path: Path
) -> None:
    gateway = ready(serve("--json", "--only", "gateway"))
    of_gateway = {"gateway", "gateway_key", "gateway_own"}
    assert gateway.keys() == {"ready", "venue", *of_gateway}
    for folder in ("feed host", "registry host"):
        (tmp_path / folder).mkdir()
        for part in ("keys", "keys.json"):
            copy = shutil.copytree if part == "keys" else shutil.copy
            copy(tmp_path / "v" / part, tmp_path / folder / part)
    where = ("--gateway-url", gateway["gateway"])
    feed = ready(serve("--json", "--only", "feed", *where, folder="feed host"))
    assert feed.keys() == {"ready", "venue", "gateway", "feed", "feed_key", "feed_own"}
    where += ("--feed-url", feed["feed"], "--log", "json")
    words = ("--json", "--only", "registry", *where)
    registry = ready(serve(*words, folder="registry host"))
    key = KeyFile.load(tmp_path / "v" / "keys" / "bridge.pem")
    async with registry_client.connect(registry["registry"], key) as session:
        while (await session.operations.standing())["state"] != "sound":
            await asyncio.sleep(0.02)
    assert json.loads((tmp_path / "v" / "endpoints.json").read_text()).keys() == of_gateway
    assert await logged(tmp_path, "connection closed", 2)
    said = [json.loads(line) for line in (tmp_path / "stderr2").read_text().splitlines()]
    closed = next(line for line in said if line["message"] == "connection closed")
    assert (closed["key"], closed["reason"]) == ("bridge", "log_off")
    assert closed["peer"].startswith("127.0.0.1:")
    assert {"time", "level", "room", "module", "message"} <= said[0].keys()
    assert "settlement_bridge" in {line["room"] for line in said}
    apart = serve("--only", "registry", *where, folder="elsewhere")
    assert apart.wait(60) == ExitCode.REFUSED
    assert "copy it from the data folder of the gateway" in (tmp_path / "stderr3").read_text()


async def logged(tmp_path: Path, text: str, number: int = 0) -> bool:
    """Wait until the venue of that number, counted from 0, has logged that."""
    for _ in range(1_000):
        if text in (tmp_path / f"stderr{number}").read_text(encoding="utf-8"):
            return True
        await asyncio.sleep(0.02)
    return False


def test_a_stop_while_starting_leaves_nothing_running(serve: Serve) -> None:
    process = serve("--json")
    while not (servers := children(process)):
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    for pid in servers.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_start_that_a_new_one_does_not_mend_ends_with_a_code_that_says_so(
    serve: Serve, tmp_path: Path
) -> None:
    assert serve("--only", "registry", "--only", "gateway").wait(60) == ExitCode.USAGE
    said = (tmp_path / "stderr0").read_text()
    assert "registry needs the address of the feed: --feed-url" in said
    assert not (tmp_path / "v").exists()
    none = str(tmp_path / "none.pem")
    assert serve("--tls-cert", none, "--tls-key", none).wait(60) == ExitCode.REFUSED
    said = (tmp_path / "stderr1").read_text()
    assert f"{none} with {none} cannot be used: [Errno 2] No such file" in said
    if Path("/sys").is_dir():  # of Linux, where nobody may write
        assert serve(folder="/sys/ceax").wait(60) == ExitCode.REFUSED
        assert "not permitted" in (tmp_path / "stderr2").read_text()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (VenueFailed("given up", ExitCode.DISK), ExitCode.DISK),
        (VenueFailed("given up", ExitCode.IN_USE), ExitCode.IN_USE),
        (VenueFailed("given up", ExitCode.REFUSED), ExitCode.REFUSED),
        (VenueFailed("killed", -9), ExitCode.FAILED),
        (VenueFailed("not ready in time"), ExitCode.FAILED),
        (VenueFailed("asked to stop by somebody else", 0), ExitCode.FAILED),
        (OSError(errno.ENOSPC, "no room"), ExitCode.DISK),
        (CertificateUnusable("no key"), ExitCode.REFUSED),
    ],
)
def test_it_ends_with_the_code_of_the_server_that_could_not_go_on(
    error: Exception, code: ExitCode
) -> None:
    assert code_to_end_with(error) == code
