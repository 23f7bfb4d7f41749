"""`ceax registry statement`, `statements` and `bulletin` on a running house."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pypdf

DAY = "2026-01-05"


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_statement_on_paper_says_the_figures_of_the_other_forms(
    ceax: Any, tmp_path: Path
) -> None:
    out = tmp_path / "s.pdf"
    assert ceax("statement", DAY, "--account", "1", "--form", "pdf", "--out", str(out))[0] == 0
    said = words_of(out.read_bytes())
    figures = json.loads(ceax("statement", DAY, "--account", "1", "--form", "json")[1])
    assert "日终报表" in said
    assert "member 1" in said
    for name in ("bought_fen", "closing_fen"):
        assert f"{figures['cash'][name] / 100:,.2f}" in said
    assert f"{figures['units'][0]['closing']:,}" in said
    before = out.read_bytes()
    ceax("statement", DAY, "--account", "1", "--form", "pdf", "--out", str(out))
    assert out.read_bytes() == before


def test_form_and_file_must_go_together(ceax: Any, tmp_path: Path) -> None:
    assert ceax("statement", DAY, "--account", "1", "--form", "pdf")[0] == 2
    assert ceax("bulletin", DAY, "--out", str(tmp_path / "b"))[0] == 2
    assert ceax("bulletin", "2001-01-01")[0] == 1


def test_every_account_gets_its_statement(ceax: Any, tmp_path: Path) -> None:
    assert ceax("statements", DAY, "--out", str(tmp_path / "all"), "--form", "csv")[0] == 0
    files = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "all").iterdir()}
    assert {f"statement-{DAY}-{number}.csv" for number in (1, 2, 3)} <= set(files)
    assert (
        files[f"statement-{DAY}-2.csv"]
        == ceax("statement", DAY, "--account", "2", "--form", "csv")[1]
    )


def test_the_bulletin_is_the_same_day_in_every_form(ceax: Any, tmp_path: Path) -> None:
    figures = json.loads(ceax("bulletin", DAY, "--json")[1])
    (traded,) = figures["trades"]
    assert (
        traded["instrument"],
        traded["method"],
        traded["count"],
        traded["delivered"],
        traded["failed"],
    ) == (
        "CEA25",
        "listed",
        3,
        3,
        0,
    )
    assert (traded["quantity"], traded["amount_fen"]) == (30, 3 * 78_500)
    assert "2,355.00" in ceax("bulletin", DAY)[1]
    assert (
        f"{DAY},CEA25,listed,CNY,amount,2355.00"
        in ceax("bulletin", DAY, "--form", "csv")[1].splitlines()
    )
    assert ceax("bulletin", DAY, "--form", "pdf", "--out", str(tmp_path / "b.pdf"))[0] == 0
    said = words_of((tmp_path / "b.pdf").read_bytes())
    assert "清结算信息日报" in said
    assert "2,355.00" in said
