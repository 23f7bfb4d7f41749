"""The notebooks show what their cells give today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.notebooks import executed, notebooks, written


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.name)
def test_a_notebook_shows_what_its_cells_give(path: Path) -> None:
    assert written(executed(path)) == path.read_text(encoding="utf-8"), (
        "python -m tests.notebooks writes it"
    )
