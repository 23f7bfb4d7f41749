"""The rules of alerts on the market, over events that the engine has spoken: which alerts a day
raises, what they say, and that they say the same however the events were batched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.commands import BY_EXCHANGE, CommandKind, TextUse, command
from engine.commands.texts import with_texts
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from gateway.supervision.alerts import market_watch
from gateway.supervision.alerts.catalogue import BY_NAME, RULES
from gateway.supervision.alerts.lasting import Lasting, from_plain
from gateway.supervision.alerts.market_watch import MarketWatch
from gateway.supervision.alerts.records import Change, DayOver, Item, Said, Seen, Turn
from gateway.supervision.rule_settings import Settings, defaults_of
from tests.gateway.supervision.stage import BASE, Stage

UPPER, LOWER = 8_580, 7_020
ALICE, BOB, CARL = 1, 2, 3
DEFAULTS: Settings = {row.name: defaults_of(row) for row in RULES}


def maps_of(stage: Stage) -> list[dict[str, Any]]:
    return event_maps(np.concatenate(stage.heard), Codes({1: "CEA25"}))


def said(stage: Stage, size: int = 400, settings: Settings = DEFAULTS) -> list[Item]:
    """What follows from a day, its events in batches of a size."""
    watch = MarketWatch(lambda: settings, lambda number: f"key{number}")
    events = maps_of(stage)
    batches = [events[first : first + size] for first in range(0, len(events), size)]
    return [item for batch in batches for item in watch.take(batch)]


def changed(stage: Stage, *rules: str, settings: Settings = DEFAULTS) -> list[Change]:
    found = [each.change for each in said(stage, settings=settings) if isinstance(each, Said)]
    return [each for each in found if not rules or each.about.rule in rules]


def turns(found: list[Change]) -> list[tuple[str, str, str]]:
    return [(str(each.turn), each.about.rule, each.about.subject) for each in found]


def limits(stage: Stage) -> list[tuple[str, str, str]]:
    return turns([each for each in changed(stage) if each.about.rule.startswith("limit")])


def up_to_the_limit(stage: Stage) -> None:
    """Near by a trade, at by an order, locked with its quantity, more sealed, left."""
    stage.trade(ALICE, BOB, 8_500, 10)
    stage.sell(ALICE, UPPER, 100)
    stage.buy(BOB, UPPER, 6_338)
    stage.buy(CARL, UPPER, 500)
    stage.buy(CARL, UPPER, 7_000)
    stage.sell(ALICE, UPPER, 13_738)
    stage.trade(ALICE, BOB, BASE, 1)


def test_an_instrument_driven_to_its_limit_is_near_at_locked_and_left() -> None:
    stage = Stage()
    up_to_the_limit(stage)
    assert limits(stage) == [
        ("begins", "limit_near", "upper"),
        ("ends", "limit_near", "upper"),
        ("begins", "limit_at", "upper"),
        ("ends", "limit_at", "upper"),
        ("begins", "limit_locked", "upper"),
        ("grows", "limit_locked", "upper"),
        ("ends", "limit_locked", "upper"),
        ("begins", "limit_at", "upper"),
        ("ends", "limit_at", "upper"),
        ("comes_again", "limit_left", "upper"),
    ]
    locked = [each for each in changed(stage, "limit_locked") if each.figures]
    sealed = [{f.name: f.value for f in each.figures}["sealed"] for each in locked]
    assert sealed == [6_238, 13_738]
    assert locked[0].en == "CEA25 is locked at its upper price limit 85.80, 6,238 t are sealed"
    assert locked[0].zh == "CEA25 封于涨停价 85.80，封单量 6,238 吨"


@pytest.mark.parametrize(
    ("price", "found"),
    [
        (8_493, []),
        (8_495, [("begins", "limit_near", "upper")]),
        (UPPER, [("begins", "limit_locked", "upper")]),
        (7_091, []),
        (7_090, [("begins", "limit_near", "lower")]),
        (LOWER, [("begins", "limit_at", "lower")]),
    ],
)
def test_a_bid_alone_is_near_or_locks(price: int, found: list[Any]) -> None:
    stage = Stage()
    stage.buy(ALICE, price, 10)
    assert limits(stage) == found


def test_near_lasts_until_it_is_a_little_further_away() -> None:
    stage = Stage()
    for price in (8_500, 8_490, 8_450, 8_490):
        stage.trade(ALICE, BOB, price, 1)
    assert limits(stage) == [("begins", "limit_near", "upper"), ("ends", "limit_near", "upper")]


def test_what_is_withdrawn_at_the_close_is_no_news_and_the_day_is_over() -> None:
    stage = Stage()
    stage.buy(BOB, UPPER, 100)
    stage.close()
    assert limits(stage) == [("begins", "limit_locked", "upper")]
    assert [type(each) for each in said(stage)].count(DayOver) == 2  # at its start and its close


def test_rules_that_are_off_say_nothing() -> None:
    stage = Stage()
    up_to_the_limit(stage)
    only = {"limit_left": {}}
    assert [each.about.rule for each in changed(stage, settings=only)] == ["limit_left"]


Act = Callable[[Stage], object]


def of_staff(kind: CommandKind, **fields: Any) -> Act:
    return lambda stage: stage.submit(command(kind, **fields))


ACTS: list[tuple[Act, Act, str, str]] = [
    (
        of_staff(CommandKind.HALT, instrument=1),
        of_staff(CommandKind.RESUME, instrument=1),
        "halted",
        "CEA25 is halted",
    ),
    (
        of_staff(CommandKind.HALT),
        of_staff(CommandKind.RESUME),
        "halted",
        "the venue is halted",
    ),
    (
        of_staff(CommandKind.KILL_ACCOUNT, account=BOB, flags=BY_EXCHANGE),
        of_staff(CommandKind.RELEASE_ACCOUNT, account=BOB, flags=BY_EXCHANGE),
        "killed",
        "Bob (account 2) is under a kill",
    ),
    (
        of_staff(CommandKind.KILL_OPERATOR, account=BOB, value=7),
        of_staff(CommandKind.RELEASE_OPERATOR, account=BOB, value=7),
        "killed",
        "key 7 of Bob (account 2) is under a kill",
    ),
]


@pytest.mark.parametrize(("begin", "end", "rule", "words"), ACTS)
def test_what_staff_do_lasts_until_they_undo_it(
    begin: Act, end: Act, rule: str, words: str
) -> None:
    stage = Stage()
    begin(stage)
    end(stage)
    found = changed(stage, rule)
    assert [each.turn for each in found] == [Turn.BEGINS, Turn.ENDS]
    assert found[0].en == words and found[0].zh
    assert found[0].about == found[1].about


def test_an_account_that_is_refused_again_and_again_is_named_once_until_it_is_calm() -> None:
    stage = Stage()
    settings = {"refusals": {"count": 3, "within": 10, "calm": 60}}

    def refused(times: int) -> None:
        for _ in range(times):
            bad = command(CommandKind.CANCEL, account=BOB, order_id=10**6)
            bad["time_ns"] = stage.now_ns
            stage.heard.append(stage.venue.submit(bad))
            stage.wait(1)

    refused(2)
    stage.wait(20)
    refused(6)
    stage.wait(59)
    stage.buy(ALICE, BASE, 1)
    stage.wait(2)
    stage.buy(ALICE, BASE, 1)
    found = changed(stage, settings=settings)
    assert turns(found) == [("begins", "refusals", ""), ("ends", "refusals", "")]
    assert found[0].en == "Bob (account 2) was refused 3 times within 10 s"


def test_an_acknowledgement_has_its_key_and_its_note() -> None:
    stage = Stage()
    seen = command(CommandKind.ACKNOWLEDGE_ALERT, reference=4, quantity=17, value=9)
    stage.submit(with_texts(seen, {TextUse.REASON: "已电话核实".encode()}))
    (found,) = (each for each in said(stage) if isinstance(each, Seen))
    assert found[:4] == (4, 17, "key9", "已电话核实")


@pytest.mark.parametrize("size", [1, 2, 7])
def test_it_says_the_same_however_the_events_were_batched(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage()
    up_to_the_limit(stage)
    stage.submit(command(CommandKind.HALT, instrument=1))
    stage.close()
    whole = said(stage)
    monkeypatch.setattr(market_watch, "FRAME_EVENTS", size)  # full frames may cut a command
    assert said(stage, size) == whole


def test_names_and_codes_go_on_to_the_next_day() -> None:
    lasting = Lasting({1: "Alice"}, {1: "CEA25"})
    assert from_plain(lasting.as_plain()) == lasting


def test_every_rule_has_words_in_both_languages_and_sound_thresholds() -> None:
    assert len(BY_NAME) == len(RULES)
    for row in RULES:
        assert row.words and row.sentence.endswith(".") and len(row.name) <= 24
        assert all(each.least <= each.default <= each.most for each in row.thresholds)
