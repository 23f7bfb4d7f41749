"""Plays every scenario of the .txt files beside this one on the real engine, line by line.

A file holds scenarios under ``== headings ==``; each begins with an empty venue. The lines are
explained in language.py. Conservation of cash and units and the soundness of engine and oracle are
checked after every line; where nothing is compiled, which is one more way to run the same
scenarios, at the end of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

import tests.scenarios.block_language  # noqa: F401 (its lines register themselves)
from engine.compiler.jit import PLAIN
from engine.events import EventKind, Reason
from tests.oracle.records import Event
from tests.scenarios import approvals as approvals  # more forms of lines
from tests.scenarios import auctions as auctions  # more forms of lines
from tests.scenarios import fees as fees  # more forms of lines
from tests.scenarios import guards as guards  # more forms of lines
from tests.scenarios import supervision as supervision  # more forms of lines
from tests.scenarios.language import judge, perform
from tests.scenarios.stage import Stage, refused

FOLDER = Path(__file__).parent


@dataclass
class Scenario:
    """One play: its place, and its lines with their numbers."""

    file: Path
    title: str
    lines: list[tuple[int, str]]


def read(file: Path) -> list[Scenario]:
    """The scenarios of a file. Raises ValueError for a line before the first heading."""
    scenarios: list[Scenario] = []
    for number, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        text = raw.split("#")[0].strip()
        if text.startswith("=="):
            scenarios.append(Scenario(file, text.strip("= "), []))
        elif text:
            if not scenarios:
                raise ValueError(f"{file.name}:{number}: a line before the first heading")
            scenarios[-1].lines.append((number, text))
    return scenarios


# On the registry, in tests/settlement_bridge.
ELSEWHERE = (
    "delivery_defaults.txt",
    "eligible_vintages.txt",
    "law.txt",
    "registry_bank.txt",
    "registry_books.txt",
    "sanctions.txt",
)
FILES = sorted(file for file in FOLDER.glob("*.txt") if file.name not in ELSEWHERE)
SCENARIOS = [scenario for file in FILES for scenario in read(file)]


def play_line(stage: Stage, text: str) -> str:
    """Play one line; empty when all is as it says."""
    statement, _, outcomes = text.partition("->")
    answer = perform(stage, " ".join(statement.split()))
    if isinstance(answer, str):
        return answer
    if outcomes:
        return judge(stage, [" ".join(outcome.split()) for outcome in outcomes.split(";")], answer)
    return refused(answer[0]) if answer[0]["kind"] == EventKind.REFUSED else ""


@pytest.mark.parametrize(
    "scenario", SCENARIOS, ids=lambda scenario: f"{scenario.file.stem}: {scenario.title}"
)
def test_scenario(scenario: Scenario) -> None:
    stage = Stage()
    stage.twin.thorough = not PLAIN
    for number, text in scenario.lines:
        problem = play_line(stage, text)
        assert not problem, f"{scenario.file.name}:{number}: {text}\n{problem}"
    stage.twin.check()


NOT_PLAYED = {
    *(
        Reason.COMMAND_UNKNOWN,
        Reason.SIDE_UNKNOWN,
        Reason.TIME_IN_FORCE_UNKNOWN,
        Reason.ORDERS_FULL,
        Reason.HOLDINGS_FULL,
    ),
    *(
        Reason.INTENTS_FULL,
        Reason.DIALOGUES_FULL,
        Reason.DIALOGUES_OF_ACCOUNT_FULL,
        Reason.DEALS_FULL,
        Reason.OPERATORS_FULL,
    ),
    Reason.BIDS_FULL,
    *(Reason.AUCTIONS_OF_ACCOUNT_FULL, Reason.DEALS_OF_ACCOUNT_FULL),
    Reason.NUMBERS_GIVEN,
    *(Reason.GUARDS_FULL, Reason.GUARDS_OF_ACCOUNT_FULL),
    *(Reason.HELD_FULL, Reason.HELD_END_UNKNOWN, Reason.RULE_UNKNOWN),
    *(Reason.SUSPENSIONS_FULL, Reason.CORRECTIONS_FULL, Reason.DAY_TRADES_FULL),
    *(Reason.TEXT_UNKNOWN, Reason.TEXTS_FULL, Reason.NAMES_MISSING, Reason.WORDING_MISSING),
}


def test_every_reason_is_played_somewhere() -> None:
    """Those that no sensible line can say have their own tests (property and trap tests)."""
    seen: set[int] = set()
    for scenario in SCENARIOS:
        stage = Stage()
        stage.twin.thorough = False  # each scenario is looked at after every line by its own test
        send = stage.twin.send

        def listen(*args: object, send: object = send, **fields: object) -> list[Event]:
            said: list[Event] = send(*args, **fields)  # type: ignore[operator]
            seen.update(event.get("reason", 0) for event in said)
            return said

        stage.twin.send = listen  # type: ignore[method-assign,assignment]
        for _, text in scenario.lines:
            play_line(stage, text)
    missing = {reason.name for reason in Reason if reason not in seen} - {
        reason.name for reason in NOT_PLAYED
    }
    assert not missing
