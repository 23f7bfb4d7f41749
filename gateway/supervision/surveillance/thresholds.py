"""Which rules of surveillance are on and with which thresholds: the defaults, and what
`surveillance.toml` of the data folder says otherwise.
"""

from __future__ import annotations

from pathlib import Path

from gateway.supervision.rule_settings import (
    Settings,
    ThresholdRefused,
    checked,
    defaults_of,
    named,
    read_file,
)
from gateway.supervision.surveillance.catalogue import BY_NAME, RULES
from gateway.supervision.surveillance.rule_rows import RuleRow

__all__ = ["Settings", "ThresholdRefused", "checked", "defaults", "read_settings", "rule_named"]
SETTINGS_NAME = "surveillance.toml"


def rule_named(name: str) -> RuleRow:
    """The rule of that name. Raises ThresholdRefused."""
    return named(BY_NAME, name)


def defaults() -> dict[str, dict[str, int]]:
    """Every rule on, with its default thresholds."""
    return {row.name: defaults_of(row) for row in RULES}


def read_settings(data: Path) -> dict[str, dict[str, int]]:
    """The rules of a data folder that are on, with their thresholds. Raises ThresholdRefused."""
    return read_file(data / SETTINGS_NAME, BY_NAME)
