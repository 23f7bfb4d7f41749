"""The three processes as one venue: their keys, their start and their end."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from gateway.client import Connection, connect, read_endpoints
from gateway.launch import processes
from gateway.launch.local_keys import make_local_keys
from gateway.launch.plan import GATEWAY, VenuePlan
from gateway.launch.processes import RunningVenue, VenueFailed
from gateway.launch.venue import running_venue
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import KeyFileError
from gateway.protocol.private_keys import KeyFile, generate
from gateway.protocol.proofs import CASH, SERVERS
from gateway.protocol.server_keys import key_path, read_key
from gateway.server.key_rotation import LOCAL_KEYS


def module(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, body: str) -> str:
    """A module that a process of a venue can be started from."""
    (folder / f"{name}.py").write_text(body)
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    return name


def test_local_keys_are_made_and_entered_once(tmp_path: Path) -> None:
    make_local_keys(tmp_path)
    first = [
        (entry.key, entry.role, entry.public_key)
        for entry in PublicKeys(tmp_path / "keys.json").entries()
    ]
    make_local_keys(tmp_path)
    again = [
        (entry.key, entry.role, entry.public_key)
        for entry in PublicKeys(tmp_path / "keys.json").entries()
    ]
    assert first == again
    assert [(key, role) for key, role, _ in first] == [(name, name) for name in LOCAL_KEYS]
    assert first[0][2] == KeyFile.load(tmp_path / "keys" / "exchange.pem").public_key


def test_a_private_key_that_is_there_is_entered_as_it_is(tmp_path: Path) -> None:
    key = generate(tmp_path / "keys" / "feed.pem")
    make_local_keys(tmp_path)
    entered = {
        entry.key: entry.public_key for entry in PublicKeys(tmp_path / "keys.json").entries()
    }
    assert entered["feed"] == key.public_key


def test_a_lost_private_key_is_named(tmp_path: Path) -> None:
    make_local_keys(tmp_path)
    (tmp_path / "keys" / "feed.pem").unlink()
    with pytest.raises(KeyFileError, match=r"feed\.pem is missing"):
        make_local_keys(tmp_path)


def test_a_foreign_private_key_is_named(tmp_path: Path) -> None:
    make_local_keys(tmp_path)
    (tmp_path / "keys" / "feed.pem").unlink()
    generate(tmp_path / "keys" / "feed.pem")
    with pytest.raises(KeyFileError, match=r"feed\.pem is not the private part"):
        make_local_keys(tmp_path)


async def test_a_process_that_ends_before_it_is_ready_is_named_with_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = module(tmp_path, monkeypatch, "ends_early", "raise SystemExit(3)")
    with pytest.raises(VenueFailed, match="feed ended with exit code 3 before it was ready"):
        await RunningVenue(VenuePlan(tmp_path)).start("feed", name)


async def test_what_takes_a_start_long_is_told_and_given_more_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [{"starting": "feed", "doing": "compiling"}, {"ready": "feed", "url": "ws://x"}]
    doing, ready = (f"print({json.dumps(line)!r}, flush=True)" for line in lines)
    name = module(
        tmp_path,
        monkeypatch,
        "starts_slowly",
        f"import time\n{doing}\ntime.sleep(1)\n{ready}\ntime.sleep(60)",
    )
    told: list[str] = []
    venue = RunningVenue(VenuePlan(tmp_path, tell=told.append))
    await venue.start("feed", name)
    await venue.stop()
    assert (told, venue.urls) == (["feed: compiling"], {"feed": "ws://x"})


async def test_a_start_that_says_what_takes_it_long_is_bounded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LONG_READY_WAIT_S", 0.2)
    doing = json.dumps({"starting": "feed", "doing": "compiling"})
    name = module(
        tmp_path,
        monkeypatch,
        "never_done",
        f"import time\nprint({doing!r}, flush=True)\ntime.sleep(60)",
    )
    venue = RunningVenue(VenuePlan(tmp_path))
    with pytest.raises(VenueFailed, match=r"feed was not ready after 0\.2 s"):
        await venue.start("feed", name)
    await venue.stop()


@pytest.mark.parametrize(
    "line", ["hello", "{}", '{"ready": "feed"}', '{"ready": "registry", "url": "ws://x"}']
)
async def test_a_wrong_ready_line_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    name = module(
        tmp_path,
        monkeypatch,
        "says_wrong",
        f"print({line!r}, flush=True)\nimport time\ntime.sleep(60)",
    )
    venue = RunningVenue(VenuePlan(tmp_path))
    with pytest.raises(VenueFailed, match="feed"):
        await venue.start("feed", name)
    await venue.stop()


async def test_a_process_that_is_never_ready_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "READY_WAIT_S", 0.2)
    venue = RunningVenue(VenuePlan(tmp_path))
    with pytest.raises(VenueFailed, match=r"feed was not ready after 0\.2 s"):
        await venue.start(
            "feed", module(tmp_path, monkeypatch, "never_ready", "import time\ntime.sleep(60)")
        )
    await venue.stop()
    assert venue.processes["feed"].returncode == -signal.SIGTERM


async def test_a_process_that_does_not_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_WAIT_S", 0.2)
    ready = '{"ready": "feed", "url": "ws://x"}'
    body = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    venue = RunningVenue(VenuePlan(tmp_path))
    await venue.start(
        "feed",
        module(
            tmp_path, monkeypatch, "stubborn", f"{body}print({ready!r}, flush=True)\ntime.sleep(60)"
        ),
    )
    await venue.stop()
    assert venue.processes["feed"].returncode == -signal.SIGKILL


async def test_a_venue_of_four_servers_refuses_a_second_on_its_folder_and_leaves_nothing_running(
    tmp_path: Path,
) -> None:
    plan = VenuePlan(tmp_path, clock="manual", quiet=True, market="credits", instruments=256)
    async with running_venue(plan) as venue:
        with pytest.raises(
            VenueFailed,
            match=r"gateway ended with exit code 75 before it was ready: .*; see .*gateway\.log",
        ):
            async with running_venue(plan):
                pass
        assert str(tmp_path / "log") in (tmp_path / "logs" / "gateway.log").read_text()
        key = KeyFile.load(tmp_path / "keys" / "exchange.pem")
        endpoints = read_endpoints(tmp_path)
        for server in (*SERVERS, CASH):
            reached = endpoints.of(server)
            assert reached["server_key"] == read_key(key_path(tmp_path, server)).public_key
            async with await Connection.open(key=key, server=server, **reached) as connection:
                assert connection.logged_on["role"] == "exchange"
        async with connect(**endpoints.of(GATEWAY), key=key) as exchange:
            assert (await exchange.operations.status())["market"] == "credits"
    assert [process.returncode for process in venue.processes.values()] == [0, 0, 0, 0]
    assert not (tmp_path / "endpoints.json").exists()
