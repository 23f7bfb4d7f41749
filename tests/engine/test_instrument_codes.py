"""What an instrument's code means."""

from __future__ import annotations

import pytest

from engine.instrument_codes import code_of, is_allowance, vintage_of, years_of


@pytest.mark.parametrize(
    ("code", "vintage"),
    [("CEA", 2020), ("CEA21", 2021), ("CEA25", 2025), ("CEA00", 2000), ("CEA99", 2099)],
)
def test_allowances_have_a_vintage(code: str, vintage: int) -> None:
    assert is_allowance(code)
    assert vintage_of(code) == vintage
    assert vintage in years_of(code)


@pytest.mark.parametrize(
    "code",
    ["CCER24", "A110002-22", "CEA2025", "CEA5", "cea25", " CEA25", "CEA25 ", "CEA２５", "CEA25\n"],
)
def test_other_codes_have_none(code: str) -> None:
    assert not is_allowance(code)
    assert vintage_of(code) is None
    assert not years_of(code)


def test_the_first_vintage_is_of_two_years_and_has_no_year_in_its_code() -> None:
    assert list(years_of("CEA")) == [2019, 2020]
    assert [code_of(vintage) for vintage in (2020, 2021, 2030)] == ["CEA", "CEA21", "CEA30"]
