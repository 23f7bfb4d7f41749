"""Each rule of surveillance finds what reaches its threshold and nothing that stays below."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from gateway.supervision.surveillance.catalogue import RULES
from tests.gateway.supervision.stage import BASE, UPPER, Stage

ALICE, BOB, CARL, DORA, EMIL, FRED = range(1, 7)


def reverse(stage: Stage, quantity: int) -> None:
    stage.relate(ALICE, BOB)
    stage.trade(ALICE, BOB, BASE, 3_000)
    stage.trade(BOB, ALICE, BASE, quantity)


def reverse_of_strangers(stage: Stage, quantity: int) -> None:
    stage.relate(ALICE, CARL)
    stage.trade(ALICE, BOB, BASE, quantity)
    stage.trade(BOB, ALICE, BASE, quantity)


def reverse_beside_much_else(stage: Stage, volume: int) -> None:
    stage.trade(ALICE, CARL, BASE, volume - 3_000)
    stage.trade(BOB, CARL, BASE, volume - 2_000)
    reverse(stage, 2_000)


def circle(stage: Stage, quantity: int) -> None:
    stage.relate(ALICE, BOB, CARL)
    stage.trade(ALICE, BOB, BASE, 2_500)
    stage.trade(BOB, CARL, BASE, quantity)
    stage.trade(CARL, ALICE, BASE, 2_200)


def matched(stage: Stage, count: int, apart_s: float = 1) -> None:
    for _ in range(count):
        stage.sell(ALICE, BASE, 100)
        stage.wait(apart_s - 1)
        stage.buy(BOB, BASE, 100)


def slow_pairs(stage: Stage, less_s: int) -> None:
    matched(stage, 5, 6 - less_s)


def entered_and_withdrawn(stage: Stage, count: int) -> None:
    for _ in range(count):
        order = stage.buy(ALICE, BASE - 100, 10)
        stage.cancel(ALICE, order)


def withdrawn_among_others(stage: Stage, share: int) -> None:
    """60 orders that are withdrawn at once are that share of all."""
    for number in range(60 * 100 // share - 60):
        stage.buy(ALICE, BASE - 200 - number, 1)
    entered_and_withdrawn(stage, 60)


def layers(stage: Stage, times: int) -> None:
    for _ in range(times):
        shown = [stage.buy(EMIL, BASE - 100 - level, 1_000) for level in range(3)]
        stage.buy(FRED, BASE - 50, 100)
        stage.sell(EMIL, BASE - 50, 100)
        for order in shown:
            stage.cancel(EMIL, order)


def layers_of_a_maker(stage: Stage, levels: int) -> None:
    """Three times a quote on both sides that is moved after a trade; `levels` on one side only."""
    for _ in range(3):
        shown = [stage.buy(EMIL, BASE - 100 - level, 1_000) for level in range(3)]
        own = [stage.sell(EMIL, BASE + 100 + level, 1_000) for level in range(3 - levels)]
        stage.buy(FRED, BASE - 50, 100)
        stage.sell(EMIL, BASE - 50, 100)
        for order in shown + own:
            stage.cancel(EMIL, order)


def large(stage: Stage, count: int) -> None:
    for _ in range(count):
        order = stage.sell(ALICE, BASE + 100, 50_000)
        stage.wait(600)
        stage.cancel(ALICE, order)


def large_that_traded(stage: Stage, untraded: int) -> None:
    """Three orders of 50,000 t of which the rest is withdrawn."""
    for _ in range(3):
        order = stage.sell(ALICE, BASE + 100, 50_000)
        stage.buy(BOB, BASE + 100, 50_000 - untraded)
        stage.cancel(ALICE, order)


def dense(stage: Stage, count: int) -> None:
    for number in range(count):
        stage.buy(ALICE, BASE - 300 - number, 1)
        stage.wait(-0.5)


def far_off(stage: Stage, count: int) -> None:
    for _ in range(count):
        stage.sell(ALICE, BASE + 390, 600)


def less_far(stage: Stage, away: int) -> None:
    for _ in range(20):
        stage.sell(ALICE, BASE + away, 600)


def far_off_among_others(stage: Stage, others: int) -> None:
    for number in range(others):
        stage.buy(ALICE, BASE - 10 - number, 1)
    far_off(stage, 20)


def at_the_close(stage: Stage, price: int) -> None:
    stage.trade(CARL, DORA, BASE, 500)
    stage.wait(3_600)
    stage.trade(ALICE, BOB, price, 2_500)
    stage.close()


def pushed(stage: Stage, quantity: int) -> None:
    stage.trade(CARL, DORA, BASE, 100)
    stage.wait(60)
    stage.trade(ALICE, BOB, UPPER, quantity)


def held(stage: Stage, minutes: int) -> None:
    stage.trade(ALICE, BOB, UPPER, 10)
    stage.buy(CARL, UPPER, 6_000)
    stage.wait(60 * minutes - 1)
    stage.buy(DORA, BASE, 1)


def held_by_half(stage: Stage, beside: int) -> None:
    stage.trade(ALICE, BOB, UPPER, 10)
    stage.buy(CARL, UPPER, 6_000)
    stage.buy(DORA, UPPER, 3_000)
    stage.buy(EMIL, UPPER, beside)
    stage.wait(660)
    stage.buy(FRED, BASE, 1)


def one_sided(stage: Stage, quantity: int) -> None:
    stage.trade(ALICE, BOB, BASE, quantity)
    stage.notice()
    stage.trade(CARL, DORA, BASE + 234, 10)


def news_that_moves(stage: Stage, rise: int) -> None:
    stage.trade(ALICE, BOB, BASE, 25_000)
    stage.notice()
    stage.trade(CARL, DORA, BASE + rise, 10)


def dear_and_cheap(stage: Stage, times: int) -> None:
    for _ in range(times):
        stage.trade(BOB, ALICE, BASE + 100, 200)
        stage.trade(ALICE, CARL, BASE, 200)


def together(stage: Stage, units: int) -> None:
    stage.relate(ALICE, BOB)
    stage.units_in(BOB, units - 2_000)


class Scenario(NamedTuple):
    """How a rule is tried: `below` is not found, `above` is, by these accounts."""

    rule: str
    play: Callable[[Stage, int], None]
    below: int
    above: int
    who: tuple[int, ...]


SCENARIOS = (
    Scenario("reverse_trades", reverse, 1_999, 2_000, (ALICE, BOB)),
    Scenario("reverse_trades", reverse_beside_much_else, 18_001, 18_000, (ALICE, BOB)),
    Scenario("circular_trades", circle, 1_999, 2_000, (ALICE, BOB, CARL)),
    Scenario("matched_pairs", matched, 4, 5, (ALICE, BOB)),
    Scenario("matched_pairs", slow_pairs, 0, 1, (ALICE, BOB)),
    Scenario("order_and_cancel", entered_and_withdrawn, 59, 60, (ALICE,)),
    Scenario("order_and_cancel", withdrawn_among_others, 49, 50, (ALICE,)),
    Scenario("layering", layers, 2, 3, (EMIL,)),
    Scenario("layering", layers_of_a_maker, 2, 3, (EMIL,)),
    Scenario("large_orders", large, 2, 3, (ALICE,)),
    Scenario("large_orders", large_that_traded, 44_999, 45_000, (ALICE,)),
    Scenario("dense_orders", dense, 199, 200, (ALICE,)),
    Scenario("far_off_orders", far_off, 19, 20, (ALICE,)),
    Scenario("far_off_orders", less_far, 389, 390, (ALICE,)),
    Scenario("far_off_orders", far_off_among_others, 47, 46, (ALICE,)),
    Scenario("marking_close", at_the_close, 7_916, 7_917, (BOB,)),
    Scenario("push_to_limit", pushed, 1_999, 2_000, (BOB,)),
    Scenario("hold_limit", held, 9, 10, (CARL,)),
    Scenario("hold_limit", held_by_half, 3_001, 3_000, (CARL,)),
    Scenario("before_notice", one_sided, 19_999, 20_000, (BOB,)),
    Scenario("before_notice", news_that_moves, 233, 234, (BOB,)),
    Scenario("buy_high_sell_low", dear_and_cheap, 4, 5, (ALICE,)),
    Scenario("held_together", together, 9_499, 9_500, (ALICE, BOB)),
)


def stage_for(rule: str) -> Stage:
    return Stage(1_000, maximum=10_000) if rule == "held_together" else Stage()


@pytest.mark.parametrize("each", SCENARIOS, ids=lambda each: f"{each.rule}-{each.play.__name__}")
def test_a_rule_finds_what_reaches_its_threshold(each: Scenario) -> None:
    below, above = stage_for(each.rule), stage_for(each.rule)
    each.play(below, each.below)
    assert below.findings(each.rule) == []
    each.play(above, each.above)
    found = above.findings(each.rule)
    assert each.who in [finding.accounts for finding in found]
    last = found[-1]
    assert last.instrument == "CEA25"
    assert last.evidence
    assert all(1 <= number <= last.sequence for number in last.evidence)
    assert "CEA25" in last.sentence


def test_every_rule_has_a_scenario() -> None:
    assert {each.rule for each in SCENARIOS} == {row.name for row in RULES}


def test_strangers_may_trade_back_and_forth() -> None:
    stage = Stage()
    reverse_of_strangers(stage, 50_000)
    assert stage.findings("reverse_trades") == []


def test_a_sentence_names_people_and_figures() -> None:
    stage = Stage()
    matched(stage, 6)
    first, last = stage.findings("matched_pairs")[0], stage.findings("matched_pairs")[-1]
    assert first.sentence.startswith(
        "Alice (1) and Bob (2) traded 5 times with each other in CEA25"
    )
    assert first.strength == last.strength == 5
    assert len(first.evidence) == 15


def undone_reverse(stage: Stage) -> None:
    stage.relate(ALICE, BOB)
    stage.trade(ALICE, BOB, BASE, 3_000)
    stage.bust(1)
    stage.trade(BOB, ALICE, BASE, 3_000)


def undone_pairs(stage: Stage) -> None:
    matched(stage, 4)
    for trade in range(1, 5):
        stage.bust(trade)
    matched(stage, 4)


def undone_push(stage: Stage) -> None:
    """What moved the price far is undone: the rest of the way is short."""
    stage.trade(ALICE, BOB, UPPER - 10, 9_000)
    stage.bust(1)
    stage.trade(CARL, DORA, UPPER - 1, 1)
    stage.trade(CARL, BOB, UPPER, 1)


@pytest.mark.parametrize(
    ("rule", "play"),
    [
        ("reverse_trades", undone_reverse),
        ("matched_pairs", undone_pairs),
        ("push_to_limit", undone_push),
    ],
)
def test_a_trade_that_is_undone_is_no_evidence(rule: str, play: Callable[[Stage], None]) -> None:
    stage = Stage()
    play(stage)
    assert stage.findings(rule) == []


def test_what_was_found_before_a_trade_is_undone_stays_found() -> None:
    stage = Stage()
    reverse(stage, 3_000)
    stage.bust(1)
    stage.close()
    (found,) = stage.findings("reverse_trades")
    assert found.strength == 3_000
