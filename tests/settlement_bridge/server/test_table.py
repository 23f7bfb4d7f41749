"""The table of operations: each has one answer and a method, and says what its reply carries."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from gateway.protocol.methods import methods
from settlement_bridge.client import operations, typed
from settlement_bridge.operations import OPERATIONS, ROWS
from settlement_bridge.server.requests import PREFIX, ROOMS, TASKS

TITLE = "The registry's operations, a method each."
RECORDED = Path(__file__).parents[2] / "corpus" / "recorded"
REPLIES = {row.name: row.replied for row in ROWS}


def test_names_are_told_once_and_every_role_has_the_same_fields() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) == len(OPERATIONS)
    assert all(len({id(fields) for fields in row.fields.values()}) == 1 for row in ROWS)


def test_the_methods_of_the_client_are_what_the_table_says() -> None:
    written = Path(operations.__file__).read_text(encoding="utf-8")
    assert written == methods(ROWS, typed.__name__, TITLE), (
        "python -m gateway.protocol.methods writes it"
    )


def test_the_table_knows_no_database() -> None:
    code = "import sys, settlement_bridge.operations; sys.exit('sqlalchemy' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


def replies(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Recorded replies of the registry to what was done: operation and fields."""
    found = []
    for line in (RECORDED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        request = event.get("request") if isinstance(event, dict) else None
        if not isinstance(request, dict) or not str(event.get("who")).endswith("@registry"):
            continue
        for who, message in event["heard"]:
            good = message.get("type") == "reply" and message.get("ok") and "role" not in message
            if who == event["who"] and good:
                fields = {key: message[key] for key in message.keys() - {"type", "id", "ok"}}
                found.append((request["op"], fields))
    return found


@pytest.mark.parametrize("name", ["story", "sweep"])
def test_recorded_replies_are_what_the_table_says(name: str) -> None:
    found = [(op, fields) for op, fields in replies(name) if op in REPLIES]
    assert len(found) > 50
    for op, fields in found:
        read = REPLIES[op](op, fields)
        assert read.keys() == fields.keys(), (op, fields.keys() - read.keys())


def test_every_operation_has_one_answer_and_every_answer_an_operation() -> None:
    answered = [
        name.removeprefix(PREFIX)
        for room in ROOMS
        for name in vars(room)
        if name.startswith(PREFIX)
    ]
    assert sorted([*answered, *TASKS]) == sorted(OPERATIONS)
