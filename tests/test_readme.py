"""The README tells the truth: its programs import what exists, the engine's example runs, its test
command is one line.
"""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("program", PROGRAMS, ids=["member", "analyst", "engine"])
def test_a_program_of_the_readme_imports_what_exists(program: str) -> None:
    imports = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.ImportFrom)]
    assert imports
    for node in imports:
        module = importlib.import_module(node.module or "")
        missing = [alias.name for alias in node.names if not hasattr(module, alias.name)]
        assert missing == []


def test_the_researchers_example_runs_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    exec(PROGRAMS[-1], names)
    assert names["venue"].check() == []
    assert capsys.readouterr().out.count("trades;") > 250


def test_the_two_commands_are_one_line_each() -> None:
    commands = [
        line for line in README.splitlines() if line.startswith("python3 -m venv .venv && ")
    ]
    assert [command.rsplit("/", 1)[-1] for command in commands] == [
        "ceax demo",
        "pytest -n 2 --dist loadfile",
    ]
