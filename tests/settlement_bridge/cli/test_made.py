"""Commands that are made from the rows of their operations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.terminal.commands import Made
from settlement_bridge.asked import FIELD
from settlement_bridge.cli import (
    accounts,
    bank,
    completion,
    compliance,
    defaults,
    history,
    payments,
    questions,
)
from settlement_bridge.cli.reach import CONSOLE
from settlement_bridge.operations import OPERATIONS

MODULES = (accounts, bank, completion, compliance, defaults, history, payments, questions)


def commands() -> Iterator[Made]:
    for module in MODULES:
        for value in vars(module).values():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Made):
                    yield each


@pytest.mark.parametrize("made", list(commands()), ids=lambda made: made.operation)
def test_a_command_takes_all_that_its_operation_needs(made: Made) -> None:
    fields = OPERATIONS[made.operation].fields
    needed = {name for name, field in fields.items() if field.required and name != FIELD}
    assert needed <= set(CONSOLE.names_of(made).values()) <= fields.keys()
