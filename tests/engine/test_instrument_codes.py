"""What an instrument's code means."""

from __future__ import annotations

import pytest

from engine.commands import Market
from engine.instrument_codes import (
    code_of,
    is_allowance,
    is_credit,
    kind_of,
    market_of,
    production_year_of,
    project_of,
    vintage_of,
    years_of,
)


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


def test_a_credit_is_of_a_project_and_a_year_of_production() -> None:
    code = "A210001-22"
    assert is_credit(code) and market_of(code) is Market.CREDITS
    assert (project_of(code), kind_of(code), production_year_of(code)) == ("A210001", "A2", 2022)


@pytest.mark.parametrize("code", ["CEA25", "CCER24", "A210001", "A210001-2022", "a210001-22"])
def test_what_is_no_credit_is_an_allowance_s_or_nothing(code: str) -> None:
    assert not is_credit(code) and market_of(code) is Market.ALLOWANCES
    assert (project_of(code), kind_of(code), production_year_of(code)) == ("", "", None)
