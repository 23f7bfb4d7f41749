"""The feed's pages have every operation, channel and code, as the tables say."""

from __future__ import annotations

import json
import re
from pathlib import Path

from gateway.protocol.codes import OF_CLIENTS, OF_SERVERS
from marketdata.codes import OF_FEED
from marketdata.protocol_page import PAGES, ROOM, tables
from tests.pages import differing

USED = re.compile(r'RequestError\(\s*"([a-z_]+)"')
KNOWN = OF_FEED.keys() | OF_SERVERS.keys() | OF_CLIENTS.keys()


def test_the_tables_of_the_pages_are_those_of_the_code() -> None:
    assert differing(ROOM, tables(), PAGES) == [], "python -m marketdata.protocol_page writes them"


def test_every_code_that_is_sent_has_its_sentence() -> None:
    sources = [path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py")]
    assert {code for text in sources for code in USED.findall(text)} <= KNOWN


def test_every_refusal_of_the_recorded_corpus_has_its_sentence() -> None:
    recorded = Path(__file__).parents[1] / "corpus" / "recorded" / "sweep.jsonl"
    for line in filter(None, recorded.read_text(encoding="utf-8").splitlines()):
        for who, message in json.loads(line)["heard"]:
            if who.endswith("@feed") and "error" in message:
                assert message["error"]["code"] in KNOWN
