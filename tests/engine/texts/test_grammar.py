"""One grammar of cells, one by one and whole columns at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import FileUnreadable
from engine.study.order_files.number_texts import numbers_of
from engine.texts import grammar
from engine.texts.csv_files import csv_lines

INT64_MAX = 2**63 - 1
DIGITS_MAX = 17  # of an amount before its point
NUMBERS = st.text("0123456789.-+_ e", max_size=21) | st.from_regex(
    r"-?[0-9]{1,19}(\.[0-9]{1,3})?", fullmatch=True
)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(NUMBERS, min_size=1, max_size=20))
@example(["1_0", "１", "٣", "-0", "00", "-", "."])
@example([str(INT64_MAX), str(INT64_MAX + 1), "9" * 19])
@example(["0.1", "0.10", "0.100", "1.", ".1", "-0.01", "9" * 17 + ".99"])
def test_a_column_is_read_as_its_cells_are(texts: list[str]) -> None:
    values = np.array([text.encode() for text in texts], "S40")
    for decimals, read in ((0, grammar.whole), (2, grammar.hundredths)):
        numbers, wrong = numbers_of(values, decimals)
        for text, number, is_wrong in zip(texts, numbers.tolist(), wrong.tolist(), strict=True):
            whole_part = text.lstrip("-").partition(".")[0]
            if text and len(whole_part) <= DIGITS_MAX:
                expected = read(text, -INT64_MAX, INT64_MAX)
                assert (None if is_wrong else number) == expected, text


@pytest.mark.parametrize(
    "text", ["1_0", " 1", "1 ", "+1", "1.0", "", "-", "１", "1\n", "0x1", "1e3"]
)
def test_what_is_no_whole_number(text: str) -> None:
    assert grammar.whole(text, -100, 100) is None


def test_ranges_and_decimals() -> None:
    assert [grammar.whole(text, 1, 9) for text in ("0", "1", "9", "10")] == [None, 1, 9, None]
    read = [grammar.hundredths(text, 0, 999) for text in ("9.99", "9.9", "9", "10", "-0.01")]
    assert read == [999, 990, 900, None, None]
    fen = [grammar.hundredths(text, 0, 999, to_the_fen=True) for text in ("9.90", "9.9", "9")]
    assert fen == [990, None, None]


@pytest.mark.parametrize(
    "text", ["2026-W02-4", "20260105", "2026-1-5", "2026-02-30", "46027", "now", "2026-01-05 "]
)
def test_what_is_no_day(text: str) -> None:
    assert grammar.day("2026-01-05") == 20_260_105 and grammar.day(text) is None


def test_lines_of_csv_end_where_an_editor_says_so() -> None:
    text = 'a,"b, c"\r\n\n1\x0b2\u2028\x85,3\n'
    assert list(csv_lines(text)) == [(1, ["a", "b, c"]), (2, []), (3, ["1\x0b2\u2028\x85", "3"])]
    assert list(csv_lines("")) == [] and list(csv_lines("\n")) == [(1, [])]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('a\n"b,c\n', "f.csv, line 2: not a CSV file"),
        ('a\n"b\nc",d\n', "f.csv, line 2: not a CSV file"),
        ('a\n"b"c\n', "f.csv, line 2: not a CSV file"),
        ("a\rb", "f.csv, line 1: a carriage return"),
    ],
)
def test_what_is_no_csv_is_refused_by_line(text: str, complaint: str) -> None:
    with pytest.raises(FileUnreadable, match=complaint):
        list(csv_lines(text, "f.csv"))
