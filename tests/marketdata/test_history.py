from pathlib import Path

import pytest

from marketdata.errors import HistoryFailed
from marketdata.history import ROWS_MAX, History


@pytest.fixture
def two_days(cea25):
    """The bulletins of two days, the second without a trade."""
    cea25.trade("CEA25", "75.00", 10)
    first = cea25.end()
    cea25.settle()
    cea25.start("2026-01-06")
    return [first, cea25.end()]


def test_a_day_has_a_row_for_the_composite_and_for_each_instrument(history: History, two_days):
    history.record(two_days[:1])
    rows, more_from = history.rows()
    assert more_from is None
    assert [
        (row["date"], row["instrument"], row["close"], row["listed_volume"]) for row in rows
    ] == [
        ("2026-01-05", "CEA25", 7500, 10),
        ("2026-01-05", "COMCEA", 7500, 10),
    ]


def test_recording_a_day_twice_changes_nothing(history: History, two_days):
    history.record(two_days)
    before = history.rows()
    history.record(two_days)
    assert history.rows() == before


def test_rows_are_chosen_by_day_and_instrument(history: History, two_days):
    history.record(two_days)
    rows, _ = history.rows("2026-01-06", "2026-01-06", "CEA25")
    assert [(row["date"], row["instrument"], row["high"]) for row in rows] == [
        ("2026-01-06", "CEA25", None)
    ]
    assert history.rows("2026-01-07")[0] == []


def test_rows_outlive_the_process(tmp_path: Path, two_days):
    path = tmp_path / "history.sqlite3"
    first = History(path)
    first.record(two_days)
    first.close()
    second = History(path)
    assert len(second.rows()[0]) == 4
    second.close()


def test_a_bulletin_comes_back_as_it_was_published(history: History, two_days):
    history.record(two_days)
    assert history.bulletin("2026-01-05") == two_days[0]
    assert history.bulletin() == two_days[1]
    assert history.bulletin("2026-01-07") is None


def test_many_rows_come_in_portions_of_whole_days(history: History, two_days):
    days = [
        two_days[0] | {"date": f"{2000 + n // 300}-{n // 25 % 12 + 1:02d}-{n % 25 + 1:02d}"}
        for n in range(700)
    ]
    history.record(days)
    rows, more_from = history.rows()
    assert len(rows) == ROWS_MAX
    assert more_from not in {row["date"] for row in rows}
    rest, end = history.rows(more_from)
    assert (len(rows) + len(rest), end) == (1400, None)


def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "history.sqlite3"
    path.write_text("these are no daily rows" * 100)
    with pytest.raises(HistoryFailed, match=r"history\.sqlite3"):
        History(path)


def test_a_database_that_cannot_be_written_is_an_error_that_names_the_day(tmp_path: Path, two_days):
    opened = History(tmp_path / "history.sqlite3")
    opened.engine.dispose()
    opened.engine = opened.engine.execution_options()
    (tmp_path / "history.sqlite3").unlink()
    with pytest.raises(HistoryFailed, match="2026-01-06"):
        opened.record(two_days)
