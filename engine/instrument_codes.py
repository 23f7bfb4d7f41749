"""What an instrument's code means: of which market it is, and an allowance's vintage or a credit's
project and year of production. Pure.
"""

from __future__ import annotations

import re

from engine.commands import Market

FIRST_CODE, FIRST_VINTAGE = "CEA", 2020  # CEA (19-20), the only one without a year in its code
CENTURY = 2000
ALLOWANCE = r"CEA(?:[0-9]{2})?"
ALLOWANCE_FORM = "CEA, or CEA and the two digits of its year, as CEA25"
_ALLOWANCE = re.compile(ALLOWANCE)
# A credit has the number of its project and the year in which it was produced. The number is
# the letter of its field, the digits of its methodology and of that one's version, and a serial.
CREDIT = r"[A-Z][0-9]{6}-[0-9]{2}"
CREDIT_FORM = "a project's number and the two digits of the year of production, as A210001-22"
_CREDIT = re.compile(CREDIT)
KIND_LENGTH = 2  # of a project's number: its field and its methodology


def is_allowance(code: str) -> bool:
    """Whether a code is that of allowances (配额): CEA, CEA21 ..."""
    return _ALLOWANCE.fullmatch(code) is not None


def vintage_of(code: str) -> int | None:
    """The vintage of a code: 2025 of CEA25, 2020 of CEA (19-20); None where it has none."""
    if not is_allowance(code):
        return None
    return FIRST_VINTAGE if code == FIRST_CODE else CENTURY + int(code.removeprefix(FIRST_CODE))


def years_of(code: str) -> range:
    """The years that the units of a vintage may carry; none where the code names no vintage."""
    vintage = vintage_of(code)
    if vintage is None:
        return range(0)
    return range(vintage - (code == FIRST_CODE), vintage + 1)


def code_of(vintage: int) -> str:
    """The code of a vintage."""
    return FIRST_CODE if vintage == FIRST_VINTAGE else f"{FIRST_CODE}{vintage % 100:02}"


def is_credit(code: str) -> bool:
    """Whether a code is that of credits (核证自愿减排量): A210001-22 ..."""
    return _CREDIT.fullmatch(code) is not None


def project_of(code: str) -> str:
    """Number of the project of credits: A210001 of A210001-22; empty where the code is another."""
    return code.partition("-")[0] if is_credit(code) else ""


def kind_of(code: str) -> str:
    """The kind of the project of credits, its field and its methodology: A2 of A210001-22; empty
    where the code is another.
    """
    return project_of(code)[:KIND_LENGTH]


def production_year_of(code: str) -> int | None:
    """The year in which credits were produced: 2022 of A210001-22; None where it has none."""
    return CENTURY + int(code.partition("-")[2]) if is_credit(code) else None


def market_of(code: str) -> Market:
    """The market in which an instrument of this code is traded."""
    return Market.CREDITS if is_credit(code) else Market.ALLOWANCES
