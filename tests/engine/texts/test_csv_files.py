import csv
import io

import pytest

from engine.texts.csv_files import FORMULA, cell, csv_text, original
from tests.engine.texts.hostile import ACTING, CHINESE, FORMULAS, HOSTILE, MARKUP, is_harmless

PLAIN = ("-3.13", "+5", "-0.05", "78.50", "a=b", "2026-01-05", "C:\\x")
MORE = ("", "'", "''", "\\", "'\\n", "=\\x1b\x1b", "\\\\n", "-", "\u3000=1")


@pytest.mark.parametrize("text", [*HOSTILE, *CHINESE, *MORE])
def test_a_cell_gives_its_text_back(text: str) -> None:
    assert original(cell(text)) == text


@pytest.mark.parametrize("text", [*FORMULAS, *ACTING])
def test_a_cell_that_would_act_begins_with_an_apostrophe(text: str) -> None:
    assert cell(text).startswith("'")
    assert is_harmless(cell(text))


@pytest.mark.parametrize("text", [*MARKUP, *CHINESE, *PLAIN])
def test_other_texts_and_numbers_are_written_as_they_are(text: str) -> None:
    assert cell(text) == text


def test_rows_have_numbers_nothing_and_texts_that_do_not_act() -> None:
    written = csv_text([("a", "b"), (-5, None), ("=1", "x,y"), ("\n=1", '"')])
    assert written == 'a,b\n-5,\n\'=1,"x,y"\n\'\\n=1,""""\n'
    values = {value for row in csv.reader(io.StringIO(written)) for value in row}
    assert {value for value in values if value.startswith(FORMULA[:4])} == {"-5"}
