"""Thresholds of rules: their defaults, and what a TOML file of the data folder says otherwise.

[matched_pairs]
count = 8

[dense_orders]
on = false
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from gateway.protocol.errors import GatewayError

ON = "on"
Settings = Mapping[str, Mapping[str, int]]  # thresholds by rule, of those that are on


class Threshold(NamedTuple):
    """A number of a rule: unit, default, least and most value, and what it is."""

    name: str
    unit: str
    default: int
    least: int
    most: int
    sentence: str


class Bounded(Protocol):
    """A row of a catalogue of rules."""

    @property
    def name(self) -> str:
        """The rule's name."""

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """Its numbers."""


Row = TypeVar("Row", bound=Bounded)


class ThresholdRefused(GatewayError):
    """A rule or threshold does not exist, or a value is out of range; it names what is allowed."""

    code = "threshold_refused"


def named(rows: Mapping[str, Row], name: str) -> Row:
    """The rule of that name. Raises ThresholdRefused."""
    if name not in rows:
        raise ThresholdRefused(_unknown("rule", name, rows), field="rule", value=name)
    return rows[name]


def checked(row: Bounded, name: str, value: Any) -> int:
    """A threshold's value. Raises ThresholdRefused."""
    known = {each.name: each for each in row.thresholds}
    if name not in known:
        rule = f"{row.name}: {_unknown('threshold', name, known)}"
        raise ThresholdRefused(rule, field=name, value=value)
    least, most, unit = known[name].least, known[name].most, known[name].unit
    if type(value) is not int or not least <= value <= most:
        rule = f"{row.name}: {name} is {value!r}, {least} to {most} {unit}".rstrip()
        raise ThresholdRefused(f"{rule} are allowed", field=name, value=value)
    return value


def _unknown(what: str, name: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(name, known, 1)
    hint = f"the nearest is {near[0]}" if near else f"there are {', '.join(known) or 'none'}"
    return f"there is no {what} {name!r}; {hint}"


def defaults_of(row: Bounded) -> dict[str, int]:
    """The default of each threshold."""
    return {each.name: each.default for each in row.thresholds}


def read_file(path: Path, rows: Mapping[str, Bounded]) -> dict[str, dict[str, int]]:
    """The rules that are on, with their thresholds, as a file says; all with their defaults where
    it is missing. Raises ThresholdRefused.
    """
    settings = {name: defaults_of(row) for name, row in rows.items()}
    if not path.exists():
        return settings
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, table in tables.items():
            _read(settings, named(rows, name), table)
    except (OSError, ValueError, RecursionError, ThresholdRefused) as error:  # ValueError: no TOML
        raise ThresholdRefused(f"{path}: {error}", value=str(path)) from error
    return settings


def _read(settings: dict[str, dict[str, int]], row: Bounded, table: Any) -> None:
    """Take over one rule's table. Raises ThresholdRefused."""
    if not isinstance(table, dict):
        raise ThresholdRefused(f"{row.name} is {table!r}, a table [{row.name}] is allowed")
    values = dict(table)
    is_on = values.pop(ON, True)
    if type(is_on) is not bool:
        raise ThresholdRefused(f"{row.name}: {ON} is {is_on!r}, true or false are allowed")
    settings[row.name] |= {name: checked(row, name, value) for name, value in values.items()}
    if not is_on:
        del settings[row.name]
