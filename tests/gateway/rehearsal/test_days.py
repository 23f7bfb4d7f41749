"""Whole days on real servers, through real sockets."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.rehearsal.cli import app
from gateway.rehearsal.days import PlayedSegment, rehearse
from gateway.rehearsal.errors import RehearsalError, TableError
from gateway.rehearsal.published import COLUMNS, read_published
from gateway.rehearsal.quirks import BUILT_IN as QUIRKS
from gateway.rehearsal.quirks import read_quirks
from gateway.rehearsal.weights import BUILT_IN as WEIGHTS
from gateway.rehearsal.weights import read_weights

pytestmark = pytest.mark.usefixtures("forked_servers")
Write = Callable[[list[dict[str, str]]], Path]
FOURTHS = dict.fromkeys(("CEA", "CEA21", "CEA22", "CEA23"), Fraction(1, 4))

# Published figures of two days: the market's first, and the first with three vintages.
LAUNCH = """
2021-07-16,COMCEA,,48.00,52.80,48.00,51.23,6.73,4103953,210230053.25,0,0.00,0,0.00,4103953,210230053.25
2021-07-16,CEA,,48.00,52.80,48.00,51.23,6.73,4103953,210230053.25,0,0.00,0,0.00,4103953,210230053.25"""
THREE = """
2023-08-28,COMCEA,73.06,73.38,73.71,73.37,73.53,0.42,40736,3033284.10,508112,27438048.00,0,0.00,248572521,11551764658.67
2023-08-28,CEA,73.06,74.01,75.00,74.00,74.46,1.92,40736,3033284.10,508112,27438048.00,0,0.00,248572521,11551764658.67
2023-08-28,CEA21,,73.06,,,73.06,0.00,0,0.00,0,0.00,0,0.00,0,0.00
2023-08-28,CEA22,,73.06,,,73.06,0.00,0,0.00,0,0.00,0,0.00,0,0.00"""


async def _play(table: Path, folder: Path) -> list[PlayedSegment]:
    done: list[int] = []
    segments = await rehearse(
        read_published(table),
        read_weights(WEIGHTS),
        read_quirks([QUIRKS]),
        folder,
        lambda day: done.append(day.date),
    )
    assert sorted(done) == [day.date for segment in segments for day in segment.days]
    return segments


async def test_made_days_come_out_of_our_feed_as_they_were_published(
    three_vintages, write: Write, tmp_path: Path
) -> None:
    three_vintages.closes["CEA23"] = three_vintages.composite
    three_vintages.volumes["CEA23"] = three_vintages.amounts["CEA23"] = 0
    large = {
        "CEA": [(7_000, 350_000), (7_200, 1)],
        "CEA23": [(7_301, 2)],
        "CEA22": [(7_300, 40), (7_299, 3)],
    }
    three_vintages.trade(20241028, large, FOURTHS, first="CEA23")
    three_vintages.rows[-1]["previous_close"] = ""
    (segment,) = await _play(write(three_vintages.rows), tmp_path / "data")
    assert [day.differences for day in segment.days] == [(), (), ()]
    assert [day.first.code for day in segment.days] == ["CEA22", "CEA21", "CEA23"]


async def test_published_days_come_out_of_our_feed_but_for_a_known_slip(tmp_path: Path) -> None:
    table = tmp_path / "days.csv"
    table.write_text(",".join(COLUMNS) + LAUNCH + THREE + "\n")
    launch, three = await _play(table, tmp_path / "data")
    assert launch.days[0].differences == ()
    (difference,) = three.days[0].differences
    assert (difference.published, difference.ours) == ("0.42", "0.64")
    assert difference.quirk is not None


def test_the_command_fails_on_a_difference_and_names_it(
    one_vintage, write: Write, tmp_path: Path
) -> None:
    one_vintage.rows[1]["close"] = "50.01"
    result = CliRunner().invoke(
        app, ["days", str(write(one_vintage.rows)), "--json", "--data", str(tmp_path / "data")]
    )
    assert result.exit_code == 1, result.output
    report = json.loads(result.stdout)
    (difference,) = report["differences"]
    assert (difference["date"], difference["code"], difference["column"]) == (
        "2022-01-04",
        "CEA",
        "close",
    )
    assert report["summary"]["days"] == 3


def test_a_quirks_file_makes_a_known_difference_pass(
    one_vintage, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    row = one_vintage.rows[1]
    close, row["close"] = row["close"], "50.01"
    known = tmp_path / "quirks.csv"
    known.write_text(
        f"date,code,column,published,ours,why\n2022-01-04,CEA,close,50.01,{close},made for this"
        " test\n"
    )
    result = CliRunner().invoke(app, ["days", str(write(one_vintage.rows)), "--quirks", str(known)])
    assert result.exit_code == 0, result.output
    assert "made for this test" in result.stdout
    assert "3 days (1 segments)" in result.stdout


def test_a_malformed_table_starts_nothing(one_vintage, write: Write, tmp_path: Path) -> None:
    one_vintage.rows[1]["high"] = "cheap"
    result = CliRunner().invoke(
        app, ["days", str(write(one_vintage.rows)), "--data", str(tmp_path / "data")]
    )
    assert isinstance(result.exception, TableError)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_used_already_is_refused(
    one_vintage, write: Write, tmp_path: Path
) -> None:
    used = tmp_path / "data" / "from-2022-01-04"
    used.mkdir(parents=True)
    (used / "something").write_text("here")
    result = CliRunner().invoke(
        app, ["days", str(write(one_vintage.rows)), "--data", str(tmp_path / "data")]
    )
    assert isinstance(result.exception, RehearsalError)
    assert "is not empty" in str(result.exception)


@pytest.mark.parametrize("command", ["days", "demo"])
def test_each_command_explains_itself_with_an_example(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.stdout
