"""The analysts' commands against a real publisher; the command runs in a thread of its own."""

import asyncio
import csv
import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.client.endpoints import Endpoints, write_endpoints
from gateway.protocol.errors import GatewayError
from marketdata.cli import app
from marketdata.day_rows import PRINTED
from marketdata.errors import RowFileRefused
from marketdata.limits_cli import app as limits_app
from marketdata.published.imported import ImportedDays


async def ceax(*arguments: str) -> Result:
    return await asyncio.wait_for(asyncio.to_thread(CliRunner().invoke, app, list(arguments)), 30)


@pytest.fixture
def day(cea25, history):
    """A finished day with two trades, in the history."""
    cea25.trade("CEA25", "75.00", 10)
    cea25.trade("CEA25", "75.02", 10)
    history.record([cea25.end()])
    return cea25


async def test_feed_prints_a_line_for_each_message(day, serving):
    async with serving(day) as url:
        result = await ceax(
            "feed",
            "trades",
            "--instrument",
            "CEA25",
            "--from",
            "1",
            "--messages",
            "2",
            "--url",
            url,
        )
    assert result.exit_code == 0
    assert [line[line.index("2026") :] for line in result.stdout.splitlines()] == [
        "2026-01-05 trade 1  75.00 x 10  taker buys",
        "2026-01-05 trade 2  75.02 x 10  taker buys",
    ]


async def test_feed_prints_json_for_programs(day, serving):
    async with serving(day) as url:
        result = await ceax("feed", "composite", "--messages", "1", "--json", "--url", url)
    message = json.loads(result.stdout)
    assert (message["type"], message["data"]["close"]) == ("snapshot", 7501)


async def test_the_board_of_limits_tells_what_comes_to_a_limit(cea25, serving):
    cea25.trade("CEA25", "82.09", 10)  # 10 % above the base
    words = ("--follow", "--changes", "1")
    async with serving(cea25) as url:
        said = await asyncio.to_thread(CliRunner().invoke, limits_app, [*words, "--feed-url", url])
        shown = await asyncio.to_thread(
            CliRunner().invoke, limits_app, [*words, "--feed-url", url, "--json"]
        )
    assert "CEA25 at upper limit 82.09, touched 1 time" in said.stdout
    change = json.loads(shown.stdout)
    assert (change["instrument"], change["state"], change["limit"]) == ("CEA25", "at", "upper")


async def test_settlement_needs_the_bridge_s_key(day, serving, bridge_key, tmp_path: Path):
    async with serving(day) as url:
        key = str(tmp_path / "bridge.pem")
        arguments = ("feed", "settlement", "--from", "1", "--messages", "3", "--url", url)
        allowed, refused = await ceax(*arguments, "--key", key), await ceax(*arguments)
    assert "close: 2 trades, 20 t, CNY 1,500.20" in allowed.stdout
    assert isinstance(refused.exception, GatewayError)
    assert "settlement is for the role bridge" in str(refused.exception)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "open 75.00, high 75.02"), ("zh", "开盘价75.00元/吨，最高价75.02元/吨")],
)
async def test_bulletin_prints_the_text(day, serving, lang: str, said: str):
    async with serving(day) as url:
        result = await ceax("bulletin", "--date", "2026-01-05", "--lang", lang, "--url", url)
    assert said in result.stdout


async def test_a_bulletin_that_was_corrected_says_so(day, serving, history):
    erratum = dict.fromkeys(PRINTED) | {"close": 7500, "sha256": "a", "line": 2}
    erratum |= {"market": "allowances", "date": "2026-01-05", "instrument": "CEA25"}
    file = {"sha256": "a", "name": "errata.csv", "imported_ns": 1}
    ImportedDays(history).correct([erratum | {"published": "2026-01-06"}], file)
    async with serving(day) as url:
        result = await ceax("bulletin", "--date", "2026-01-05", "--url", url)
        rows = json.loads((await ceax("history", "--json", "--url", url)).stdout)
    assert "Corrected on 2026-01-06: this is as first published" in result.stdout
    assert {row["instrument"]: row["corrected_on"] for row in rows} == {
        "CEA25": "2026-01-06",
        "COMCEA": None,
    }


async def test_bulletin_says_when_there_is_none(day, serving):
    async with serving(day) as url:
        result = await ceax("bulletin", "--date", "2026-01-06", "--url", url)
    assert "no bulletin of 2026-01-06" in str(result.exception)


async def test_the_venue_is_found_by_its_data_folder(day, serving, tmp_path: Path):
    async with serving(day) as url:
        write_endpoints(
            tmp_path, Endpoints(gateway="ws://127.0.0.1:9", feed=url, registry="ws://127.0.0.1:9")
        )
        result = await ceax("bulletin", "--json", "--data", str(tmp_path))
    assert json.loads(result.stdout)["composite"]["close"] == 7501


async def test_history_shows_rows(day, serving):
    async with serving(day) as url:
        table = await ceax("history", "--instrument", "CEA25", "--url", url)
        rows = await ceax("history", "--json", "--from-date", "2026-01-05", "--url", url)
    assert "75.01" in table.stdout
    assert [row["instrument"] for row in json.loads(rows.stdout)] == ["CEA25", "COMCEA"]


async def test_history_writes_csv_and_its_hash(day, serving, tmp_path: Path):
    path = tmp_path / "days.csv"
    async with serving(day) as url:
        result = await ceax("history", "--out", str(path), "--url", url)
    assert "2 rows written" in result.stdout
    assert [row["close_cny_per_t"] for row in csv.DictReader(path.open())] == ["75.01", "75.01"]
    digest, name = (tmp_path / "days.csv.sha256").read_text().split()
    assert (digest, name) == (hashlib.sha256(path.read_bytes()).hexdigest(), "days.csv")


async def test_history_refuses_an_ending_before_it_asks_the_feed(tmp_path: Path):
    result = await ceax(
        "history", "--out", str(tmp_path / "days.xlsx"), "--url", "ws://127.0.0.1:9"
    )
    assert isinstance(result.exception, RowFileRefused)


async def test_a_command_that_names_no_venue_is_told_how():
    result = await ceax("bulletin")
    assert result.exit_code == 2
    assert "--data" in result.output


@pytest.mark.parametrize("command", ["feed", "bulletin", "history"])
async def test_every_command_shows_an_example(command: str):
    result = await ceax(command, "--help")
    assert f"Example: ceax {command}" in result.stdout
