"""Readers: a column is what its values are one by one, and None as soon as one of them is not
allowed.
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.protocol.errors import RequestError
from gateway.protocol.readers import Choice, Integer, Pattern, Remembered

READERS = {
    "integer": (Integer(1, 9), [1, 9, 5]),
    "choice": (Choice({"day": 0, "ioc": 3}), ["day", "ioc", "day"]),
    "pattern": (Pattern("[a-z]{1,3}", "1 to 3 letters"), ["a", "abc"]),
}
BAD: list[Any] = [0, 10, -1, 2**70, 1.5, True, None, "", "abcd", "A", "ab\n", b"a", [1], {"a": 1}]


@pytest.mark.parametrize("name", READERS)
def test_a_column_is_read_as_its_values_are(name: str) -> None:
    reader, good = READERS[name]
    column = reader.column(good)
    assert column is not None and list(column) == [reader("field", value) for value in good]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("bad", BAD, ids=repr)
def test_one_value_that_is_not_allowed_leaves_no_column(name: str, bad: Any) -> None:
    reader, good = READERS[name]
    with pytest.raises(RequestError):
        reader("field", bad)
    assert reader.column([*good, bad]) is None


def test_what_is_remembered_was_good_before() -> None:
    reader = Remembered(Pattern("[a-z]{1,3}", "1 to 3 letters"))
    assert reader.column(["abc", "abc"]) is None
    assert reader("field", "abc") == b"abc"
    assert reader.column(["abc", "abc"]) == [b"abc", b"abc"]
    assert reader.column(["abc", ["abc"]]) is None
    with pytest.raises(RequestError):
        reader("field", "ABC")
    assert reader.column(["abc", "ABC"]) is None
