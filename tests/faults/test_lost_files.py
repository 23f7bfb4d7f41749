"""Files that are taken away from a server while it works, that it may not write, or that are
damaged: it ends, names the file, and its exit code asks for no new start; the others go on, and
nothing is lost once the file is back.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.client import ConnectionLost, RequestRefused
from gateway.launch.processes import VenueFailed
from gateway.protocol.exit_codes import ExitCode
from gateway.protocol.own_files import FilesLost, watch_files
from gateway.protocol.private_keys import generate
from tests.faults.house import (
    FEED,
    GATEWAY,
    MODULES,
    REGISTRY,
    House,
    end_day,
    open_day,
    running_house,
    settled,
)

DATE = "2026-01-05"
LIMIT_S = 120
WORKED_ON = {
    REGISTRY: "registry/registry.sqlite3",
    FEED: "feed/history.sqlite3",
    GATEWAY: "log/commands.log",
}


@contextmanager
def taken_away(path: Path) -> Iterator[None]:
    """The file is elsewhere meanwhile."""
    elsewhere = path.with_name("elsewhere")
    path.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(path)


async def ends_without(house: House, name: str) -> None:
    """A server ends when its file is taken away, and names it."""
    path = house.plan.data / WORKED_ON[name]
    with taken_away(path):
        assert await house.running.ended(name) == ExitCode.REFUSED
        if name == GATEWAY:  # which must not begin an empty log then
            with pytest.raises(VenueFailed) as failed:
                await house.start(GATEWAY, "", "--again")
            assert failed.value.exit_code == ExitCode.REFUSED
    said = (house.plan.data / "logs" / f"{name}.log").read_text(encoding="utf-8")
    assert f"{path}, on which this server works, is not there any more" in said
    assert "Traceback" not in said


async def test_a_server_whose_files_are_taken_away_ends_and_the_others_go_on(
    tmp_path: Path,
) -> None:
    async with asyncio.timeout(LIMIT_S), running_house(tmp_path) as house:
        await open_day(house, DATE)
        await asyncio.gather(ends_without(house, REGISTRY), ends_without(house, FEED))
        async with house.session("member-1") as seller, house.session("member-2") as buyer:
            await seller.sell("CEA25", 7850, 10)
            await buyer.buy("CEA25", 7850, 10)
            await ends_without(house, GATEWAY)
            with pytest.raises((ConnectionLost, RequestRefused)):
                await buyer.buy("CEA25", 7850, 10)
        for name in (GATEWAY, FEED, REGISTRY):
            await house.start(name)
        await end_day(house)
        assert await settled(house, DATE)


async def test_a_file_that_is_replaced_or_out_of_reach_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.protocol.own_files.WATCH_EVERY_S", 0.01)
    folder = tmp_path / "folder"
    folder.mkdir()
    path, other = folder / "a", tmp_path / "b"
    spoiled: dict[str, Callable[[], object]] = {
        "is another file now": lambda: other.rename(path),
        "cannot be reached: Not a directory": lambda: in_place_of_a_folder(other, path),
    }
    for problem, spoil in spoiled.items():
        path.touch()
        other.touch()
        watching = asyncio.create_task(watch_files(lambda: [path]))
        await asyncio.sleep(0.05)
        path.write_text("what is written does not make it another file")
        await asyncio.sleep(0.05)
        assert not watching.done()
        spoil()
        with pytest.raises(FilesLost, match=problem):
            await watching


def in_place_of_a_folder(other: Path, path: Path) -> None:
    path.unlink()
    path.parent.rmdir()
    other.rename(path.parent)


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="/sys (Linux) is where nobody may write")
async def test_a_folder_that_may_not_be_written_is_named_and_no_new_start_asked_for(
    tmp_path: Path,
) -> None:
    generate(tmp_path / "feed.pem")
    await asyncio.gather(
        *(refuses(tmp_path, name, Path("/sys/ceax"), "/sys/ceax") for name in MODULES)
    )


async def test_damaged_files_are_named_and_no_new_start_asked_for(tmp_path: Path) -> None:
    generate(tmp_path / "feed.pem")
    for path in WORKED_ON.values():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_bytes(b"what is this " * 1_000)
    await asyncio.gather(
        *(refuses(tmp_path, name, tmp_path, Path(WORKED_ON[name]).name) for name in MODULES)
    )


async def refuses(folder: Path, name: str, data: Path, named: str) -> None:
    """A server ends before it is ready."""
    nowhere = ("--gateway", "ws://127.0.0.1:1", "--key", str(folder / "feed.pem"))
    follows = () if name == GATEWAY else nowhere
    feed = ("--feed", "ws://127.0.0.1:1") if name == REGISTRY else ()
    command = (sys.executable, "-m", MODULES[name], "--data", str(data), "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, *follows, *feed, stderr=PIPE)
    _, said = await process.communicate()
    assert process.returncode == ExitCode.REFUSED, said
    assert named in said.decode() and "Traceback" not in said.decode()
