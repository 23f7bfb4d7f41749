"""The exchange's commands through a whole day, against a real gateway.

The tests share a market and run in this order.
"""

from __future__ import annotations

import csv
import json
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from engine.record.history.notes import notes_of
from engine.record.log.segments import COMMANDS_NAME, open_log
from engine.record.storage import FileStorage
from engine.record.terminal import log_folder
from gateway.cli import root
from gateway.client import RequestRefused
from gateway.console.bust import lacking
from gateway.console.exchange import unsettled_words
from gateway.console.members import app as member_app
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import RequestError
from gateway.protocol.key_journal import system_user
from gateway.reports.act_words import Wanted
from gateway.server.acts_on_disk import register_of
from gateway.server.data_folder import keys_of
from gateway.server.key_notes import head_in
from gateway.terminal.moments import said as moment_text

app = root()


@pytest.fixture
def ceax(market: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CEAX_DATA", str(market.data))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, commands: Any = app) -> str:
        result = CliRunner().invoke(commands, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_the_status_shows_day_phase_and_instruments(ceax: Any) -> None:
    said = ceax("status")
    assert "2026-01-05, morning" in said and "CEA25" in said and "86.35" in said
    assert json.loads(ceax("status", "--json"))["phase"] == "morning"


def test_limits_show_how_far_each_instrument_is_from_them(ceax: Any, market: Any) -> None:
    ceax("order", "sell", "CEA25", "86.35", "1", "--key", "bob", commands=member_app)
    ceax("order", "buy", "CEA25", "86.35", "1", "--key", "alice", commands=member_app)
    said = ceax("limits")
    assert "70.65" in said and "86.35" in said and "upper" in said
    rows = {row["instrument"]: row for row in json.loads(ceax("limits", "--json"))}
    assert (
        rows["CEA25"]["last"],
        rows["CEA25"]["at_limit"],
        rows["CEA25"]["distance_to_upper"],
    ) == (8635, "upper", 0)
    assert (rows["CEA24"]["last"], rows["CEA24"]["at_limit"]) == (None, None)


def test_a_trade_is_undone_after_both_sides_were_shown(ceax: Any) -> None:
    ceax("order", "sell", "CEA25", "86.30", "2", "--key", "bob", commands=member_app)
    said = ceax(
        "order", "buy", "CEA25", "86.30", "2", "--key", "alice", "--json", commands=member_app
    )
    assert json.loads(said)["filled"] == 2
    words = ["bust-trade", "2", "--yes", "--reason", "a digit too many"]
    said = ceax(*words)
    assert "buyer" in said and "-172.60" in said and "172.60" in said
    assert said.splitlines()[-1] == "trade 2 undone: correction 1"
    lasts = {row["instrument"]: row["last"] for row in json.loads(ceax("limits", "--json"))}
    assert lasts["CEA25"] == 8635
    with pytest.raises(RequestRefused, match="undone already"):
        ceax(*words)
    said = ceax("fills", "--key", "alice", "--json", commands=member_app)
    assert [row["report"] for row in json.loads(said)] == ["fill", "fill", "trade_cancel"]


def test_what_a_side_lacks_is_said_in_its_row() -> None:
    row = {"quantity": -10, "units": 3, "cash_fen": 500, "cash_available_fen": 0}
    assert lacking(row) == "7 t"
    row = {"quantity": 10, "units": 0, "cash_fen": -78_500, "cash_available_fen": 70_000}
    assert lacking(row) == "85.00 CNY"
    assert lacking(row | {"cash_available_fen": 78_500}) == ""


def test_accounts_are_opened_and_listed(ceax: Any) -> None:
    assert ceax("open-account", "3", "Carol 钢铁") == "account 3 opened for Carol 钢铁\n"
    assert "Carol 钢铁" in ceax("accounts")
    assert [row["account"] for row in json.loads(ceax("accounts", "--json"))] == [1, 2, 3]


def test_a_suspended_account_loses_its_orders_and_trades_again_when_restored(ceax: Any) -> None:
    buy = ("order", "buy", "CEA25", "71.00", "1", "--key", "alice")
    ceax(*buy, commands=member_app)
    assert ceax("suspend", "1") == "account 1 suspended, 1 order withdrawn\n"
    with pytest.raises(RequestRefused, match="account_suspended"):
        ceax(*buy, commands=member_app)
    assert ceax("reinstate", "1") == "account 1 reinstated\n"
    ceax(*buy, commands=member_app)


def test_an_instrument_is_halted_and_resumed(ceax: Any) -> None:
    assert ceax("halt", "CEA25") == "CEA25 halted\n"
    with pytest.raises(RequestRefused, match="instrument_halted"):
        ceax("order", "buy", "CEA25", "71.00", "1", "--key", "alice", commands=member_app)
    assert ceax("resume", "CEA25") == "CEA25 resumed\n"


def test_the_whole_venue_is_halted_only_when_said(ceax: Any) -> None:
    assert CliRunner().invoke(app, ["halt"]).exit_code == 2
    assert CliRunner().invoke(app, ["halt", "CEA25", "--venue"]).exit_code == 2
    assert ceax("halt", "--venue") == "the venue halted\n"
    assert "the venue is halted" in ceax("status")
    assert ceax("resume", "--venue") == "the venue resumed\n"


def test_a_dry_run_shows_what_an_act_would_do_and_changes_nothing(ceax: Any) -> None:
    assert "nothing has been done" in ceax("halt", "CEA25", "--dry-run")
    said = ceax("phase", "closed", "--yes", "--reason", "a drill", "--dry-run")
    assert "2026-01-05, closed" in said and "phase is closed" not in said
    suspended = json.loads(ceax("suspend", "2", "--dry-run", "--json"))
    assert suspended["dry_run"]["phase"] == "morning"
    assert "2026-01-05, morning" in ceax("status")


def test_a_day_is_closed_ended_and_followed_only_by_override_when_unsettled(ceax: Any) -> None:
    assert ceax("phase", "closed", "--yes", "--reason", "by hand") == "phase is closed\n"
    assert json.loads(ceax("status", "--json"))["unsettled"] == []
    assert ceax("end-day") == "2026-01-05 ended: 1 trade, 1 t, 86.35 CNY\n"
    said = ceax("status")
    assert "2026-01-05 has ended and waits for a clearing result that we confirm" in said
    assert "`ceax registry summary 2026-01-05`" in said
    assert "`ceax start-day DATE --override --reason TEXT`" in said
    assert json.loads(ceax("status", "--json"))["unsettled"] == [
        {"date": "2026-01-05", "confirmed": False}
    ]
    with pytest.raises(RequestRefused, match="day_not_settled"):
        ceax("start-day", "2026-01-06")
    confirmed = ("--override", "--yes", "--reason", "bank closed")
    assert ceax("start-day", "2026-01-06", *confirmed) == "2026-01-06 started, pre_open\n"


def test_a_day_that_is_confirmed_waits_for_delivery() -> None:
    assert "waits for delivery" in unsettled_words({"date": "2026-01-05", "confirmed": True})


def test_phases_only_move_forward(ceax: Any) -> None:
    ceax("phase", "morning")
    ceax("phase", "lunch")
    with pytest.raises(RequestRefused, match="phase_out_of_order"):
        ceax("phase", "morning")


def test_members_may_not_do_the_exchanges_work(ceax: Any) -> None:
    with pytest.raises(RequestRefused, match="role_not_allowed"):
        ceax("halt", "--venue", "--key", "alice")


def test_the_register_has_acts_and_changes_of_keys_by_person_kind_and_time(
    ceax: Any, market: Any, tmp_path: Path
) -> None:
    said = ceax("acts", "2026-01-05", "--who", "exchange")
    assert "suspend" in said and "1 Alice" in said and "CEA25" in said
    (halted, venue) = json.loads(ceax("acts", "--kind", "halt", "--json"))
    assert (halted["about"], venue["about"]) == ({"instrument": "CEA25"}, {})
    refused = json.loads(ceax("acts", "--kind", "start_day", "--json"))
    assert [row["outcome"] for row in refused][-2:] == ["day_not_settled", "accepted"]
    ceax("keys", "new", "auditor", "--role", "exchange", "--duty", "audit", "--reason", "order 7")
    (made,) = json.loads(ceax("acts", "--kind", "key_made", "--limit", "1", "--json"))
    assert (made["who"], made["reason"]) == (system_user(), "order 7")
    assert made["about"]["key"] == "auditor"
    assert json.loads(ceax("acts", "--key", "auditor", "--to", "2001-01-01", "--json")) == []
    ceax("acts", "--csv", str(tmp_path / "acts.csv"))
    with (tmp_path / "acts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["number"] for row in rows if row["act"] == "halt"] == [
        str(halted["number"]),
        str(venue["number"]),
    ]
    # the folder says the same as the venue
    folder, keys = log_folder(market.data), keys_of(market.data)
    read = register_of(folder, keys.entries(), keys.journal.changes(), Wanted())
    assert read == json.loads(ceax("acts", "--limit", "10000", "--json"))


def test_a_change_of_a_key_that_was_altered_is_named(ceax: Any, market: Any) -> None:
    until_noted(market.data)
    assert "is whole" in ceax("acts", "--verify")
    assert json.loads(ceax("check", str(market.data), "--json"))["problems"] == []
    path = market.data / "keys.journal"
    written = path.read_bytes()
    try:
        path.write_bytes(written.replace(b"order 7", b"order 8"))
        result = CliRunner().invoke(app, ["acts", "--verify", "--json"])
        (altered,) = json.loads(result.output)["problems"]
        assert result.exit_code == 1 and "(made auditor) is not what was written" in altered
        assert CliRunner().invoke(app, ["check", str(market.data)]).exit_code == 1
        path.write_bytes(b"".join(written.splitlines(keepends=True)[:-1]))
        result = CliRunner().invoke(app, ["acts", "--verify", "--json"])
        missing, differs = json.loads(result.output)["problems"]
        assert "is missing" in missing and "the key auditor in keys.json" in differs
    finally:
        path.write_bytes(written)


def until_noted(data: Path) -> None:
    """Wait until the gateway has noted the newest change."""
    number, _ = PublicKeys(data / "keys.json").journal_head()
    for _ in range(1_000):
        with ExitStack() as opened:
            storage = FileStorage(data / "log", read_only=True)
            notes = list(notes_of(open_log(storage, COMMANDS_NAME, opened)))
        heads = [head for each in notes if (head := head_in(each)) is not None]
        if heads and heads[-1].number == number:
            return
        time.sleep(0.01)
    raise AssertionError(f"change {number} of the keys is not in the log: {heads}")


def test_the_book_of_a_moment_has_every_order_with_its_owner(
    ceax: Any, market: Any, tmp_path: Path
) -> None:
    acts = json.loads(ceax("acts", "--kind", "halt", "--json"))
    before = ["book-at", "--sequence", str(acts[0]["number"] - 1), "--instrument", "CEA25"]
    content = json.loads(ceax(*before, "--json"))
    (book,) = content["instruments"]
    (order,) = book["orders"]
    assert (content["date"], content["phase"], book["halted"]) == ("2026-01-05", "morning", False)
    assert (book["lower"], book["upper"], book["last"]) == (7065, 8635, 8635)
    assert book["bids"] == [[7100, 1, 1]]
    assert (order["name"], order["key"], order["leaves"]) == ("Alice", "alice", 1)
    moment = moment_text(acts[0]["time_ns"])
    assert json.loads(ceax("book-at", moment, "--json"))["command"] >= acts[0]["number"] - 1
    shown = ceax(*before)
    assert "71.00" in shown and "Alice" in shown and "morning" in shown
    ceax(*before, "--csv", str(tmp_path / "orders.csv"))
    with (tmp_path / "orders.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["price"], row["upper"], row["halted"]) == (
        "Alice",
        "71.00",
        "86.35",
        "0",
    )


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ([], "give a moment"),
        (["2026-01-05", "--sequence", "3"], "give a moment"),
        (["yesterday"], "allowed is a moment such as"),
        (["--sequence", "1", "--instrument", "CEA99"], "allowed are"),
        (["2001-01-05"], "no command of that time"),
        (["--sequence", "999999999"], "the log ends with command"),
    ],
)
def test_a_moment_that_there_is_not_is_refused(ceax: Any, words: list[str], named: str) -> None:
    result = CliRunner().invoke(app, ["book-at", *words])
    assert result.exit_code != 0 and named in " ".join(result.output.split())


def test_what_cannot_be_taken_back_awaits_the_approval_of_another_key(ceax: Any) -> None:
    with pytest.raises(RequestRefused, match="administration only exchange"):
        ceax("set-rule", "second_approval", "1")
    ceax("keys", "new", "second", "--role", "exchange")
    assert ceax("set-rule", "second_approval", "1") == "second_approval is 1\n"
    for change in (("revoke",), ("duties", "--duty", "watch", "--duty", "operations")):
        with pytest.raises(RequestError, match="2 keys must have each duty"):
            ceax("keys", change[0], "second", *change[1:])
    everyone = ("cancel", "--all", "--everyone", "--reason", "a drill")
    with pytest.raises(RequestRefused, match="mass_cancel not done yet: it awaits the approval"):
        ceax(*everyone)
    number = str(json.loads(ceax("approvals", "--json"))[0]["number"])
    assert "you may" in ceax("approvals", "--key", "second") and "you may" not in ceax("approvals")
    with pytest.raises(RequestRefused, match="held_own"):
        ceax("approve", number)
    assert "nothing has been done" in ceax("approve", number, "--dry-run", "--key", "second")
    assert ceax("approve", number, "--key", "second").startswith("approved and done: mass_cancel")
    for end in ("refuse", "approve"):
        with pytest.raises(RequestRefused, match="awaits_approval"):
            ceax("set-rule", "second_approval", "0")
        number = str(json.loads(ceax("approvals", "--json"))[0]["number"])
        ceax(end, number, "--reason", "as meant", "--key", "second")
    values = {row["rule"]: row["value"] for row in json.loads(ceax("rules", "--json"))}
    assert (values["second_approval"], values["approval_term"]) == (0, 30)


def test_a_key_is_enrolled_by_a_code_once_and_is_among_the_sessions(
    ceax: Any, market: Any, tmp_path: Any
) -> None:
    invited = json.loads(ceax("keys", "invite", "dora", "--role", "exchange", "--json"))
    words = ("keys", "enrol", invited["code"], "--url", market.url, "--out")
    said = json.loads(ceax(*words, str(tmp_path), "--json"))
    assert (said["key"], said["role"]) == ("dora", "exchange")
    assert json.loads(ceax(*words, str(tmp_path), "--json")) == said  # the same key again
    rows = json.loads(ceax("sessions", "--key", said["file"], "--json"))
    assert ("dora", "127.0.0.1") in {(row["key"], row["address"]) for row in rows}
    other = tmp_path / "other"
    with pytest.raises(RequestRefused, match="no such code, or it was used"):
        ceax(*words, str(other))
    assert list(other.glob("*.pem")) == []
