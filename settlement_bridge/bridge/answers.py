"""What the exchange has answered, read field by field: what cannot be read is no answer."""

from __future__ import annotations

from typing import Any

from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol.fields import INT64_MAX
from gateway.protocol.readers import Integer, Pattern, Read, wrong_type
from gateway.protocol.replies import AnswerMalformed, read_answer
from settlement_bridge.errors import ExchangeAway

Row = dict[str, Any]

count = Integer(0, INT64_MAX)
fen = Integer(0, CASH_MAX_FEN)
tonnes = Integer(0, UNITS_MAX)
_HEX_16 = Pattern("[0-9a-f]{16}", "16 hex digits in lower case")


def tape_hash(name: str, value: Any) -> str:
    """A tape hash, as the text it is."""
    return _HEX_16(name, value).decode()


def rows(name: str, value: Any) -> list[Row]:
    """A list of maps."""
    if type(value) is not list or not all(type(each) is dict for each in value):
        raise wrong_type(name, value, "a list of maps")
    return value


def read(answer: Any, **readers: Read) -> Row:
    """Named fields of an answer, each as its reader gives it.

    Raises ExchangeAway, which names the first bad field.
    """
    try:
        return read_answer(answer, **readers)
    except AnswerMalformed as error:
        raise ExchangeAway(f"an answer of the exchange cannot be read: {error}") from error


def may_be(reader: Read) -> Read:
    """The reader of a field that may be missing or null."""
    return lambda name, value: None if value is None else reader(name, value)
