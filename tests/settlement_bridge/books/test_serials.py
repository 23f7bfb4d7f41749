"""Serial numbers as people read them, and the forks by which spans are found."""

from __future__ import annotations

from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.units import UNITS_MAX
from settlement_bridge.books import Series, serials
from settlement_bridge.books.serials import Serial

numbers = st.integers(1, UNITS_MAX)


def test_a_serial_number_says_instrument_year_province_and_number() -> None:
    serial = Serial("CEA25", Series(2025, 42), 1_234)
    assert serials.write(serial) == "CEA25-2025-42-000000001234"
    assert serials.read("CEA25-2025-42-000000001234") == serial


@given(
    st.sampled_from(["CEA", "CEA25", "CCER-WIND-7"]),
    st.integers(2000, 2999),
    st.integers(0, 99),
    numbers,
)
def test_every_serial_number_is_read_as_it_was_written(
    instrument: str, year: int, province: int, number: int
) -> None:
    serial = Serial(instrument, Series(year, province), number)
    assert serials.read(serials.write(serial)) == serial


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CEA25",
        "CEA25-2025-42-1234",
        "CEA25-2025-42-000000000000",
        "CEA25-1999-42-000000000001",
        "CEA25-2025-142-000000000001",
        "CEA25-2025-4x-000000000001",
        "-2025-42-000000000001",
        "CEA25-2025-42-00000000000١",
    ],
)
def test_what_is_no_serial_number_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(ValueError, match="INSTRUMENT-YEAR-PROVINCE-NUMBER"):
        serials.read(text)


@given(numbers, numbers, numbers)
def test_a_spans_fork_is_among_those_over_each_of_its_numbers(a: int, b: int, c: int) -> None:
    first, last = min(a, b), max(a, b)
    inside = first + c % (last - first + 1)
    assert first <= serials.fork(first, last) <= last
    assert serials.fork(first, last) in serials.forks_over(inside)


@given(numbers, numbers)
def test_the_fork_is_what_the_ends_begin_with_alike_then_a_one_then_zeros(a: int, b: int) -> None:
    first, last = f"{min(a, b):064b}", f"{max(a, b):064b}"
    alike = "".join(
        digit
        for digit, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=True))
    )
    expected = alike if first == last else (alike + "1").ljust(64, "0")
    assert f"{serials.fork(int(first, 2), int(last, 2)):064b}" == expected
