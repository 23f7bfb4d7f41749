"""The bank's files as they should be, and every way in which they are not: which line, which
column.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from settlement_bridge.bank import Balance, answers, balances, deposits
from settlement_bridge.bank.answers import Answer
from settlement_bridge.bank.deposits import Deposit
from settlement_bridge.errors import Refusal

DEPOSITS = """bank_reference,date,account,amount,payer_name,payer_account
ICBC-1,2026-01-05,7,1234.56,汉江电力,6222-1
ICBC-2,2026-01-05,,0.01,"Wang, Wei",6222-2
total,2,,1234.57,,
"""
ANSWERS = """payment,file,date,amount,result,bank_reference,reason
31,1,2026-01-05,10.00,confirmed,P1,
32,1,2026-01-06,20.00,returned,P2,account closed
total,2,,30.00,,,
"""
BALANCES = """date,settlement_account,closing_balance
2026-01-05,1001,0.00
2026-01-06,1001,90000000000.01
total,2,90000000000.01
"""


def refused(read: Callable[[str], Any], text: str) -> str:
    found = read(text)
    assert isinstance(found, Refusal), found
    assert found.code == "file_malformed"
    assert found.message
    return str(found.field)


def test_files_are_read_to_the_fen_with_quotes_and_a_byte_order_mark() -> None:
    assert deposits.read("\ufeff" + DEPOSITS.replace("\n", "\r\n")) == [
        Deposit("ICBC-1", 20_260_105, "7", 123_456, "汉江电力", "6222-1"),
        Deposit("ICBC-2", 20_260_105, "", 1, "Wang, Wei", "6222-2"),
    ]
    assert answers.read(ANSWERS) == [
        Answer(31, 1, 20_260_105, 1_000, "confirmed", "P1", ""),
        Answer(32, 1, 20_260_106, 2_000, "returned", "P2", "account closed"),
    ]
    assert balances.read(BALANCES) == [
        Balance(20_260_105, "1001", 0),
        Balance(20_260_106, "1001", 9_000_000_000_001),
    ]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("bank_reference,", "reference,", "line 1"),
        ("total,2,,1234.57,,\n", "", "line 3"),  # a part of the file
        ("ICBC-2,2026-01-05,,0.01,", "ICBC-2,2026-01-05,,0.02,", "line 4"),
        ("total,2", "total,3", "line 4"),
        ("1234.57", "1234.56", "line 4"),
        ("ICBC-2", "ICBC-1", "line 3, column bank_reference"),
        ("ICBC-2,", ",", "line 3, column bank_reference"),
        ("ICBC-2", "x" * 65, "line 3, column bank_reference"),
        ("2026-01-05,7", "2026-02-30,7", "line 2, column date"),
        ("2026-01-05,7", "20260105,7", "line 2, column date"),
        ("2026-01-05,7", "2026-W01-1,7", "line 2, column date"),
        ("1234.56,汉", "1234.5,汉", "line 2, column amount"),
        ("1234.56,汉", "-1234.56,汉", "line 2, column amount"),
        ("1234.56,汉", "1e3,汉", "line 2, column amount"),
        ("1234.56,汉", "１２３４.56,汉", "line 2, column amount"),
        ("1234.56,汉", "0.00,汉", "line 2, column amount"),
        ("1234.56,汉", f"{'9' * 17}.00,汉", "line 2, column amount"),
        ("汉江电力", "", "line 2, column payer_name"),
        ("6222-1", "6" * 35, "line 2, column payer_account"),
        ("6222-1", "62\t22", "line 2, column payer_account"),
        ("6222-1", "6222-1,more", "line 2"),
        ("ICBC-1", " ICBC-1", "line 2, column bank_reference"),
        ("6222-1", "6222-1 ", "line 2, column payer_account"),
        ("ICBC-2", '"ICBC-2', "line 3"),
        ("\nICBC-2", "\rICBC-2", "line 2"),
        ("ICBC-2", "ICBC\0-2", "line 3"),
        ("汉江", "汉\u2028江", "line 2, column payer_name"),
        ("汉江", "汉\ufffd江", "line 2"),
        ("2026-01-05,7", "46027,7", "line 2, column date"),
        ("2026-01-05,7", "1767605401000000000,7", "line 2, column date"),
        ("2026-01-05,7", "now,7", "line 2, column date"),
        ("1234.56,汉", "1_234.56,汉", "line 2, column amount"),
        ("1234.56,汉", "1234.560,汉", "line 2, column amount"),
        ("1234.56,汉", " 1234.56,汉", "line 2, column amount"),
        (DEPOSITS, "", "line 1"),
    ],
)
def test_a_statement_that_is_not_as_it_should_be_names_line_and_column(
    old: str, new: str, field: str
) -> None:
    assert old in DEPOSITS
    assert refused(deposits.read, DEPOSITS.replace(old, new, 1)) == field


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("confirmed", "paid", "line 2, column result"),
        ("confirmed,P1,", "confirmed,P1,why", "line 2, column reason"),
        ("account closed", "", "line 3, column reason"),
        ("32,", "31,", "line 3, column payment"),
        ("P2", "P1", "line 3, column bank_reference"),
        ("31,", "031,", "line 2, column payment"),
        ("31,1", "31,one", "line 2, column file"),
    ],
)
def test_an_answer_that_is_not_as_it_should_be_names_line_and_column(
    old: str, new: str, field: str
) -> None:
    assert refused(answers.read, ANSWERS.replace(old, new, 1)) == field


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("2026-01-06", "2026-01-05", "line 3, column date"),
        ("1001,0.00", ",0.00", "line 2, column settlement_account"),
        ("1001,0.00", "1001,-1.00", "line 2, column closing_balance"),
    ],
)
def test_a_balance_that_is_not_as_it_should_be_names_line_and_column(
    old: str, new: str, field: str
) -> None:
    assert refused(balances.read, BALANCES.replace(old, new, 1)) == field
