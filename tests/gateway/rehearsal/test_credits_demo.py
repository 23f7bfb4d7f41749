"""The demonstration of the credits market on real servers: from two projects to an obligation of
another registry that is fulfilled with their credits.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.rehearsal.credits_market.cast import TOTAL
from gateway.rehearsal.credits_market.checks import check
from gateway.rehearsal.credits_market.demo import perform
from gateway.rehearsal.credits_market.report import CreditsReport, show

pytestmark = pytest.mark.usefixtures("forked_servers")


async def test_two_projects_from_submission_to_certificates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []
    story = await perform(7, tmp_path, heard.append)
    report = CreditsReport(story, check(story), 1.0)
    assert [each.name for each in report.checks if not each.holds] == []
    assert sum(trade["quantity"] for trade in story.heard.tape) == TOTAL == 50_000
    assert any("公示" in text for text in heard)
    compliance = story.heard.fulfilled.certificate
    assert (compliance["due"], compliance["year"]) == (400_000, 2025)
    assert compliance["offset"] == sum(row["quantity"] for row in story.heard.certificates) > 0
    show(report)
    text = capsys.readouterr().out
    titles = ("Projects 项目", "每日成交数据", "注销证明", "Certificate of compliance 履约完成证明")
    for part in (*titles, "A210001", "N110001", "all checks hold"):
        assert part in text
    assert report.as_data()["good"] is True
