"""Fields and values that operations of several subjects share."""

from __future__ import annotations

from engine.commands import Method, Phase, Side
from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol import fields as readers
from gateway.protocol.fields import INT64_MAX, LINE_MAX, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer, Reader
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Boolean, Date, Line, Word

MEMBER, VIEWER, EXCHANGE, FEED, BRIDGE = "member", "viewer", "exchange", "feed", "bridge"
ROLES = (MEMBER, VIEWER, EXCHANGE, FEED, BRIDGE)

# Values of replies and reports.
COUNT = Integer(0, INT64_MAX)
TIME_NS = Integer(0, INT64_MAX)
TONNES = Integer(0, UNITS_MAX)
FEN = Integer(0, CASH_MAX_FEN)
SIGNED_FEN = Integer(-CASH_MAX_FEN, CASH_MAX_FEN)
PRICE = readers.price
NUMBER = readers.number
ACCOUNT = readers.account
CODE = readers.code
TEXT = Line(LINE_MAX)
BOOLEAN = Boolean()
DATE = Date()
DATE_OR_NONE = Date(or_none=True)
SIDE = Word(*words(Side))
METHOD = Word(*words(Method))
PHASE = Word(*words(Phase))
HEX_16 = readers.hash_16

# Fields of requests.
WHOSE = Field(readers.account, "whose")
OF_ACCOUNT = must(account=WHOSE)
INSTRUMENT = Field(readers.code, "instrument code")
EVERY_INSTRUMENT = Field(readers.code, "without it every instrument")
PRICE_FIELD = Field(readers.price, "0.01 CNY a tonne")
QUANTITY = Field(readers.quantity, "tonnes")
VALID_UNTIL = Field(readers.number, "refused as `expired` when it is decided later; ns since 1970")
REASON = Field(readers.reason, "why, journalled with the act", record="text")
CONFIRMED = may(
    confirm=Field(readers.boolean, "do it although it is out of schedule", record=""),
    reason=REASON,
)

# Replies.
NEXT = Nullable(NUMBER, "on the last page")
PAGE = may(instrument=EVERY_INSTRUMENT, after=Field(readers.number, "`next` of the page before"))
FIGURES = {"quantity": Field(TONNES), "amount_fen": Field(FEN)}


def rows(**fields: Reader | Field) -> Reader:
    """A list of maps, each with these fields."""
    return ListOf(Record(must(**fields)), "maps")


def record(**fields: Reader | Field) -> Record:
    """A map that has these fields."""
    return Record(must(**fields))
