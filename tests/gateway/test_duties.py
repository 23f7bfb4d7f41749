"""Duties of the exchange's staff (岗位): who may do which act. All of staff read everything."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.console.keys import app as console
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import KeyFileError
from gateway.protocol.key_table import DUTIES
from gateway.protocol.operations import Way
from gateway.protocol.private_keys import generate
from gateway.protocol.table.rows import OPERATIONS, STAFF_ROWS
from settlement_bridge.server.requests import TERMS as REGISTRY
from tests.gateway.small_venue import SmallVenue, small_venue

PUBLIC = "ab" * 32
TABLE = {
    "acknowledge_alert": "watch operations",
    "halt": "watch operations",
    "begin_call": "operations",
    "resume": "operations",
    "start_day": "operations",
    "take_back_day": "operations",
    "set_phase": "operations",
    "end_day": "operations",
    "bust_trade": "operations",
    "announce": "operations",
    "case_act": "watch operations",
    "list_instrument": "operations",
    "set_instrument_names": "operations",
    "cancel": "operations",
    "mass_cancel": "operations",
    "kill": "operations",
    "release": "operations",
    "suspend": "operations",
    "restore": "operations",
    "withdraw_bid": "operations",
    "accept_auction": "operations",
    "refuse_auction": "operations",
    "announce_auction": "operations",
    "open_auction": "operations",
    "close_auction": "operations",
    "cancel_auction": "operations",
    "withdraw_intent": "operations",
    "leave_dialogue": "operations",
    "cancel_deal": "operations",
    "suspend_desk": "operations",
    "resume_desk": "operations",
    "set_venue_rule": "administration",
    "approve_act": "operations administration",
    "refuse_act": "operations administration",
    "withdraw_act": "operations administration",
    "set_parameter": "administration",
    "set_fees": "administration",
    "withdraw_fees": "administration",
    "set_price_weights": "administration",
    "open_totals": "administration",
    "set_account_limit": "administration",
    "set_default_limit": "administration",
    "open_account": "administration",
    "set_account_names": "administration",
}


def test_every_act_of_staff_belongs_to_a_duty_and_none_to_audit() -> None:
    assert {row.name: " ".join(row.duties) for row in STAFF_ROWS} == TABLE


@pytest.mark.parametrize("duty", DUTIES)
def test_a_key_with_one_duty_may_do_its_acts_and_ask_everything(duty: str) -> None:
    operations = OPERATIONS["exchange"].values()
    may = {each.name for each in operations if each.is_for((duty,))}
    acts = {name for name, duties in TABLE.items() if duty in duties.split()}
    assert may == acts | {each.name for each in operations} - TABLE.keys()


def test_a_key_of_the_exchange_only_reads_at_the_registry() -> None:
    registry = REGISTRY.of_role["exchange"].values()
    assert {each.way for each in registry} == {Way.QUERY, Way.SESSION}


def test_duties_are_changed_by_what_is_named_and_never_by_what_is_left_out(tmp_path: Path) -> None:
    keys = PublicKeys(tmp_path / "keys.json")
    keys.add("auditor", "exchange", None, "", PUBLIC, ["audit"])
    words = ["duties", "auditor", "--data", str(tmp_path)]
    for given, code, read in (
        ([], 2, ("audit",)),
        (["--all", "--duty", "watch"], 2, ("audit",)),
        (["--duty", "watch"], 0, ("watch",)),
        (["--all"], 0, ()),
    ):
        assert CliRunner().invoke(console, [*words, *given]).exit_code == code
        assert keys.entries()[0].duties == read


async def test_another_s_act_is_refused_with_the_duties_that_have_it(tmp_path: Path) -> None:
    async with small_venue(tmp_path) as venue:
        enter(venue, "watcher", "watch")
        enter(venue, "auditor", "audit")
        watcher, auditor = await venue.caller("watcher"), await venue.caller("auditor")
        assert watcher.pushed[-1]["duties"] == ["watch"]
        assert (await watcher.ask("halt", instrument="CEA25", reason="a rumour"))["ok"]
        refused = (await watcher.ask("resume", instrument="CEA25"))["error"]
        assert (refused["code"], refused["allowed"]) == ("duty_not_allowed", ["operations"])
        refused = (await auditor.ask("halt", instrument="CEA25"))["error"]
        assert (refused["code"], refused["allowed"]) == (
            "duty_not_allowed",
            ["watch", "operations"],
        )
        status = await auditor.ask("status")
        assert [each["halted"] for each in status["instruments"]] == [False, True]


async def test_an_auditor_follows_events_and_asks_the_register(tmp_path: Path) -> None:
    async with small_venue(tmp_path) as venue:
        enter(venue, "auditor", "audit")
        auditor, exchange = await venue.caller("auditor"), await venue.caller("exchange")
        following = (await auditor.ask("follow", **{"from": 1}))["next"]
        assert (await exchange.ask("halt", instrument="CEA25", reason="a rumour"))["ok"]
        events: list[dict[str, Any]] = []
        while not events or events[-1]["sequence"] < following:
            events = [
                event for each in await auditor.until("events", 1) for event in each["events"]
            ]
            if events[-1]["sequence"] < following:
                await auditor.read()
        assert [each["sequence"] for each in events] == list(range(1, len(events) + 1))
        rows = json.loads(venue.public_keys.path.read_text(encoding="utf-8"))
        by_hand = [*rows, rows[0] | {"key": "mallory", "number": 99}]
        venue.public_keys.path.write_text(json.dumps(by_hand), encoding="utf-8")
        found: list[dict[str, Any]] = []
        while not found:  # the gateway looks again and again
            found = (await auditor.ask("key_changes", act="key_found"))["changes"]
            await asyncio.sleep(0.05)  # questions have a rate
        assert found[0]["about"]["key"] == "mallory"
        (halt,) = (await auditor.ask("acts", act="halt"))["acts"]
        assert (halt["who"], halt["reason"], halt["about"]) == (
            "exchange",
            "a rumour",
            {"instrument": "CEA25"},
        )


async def test_a_key_with_other_duties_has_to_log_on_again(tmp_path: Path) -> None:
    async with small_venue(tmp_path) as venue:
        enter(venue, "watcher", "watch")
        watcher = await venue.caller("watcher")
        venue.public_keys.set_duties("watcher", ["operations"])
        async with asyncio.timeout(10):
            await watcher.socket.wait_closed()
        again = await venue.caller("watcher")
        assert (await again.ask("resume", instrument="CEA25"))["error"]["code"] != (
            "duty_not_allowed"
        )


def enter(venue: SmallVenue, key: str, *duties: str) -> None:
    venue.keys[key] = generate(venue.folder / "keys" / f"{key}.pem")
    public = venue.keys[key].public_key
    venue.public_keys.add(key, "exchange", None, key.title(), public, duties)


@pytest.mark.parametrize(
    ("role", "account", "duties", "named"),
    [
        ("exchange", None, ["halting"], "each duty is named once"),
        ("exchange", None, ["watch", "watch"], "each duty is named once"),
        ("member", 1, ["watch"], "keys of other roles have none"),
    ],
)
def test_duties_that_a_key_cannot_have_are_refused(
    tmp_path: Path, role: str, account: int | None, duties: list[str], named: str
) -> None:
    keys = PublicKeys(tmp_path / "keys.json")
    with pytest.raises(KeyFileError, match=named) as refused:
        keys.add("one", role, account, "", PUBLIC, duties)
    assert (refused.value.field, refused.value.value) == ("duties", duties)
    assert not keys.entries()


@pytest.mark.parametrize(
    ("duties", "read"), [(None, ()), ([], ()), (["audit", "watch"], ("audit", "watch"))]
)
def test_a_key_file_of_before_there_were_duties_is_read(
    tmp_path: Path, duties: Any, read: tuple[str, ...]
) -> None:
    row: dict[str, Any] = {"key": "one", "number": 1, "role": "exchange", "account": None}
    row |= {"name": "", "public_key": PUBLIC, "revoked": False}
    row |= {} if duties is None else {"duties": duties}
    (tmp_path / "keys.json").write_text(json.dumps([row]))
    assert PublicKeys(tmp_path / "keys.json").entries()[0].duties == read
