"""The house in numbers: how many rooms a package has, how many files the registry, and in how many
files one thing is named.
"""

from __future__ import annotations

from pathlib import Path

import pytest

NAMES = ("withdraw_bid", "set_account_limit", "market_orders", "court_transfer", "turn_not_yours")
FILES_OF_A_NAME_MAX = 5
GENERATED = (
    "client/operations.py",
    "client/build.py",
    "client/weights.py",
    "remedies.py",
    "typed.py",
)

HOUSE = Path(__file__).parents[1]
ROOMS_MAX = {"engine": 12, "gateway": 14, "settlement_bridge": 21}
REGISTRY_FILES_MAX = 224


def rooms(package: str) -> list[str]:
    """Files and folders of Python directly in a package, `__init__` and examples apart."""
    found = (
        each
        for each in (HOUSE / package).iterdir()
        if each.suffix == ".py" or any(each.glob("*.py"))
    )
    return sorted(each.name for each in found if each.name not in ("__init__.py", "examples"))


@pytest.mark.parametrize(("package", "most"), ROOMS_MAX.items())
def test_a_package_has_no_more_rooms_than_a_stranger_can_keep_in_mind(
    package: str, most: int
) -> None:
    assert len(rooms(package)) <= most, rooms(package)


def test_the_registry_has_no_more_files_than_a_stranger_can_read() -> None:
    """Apart from earlier forms of its tables, and the types of its replies and the builders of its
    requests, which a program writes: no stranger reads them.
    """
    files = (HOUSE / "settlement_bridge").rglob("*.py")
    written = ("typed.py", "build.py")
    read = [each for each in files if each.parent.name != "versions" and each.name not in written]
    assert len(read) <= REGISTRY_FILES_MAX


@pytest.mark.parametrize("name", NAMES)
def test_one_operation_parameter_or_reason_is_named_in_few_files(name: str) -> None:
    sources = [path for room in ROOMS_MAX for path in (HOUSE / room).rglob("*.py")]
    texts = {path: path.read_text() for path in sources if not str(path).endswith(GENERATED)}
    named = [path for path, text in texts.items() if name in text or name.upper() in text]
    assert 0 < len(named) <= FILES_OF_A_NAME_MAX, named
