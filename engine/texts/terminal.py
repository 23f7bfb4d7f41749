"""Lines, tables and JSON on the terminal: the only place that prints.

No text that is passed here is taken for markup.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TextIO

from engine.texts.visible import json_text, visible, visible_lines

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

WIDTH_MAX = 1_000  # columns of a table that is wider than the terminal
SIDE_BY_SIDE = 140  # columns of a terminal in which two panels fit


class Styled(NamedTuple):
    """A text with a style of rich, as `red` or `bold green`."""

    text: str
    style: str


Cell = str | Styled


def line(text: Cell, *, error: bool = False) -> None:
    """One line on stdout, or on stderr. A line end in the text shows as `\\n`."""
    if isinstance(text, Styled):
        _console(error).print(_text(text, error), soft_wrap=True)
    else:
        print(_encodable(visible(text), error), file=_stream(error), flush=True)


def lines(text: str, *, end: str = "\n") -> None:
    """A text of ours on stdout, line by line; its parts from elsewhere were made visible before."""
    print(_encodable(visible_lines(text), False), end=end, flush=True)


def json_line(content: Any, indent: int | None = None) -> None:
    """JSON on stdout: exact, with escapes for what a terminal would act on."""
    is_utf = (sys.stdout.encoding or "utf-8").lower().replace("-", "").startswith("utf")
    print(json_text(content, indent, ascii_only=not is_utf), flush=True)


def agreed(question: str) -> bool:
    """Whether who sits at the terminal says yes."""
    return answer(f"{question} [y/N]").strip().lower() in ("y", "yes")


def answer(question: str) -> str:
    """What is typed at the terminal in answer, empty when the input ends."""
    print(_encodable(visible_lines(question), True), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().rstrip("\n")


def table(
    headings: Sequence[str] | None,
    rows: Iterable[Sequence[Cell] | None],
    *,
    title: str = "",
    caption: str = "",
    right: Collection[int] = (),
) -> None:
    """A table in a frame; long cells are folded, never cut.

    Without headings every row has two cells. `right`: the columns of figures. A row None is a line
    between rows.
    """
    from rich.table import Table

    drawn = Table(show_header=headings is not None)
    drawn.title = _text(title) if title else None
    drawn.caption = _text(caption) if caption else None
    for place, heading in enumerate(headings or ("figure", "value")):
        drawn.add_column(_text(heading), justify=_side(place in right), overflow="fold")
    for row in rows:
        if row is None:
            drawn.add_section()
        else:
            drawn.add_row(*map(_text, row))
    _console().print(drawn)


def wide_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Collection[int] = (),
) -> None:
    """A table without a frame; too wide for the terminal, it is printed wider."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, heading in enumerate(headings):
        drawn.add_column(_text(heading), justify=_side(place in right), no_wrap=True)
    for row in rows:
        drawn.add_row(*map(_text, row))
    console = _console()
    least = console.measure(drawn, options=console.options.update(width=WIDTH_MAX)).maximum
    console.width = max(console.width, least)
    line(title)
    console.print(drawn)


def panels(titled: Sequence[tuple[str, str]]) -> None:
    """Texts of several lines, each in a frame with a title; two side by side where that fits."""
    from rich.columns import Columns
    from rich.panel import Panel

    console = _console()
    width = console.width if console.width < SIDE_BY_SIDE else console.width // 2 - 1
    framed = [Panel(_body(text), title=_text(title), width=width) for title, text in titled]
    console.print(Columns(framed, equal=True))


def _side(of_figures: bool) -> Literal["left", "right"]:
    return "right" if of_figures else "left"


def _body(text: str) -> RenderableType:
    from rich.text import Text

    return Text(_encodable(visible_lines(text), False), overflow="fold")


def _text(cell: Cell, error: bool = False) -> Text:
    from rich.text import Text

    text, style = cell if isinstance(cell, Styled) else (cell, "")
    return Text(_encodable(visible(text), error), style)


def _console(error: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=error, markup=False, emoji=False, highlight=False)


def _stream(error: bool) -> TextIO:
    return sys.stderr if error else sys.stdout


def _encodable(text: str, error: bool) -> str:
    """The text with escapes for what the terminal's encoding has no bytes for."""
    encoding = _stream(error).encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
