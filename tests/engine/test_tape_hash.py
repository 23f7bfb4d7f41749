"""The tape hash says the same in the kernel and in plain Python, and notices any change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compiler.jit import compiled_entry, mix
from engine.tape_hash import MASK_64, mix_plain, tape_hash
from tests.engine.called import called

TRADES = [(1, 1, 10, 7850, 4, 2, 1), (2, 3, 10, 5083, 999, 7, 8)]


@compiled_entry
def step(digest: Any, word: Any) -> Any:
    """`mix` as Python can call it."""
    return mix(digest, word)


@settings(deadline=None)  # it is compiled first
@given(st.integers(0, MASK_64), st.integers(0, 2**63 - 1))
def test_the_compiled_step_is_the_documented_one(digest: int, word: int) -> None:
    assert int(called(step, np.uint64(digest), word)) == mix_plain(digest, word)


def test_an_empty_day_hashes_to_its_date() -> None:
    assert tape_hash(20260105, []) == 20260105


@pytest.mark.parametrize("word", range(7))
def test_any_changed_word_changes_the_hash(word: int) -> None:
    changed = [tuple(value + (place == word) for place, value in enumerate(TRADES[0])), TRADES[1]]
    assert tape_hash(20260105, changed) != tape_hash(20260105, TRADES)


def test_the_order_of_trades_counts() -> None:
    assert tape_hash(20260105, TRADES[::-1]) != tape_hash(20260105, TRADES)
