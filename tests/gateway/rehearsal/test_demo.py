"""The demonstration on real servers, with few steps."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine.units import format_hundredths
from gateway.rehearsal.demo import CODES, Audience, Demo, perform
from gateway.rehearsal.demo_report import DemoReport, show
from gateway.rehearsal.evidence import check
from gateway.rehearsal.picture import draw
from gateway.rehearsal.population import MEMBERS

pytestmark = pytest.mark.usefixtures("forked_servers")
CHECKED_IN = Path(draw.__code__.co_filename).with_name("day.svg")

Capture = pytest.CaptureFixture[str]


async def test_thirty_members_trade_a_day_that_checks(tmp_path: Path, capsys: Capture) -> None:
    heard: list[str] = []
    acted: list[int] = []
    places: list[str] = []
    stayed: list[Demo] = []

    async def stay(performed: Demo) -> None:
        stayed.append(performed)

    audience = Audience(heard.append, acted.append, places.append, stay)
    demo = await perform(7, tmp_path / "data", audience, steps=12)
    assert places[0].startswith("http://127.0.0.1:") and stayed == [demo]
    assert len(acted) == 2 * 12 * MEMBERS
    report = DemoReport(demo, check(demo.evidence), 1.0)
    assert [each.name for each in report.checks if not each.holds] == []
    assert len(demo.evidence.tape) > 20
    assert [deal["quantity"] for deal in demo.evidence.blocks] == [120_000, 250_000]
    assert [auction["result"]["sold"] for auction in demo.evidence.auctions] == [100_000]
    assert {row["instrument"] for row in demo.limits} == set(CODES)
    assert any("afternoon" in text for text in heard)
    _assert_shown(report, capsys)
    _assert_drawn(demo)


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


def _assert_drawn(demo: Demo) -> None:
    """The picture in the README is of this form. Members trade at once, so each run has other
    prices between the same limits.
    """
    checked_in = CHECKED_IN.read_text(encoding="utf-8")
    assert _texts(draw(demo)) == _texts(checked_in)
    for row in demo.limits:
        assert f">{format_hundredths(row['lower'])}</text>" in checked_in
        assert f">{format_hundredths(row['upper'])}</text>" in checked_in


def _texts(picture: str) -> set[str]:
    """All texts but the marks of the axes, which are figures alone; of the others the words."""
    texts = (each.text or "" for each in ElementTree.fromstring(picture).iter())
    words = {re.sub(r"-?[0-9][0-9,.]*", "N", text) for text in texts}
    return words - {"N"}
