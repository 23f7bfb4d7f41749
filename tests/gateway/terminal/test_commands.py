"""Commands that are made from the rows of their operations."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from gateway.console import auction, block, day, exchange, instruments, members, risk_limits
from gateway.console.reach import console
from gateway.protocol.table.rows import ROWS
from gateway.terminal.commands import Made, fields_of
from gateway.terminal.tables import worded

MODULES = (auction, block, day, exchange, instruments, members, risk_limits)
CONSOLE = console(ROWS)


def made_in(module: ModuleType) -> Iterator[Made]:
    """The commands that a module makes."""
    for value in vars(module).values():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Made):
                yield each


@pytest.mark.parametrize(
    "made",
    [each for module in MODULES for each in made_in(module)],
    ids=lambda made: made.operation,
)
def test_a_command_takes_all_that_its_operation_needs(made: Made) -> None:
    fields = fields_of(CONSOLE.table[made.operation])
    needed = {name for name, field in fields.items() if field.required}
    assert needed <= set(CONSOLE.names_of(made).values()) <= fields.keys()


def test_a_sentence_writes_money_counts_and_nouns_as_tables_do() -> None:
    known = {"amount": 785012, "quantity": 2000, "alerts": 1}
    said = worded("{amount:money} CNY, {quantity:count} t, {alerts:alert}", known)
    assert said == "7,850.12 CNY, 2,000 t, 1 alert"
