"""A venue is one market: what is listed there, and the rules that it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.commands import Market
from tests.gateway.small_floor import Message, SmallFloor

CREDIT = {"op": "list_instrument", "instrument": "A210001-22", "number": 1, "base_price": 6236}
NAMES = {"name_zh": "海上风电 2022", "name_en": "Offshore wind 2022"}


@pytest.fixture
def credits(tmp_path: Path) -> Iterator[SmallFloor]:
    """A floor of a venue of credits, with one product."""
    floor = SmallFloor(tmp_path, market=Market.CREDITS)
    (listed,) = floor.ask(floor.session("exchange"), CREDIT | NAMES)
    assert listed["ok"], listed
    yield floor
    floor.sequencer.close()


def asked(floor: SmallFloor, request: Message) -> Message:
    (reply,) = floor.ask(floor.session("exchange"), request)
    return reply


def test_status_and_instruments_say_which_market_it_is(credits: SmallFloor) -> None:
    for op in ("status", "instruments"):
        reply = asked(credits, {"op": op})
        assert reply["market"] == "credits"
        (row,) = reply["instruments"]
        assert (row["instrument"], row["name_zh"]) == ("A210001-22", "海上风电 2022")


def test_a_product_begins_with_the_rule_book_and_what_the_listing_names_counts(
    credits: SmallFloor,
) -> None:
    (row,) = asked(credits, {"op": "instruments"})["instruments"]
    named = ("band_bp", "opposite_days", "time_order", "levels", "trading_fee_ppm", "block_hours")
    assert [row[name] for name in named] == [1_000, 5, 1, 1, 6_000, 0]
    other = CREDIT | {"instrument": "A210001-23", "number": 2, "parameters": {"block_hours": 3}}
    assert asked(credits, other)["ok"]
    _, row = asked(credits, {"op": "instruments"})["instruments"]
    assert [row[name] for name in named] == [1_000, 5, 1, 1, 6_000, 3]


def test_an_allowance_is_refused_there(credits: SmallFloor) -> None:
    reply = asked(credits, CREDIT | {"instrument": "CEA25", "number": 2})
    error = reply["error"]
    assert (error["code"], error["field"], error["value"], error["allowed"]) == (
        "instrument_of_other_market",
        "instrument",
        "CEA25",
        "credits",
    )
    assert len(asked(credits, {"op": "instruments"})["instruments"]) == 1


def test_the_market_is_a_rule_that_nobody_sets(credits: SmallFloor) -> None:
    rules = {each["rule"]: each["value"] for each in asked(credits, {"op": "venue_rules"})["rules"]}
    assert rules["market"] == Market.CREDITS
    error = asked(credits, {"op": "set_venue_rule", "rule": "market", "value": 0})["error"]
    assert (error["code"], error["field"]) == ("field_out_of_range", "rule")
