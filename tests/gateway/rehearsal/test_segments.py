from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from gateway.rehearsal.published import read_published
from gateway.rehearsal.published_rows import Sum
from gateway.rehearsal.segments import opening_totals, split

Write = Callable[[list[dict[str, str]]], Path]


def test_days_whose_totals_continue_are_one_segment(one_vintage, write: Write) -> None:
    (segment,) = split(read_published(write(one_vintage.rows)))
    assert [day.date for day in segment.days] == [20220104, 20220105, 20220106]
    assert segment.why == "the first day of the table"


def test_a_hole_in_the_totals_starts_a_new_segment_and_is_explained(
    one_vintage, write: Write
) -> None:
    without_the_first = [row for row in one_vintage.rows if row["date"] != "2022-01-04"]
    later = [
        row | {"cumulative_volume_t": "9000000"} if row["date"] == "2022-01-06" else row
        for row in without_the_first
    ]
    first, second = split(read_published(write(later)))
    assert [len(first.days), len(second.days)] == [1, 1]
    assert (
        second.why
        == "CEA: 1001013 t before and 250041 t that day do not make the 9000000 t accumulated"
    )


def test_an_amount_that_does_not_continue_breaks_as_well(one_vintage, write: Write) -> None:
    rows = one_vintage.rows
    for row in rows[-2:]:
        row["cumulative_amount_cny"] = "999999999.00"
    assert len(split(read_published(write(rows)))) == 2


def test_block_and_auction_volumes_count(one_vintage, write: Write) -> None:
    rows = one_vintage.rows
    for row in rows[-2:]:
        row |= {"block_volume_t": "100000", "block_amount_cny": "4700000.00"}
        row["cumulative_volume_t"] = str(int(row["cumulative_volume_t"]) + 100_000)
        cumulative = int(row["cumulative_amount_cny"].replace(".", "")) + 470_000_000
        row["cumulative_amount_cny"] = f"{cumulative // 100}.{cumulative % 100:02d}"
    assert len(split(read_published(write(rows)))) == 1


def test_a_vintage_listed_inside_a_segment_has_nothing_accumulated(
    one_vintage, write: Write
) -> None:
    one_vintage.closes["CEA21"] = one_vintage.composite
    one_vintage.volumes["CEA21"] = one_vintage.amounts["CEA21"] = 0
    one_vintage.trade(20220107, {"CEA21": [(4_700, 10)]}, {"CEA": Fraction(1)})
    one_vintage.rows[-1]["previous_close"] = ""
    assert len(split(read_published(write(one_vintage.rows)))) == 1


def test_a_vintage_with_a_past_but_no_row_before_starts_a_segment(
    one_vintage, write: Write
) -> None:
    one_vintage.closes["CEA21"] = 4_800
    one_vintage.volumes["CEA21"] = one_vintage.amounts["CEA21"] = 0
    one_vintage.trade(20220107, {}, {"CEA": Fraction(1)})
    segments = split(read_published(write(one_vintage.rows)))
    assert [segment.why for segment in segments][1:] == [
        "CEA21 has a previous close but no row before"
    ]


def test_a_day_without_composite_row_does_not_break_a_segment(three_vintages, write: Write) -> None:
    rows = [
        row for row in three_vintages.rows if (row["date"], row["code"]) != ("2024-01-02", "COMCEA")
    ]
    assert len(split(read_published(write(rows)))) == 1


def test_opening_totals_are_what_was_there_before_the_day(one_vintage, write: Write) -> None:
    days = read_published(write(one_vintage.rows))
    assert opening_totals(days[0].instruments[0]) == Sum(1_000_000, 5_000_000_000)
