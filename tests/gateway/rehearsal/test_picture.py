"""The picture of a demonstration: the same day gives the same text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

from gateway.rehearsal.demo import Demo
from gateway.rehearsal.picture import draw
from tests.gateway.rehearsal.test_evidence import evidence_of_a_day

LIMITS = [
    {"instrument": "CEA24", "lower": 6_300, "upper": 7_700},
    {"instrument": "CEA25", "lower": 7_200, "upper": 8_800},
]


def demo() -> Demo:
    evidence = evidence_of_a_day()
    rows = [row | {"change_pct": "0.50"} for row in evidence.bulletin["instruments"]]
    bulletin = {**evidence.bulletin, "date": "2026-03-02", "instruments": rows}
    return Demo(7, [], LIMITS, replace(evidence, bulletin=bulletin), 2)


def drawn(day: Demo) -> tuple[Any, list[str]]:
    """The picture as elements, and its texts."""
    root = ElementTree.fromstring(draw(day))
    return root, [each.text or "" for each in root.iter() if each.tag.endswith("text")]


def test_the_same_day_gives_the_same_picture() -> None:
    assert draw(demo()) == draw(demo())


def test_the_picture_has_close_limits_and_volume_of_each_vintage() -> None:
    _, texts = drawn(demo())
    for text in (
        "A day of the carbon market, 2026-03-02",
        "ceax demo --seed 7: 0 members, 3 trades, 1 block deals, 1 auction, 168 t settled",
        "CEA24",
        "close 69.00, 0.50 %",
        "longest bar 10 t",
        "63.00",
        "88.00",
        "74.84",
    ):
        assert text in texts, text


def test_bars_are_as_long_as_the_volume_at_their_price() -> None:
    root, _ = drawn(demo())
    bars = [float(each.attrib["width"]) for each in root.iter() if each.get("class") == "bar"]
    assert [round(bar / max(bars), 2) for bar in bars] == [1, 0.5, 1]  # 3 t; 5 t and 10 t


def test_a_vintage_without_trades_has_its_limits_only() -> None:
    day = demo()
    tape = [trade for trade in day.evidence.tape if trade["instrument"] == "CEA25"]
    rows = [
        row | ({"high": None} if row["instrument"] == "CEA24" else {})
        for row in day.evidence.bulletin["instruments"]
    ]
    bulletin = {**day.evidence.bulletin, "instruments": rows}
    root, texts = drawn(replace(day, evidence=replace(day.evidence, tape=tape, bulletin=bulletin)))
    assert sum(each.get("class") == "range" for each in root.iter()) == 1
    assert {"63.00", "77.00"} <= set(texts)
