"""Corrections that the exchange published later lie beside the first row, are named wherever its
figures are shown, and count from then on.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from gateway.cli import root
from marketdata.errors import ImportRefused
from marketdata.history import HISTORY_NAME, History
from marketdata.published.bulletins import bulletin_of
from marketdata.published.correcting import correct_table
from marketdata.published.days import days_until, rows_until
from marketdata.published.imported import ImportedDays
from marketdata.published.importing import Imported, read_table
from tests.marketdata.published.tables import Row, Table, import_file, write

MONDAY = "2021-07-19"
KEPT = ("date", "code")


def correction(row: Row, **cells: str) -> Row:
    """A row of which only these cells are filled."""
    return {name: cell if name in KEPT else "" for name, cell in row.items()} | cells


def correct(path: Path, history: History, published: int) -> Imported:
    return correct_table(path, read_table(path), history, published, 9)


def of_wednesday(rows: list[Row], code: str) -> Row:
    return next(row for row in rows if row["date"] == "2021-07-21" and row["code"] == code)


def test_a_correction_lies_beside_the_first_row_and_counts(
    tmp_path: Path, history: History, rows: list[Row]
):
    import_file(write(tmp_path / "days.csv", rows), history, 1)
    imported, first = ImportedDays(history), ImportedDays(history).rows()
    changed = correction(of_wednesday(rows, "CEA"), block_volume_t="5", block_amount_cny="250.00")
    file = write(tmp_path / "更正.csv", [changed])
    done = correct(file, history, 20210801)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (done.new, done.sha256) == (1, digest)
    assert imported.rows() == first  # as first published
    assert [each["name"] for each in imported.files()] == ["days.csv", "更正.csv"]
    day = next(day for day in days_until(history, 20211231) if day.date == 20210721)
    assert (day.sums["CEA", "block"].volume, day.sums["CEA", "block"].amount_fen) == (5, 25_000)
    (found,) = day.corrections
    was = of_wednesday(rows, "CEA")["block_volume_t"]
    assert found.figures["block_volume"] == (int(was), 5)
    assert (found.published, found.sha256, found.line) == ("2021-08-01", digest, 2)
    assert day.sums["CEA", "listed"].volume == int(of_wednesday(rows, "CEA")["listed_volume_t"])


def test_the_latest_correction_counts_and_the_same_file_again_changes_nothing(
    tmp_path: Path, history: History, rows: list[Row]
):
    import_file(write(tmp_path / "days.csv", rows), history, 1)
    row = of_wednesday(rows, "COMCEA")
    late = write(tmp_path / "late.csv", [correction(row, close="60.00")])
    early = write(tmp_path / "early.csv", [correction(row, close="59.00", high="77.00")])
    assert correct(late, history, 20210901).new == 1
    assert correct(early, history, 20210801).new == 1
    assert correct(late, history, 20210901).new == correct(early, history, 20210801).new == 0
    day = next(day for day in rows_until(history, 20211231) if day.date == 20210721)
    assert (day.rows["COMCEA"]["close"], day.rows["COMCEA"]["high"]) == (6000, 7700)
    assert day.printed["COMCEA"]["close"] == int(row["close"].replace(".", ""))
    assert [each.published for each in day.corrections] == ["2021-09-01"]


@pytest.mark.parametrize(
    ("cells", "published", "words"),
    [
        ({"date": "2021-07-26"}, 20210801, "line 2, CEA on 2021-07-26: the history has no such"),
        ({}, 20210801, "it corrects nothing"),
        ({"close": "1.00"}, 20210720, "a correction of 2021-07-20 is before the day"),
        ({"close": "1.00"}, 20210802, "another correction of 2021-08-02 is there"),
    ],
)
def test_a_correction_that_is_none_is_refused_and_nothing_comes_in(
    tmp_path: Path, history: History, rows: list[Row], cells: Row, published: int, words: str
):
    import_file(write(tmp_path / "days.csv", rows), history, 1)
    row = of_wednesday(rows, "CEA")
    correct(write(tmp_path / "a.csv", [correction(row, close="2.00")]), history, 20210802)
    before = ImportedDays(history).errata()
    good = correction(of_wednesday(rows, "COMCEA"), close="3.00")
    wrong = correction(row, **cells)
    file = write(tmp_path / "b.csv", sorted([good, wrong], key=lambda each: each["date"]))
    with pytest.raises(ImportRefused) as refused:
        correct(file, history, published)
    assert words.replace("line 2", "") in str(refused.value) or words in str(refused.value)
    assert ImportedDays(history).errata() == before


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"close": "1.00", "cumulative_volume_t": "9"}, "cumulative_amount_cny"),
        ({"close": "1.00", "block_volume_t": "0"}, "block_amount_cny"),
        ({"close": "1.00", "listed_amount_cny": "0.00"}, "listed_volume_t"),
    ],
)
def test_half_of_a_sum_is_not_passed_over_in_silence(
    tmp_path: Path, history: History, rows: list[Row], cells: Row, column: str
):
    import_file(write(tmp_path / "days.csv", rows), history, 1)
    file = write(tmp_path / "a.csv", [correction(of_wednesday(rows, "CEA"), **cells)])
    with pytest.raises(ImportRefused, match=f"line 2, column {column}: '' .* volume and its amoun"):
        correct(file, history, 20210802)
    assert ImportedDays(history).errata() == []


def test_a_row_of_the_venue_is_corrected_beside_it_and_named_in_the_history(
    tmp_path: Path, cea25, history: History
):
    cea25.trade("CEA25", "75.00", 10)
    history.record([cea25.end()])
    (own, none_yet) = history.rows()[0]
    assert (own["corrected_on"], none_yet["corrected_on"]) == (None, None)
    row = dict.fromkeys(Table(1).rows(MONDAY, MONDAY)[0], "")
    row |= {"date": "2026-01-05", "code": "CEA25", "listed_volume_t": "11"}
    row["listed_amount_cny"] = "825.00"
    assert correct(write(tmp_path / "a.csv", [row]), history, 20260106).new == 1
    found = {each["instrument"]: each for each in history.rows()[0]}
    assert (found["CEA25"]["corrected_on"], found["CEA25"]["listed_volume"]) == ("2026-01-06", 10)
    assert found["COMCEA"]["corrected_on"] is None
    (day,) = days_until(history, 20260105)
    assert day.sums["CEA25", "listed"].volume == 11


def test_reports_and_bulletins_name_it_in_every_form(tmp_path: Path, rows: list[Row]):
    history = History(tmp_path / "feed" / HISTORY_NAME)
    import_file(write(tmp_path / "days.csv", rows), history, 1)
    row = of_wednesday(rows, "CEA")
    changed = correction(row, close="1234.50", listed_volume_t="7", listed_amount_cny="350.00")
    file = write(tmp_path / "errata.csv", [changed])
    data = ["--data", str(tmp_path)]
    words = ["import-history", str(file), "--errata", "2021-08-01", *data]
    result = CliRunner().invoke(root(), words)
    assert "1 new correction of 1" in result.stdout, result.exception
    before, close = row["listed_volume_t"], row["close"]
    amount = f"{Decimal(row['listed_amount_cny']):,.2f}"
    report = ["report", "week", MONDAY, *data]
    text = CliRunner().invoke(root(), report).stdout
    line = "Corrected: CEA of 2021-07-21, published 2021-08-01, and so counted: "
    volumes = f"listed_volume {int(before):,} → 7, listed_amount {amount} → 350.00"
    assert f"{line}close {close} → 1,234.50, {volumes}" in text
    assert "days with a correction  1 days" in text
    made = json.loads(CliRunner().invoke(root(), [*report, "--json"]).stdout)
    (found,) = made["errata"]
    assert found["figures"]["listed_volume"] == [int(before), 7]
    table = csv.DictReader(
        io.StringIO(CliRunner().invoke(root(), [*report, "--form", "csv"]).stdout)
    )
    assert {row["figure"]: row["value"] for row in table}["days with a correction"] == "1"
    out = tmp_path / "report.pdf"
    CliRunner().invoke(root(), [*report, "--form", "pdf", "--out", str(out)])
    assert line in "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    bulletin = bulletin_of(rows_until(history, 20211231), "day", 20210721)
    history.close()
    assert "挂牌协议交易成交量7吨，成交额350.00元" in bulletin["text_zh"]
    assert "更正：2021-07-21 CEA，2021-08-01发布；以更正后的数据为准。" in bulletin["text_zh"]
    assert "the corrected figures count" in bulletin["text_en"]


def test_a_correction_needs_a_history_and_a_day(tmp_path: Path, rows: list[Row]):
    file = write(tmp_path / "days.csv", rows)
    for date in ("2021-08-01", "2021-02-30"):
        words = ["import-history", str(file), "--errata", date, "--data", str(tmp_path)]
        assert CliRunner().invoke(root(), words).exit_code == 2
