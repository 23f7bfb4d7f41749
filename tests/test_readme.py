"""The README is short, and each of its blocks works in a fresh folder, in order."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from shlex import quote
from typing import Any

import pytest
import typer

from gateway.cli import root
from tests.faults.house import free_ports
from tests.warm_program import warm, write_program
from tests.worked_examples import FIRST_VENUE, HOUSE, ROOMS, environment, run

README = (HOUSE / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
PAGES = sorted(each for folder in (*ROOMS, ".github") for each in (HOUSE / folder).rglob("*.md"))
PAGES += sorted(HOUSE.glob("*.md"))
BYTES_MAX = 9_000
# Acts as `python3 -m venv`: programs that print their arguments. `.ci/run` really installs.
VENV = """#!/bin/sh
mkdir -p .venv/bin
for name in pip ceax pytest; do
    printf '#!/bin/sh\\necho %s "$*"\\n' "$name" > ".venv/bin/$name"
    chmod +x ".venv/bin/$name"
done
"""


@cache
def _program() -> Any:
    """`ceax` with all its commands."""
    return typer.main.get_command(root())


def test_the_readme_is_short() -> None:
    assert len(README.encode()) <= BYTES_MAX


def test_a_first_venue_takes_ten_commands() -> None:
    commands = re.findall(
        r"^ceax (?!serve)", (HOUSE / FIRST_VENUE).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(commands) == 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    for line in re.findall(r"`ceax ([a-z][^`\\]*)`", page.read_text(encoding="utf-8")):
        words = line.split()
        command: Any = _program()
        while words and words[0] in getattr(command, "commands", ()):
            command = command.commands[words.pop(0)]
        options = {option for each in command.params for option in each.opts} | {"--help"}
        asked = {word for word in words if word.startswith("--")} - {"--"}
        assert not hasattr(command, "commands") or words[:1] in ([], ["--help"]), line
        assert asked <= options, line


def test_each_block_works_in_a_fresh_folder_in_order(tmp_path: Path) -> None:
    printed = _run(_one_script(), tmp_path)
    for part in (
        "pip install -q .\nceax demo\n",
        "pip install -q -e .[test]\npytest -n 2 --dist loadfile\n",
        "buy 4 t CEA25 at 79.00 filled",
        "'client_order_id': 'b-1'",
        "'latest'",
        "2026-12-31",
    ):
        assert part in printed, printed


def test_the_two_commands_are_one_line_each() -> None:
    lines = [each for each in README.splitlines() if each.startswith("python3 -m venv .venv && ")]
    assert [each.rsplit("/", 1)[-1] for each in lines] == [
        "ceax demo",
        "pytest -n 2 --dist loadfile",
    ]


def _one_script() -> str:
    """All blocks, a Python program as the input of Python; in the end the venue stops."""
    blocks = (
        f"{quote(sys.executable)} - <<'END'\n{text}END" if language == "python" else text
        for language, text in BLOCKS
    )
    return "\n".join(blocks) + "\nkill %1; wait\n"


def _run(script: str, folder: Path) -> str:
    programs = write_program(folder / "programs")
    (programs / "python3").write_text(VENV)
    (programs / "python3").chmod(0o755)
    (folder / "work").mkdir()
    gateway, feed = (str(port) for port in free_ports(2))
    words = ["bash", "-c", script.replace("9101", gateway).replace("9102", feed)]
    ports = {"GATEWAY_PORT": gateway, "FEED_PORT": feed}
    with warm(programs):
        return run(words, folder / "work", environment(programs) | ports)
