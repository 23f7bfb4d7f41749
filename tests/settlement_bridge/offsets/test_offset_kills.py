"""Either registry is killed (kill -9) at every step of an offset and started again: the credits are
cancelled once and count once, or nothing is.

A run takes a slice of the steps; ``CEAX_EXAMPLES=2`` or more walks them all.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from settlement_bridge.books import venue_rules
from settlement_bridge.books.market import Market
from settlement_bridge.books.offset_words import OffsetStatus
from settlement_bridge.offsets import rows
from tests.settlement_bridge.offsets.pair import HELD, LIN, Pair, opened, settle
from tests.settlement_bridge.test_database_faults import at_step, walked

SIDES = ("allowances", "credits")
TONNES = 1_000
STRIDE = 67
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(32))


@contextmanager
def both(folder: Path) -> Iterator[Pair]:
    """Both registries, open."""
    made = Pair(*[opened(folder / f"{side}.sqlite3", Market(side)) for side in SIDES], SECRET)
    yield made
    made.allowances.close()
    made.credits.close()


def cover(pair: Pair) -> None:
    """An offset from the request on, or what is left of it."""
    if not asked(pair):
        pair.ask(TONNES)  # by the same client reference it is done once
    settle(pair)


def withdraw(pair: Pair) -> None:
    """An offset that is withdrawn while it waits for approval."""
    pair.allowances.write(venue_rules.set_rule, "offset_approval", 0, 1, LIN, pair.now_ns())
    cover(pair)
    pair.withdraw(1)
    settle(pair)


FLOWS = {
    cover: (OffsetStatus.COVERED, {"registry_available": HELD - TONNES, "cancelled": TONNES}),
    withdraw: (OffsetStatus.WITHDRAWN, {"registry_available": HELD}),
}


def asked(pair: Pair) -> bool:
    return pair.allowances.read(rows.one, 1) is not None


def copied(furnished: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    return shutil.copytree(furnished, place)


def steps_of(folder: Path, flow: object, side: str) -> list[str]:
    """The steps of one registry in an undisturbed flow, by name."""
    with both(folder) as pair, at_step(getattr(pair, side), 0, lambda: None) as passed:
        flow(pair)  # type: ignore[operator]
    return passed


def die(folder: Path, flow: object, side: str, number: int) -> int:
    """A process of its own, killed at that step of one registry; how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        with both(folder) as pair:
            kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
            with at_step(getattr(pair, side), number, kill):
                flow(pair)  # type: ignore[operator]
    finally:
        os._exit(1)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_registry_killed_at_any_step_offsets_once_or_not_at_all(
    furnished: Path, tmp_path: Path, flow: object, side: str
) -> None:
    status, held = FLOWS[flow]  # type: ignore[index]
    steps = steps_of(copied(furnished, tmp_path / "pair"), flow, side)
    assert steps.count("after commit") >= 2
    for number in walked(steps, STRIDE):
        folder = copied(furnished, tmp_path / "pair")
        ended = die(folder, flow, side, number)
        assert os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL
        with both(folder) as pair:
            flow(pair)  # type: ignore[operator]
            where = f"killed at step {number} of {side}, {steps[number - 1]}"
            assert (pair.state(1), pair.held()) == (status, held), where
            assert pair.allowances.read(rows.one, 2) is None, where
            pair.check()
