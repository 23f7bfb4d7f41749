import contextlib
import io
from pathlib import Path

import pytest

from gateway.rehearsal.day_orders import FirstTrade
from gateway.rehearsal.days import PlayedDay, PlayedSegment
from gateway.rehearsal.days_report import Report, show, summary_line
from gateway.rehearsal.quirks import Difference, Quirk

CHOSEN = FirstTrade("CEA22", "gives the published composite open 71.34", choice=True)
SLIP = Quirk(20240102, "COMCEA", "close", "71.00", "71.01", "a known slip")
KNOWN = Difference(20240102, "COMCEA", "close", "71.00", "71.01", SLIP)
NEW = Difference(20240102, "CEA", "high", "", "71.00")


def _report(*differences: Difference, unplayable: tuple[str, ...] = ()) -> Report:
    day = PlayedDay(20240102, CHOSEN, 4, 1, 0, unplayable, differences)
    return Report([PlayedSegment("the first day of the table", Path("data"), [day], 34)], 1.26)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def _shown(report: Report) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        show(report)
    return out.getvalue()


def test_a_day_without_differences_is_all_equal() -> None:
    made = "4 trades (1 block, 0 auctions) through the sockets"
    line = f"1 days (1 segments), {made}, 34 cells compared: all equal, 0 quirks used, 1.3 s"
    assert summary_line(_report()) == line
    assert _report().good


def test_a_known_slip_is_good_and_printed_with_its_reason() -> None:
    assert _report(KNOWN).good
    assert "a known slip" in _shown(_report(KNOWN))


def test_a_difference_is_not_good_and_an_empty_cell_is_said_to_be_empty() -> None:
    report = _report(KNOWN, NEW)
    assert not report.good
    assert "(empty)" in _shown(report)
    assert "1 cells differ, 1 quirks used" in summary_line(report)


def test_a_row_that_was_not_played_is_not_good() -> None:
    report = _report(unplayable=("line 3, CEA on 2024-01-02: no",))
    assert not report.good
    assert "not played: line 3, CEA on 2024-01-02: no" in _shown(report)


@pytest.mark.parametrize(
    "text",
    ["2024-01-02", "CEA22", "gives the published composite open 71.34", "first day of the table"],
)
def test_segments_and_first_trades_are_shown(text: str) -> None:
    assert text in _shown(_report())


def test_the_data_holds_everything_that_is_shown() -> None:
    data = _report(KNOWN, NEW).as_data()
    assert data["differences"] == [NEW.as_data()]
    assert data["quirks"][0]["why"] == "a known slip"
    assert data["first"] == [
        {"date": "2024-01-02", "instrument": "CEA22", "why": CHOSEN.why, "trades": 4}
    ]
    assert data["segments"][0]["why"] == "the first day of the table"
