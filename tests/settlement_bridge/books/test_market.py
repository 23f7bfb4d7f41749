"""A registry keeps the books of one market, written when it is made, and does not do the other
market's operations.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from settlement_bridge.books import Market, venue_rules
from settlement_bridge.books.market import market_of, other_market
from settlement_bridge.books.registry import open_registry
from settlement_bridge.errors import Refusal, RegistryUnreadable
from settlement_bridge.operations import OF_MARKET, ROWS

ALLOWANCES, CREDITS = Market.ALLOWANCES, Market.CREDITS


@pytest.mark.parametrize(("asked", "is_of"), [(None, ALLOWANCES), (ALLOWANCES, ALLOWANCES)])
def test_a_registry_that_nobody_says_more_about_is_of_allowances(
    tmp_path: Path, asked: Market | None, is_of: Market
) -> None:
    registry = open_registry(f"sqlite:///{tmp_path}/registry.sqlite3", market=asked)
    assert registry.read(market_of) is is_of
    assert "CEA25" in registry.read(venue_rules.opened)
    registry.close()


def test_a_registry_of_credits_stays_one_and_opens_no_vintages(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/registry.sqlite3"
    open_registry(url, market=CREDITS).close()
    with pytest.raises(RegistryUnreadable, match="keeps the market of credits, not of allowances"):
        open_registry(url, market=ALLOWANCES)
    registry = open_registry(url)
    assert registry.read(market_of) is CREDITS
    assert registry.read(venue_rules.opened) == {}
    registry.close()


def test_an_operation_of_the_other_market_is_refused_and_one_of_both_is_not() -> None:
    assert other_market("surrender", OF_MARKET["surrender"], ALLOWANCES) is None
    assert other_market("holdings", OF_MARKET.get("holdings"), CREDITS) is None
    message = "surrender is of the market of allowances; this registry keeps that of credits"
    refused = other_market("surrender", OF_MARKET["surrender"], CREDITS)
    assert refused == Refusal("market_differs", "op", "surrender", "credits", message)


def test_what_is_named_as_of_one_market_is_an_operation() -> None:
    assert set(OF_MARKET) <= {row.name for row in ROWS}
    assert {"allocate", "allocate_file", "emissions_file", "set_carry_over"} <= set(OF_MARKET)
