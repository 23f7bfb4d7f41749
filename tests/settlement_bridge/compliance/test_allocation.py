"""Allocation files: all of it or nothing, each once, the totals line right."""

from __future__ import annotations

import pytest

from settlement_bridge.books import Series, SignOff, State, events, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import allowances
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

GOOD = """account,instrument,year,province,quantity
1,CEA25,2025,42,100
2,CEA25,2025,11,50
1,CEA24,2024,42,7
total,3,,,157
"""
LIN = SignOff("lin", "bridge", note="first part")


def refused(text: str) -> Refusal:
    result = allowances.read(text)
    assert isinstance(result, Refusal)
    return result


def test_a_file_is_read_row_by_row() -> None:
    rows = allowances.read(GOOD)
    assert isinstance(rows, list)
    assert rows[1] == allowances.Issuance(2, "CEA25", Series(2025, 11), 50)
    assert allowances.read("\ufeff" + GOOD.replace("\n", "\r\n")) == rows


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("account,", "acount,", "line 1", "header"),
        ("total,3,,,157", "total,3,,,156", "line 5", "add up"),
        ("total,3,,,157", "total,4,,,157", "line 5", "add up"),
        ("total,3,,,157\n", "", "line 4", "whole file"),
        ("2,CEA25,2025,11,50\n", "", "line 4", "add up"),
        ("2,CEA25", "0,CEA25", "line 3", "account"),
        ("2,CEA25", "x,CEA25", "line 3", "account"),
        (",11,", ",111,", "line 3", "province"),
        ("2025,11", "25,11", "line 3", "year"),
        (",50", ",50.5", "line 3", "quantity"),
        (",50", ",0", "line 3", "quantity"),
        (",50", ",-50", "line 3", "quantity"),
        (",50", "," + "9" * 30, "line 3", "quantity"),
        (",50", ",５０", "line 3", "quantity"),
        (",50", ",5_0", "line 3", "quantity"),
        (",50", ", 50", "line 3", "quantity"),
        (",50", ",+50", "line 3", "quantity"),
        ("2,CEA25", "2,CEA25\u2028", "line 3, column instrument", "instrument"),
        ("2,CEA25,2025,11,50", "2,CEA25,2025,11", "line 3", "columns"),
        ("2,CEA25,2025,11,50", "1,CEA25,2025,42,50", "line 3", "line 2"),
        ("2,CEA25", "2,", "line 3, column instrument", "instrument"),
        ("2,CEA25", "2, CEA25", "line 3, column instrument", "instrument"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_the_line(
    old: str, new: str, line: str, word: str
) -> None:
    refusal = refused(GOOD.replace(old, new))
    assert (refusal.code, refusal.field) == ("file_malformed", line)
    assert word in refusal.message


@pytest.mark.parametrize(
    "text", ["", "\n", "account,instrument,year,province,quantity\n", '"', "a\x00b"]
)
def test_what_is_no_allocation_file_is_refused(text: str) -> None:
    assert refused(text).code == "file_malformed"


@pytest.fixture
def books(registry: Registry) -> Registry:
    """Accounts 1 and 2, empty."""
    at_once.record(
        registry,
        [Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}") for account in (1, 2)],
    )
    return registry


def take_in(books: Registry, text: str, reference: str = "2025-1") -> int | Refusal:
    return books.write(allowances.take_in, text, reference, LIN, 20_260_105, books.now_ns())


def code_of(result: object) -> str:
    assert isinstance(result, Refusal)
    return result.code


def test_a_file_is_one_event_with_its_reference_as_document(books: Registry) -> None:
    event = take_in(books, GOOD)
    assert event == 1
    held = {
        (row.account, row.instrument): row.quantity
        for row in books.read(ledger_rows.nonzero_holdings)
        if row.account > 0
    }
    assert held == {(1, "CEA25"): 100, (2, "CEA25"): 50, (1, "CEA24"): 7}
    signed = books.read(events.signed_event, event)
    assert signed is not None
    assert (signed.entries, signed.sign_off.document, signed.sign_off.note) == (
        3,
        "2025-1",
        "first part",
    )
    assert books.snapshot(disagreements) == []


def test_the_same_file_and_the_same_reference_are_taken_once(books: Registry) -> None:
    take_in(books, GOOD)
    assert code_of(take_in(books, GOOD, "2025-2")) == "file_taken_before"
    other = GOOD.replace("1,CEA24,2024,42,7", "2,CEA24,2024,42,7")
    assert code_of(take_in(books, other)) == "reference_taken_before"
    assert len(books.read(ledger_rows.entries, None, 1, 10)) == 3
    assert isinstance(take_in(books, other, "2025-2"), int)


def test_a_file_with_an_unknown_account_changes_nothing_and_can_come_again(
    books: Registry,
) -> None:
    text = GOOD.replace("2,CEA25", "9,CEA25")
    assert code_of(take_in(books, text)) == "account_unknown"
    assert books.read(ledger_rows.nonzero_holdings) == []
    at_once.record(books, [Instruction(Task.OPEN_ACCOUNT, 9, name="late")])
    assert isinstance(take_in(books, text), int)


def test_a_file_taken_back_leaves_nothing_issued(books: Registry) -> None:
    event = take_in(books, GOOD)
    assert isinstance(event, int)
    books.write(events.reverse, event, LIN, 20_260_106, books.now_ns())
    assert [
        row for row in books.read(ledger_rows.nonzero_holdings) if row.state != State.ISSUED
    ] == []
    assert books.snapshot(disagreements) == []
