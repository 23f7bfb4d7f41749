"""Alerts as a process of its own, with a gateway and real sockets: a limit that is reached, sealed
and left; the staff's stream and acknowledgement; killed amid a day no number is lost or doubled.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from gateway.client import Session, connect
from gateway.protocol.exit_codes import ExitCode
from gateway.supervision.alerts.ledger import Ledger
from gateway.supervision.alerts.records import Alert, Turn
from tests.gateway.small_venue import SmallVenue, order, small_venue
from tests.gateway.supervision.test_alert_ledger import HALTED, said

WAIT_S = 30
UPPER = 8_635  # CEA25 at 78.50
Rows = list[dict[str, Any]]


def command(venue: SmallVenue) -> tuple[str, ...]:
    where = ("--data", str(venue.folder), "--gateway", venue.hub.url, "--port", "0")
    key = ("--key", str(venue.folder / "keys" / "feed.pem"))
    return (sys.executable, "-m", "gateway.supervision.alerts", *where, *key)


@asynccontextmanager
async def running(venue: SmallVenue) -> AsyncIterator[tuple[Process, str]]:
    """The process, once it is ready, and its address; it is killed at the end."""
    process = await asyncio.create_subprocess_exec(*command(venue), stdout=PIPE)
    assert process.stdout is not None
    try:
        heard: dict[str, str] = {}
        while "url" not in heard:
            heard = json.loads(await asyncio.wait_for(process.stdout.readline(), WAIT_S))
        yield process, heard["url"].replace("ws://", "http://")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def staff_hears(
    staff: Session, last: Callable[[dict[str, Any]], bool], after: int = 0
) -> Rows:
    """The alerts that staff follows, up to one."""
    heard: Rows = []
    async with asyncio.timeout(WAIT_S):
        async for alert in staff.alerts(after):
            heard.append(alert)
            if last(alert):
                break
    return heard


def words(heard: Rows) -> list[tuple[int, str, str]]:
    return [(each["number"], each["rule"], each["state"]) for each in heard]


def is_(rule: str, state: str = "open") -> Callable[[dict[str, Any]], bool]:
    return lambda alert: (alert["rule"], alert["state"]) == (rule, state)


async def test_from_a_limit_that_is_reached_to_its_acknowledgement(tmp_path: Path) -> None:
    async with small_venue(tmp_path) as venue:
        staff_key = venue.keys["exchange"]
        alice, bob = await venue.caller("alice"), await venue.caller("bob")
        async with connect(venue.hub.url, staff_key) as staff:
            async with running(venue) as (process, url):
                await alice.ask(**order("sell", 8_600, 10))
                await staff_hears(staff, is_("limit_near"))
                await bob.ask(**order("buy", 8_600, 10))
                await alice.ask(**order("sell", UPPER, 100))
                await staff_hears(staff, is_("limit_at"))
                await bob.ask(**order("buy", UPPER, 6_338))
                heard = await staff_hears(staff, is_("limit_locked"))
                locked = heard[-1]
                assert {"name": "sealed", "value": 6_238, "unit": "t"} in locked["figures"]
                assert (locked["instrument"], locked["subject"]) == ("CEA25", "upper")
                assert locked["text_zh"].startswith("CEA25 封于涨停价 86.35，封单量 6,238 吨")
                process.kill()  # in the middle of the day
                await process.wait()
            acted = {"alert": locked["number"], "reason": "已致电"}
            assert (await staff.request("acknowledge_alert", **acted))["ok"]
            async with running(venue) as (_, url):
                (seen,) = await staff_hears(
                    staff, is_("limit_locked", "acknowledged"), locked["change"]
                )
                assert (seen["acknowledged_by"], seen["note"]) == ("exchange", "已致电")
                page = await asyncio.to_thread(urllib.request.urlopen, f"{url}/metrics")
                assert b'ceax_alerts_acknowledged{rule="limit_locked"} 1.0' in page.read()
                await alice.ask(**order("sell", UPPER, 6_238))
                await alice.ask(**order("sell", 7_850, 1))
                await bob.ask(**order("buy", 7_850, 1))
                heard = await staff_hears(staff, is_("limit_left"), seen["change"])
                await notices_of(venue, staff)
                await sessions_of(venue, staff)
            every = [alert async for alert in staff.alerts(follow=False)]
        await refusals_of(venue)
    with Ledger(tmp_path) as ledger:
        kept = ledger.after(0, 100)
    assert [each.as_map() for each in kept] == [_plain(each) for each in every]
    assert sorted(each.number for each in kept) == list(range(1, len(kept) + 1))
    found = {each.number: (each.about.rule, each.state, each.times) for each in kept}
    assert found == {
        1: ("limit_near", "cleared", 1),
        2: ("limit_at", "cleared", 2),
        3: ("limit_locked", "cleared", 1),
        4: ("limit_left", "open", 1),
        5: ("day_not_opened", "cleared", 2),
        6: ("session_lost", "open", 1),  # with a guard: an event
        7: ("session_lost", "open", 1),
        8: ("refusals", "open", 1),
    }


def _plain(alert: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in alert.items() if name != "type"}


async def notices_of(venue: SmallVenue, staff: Session) -> None:
    """The schedule reports twice that a day waits, and then no more."""
    notice = {"type": "schedule_notice", "code": "day_not_opened", "waits": True}
    for time in ("09:15", "09:30"):
        venue.hub.alert_staff(notice | {"message": f"it is {time}"})
    heard = await staff_hears(staff, is_("day_not_opened", "cleared"))
    assert (heard[-1]["times"], heard[-1]["text_en"]) == (2, "it is 09:30")


async def sessions_of(venue: SmallVenue, staff: Session) -> None:
    """Sessions end in order, one is lost without a guard; the gateway refuses bad fields."""
    off, left, guarded, lost = [
        await venue.caller("alice", **options)
        for options in ({}, {}, {"cancel_on_disconnect": "session"}, {})
    ]
    await off.ask("log_off")
    await left.socket.close()
    guarded.socket.transport.abort()
    guard = (await staff_hears(staff, is_("session_lost")))[-1]
    assert guard["text_en"].endswith("of its orders were withdrawn")
    lost.socket.transport.abort()
    bob = await venue.caller("bob")
    await bob.ask_all(*[order("sell", -1, 1)] * 60)
    heard = await staff_hears(staff, is_("refusals"), guard["change"])
    texts = {each["rule"]: each["text_en"] for each in heard}
    assert texts["session_lost"] == (
        "Alice (account 1) lost 1 session (connection_lost); its orders stay"
    )
    assert texts["refusals"] == "Bob (account 2) was refused 50 times by the gateway within 10 s"
    assert (heard[-1]["subject"], heard[-1]["account"]) == ("gateway", 2)


async def refusals_of(venue: SmallVenue) -> None:
    """What staff may not do."""
    exchange, alice = await venue.caller("exchange"), await venue.caller("alice")
    unknown = (await exchange.ask("acknowledge_alert", alert=99))["error"]
    assert (unknown["code"], unknown["field"], unknown["allowed"]) == (
        "alert_unknown",
        "alert",
        [1, 8],
    )
    assert (await alice.ask("alerts"))["error"]["code"] == "role_not_allowed"
    assert (await exchange.ask("post_alerts", alerts=[]))["error"]["code"] == "role_not_allowed"


async def test_alerts_that_a_new_gateway_does_not_know_are_posted_again(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        kept: list[Alert] = ledger.take([said(Turn.BEGINS, 0, HALTED)])
    async with (
        small_venue(tmp_path) as venue,
        running(venue),
        connect(venue.hub.url, venue.keys["exchange"]) as staff,
    ):
        (heard,) = await staff_hears(staff, lambda alert: True)
        assert _plain(heard) == kept[0].as_map()


async def test_a_history_that_ends_before_the_alerts_is_refused(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.take([said(Turn.BEGINS, 1_000)])
    async with small_venue(tmp_path) as venue:
        process = await asyncio.create_subprocess_exec(*command(venue), stdout=PIPE, stderr=PIPE)
        _, spoken = await asyncio.wait_for(process.communicate(), WAIT_S)
        assert process.returncode == ExitCode.REFUSED, spoken
        assert b"alerts.sqlite3 with 1000: it was restored to an earlier moment" in spoken
