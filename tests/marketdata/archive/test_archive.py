"""A day's files against a plain recomputation from the events; the same bytes however they came."""

from __future__ import annotations

import csv
import errno
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest

from engine.commands import CommandKind, Phase
from engine.units import format_hundredths
from marketdata.analysis.archived import ArchivedDays
from marketdata.archive import day_writer, retention, table_files
from marketdata.archive.checking import problems_of
from marketdata.archive.places import MANIFEST, day_folder
from marketdata.archive.recorder import Recorder, feed_of
from marketdata.archive.tables import TABLES, Kind
from marketdata.bars import of_trades, to_rows
from marketdata.errors import RetentionRefused
from marketdata.http.archived_trades import after as trades_after
from tests.marketdata.conftest import Exchange

DATE = "2026-01-05"
CODES, TAPE = ("CEA24", "CEA25"), ("trades", "corrections")
Row = dict[str, str]


UNDONE_ON = "2026-01-06"


def trade_a_day(exchange: Exchange, day: str) -> None:
    """Two vintages, a halt, orders that rest and that trade, some seconds apart; on the second day
    some trades are undone.
    """
    actor = random.Random(day)
    for step in range(80):
        code = actor.choice(("CEA24", "CEA25"))
        price, quantity = f"75.{actor.randint(0, 30):02}", actor.randint(1, 9)
        actor.choice((exchange.sell, exchange.buy))(code, price, quantity)
        if step == 40:
            exchange.do(CommandKind.HALT, instrument=1)
            exchange.do(CommandKind.RESUME, instrument=1)
            exchange.do(CommandKind.SET_PHASE, phase=Phase.LUNCH)
            exchange.at(f"{day}T13:00:00+08:00")
            exchange.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
        if day == UNDONE_ON and step % 16 == 15:
            undone = actor.choice(standing(exchange, day))["number"]
            exchange.do(CommandKind.BUST_TRADE, order_id=undone)
        exchange.pass_time(actor.choice((0, 0, 1, 40, 200)))


def standing(exchange: Exchange, date: str) -> list[dict[str, Any]]:
    """The fills of a day that were not undone."""
    busted = [each["number"] for each in exchange.events if each["kind"] == "trade_busted"]
    return [each for each in fills(exchange, date) if each["number"] not in busted]


@pytest.fixture(scope="module")
def traded() -> Exchange:
    """An exchange after two days."""
    exchange = Exchange()
    for code in ("CEA24", "CEA25"):
        exchange.list_instrument(code, "75.00")
    exchange.weigh(DATE, 2, {"CEA24": 1, "CEA25": 1})
    for day in (DATE, "2026-01-06"):
        exchange.at(f"{day}T09:30:00+08:00")
        exchange.start(day)
        trade_a_day(exchange, day)
        exchange.end()
        exchange.settle()
    exchange.start("2026-01-07")
    return exchange


@pytest.fixture(scope="module")
def archive(traded: Exchange, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was written of them."""
    folder = tmp_path_factory.mktemp("archive")
    write(traded, folder)
    return folder


def write(exchange: Exchange, archive: Path, only: str | None = None, size: int = 50) -> None:
    """Write an exchange's events, some at a time."""
    recorder = Recorder(feed_of("test"), archive, only)
    for at in range(0, len(exchange.events), size):
        recorder.take(exchange.events[at : at + size])
    recorder.close()


def rows_of(archive: Path, table: str, date: str = DATE) -> list[Row]:
    with (day_folder(archive, date) / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in files_in(folder)}


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def fills(exchange: Exchange, date: str = DATE) -> list[dict[str, Any]]:
    return [each for each in exchange.events if each["kind"] == "fill" and each["date"] == date]


def test_only_days_that_have_ended_are_there(archive: Path) -> None:
    assert [path.name for path in sorted((archive / "allowances").iterdir())] == [
        DATE,
        "2026-01-06",
    ]


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_the_bytes_do_not_depend_on_how_events_come(
    traded: Exchange, archive: Path, tmp_path: Path, size: int
) -> None:
    write(traded, tmp_path, size=size)
    assert content(tmp_path) == content(archive)


def test_one_day_written_again_has_the_same_bytes(
    traded: Exchange, archive: Path, tmp_path: Path
) -> None:
    write(traded, tmp_path, "2026-01-06")
    assert content(day_folder(tmp_path, "2026-01-06")) == content(day_folder(archive, "2026-01-06"))
    assert not day_folder(tmp_path, DATE).exists()


@pytest.mark.parametrize("table", TABLES)
def test_parquet_and_csv_say_the_same(archive: Path, table: str) -> None:
    found = pyarrow.parquet.read_table(day_folder(archive, DATE) / f"{table}.parquet").to_pylist()
    plain = [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in found
    ]
    assert plain == rows_of(archive, table)
    kinds = {column.name: column.kind for column in TABLES[table]}
    assert all(
        row[name].count(".") == 1
        for row in plain
        for name in row
        if kinds[name] is Kind.CNY and row[name]
    )


def test_trades_are_the_fills_of_the_log_without_accounts(traded: Exchange, archive: Path) -> None:
    assert rows_of(archive, "trades") == [
        {
            "time_ns": str(fill["time_ns"]),
            "instrument": fill["code"],
            "method": "listed",
            "trade": str(fill["number"]),
            "taker": fill["side"],
            "price_cny_per_t": format_hundredths(fill["price"]),
            "quantity_t": str(fill["quantity"]),
            "amount_cny": format_hundredths(fill["amount_fen"]),
        }
        for fill in fills(traded)
    ]


def test_trades_that_were_undone_have_a_row_of_their_own_and_bars_are_made_of_the_others(
    traded: Exchange, archive: Path
) -> None:
    trades, corrections = (rows_of(archive, table, UNDONE_ON) for table in TAPE)
    assert len(trades) == len(fills(traded, UNDONE_ON))
    named = [{name: row[name] for name in row if name != "correction"} for row in corrections]
    of_trades_ = {row["trade"]: row for row in trades}
    for row in named:
        trade = of_trades_[row["trade"]]
        assert int(row["time_ns"]) > int(trade["time_ns"])
        assert row == {name: trade[name] for name in row} | {"time_ns": row["time_ns"]}
    assert [row["correction"] for row in corrections] == ["1", "2", "3", "4", "5"]
    left = standing(traded, UNDONE_ON)
    bars = rows_of(archive, "bars_1m", UNDONE_ON)
    volumes = {
        code: sum(int(b["volume_t"]) for b in bars if b["instrument"] == code) for code in CODES
    }
    assert volumes == {
        code: sum(fill["quantity"] for fill in left if fill["code"] == code) for code in CODES
    }
    assert rows_of(archive, "corrections") == []
    found = ArchivedDays(archive).trades(UNDONE_ON, None, None)["trade"]
    assert list(found) == [fill["number"] for fill in left]
    values = {"after": 0, "limit": 1_000, "method": "listed", "instrument": None}
    path = day_folder(archive, UNDONE_ON) / "trades.parquet"
    assert [row[3] for row in trades_after(path, values)] == list(found)


def test_depth_is_what_the_channel_told_after_each_command(traded: Exchange, archive: Path) -> None:
    told = [
        message.body
        for message in traded.messages
        if message.key[0] == "depth" and START <= message.body["time_ns"] < START + 86_400 * 10**9
    ]
    rows = rows_of(archive, "depth")
    assert [(row["time_ns"], row["instrument"]) for row in rows] == [
        (str(body["time_ns"]), body["instrument"]) for body in told
    ]
    for row, body in zip(rows, told, strict=True):
        for side, name in (("bid", "bids"), ("ask", "asks")):
            shown = [
                [
                    row[f"{side}_{number}_{what}"]
                    for what in ("price_cny_per_t", "quantity_t", "orders")
                ]
                for number in range(1, 6)
            ]
            assert shown == [
                [format_hundredths(price), str(quantity), str(orders)]
                for price, quantity, orders in body["data"][name]
            ] + [["", "", ""]] * (5 - len(body["data"][name]))


START = 1_767_542_400_000_000_000  # 2026-01-05 in Shanghai


def test_the_depth_of_a_second_is_its_last(archive: Path) -> None:
    last: dict[tuple[int, str], Row] = {}
    for row in rows_of(archive, "depth"):
        last[int(row["time_ns"]) // 10**9, row["instrument"]] = row
    found = rows_of(archive, "depth_1s")
    assert len(found) == len(last)
    assert {(int(row["time_ns"]) // 10**9, row["instrument"]): row for row in found} == last


def test_bars_are_made_of_the_trades_and_of_the_composite_s_path(
    traded: Exchange, archive: Path
) -> None:
    for code in ("CEA24", "CEA25"):
        mine = [fill for fill in fills(traded) if fill["code"] == code]
        names = ("time_ns", "price", "quantity", "amount_fen")
        columns = [np.array([fill[name] for fill in mine], np.int64) for name in names]
        wanted = [
            (bar["start"], format_hundredths(bar["close"]), str(bar["trades"]))
            for bar in to_rows(of_trades(*columns, 1))
        ]
        assert wanted == [
            (
                int(row["time"][:2]) * 60 + int(row["time"][3:]),
                row["close_cny_per_t"],
                row["trades"],
            )
            for row in rows_of(archive, "bars_1m")
            if row["instrument"] == code
        ]
    composite = [row for row in rows_of(archive, "bars_1m") if row["instrument"] == "COMCEA"]
    path = [row["price_cny_per_t"] for row in rows_of(archive, "composite")]
    assert (composite[0]["open_cny_per_t"], composite[-1]["close_cny_per_t"]) == (path[0], path[-1])
    assert max(row["high_cny_per_t"] for row in composite) == max(path)
    assert sum(int(row["trades"]) for row in composite) == len(fills(traded))


def test_the_day_s_rows_are_those_of_the_bulletin(traded: Exchange, archive: Path) -> None:
    (bulletin, _) = (body["data"] for body in traded.bodies("bulletin"))
    saved = json.loads((day_folder(archive, DATE) / "bulletin.json").read_text("utf-8"))
    assert saved == bulletin
    closes = {row["instrument"]: row["close_cny_per_t"] for row in rows_of(archive, "days")}
    assert closes == {
        "COMCEA": format_hundredths(bulletin["composite"]["close"]),
        **{row["instrument"]: format_hundredths(row["close"]) for row in bulletin["instruments"]},
    }


def test_a_sound_day_has_no_problem_and_every_fault_is_named(
    archive: Path, traded: Exchange, tmp_path: Path
) -> None:
    assert list(problems_of(day_folder(archive, DATE))) == []
    write(traded, tmp_path, DATE)
    folder = day_folder(tmp_path, DATE)
    (folder / "trades.csv").write_bytes((folder / "trades.csv").read_bytes() + b"1\n")
    (folder / "depth.parquet").unlink()
    (folder / "stray.csv").touch()
    found = "\n".join(problems_of(folder))
    assert found.count("\n") == 2
    assert "depth.parquet is missing" in found
    assert "trades.csv is another file than was written" in found
    assert "stray.csv is not in the manifest" in found
    (folder / MANIFEST).write_text("{")
    assert "cannot be read" in next(problems_of(folder))


def test_files_go_when_they_are_no_longer_kept_and_the_manifest_says_so(
    traded: Exchange, tmp_path: Path
) -> None:
    write(traded, tmp_path)
    assert retention.remove_old(tmp_path) == []
    (tmp_path / retention.NAME).write_text("table,days\ndepth,1\nbulletin,1\ntrades,\n")
    gone = {path.name for path in retention.remove_old(tmp_path)}
    assert gone == {"depth.parquet", "depth.csv", "bulletin.json"}
    assert (day_folder(tmp_path, "2026-01-06") / "depth.csv").exists()
    assert list(problems_of(day_folder(tmp_path, DATE))) == []
    assert retention.remove_old(tmp_path) == []


def test_what_a_kill_left_of_a_removal_goes_the_next_time(traded: Exchange, tmp_path: Path) -> None:
    write(traded, tmp_path)
    (tmp_path / retention.NAME).write_text("table,days\ndepth,1\n")
    retention.remove_old(tmp_path)
    left = day_folder(tmp_path, DATE) / "depth.csv"
    left.touch()  # as a process leaves it that is killed before it removes the file
    assert retention.remove_old(tmp_path) == [left]
    assert list(problems_of(day_folder(tmp_path, DATE))) == []


def test_a_full_disk_takes_no_manifest(
    traded: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(traded, tmp_path)
    (tmp_path / retention.NAME).write_text("table,days\ndepth,1\n")
    before = content(day_folder(tmp_path, DATE))
    with monkeypatch.context() as full:
        full.setattr(day_writer.os, "fsync", refuse)
        with pytest.raises(OSError, match="No space"):
            retention.remove_old(tmp_path)
    after = content(day_folder(tmp_path, DATE))
    assert after.items() >= before.items()
    assert len(retention.remove_old(tmp_path)) == 2
    assert list(problems_of(day_folder(tmp_path, DATE))) == []


@pytest.mark.parametrize("where", ["_write", "close"])
def test_a_day_that_finds_the_disk_full_leaves_nothing(
    traded: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(table_files, "ROWS_HELD", 3)
    monkeypatch.setattr(table_files.TableFiles, where, refuse)
    recorder = Recorder(feed_of("test"), tmp_path)
    with pytest.raises(OSError, match="No space"):
        recorder.take(traded.events)
    recorder.close()
    assert list((tmp_path / "allowances").iterdir()) == []


def refuse(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "line 1"),
        ("day,table\n", "line 1"),
        ('table,days\ndepth,"3\n', "line 2: not a CSV file"),
        ("table,days\ndepth,3\0\n", "line 2: a NUL character"),
        ("table,days\nprices,3\n", "line 2"),
        ("table,days\ndepth,3\ndepth,4\n", "line 3"),
        ("table,days\ndepth,0\n", "line 2"),
        ("table,days\ndepth\n", "line 2"),
    ],
)
def test_a_line_of_the_retention_that_cannot_be_is_named(
    tmp_path: Path, text: str, line: str
) -> None:
    (tmp_path / retention.NAME).write_text(text)
    with pytest.raises(RetentionRefused, match=line):
        retention.kept_days(tmp_path)


def test_rows_are_written_a_bounded_number_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "ROWS_HELD", 3)
    files = table_files.TableFiles(tmp_path, "composite", TABLES["composite"])
    for number in range(8):
        files.add((number, None if number == 4 else -number))
    files.close()
    table = pyarrow.parquet.ParquetFile(files.paths[0])
    assert (table.num_row_groups, files.rows) == (3, 8)
    prices = table.read()["price_cny_per_t"].to_pylist()
    assert [None if price is None else str(price) for price in prices] == [
        *("0.00", "-0.01", "-0.02", "-0.03", None, "-0.05", "-0.06", "-0.07")
    ]
    assert files.paths[1].read_text().splitlines()[5:7] == ["4,", "5,-0.05"]
