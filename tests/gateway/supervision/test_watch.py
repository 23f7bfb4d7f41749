"""A planted day of abuse raises exactly its cases, live and replayed; ordinary days raise none."""

from __future__ import annotations

import json
import os
from random import Random

import numpy as np
import pytest

from engine.commands import CommandKind
from engine.events import EventArray, EventKind
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from gateway.supervision.surveillance import findings
from gateway.supervision.surveillance.findings import Finding, latest
from gateway.supervision.surveillance.lasting import Lasting, from_plain
from gateway.supervision.surveillance.past_days import over
from gateway.supervision.surveillance.rows import rows_of, rows_of_maps
from gateway.supervision.surveillance.rules import price_moves
from gateway.supervision.surveillance.thresholds import defaults
from gateway.supervision.surveillance.watch import Watch
from tests.gateway.supervision.abuse import WANTED, AbuseMarket, relations
from tests.gateway.supervision.false_alarms import false_alarms

DATES = (20_260_105, 20_260_106)
ORDINARY_DAYS = 10 if "CEAX_EXAMPLES" in os.environ else 1
CODES = Codes({1: "CEA23", 2: "CEA24", 3: "CEA25"})


@pytest.fixture(scope="module")
def days() -> list[EventArray]:
    """An ordinary day, and one with the abuse in it."""
    market = AbuseMarket(seed=3, on=DATES[1])
    return [market.play(date) for date in DATES]


def watch() -> Watch:
    return Watch(lambda date: defaults(), relations())


def sorted_rows(lasting: Lasting) -> dict[str, object]:
    return {name: sorted(rows) for name, rows in lasting.as_plain().items()}


@pytest.fixture(scope="module")
def whole(days: list[EventArray]) -> list[Finding]:
    """What is found in both days, taken at once."""
    return watch().take(rows_of(np.concatenate(days)))


def test_an_ordinary_day_is_as_a_trader_expects(days: list[EventArray]) -> None:
    events = days[0]
    fills = events[events["kind"] == EventKind.FILL]
    closes = events[events["kind"] == EventKind.INSTRUMENT_CLOSE]
    accepted = events[events["kind"] == EventKind.ACCEPTED]["command_kind"].tolist()
    assert 500 < len(fills) < 5_000
    assert set(fills["instrument"].tolist()) == {1, 2, 3}
    assert (abs(closes["price"] - closes["value"]) < closes["value"] // 20).all()
    for kind in (CommandKind.NEW_ORDER, CommandKind.CANCEL, CommandKind.REPLACE):
        assert accepted.count(kind) > 500


def test_what_has_no_room_is_counted(
    days: list[EventArray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "FINDINGS_MAX", 1)
    monkeypatch.setattr(findings, "TRAILS_MAX", 2)
    full = watch()
    found = full.take(rows_of(np.concatenate(days)))
    assert len({each.key for each in found}) == 1
    assert full.beyond > 0


def test_trades_that_are_looked_back_at_have_a_bound_that_is_counted(
    days: list[EventArray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_moves, "TRADES_KEPT", 1)
    full = Watch(lambda date: {"push_to_limit": defaults()["push_to_limit"]}, relations())
    full.take(rows_of(np.concatenate(days)))
    assert full.beyond > 0


def test_the_abuse_raises_exactly_its_cases(whole: list[Finding]) -> None:
    found = list(latest(whole))
    assert {(each.rule, each.accounts) for each in found} == WANTED
    assert {each.date for each in found} == {DATES[1]}


def test_batches_make_no_difference(days: list[EventArray], whole: list[Finding]) -> None:
    """As records of the log, and as maps of the event stream."""
    random, live, events = Random(5), watch(), np.concatenate(days)
    found: list[Finding] = []
    while len(events):
        size = random.choice((1, 2, 7, 100, 3_000))
        batch, events = events[:size], events[size:]
        found += live.take(
            rows_of_maps(event_maps(batch, CODES)) if random.random() < 0.5 else rows_of(batch)
        )
    assert found == whole


def test_a_past_day_is_judged_alone_with_the_same_result(
    days: list[EventArray], whole: list[Finding]
) -> None:
    wanted = [each for each in whole if each.date == DATES[1]]
    found = over(days, DATES[1], DATES[1], defaults(), relations())
    assert list(found) == wanted
    assert not list(over(days, DATES[0], DATES[0], defaults(), relations()))


def test_a_day_goes_on_from_what_the_day_before_has_left(
    days: list[EventArray], whole: list[Finding]
) -> None:
    first = watch()
    first.take(rows_of(days[0]))
    left = json.loads(json.dumps(first.lasting.as_plain()))
    second = Watch(lambda date: defaults(), relations(), from_plain(left))
    assert second.take(rows_of(days[1])) == whole
    first.take(rows_of(days[1]))
    assert sorted_rows(second.lasting) == sorted_rows(first.lasting)


def test_ordinary_days_raise_less_than_one_case_in_ten() -> None:
    """One day, beside that of the abuse market; with CEAX_EXAMPLES ten."""
    found = false_alarms(1, ORDINARY_DAYS)
    assert not found, [each.sentence for each in found]
