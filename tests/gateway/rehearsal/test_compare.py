from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gateway.rehearsal.compare import Comparison, high_and_low_are_determined
from gateway.rehearsal.published import read_published
from gateway.rehearsal.published_rows import PublishedDay, PublishedRow
from gateway.rehearsal.weights import Weights

Write = Callable[[list[dict[str, str]]], Path]
ONE = Weights(20210716, {"CEA": Fraction(1)})
THIRDS = Weights(20230828, dict.fromkeys(("CEA", "CEA21", "CEA22"), Fraction(1, 3)))


def _change(row: PublishedRow) -> str:
    sign, value = ("-", -row.change_pct) if (row.change_pct or 0) < 0 else ("", row.change_pct or 0)
    return f"{sign}{value // 100}.{value % 100:02d}"


def _methods(row: PublishedRow) -> dict[str, int]:
    sums = {"listed": row.listed, "block": row.block, "auction": row.auction}
    return {
        f"{method}_{name}": value
        for method, total in sums.items()
        for name, value in (("volume", total.volume), ("amount_fen", total.amount_fen))
    }


def _bulletin(day: PublishedDay) -> dict[str, Any]:
    """The bulletin of a venue that saw exactly the trades of this day."""
    assert day.composite is not None
    rows = [
        {
            "instrument": row.code,
            **{name: getattr(row, name) for name in ("open", "high", "low", "close")},
            "change_pct": _change(row),
            **_methods(row),
            "cumulative_volume": row.cumulative.volume,
            "cumulative_amount_fen": row.cumulative.amount_fen,
        }
        for row in day.instruments
    ]
    composite = {name: getattr(day.composite, name) for name in ("open", "high", "low", "close")}
    totals = {"day": day.composite.day, "cumulative": day.composite.cumulative}
    return {
        "composite": composite | {"change_pct": _change(day.composite)},
        "instruments": rows,
        "totals": {
            kind: {"volume": each.volume, "amount_fen": each.amount_fen}
            for kind, each in totals.items()
        },
    }


@pytest.fixture
def day(three_vintages, write: Write) -> PublishedDay:
    return read_published(write(three_vintages.rows))[0]


def test_equal_days_have_no_difference_and_their_cells_are_counted(day: PublishedDay) -> None:
    comparison = Comparison()
    assert comparison.day(day, _bulletin(day), THIRDS) == []
    assert comparison.cells == 3 * 15 + 13


def test_a_difference_names_date_code_column_and_both_values(day: PublishedDay) -> None:
    bulletin = _bulletin(day)
    bulletin["instruments"][1]["close"] += 1
    (difference,) = Comparison().day(day, bulletin, THIRDS)
    assert (difference.date, difference.code, difference.column) == (20240102, "CEA21", "close")
    assert (difference.published, difference.ours) == ("71.36", "71.37")


def test_an_instrument_that_our_feed_does_not_know_differs_in_every_cell(day: PublishedDay) -> None:
    bulletin = _bulletin(day)
    del bulletin["instruments"][0]
    differences = [each for each in Comparison().day(day, bulletin, THIRDS) if each.code == "CEA"]
    assert len(differences) == 15 and {difference.ours for difference in differences} == {"no row"}


def test_a_composite_that_was_not_published_is_a_difference(day: PublishedDay) -> None:
    assert day.composite is not None
    without = PublishedDay(day.date, None, day.instruments)
    differences = Comparison().day(without, _bulletin(day), THIRDS)
    assert [(each.column, each.published) for each in differences] == [
        ("open", ""),
        ("close", ""),
        ("change_pct", ""),
    ]


def test_composite_high_and_low_count_where_the_table_determines_them(
    one_vintage, three_vintages, write: Write
) -> None:
    several = read_published(write(three_vintages.rows))[0]
    alone, quiet, _ = read_published(write(one_vintage.rows))
    assert not high_and_low_are_determined(several, THIRDS)
    assert high_and_low_are_determined(several, Weights(20260105, {"CEA21": Fraction(1)}))
    assert high_and_low_are_determined(alone, ONE)
    assert not high_and_low_are_determined(quiet, ONE)


def test_a_wrong_composite_high_is_found_when_one_vintage_traded(one_vintage, write: Write) -> None:
    day = read_published(write(one_vintage.rows))[0]
    bulletin = _bulletin(day)
    bulletin["composite"]["high"] += 1
    assert [each.column for each in Comparison().day(day, bulletin, ONE)] == ["high"]


def test_a_days_total_that_leaves_a_method_out_is_found(one_vintage, write: Write) -> None:
    day = read_published(write(one_vintage.rows))[0]
    bulletin = _bulletin(day)
    bulletin["instruments"][0]["block_volume"] += 100_000
    found = Comparison().day(day, bulletin, ONE)
    assert [(each.code, each.column) for each in found] == [
        ("CEA", "block_volume_t"),
        ("CEA", "day_volume_t"),
        ("COMCEA", "block_volume_t"),
    ]
