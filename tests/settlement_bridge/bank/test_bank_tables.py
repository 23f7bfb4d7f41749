"""The tables of `tests/scenarios/registry_bank.txt`, each on a new registry of each kind of
database.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from settlement_bridge.store.database import Registry
from tests.settlement_bridge.bank.bank_lines import BankLines
from tests.settlement_bridge.soundness import lines_of

TABLES = re.findall(
    r"^== (.*?) ==\n(.*?)(?=^==|\Z)",
    (Path(__file__).parents[2] / "scenarios" / "registry_bank.txt").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)


@pytest.mark.parametrize("table", [body for _, body in TABLES], ids=[title for title, _ in TABLES])
def test_a_table_of_the_bookkeeper_holds(registry: Registry, table: str) -> None:
    bank = BankLines(registry)
    for line in lines_of(table, registry):
        bank.line(line)


def test_there_are_tables() -> None:
    assert len(TABLES) > 10
