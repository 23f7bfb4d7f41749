"""What a row of the catalogue of rules is made of."""

from __future__ import annotations

from typing import NamedTuple

from gateway.supervision.rule_settings import Threshold, defaults_of
from gateway.supervision.surveillance.rules.rule import Rule

TONNES_MAX, MANY = 10**9, 10**6


class RuleRow(NamedTuple):
    """A rule: `make` is its class; `measure` the unit in which its findings are strong."""

    name: str
    words: str
    sentence: str
    source: str
    measure: str
    make: type[Rule]
    thresholds: tuple[Threshold, ...]

    @property
    def defaults(self) -> dict[str, int]:
        """The default of each threshold."""
        return defaults_of(self)


def quantity(default: int, sentence: str) -> Threshold:
    """A quantity in t."""
    return Threshold("quantity", "t", default, 1, TONNES_MAX, sentence)


def count(default: int, sentence: str) -> Threshold:
    """A number of times."""
    return Threshold("count", "", default, 1, MANY, sentence)


def share(default: int, sentence: str) -> Threshold:
    """A share in %."""
    return Threshold("share", "%", default, 0, 1_000, sentence)


def within(default: int, sentence: str) -> Threshold:
    """A time in s."""
    return Threshold("within", "s", default, 1, 86_400, sentence)


def minutes(default: int, sentence: str) -> Threshold:
    """A time in minutes."""
    return Threshold("minutes", "min", default, 1, 240, sentence)


def bp(name: str, default: int, sentence: str) -> Threshold:
    """A share of a price in 0.01 %."""
    return Threshold(name, "0.01 %", default, 1, 10_000, sentence)
