from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gateway.rehearsal.compare import Comparison, high_and_low_are_determined
from gateway.rehearsal.published import PublishedDay, PublishedRow, read_published
from gateway.rehearsal.weights import Weights

Write = Callable[[list[dict[str, str]]], Path]
ONE = Weights(20210716, {"CEA": Fraction(1)})
THIRDS = Weights(20230828, dict.fromkeys(("CEA", "CEA21", "CEA22"), Fraction(1, 3)))


def _change(row: PublishedRow) -> str:
    sign, value = ("-", -row.change_pct) if (row.change_pct or 0) < 0 else ("", row.change_pct or 0)
    return f"{sign}{value // 100}.{value % 100:02d}"


def _bulletin(day: PublishedDay) -> dict[str, Any]:
    """The bulletin of a venue that saw exactly the listed trades of this day."""
    assert day.composite is not None
    rows = [
        {
            "instrument": row.code,
            **{name: getattr(row, name) for name in ("open", "high", "low", "close")},
            "change_pct": _change(row),
            "listed_volume": row.listed.volume,
            "listed_amount_fen": row.listed.amount_fen,
            "cumulative_volume": row.cumulative.volume,
            "cumulative_amount_fen": row.cumulative.amount_fen,
        }
        for row in day.instruments
    ]
    composite = {name: getattr(day.composite, name) for name in ("open", "high", "low", "close")}
    totals = {"day": day.composite.listed, "cumulative": day.composite.cumulative}
    return {
        "composite": composite | {"change_pct": _change(day.composite)},
        "instruments": rows,
        "totals": {kind: {"volume": each.volume, "amount_fen": each.amount_fen} for kind, each in totals.items()},
    }


@pytest.fixture
def day(three_vintages, write: Write) -> PublishedDay:
    return read_published(write(three_vintages.rows))[0]


def test_equal_days_have_no_difference_and_their_cells_are_counted(day: PublishedDay) -> None:
    comparison = Comparison()
    assert comparison.day(day, _bulletin(day), THIRDS) == []
    assert comparison.cells == 3 * 9 + 7


def test_a_difference_names_date_code_column_and_both_values(day: PublishedDay) -> None:
    bulletin = _bulletin(day)
    bulletin["instruments"][1]["close"] += 1
    (difference,) = Comparison().day(day, bulletin, THIRDS)
    assert (difference.date, difference.code, difference.column) == (20240102, "CEA21", "close")
    assert (difference.published, difference.ours) == ("71.36", "71.37")


def test_an_instrument_that_our_feed_does_not_know_differs_in_every_cell(day: PublishedDay) -> None:
    bulletin = _bulletin(day)
    del bulletin["instruments"][0]
    differences = Comparison().day(day, bulletin, THIRDS)
    assert len(differences) == 9 and {difference.ours for difference in differences} == {"no row"}


def test_a_composite_that_was_not_published_is_a_difference(day: PublishedDay) -> None:
    assert day.composite is not None
    without = PublishedDay(day.date, None, day.instruments)
    differences = Comparison().day(without, _bulletin(day), THIRDS)
    assert [(each.column, each.published) for each in differences] == [("open", ""), ("close", ""), ("change_pct", "")]


def test_composite_high_and_low_count_where_the_table_determines_them(one_vintage, three_vintages, write: Write) -> None:
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


def test_blocks_that_are_not_played_are_added_to_our_running_totals(one_vintage, write: Write) -> None:
    rows = one_vintage.rows
    for row in rows:
        if row["date"] == "2022-01-04":
            row |= {"block_volume_t": "100000", "block_amount_cny": "5000000.00"}
        row["cumulative_volume_t"] = str(int(row["cumulative_volume_t"]) + 100_000)
        amount = int(row["cumulative_amount_cny"].replace(".", "")) + 500_000_000
        row["cumulative_amount_cny"] = f"{amount // 100}.{amount % 100:02d}"
    comparison = Comparison()
    for day in read_published(write(rows)):
        bulletin = _bulletin(day)
        for row in (*bulletin["instruments"],):
            row["cumulative_volume"] -= 100_000
            row["cumulative_amount_fen"] -= 500_000_000
        bulletin["totals"]["cumulative"]["volume"] -= 100_000
        bulletin["totals"]["cumulative"]["amount_fen"] -= 500_000_000
        differences = [each for each in comparison.day(day, bulletin, ONE) if each.column.startswith("cumulative")]
        assert differences == []
