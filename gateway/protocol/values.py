"""Values of replies and messages, in the units of the wire."""

from __future__ import annotations

from engine.commands import Method, Phase, Side
from engine.units import CASH_MAX_FEN, UNITS_MAX, WORDING_MAX
from gateway.protocol import fields
from gateway.protocol.fields import INT64_MAX, LINE_MAX, words
from gateway.protocol.maps import Field, Record, must
from gateway.protocol.readers import Integer, Reader
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Boolean, Date, Line, Word

COUNT = Integer(0, INT64_MAX)
TIME_NS = Integer(0, INT64_MAX, "ns")  # since 1970-01-01 UTC
TONNES = Integer(0, UNITS_MAX, "t")
SIGNED_TONNES = Integer(-UNITS_MAX, UNITS_MAX, "t")
FEN = Integer(0, CASH_MAX_FEN, "0.01 CNY")
SIGNED_FEN = Integer(-CASH_MAX_FEN, CASH_MAX_FEN, "0.01 CNY")
PRICE = fields.price
ANY_TONNES = Integer(0, INT64_MAX, "t")
ANY_PRICE = Integer(0, INT64_MAX, "0.01 CNY/t")
NUMBER = fields.number
ACCOUNT = fields.account
CODE = fields.code
TEXT = Line(LINE_MAX)
ANY_TEXT = Line(WORDING_MAX)
BOOLEAN = Boolean()
DATE = Date()
DATE_OR_NONE = Date(or_none=True)
SIDE = Word(*words(Side))
METHOD = Word(*words(Method))
PHASE = Word(*words(Phase))
# What has become of an order: in Chinese, in English.
ORDER_STATUSES = {
    "entered": ("已申报", "entered"),
    "partly_filled": ("部分成交", "partly filled"),
    "filled": ("已成交", "filled"),
    "cancelled": ("已撤单", "cancelled"),
    "withdrawn": ("系统撤单", "withdrawn by the system"),
}
ORDER_STATUS = Word(*ORDER_STATUSES)
HEX_16 = fields.hash_16
NEXT = Nullable(NUMBER, "on the last page")


# Legal names of an account or an instrument.
NAMED = must(name_zh=Field(TEXT, '`""`: none'), name_en=Field(TEXT, '`""`: none'))


def rows(**each: Reader | Field) -> Reader:
    """A list of maps, each with these fields."""
    return ListOf(Record(must(**each)), "maps")


def record(**each: Reader | Field) -> Record:
    """A map that has these fields."""
    return Record(must(**each))
