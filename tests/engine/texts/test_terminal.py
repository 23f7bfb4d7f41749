import contextlib
import io
import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.errors import MarkupError

from engine.texts import terminal
from engine.texts.progress import Measure, bars
from engine.texts.terminal import Styled
from engine.texts.visible import visible
from tests.engine.texts.hostile import ACTING, CHINESE, HOSTILE, MARKUP, is_harmless

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
WAYS: dict[str, Callable[[str], None]] = {
    "line": terminal.line,
    "styled line": lambda text: terminal.line(Styled(text, "red")),
    "cell": lambda text: terminal.table(("a", "b"), [("x", text), (Styled(text, "green"), "y")]),
    "heading": lambda text: terminal.table((text,), []),
    "title": lambda text: terminal.table(("a",), [("x" * 70,)], title=text),
    "caption": lambda text: terminal.table(None, [("x" * 30, "y" * 30)], caption=text),
    "wide cell": lambda text: terminal.wide_table("t", ["a"], [(text,)]),
    "wide heading": lambda text: terminal.wide_table("t", [text], []),
    "wide title": lambda text: terminal.wide_table(text, ["a"], []),
    "panel": lambda text: terminal.panels([("p", visible(text))]),
    "panel's title": lambda text: terminal.panels([(text, "x" * 60)]),
}


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", [*HOSTILE, *CHINESE])
def test_a_hostile_text_shows_as_text(way: str, text: str, capsys: Capture) -> None:
    WAYS[way](text)
    said = capsys.readouterr().out
    assert visible(text) in said
    assert is_harmless(said)


@pytest.mark.parametrize("text", HOSTILE)
def test_an_error_shows_as_one_line(text: str, capsys: Capture) -> None:
    terminal.line(f"ceax: {text}", error=True)
    terminal.line(Styled(f"ceax: {text}", "red"), error=True)
    assert capsys.readouterr().err.splitlines() == [f"ceax: {visible(text)}"] * 2


def test_a_bar_takes_no_text_for_markup(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with bars(Measure.COUNT) as shown:
        bar = shown.begin("[/x]\x1b[2J", 3)
        bar.name("[/red]")
        bar.advance()
    assert "[/red]" in capsys.readouterr().err


@pytest.mark.parametrize("draw", [terminal.table, partial(terminal.wide_table, "t")])
def test_columns_stay_in_line_beside_chinese_and_escapes(draw: Any, capsys: Capture) -> None:
    names = [CHINESE[0], "zero\u200bwidth", "abc", "\u202e\u78b3"]
    draw(("name", "mark"), [(name, "#") for name in names])
    rows = [line for line in capsys.readouterr().out.splitlines() if "#" in line]
    assert len({cell_len(row[: row.index("#")]) for row in rows}) == 1


def test_a_long_cell_is_folded_and_never_cut(capsys: Capture) -> None:
    terminal.table(None, [("long", "x" * 300)])
    assert capsys.readouterr().out.count("x") == 300


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
@pytest.mark.parametrize("text", [*HOSTILE, *CHINESE])
def test_another_encoding_gets_escapes(encoding: str, text: str, monkeypatch: Patch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    monkeypatch.setattr(sys, "stdout", out)
    terminal.line(text)
    terminal.wide_table(text, ["a"], [(text,)])
    terminal.json_line([text])
    out.seek(0)
    said = out.read()
    assert is_harmless(said)
    assert json.loads(said.splitlines()[-1]) == [text]


@pytest.mark.parametrize("text", [*MARKUP[:5], *ACTING])
def test_a_text_that_goes_round_the_writer_is_found(text: str, capsys: Capture) -> None:
    with contextlib.suppress(MarkupError, UnicodeEncodeError):
        Console().print(text)
    said = capsys.readouterr().out
    assert visible(text) not in said or not is_harmless(said)
