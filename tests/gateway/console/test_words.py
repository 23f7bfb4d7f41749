"""What the command line lets people choose is what the tables allow."""

from __future__ import annotations

import enum

import pytest

from engine.commands import AccountLimit
from gateway.console import day, keys, members, risk_limits
from gateway.launch import serve
from gateway.protocol.key_table import ROLES
from gateway.protocol.readers import Choice
from gateway.protocol.table import ROWS
from gateway.protocol.table import words as table
from gateway.server.process import ClockChoice


def allowed(operation: str, field: str) -> list[str]:
    """The words of a field of an operation."""
    (row,) = [row for row in ROWS if row.name == operation]
    reader = next(fields[field].read for fields in row.fields.values() if field in fields)
    assert isinstance(reader, Choice)
    return list(reader.names)


@pytest.mark.parametrize(
    ("choices", "operation", "field"),
    [
        (members.SideName, "new_order", "side"),
        (members.TimeInForceName, "new_order", "time_in_force"),
        (day.PhaseName, "set_phase", "phase"),
    ],
)
def test_choices_are_those_of_the_operation(
    choices: type[enum.StrEnum], operation: str, field: str
) -> None:
    assert [str(choice) for choice in choices] == allowed(operation, field)


def test_keys_are_given_the_roles_of_the_table() -> None:
    assert [str(role) for role in keys.Role] == list(ROLES) == list(table.ROLES)


def test_both_commands_that_start_a_gateway_know_the_same_clocks() -> None:
    assert [str(clock) for clock in serve.ClockName] == [str(clock) for clock in ClockChoice]


def test_every_limit_is_named_where_one_is_set() -> None:
    (argument,) = risk_limits.LimitName.__metadata__
    names = [each.name.lower() for each in AccountLimit]
    assert [name for name in names if name not in argument.help] == []
