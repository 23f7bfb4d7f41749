from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.opening import LAUNCH_BASE, open_before, plan_all, plan_segment
from gateway.rehearsal.published import read_published
from gateway.rehearsal.published_rows import Sum
from gateway.rehearsal.segments import split
from gateway.rehearsal.weights import Weights

Write = Callable[[list[dict[str, str]]], Path]
ONE = Weights(20210716, {"CEA": Fraction(1)})
THIRDS = Weights(20230828, dict.fromkeys(("CEA", "CEA21", "CEA22"), Fraction(1, 3)))


def test_a_segment_opens_with_its_rows_previous_closes_and_totals(
    three_vintages, write: Write
) -> None:
    day = read_published(write(three_vintages.rows))[0]
    opening = open_before(day, THIRDS)
    assert opening.bases == {"CEA": 7_000, "CEA21": 7_100, "CEA22": 7_250}
    assert opening.composite_close == 7_117
    assert opening.totals["CEA"] == Sum(2_000_000, 10_000_000_000)
    assert opening.venue_total == Sum(6_000_000, 30_000_000_000)


def test_the_markets_first_day_opens_at_the_launch_base(one_vintage, write: Write) -> None:
    rows = [row | {"previous_close": ""} for row in one_vintage.rows[:2]]
    opening = open_before(read_published(write(rows))[0], ONE)
    assert (opening.bases, opening.composite_close) == ({"CEA": LAUNCH_BASE}, LAUNCH_BASE)


def test_a_new_vintage_opens_at_the_previous_composite_close(three_vintages, write: Write) -> None:
    rows = three_vintages.rows[:4]
    rows[3]["previous_close"] = ""
    assert open_before(read_published(write(rows))[0], THIRDS).bases["CEA22"] == 7_117


def test_a_previous_composite_close_that_is_missing_is_computed(
    three_vintages, write: Write
) -> None:
    rows = [row for row in three_vintages.rows if row["code"] != "COMCEA"]
    assert open_before(read_published(write(rows))[0], THIRDS).composite_close == 7_117


def test_a_previous_composite_close_that_nothing_tells_is_an_error(
    three_vintages, write: Write
) -> None:
    rows = [row for row in three_vintages.rows if row["code"] != "COMCEA"][:3]
    rows[2]["previous_close"] = ""
    with pytest.raises(
        RehearsalError, match="2024-01-02 opens a segment and states no previous composite close"
    ):
        open_before(read_published(write(rows))[0], THIRDS)


def test_every_day_of_a_segment_is_planned_with_the_weights_in_force(
    one_vintage, write: Write
) -> None:
    (segment,) = split(read_published(write(one_vintage.rows)))
    plan = plan_segment(segment, [ONE, THIRDS])
    assert plan.weights == (ONE, ONE, ONE)
    assert [len(orders.orders) > 0 for orders in plan.orders] == [True, False, True]


def test_a_segment_before_all_weights_is_refused(one_vintage, write: Write) -> None:
    (segment,) = split(read_published(write(one_vintage.rows)))
    with pytest.raises(RehearsalError, match="no price weights are in force on 2022-01-04"):
        plan_segment(segment, [THIRDS])


def test_a_row_that_cannot_be_played_ends_its_segment(one_vintage, write: Write) -> None:
    one_vintage.rows[1]["high"] = "50.20"
    plans = plan_all(read_published(write(one_vintage.rows)), [ONE])
    assert [len(plan.segment.days) for plan in plans] == [3]
    one_vintage.rows[1]["high"] = "56.00"
    first, second = plan_all(read_published(write(one_vintage.rows)), [ONE])
    assert [len(first.segment.days), len(second.segment.days)] == [1, 2]
    assert second.segment.why.startswith(
        "not played before: line 3, CEA on 2022-01-04: low to high"
    )
