"""Docstrings and comments are in plain English: no word that is the sign of a riddle."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOMS = ("benchmarks", "engine", "gateway", "marketdata", "settlement_bridge", "tests")
SIGNS = re.compile(
    r"\b(?:told|said|stands?|stood|so many|so much|behind|whoever|whence|hence|which is to be"
    r"|needs not)\b",
    re.IGNORECASE,
)
# file: a phrase that is right there
RIGHT: dict[str, str] = {}
CODE = re.compile(r"`[^`]*`")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings(source: str) -> Iterator[str]:
    """Every docstring of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED):
            yield ast.get_docstring(node) or ""


def comments(source: str) -> Iterator[str]:
    """The comments of a module, one text for those on lines that follow each other."""
    text, last = "", 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        if token.start[0] != last + 1:
            yield text
            text = ""
        text, last = f"{text} {token.string.lstrip('#: ')}", token.start[0]
    yield text


def riddles(source: str, right: str = "") -> list[str]:
    """Texts of a module with a sign, outside names of the code and the phrase that is right."""
    texts = (" ".join(each.split()) for each in (*docstrings(source), *comments(source)))
    return [each for each in texts if SIGNS.search(_prose(each, right))]


def _prose(text: str, right: str) -> str:
    return CODE.sub("", text.replace(right, "") if right else text)


def modules(room: str) -> list[Path]:
    """Modules of a room, without what npm has put there."""
    found = sorted((HOUSE / room).rglob("*.py"))
    return [each for each in found if "node_modules" not in each.parts]


@pytest.mark.parametrize("room", ROOMS)
def test_docstrings_and_comments_are_in_plain_english(room: str) -> None:
    found = {}
    for path in modules(room):
        name = path.relative_to(HOUSE).as_posix()
        if texts := riddles(path.read_text(encoding="utf-8"), RIGHT.get(name, "")):
            found[name] = texts
    assert not found, found


def test_a_sign_is_found_across_lines_in_docstrings_and_comments_only() -> None:
    assert riddles('"""Take so\nmany."""') == ["Take so many."]
    assert riddles("# who is\n# told\n\nX = 1  # fine") == ["who is told"]
    assert not riddles('TEXT = "he said"')
    assert not riddles('"""The reader\'s own is `said`."""')


def test_each_exception_is_still_needed() -> None:
    for name, phrase in RIGHT.items():
        source = (HOUSE / name).read_text(encoding="utf-8")
        assert riddles(source) != riddles(source, phrase), name
