"""Names, reasons and announcements through the gateway: carried, kept, shown, refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands.texts import texts_ahead
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order

ZH = "湖北省碳排放权交易中心有限公司"
TWO_LINES = "Two\nlines"
LONGEST = "汉" * 40  # 120 bytes
LONG = "第一条 会员应当遵守。\n　　第二条 2026.\n" * 20
LONG = LONG.encode()[:960].decode("utf-8", "ignore")


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def ask(market: SmallFloor, op: str, key: str = "exchange", **fields: Any) -> dict[str, Any]:
    return market.ask(market.session(key), {"op": op, **fields})[0]


def last_texts(market: SmallFloor, count: int) -> dict[str, str]:
    """The texts of the last command, `count` commands together."""
    sequencer = market.sequencer
    found = texts_ahead(sequencer.commands(sequencer.next_command - count, count))
    return found[sequencer.next_command - 1]


def test_names_are_answered_by_accounts_limits_and_status(market: SmallFloor) -> None:
    assert ask(market, "open_account", account=30, name="hubei", name_zh=ZH, name_en="Hubei")["ok"]
    row = ask(market, "accounts")["accounts"][-1]
    assert (row["name"], row["name_zh"], row["name_en"]) == ("hubei", ZH, "Hubei")
    assert ask(market, "set_account_names", account=30, name_en="HBEX")["ok"]
    assert ask(market, "accounts")["accounts"][-1] == row | {"name_en": "HBEX"}
    assert ask(market, "set_instrument_names", instrument="CEA25", name_zh=LONGEST)["ok"]
    for rows in (ask(market, "limits")["rows"], ask(market, "status")["instruments"]):
        named = {row["instrument"]: (row["name_zh"], row["name_en"]) for row in rows}
        assert named["CEA25"] == (LONGEST, "")
    listed = {"number": 7, "base_price": 7000, "parameters": {"tick": 5}, "name_zh": ZH}
    assert ask(market, "list_instrument", instrument="CEA27", **listed)["ok"]
    assert ask(market, "limits")["rows"][-1]["name_zh"] == ZH


def test_any_act_of_staff_carries_a_reason_of_120_bytes(market: SmallFloor) -> None:
    reply = ask(market, "halt", instrument="CEA25", reason=LONGEST)
    assert reply["ok"] and last_texts(market, 2) == {"reason": LONGEST}
    assert ask(market, "resume", instrument="CEA25")["ok"]
    reply = ask(market, "suspend", account=2, reason="x")
    assert reply["cancelled"] == 0 and last_texts(market, 2) == {"reason": "x"}


def test_the_exchange_says_why_it_cancels_and_the_account_hears_it(market: SmallFloor) -> None:
    alice = market.session("alice")
    numbers = [each["order"] for each in market.ask(alice, *[order("buy", 7100, 1)] * 3)]
    reply = ask(market, "cancel", order=numbers[0], reason=LONGEST)
    assert reply["ok"] and last_texts(market, 2) == {"reason": LONGEST}
    reply = ask(market, "mass_cancel", account=1, reason="mistyped")
    assert reply["orders"] == numbers[1:] and last_texts(market, 2) == {"reason": "mistyped"}
    own = [each for each in market.reports(alice) if each.get("change") == "orders_cancelled"]
    assert [each["reason"] for each in own] == [LONGEST, "mistyped"]
    shown = event_maps(market.sequencer.events(1, 500), Codes())
    said = [each for each in shown if each["kind"] == "text"]
    assert [each["account"] for each in said] == [1, 1]
    refused = ask(market, "cancel", order=numbers[0], reason="again")
    assert refused["error"]["code"] == "order_unknown"
    assert ask(market, "mass_cancel", "alice", reason="x")["error"]["code"] == "field_unknown"


@pytest.mark.parametrize("reason", [LONGEST + "a", "", "a\nb", "a\x1b[2J", "a\u202eb"])
def test_a_reason_that_is_too_long_or_no_text_is_refused_by_name(
    market: SmallFloor, reason: str
) -> None:
    before = market.sequencer.next_command
    error = ask(market, "halt", instrument="CEA25", reason=reason)["error"]
    assert (error["code"], error["field"]) == ("field_out_of_range", "reason")
    assert error["allowed"] == "1 to 120 bytes of printable UTF-8 text"
    assert market.sequencer.next_command == before


def test_announcements_are_numbered_and_read_by_everyone(market: SmallFloor) -> None:
    assert ask(market, "announce")["error"]["field"] == "title_zh"
    for number in range(1, 23):
        reply = ask(market, "announce", title_zh=f"公告 {number}", text_zh=LONG, text_en=TWO_LINES)
        assert (reply["ok"], reply["number"]) == (True, number)
    first = ask(market, "announcements", key="bob")
    assert [each["number"] for each in first["announcements"]] == list(range(1, 21))
    last = ask(market, "announcements", key="bob", after=first["next"])
    assert (len(last["announcements"]), last["next"]) == (2, None)
    shown = last["announcements"][-1]
    assert shown["title_zh"] == "公告 22" and shown["text_zh"] == LONG
    assert (shown["title_en"], shown["text_en"]) == ("", TWO_LINES)
    assert ask(market, "announce", key="bob", title_en="x")["error"]["code"] == "role_not_allowed"


def test_followers_get_texts_piece_by_piece_each_whole_in_itself(market: SmallFloor) -> None:
    first = market.sequencer.next_event
    assert ask(market, "announce", title_en="Rules", text_zh=LONG)["ok"]
    maps = event_maps(market.sequencer.events(first, 100), Codes())
    pieces = [each for each in maps if each["kind"] == "text"]
    assert [each.get("flags", 0) for each in pieces] == [1] * (len(pieces) - 1) + [0]
    joined: dict[str, str] = {}
    for each in pieces:
        joined[each["use"]] = joined.get(each["use"], "") + each["text"]
    assert joined == {"title_en": "Rules", "text_zh": LONG}
    assert {each["command_kind"] for each in pieces} == {"announce"}


def test_a_restart_finds_names_and_announcements_as_they_were(tmp_path: Path) -> None:
    with small_floor(tmp_path) as market:
        assert ask(market, "set_account_names", account=1, name_zh=ZH)["ok"]
        assert ask(market, "announce", title_zh=ZH)["ok"]
        before = [ask(market, op) for op in ("accounts", "announcements")]
    with small_floor(tmp_path, market=False) as market:
        after = [ask(market, op) for op in ("accounts", "announcements")]
    assert [each | {"id": 0} for each in after] == [each | {"id": 0} for each in before]
