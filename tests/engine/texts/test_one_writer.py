"""Nothing but `engine/texts` prints, writes or reads CSV, or sets up a log: no new command can
forget it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[3]
ROOMS = ("engine", "gateway", "marketdata", "settlement_bridge")
WRITER = HOUSE / "engine" / "texts"
PAPERS = {
    "settlement_bridge/compliance/certificate_page.py",
}
FILES = [path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))]
# Programs to copy print as their readers would.
MODULES = [path for path in FILES if WRITER not in path.parents and "examples" not in path.parts]

CALLS = {
    *(
        "print",
        "typer.echo",
        "typer.secho",
        "typer.style",
        "typer.prompt",
        "typer.confirm",
        "click.echo",
        "click.secho",
    ),
    *(
        "csv.writer",
        "csv.DictWriter",
        "logging.basicConfig",
        "logging.StreamHandler",
        "logging.Formatter",
    ),
    *(
        "sys.stdout.write",
        "sys.stderr.write",
        "sys.stdout.buffer.write",
        "sys.stderr.buffer.write",
        "traceback.print_exc",
    ),
}
LIBRARIES = {"rich", "click"}
READING = {"csv.reader", "csv.DictReader"}
# a file of blocks for numpy, two files of the house's own, and those that come with the program
READERS = {
    "engine/study/order_files/rows.py",
    "settlement_bridge/documents/audit.py",
    "marketdata/archive/checking.py",
    "engine/commands/rule_books.py",
    "settlement_bridge/credits/law.py",
    "settlement_bridge/law/__init__.py",
}
PAPER = "reportlab"


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a module imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def calls(tree: ast.AST) -> set[str]:
    """The functions that a module calls, by the names it has for them."""
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


@cache
def tree_of(path: Path) -> ast.Module:
    """A module, parsed once for all tests of this file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def writes(tree: ast.Module) -> set[str]:
    """What a module does that only the writer may do."""
    modules = set(imported(tree))
    libraries = {name for name in modules if name.partition(".")[0] in LIBRARIES}
    return (calls(tree) | modules) & CALLS | libraries


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_only_the_writer_writes(path: Path) -> None:
    assert writes(tree_of(path)) == set()


def test_files_that_people_hand_in_are_read_by_one_intake() -> None:
    reading = {str(path.relative_to(HOUSE)) for path in MODULES if calls(tree_of(path)) & READING}
    assert reading == READERS


def test_only_the_writer_and_one_certificate_draw_on_paper() -> None:
    drawing = {
        str(path.relative_to(HOUSE))
        for path in MODULES
        if PAPER in " ".join(imported(tree_of(path)))
    }
    assert drawing == PAPERS


@pytest.mark.parametrize(
    "source",
    [
        "import typer\ntyper.echo(note)",
        "from rich.console import Console",
        "def f():\n    from rich import table",
        "print(note)",
        "from csv import writer",
        "import csv\ncsv.writer(file)",
        "import sys\nsys.stderr.write(note)",
        "import logging\nlogging.basicConfig()",
    ],
)
def test_a_module_that_writes_by_itself_is_found(source: str) -> None:
    assert writes(ast.parse(source))
