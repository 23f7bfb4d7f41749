"""The `announcements` channel, and legal names of instruments in `status`."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import CommandKind, TextUse
from engine.commands.texts import Texts
from engine.units import ANNOUNCEMENTS_KEPT
from marketdata.checkpoint import pack, seal, unpack
from marketdata.client import connect
from marketdata.feed import Feed
from marketdata.messages import ANNOUNCEMENT
from marketdata.public_announcements import PAGE
from marketdata.rendering import line_of
from tests.marketdata.conftest import SELLER, Exchange, Serving

ZH = "关于2026年清明节休市安排的公告"
LONG = "第一条 会员应当遵守。\n　　第二条 2026.\n" * 20
LONG = LONG.encode()[:960].decode("utf-8", "ignore")
WHY = "an inner reason"
WORDED: Texts = {
    TextUse.REASON: WHY.encode(),
    TextUse.TITLE_ZH: ZH.encode(),
    TextUse.TEXT_ZH: LONG.encode(),
    TextUse.TEXT_EN: b"Two\nlines",
}
NAMES: Texts = {TextUse.NAME_ZH: "2025年度碳配额".encode(), TextUse.NAME_EN: b"Allowance 2025"}


def announce(exchange: Exchange, title: str = "x") -> None:
    exchange.say(CommandKind.ANNOUNCE, {TextUse.TITLE_EN: title.encode()})


def bodies(exchange: Exchange) -> list[dict[str, Any]]:
    return exchange.bodies("announcements")


def names(exchange: Exchange) -> tuple[str, str]:
    """Legal names of CEA25 as `status` says them last."""
    entry = exchange.data("status")["instruments"]["CEA25"]
    return entry["name_zh"], entry["name_en"]


def restarted(feed: Feed) -> Feed:
    """The feed that a start gets from its checkpoint."""
    pieces = pack(feed, 1)
    return unpack(b"".join([seal(pieces), *pieces]), feed.epoch, 1)


def told(feed: Feed) -> list[Any]:
    """What the feed says of announcements and status."""
    board = feed.board
    kept = board.announcements.stream.kept_from(1) or []
    snapshot = board.announcements.stream.snapshot(board.announcements.data())
    pages = [board.announcements.page(after) for after in range(3)]
    return [[each.body for each in kept], snapshot.body, pages, board.status_data()]


def test_an_announcement_is_published_whole_and_its_reason_is_not(exchange: Exchange) -> None:
    events = exchange.say(CommandKind.ANNOUNCE, WORDED)
    (message,) = bodies(exchange)
    assert message["data"] == {
        "number": 1,
        "time_ns": events[-1]["time_ns"],
        "title_zh": ZH,
        "title_en": "",
        "text_zh": LONG,
        "text_en": "Two\nlines",
    }
    assert (message["seq"], message["prev"]) == (1, 0)
    assert WHY not in str(message)
    ANNOUNCEMENT("data", message["data"])
    assert line_of(message).endswith("\n    Two\n    lines")


def test_they_are_numbered_as_the_engine_numbers_them_over_days(cea25: Exchange) -> None:
    numbers = []
    for _ in range(3):
        events = cea25.say(CommandKind.ANNOUNCE, {TextUse.TITLE_ZH: ZH.encode()})
        accepted = {each["command_kind"]: each for each in events if each["kind"] == "accepted"}
        numbers.append(accepted["announce"]["number"])
    cea25.end()
    announce(cea25)
    assert [each["data"]["number"] for each in bodies(cea25)] == [*numbers, 4] == [1, 2, 3, 4]


def test_a_late_joiner_gets_the_last_20_and_a_request_any_that_are_kept(
    exchange: Exchange,
) -> None:
    channel, last = exchange.feed.board.announcements, ANNOUNCEMENTS_KEPT + 3
    assert channel.page(0) == {"announcements": [], "next": None}
    for number in range(1, last + 1):
        announce(exchange, f"no. {number}")
    shown = [each["number"] for each in channel.data()["announcements"]]
    assert shown == list(range(last - PAGE + 1, last + 1))
    found, after = [], 0
    while after is not None:
        page = channel.page(after)
        assert len(page["announcements"]) <= PAGE
        found += [each["number"] for each in page["announcements"]]
        after = page["next"]
    assert found == list(range(4, last + 1))
    assert channel.page(last - 1)["announcements"][0]["title_en"] == f"no. {last}"
    assert channel.stream.kept_from(3) is None
    assert channel.page(last) == {"announcements": [], "next": None}


def test_names_are_told_when_they_are_set_and_one_that_is_not_said_stays(
    cea25: Exchange,
) -> None:
    assert names(cea25) == ("", "")
    cea25.say(CommandKind.SET_NAMES, NAMES, instrument=1)
    assert names(cea25) == ("2025年度碳配额", "Allowance 2025")
    cea25.say(CommandKind.SET_NAMES, {TextUse.NAME_EN: b"CEA 2025"}, instrument=1)
    assert names(cea25) == ("2025年度碳配额", "CEA 2025")


def test_an_instrument_may_be_listed_with_names(exchange: Exchange) -> None:
    exchange.say(CommandKind.LIST_INSTRUMENT, NAMES, instrument=1, price=7463, text=b"CEA25")
    assert names(exchange) == ("2025年度碳配额", "Allowance 2025")


def test_names_of_accounts_and_reasons_are_nothing_to_listeners(cea25: Exchange) -> None:
    before = len(cea25.messages)
    cea25.say(CommandKind.SET_NAMES, NAMES, account=SELLER)
    cea25.say(CommandKind.OPEN_ACCOUNT, NAMES, account=9, text=b"hubei")
    assert len(cea25.messages) == before
    cea25.say(CommandKind.HALT, {TextUse.REASON: WHY.encode()}, instrument=1)
    said = [message.body for message in cea25.messages[before:]]
    assert [each["channel"] for each in said] == ["status"]
    assert WHY not in str(said) and names(cea25) == ("", "")


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_a_restart_between_any_two_batches_comes_to_the_same(cea25: Exchange, size: int) -> None:
    cea25.say(CommandKind.ANNOUNCE, WORDED)
    cea25.say(CommandKind.SET_NAMES, NAMES, instrument=1)
    cea25.say(CommandKind.ANNOUNCE, WORDED)
    feed, published = Feed("test"), []
    for begin in range(0, len(cea25.events), size):
        published += feed.apply(begin + 1, cea25.events[begin : begin + size])
        feed = restarted(feed)
    heard = [each.body for each in published if each.body["channel"] == "announcements"]
    assert heard == bodies(cea25)
    assert told(feed) == told(cea25.feed)


async def test_they_are_heard_and_asked_for_at_a_feed(cea25: Exchange, serving: Serving) -> None:
    announce(cea25, "before")
    async with serving(cea25) as url, connect(url) as feed:
        await feed.subscribe("announcements")
        cea25.say(CommandKind.ANNOUNCE, WORDED)
        heard = []
        async for message in feed:
            heard.append(message)
            if len(heard) == 2:
                break
        snapshot, update = heard
        assert [each["title_en"] for each in snapshot["data"]["announcements"]] == ["before"]
        assert (update["seq"], update["data"]["text_zh"]) == (2, LONG)
        reply = await feed.operations.announcements(after=1)
        assert (reply["announcements"], reply["next"]) == ([update["data"]], None)
