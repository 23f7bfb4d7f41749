"""What the command line lets people choose is what the tables allow."""

from __future__ import annotations

from engine.commands import AccountLimit
from gateway.console import keys, risk_limits
from gateway.launch import serve
from gateway.protocol.key_table import ROLES
from gateway.protocol.table import words as table
from gateway.server.process import ClockChoice
from settlement_bridge.offsets import PEER


def test_keys_are_given_the_roles_of_the_table() -> None:
    # another registry's key asks at the registry alone: it has no row at the gateway
    assert [str(role) for role in keys.Role] == list(ROLES) == [*table.ROLES, PEER]


def test_both_commands_that_start_a_gateway_know_the_same_clocks() -> None:
    assert [str(clock) for clock in serve.ClockName] == [str(clock) for clock in ClockChoice]


def test_every_limit_is_named_where_one_is_set() -> None:
    (argument,) = risk_limits.Limit.__metadata__
    names = [each.name.lower() for each in AccountLimit]
    assert [name for name in names if name not in argument.help] == []
