"""The house in numbers: how many rooms a package has, and how many files the registry."""

from __future__ import annotations

from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOMS_MAX = {"engine": 12, "gateway": 13, "settlement_bridge": 20}
REGISTRY_FILES_MAX = 131


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
    """Earlier forms of its tables apart, which are written once and read by no stranger."""
    files = (HOUSE / "settlement_bridge").rglob("*.py")
    assert len([each for each in files if each.parent.name != "versions"]) <= REGISTRY_FILES_MAX
