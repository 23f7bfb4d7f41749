"""One-way bidding through real sockets: who hears what, and that bids are sealed.

The tests share a market, in this order.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.client import RequestRefused, Session
from gateway.console.auction import app

DATE = "2026-01-05"
NOTICE = {"date": DATE, "opens": "10:00", "closes": "10:30"}


async def events_since(session: Session, first: int) -> AsyncIterator[dict[str, Any]]:
    """What a follower hears, event by event, until the session has nothing new to say."""
    async for batch in session.events(first):
        for event in batch["events"]:
            yield event


async def until_result(session: Session, first: int) -> list[dict[str, Any]]:
    """What a follower hears up to the next result."""
    seen = []
    async for event in events_since(session, first):
        seen.append(event)
        if event["kind"] == "auction_result":
            break
    return seen


async def test_an_auction_from_the_application_to_the_awards(market: Any) -> None:
    async with (
        market.session("exchange") as staff,
        market.session("bob") as bob,
        market.session("alice") as alice,
    ):
        applied = await bob.operations.apply_auction(
            instrument="CEA25", quantity=100_000, pay_as_bid=True, lot=500
        )
        number = applied["auction"]
        assert (applied["lot"], applied["smallest_bid"], applied["pay_as_bid"]) == (500, 500, True)
        with pytest.raises(RequestRefused, match=f"auction {number} is applied"):
            await staff.request("open_auction", auction=number)
        await staff.request("accept_auction", auction=number)
        assert await alice.pages("auctions", "auctions") == []
        await staff.request("announce_auction", auction=number, **NOTICE)
        opened = await staff.request("open_auction", auction=number)
        assert (opened["reserve"], opened["cap"]) == (7850, 8635)
        placed = await alice.operations.place_bid(auction=number, price=7900, quantity=30_000)
        assert (await alice.operations.change_bid(bid=placed["bid"], price=7900, quantity=29_500))[
            "kept_place"
        ]
        for named in (placed["bid"], 123_456_789_012_345):  # another's, and none
            with pytest.raises(RequestRefused, match=f"no standing bid {named}") as refused:
                await bob.operations.withdraw_bid(bid=named)
            assert refused.value.code == "bid_unknown"
        gone = await alice.operations.place_bid(auction=number, price=8000, quantity=500)
        await alice.operations.withdraw_bid(bid=gone["bid"])
        assert [row["quantity"] for row in await alice.pages("bids", "bids")] == [29_500]
        with pytest.raises(RequestRefused, match="does not reach the reserve"):
            await alice.operations.place_bid(auction=number, price=7849, quantity=500)
        closed = await staff.request("close_auction", auction=number)
    assert (closed["outcome"], closed["sold"], closed["unsold"], closed["cover"]) == (
        "sold",
        29_500,
        70_500,
        [29_500, 100_000],
    )
    assert (closed["lowest"], closed["highest"], closed["bidders"], closed["winners"]) == (
        7900,
        7900,
        1,
        1,
    )


async def test_applicant_and_bidder_hear_of_it_on_their_own_streams(market: Any) -> None:
    alices = market.session("alice", today=True)
    async with market.session("bob", today=True) as bob, alices as alice:
        told = [report async for report in up_to_award(bob)]
        changes = [report["change"] for report in told if report["report"] == "auction"]
        assert changes == ["applied", "accepted", "announced", "opened", "closed"]
        assert (told[-1]["bid"], told[-1]["side"], told[-1]["quantity"], told[-1]["trade"]) == (
            None,
            "sell",
            29_500,
            1,
        )
        heard = [report async for report in up_to_award(alice)]
        assert [report["change"] for report in heard if report["report"] == "bid"] == [
            "placed",
            "changed",
            "placed",
            "gone",
        ]
        assert heard[-2]["error"]["code"] == "bid_short_of_reserve"
        assert (heard[-1]["side"], heard[-1]["price"], heard[-1]["amount_fen"]) == (
            "buy",
            7900,
            29_500 * 7900,
        )


async def up_to_award(session: Session) -> AsyncIterator[Any]:
    """An account's reports up to the first award."""
    async for report in session.reports():
        yield report
        if report["report"] == "award":
            return


@pytest.mark.parametrize("who", ["feed", "exchange"])
async def test_whoever_follows_the_events_learns_nothing_of_bids_before_the_result(
    market: Any, who: str
) -> None:
    async with market.session(who) as follower:
        seen = await until_result(follower, 1)
    sealed = [event for event in seen if event["kind"] == "sealed"]
    # placed, changed, refused twice to another, placed, withdrawn, gone, refused
    assert len(sealed) == 8
    assert all(event.keys() == {"sequence", "command", "time_ns", "kind"} for event in sealed)
    before = [event for event in seen if event["kind"] not in ("sealed", "fill", "auction_result")]
    assert not any(event.get("command_kind", "").endswith("_bid") for event in before)


async def test_bids_are_not_for_the_exchange(market: Any) -> None:
    async with market.session("exchange") as staff:
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await staff.request("bids")
        assert (await staff.pages("auctions", "auctions"))[0]["account"] == 2
    async with market.session("alice") as alice:
        assert (await alice.pages("auctions", "auctions"))[0]["account"] is None


@pytest.fixture
def ceax(market: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CEAX_DATA", str(market.data))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_an_auction_at_the_terminal(ceax: Any) -> None:
    said = ceax("apply", "CEA25", "100000", "--tie-by-lot", "--key", "bob")
    number = said.split()[1].rstrip(":")
    assert said == f"auction {number}: sell 100,000 t CEA25 applied for, one price for all\n"
    assert ceax("accept", number) == f"auction {number} accepted\n"
    assert (
        ceax("notice", number, DATE, "10:00", "10:30")
        == f"auction {number} announced for 2026-01-05, 10:00 to 10:30\n"
    )
    assert ceax("open", number) == f"auction {number} open: reserve 78.50, cap 86.35\n"
    said = ceax("bid", number, "79.00", "1000", "--key", "alice")
    bid = said.split()[1].rstrip(":")
    assert said == f"bid {bid}: 1,000 t at 79.00 in auction {number} placed\n"
    assert (
        ceax("change", bid, "79.10", "1000", "--key", "alice")
        == f"bid {bid}: now 1,000 t at 79.10, went to the end of its price\n"
    )
    assert bid in ceax("bids", "--key", "alice")
    other = ceax("bid", number, "79.00", "1000", "--key", "alice").split()[1].rstrip(":")
    assert ceax("withdraw", other, "--key", "alice") == f"bid {other} withdrawn\n"
    said = ceax("close", number, "--seed", "00000000000000ff")
    line = (
        "1,000 t sold at 79.10, 79,100.00 CNY, 99,000 t returned; bids cover 1,000 of 100,000 t, 1"
        " of 1 bidders won"
    )
    assert said == f"auction {number}: {line}\n"
    assert ceax("result", number) == said
    assert "79.10" in ceax("list") and json.loads(ceax("list", "--json"))[-1]["state"] == "closed"


def test_applications_are_refused_and_cancelled_at_the_terminal(ceax: Any) -> None:
    for act, word, whose in (("refuse", "refused", ()), ("cancel", "cancelled", ("--key", "bob"))):
        number = ceax("apply", "CEA24", "100000", "--key", "bob").split()[1].rstrip(":")
        assert ceax(act, number, *whose) == f"auction {number} {word}\n"
