"""What holds for every command of `ceax`, of whichever room: help with an example that can be
typed, and JSON that parses.
"""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from gateway.cli import root
from gateway.client.endpoints import local_key, read_endpoints
from settlement_bridge.client import connect
from settlement_bridge.operations import DONE
from tests.corpus.commands import COMMANDS as RECORDED
from tests.corpus.commands import lines_of

DATE = "2026-01-05"
APP = root()

# Every command that only reads, with the words that make it read what the day below left.
READING = {
    "orders": ["--account", "1"],
    "fills": ["--account", "1"],
    "balance": ["--account", "1"],
    "status": [],
    "limits": [],
    "parameters": ["CEA25"],
    "fees": [],
    "accounts": [],
    "sessions": [],
    "auction list": [],
    "account-limits": [],
    "supervision": [],
    "risk-alerts": [],
    "alerts": [],
    "alert-rules": [],
    "block list": [],
    "block dialogues": [],
    "block deals": [],
    "replay": ["DATA"],
    "check": ["DATA"],
    "acts": [],
    "book-at": ["--sequence", "5"],
    "calendar show": [],
    "calendar check": ["--date", DATE],
    "schedule": [],
    "config show": [],
    "config rule-book": [],
    "log verify": ["DATA"],
    "log show": ["DATA", "--to", "1"],
    "log compare": ["DATA", "DATA"],
    "feed": ["summary", "--messages", "1"],
    "bulletin": [],
    "history": [],
    **{f"report {span}": [DATE] for span in ("day", "week", "month", "quarter", "half", "year")},
    "report period": [DATE, DATE],
    "announcements": [],
    "surveil": [DATE],
    "rules": [],
    "approvals": [],
    "keys list": [],
    "keys server list": [],
    "registry holdings": ["--account", "1"],
    "registry cash": ["--account", "1"],
    "registry journal": ["--account", "1"],
    "registry acts": [],
    "registry trades": [DATE],
    "registry summary": [DATE],
    "registry statement": [DATE, "--account", "1"],
    "registry reconcile": [],
    "registry standing": [],
    "registry bulletin": [DATE],
    "registry alerts": [],
    "registry blocks": ["--account", "1"],
    "registry check": [],
    "registry completion": ["2024"],
    "registry entities": [],
    "registry entity": ["1"],
    "registry events": [],
    "registry instruments": [],
    "registry positions": ["2024"],
    "registry relations": [],
    "registry vintages": [],
    "registry applications": [],
    "registry approvals": [],
    "registry distributions": ["2025"],
    "registry result-objections": [],
    "registry successions": [],
    "registry waiting": [],
    "registry linked": [],
    "registry market": [],
    "registry offsets": [],
    "registry law": ["2024"],
    "registry law-rows": ["deadlines"],
    "registry sanctions list": [],
    "registry fee-statement": ["1", "2026-01"],
    "registry defaults list": [],
    "registry defaults notices": [],
    "registry defaults rules": [],
    "registry reserve show": [],
    "registry objections list": [],
    "registry objections result": [DATE],
    **{f"registry bank {word}": [] for word in ("suspense", "payments", "files", "rules")},
    "registry bank account": ["--account", "1"],
    "registry rights list": ["--entity", "1"],
    "registry rights proposals": [],
}
JSON_ALONE = {"schema"}
# Those that read what a venue has only with surveillance: `tests/gateway/supervision`.
WITH_SURVEILLANCE = {"cases"}
# At a registry of credits alone: the recording has one, the day below has not.
OF_CREDITS = {
    *(
        f"registry credits {word}"
        for word in [
            "keep",
            "paper",
            "submit-project",
            "withdraw-project",
            "comment",
            "report-validation",
            "apply-project",
            "register-project",
            "return-project",
            "cancel-project",
            "submit-period",
            "withdraw-period",
            "report-verification",
            "apply-credits",
            "register-credits",
            "return-credits",
            "cancel",
            "certify",
            "verify",
            "projects",
            "periods",
            "issued",
            "cancellations",
            "tasks",
            "bodies",
            "barred",
            "methodologies",
            "rules",
            "set-rule",
            "set-methodology",
            "accredit",
            "strike-off",
            "bar",
            "revoke",
            "force-cancel",
        ]
    ),
    *(
        f"registry {word}"
        for word in ["bind-account", "unbind-account", "bindings", "offset-orders"]
    ),
}
OF_OFFSETS = ("link", "unlink", "offset", "approve-offset", "withdraw-offset")
OF_AUTHORITIES = (
    "registry acknowledge",
    "registry apply",
    "registry approve",
    "registry approve-application",
    "registry close",
    "registry decide-objection",
    "registry force-surrender",
    "registry issue-entrusted",
    "registry merge",
    "registry object-to-result",
    "registry refuse",
    "registry return-application",
    "registry set-city",
    "registry set-distribution",
    "registry split",
    "registry withdraw-act",
    "registry withdraw-application",
)
ACTING = {
    *OF_AUTHORITIES,
    *OF_CREDITS,
    *(f"registry {word}" for word in OF_OFFSETS),
    *[
        "order",
        "cancel",
        "replace",
        "open-account",
        "set-account-names",
        "set-instrument-names",
        "announce",
        "suspend",
        "reinstate",
        "set-limit",
        "kill",
        "release",
        "halt",
        "begin-call",
        "resume",
        "start-day",
        "take-back-day",
        "bust-trade",
        "phase",
        "end-day",
        "set-rule",
        "approve",
        "refuse",
        "withdraw",
    ],
    *[
        "list-instrument",
        "set-parameter",
        "set-fees",
        "withdraw-fees",
        "weights",
        "days",
        "demo",
        "sandbox",
        "conform",
        "serve",
        "simulate",
        "calendar import",
        "archive write",
        "archive rebuild",
        "archive verify",
        "import-history",
        "backup",
        "restore",
        "log cut",
        "case",
    ],
    *(
        f"auction {word}"
        for word in (
            "apply",
            "accept",
            "refuse",
            "notice",
            "open",
            "bid",
            "change",
            "withdraw",
            "close",
            "cancel",
        )
    ),
    # of a member; of an auction that was closed
    *(f"auction {word}" for word in ("bids", "result")),
    *(
        f"block {word}"
        for word in [
            "post",
            "accept",
            "withdraw",
            "talk",
            "counter",
            "note",
            "confirm",
            "leave",
            "cancel-deal",
            "suspend",
            "resume",
        ]
    ),
    *(
        f"keys {word}"
        for word in (
            *("new", "add", "invite", "enrol", "duties", "revoke", "rotate", "certificate"),
            "server rotate",
        )
    ),
    *["follow", "log retain"],
    *JSON_ALONE,
    *(
        f"registry {word}"
        for word in [
            "open-account",
            "deposit",
            "withdraw",
            "allocate",
        ]
    ),
    *(
        f"registry {word}"
        for word in [
            "open-entity",
            "set-status",
            "name-representative",
            "relate",
            "relations-file",
            "transfer-window",
            "allocate-file",
        ]
    ),
    *(f"registry {name.replace('_', '-')}" for name in DONE),
    "registry reverse",
    *(
        f"registry {word}"
        for word in ["obligations", "surrender", "assess-alerts", "certify", "example-year"]
    ),
    *(f"registry {word}" for word in ["set-year", "set-vintages", "set-law"]),
    *(f"registry sanctions {word}" for word in ["order", "fine", "cut", "stop", "end"]),
    *(f"registry {word}" for word in ["issue-fee-statement", "bank collect-proceeds"]),
    "registry open-instrument",
    *(
        f"registry {word}"
        for word in ["audit", "verify-audit", "backup", "restore", "catch-up", "statements"]
    ),
    *(
        f"registry bank {word}"
        for word in ("deposits", "assign", "give-back", "set-account", "to-trading", "to-registry")
    ),
    *(
        f"registry bank {word}"
        for word in ("request", "withdraw-request", "cut", "file", "answer", "balance", "set-rule")
    ),
    *(f"registry rights {word}" for word in ("set", "approve", "reject")),
    *(f"registry {word}carry-over" for word in ["", "set-", "grant-", "release-"]),
    *(
        f"registry defaults {word}"
        for word in [
            "cover",
            "cancel",
            "deadline",
            "repay",
            "write-off",
            "set-rules",
            "release-day",
        ]
    ),
    *(f"registry reserve {word}" for word in ["pay-in", "fees", "pay-out"]),
    *(f"registry objections {word}" for word in ["file", "uphold", "reject"]),
    # Questions that need more than the day below leaves.
    *(
        f"registry {word}"
        for word in [
            "trace",
            "position",
            "late",
            "carry-over-room",
            "sanctions show",
            "verify-certificate",
            "bank position",
        ]
    ),
    "registry defaults show",
}
A_DAY = [
    "open-account 1 Alice",
    "registry open-account 1 Alice",
    "registry deposit 1 1000.00",
    "list-instrument CEA25 --number 25 --base-price 78.00",
    f"start-day {DATE}",
    "phase closed --yes --reason test",
    "end-day",
]


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command by its words."""
    if not hasattr(command, "commands"):
        yield " ".join(path), command
        return
    for name, part in command.commands.items():
        yield from walk(part, (*path, name))


def at_the_registry(name: str) -> str:
    """What a command of `ceax cash` is called at the registry, which has the same; others as they
    are.
    """
    return f"registry {rest}" if (rest := name.removeprefix("cash ")) != name else name


COMMANDS = dict(walk(typer.main.get_command(APP)))


async def settled(data: Path) -> None:
    async with connect(read_endpoints(data).registry, local_key(data, "bridge")) as registry:
        assert DATE in (await registry.operations.settled(date=DATE, wait_ms=30_000))["dates"]


@pytest.fixture(scope="module")
def after_a_day(house: Path) -> Path:
    """The folder of a venue that has been through a settled day."""
    for words in A_DAY:
        result = CliRunner().invoke(APP, [*words.split(), "--data", str(house)])
        assert result.exit_code == 0, f"{words}: {result.output} {result.exception}"
    asyncio.run(settled(house))
    return house


def test_a_members_account_is_opened_with_its_key(after_a_day: Path) -> None:
    words = ["keys", "new", "eve", "--role", "member", "--account", "5", "--name", "Eve"]
    words += ["--open-account", "--data", str(after_a_day)]
    assert CliRunner().invoke(APP, words).exit_code == 0
    for rest in (["balance", "--key", "eve"], ["registry", "cash", "--account", "5"]):
        assert CliRunner().invoke(APP, [*rest, "--data", str(after_a_day)]).exit_code == 0
    again = CliRunner().invoke(APP, [word.replace("eve", "mallory") for word in words])
    assert "account" in str(again.exception)
    assert not (after_a_day / "keys" / "mallory.pem").exists()


def test_every_command_is_known_to_read_or_to_act() -> None:
    known = READING.keys() | WITH_SURVEILLANCE | ACTING
    assert known == {at_the_registry(name) for name in COMMANDS}


def test_the_exchanges_books_of_cash_have_commands_of_the_registry() -> None:
    for name in COMMANDS:
        own, same = (COMMANDS[each].callback.__wrapped__ for each in (name, at_the_registry(name)))
        assert own is same


def test_every_command_is_recorded_but_those_that_go_on_until_they_are_stopped() -> None:
    lines = [f"{line} " for line in lines_of(RECORDED.read_text(encoding="utf-8"))]
    wanted = {at_the_registry(name) for name in COMMANDS}
    missing = {name for name in wanted if not any(each.startswith(f"{name} ") for each in lines)}
    assert missing == {"serve", "sandbox", "conform"}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_shows_an_example_of_it(command: str) -> None:
    said = CliRunner().invoke(APP, [*command.split(), "--help"]).output
    assert f"ceax {command}" in said.partition("Usage:")[2].partition("\n")[2]
    assert COMMANDS[command].help


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_every_command_can_be_typed(command: str) -> None:
    examples = [
        part for part in COMMANDS[command].epilog.partition(":")[2].split(";") if "…" not in part
    ]
    for example in examples:
        program, *words = shlex.split(example)
        assert [program, *words[: len(command.split())]] == ["ceax", *command.split()]
        COMMANDS[command].make_context(command, words[len(command.split()) :]).close()


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - JSON_ALONE))
def test_every_command_can_answer_in_json(command: str) -> None:
    assert "--json" in {name for parameter in COMMANDS[command].params for name in parameter.opts}


@pytest.mark.parametrize("command", READING)
def test_the_json_of_every_reading_command_parses(
    command: str, after_a_day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEAX_DATA", str(after_a_day))
    words = [str(after_a_day) if word == "DATA" else word for word in READING[command]]
    result = CliRunner().invoke(APP, [*command.split(), *words, "--json"])
    assert result.exit_code == 0, f"{result.output} {result.exception}"
    assert json.loads(result.stdout) is not None
