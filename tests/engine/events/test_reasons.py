"""Every reason has its row: why a command is refused and what to do then, or why an order left."""

from __future__ import annotations

import string

import pytest

from engine.events import EVENT, Reason
from engine.events.endings import ENDINGS
from engine.events.refusals import REFUSALS, Refusal

# What a sentence may name beside the fields of the event.
MORE_WORDS = {"code"}


def test_every_reason_has_one_row() -> None:
    assert set(Reason) - {Reason.NONE} == REFUSALS.keys() | ENDINGS.keys()
    assert not REFUSALS.keys() & ENDINGS.keys()


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=[each.name for each in REFUSALS])
def test_a_refusal_says_why_and_what_to_do(refusal: Refusal) -> None:
    named = {name for _, name, _, _ in string.Formatter().parse(refusal.sentence) if name}
    assert named <= {*(EVENT.names or ()), *MORE_WORDS}
    assert refusal.sentence
    assert refusal.remedy.endswith(".")


def test_an_ending_says_why() -> None:
    assert all(ENDINGS.values())
