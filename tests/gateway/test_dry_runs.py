"""A dry run of an act answers what the act would be answered next, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.rules.state import state_hash
from gateway.floor.dry_runs import WEIGHT_MAX, WEIGHT_NS
from gateway.protocol.operations import Way
from gateway.protocol.session import Session
from gateway.protocol.table.rows import OPERATIONS, ROWS
from tests.gateway.samples import request_of
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE, order

Message = dict[str, Any]
ACTS = [
    row.name for row in ROWS if "exchange" in row.fields and row.way in (Way.COMMAND, Way.CANCEL)
]
ONLY_DRY, ONLY_REAL = ("dry_run",), ("report",)
WHY = {"confirm": True, "reason": "as a test"}
DATES = ("2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08")


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    with small_floor(tmp_path_factory.mktemp("venue")) as floor:
        yield floor


def of(answer: Message, *but: str) -> Message:
    """An answer without its id and what only one of the two has."""
    return {name: each for name, each in answer.items() if name not in ("id", *but)}


def state_of(market: SmallFloor) -> tuple[Any, ...]:
    """Everything that a dry run leaves alone."""
    sequencer, directory = market.sequencer, market.floor.directory
    numbers = sequencer.next_command, sequencer.next_event, directory.next_event
    return state_hash(sequencer.state), *numbers, sequencer.log_head


def dry_then_real(market: SmallFloor, staff: Session, request: Message) -> Message:
    """Both answers agree; the dry run's."""
    before = state_of(market)
    dry = market.ask(staff, request | {"dry_run": True})[0]
    assert state_of(market) == before, request
    real = market.ask(staff, request)[0]
    assert of(dry, *ONLY_DRY) == of(real, *ONLY_REAL), request
    assert ("dry_run" in dry) == dry["ok"] and "dry_run" not in real
    return dry


def open_orders(market: SmallFloor) -> int:
    return int(market.sequencer.state["venue"]["open_orders"][0])


@pytest.mark.parametrize("name", ACTS)
def test_every_act_of_staff_may_be_a_dry_run(market: SmallFloor, name: str) -> None:
    staff = market.session("exchange")
    dry_then_real(market, staff, request_of(OPERATIONS["exchange"][name]))


def test_a_member_s_request_is_none(market: SmallFloor) -> None:
    alice = market.session("alice")
    for request in (order("buy", 7800, 1), {"op": "kill"}, {"op": "mass_cancel"}):
        refused = market.ask(alice, request | {"dry_run": True})[0]["error"]
        assert (refused["code"], refused["field"]) == ("field_unknown", "dry_run")


def test_the_close_of_a_day_says_what_it_would_withdraw(tmp_path: Path) -> None:
    with small_floor(tmp_path) as market:
        staff, alice, bob = (market.session(name) for name in ("exchange", "alice", "bob"))
        market.ask(alice, order("buy", 7800, 1), order("buy", 7801, 1))
        market.ask(bob, order("sell", 7900, 1))
        caused = market.ask(staff, CLOSE | {"dry_run": True})[0]["dry_run"]
        assert (caused["orders"], caused["accounts"], caused["phase"]) == (3, 2, "closed")
        assert market.ask(staff, {"op": "status"})[0]["phase"] == "morning"
        asked = {"op": "set_phase", "phase": "closed", "dry_run": True}
        assert market.ask(staff, asked)[0]["error"]["code"] == "out_of_schedule"


def test_the_start_of_a_day_says_its_price_limits(tmp_path: Path) -> None:
    with small_floor(tmp_path, market=False) as market:
        staff = market.session("exchange")
        listed = {"op": "list_instrument", "instrument": "CEA24", "number": 1, "base_price": 7850}
        start = {"op": "start_day", "date": DATES[0]}
        market.ask(staff, listed)
        caused = market.ask(staff, start | {"dry_run": True})[0]["dry_run"]
        limits = [{"instrument": "CEA24", "base": 7850, "lower": 7065, "upper": 8635}]
        assert (caused["limits"], caused["date"]) == (limits, DATES[0])


def test_a_command_after_a_dry_run_is_not_seen_by_it(market: SmallFloor) -> None:
    staff = market.session("exchange")
    halt = {"op": "halt", "instrument": "CEA24"}
    dry, real, again = market.ask(staff, halt | {"dry_run": True}, halt, halt | {"dry_run": True})
    assert (dry["ok"], real["ok"], again["error"]["code"]) == (True, True, "instrument_halted")


@pytest.mark.parametrize(("took", "weight"), [(70, 70), (100_000, WEIGHT_MAX)])
def test_a_dry_run_weighs_the_time_that_it_takes(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch, took: int, weight: int
) -> None:
    times = iter((0, took * WEIGHT_NS))
    monkeypatch.setattr(market.floor._dry_runs, "_now_ns", lambda: next(times))
    work = market.frame(market.session("exchange"), {"op": "halt", "dry_run": True})
    market.run(work)
    assert list((work.owed or {}).values()) == [weight]


def random_act(chance: Random) -> Message:
    """Some act of staff, most of them possible now and then."""
    account, code = chance.randint(1, 3), chance.choice(("CEA24", "CEA25", "CEA26"))
    phase = chance.choice(("morning", "lunch", "afternoon", "closed"))
    parameter, value = chance.choice((("band_bp", 500), ("tick", 5), ("lot", 3), ("levels", 2)))
    acts: list[Message] = [
        {"op": "set_phase", "phase": phase} | WHY,
        {"op": "end_day"} | WHY,
        {"op": "start_day", "date": chance.choice(DATES), "override": True, "reason": "as a test"},
        {"op": "take_back_day", "date": chance.choice(DATES)} | WHY,
        {"op": "mass_cancel", "everyone": True, "reason": "as a test"},
        {"op": "mass_cancel", "account": account, "instrument": code},
        {"op": chance.choice(("halt", "resume")), "instrument": code},
        {"op": chance.choice(("kill", "release", "suspend", "restore")), "account": account},
        {"op": "set_parameter", "instrument": code, "parameter": parameter, "value": value},
        {"op": "set_account_limit", "account": account, "limit": "open_orders", "value": 3},
        {"op": "list_instrument", "instrument": "CEA26", "number": 3, "base_price": 5000},
        {"op": "open_account", "account": 3, "name": "Cara"},
        {"op": "announce", "title_en": "A notice"},
        {"op": "set_venue_rule", "rule": "approval_term", "value": chance.randint(1, 9)},
        {"op": "cancel", "order": chance.randint(1, 2**21)},
    ]
    return chance.choice(acts)


def test_random_acts_in_random_states_are_answered_as_their_dry_runs(tmp_path: Path) -> None:
    chance = Random(20260105)
    with small_floor(tmp_path) as market:
        staff, accepted = market.session("exchange"), 0
        members = [market.session(name) for name in ("alice", "bob")]
        for _ in range(70):
            for _ in range(chance.randrange(4)):
                side, price = chance.choice(("buy", "sell")), chance.randint(7820, 7880)
                market.ask(chance.choice(members), order(side, price, chance.randint(1, 9)))
            before = open_orders(market)
            dry = dry_then_real(market, staff, random_act(chance))
            caused = dry.get("dry_run")
            if caused is not None:
                accepted += 1
                assert before - open_orders(market) == caused["orders"]
                status = market.ask(staff, {"op": "status"})[0]
                assert (caused["date"], caused["phase"]) == (status["date"], status["phase"])
    assert accepted > 12
