"""A report on paper has the figures of the other forms, in both languages, and charts."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from gateway.cli import root
from marketdata.history import HISTORY_NAME, History
from tests.marketdata.published.tables import Table, import_file, write


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rows of some months."""
    data = tmp_path_factory.mktemp("venue")
    history = History(data / "feed" / HISTORY_NAME)
    rows = Table(seed=5).rows("2021-07-16", "2022-06-30")
    import_file(write(data / "days.csv", rows), history, 1)
    history.close()
    return data


def ceax(*words: str) -> str:
    result = CliRunner().invoke(root(), ["report", *words])
    assert result.exit_code == 0, f"{result.output} {result.exception}"
    return result.stdout


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "zh",
            ["全国碳市场成交情况报告", "综合价格收盘价（元/吨）", "月成交量（吨）", "大宗协议交易"],
        ),
        ("en", ["National carbon market: report", "Composite close, CNY/t", "Volume of a month"]),
    ],
)
def test_the_paper_has_the_figures_of_the_text(
    venue: Path, tmp_path: Path, lang: str, expected: list[str]
):
    out = tmp_path / "report.pdf"
    words = ["period", "2021-07-16", "2022-06-30", "--against", "2021-07-16", "2021-12-31"]
    words += ["--lang", lang, "--data", str(venue)]
    ceax(*words, "--form", "pdf", "--out", str(out))
    pdf = out.read_bytes()
    text = words_of(pdf)
    assert all(each in text for each in expected), text
    for line in ceax(*words).splitlines()[2:]:
        _, value = line.split("  ")[:2]
        assert value.split(" ")[0] in text, line
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2
    ceax(*words, "--form", "pdf", "--out", str(out))
    assert out.read_bytes() == pdf  # the same bytes for the same rows


def test_a_day_a_gap_and_a_single_value_are_drawn(venue: Path, tmp_path: Path):
    for words in (["day", "2021-07-16"], ["week", "2021-07-20"]):
        out = tmp_path / "report.pdf"
        ceax(*words, "--form", "pdf", "--out", str(out), "--data", str(venue))
        assert "Volume of a day" in words_of(out.read_bytes())


def test_a_pdf_goes_into_a_file_and_other_forms_may(venue: Path, tmp_path: Path):
    words = ["week", "2021-07-20", "--data", str(venue)]
    assert CliRunner().invoke(root(), ["report", *words, "--form", "pdf"]).exit_code == 2
    out = tmp_path / "report.csv"
    ceax(*words, "--form", "csv", "--out", str(out))
    assert out.read_text(encoding="utf-8") == ceax(*words, "--form", "csv")
