"""The registry's pages have every operation, event and code, as the tables say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import settlement_bridge
from engine.events import Reason
from gateway.protocol.codes import OF_CLIENTS, OF_SERVERS
from settlement_bridge.books import DayStatus, State, TradeStatus
from settlement_bridge.books.parties import PaymentStatus, Status
from settlement_bridge.operations import ROWS
from settlement_bridge.operations.contract import OF_REGISTRY, ROOM, SUBJECTS, tables
from tests.pages import differing, text_of

TEXT = text_of(ROOM)
USED = re.compile(r'(?:RequestError|Refusal)\(\s*"([a-z_]+)"')
# of commands that people type, which no server answers
TYPED = {"code_missing", "not_a_pdf", "page_differs", "public_key_malformed"}
KNOWN = OF_REGISTRY.keys() | OF_SERVERS.keys() | OF_CLIENTS.keys()


def test_the_tables_of_the_pages_are_those_of_the_code() -> None:
    written = "python -m settlement_bridge.operations.contract writes them"
    assert differing(ROOM, tables()) == [], written


def test_every_operation_is_on_the_page_once() -> None:
    shown = [row.name for rows in SUBJECTS.values() for row in rows]
    assert sorted(shown) == sorted(row.name for row in ROWS)


def test_every_code_that_is_refused_with_has_its_sentence() -> None:
    folder = Path(settlement_bridge.__file__).parent
    used = {code for path in folder.rglob("*.py") for code in USED.findall(path.read_text("utf-8"))}
    assert used - TYPED <= KNOWN


def test_every_refusal_of_the_recorded_corpus_has_its_sentence() -> None:
    reasons = {reason.name.lower() for reason in Reason}
    recorded = Path(__file__).parents[2] / "corpus" / "recorded"
    for name in ("story", "sweep"):
        for line in filter(None, (recorded / f"{name}.jsonl").read_text("utf-8").splitlines()):
            for who, message in json.loads(line)["heard"]:
                if who.endswith("@registry") and "error" in message:
                    assert message["error"]["code"] in KNOWN | reasons


def test_every_state_that_something_may_be_in_is_on_the_page() -> None:
    for states in (State, TradeStatus, DayStatus, PaymentStatus, Status):
        assert [each.name.lower() for each in states if f"`{each.name.lower()}`" not in TEXT] == []
