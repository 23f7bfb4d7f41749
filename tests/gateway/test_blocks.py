"""The block desk through real sockets and from a terminal: who sees what, who hears what.

The tests share a market, in this order.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.client import RequestRefused, Session
from gateway.console.block import app

LEAST = 100_000  # t
NAMES = ("report", "change", "counterparty", "side", "quantity", "note", "reason")


async def told(session: Session, count: int) -> list[dict[str, Any]]:
    """The next reports of a session, with the fields that a table of tests can hold."""
    found: list[dict[str, Any]] = []
    async for report in session.reports():
        said: dict[str, Any] = {**report}
        found.append({name: said[name] for name in NAMES if name in said})
        if len(found) == count:
            break
    return found


async def numbers(session: Session, table: str) -> list[int]:
    """The numbers of the intents or deals that a session sees, oldest first."""
    return [int(row[table.removesuffix("s")]) for row in await session.pages(table, table)]


async def test_terms_are_agreed_in_a_dialogue_and_both_are_told(market: Any) -> None:
    async with market.session("exchange") as staff:
        await staff.request("open_account", account=3, name="Carol")
        await staff.request("set_phase", phase="afternoon", confirm=True, reason="test")
    async with market.session("bob") as bob, market.session("alice") as alice:
        intent = (
            await bob.operations.post_intent(
                side="sell",
                instrument="CEA25",
                price=7850,
                quantity=2 * LEAST,
                in_parts=True,
                note="200 kt 大宗",
            )
        )["intent"]
        talk = (
            await alice.operations.open_dialogue(
                intent=intent, price=7700, quantity=LEAST, hidden=True, note="half?"
            )
        )["dialogue"]
        with pytest.raises(RequestRefused, match="the other side's turn") as refused:
            await alice.operations.counter_offer(dialogue=talk, price=7710, quantity=LEAST)
        assert refused.value.code == "turn_not_yours"
        await bob.operations.counter_offer(dialogue=talk, price=7800, quantity=LEAST)
        await bob.operations.send_note(dialogue=talk, note="last word")
        assert (await bob.operations.confirm_terms(dialogue=talk, price=7800, quantity=LEAST))[
            "deal"
        ] is None
        with pytest.raises(RequestRefused, match=r"the last terms are 100000 t at 78\.00"):
            await alice.operations.confirm_terms(dialogue=talk, price=7700, quantity=LEAST)
        struck = await alice.operations.confirm_terms(dialogue=talk, price=7800, quantity=LEAST)
        assert struck["deal"] == (await numbers(bob, "deals"))[0]
        heard = [
            (each["report"], each["change"], each.get("note")) for each in await told(alice, 6)
        ]
        assert heard == [
            ("dialogue", "offer", "half?"),
            ("dialogue", "offer", None),
            ("dialogue", "note", "last word"),
            ("dialogue", "confirmed", None),
            ("dialogue", "confirmed", None),
            ("deal", "struck", None),
        ]
        mine = await told(bob, 9)
    assert mine[0] | {"note": ""} == {
        "report": "intent",
        "change": "posted",
        "counterparty": None,
        "side": "sell",
        "quantity": 200_000,
        "note": "",
    }
    assert {each["counterparty"] for each in mine[1:6]} == {None}  # the responder shows no name
    assert [(each["report"], each["change"]) for each in mine[6:]] == [
        ("deal", "struck"),
        ("dialogue", "closed"),
        ("intent", "lowered"),
    ]
    assert (mine[6]["counterparty"], mine[7]["reason"]) == (1, "dealt")


async def test_an_intent_is_seen_by_whom_it_is_for_and_without_a_name_that_is_hidden(
    market: Any,
) -> None:
    async with (
        market.session("bob") as bob,
        market.session("alice") as alice,
        market.session("exchange") as staff,
    ):
        await bob.operations.post_intent(
            side="sell",
            instrument="CEA25",
            price=7900,
            quantity=LEAST,
            hidden=True,
            invitation=True,
        )
        await alice.operations.post_intent(
            side="buy", instrument="CEA25", price=7000, quantity=LEAST, counterparty=3
        )
        assert [
            (row["account"], row["leaves"])
            for row in await alice.pages("intents", "intents", instrument="CEA25")
        ] == [
            (2, LEAST),
            (None, LEAST),
            (1, LEAST),
        ]
        assert [row["account"] for row in await bob.pages("intents", "intents")] == [2, 2]
        seen = await staff.pages("intents", "intents")
        assert [(row["account"], row["counterparty"]) for row in seen] == [
            (2, None),
            (2, None),
            (1, 3),
        ]
        _, invitation, for_another = await numbers(staff, "intents")
        with pytest.raises(RequestRefused, match="is an invitation"):
            await alice.operations.accept_intent(intent=invitation, quantity=LEAST)
        with pytest.raises(RequestRefused, match=f"no open intent {for_another}"):
            await bob.operations.accept_intent(intent=for_another, quantity=LEAST)


async def test_dialogues_are_seen_by_the_two_and_the_exchange(market: Any) -> None:
    async with (
        market.session("bob") as bob,
        market.session("alice") as alice,
        market.session("exchange") as staff,
    ):
        offer = {"intent": (await numbers(staff, "intents"))[1], "price": 7800}
        talk = (await alice.request("open_dialogue", **offer, quantity=LEAST, note="?"))["dialogue"]
        (mine,), (theirs,), (all_of_it,) = (
            await alice.pages("dialogues", "dialogues"),
            await bob.pages("dialogues", "dialogues"),
            await staff.pages("dialogues", "dialogues"),
        )
        assert (mine["role"], mine["poster"], mine["responder"], mine["side"]) == (
            "responder",
            None,
            1,
            "buy",
        )
        assert (theirs["role"], theirs["poster"], theirs["responder"], theirs["note"]) == (
            "poster",
            2,
            1,
            "?",
        )
        assert (
            all_of_it["poster"],
            all_of_it["responder"],
            all_of_it["by"],
            all_of_it["confirmed_by"],
        ) == (
            2,
            1,
            "responder",
            [],
        )
        await staff.operations.leave_dialogue(dialogue=talk)
        assert await alice.pages("dialogues", "dialogues") == []


async def test_a_deal_may_be_cancelled_by_the_exchange_alone_and_gives_back_what_it_held(
    market: Any,
) -> None:
    async with (
        market.session("bob") as bob,
        market.session("alice") as alice,
        market.session("exchange") as staff,
    ):
        before = await alice.operations.balances()
        (kept,), (intent, *_) = await numbers(bob, "deals"), await numbers(bob, "intents")
        deal = (await alice.operations.accept_intent(intent=intent, quantity=LEAST))["deal"]
        assert [(row["deal"], row["amount_fen"]) for row in await bob.pages("deals", "deals")] == [
            (kept, 780_000_000),
            (deal, 785_000_000),
        ]
        with pytest.raises(RequestRefused, match="role"):
            await alice.request("cancel_deal", deal=deal)
        await staff.operations.cancel_deal(deal=deal)
        with pytest.raises(RequestRefused, match="cancelled already, or final") as refused:
            await staff.operations.cancel_deal(deal=deal)
        assert (refused.value.code, refused.value.field, refused.value.value) == (
            "deal_not_open",
            "deal",
            deal,
        )
        passing = {"id": 0, "next_report": 0}
        assert dict(await alice.operations.balances()) | passing == dict(before) | passing
        assert await numbers(staff, "deals") == [kept]


async def test_the_feed_hears_of_notes_and_names(market: Any) -> None:
    async with market.session("exchange") as staff:
        async for batch in staff.events(1):
            said = [event for event in batch["events"] if event["kind"] == "intent"]
            if said:
                break
    assert (said[0]["note"], said[0]["account"], said[0]["price"], said[0]["code"]) == (
        "200 kt 大宗",
        2,
        7850,
        "CEA25",
    )
    assert "value" not in said[0] and "tape_hash" not in said[0]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"note": ""}, "note"),
        ({"note": "x" * 57}, "note"),
        ({"note": "line\nbreak"}, "note"),
        ({"counterparty": 0}, "counterparty"),
        ({"in_parts": 1}, "in_parts"),
        ({"account": 1}, "account"),
    ],
)
async def test_a_field_that_is_wrong_is_named(
    market: Any, fields: dict[str, Any], field: str
) -> None:
    terms = {"instrument": "CEA25", "side": "sell", "price": 7850, "quantity": LEAST}
    async with market.session("bob") as bob:
        with pytest.raises(RequestRefused) as refused:
            await bob.request("post_intent", **terms, **fields)
        assert refused.value.field == field


@pytest.fixture
def ceax(market: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CEAX_DATA", str(market.data))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, key: str | None = "alice") -> str:
        result = CliRunner().invoke(
            app, [*words, *(["--key", key] if key else [])], catch_exceptions=False
        )
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_the_desk_from_a_terminal(ceax: Any) -> None:
    said = ceax(
        "post",
        "sell",
        "CEA25",
        "76.00",
        "200000",
        "--in-parts",
        "--note",
        "from a terminal",
        key="bob",
    )
    number = said.split(":")[0].split()[1]
    assert said == f"intent {number}: sell 200,000 t CEA25 at 76.00\n"
    assert "from a terminal" in ceax("list", "--instrument", "CEA25")
    talk = ceax("talk", number, "75.50", "100000", "--note", "now").split()[1]
    assert "offered by" in ceax("dialogues") and "responder" in ceax("dialogues", key="bob")
    assert ceax("counter", talk, "75.80", "100000", key="bob").startswith(
        f"dialogue {talk}: 100,000 t at 75.80 offered"
    )
    assert "noted" in ceax("note", talk, "fine", key="bob")
    assert "has not confirmed yet" in ceax("confirm", talk, "75.80", "100000")
    assert " struck" in ceax("confirm", talk, "75.80", "100000", key="bob")
    deal = str(json.loads(ceax("accept", number, "100000", "--json"))["deal"])
    assert f"deal {deal} cancelled" in ceax("cancel-deal", deal, key=None)
    assert "76.00" not in ceax("deals") and "75.80" in ceax("deals")
    assert "block desk of CEA25 suspended" in ceax("suspend", "--instrument", "CEA25", key=None)
    with pytest.raises(RequestRefused, match="the block desk is suspended"):
        ceax("post", "buy", "CEA25", "76.00", "100000")
    assert "block desk of CEA25 resumed" in ceax("resume", "--instrument", "CEA25", key=None)
    posted = [str(row["intent"]) for row in json.loads(ceax("list", "--json", key=None))]
    assert "100,000 t were left" in ceax("withdraw", posted[1])
    assert "dialogue" in ceax("leave", ceax("talk", posted[0], "77.00", "100000").split()[1])


async def test_at_the_close_a_deal_becomes_a_trade_and_what_stands_ends(market: Any) -> None:
    async with market.session("bob", today=True) as bob, market.session("exchange") as staff:
        await staff.request("set_phase", phase="closed", confirm=True, reason="test")
        assert await bob.pages("intents", "intents") == await bob.pages("deals", "deals") == []
        trades = [row for row in await bob.fills() if row["report"] == "trade"]
    assert [(row["method"], row["trade"], row["counterparty"], row["side"]) for row in trades] == [
        ("block", 1, 1, "sell"),
        ("block", 2, 1, "sell"),
    ]
    assert len({row["deal"] for row in trades}) == len(trades)
    assert [row["amount_fen"] for row in trades] == [780_000_000, 758_000_000]
