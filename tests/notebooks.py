"""Notebooks run as programs: every code cell in order in one namespace, as a kernel would, with
what it prints and shows kept as its outputs.

`python -m tests.notebooks` runs all of them and writes the outputs into the files. It needs no
kernel, so a notebook uses no magic command and no library that only a kernel has.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from tests.worked_examples import HOUSE

FOLDER = HOUSE / "marketdata" / "examples" / "notebooks"
SHOWN = (("image/svg+xml", "_repr_svg_"), ("text/html", "_repr_html_"))
Cell = dict[str, Any]


def notebooks() -> list[Path]:
    """The notebooks of the documents."""
    return sorted(FOLDER.glob("*.ipynb"))


def executed(path: Path) -> dict[str, Any]:
    """A notebook with the outputs of its cells. Raises what a cell raises."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    with _importing_from(path.parent):
        for number, cell in enumerate(cells, 1):
            cell["outputs"] = _run(cell, names, number)
            cell["execution_count"] = number
    return notebook


def written(notebook: dict[str, Any]) -> str:
    """A notebook as its file holds it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _run(cell: Cell, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    parsed = ast.parse("".join(cell["source"]), f"cell {number}")
    last = parsed.body.pop() if isinstance(parsed.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(parsed, f"cell {number}", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names)
    text = printed.getvalue()
    outputs = [{"name": "stdout", "output_type": "stream", "text": _lines(text)}] if text else []
    return outputs if value is None else [*outputs, _result(value, number)]


def _result(value: Any, number: int) -> dict[str, Any]:
    """What a notebook shows of the last expression of a cell."""
    shown = {kind: getattr(value, name)() for kind, name in SHOWN if hasattr(value, name)}
    if "image/svg+xml" not in shown:
        shown["text/plain"] = repr(value)
    data = {kind: _lines(text) for kind, text in shown.items()}
    return {
        "data": data,
        "execution_count": number,
        "metadata": {},
        "output_type": "execute_result",
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


@contextlib.contextmanager
def _importing_from(folder: Path) -> Any:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def main() -> None:
    """Run all notebooks and write what they show into them."""
    for path in notebooks():
        path.write_text(written(executed(path)), encoding="utf-8")


if __name__ == "__main__":
    main()
