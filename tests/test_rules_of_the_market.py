"""A stranger's question about a rule of the market is answered by the file that decides it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
# question: the file whose name carries the term, and its function or class that decides
ANSWERS = {
    "five-level rule": ("engine/rules/five_levels.py", "match"),
    "composite price": ("marketdata/composite.py", "Composite"),
    "T+1": ("engine/rules/t_plus_1.py", "due"),
    "duplicate client order id": (
        "gateway/floor/duplicate_client_ids.py",
        "stored_answer",
    ),
    "price limit": ("engine/rules/price_limits.py", "limit_price"),
}
PARTS = ("The rule: ", "Where it is applied: ")
FILE = re.compile(r"[a-z_]+(?:/[a-z0-9_]+)+\.py")


@pytest.mark.parametrize("question", ANSWERS)
def test_one_file_decides_the_rule_and_says_it(question: str) -> None:
    name, decides = ANSWERS[question]
    tree = ast.parse((HOUSE / name).read_text(encoding="utf-8"))
    text = ast.get_docstring(tree) or ""
    defined = [each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)]
    assert decides in defined
    assert text.lower().startswith(question.lower()) or question in text.split("\n", 1)[0]
    assert all(f"\n{part}" in text for part in PARTS)
    assert f"`{decides}`" in text
    assert [each for each in FILE.findall(text) if not (HOUSE / each).is_file()] == []
