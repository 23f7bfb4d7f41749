"""The analyst's tables: the same from a venue as from its files, in every form; what is wrong is
named.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.texts.csv_files import csv_text
from gateway.protocol.replies import RequestRefused
from gateway.rehearsal.published import COLUMNS
from marketdata.analysis import (
    AnalysisRefused,
    Files,
    Venue,
    day_tables,
    frames,
    open_files,
    open_venue,
)
from marketdata.archive.places import day_folder
from marketdata.archive.recorder import Recorder, feed_of
from marketdata.archive.retention import NAME, remove_old
from marketdata.errors import ArchiveFileRefused
from marketdata.history import History
from marketdata.row_files import write_rows
from tests.marketdata.conftest import Exchange, Serving

DAYS = ("2026-01-05", "2026-01-06")


@pytest.fixture(scope="module")
def traded() -> Exchange:
    """Two vintages on two days that have ended; nothing of one is traded on the second."""
    exchange = Exchange()
    for code in ("CEA24", "CEA25"):
        exchange.list_instrument(code, "75.00")
    exchange.weigh(DAYS[0], 2, {"CEA24": 1, "CEA25": 1})
    for place, day in enumerate(DAYS):
        exchange.at(f"{day}T09:30:00+08:00")
        exchange.start(day)
        for step in range(12):
            exchange.trade("CEA25" if place else f"CEA2{4 + step % 2}", f"75.{10 + step}", 7 + step)
            exchange.pass_time(45)
        exchange.end()
        exchange.settle()
    return exchange


@pytest.fixture(scope="module")
def archive(traded: Exchange, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its archive."""
    folder = tmp_path_factory.mktemp("archive")
    recorder = Recorder(feed_of("test"), folder)
    recorder.take(traded.events)
    recorder.close()
    return folder


QUESTIONS: dict[str, Callable[[Files | Venue], Any]] = {
    "trades": lambda of: of.trades(DAYS[0]),
    "trades of one": lambda of: of.trades(DAYS[0], "CEA24"),
    "trades from": lambda of: of.trades(DAYS[1], from_trade=20),
    "minutes": lambda of: of.bars("CEA25", "1m"),
    "wider": lambda of: of.bars("COMCEA", "5m", DAYS[1], DAYS[1]),
    "days": lambda of: of.bars("CEA24", "day"),
    "weeks": lambda of: of.bars("COMCEA", "week", DAYS[1]),
    "history": lambda of: of.history(),
    "history of one": lambda of: of.history(DAYS[1], instrument="CEA24"),
    "no day": lambda of: of.history("2026-02-01"),
}


async def test_a_venue_and_its_files_say_the_same(
    traded: Exchange, archive: Path, history: History, serving: Serving
) -> None:
    bulletins = [body["data"] for body in traded.bodies("bulletin")]
    history.record(bulletins, traded.feed.board.take_ended_bars())
    files = open_files(archive, frames="dicts", prices="fen")

    def asked(url: str) -> dict[str, Any]:
        with open_venue(url, frames="dicts", prices="fen") as venue:
            found = {name: ask(venue) for name, ask in QUESTIONS.items()}
            with pytest.raises(AnalysisRefused, match="span: 'hour' is not allowed; allowed: 1m"):
                venue.bars("CEA25", "hour")
            with pytest.raises(RequestRefused):
                venue.trades("2026-01-05", "no code")
        return found

    async with serving(traded) as url:
        heard = await asyncio.to_thread(asked, url)
    for name, ask in QUESTIONS.items():
        assert heard[name] == ask(files), name
    assert [len(heard[name]) for name in ("trades", "trades from", "no day")] == [12, 5, 0]


def test_columns_name_their_units_and_prices_are_exact(archive: Path) -> None:
    (row,) = open_files(archive, frames="dicts").bars("CEA25", "day", DAYS[1])
    assert row == {
        "instrument": "CEA25",
        "date": DAYS[1],
        "time": None,
        "open_cny_per_t": Decimal("75.10"),
        "high_cny_per_t": Decimal("75.21"),
        "low_cny_per_t": Decimal("75.10"),
        "close_cny_per_t": Decimal("75.16"),
        "volume_t": 150,
        "amount_cny": Decimal("11274.68"),
        "trades": None,
    }
    (fen,) = open_files(archive, frames="dicts", prices="fen").history(DAYS[1], None, "CEA25")
    assert (fen["close_fen_per_t"], fen["first_day"]) == (7516, False)
    assert fen["change_pct"] == Decimal(fen["change_pct"])


@pytest.mark.parametrize(
    ("prices", "column", "kind"),
    [
        ("decimal", "price_cny_per_t", "object"),
        ("fen", "price_fen_per_t", "int64"),
        ("float", "price_cny_per_t", "float64"),
    ],
)
def test_frames_of_pandas_have_the_same_values(
    archive: Path, prices: str, column: str, kind: str
) -> None:
    framed = open_files(archive, prices=prices, frames="pandas").trades(DAYS[0])
    plain = open_files(archive, prices=prices, frames="dicts").trades(DAYS[0])
    assert framed.to_dict("records") == plain
    assert (str(framed[column].dtype), str(framed["quantity_t"].dtype)) == (kind, "int64")


@pytest.mark.parametrize("prices", frames.PRICES)
def test_frames_of_polars_have_the_same_values(archive: Path, prices: str) -> None:
    pytest.importorskip("polars")
    framed, plain = (open_files(archive, prices=prices, frames=of) for of in ("polars", "dicts"))
    for name, ask in QUESTIONS.items():
        assert ask(framed).to_dicts() == ask(plain), name


def test_what_is_not_known_stays_so_and_leaves_integers_exact(archive: Path) -> None:
    files = open_files(archive, prices="fen", frames="pandas")
    rows = files.history(DAYS[1], instrument="CEA24")
    assert pd.isna(rows["high_fen_per_t"][0]) and rows["close_fen_per_t"][0] > 7500
    assert str(rows["first_day"].dtype) == "bool"
    assert str(files.history()["high_fen_per_t"].dtype) == "Int64"


def test_without_a_library_the_tables_are_lists(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "find_spec", lambda name: None)
    assert isinstance(open_files(archive).history(), list)
    with pytest.raises(AnalysisRefused, match="frames: 'pandas' is not allowed; allowed: dicts"):
        open_files(archive, frames="pandas")


@pytest.mark.parametrize("name", QUESTIONS)
def test_csv_files_say_what_parquet_says(
    archive: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    files = open_files(archive, frames="dicts")
    from_parquet = QUESTIONS[name](files)
    monkeypatch.setattr(day_tables, "find_spec", lambda name: None)
    assert QUESTIONS[name](files) == from_parquet


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda of: of.trades("5 January"), "date: '5 January' is not allowed; allowed: a date wr"),
        (
            lambda of: of.trades("2026-01-09"),
            "date: '2026-01-09' .* day of the archive, 2026-01-05",
        ),
        (lambda of: of.trades(DAYS[0], "CEA23"), "instrument: 'CEA23' .* CEA24, CEA25, COMCEA"),
        (lambda of: of.trades(DAYS[0], from_trade=0), "from_trade: 0 .* an integer above 0"),
        (lambda of: of.bars("CEA25", "hour"), "span: 'hour' is not allowed; allowed: 1m, 5m"),
        (lambda of: of.bars(25, "day"), "instrument: 25 is not allowed; allowed: an instr"),
        (lambda of: of.bars("CEA23", "day"), "instrument: 'CEA23' .* CEA24, CEA25, COMCEA"),
        (lambda of: of.history(instrument="CEA23"), "instrument: 'CEA23' .* CEA24, CEA25, COMCEA"),
        (lambda of: of.history(DAYS[1], DAYS[0]), r"to_date: '2026-01-05' .* from_date \(2026"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(
    archive: Path, ask: Callable[[Files], object], words: str
) -> None:
    with pytest.raises(AnalysisRefused, match=words):
        ask(open_files(archive))


@pytest.mark.parametrize(
    ("place", "more", "words"),
    [
        ("nowhere", {}, "place: .* a folder or a file that is there"),
        (".", {}, "place: .* `ceax archive write` has written a day into"),
        ("days.txt", {}, "place: .* a file that ends with .csv, .json, .parquet"),
        ("days.txt", {"prices": "yuan"}, "prices: 'yuan' .* decimal, fen, float"),
        ("days.txt", {"frames": "arrow"}, "frames: 'arrow' is not allowed; allowed: pandas"),
    ],
)
def test_files_that_cannot_be_opened_are_named(
    tmp_path: Path, place: str, more: dict[str, Any], words: str
) -> None:
    (tmp_path / "days.txt").touch()
    with pytest.raises(AnalysisRefused, match=words):
        open_files(tmp_path / place, **more)


def test_a_file_that_is_not_what_was_written_is_not_read(traded: Exchange, tmp_path: Path) -> None:
    recorder = Recorder(feed_of("test"), tmp_path)
    recorder.take(traded.events)
    recorder.close()
    files, folder = open_files(tmp_path), day_folder(tmp_path, DAYS[0])
    (folder / "trades.parquet").write_bytes(b"PAR1")
    with pytest.raises(ArchiveFileRefused, match=r"trades.parquet is another file than was writ"):
        files.trades(DAYS[0])
    (folder / "trades.parquet").unlink()
    with pytest.raises(ArchiveFileRefused, match=r"trades.parquet is missing"):
        files.trades(DAYS[0])
    (tmp_path / NAME).write_text("table,days\nbars_1m,1\n")
    remove_old(tmp_path)
    with pytest.raises(ArchiveFileRefused, match=r"bars_1m.parquet was removed: retention.csv"):
        files.bars("CEA25", "1m", DAYS[0])


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_file_of_daily_rows_says_what_the_archive_does(
    traded: Exchange, archive: Path, tmp_path: Path, ending: str
) -> None:
    path = of_history(traded, tmp_path, ending)
    files, days = open_files(path, frames="dicts"), open_files(archive, frames="dicts")
    assert files.history() == days.history()
    assert files.bars("COMCEA", "year") == days.bars("COMCEA", "year")
    assert files.days() == list(DAYS)
    with pytest.raises(AnalysisRefused, match="the rest is in an archive's folder"):
        files.trades(DAYS[0])


PUBLISHED = dict.fromkeys(COLUMNS, "0") | {
    "date": "2021-07-16",
    "code": "CEA",
    "previous_close": "",
    "open": "48.00",
    "high": "-",
    "low": "--",
    "close": "51.23",
    "change_pct": "6.73",
    "listed_volume_t": "4103953",
}


def published(path: Path, *changes: dict[str, str]) -> Path:
    """A table of published days."""
    rows = [PUBLISHED | change for change in changes]
    path.write_text(csv_text([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]))
    return path


def test_a_table_of_published_days_is_read_as_it_is_imported(tmp_path: Path) -> None:
    later = {"date": "2021-07-19", "open": "52.80", "high": "53.00", "low": "0.00"}
    path = published(tmp_path / "days.csv", {}, later | {"listed_volume_t": "-"})
    files = open_files(path, frames="dicts")
    first, second = files.history()
    assert (first["high_cny_per_t"], first["close_cny_per_t"]) == (None, Decimal("51.23"))
    assert second["low_cny_per_t"] is None  # a price of 0.00 was not printed
    assert (first["year_volume_t"], second["listed_volume_t"]) == (None, None)
    (week, next_week) = files.bars("CEA", "week")
    assert (week["volume_t"], week["high_cny_per_t"], next_week["volume_t"]) == (4103953, None, 0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (({"close": "51,23"},), "line 2, column close: '51,23' .* two decimals"),
        (({"date": "16.7.2021"},), "line 2, column date: '16.7.2021' .* YYYY-MM-DD"),
        (({}, {"listed_volume_t": "many"}), "line 3, column listed_volume_t: 'many' .* integer"),
        (({"listed_volume_t": "9" * 5000},), "line 2, column listed_volume_t: '9+' .* integer"),
        (({"close": "-5.00"},), "line 2, column close_cny_per_t: -500 .* from 0"),
        (({}, {"date": "2021-07-19"}, {}), "line 4, instrument: 'CEA' .* line 2 is of the same"),
    ],
)
def test_what_is_wrong_in_a_table_is_named_by_its_line(
    tmp_path: Path, changes: tuple[dict[str, str], ...], words: str
) -> None:
    with pytest.raises(AnalysisRefused, match=words):
        open_files(published(tmp_path / "days.csv", *changes))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("days.csv", "date,instrument,price\n", "line 1, column: 'price' .* each once of date"),
        ("days.csv", "date,close\n", "line 1, columns: .* allowed: date, instrument"),
        ("days.csv", "date,instrument\n2026-01-05\n", "line 2: 1 is not allowed; allowed: 2 cells"),
        ("days.csv", 'date,instrument\n"2026', "line 2: not a CSV file"),
        ("days.json", json.dumps([{"date": "2026-01-05"}]), "has no daily rows as of the feed"),
        ("days.parquet", "no Parquet", "days.parquet cannot be read"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises((AnalysisRefused, ArchiveFileRefused), match=words):
        open_files(tmp_path / name)


def of_history(traded: Exchange, folder: Path, ending: str) -> Path:
    """Daily rows in a file, as `ceax history --out` writes it."""
    history = History(folder / "history.sqlite3")
    history.record([body["data"] for body in traded.bodies("bulletin")])
    write_rows(history.rows()[0], folder / f"days.{ending}")
    history.close()
    return folder / f"days.{ending}"


def test_prices_of_parquet_are_decimals(traded: Exchange, tmp_path: Path) -> None:
    path = of_history(traded, tmp_path, "parquet")
    rows = pd.read_parquet(path)
    rows.assign(close_cny_per_t=rows["close_cny_per_t"].astype(float)).to_parquet(path)
    with pytest.raises(AnalysisRefused, match=r"column close_cny_per_t: 'double' .* decimal128"):
        open_files(path)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("close", 75.5, "line 1, column close_cny_per_t: 75.5 .* an integer from 0 .* 0.01 CNY"),
        ("close", "75.50", "line 1, column close_cny_per_t: '75.50' .* an integer from 0"),
        ("close", True, "line 1, column close_cny_per_t: True .* an integer from 0"),
        ("listed_volume", -5, "line 1, column listed_volume_t: -5 .* an integer from 0"),
        ("listed_volume", 10**30, "line 1, column listed_volume_t: 10000.* an integer from 0"),
        ("change_pct", "abc", "line 1, column change_pct: 'abc' .* two decimals"),
        ("date", 20260105, "line 1, date: 20260105 .* YYYY-MM-DD"),
        ("instrument", None, "line 1, instrument: None .* a code"),
    ],
)
def test_a_figure_that_is_none_is_refused(
    traded: Exchange, tmp_path: Path, field: str, value: object, words: str
) -> None:
    path = of_history(traded, tmp_path, "json")
    first, *others = json.loads(path.read_text())
    path.write_text(json.dumps([first | {field: value}, *others]))
    with pytest.raises(AnalysisRefused, match=words):
        open_files(path)


def test_large_columns_stay_numbers(archive: Path) -> None:
    trades = open_files(archive, prices="fen", frames="pandas").trades(DAYS[0])
    assert trades["price_fen_per_t"].to_numpy().dtype == np.int64
