"""The gateway's pages have every reason, parameter, limit, code and operation of the tables."""

from __future__ import annotations

import json
import re
from pathlib import Path

from engine.commands import AccountLimit, Parameter
from engine.events import EventKind, Reason
from gateway.protocol.closings import CLOSES
from gateway.protocol.codes import OF_CLIENTS, OF_SERVERS
from gateway.protocol.wire import CloseCode
from gateway.reports.protocol_page import ROOM, tables
from tests.pages import differing, text_of

TEXT = text_of(ROOM)
ROOMS = [ROOM / name for name in ("protocol", "floor", "drafts", "schedule", "server")]
USED = re.compile(r'(?:RequestError|error_map)\(\s*"([a-z_]+)"|^ +code = "([a-z_]+)"', re.MULTILINE)
# Bases of families of errors, and what only commands on this machine meet.
NOT_SENT = {"gateway_error", "log_on_refused", "keys_missing", "limits_malformed"} | {
    *(
        "calendar_malformed",
        "data_folder_refused",
        "number_key_refused",
        "certificate_unusable",
        "plain_text_refused",
        "network_refused",
        "origin_refused",
    ),
    "files_lost",
}


def test_the_tables_of_the_pages_are_those_of_the_code() -> None:
    assert differing(ROOM, tables()) == [], "python -m gateway.reports.protocol_page writes them"


def test_every_word_that_a_client_may_meet_is_on_the_page() -> None:
    words = [each.name.lower() for each in (*Reason, *Parameter, *AccountLimit, *EventKind)]
    assert [word for word in words if f"`{word}`" not in TEXT] == []
    assert CLOSES.keys() == set(CloseCode)


def test_every_code_that_is_sent_has_its_sentence() -> None:
    sources = [path.read_text(encoding="utf-8") for room in ROOMS for path in room.rglob("*.py")]
    used = {code for text in sources for pair in USED.findall(text) for code in pair if code}
    known = OF_SERVERS.keys() | OF_CLIENTS.keys() | {each.name.lower() for each in Reason}
    assert used - known <= NOT_SENT


def test_every_refusal_of_the_recorded_corpus_is_on_the_page() -> None:
    recorded = Path(__file__).parents[2] / "corpus" / "recorded" / "sweep.jsonl"
    for line in filter(None, recorded.read_text(encoding="utf-8").splitlines()):
        for who, message in json.loads(line)["heard"]:
            if who.endswith("@gateway") and "error" in message:
                assert f"`{message['error']['code']}`" in TEXT
