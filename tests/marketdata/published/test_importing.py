"""Published days become history: all or nothing, with their source, and never in the place of what
is there.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.rehearsal.errors import RehearsalError, TableError
from marketdata.errors import HistoryFailed, ImportRefused
from marketdata.history import HISTORY_NAME, History
from marketdata.published.days import rows_until
from marketdata.published.imported import ImportedDays
from tests.marketdata.published.tables import Row, Table, import_file, write

MONDAY = "2021-07-19"


def kept(history: History) -> list[dict[str, object]]:
    return ImportedDays(history).rows()


def test_rows_come_in_exactly_with_their_source(tmp_path: Path, history: History, rows: list[Row]):
    file = write(tmp_path / "days.csv", rows)
    done = import_file(file, history, 77)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (done.sha256, done.rows, done.new, done.slips) == (digest, len(rows), len(rows), [])
    found = kept(history)
    assert [(row["date"], row["instrument"]) for row in found] == sorted(
        (row["date"], row["code"]) for row in rows
    )
    last = next(row for row in found if row["line"] == len(rows) + 1)
    assert last["close"] == int(rows[-1]["close"].replace(".", ""))
    assert last["cumulative_amount_fen"] == int(rows[-1]["cumulative_amount_cny"].replace(".", ""))
    assert {(row["sha256"], row["market"]) for row in found} == {(digest, "allowances")}
    assert ImportedDays(history).files() == [
        {"sha256": digest, "name": "days.csv", "imported_ns": 77, "rows": len(rows)}
    ]


def test_the_same_file_twice_and_a_longer_one_later(
    tmp_path: Path, history: History, rows: list[Row]
):
    shorter = write(tmp_path / "a.csv", rows[:4])
    import_file(shorter, history, 1)
    before = kept(history), ImportedDays(history).files()
    assert import_file(shorter, history, 2).new == 0
    assert (kept(history), ImportedDays(history).files()) == before
    assert import_file(write(tmp_path / "b.csv", rows), history, 3).new == len(rows) - 4
    assert kept(history)[:4] == before[0]
    assert [file["name"] for file in ImportedDays(history).files()] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("line", "column", "cell", "said"),
    [
        (4, "close", "4x", "line 4, column close"),
        (3, "date", "2021-07-32", "line 3, column date"),
        (5, "code", "COMCEA", "twice"),
        (3, "code", "CCER", "line 3, column code: 'CCER'"),
        (3, "auction_amount_cny", "", "line 3, column auction_amount_cny: ''"),
        (3, "high", "0.01", "line 3, column high"),
        (4, "date", "2021-07-16", "line 4, column date"),
        (3, "cumulative_volume_t", "1", "line 3, column cumulative_volume_t"),
        (3, "listed_volume_t", "1e6", "line 3, column listed_volume_t"),
        (3, "open", "7" * 600, "line 3, column open"),
    ],
)
def test_a_fault_is_named_and_nothing_comes_in(
    tmp_path: Path, history: History, rows: list[Row], line: int, column: str, cell: str, said: str
):
    rows[line - 2][column] = cell
    with pytest.raises((TableError, ImportRefused)) as refused:
        import_file(write(tmp_path / "days.csv", rows), history, 1)
    assert said in str(refused.value)
    assert kept(history) == []


CORRUPT = {  # how a file is damaged, and what is named
    "empty": (lambda lines: [], "is empty"),
    "only a header": (lambda lines: lines[:1], "has a header but no rows"),
    "a column is missing": (lambda lines: [lines[0].replace(b"block_volume_t,", b""), *lines[1:]],
                            "line 1, column block_volume_t"),
    "a row is cut": (lambda lines: [*lines[:3], lines[3][:40]], "line 4"),
    "a row is doubled": (lambda lines: [*lines[:3], *lines[2:]], "twice"),
    "no text": (lambda lines: [*lines[:2], b"\xff\xfe\x00,", *lines[3:]], "utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("damage", CORRUPT)
def test_a_corrupt_file_is_refused_whole(
    tmp_path: Path, history: History, rows: list[Row], damage: str
):
    file, (change, words) = write(tmp_path / "days.csv", rows), CORRUPT[damage]
    file.write_bytes(b"\n".join(change(file.read_bytes().splitlines())))
    with pytest.raises((RehearsalError, ImportRefused)) as refused:
        import_file(file, history, 1)
    assert words in str(refused.value).lower() if words.islower() else words in str(refused.value)
    assert kept(history) == []


def test_a_row_of_the_venue_is_never_overwritten(tmp_path: Path, cea25, history: History):
    cea25.trade("CEA25", "75.00", 10)
    history.record([cea25.end()])
    own = history.rows()
    printed = ["2026-01-05", "CEA25", "74.63", "75.00", "75.00", "75.00", "75.00", "0.50"]
    printed += ["10", "750.00", "0", "0.00", "0", "0.00", "10", "750.00"]
    header = dict(zip(Table(1).rows(MONDAY, MONDAY)[0], printed, strict=True))
    assert import_file(write(tmp_path / "equal.csv", [header]), history, 1).new == 0
    clash = header | {"close": "75.01", "high": "75.01"}
    with pytest.raises(ImportRefused) as refused:
        import_file(write(tmp_path / "other.csv", [clash]), history, 1)
    for said in ("line 2, close of CEA25 on 2026-01-05 is 7501, the venue's own 7500", "high"):
        assert said in str(refused.value)
    assert history.rows() == own
    assert kept(history) == []


def test_a_row_of_an_earlier_import_is_never_overwritten(
    tmp_path: Path, history: History, rows: list[Row]
):
    import_file(write(tmp_path / "a.csv", rows), history, 1)
    before = kept(history)
    later = [*rows[:-1], rows[-1] | {"listed_volume_t": "999", "listed_amount_cny": "999.00"}]
    with pytest.raises(ImportRefused, match=r"listed_volume of CEA on .* an earlier import's"):
        import_file(write(tmp_path / "b.csv", later), history, 1)
    assert kept(history) == before


def test_a_row_that_came_in_meanwhile_refuses_the_whole_file(
    tmp_path: Path, history: History, rows: list[Row]
):
    import_file(write(tmp_path / "a.csv", rows[:2]), history, 1)
    imported, before = ImportedDays(history), kept(history)
    other = before[1] | {"date": "2021-07-20"}
    with pytest.raises(HistoryFailed, match="nothing was imported"):
        imported.add([other, before[0]], {"sha256": "b", "name": "b.csv", "imported_ns": 2})
    assert kept(history) == before
    assert [file["name"] for file in imported.files()] == ["a.csv"]


def test_the_command_says_what_came_in_and_the_slips(tmp_path: Path, rows: list[Row]):
    rows[3]["change_pct"] = "9.99"
    file = write(tmp_path / "days.csv", rows)
    words = ["import-history", str(file), "--data", str(tmp_path)]
    said = CliRunner().invoke(root(), words)
    assert said.exit_code == 0, said.exception
    assert "warning: line 5, column change_pct: printed '9.99'" in said.output
    assert f"{len(rows)} new rows" in said.output
    again = json.loads(CliRunner().invoke(root(), [*words, "--json"]).stdout)
    assert (again["new"], again["rows"], len(again["slips"])) == (0, len(rows), 1)
    assert (tmp_path / "feed" / HISTORY_NAME).exists()


def test_what_is_refused_makes_no_history(tmp_path: Path, rows: list[Row]):
    file = write(tmp_path / "days.csv", rows)
    for words in (
        ["import-history", str(file), "--data", str(tmp_path / "none")],
        ["report", "day", MONDAY, "--data", str(tmp_path)],
    ):
        assert CliRunner().invoke(root(), words).exit_code == 2
    rows[1]["code"] = "CCER"
    words = ["import-history", str(write(file, rows)), "--data", str(tmp_path)]
    assert "'CCER' is not allowed" in str(CliRunner().invoke(root(), words).exception)
    assert [each.name for each in tmp_path.iterdir()] == ["days.csv"]


def test_a_damaged_history_is_named(tmp_path: Path, history: History):
    rows = Table(seed=2).rows("2021-07-19", "2021-12-31")
    import_file(write(tmp_path / "days.csv", rows), history, 1)
    history.engine.dispose()
    file = history.folder / HISTORY_NAME
    size = file.stat().st_size
    with file.open("r+b") as pages:
        pages.seek(size // 8)
        pages.write(b"Z" * (size - size // 8))
    with pytest.raises(HistoryFailed, match=rf"{file} cannot be read: database disk image is mal"):
        rows_until(history, 20211231)
