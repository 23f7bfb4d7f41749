"""Docstrings, comments, messages and pages are in plain English: no word that is the sign of a
riddle.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.pages import pages

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
BLOCK = re.compile(r"```.*?```", re.DOTALL)
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


def messages(source: str) -> Iterator[str]:
    """The texts of a module that people may read: its strings of several words."""
    tree = ast.parse(source)
    parts = [each for each in ast.walk(tree) if isinstance(each, ast.JoinedStr)]
    known = {id(part) for each in parts for part in each.values} | {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, DOCUMENTED) and isinstance(node.body[0], ast.Expr)
    }
    for each in parts:
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in each.values
        )
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known:
            yield node.value


def riddles(source: str, right: str = "") -> list[str]:
    """Texts of a module with a sign, outside names of the code and the phrase that is right."""
    return _signed((*docstrings(source), *comments(source)), right)


def _signed(texts: Iterable[str], right: str = "") -> list[str]:
    plain = (" ".join(each.split()) for each in texts)
    return [each for each in plain if " " in each and SIGNS.search(_prose(each, right))]


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


@pytest.mark.parametrize("room", [each for each in ROOMS if each != "tests"])
def test_messages_are_in_plain_english(room: str) -> None:
    found = {}
    for path in modules(room):
        if texts := _signed(messages(path.read_text(encoding="utf-8"))):
            found[path.relative_to(HOUSE).as_posix()] = texts
    assert not found, found


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_a_page_is_in_plain_english(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    assert _signed(text.split("\n\n")) == []


def test_a_sign_is_found_across_lines_in_docstrings_and_comments_only() -> None:
    assert riddles('"""Take so\nmany."""') == ["Take so many."]
    assert riddles("# who is\n# told\n\nX = 1  # fine") == ["who is told"]
    assert not riddles('TEXT = "he said"')
    assert _signed(messages('TEXT = f"who {x} told"')) == ["who … told"]
    assert not _signed(messages('KEY = "told"'))
    assert not riddles('"""The reader\'s own is `said`."""')


def test_each_exception_is_still_needed() -> None:
    for name, phrase in RIGHT.items():
        source = (HOUSE / name).read_text(encoding="utf-8")
        assert riddles(source) != riddles(source, phrase), name
