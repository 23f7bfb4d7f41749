"""The pages that people read: cells that fit a screen, examples that were really exchanged."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gateway.protocol.auth import PublicKeys
from gateway.protocol.signatures import is_signed
from tests.corpus import examples
from tests.pages import HOUSE, pages
from tests.signing import greeting_of

CELL_MAX = 200  # characters
BETWEEN = re.compile(r"(?<!\\)\|")


def test_no_cell_of_a_table_is_long() -> None:
    rows = (
        (page.relative_to(HOUSE).as_posix(), cell.strip())
        for page in pages()
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
        for cell in BETWEEN.split(line)
    )
    assert [(page, cell) for page, cell in rows if len(cell) > CELL_MAX] == []


@pytest.mark.parametrize("page", examples.PAGES, ids=lambda page: page.parent.name)
def test_the_examples_of_a_page_are_exchanges_of_the_recorded_story(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert examples.PLACE.findall(text)
    assert examples.written(text) == text, "python -m tests.corpus.examples writes them"
    outside = examples.PLACE.sub("", text)
    assert "```" not in outside


def test_the_venue_takes_the_log_on_of_the_example(tmp_path: Path) -> None:
    text = examples.PAGES[0].read_text(encoding="utf-8")
    (told,) = re.findall('^← (.*"type": "challenge".*)$', text, re.MULTILINE)
    (shown,) = re.findall('^→ (.*"op": "log_on".*)$', text, re.MULTILINE)
    asked, challenge = json.loads(shown), json.loads(told)
    greeting, proof = greeting_of(challenge), challenge["signature"]
    proven = greeting.proof_text(challenge["server_time_ns"])
    assert is_signed(greeting.server_key, proof, proven)
    keys = PublicKeys(tmp_path / "keys.json")
    keys.begin()
    keys.add("alice", "member", 1, "", examples.key().public_key)
    signed = asked["key"], asked["time_ns"], asked["signature"]
    assert keys.verify(greeting, *signed, asked["time_ns"]).account == 1
