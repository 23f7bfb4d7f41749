"""The demonstration on real servers, with few steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.rehearsal.demo import CODES, Audience, perform
from gateway.rehearsal.demo_report import DemoReport, show
from gateway.rehearsal.evidence import check
from gateway.rehearsal.population import MEMBERS

Capture = pytest.CaptureFixture[str]


async def test_thirty_members_trade_a_day_that_checks(tmp_path: Path, capsys: Capture) -> None:
    heard: list[str] = []
    acted: list[int] = []
    demo = await perform(3, tmp_path / "data", Audience(heard.append, acted.append), steps=12)
    assert len(acted) == 2 * 12 * MEMBERS
    report = DemoReport(demo, check(demo.evidence), 1.0)
    assert [each.name for each in report.checks if not each.holds] == []
    assert len(demo.evidence.tape) > 20
    assert [deal["quantity"] for deal in demo.evidence.blocks] == [120_000, 250_000]
    assert [auction["result"]["sold"] for auction in demo.evidence.auctions] == [100_000]
    assert {row["instrument"] for row in demo.limits} == set(CODES)
    assert any("afternoon" in text for text in heard)
    _assert_shown(report, capsys)


def _assert_shown(report: DemoReport, capsys: Capture) -> None:
    show(report)
    text = capsys.readouterr().out
    for part in (
        "每日成交数据",
        "Bulletin",
        "Price limits",
        "Settlement of 2026-03-02",
        "all checks hold",
    ):
        assert part in text
    data = report.as_data()
    assert data["good"] is True
    assert data["bulletin"]["date"] == "2026-03-02"
