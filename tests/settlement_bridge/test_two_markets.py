"""A venue of credits and one of allowances beside it, by the command line: figures of their own,
the wait for the other side, an offset the day after, sanctions of two laws.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.settlement_bridge.two_markets import TwoMarkets, issue_product


@pytest.fixture
def both(
    tmp_path_factory: pytest.TempPathFactory,
    venue_runner: Any,
    registry_runner: Any,
    cash_runner: Any,
) -> Iterator[TwoMarkets]:
    """The seven servers of both venues."""
    with ExitStack() as running:
        data = tmp_path_factory.mktemp("credits")
        venue = running.enter_context(venue_runner(data, credits_code="A210001-22"))
        beside = running.enter_context(venue_runner(tmp_path_factory.mktemp("beside")))
        issue_product(venue)
        for each in (venue, beside):
            running.enter_context(registry_runner(each))
        running.enter_context(cash_runner(venue))
        yield TwoMarkets(venue, beside)


def test_credits_wait_five_days_for_the_other_side_and_none_for_the_offset(
    both: TwoMarkets,
) -> None:
    both.open()
    both.trade()
    both.figures()
    both.refused_until_the_fifth_day()
    both.sanctions_before_and_after_the_code()
