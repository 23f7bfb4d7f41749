"""Who gets which reports, and from where on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.floor import listeners
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE, DATE, order


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def test_reports_are_numbered_without_holes_and_go_to_every_session_of_the_account(
    market: SmallFloor,
) -> None:
    one, two, viewer, bob = (market.session(name) for name in ("alice", "alice", "vera", "bob"))
    for number in range(5):
        market.ask(one, order("sell", 7800 + number, 10))
        market.ask(bob, order("buy", 7900, 7))
    told = market.reports(one)
    first = told[0]["number"]
    assert [report["number"] for report in told] == list(range(first, first + len(told)))
    assert market.reports(two) == market.reports(viewer) == told
    assert {report["report"] for report in told} == {"entered", "fill"}
    assert all(report["received_ns"] is not None and not report["replay"] for report in told)


def test_a_reply_names_the_number_of_its_first_report(market: SmallFloor) -> None:
    alice = market.session("alice")
    replies = market.ask(alice, order("buy", 7100, 1), order("buy", 9900, 1), order("buy", 7101, 1))
    entered = {
        report["number"]: report["order"]
        for report in market.reports(alice)
        if report["report"] == "entered"
    }
    assert entered == {reply["report"]: reply["order"] for reply in replies if reply["ok"]}


def test_reports_can_be_had_again_from_any_number(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(
        alice, *[order("sell", 7800, 1, client_order_id=f"a{number}") for number in range(20)]
    )
    market.ask(bob, order("buy", 7800, 9))
    told = market.reports(alice)
    for first in (told[0]["number"], told[7]["number"], told[-1]["number"], told[-1]["number"] + 1):
        late = market.session("alice", report_date=DATE, next_report=first)
        again = market.reports(late)
        wanted = [
            report | {"replay": True, "received_ns": None}
            for report in told
            if report["number"] >= first
        ]
        assert again == wanted
        market.run(gone=[late])
    market.pushed[alice].clear()
    again = {"op": "resume_reports", "report_date": DATE, "from": told[3]["number"]}
    reply = market.ask(alice, again)[0]
    assert reply["next_report"] == told[-1]["number"] + 1
    assert [report["number"] for report in market.reports(alice)] == [
        report["number"] for report in told[3:]
    ]
    beyond = {"op": "resume_reports", "report_date": DATE, "from": told[-1]["number"] + 2}
    refused = market.ask(alice, beyond)[0]
    assert refused["error"]["allowed"] == [1, told[-1]["number"] + 1]


def test_what_happens_during_a_replay_follows_it_without_a_hole(market: SmallFloor) -> None:
    alice = market.session("alice")
    market.ask(alice, *[order("buy", 7100, 1)] * 100)
    late = market.session("alice", report_date=DATE, next_report=1)
    market.ask(alice, *[order("buy", 7100, 1)] * 5)
    reports = market.reports(late)
    assert [report["number"] for report in reports] == list(range(1, reports[-1]["number"] + 1))
    assert [report["replay"] for report in reports[-6:]] == [True] + [False] * 5
    market.ask(alice, order("buy", 7100, 1))
    assert market.reports(late)[-1]["number"] == reports[-1]["number"] + 1


def test_very_many_reports_at_once_are_told_at_the_listeners_pace(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listeners, "LIVE_REPORTS_MAX", 150)
    alice, exchange = market.session("alice"), market.session("exchange")
    for _ in range(2):
        market.ask(alice, *[order("buy", 7100, 1)] * 99)
    before = len(market.reports(alice))
    turn = market.run(market.frame(exchange, CLOSE))[-1]
    assert (turn.reports, turn.reports_due) == ([], [alice])
    reports = market.reports(alice)
    assert len(reports) == before + 2 * 99
    assert [report["number"] for report in reports] == list(
        range(reports[0]["number"], reports[0]["number"] + len(reports))
    )
    assert not any(report["replay"] for report in reports)
