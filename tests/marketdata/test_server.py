"""The feed's process with a real gateway process."""

import asyncio
import json
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway import client as gateway
from gateway.protocol.auth import PublicKeys
from gateway.protocol.exit_codes import ExitCode
from gateway.protocol.outside import Outside
from gateway.protocol.private_keys import KeyFile, generate
from marketdata.checkpoint_keeper import CheckpointKeeper
from marketdata.client import connect
from marketdata.folder_lock import sole_process
from marketdata.follower import Follower
from marketdata.history import History
from marketdata.server import main, tell_progress

pytestmark = pytest.mark.usefixtures("forked_servers")
DAY = "2026-01-05"


class Venue:
    """A gateway and a feed as processes on one data folder, and the keys to act on them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.gateway: Process | None = None
        self.feed: Process | None = None
        self.gateway_url = self.feed_url = ""
        public = PublicKeys(data / "keys.json")
        for name, role, account in (
            ("exchange", "exchange", None),
            ("feed", "feed", None),
            ("bridge", "bridge", None),
            ("alice", "member", 1),
            ("bob", "member", 2),
        ):
            public.add(
                name, role, account, name, generate(data / "keys" / f"{name}.pem").public_key
            )

    def key(self, name: str):
        return KeyFile.load(self.data / "keys" / f"{name}.pem")

    async def start_gateway(self, port: int = 0) -> None:
        self.gateway, self.gateway_url = await self._start(
            "gateway.server", "--clock", "manual", "--port", str(port)
        )

    async def start_feed(self, port: int = 0) -> None:
        key = str(self.data / "keys" / "feed.pem")
        arguments = ("--gateway", self.gateway_url, "--key", key, "--port", str(port))
        self.feed, self.feed_url = await self._start("marketdata.server", *arguments)

    async def _start(self, module: str, *arguments: str) -> tuple[Process, str]:
        command = (sys.executable, "-m", module, "--data", str(self.data), *arguments)
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 90)
        return process, json.loads(line)["url"]

    async def stop(self) -> None:
        for process in (self.feed, self.gateway):
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()

    def session(self, name: str):
        return gateway.connect(self.gateway_url, self.key(name))

    async def open(self) -> None:
        """Two members, one vintage, the morning of the day."""
        async with self.session("exchange") as staff, self.session("bridge") as bridge:
            for account in (1, 2):
                await staff.request("open_account", account=account, name=f"member {account}")
            await staff.request("list_instrument", instrument="CEA25", number=1, base_price=7463)
            await staff.request("set_price_weights", from_date=DAY, weights={"CEA25": [1, 1]})
            await bridge.request(
                "units_in", account=1, instrument="CEA25", quantity=100_000, reference=1
            )
            await bridge.request("cash_in", account=2, amount_fen=10**11, reference=2)
            await staff.request("start_day", date=DAY)
            await staff.request("set_phase", phase="morning")

    async def trade(self, prices: list[str]) -> None:
        async with self.session("alice") as seller, self.session("bob") as buyer:
            for price in prices:
                await seller.sell("CEA25", price, 10)
                await buyer.buy("CEA25", price, 10)

    async def announce(self, title_zh: str, text_en: str) -> list[Any]:
        """An announcement, with a reason for it; all of them as the gateway answers them."""
        async with self.session("exchange") as staff:
            await staff.request("announce", title_zh=title_zh, text_en=text_en, reason="test")
            answer = await staff.request("announcements")
        return answer["announcements"]

    async def end(self) -> None:
        async with self.session("exchange") as staff:
            await staff.request("set_phase", phase="closed", confirm=True, reason="test")
            await staff.request("end_day")


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    made = Venue(tmp_path)
    await made.start_gateway()
    await made.open()
    await made.start_feed()
    yield made
    await made.stop()


async def take(feed, count: int) -> list[dict]:
    taken: list[dict] = []
    async with asyncio.timeout(30):
        async for message in feed:
            taken.append(message)
            if len(taken) == count:
                break
    return taken


async def test_a_day_goes_from_the_gateway_to_the_bulletin_and_survives_kill_9(venue: Venue):
    async with (
        connect(venue.feed_url) as feed,
        connect(venue.feed_url, venue.key("bridge")) as bridge,
    ):
        await feed.subscribe("trades", "CEA25")
        await bridge.subscribe("settlement", from_=1)
        await venue.trade(["75.00", "75.02"])
        _, *trades = await take(feed, 3)
        assert [message["data"]["price"] for message in trades] == [7500, 7502]

        port = int(venue.feed_url.rpartition(":")[2])
        assert venue.feed is not None
        venue.feed.kill()
        await venue.feed.wait()
        await venue.trade(["75.04"])
        await venue.start_feed(port)
        (missed,) = await take(feed, 1)
        assert (missed["seq"], missed["data"]["price"]) == (3, 7504)

        await feed.subscribe("bulletin")
        await venue.end()
        (bulletin,) = await take(feed, 1)
        composite = bulletin["data"]["composite"]
        assert (composite["open"], composite["high"], composite["close"]) == (7500, 7504, 7502)
        assert await feed.bulletin(DAY) == bulletin["data"]
        assert [row["close"] for row in await feed.history(instrument="CEA25")] == [7502]

        *tape, close = await take(bridge, 4)
        assert [message["seq"] for message in tape] == [1, 2, 3]
        async with venue.session("bridge") as confirming:
            figures = {
                name: close["data"][name]
                for name in ("date", "count", "quantity", "amount_fen", "tape_hash")
            }
            assert (await confirming.request("clearing_result", **figures))["ok"]


async def test_a_gateway_that_comes_back_is_followed_on(venue: Venue):
    async with connect(venue.feed_url) as feed:
        await feed.subscribe("trades", "CEA25")
        await venue.trade(["75.00"])
        await take(feed, 2)
        assert venue.gateway is not None
        venue.gateway.kill()
        await venue.gateway.wait()
        await venue.start_gateway(int(venue.gateway_url.rpartition(":")[2]))
        await venue.trade(["75.01"])
        (update,) = await take(feed, 1)
        assert (update["seq"], update["data"]["trade"]) == (2, 2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_cleanly_and_it_goes_on_from_there(
    venue: Venue, number: signal.Signals
):
    assert venue.feed is not None
    await venue.trade(["75.00"])
    announced = await venue.announce("清明节休市", "Closed\nfor a day")
    venue.feed.send_signal(number)
    assert await asyncio.wait_for(venue.feed.wait(), 20) == 0
    assert len(list((venue.data / "feed").glob("checkpoint-*"))) == 1
    await venue.trade(["75.01"])
    await venue.start_feed()
    async with connect(venue.feed_url) as feed:
        await feed.subscribe("trades", "CEA25", from_=1)
        assert [message["data"]["price"] for message in await take(feed, 2)] == [7500, 7501]
        assert (await feed.operations.announcements())["announcements"] == announced


async def test_a_key_of_another_role_ends_it_with_an_error(venue: Venue, tmp_path: Path):
    key = str(venue.data / "keys" / "alice.pem")
    command = (
        sys.executable,
        "-m",
        "marketdata.server",
        "--data",
        str(tmp_path / "elsewhere"),
        "--gateway",
        venue.gateway_url,
    )
    process = await asyncio.create_subprocess_exec(
        *command, "--key", key, "--port", "0", stderr=PIPE
    )
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == ExitCode.REFUSED
    assert b"role_not_allowed" in said


async def test_what_takes_long_is_said_as_long_as_it_moves(
    cea25, bridge_key, history, monkeypatch, capsys
):
    monkeypatch.setattr("marketdata.server.TELL_S", 0.05)
    follower = Follower("ws://127.0.0.1:1", bridge_key, history, CheckpointKeeper(history))
    telling = asyncio.create_task(tell_progress(follower))
    await asyncio.sleep(0.2)
    assert capsys.readouterr().out == ""
    follower.feed = cea25.feed
    await asyncio.sleep(0.3)
    (line,) = capsys.readouterr().out.splitlines()
    known = cea25.feed.next_event - 1
    assert json.loads(line) == {
        "starting": "feed",
        "doing": f"reading the events of the past, {known} of 0 so far",
    }
    follower.caught_up.set()
    await asyncio.wait_for(telling, 20)


def test_a_key_file_that_is_missing_is_named(tmp_path: Path, caplog):
    arguments = [
        "--data",
        str(tmp_path),
        "--gateway",
        "ws://127.0.0.1:9",
        "--key",
        str(tmp_path / "feed.pem"),
    ]
    assert main(arguments) == ExitCode.REFUSED
    assert "feed.pem" in caplog.text


def test_an_archive_that_could_not_be_written_is_refused_before_the_feed_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog
):
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # as where it is not installed
    generate(tmp_path / "feed.pem")
    place = ["--data", str(tmp_path), "--key", str(tmp_path / "feed.pem"), "--port", "0"]
    assert main([*place, "--gateway", "ws://127.0.0.1:1", "--archive"]) == ExitCode.REFUSED
    assert "pip install 'ceax[parquet]'" in caplog.text


def test_a_second_feed_on_one_data_folder_is_refused(tmp_path: Path, caplog):
    generate(tmp_path / "keys" / "feed.pem")
    with sole_process(tmp_path / "feed"):
        arguments = [
            "--data",
            str(tmp_path),
            "--gateway",
            "ws://127.0.0.1:1",
            "--key",
            str(tmp_path / "keys" / "feed.pem"),
        ]
        assert main(arguments) == ExitCode.IN_USE
    assert f"another process works on {tmp_path / 'feed'}" in caplog.text


async def test_a_feed_whose_clock_differs_waits_until_it_is_right(venue: Venue, caplog):
    ahead_ns = [3_600 * 10**9]
    outside = Outside(wall_ns=lambda: time.time_ns() + ahead_ns[0])
    history = History(venue.data / "other" / "history.sqlite3")
    key = KeyFile.load(venue.data / "keys" / "feed.pem")
    follower = Follower(venue.gateway_url, key, history, CheckpointKeeper(history), outside)
    following = asyncio.create_task(follower.run())
    async with asyncio.timeout(30):
        while "clock_differs" not in caplog.text:
            await asyncio.sleep(0.01)
        ahead_ns[0] = 0
        await follower.caught_up.wait()
    following.cancel()
    await asyncio.wait([following])
    history.close()
