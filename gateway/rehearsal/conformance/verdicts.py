"""What an examination finds of each thing that it asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How it ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_SHOWN = "not shown"  # the program gave no occasion


@dataclass(frozen=True)
class Verdict:
    """An outcome with what was seen, in sentences."""

    outcome: Outcome
    seen: tuple[str, ...] = ()


def passed(*seen: str) -> Verdict:
    """It did what is asked."""
    return Verdict(Outcome.PASSED, seen)


def not_shown(*seen: str) -> Verdict:
    """It gave no occasion to see it."""
    return Verdict(Outcome.NOT_SHOWN, seen)


def unless(faults: Iterable[str], *seen: str) -> Verdict:
    """Failed by the faults, or passed where there are none."""
    found = tuple(faults)
    return Verdict(Outcome.FAILED, found) if found else passed(*seen)
