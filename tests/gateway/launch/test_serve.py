"""`ceax serve` as its own process: what it says, what it leaves, how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.client import connect
from gateway.protocol.private_keys import KeyFile

PROGRAM = "import gateway.cli; gateway.cli.main()"
PORTS = ["--gateway-port", "0", "--feed-port", "0", "--registry-port", "0"]
Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-c",
            PROGRAM,
            "serve",
            "--data",
            str(tmp_path / "v"),
            "--clock",
            "manual",
            *PORTS,
            *words,
        ]
        with (tmp_path / f"stderr{len(started)}").open("w") as stderr:
            started.append(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)
            )
        return started[-1]

    yield start
    for process in started:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


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
    process = serve("--json", "--venue", "shanghai-test")
    said = ready(process)
    assert (said.pop("ready"), said.pop("venue")) == ("venue", "shanghai-test")
    assert json.loads((tmp_path / "v" / "endpoints.json").read_text()) == said
    key = KeyFile.load(tmp_path / "v" / "keys" / "exchange.pem")
    async with connect(said["gateway"], key) as session:
        assert (await session.operations.status())["phase"] == "no_day"
    servers = children(process)
    assert set(servers) == {"gateway.server", "marketdata.server", "settlement_bridge.server"}
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not (tmp_path / "v" / "endpoints.json").exists()
    said_last = (tmp_path / "stderr0").read_text()
    assert f"stopping: SIGINT was sent to this process (its parent is {os.getpid()})" in said_last
    ends = [f"stopping {name}, process" for name in ("registry", "feed", "gateway")]
    assert [said_last.index(end) for end in ends] == sorted(said_last.index(end) for end in ends)
    assert said_last.count(f"SIGTERM was sent to this process (its parent is {process.pid})") == 3
    for pid in servers.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_server_that_dies_is_named_and_all_stop_with_exit_code_1(
    serve: Serve, tmp_path: Path
) -> None:
    process = serve()
    assert process.stdout is not None
    shown = "".join(iter(process.stdout.readline, "Ctrl-C stops the venue.\n"))
    assert "clock manual" in shown and all(
        name in shown for name in ("gateway", "feed", "registry")
    )
    servers = children(process)
    os.kill(servers["marketdata.server"], signal.SIGKILL)
    assert process.wait(60) == 1
    last = (tmp_path / "stderr0").read_text().splitlines()[-1]
    assert last == "ceax: feed ended by itself with exit code -9: see its log above"
    assert "stopping: feed ended by itself" in (tmp_path / "stderr0").read_text()
    for pid in servers.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_stop_while_starting_leaves_nothing_running(serve: Serve) -> None:
    process = serve("--json")
    while not (servers := children(process)):
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    for pid in servers.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
