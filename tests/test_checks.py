"""`.ci/run` and `.ci/check`, played with small programs in the places of their tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
TOOLS = ("ruff", "mypy", "lint-imports", "pytest", "pip", "python")
TYPESCRIPT = "python tests/gateway/client/javascript/install.py"
CHECKS = ["ruff format --check .", "ruff check .", "mypy", "lint-imports"]
AHEAD = "python -m tests.compiled_ahead"  # beside the others, so at any place among them
USUAL = "pytest -n 2 --dist loadfile"
PATIENCE_S = 30  # less than the longest of what is ended
STAND_IN = '#!/bin/sh\necho "$(basename "$0") $*" >> "$HEARD"\n[ "$(basename "$0")" != "$FAILS" ]\n'


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with the project's checks and small programs that write down how they are called."""
    folder = tmp_path / "a house"
    shutil.copytree(HOUSE / ".ci", folder / ".ci")
    shutil.copy(HOUSE / "README.md", folder)
    for place, names in ((folder / ".venv/bin", TOOLS), (folder / "bin", ("python3", "postgres"))):
        place.mkdir(parents=True)
        for name in (*names, "strace", "chromium"):
            (place / name).write_text(STAND_IN)
            (place / name).chmod(0o755)
    return folder


def calls(house: Path, *words: str, fails: str = "") -> tuple[int, list[str]]:
    """The exit code of a script in the house, and what it called in order, one after the other."""
    heard = house / "heard"
    environment = os.environ | {
        "PATH": f"{house / 'bin'}:{os.environ['PATH']}",
        "HEARD": str(heard),
        "FAILS": fails,
    }
    command = [house / words[0], *words[1:]]
    code = subprocess.run(
        command, env=environment, check=False, stdout=subprocess.PIPE, timeout=PATIENCE_S
    ).returncode  # which comes when everything that it started has ended too
    called = [line.strip() for line in heard.read_text().splitlines()]
    return code, [line for line in called if line != AHEAD]


def test_check_runs_form_types_imports_and_the_tests(house: Path) -> None:
    assert calls(house, ".ci/check") == (0, [*CHECKS, USUAL])


def test_check_compiles_meanwhile_and_ends_that_when_something_fails(house: Path) -> None:
    programs = {
        "python": 'echo "python $*" > "$HEARD.ahead"; exec sleep 60',
        "mypy": 'until [ -s "$HEARD.ahead" ]; do :; done; false',
    }
    for name, text in programs.items():
        (house / ".venv/bin" / name).write_text(f"#!/bin/sh\n{text}\n")
    assert calls(house, ".ci/check")[0] != 0
    assert (house / "heard.ahead").read_text() == f"{AHEAD}\n"


def test_words_after_check_are_for_the_tests(house: Path) -> None:
    assert calls(house, ".ci/check", "tests/engine", "-x")[1][-1] == "pytest tests/engine -x"


@pytest.mark.parametrize("tool", ["ruff", "mypy", "lint-imports", "pytest"])
def test_check_fails_with_the_tool_that_fails(house: Path, tool: str) -> None:
    code, called = calls(house, ".ci/check", fails=tool)
    assert code != 0
    assert called[-1].startswith(tool)


def test_run_installs_as_the_readme_says_and_checks(house: Path) -> None:
    code, called = calls(house, ".ci/run")
    assert code == 0
    installed = ["python3 -m venv .venv", "pip install -q -e .[test]", TYPESCRIPT]
    assert called == [*installed, *CHECKS, USUAL]


def test_the_hooks_before_a_commit_run_what_check_runs() -> None:
    hooks = (HOUSE / ".pre-commit-config.yaml").read_text()
    entries = re.findall(r"entry: \.venv/bin/(.+)", hooks)
    assert entries == [re.sub(r" --check| \.$", "", check) for check in CHECKS]
