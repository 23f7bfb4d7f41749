"""The bridge as a process: how it starts, refuses to start, and stops."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from gateway.client import ConnectionLost, RequestRefused
from gateway.protocol.auth import PublicKeys
from gateway.protocol.exit_codes import ExitCode
from gateway.protocol.private_keys import KeyFile, generate
from settlement_bridge.client import connect
from tests.forked_servers import plain_server

SET_YEAR = {"year": 2024, "deadline": "2025-12-31"}
GONE = "ws://127.0.0.1:9"
Start = Callable[..., AbstractContextManager[subprocess.Popen[str]]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the bridge's key in it."""
    public_key = generate(tmp_path / "keys" / "bridge.pem").public_key
    PublicKeys(tmp_path / "keys.json").add("bridge", "bridge", None, "bridge", public_key)
    return tmp_path


def words(data: Path) -> list[str]:
    """The words after `python -m` that start it."""
    where = ["--gateway", GONE, "--feed", GONE, "--key", str(data / "keys" / "bridge.pem")]
    return ["settlement_bridge.server", "--data", str(data), "--port", "0", *where]


def start(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *words(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def running(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A bridge whose gateway and feed are away, and its address."""
    with start(data) as process:
        assert process.stdout is not None
        said: dict[str, str] = {}
        while "url" not in said:  # before it is ready it says what takes long
            said = json.loads(process.stdout.readline())
        yield process, said["url"]
        process.kill()


def refusal_of(data: Path, *more: str) -> tuple[int, str]:
    """The exit code of one that does not start, and what it complains of."""
    complaints = data / "complaints"
    with (
        complaints.open("w") as stderr,
        plain_server(*words(data), *more, stderr=stderr) as process,
    ):
        code = process.wait(60)
    return code, complaints.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_asked(running: Any, number: signal.Signals) -> None:
    process, _ = running
    process.send_signal(number)
    assert process.wait(20) == 0


async def test_it_stops_although_somebody_waits_for_a_day(running: Any, data: Path) -> None:
    process, url = running
    with pytest.raises(ConnectionLost) as lost:
        async with connect(url, KeyFile.load(data / "keys" / "bridge.pem")) as registry:
            waiting = asyncio.create_task(
                registry.operations.settled(date="2026-01-05", wait_ms=30_000)
            )
            await asyncio.sleep(0.2)
            process.terminate()
            await waiting
    assert lost.value.close_code == 1001
    assert process.wait(10) == 0


async def test_queries_are_answered_and_nothing_is_written_before_the_exchange_could_be_asked(
    running: Any, data: Path
) -> None:
    async with connect(running[1], KeyFile.load(data / "keys" / "bridge.pem")) as registry:
        assert (await registry.request("standing"))["state"] == "exchange_not_asked"
        for op, fields in (
            ("open_account", {"name": "Huaneng"}),
            ("deposit", {"amount_fen": 500}),
            ("set_year", SET_YEAR),
        ):
            with pytest.raises(RequestRefused) as refused:
                await registry.request(op, **({} if op == "set_year" else {"account": 1}), **fields)
            assert refused.value.code == "exchange_not_asked"
        assert (await registry.request("transfers"))["pending"] == []
        with pytest.raises(RequestRefused, match="exchange_away"):
            await registry.operations.reconcile()


def test_a_second_bridge_on_the_same_registry_refuses_to_start(running: Any, data: Path) -> None:
    code, said = refusal_of(data)
    assert code == ExitCode.IN_USE
    assert "another settlement bridge works on" in said


@pytest.mark.parametrize(
    ("more", "complaint", "ended"),
    [
        (("--registry", "sqlite://"), "not in memory", ExitCode.REFUSED),
        (("--registry", "nonsense"), "nonsense", ExitCode.REFUSED),
        (("--key", "/nowhere/bridge.pem"), "cannot read key file", ExitCode.REFUSED),
        (("--host", "203.0.113.1"), "--tls-cert", ExitCode.REFUSED),
        (("--host", "203.0.113.1", "--plain"), "address", ExitCode.FAILED),
    ],
)
def test_what_cannot_work_is_said_in_one_line_with_an_exit_code(
    data: Path, more: tuple[str, ...], complaint: str, ended: ExitCode
) -> None:
    code, said = refusal_of(data, *more)
    assert code == ended
    assert complaint in said
    assert "Traceback" not in said


def test_a_damaged_registry_refuses_to_start(data: Path) -> None:
    path = data / "registry" / "registry.sqlite3"
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    code, said = refusal_of(data)
    assert code == ExitCode.REFUSED
    assert "is no registry" in said
