"""The hash table of event numbers against a plain dict, and its hash in its two forms."""

from __future__ import annotations

import random

import numpy as np
import pytest

from gateway.floor.event_table import HASH_BITS, TOGETHER_MIN, EventTable, HashKey, Run
from gateway.protocol.outside import SYSTEM


def test_the_table_finds_what_a_dict_finds_while_it_grows() -> None:
    dice, table, plain = random.Random(1), EventTable(), {}
    for event in range(1, 20_000):
        key = dice.randrange(2**63)
        table.add(key, event)
        plain.setdefault(key, []).append(event)
    assert len(table) == 19_999
    assert all(list(table.find(key)) == events for key, events in plain.items())
    assert not any(list(table.find(dice.randrange(2**63))) for _ in range(1000))


def test_keys_that_meet_in_one_slot_are_all_found_even_after_growing() -> None:
    table = EventTable()
    for event in range(1, 1500):
        table.add(7, event)
    assert sorted(table.find(7)) == list(range(1, 1500))
    assert list(table.find(8)) == []


def test_many_entered_together_are_found_as_those_entered_one_by_one() -> None:
    dice, table, plain = np.random.default_rng(2), EventTable(), {}
    event = 1
    for count in (1, 3, 5_000, TOGETHER_MIN, 2, 40_000, TOGETHER_MIN - 1):
        keys = np.where(
            dice.random(count) < 0.1, dice.integers(0, 50, count), dice.integers(0, 2**63, count)
        )
        events = np.arange(event, event + count)
        table.add_many(keys, events)
        for key, number in zip(keys.tolist(), events.tolist(), strict=True):
            plain.setdefault(key, []).append(number)
        event += count
    assert len(table) == event - 1
    assert all(sorted(table.find(key)) == events for key, events in plain.items())


@pytest.mark.parametrize(
    "spread", [2**63, 2**40, 1], ids=["over all hashes", "within a few slots", "on one hash"]
)
@pytest.mark.parametrize("end", [0, 2**63 - 1], ids=["at the beginning", "at the end"])
def test_a_table_filled_at_once_finds_what_a_dict_finds_also_past_its_end(
    spread: int, end: int
) -> None:
    dice, table, plain, runs = np.random.default_rng(3), EventTable(), {}, []
    base = 1
    for count in (0, 1, 700, 1, 300):
        keys = np.sort(dice.integers(0, spread, count, endpoint=False) ^ end)
        numbers = dice.permutation(count).astype(np.uint32)
        runs.append(Run(keys, numbers, base))
        for key, number in zip(keys.tolist(), numbers.tolist(), strict=True):
            plain.setdefault(key, []).append(base + number)
        base += count
    table.fill(runs)
    table.add(end, base)
    plain.setdefault(end, []).append(base)
    assert len(table) == base
    assert all(sorted(table.find(key)) == sorted(events) for key, events in plain.items())
    keys = np.array(list(plain), np.int64)
    assert all(table.finds_any(keys[place : place + 1]) for place in range(0, len(keys), 50))
    others = np.array(
        [key for key in dice.integers(0, 2**63, 500).tolist() if key not in plain], np.int64
    )
    assert not table.finds_any(others)


def test_many_ids_are_hashed_as_one_is() -> None:
    dice, key = random.Random(5), HashKey.fresh(SYSTEM.draw)
    texts = [dice.randbytes(dice.randrange(1, 21)).rstrip(b"\0") for _ in range(500)]
    accounts = [dice.randrange(2**31) for _ in texts]
    together = key.of_many(np.array(accounts, np.int32), np.array(texts, "S24"))
    assert together.tolist() == [
        key.of(account, text) for account, text in zip(accounts, texts, strict=True)
    ]
    assert all(0 <= each < 2**HASH_BITS for each in together.tolist())
    assert len(set(together.tolist())) == len(set(zip(accounts, texts, strict=True)))
