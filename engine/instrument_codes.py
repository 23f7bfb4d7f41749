"""What an instrument's code means: whether it is an allowance, and of which vintage. Pure."""

from __future__ import annotations

import re

FIRST_CODE, FIRST_VINTAGE = "CEA", 2020  # CEA (19-20), the only one without a year in its code
CENTURY = 2000
ALLOWANCE = r"CEA(?:[0-9]{2})?"
ALLOWANCE_FORM = "CEA, or CEA and the two digits of its year, as CEA25"
_ALLOWANCE = re.compile(ALLOWANCE)


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
