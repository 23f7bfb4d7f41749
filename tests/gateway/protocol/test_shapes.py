"""Readers that are made of others: what they give, what they refuse and by which name."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft7Validator

from gateway.protocol import field_tables
from gateway.protocol.errors import RequestError
from gateway.protocol.maps import Field, Record, may, must, must_unless
from gateway.protocol.readers import Choice, Integer, Pattern, Reader, Remembered
from gateway.protocol.shapes import Anything, Converted, ListOf, MapOf, Nullable, OneOf
from gateway.protocol.texts import Boolean, Date, Line, Printable, PrintableBytes, Word

DIGIT = Integer(0, 9)
RECORD = Record(must(a=DIGIT) | may(b=Boolean()) | must_unless("b", True, c=DIGIT))
# A reader, values it takes with what it gives, and values that it refuses with the field it names.
CASES: dict[str, tuple[Reader, list[tuple[Any, Any]], list[tuple[Any, str]]]] = {
    "integer": (DIGIT, [(0, 0), (9, 9)], [(10, "f"), ("1", "f"), (True, "f")]),
    "choice": (Choice({"buy": 1}), [("buy", 1)], [("sell", "f"), (1, "f")]),
    "word": (Word("a", "b"), [("a", "a")], [("c", "f"), (None, "f")]),
    "pattern": (Pattern("[a-z]+", "letters"), [("abc", b"abc")], [("A", "f"), ("", "f")]),
    "remembered": (Remembered(Pattern("a|b", "a or b")), [("a", b"a")], [("c", "f")]),
    "converted": (Converted(DIGIT, str), [(7, "7")], [(70, "f")]),
    "boolean": (Boolean(), [(True, True)], [(1, "f"), ("true", "f")]),
    "flag": (Boolean(64), [(True, 64), (False, 0)], [(64, "f")]),
    "line": (Line(3), [("abc", "abc"), ("", "")], [("abcd", "f"), (1, "f")]),
    "printable": (Printable(1, 3), [("碳", "碳")], [("", "f"), ("\n", "f"), ("abcd", "f")]),
    "bytes": (PrintableBytes(3), [("碳", "碳".encode())], [("碳a", "f"), ("", "f")]),
    "date": (Date(), [("2026-01-05", 20260105)], [("2026-02-30", "f"), ("", "f"), (1, "f")]),
    "date or none": (Date(or_none=True), [("", 0)], [("2026-1-5", "f")]),
    "null": (Nullable(DIGIT), [(None, None), (1, 1)], [(10, "f")]),
    "list": (ListOf(DIGIT, "digits", 2), [([], []), ([1, 2], [1, 2])], [([1, 10], "f.1")]),
    "long list": (ListOf(DIGIT, "digits", 2), [], [([1, 2, 3], "f"), ("12", "f")]),
    "map": (MapOf(DIGIT, "words"), [({"a": 1}, {"a": 1})], [({"a": 10}, "f.a"), ([], "f")]),
    "record": (RECORD, [({"a": 1, "c": 2}, {"a": 1, "c": 2})], [({"a": 10, "c": 1}, "f.a")]),
    "record without": (RECORD, [({"a": 1, "b": True}, {"a": 1, "b": True})], [({"a": 1}, "f")]),
    "one of": (OneOf(DIGIT, Boolean()), [(1, 1), (True, True)], [("x", "f")]),
    "anything": (Anything(), [(1, 1), (None, None), ([], [])], []),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_reader_takes_fits_its_schema_and_what_it_refuses_is_named(name: str) -> None:
    reader, good, bad = CASES[name]
    schema = Draft7Validator(reader.schema())
    for value, meaning in good:
        assert reader("f", value) == meaning
        assert schema.is_valid(value)
    for value, named in bad:
        with pytest.raises(RequestError) as caught:
            reader("f", value)
        assert caught.value.field == named


@pytest.mark.parametrize("name", CASES)
def test_a_reader_has_a_type_and_words(name: str) -> None:
    reader = CASES[name][0]
    assert reader.python and reader.text
    compile(reader.python, "annotation", "eval")


def test_a_page_shows_what_may_be_left_out_what_it_means_and_when_it_is_null() -> None:
    fields = may(side=Field(Choice({"buy": 1}), "of the order")) | must(
        last_fen=Nullable(DIGIT, "no trade"), rows=ListOf(Record(must(a=Word("on", "off"))), "maps")
    )
    shown = field_tables.fields(fields, {"last_fen": "last price", "rows": "rows", "a": "state"})
    assert shown.splitlines()[2:] == [
        "| [`side`] | `buy` |  | of the order |",
        "| `last_fen` | integer or null | 0.01 CNY | last price; null: no trade |",
        "| `rows` | list of maps |  | rows |",
        "| `rows[].a` | `on` `off` |  | state |",
    ]


def test_words_that_are_many_are_listed_below_the_table() -> None:
    many = [f"word_{number}" for number in range(20)]
    shown = field_tables.fields(must(state=Word(*many)), {"state": "its state"})
    assert "| `state` | word (below) |  | its state |" in shown
    assert "- `state`: `word_0` `word_1`" in shown
