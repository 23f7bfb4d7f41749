"""A venue of credits and one of allowances beside it, by the command line: figures of their own,
the wait for the other side, an offset the day after, sanctions of two laws.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from settlement_bridge.books import Market
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.compliance import obligations
from settlement_bridge.errors import Refusal
from tests.settlement_bridge import at_once
from tests.settlement_bridge.offsets import pair
from tests.settlement_bridge.two_markets import (
    BUYER,
    DUE,
    LATE,
    LATER,
    PARTS,
    PRODUCT,
    SELLER,
    TwoMarkets,
)

REGISTERED = 20_250_306


def _opened(venue: Any, market: Market) -> Any:
    (venue.data / "registry").mkdir()
    url = f"sqlite:///{venue.data}/registry/registry.sqlite3"
    return closing(open_registry(url, market=market))


def issue_product(venue: Any) -> None:
    """A registry of credits whose accounts have those of a project, before it runs."""
    with _opened(venue, Market.CREDITS) as registry:
        asked = [Instruction(Task.OPEN_ACCOUNT, each, name="x") for each in PARTS]
        assert not any(isinstance(each, Refusal) for each in at_once.record(registry, asked))
        registry.write(pair.issue, 1, PRODUCT, PARTS, REGISTERED, registry.now_ns())


def owe(venue: Any) -> None:
    """A registry of allowances where the buyer is an emitter of province 42 that owes for two
    years, before it runs.
    """
    with _opened(venue, Market.ALLOWANCES) as registry:
        for each in PARTS:
            pair.open_account(registry, each, "汉江电力")
        at_once.record(registry, [Instruction(Task.ALLOCATE, SELLER, "CEA25", 100)])
        for year in (LATE, LATER):
            file = f"entity,year,emissions,due\n{BUYER},{year},{DUE},{DUE}\ntotal,1,{DUE},{DUE}\n"
            given = (file, year, False, pair.LIN, registry.now_ns())
            assert not isinstance(registry.write(obligations.take_in, *given), Refusal)


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
        owe(beside)
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
