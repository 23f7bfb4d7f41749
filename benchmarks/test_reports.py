"""Five years of published days imported and reported on, beside a plain-Python recomputation of the
same figures from the table's cells.
"""

from __future__ import annotations

import time
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from marketdata.history import History
from marketdata.published.days import Day, days_until
from marketdata.published.periods import SPANS, Period, months_of, period_of
from marketdata.published.report_paper import pdf_of
from marketdata.published.report_words import Language
from marketdata.published.reports import Report, report
from tests.marketdata.published.recomputed import as_text, plain
from tests.marketdata.published.tables import Table, import_file, write

FIRST, LAST = "2021-07-16", "2026-07-15"
DATE, ABOVE = 20260306, 5000
PERIODS = [*(period_of(span, DATE) for span in SPANS), Period(20210716, 20260715)]


def reports(days: list[Day]) -> list[Report]:
    """One report of each span, and one of all five years."""
    return [report(days, period, None, [ABOVE]) for period in PERIODS]


def test_reports_of_five_years(benchmark: BenchmarkFixture, tmp_path: Path):
    """The import, all reports, one of them on paper; the baseline makes the same figures."""
    rows = Table(seed=4).rows(FIRST, LAST)
    file, history = write(tmp_path / "days.csv", rows), History(tmp_path / "history.sqlite3")
    begun = time.perf_counter()
    import_file(file, history, 1)
    imported = time.perf_counter()
    made = benchmark.pedantic(lambda: reports(days_until(history, 20260715)), rounds=3)
    drawn = time.perf_counter()
    pdf_of(made[-1], Language.ZH)
    benchmark.extra_info["on_paper_s"] = time.perf_counter() - drawn
    history.close()
    started = time.perf_counter()
    expected = [plain(rows, *map(text_of, period), months_of(period)) for period in PERIODS]
    benchmark.extra_info |= {
        "rows": len(rows),
        "import_s": imported - begun,
        "plain_python_s": time.perf_counter() - started,
    }
    assert [values(each) for each in made] == expected


def text_of(date: int) -> str:
    """A number of a date as the table has it."""
    return f"{date // 10_000}-{date // 100 % 100:02}-{date % 100:02}"


def values(made: Report) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Figures as the recomputation writes them."""
    return {
        figure.key: (
            as_text({"value": figure.value, "unit": figure.unit}),
            "" if figure.date is None else text_of(figure.date),
        )
        for figure, _ in made.figures
    }
