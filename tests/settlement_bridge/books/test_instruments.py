"""Units are issued of instruments that somebody has opened, with the year of the instrument."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from settlement_bridge.books import SignOff, ledger_rows, venue_rules
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.compliance import allowances
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from settlement_bridge.store.registry_tables import issues
from tests.settlement_bridge import at_once

LIN = SignOff("lin", "bridge", "notice 3")
DATE = 20_260_105
PUBLISHED = ["CEA", "CEA21", "CEA22", "CEA23", "CEA24", "CEA25", "CEA26"]
BAD_CODES = [" CEA25", "CEA25 ", "CEA 25", "CEA25\u00a0", "\u200bCEA25", "CEA２５", "", "C" * 25]


@pytest.fixture
def books(registry: Registry) -> Registry:
    """Account 1, empty."""
    at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, 1, name="member 1")])
    return registry


def allocate(books: Registry, code: str, year: int | None = None) -> object:
    (result,) = at_once.record(
        books, [Instruction(Task.ALLOCATE, 1, code, 5, year=year, date=DATE)]
    )
    return result


def by_file(books: Registry, code: str, year: int) -> Refusal | int:
    text = f"account,instrument,year,province,quantity\n1,{code},{year},42,5\ntotal,1,,,5\n"
    return books.write(allowances.take_in, text, f"{code} {year}", LIN, DATE, books.now_ns())


def refused(result: object, field: str = "instrument") -> str:
    assert isinstance(result, Refusal)
    assert result.field == field
    return result.code


def open_(books: Registry, code: str, year: int | None) -> int | Refusal:
    now = books.now_ns()
    return books.write(venue_rules.open_instrument, code, year, LIN, now)


def years(books: Registry) -> list[int]:
    def ask(connection: Connection) -> list[int]:
        return list(connection.scalars(select(issues.c.year).order_by(issues.c.issue)))

    return books.read(ask)


def test_a_new_registry_knows_the_published_vintages(books: Registry) -> None:
    assert list(books.read(venue_rules.opened)) == PUBLISHED
    assert isinstance(allocate(books, "CEA25"), int)
    assert isinstance(by_file(books, "CEA", 2019), int)
    assert years(books) == [2025, 2019]


@pytest.mark.parametrize("code", ["CEA27", "CCER24", "NOWHERE", "cea25"])
def test_units_of_an_instrument_nobody_opened_are_refused(books: Registry, code: str) -> None:
    result = allocate(books, code, 2024)
    assert refused(result) == "instrument_unknown"
    assert isinstance(result, Refusal)
    assert (result.value, result.allowed) == (code, PUBLISHED)
    assert refused(by_file(books, code, 2024), "line 2, column instrument") == "instrument_unknown"
    assert books.read(ledger_rows.nonzero_holdings) == []


@pytest.mark.parametrize("code", BAD_CODES)
def test_a_code_in_a_file_is_held_to_the_grammar_of_the_wire(books: Registry, code: str) -> None:
    assert refused(by_file(books, code, 2025), "line 2, column instrument") == "file_malformed"
    assert books.read(ledger_rows.nonzero_holdings) == []


def test_an_instrument_is_opened_once_with_the_year_of_its_units(books: Registry) -> None:
    assert isinstance(open_(books, "CCER24", 2024), int)
    assert refused(open_(books, "CCER24", 2024)) == "instrument_exists"
    assert isinstance(allocate(books, "CCER24"), int)
    assert years(books) == [2024]
    assert refused(allocate(books, "CCER24", 2025), "year") == "year_differs"
    assert refused(by_file(books, "CCER24", 2023), "line 2, column year") == "year_differs"


def test_where_neither_code_nor_opening_tell_a_year_each_issue_does(books: Registry) -> None:
    open_(books, "A110002", None)
    assert refused(allocate(books, "A110002"), "year") == "year_missing"
    assert isinstance(allocate(books, "A110002", 2022), int)
    assert years(books) == [2022]


def test_a_vintage_has_its_own_year_and_no_other(books: Registry) -> None:
    assert refused(allocate(books, "CEA25", 2024), "year") == "year_differs"
    assert refused(by_file(books, "CEA25", 2024), "line 2, column year") == "year_differs"
    assert refused(open_(books, "CEA27", 2026), "year") == "year_differs"


def test_what_the_exchange_lists_is_known_without_an_order(books: Registry) -> None:
    for _ in range(2):
        now = books.now_ns()
        books.write(venue_rules.note, ["CEA25", "CEA27"], venue_rules.EXCHANGE, now)
    assert list(books.read(venue_rules.opened)) == [*PUBLISHED, "CEA27"]
    assert isinstance(allocate(books, "CEA27"), int)
    assert years(books) == [2027]
