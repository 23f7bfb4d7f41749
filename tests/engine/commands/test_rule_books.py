"""The rule books of the markets: every row has a source, a range that holds it, and a day."""

from __future__ import annotations

from engine.commands import Market, Parameter
from engine.commands.rule_books import in_force, parameters_of, rules


def test_every_rule_has_a_source_and_a_parameter_s_value_is_in_its_range() -> None:
    for rule in rules():
        assert rule.source
        if (parameter := Parameter.__members__.get(rule.name.upper())) is not None:
            assert parameter.least <= rule.value <= parameter.most, rule


def test_credits_begin_with_the_rules_of_the_day() -> None:
    begun = parameters_of(Market.CREDITS)
    assert begun == {
        Parameter.OPPOSITE_DAYS: 5,
        Parameter.TIME_ORDER: 1,
        Parameter.LEVELS: 1,
        Parameter.QUANTITY_MAX: 1_000_000_000,
        Parameter.TRADING_FEE_PPM: 6_000,
        Parameter.BLOCK_HOURS: 0,
        Parameter.AUCTIONS_CLOSED: 1,
    }
    before_the_fees = parameters_of(Market.CREDITS, 20_241_231)
    assert Parameter.TRADING_FEE_PPM not in before_the_fees
    assert parameters_of(Market.CREDITS, 20_250_102) == begun


def test_allowances_have_the_defaults_and_a_fee_that_no_engine_asks_is_data() -> None:
    assert parameters_of(Market.ALLOWANCES) == {}
    assert in_force(Market.CREDITS)["account_opening_fee_fen"].value == 200_000
