"""The demonstration of the credits market on real servers: from two projects to certificates."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.rehearsal.credits_market.checks import check
from gateway.rehearsal.credits_market.demo import TOTAL, perform
from gateway.rehearsal.credits_market.report import CreditsReport, show

pytestmark = pytest.mark.usefixtures("forked_servers")


async def test_two_projects_from_submission_to_certificates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []
    story = await perform(7, tmp_path, heard.append)
    report = CreditsReport(story, check(story), 1.0)
    assert [each.name for each in report.checks if not each.holds] == []
    assert sum(trade["quantity"] for trade in story.tape) == TOTAL == 50_000
    assert any("公示" in text for text in heard)
    show(report)
    text = capsys.readouterr().out
    for part in ("Projects 项目", "A210001", "N110001", "每日成交数据", "all checks hold"):
        assert part in text
    assert report.as_data()["good"] is True
