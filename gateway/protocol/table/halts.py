"""What requests and messages say of the end of a halt."""

from __future__ import annotations

from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.values import BOOLEAN, CODE, COUNT, TEXT

HALT_END = may(
    until=Field(readers.time_of_day, "HH:MM in Shanghai, when it ends", record="until_hhmm"),
    date=Field(readers.date, "of that; without it the day that runs, or the next one"),
    call_minutes=Field(readers.call_minutes, "of the call that follows"),
)
_UNTIL = Field(TEXT, "yyyy-mm-dd hh:mm in Shanghai, when the halt ends")
_TRADING_FROM = Field(TEXT, "likewise, when trading goes on at the earliest")
_CALL_MINUTES = Field(COUNT, "of the call that follows, 0: none")
HALT_ENDS = may(
    until=_UNTIL,
    call_minutes=_CALL_MINUTES,
    trading_from=_TRADING_FROM,
)
HALTS = Field(
    ListOf(
        Record(
            must(
                instrument=Nullable(CODE, "the whole venue"),
                in_call=Field(BOOLEAN, "the call that ends it runs, and takes orders"),
                until=Field(Nullable(TEXT, "no end is known"), _UNTIL.help),
                call_minutes=_CALL_MINUTES,
                trading_from=Field(Nullable(TEXT, "not known"), _TRADING_FROM.help),
            )
        ),
        "maps",
    ),
    "every halt, the venue's first, and every call that ends one",
)
