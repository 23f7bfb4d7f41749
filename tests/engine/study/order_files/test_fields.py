"""What fields mean, whichever file they come from, and how those that mean nothing are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import OrderFileRefused
from engine.study.order_files import fields
from engine.study.order_files.blocks import Column, Rows

INT64_MAX = 2**63 - 1


def rows(values: Any, given_: Any = None) -> Rows:
    array = np.array(values)
    there = array != b"" if array.dtype.kind == "S" else np.ones(len(array), bool)
    return Rows(
        Path("o.csv"),
        "line",
        np.arange(2, 2 + len(array)),
        {"it": Column(array, there if given_ is None else given_)},
    )


@given(st.lists(st.integers(0, INT64_MAX), min_size=1))
def test_whole_numbers_are_read_as_they_are(numbers: list[int]) -> None:
    texts = np.array([str(number).encode() for number in numbers])
    assert fields.integers(rows(texts), "it", 0, INT64_MAX).tolist() == numbers


@given(st.lists(st.integers(-INT64_MAX, INT64_MAX), min_size=1))
def test_negative_numbers_as_well(numbers: list[int]) -> None:
    texts = np.array([str(number).encode() for number in numbers])
    assert fields.integers(rows(texts), "it", -INT64_MAX, INT64_MAX).tolist() == numbers


@given(st.lists(st.integers(0, 10_000_000), min_size=1))
def test_prices_are_read_to_the_tick_from_texts_and_floats(ticks: list[int]) -> None:
    texts = np.array([f"{tick // 100}.{tick % 100:02d}".encode() for tick in ticks])
    assert fields.prices(rows(texts), "it").tolist() == ticks
    assert fields.prices(rows([tick / 100 for tick in ticks]), "it").tolist() == ticks


def test_nothing_stands_for_the_default() -> None:
    block = rows([b"", b"7"])
    assert fields.integers(block, "it", 1, 9, 3).tolist() == [3, 7]
    assert fields.words(block, "it", {"7": 70}, 5).tolist() == [5, 70]
    assert fields.prices(block, "it").tolist() == [0, 700]
    assert fields.times(block, "it").tolist() == [0, 7]
    assert fields.codes(block, "it", [b"7", b"1"], 4).tolist() == [4, 0]
    for read in (fields.prices, fields.times):
        assert read(block, "other").tolist() == [0, 0]
    assert fields.integers(block, "other", 1, 9, 3).tolist() == [3, 3]
    assert fields.words(block, "other", {"7": 70}, 5).tolist() == [5, 5]
    assert fields.codes(block, "other", [b"7"], 0).tolist() == [0, 0]


def test_times_are_nanoseconds_or_iso_8601() -> None:
    texts = [b"2026-01-05T09:30:00.000000001", b"", b"2026-01-05", b"2026-01-05 09:30:00"]
    day = 1_767_571_200_000_000_000
    assert fields.times(rows(texts), "it").tolist() == [
        day + 34_200_000_000_001,
        0,
        day,
        day + 34_200_000_000_000,
    ]
    assert fields.times(rows([day, 5]), "it").tolist() == [day, 5]


NUMBERS: list[tuple[Any, str]] = [
    ([b"1", b"x"], "line 3, it 'x': a whole number from 0 to 9 is allowed"),
    ([b"10"], "line 2, it '10'"),
    ([b"-1"], "line 2, it '-1'"),
    ([b"1.5"], "line 2, it '1.5'"),
    ([b"99999999999999999999"], "line 2, it '99999999999999999999'"),
    ([b"9999999999999999999"], "line 2, it '9999999999999999999'"),
    ([b"1_0"], "line 2, it '1_0'"),
    ([b"+1"], "line 2, it '\\+1'"),
    ([b" 1"], "line 2, it ' 1'"),
    ([b"--1"], "line 2, it '--1'"),
    ([b"1.0"], "line 2, it '1.0'"),
    ([b"-"], "line 2, it '-'"),
    (["１".encode()], "line 2, it '１'"),
    ([1.5], "line 2, it 1.5"),
    ([2.0**63], "line 2, it"),
    ([10], "line 2, it 10"),
]


@pytest.mark.parametrize(("values", "complaint"), NUMBERS)
def test_what_is_no_such_number_is_refused_by_line_and_value(values: Any, complaint: str) -> None:
    with pytest.raises(OrderFileRefused, match=complaint):
        fields.integers(rows(values), "it", 0, 9)


@pytest.mark.parametrize(
    "value",
    [
        *(b"78.505", b"nan", b"inf", b"-", b"1e400", b"78,5", b"\xff", 78.505, np.inf, b"1e20"),
        *(b"7_8", b"1e1", b"78.", b".5", b"78.500", b"7.8.5", b" 78.50", b"+78.50", b"9" * 19),
    ],
)
def test_what_is_no_price_is_refused(value: Any) -> None:
    with pytest.raises(OrderFileRefused, match=r"at most two decimals is allowed, as 78\.50"):
        fields.prices(rows([value]), "it")


NO_TIMES = (
    *(b"2026-13-01", b"-5", b"09:30:00", b"2026-01-05T25:00:00", b"now", b"NaT", b"46027.396"),
    *(b"2026-W02-4", b"2026-01-05T09", b"2026-01-05T09:30:00Z", b"2026-01-05T09:30:00.1_0"),
    *(b"20260-01-05", b"1969-12-31", b"2262-01-01", b"+2026-01-05", b"2026-01-05 09:30:00 "),
)


@pytest.mark.parametrize("value", NO_TIMES)
def test_what_is_no_time_is_refused(value: bytes) -> None:
    with pytest.raises(OrderFileRefused, match="line 2, it"):
        fields.times(rows([value]), "it")


ISO, EPOCH = b"2026-01-05T09:30:00", b"1767605401000000000"


@pytest.mark.parametrize("other", [EPOCH, b"now", b"46027.4", b"2026-01", b"2026"])
def test_a_column_of_times_has_one_form(other: bytes) -> None:
    with pytest.raises(OrderFileRefused, match=r"line 3, it .*: a time as 2026-01-05T09:30:00"):
        fields.times(rows([ISO, other]), "it")


def test_the_form_of_times_is_that_of_the_files_first_row() -> None:
    first, later = rows([EPOCH]), rows([ISO])
    later.forms = first.forms
    assert fields.times(first, "it").tolist() == [int(EPOCH)]
    with pytest.raises(OrderFileRefused, match=f"line 2, it '{ISO.decode()}': a whole number"):
        fields.times(later, "it")


@pytest.mark.parametrize("name", [b" A-1", b"A-1 ", b"\tA-1", 7])
def test_a_name_has_no_blanks_around_it_and_is_no_number(name: Any) -> None:
    assert fields.names(rows([b"A-1", b"", "甲 1".encode()]), "it")[2] == "甲 1".encode()
    with pytest.raises(OrderFileRefused, match=r"line 2, it .* is allowed"):
        fields.names(rows([name]), "it")


def test_words_and_codes_are_those_that_are_known() -> None:
    with pytest.raises(OrderFileRefused, match="line 3, it 'Buy': buy, sell are allowed"):
        fields.words(rows([b"buy", b"Buy"]), "it", {"buy": 1, "sell": 2}, 0)
    with pytest.raises(OrderFileRefused, match="line 2, it 7: buy are allowed"):
        fields.words(rows([7]), "it", {"buy": 1}, 0)
    with pytest.raises(OrderFileRefused, match="line 2, it 'CEA99': CEA25, CEA24 are known"):
        fields.codes(rows([b"CEA99"]), "it", [b"CEA25", b"CEA24"], 0)
    assert fields.codes(rows([b"CEA24", b"CEA25"]), "it", [b"CEA25", b"CEA24"], 0).tolist() == [
        1,
        0,
    ]
