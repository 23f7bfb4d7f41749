"""Cases of surveillance at the gateway: kept as they are now in the order of their changes, with
their evidence from the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.floor import case_queries, cases
from gateway.supervision.surveillance.case_posts import as_posted
from gateway.supervision.surveillance.case_records import Act, Case, Line
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order

Row = dict[str, Any]


@pytest.fixture
def market(tmp_path: Any) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def row(number: int, change: int, *evidence: int) -> Row:
    opened = Line(1_000, "surveillance", Act.OPENED, "Alice and Bob …", 5, 9, evidence)
    noted = Line(2_000, "Wang (w)", Act.NOTED, "by letter", 0, 20, (), 7)
    case = Case(number, 20_260_105, "matched_pairs", "CEA25", (1, 2), (opened, noted))
    return as_posted(case, change)


def post(market: SmallFloor, *rows: Row) -> list[Row]:
    feed = market.session("feed")
    return [market.ask(feed, {"op": "post_cases", "cases": [each]})[0] for each in rows]


def ask(market: SmallFloor, op: str, **fields: Any) -> Row:
    return market.ask(market.session("exchange"), {"op": op, **fields})[0]


def trade(market: SmallFloor) -> list[int]:
    """A trade and what led to it; the numbers of its events."""
    first = market.floor.directory.next_event
    for name, side in (("alice", "sell"), ("bob", "buy")):
        assert market.ask(market.session(name), order(side, 7850, 10))[0]["ok"]
    return list(range(first, market.floor.directory.next_event))


def test_each_case_is_kept_as_it_is_now_in_the_order_of_the_changes(market: SmallFloor) -> None:
    assert [each["last"] for each in post(market, row(1, 1), row(2, 2), row(1, 5))] == [1, 2, 5]
    reply = ask(market, "cases")
    assert [(each["number"], each["change"]) for each in reply["cases"]] == [(2, 2), (1, 5)]
    assert reply["next"] is None and "evidence" not in reply["cases"][0]
    assert [each["change"] for each in ask(market, "cases", after=2)["cases"]] == [5]
    post(market, row(2, 2, 4))  # posted before
    assert ask(market, "case", case_number=2)["events"] == 0
    market.ask(market.session("feed"), {"op": "begin_cases"})
    assert (ask(market, "cases")["cases"], ask(market, "cases")["last"]) == ([], 0)


def test_a_case_is_opened_with_its_history_and_the_names_of_its_accounts(
    market: SmallFloor,
) -> None:
    post(market, posted := row(3, 1))
    case = ask(market, "case", case_number=3)
    assert {name: case[name] for name in posted if name != "evidence"} == {
        name: value for name, value in posted.items() if name != "evidence"
    }
    assert [each["name"] for each in case["parties"]] == ["Alice", "Bob"]
    assert case["admits"] == ["assign", "note", "measure", "lift", "close"]
    error = ask(market, "case", case_number=4)["error"]
    assert (error["code"], error["value"], error["allowed"]) == ("case_unknown", 4, [3, 3])


def test_the_evidence_is_what_the_log_says_page_after_page(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_queries, "EVENTS_PAGE", 2)
    numbers = trade(market)
    post(market, row(1, 1, *reversed(numbers), 10**9))
    seen: list[Row] = []
    after: int | None = 0
    while after is not None:
        page = ask(market, "case_events", case_number=1, after=after)
        seen, after = seen + page["events"], page["next"]
        assert page["archived"] == 0 and len(page["events"]) <= 2
    assert [each["sequence"] for each in seen] == numbers
    fill = next(each for each in seen if each["kind"] == "fill")
    assert (fill["account"], fill["maker_account"], fill["quantity"]) == (2, 1, 10)
    assert [each["name"] for each in page["parties"]] == ["Alice", "Bob"]
    assert ask(market, "case_events", case_number=1, after=numbers[-1])["events"] == []


def test_what_is_kept_is_bounded_and_a_case_at_its_bounds_fits_a_frame(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "KEPT_MAX", 3)
    monkeypatch.setattr(cases, "PAGE_MAX", 2)
    post(market, *(row(number, number) for number in range(1, 6)))
    first = ask(market, "cases")
    assert [each["number"] for each in first["cases"]] == [3, 4]
    rest = ask(market, "cases", after=first["next"])
    assert [each["number"] for each in rest["cases"]] == [5]
    line = Line(10**18, "长" * 256, Act.NOTED, "名" * 960, 0, 10**12, tuple(range(1, 5_000)))
    found = line._replace(act=Act.OPENED, who="surveillance")
    accounts = tuple(range(10**6, 10**6 + 300))
    whole = Case(9, 20_260_105, "matched_pairs", "CEA25", accounts, (found, *[line] * 60))
    (reply,) = post(market, as_posted(whole, 9))
    assert reply["last"] == 9
    kept = ask(market, "case", case_number=9)
    counted = kept["lines"], len(kept["history"]), kept["events"], len(kept["accounts"])
    assert counted == (61, 30, 1_000, 200)
