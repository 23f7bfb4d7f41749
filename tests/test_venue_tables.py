"""Every table of the venue is on one page, with its bound, an account's share and the answer."""

from __future__ import annotations

import re

from engine.events import Reason
from engine.rules.state.capacity import NAMES
from gateway.protocol import codes
from marketdata.codes import OF_FEED
from tests.venue_tables import ENGINE, NO_TABLE, PAGE, written

WORD = re.compile(r"`([a-z_]+)`")


def test_the_page_is_what_the_code_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert written(text) == text, "python -m tests.venue_tables writes it"


def test_no_table_of_the_engine_is_missing() -> None:
    assert set(NAMES) == ENGINE.keys() | NO_TABLE


def test_every_refusal_on_the_page_has_a_name_that_servers_use() -> None:
    named = {word for word in WORD.findall(PAGE.read_text(encoding="utf-8")) if "full" in word}
    said = {reason.name.lower() for reason in Reason} | OF_FEED.keys()
    for group in (codes.OF_FRAMES, codes.OF_LOG_ON, codes.OF_REQUESTS):
        said |= group.keys()
    assert named <= said
