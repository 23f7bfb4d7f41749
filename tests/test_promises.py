"""The pages beside the code: licence, change log, security."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
PAGES = ("CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md")
WORDS = re.compile(r"`((?:tests|benchmarks|engine|gateway|\.ci)/[\w./]+)`")


def test_the_licence_is_whole_and_named_in_the_package() -> None:
    text = (HOUSE / "LICENSE").read_text()
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["license"] == "Apache-2.0"
    assert PROJECT["license-files"] == ["LICENSE"]


def test_the_change_log_begins_with_the_version_of_the_package() -> None:
    headings = re.findall(r"^## (\d+\.\d+\.\d+)", (HOUSE / "CHANGELOG.md").read_text(), re.M)
    assert headings[0] == PROJECT["version"] == metadata("ceax")["Version"]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    text = (HOUSE / page).read_text()
    for name in WORDS.findall(text):
        assert (HOUSE / name).exists(), name
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((HOUSE / page).parent / link).exists(), link
