"""Which rules are on and with which thresholds: the defaults, and what `surveillance.toml` of the
data folder says otherwise.

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
from typing import Any

from gateway.protocol.errors import GatewayError
from gateway.supervision.surveillance.catalogue import BY_NAME, RULES
from gateway.supervision.surveillance.rule_rows import RuleRow

SETTINGS_NAME = "surveillance.toml"
ON = "on"
Settings = Mapping[str, Mapping[str, int]]  # thresholds by rule, of those that are on


class ThresholdRefused(GatewayError):
    """A rule or threshold does not exist, or a value is out of range; it names what is allowed."""

    code = "threshold_refused"


def rule_named(name: str) -> RuleRow:
    """The rule of that name. Raises ThresholdRefused."""
    if name not in BY_NAME:
        raise ThresholdRefused(_unknown("rule", name, BY_NAME), field="rule", value=name)
    return BY_NAME[name]


def checked(row: RuleRow, name: str, value: Any) -> int:
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
    hint = f"the nearest is {near[0]}" if near else f"there are {', '.join(known)}"
    return f"there is no {what} {name!r}; {hint}"


def defaults() -> dict[str, dict[str, int]]:
    """Every rule on, with its default thresholds."""
    return {row.name: row.defaults for row in RULES}


def read_settings(data: Path) -> dict[str, dict[str, int]]:
    """The rules of a data folder that are on, with their thresholds. Raises ThresholdRefused."""
    path = data / SETTINGS_NAME
    settings = defaults()
    if not path.exists():
        return settings
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, table in tables.items():
            _read(settings, rule_named(name), table)
    except (OSError, ValueError, RecursionError, ThresholdRefused) as error:  # ValueError: no TOML
        raise ThresholdRefused(f"{path}: {error}", value=str(path)) from error
    return settings


def _read(settings: dict[str, dict[str, int]], row: RuleRow, table: Any) -> None:
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
