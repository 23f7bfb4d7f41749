"""`ceax registry`: entities, histories, the check."""

from __future__ import annotations

import json
from typing import Any


def test_an_entity_is_registered_and_shown(ceax: Any) -> None:
    opened = ceax(
        "open-entity",
        "820",
        "Jiangsu Cement",
        "--kind",
        "emitter",
        "--province",
        "32",
        "--sector",
        "cement",
    )
    assert opened == (0, "entity 820 is registered\n")
    assert (
        "Lin represents entity 820"
        in ceax("name-representative", "820", "Lin", "--document", "letter")[1]
    )
    assert (
        "entity 820 is suspended"
        in ceax("set-status", "entity", "820", "suspended", "--document", "decision")[1]
    )
    output = ceax("entity", "820")[1]
    assert (
        "820 Jiangsu Cement: emitter, province 32, suspended; represented by Lin; accounts none"
        in output
    )
    assert "Jiangsu Cement" in ceax("entities")[1]


def test_a_tonnes_history_its_block_and_its_events_are_shown(ceax: Any) -> None:
    ceax("open-account", "821", "Trader")
    ceax("allocate", "821", "CEA22", "5")
    (block,) = json.loads(ceax("blocks", "--account", "821", "--json")[1])
    code, output = ceax("trace", block["last_serial"])
    assert code == 0
    assert "issue" in output
    assert "held by account 821, registry_available" in output
    assert json.loads(ceax("trace", block["last_serial"], "--json")[1])["issue"] == block["issue"]
    assert block["issue"] in [row["event"] for row in json.loads(ceax("events", "--json")[1])]


def test_the_check_says_that_nothing_is_amiss(ceax: Any) -> None:
    assert ceax("check") == (0, "0 breaks\n")
