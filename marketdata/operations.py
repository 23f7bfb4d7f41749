"""Every operation of the feed: its fields, its reply, and what it is for.

Anyone may ask them, strangers too; who may hear a channel is in its row.
"""

from __future__ import annotations

from typing import Any

from gateway.protocol.errors import RequestError
from gateway.protocol.fields import code, date, line, number
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import LOG_ON, Operation, Row, Way, asked_by
from gateway.protocol.readers import Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.words import AFTER, ROLES
from gateway.protocol.texts import Word
from gateway.protocol.values import CODE, DATE, NEXT, NUMBER, TEXT, TIME_NS, record
from gateway.protocol.weights import Weight
from marketdata.channels import CHANNELS
from marketdata.conflation import PACES_MS
from marketdata.messages import ANNOUNCEMENT, BAR, BULLETIN_DATA, DAY_ROW, TRADE
from marketdata.spans import SPANS

_CORRECTED_ON = Field(Nullable(DATE, "without one"), "the day of its latest correction")
STRANGER = "stranger"  # not logged on
EVERYONE = (STRANGER, *ROLES)


class ChannelName(Reader):
    """The name of a channel."""

    text = "channel"

    def __call__(self, name: str, value: Any) -> str:
        """The name. Raises RequestError."""
        channel = line(name, value)
        if channel not in CHANNELS:
            rule, allowed = f"no channel {channel!r}", list(CHANNELS)
            raise RequestError("channel_unknown", rule, field=name, value=value, allowed=allowed)
        return channel

    def schema(self) -> Schema:
        """The names."""
        return Word(*CHANNELS).schema()

    @property
    def python(self) -> str:
        """The names as literals."""
        return Word(*CHANNELS).python


class EveryMs(Reader):
    """How often a listener wants to hear: one of a few paces, which listeners share."""

    python = "int"
    unit = "ms"
    text = "one of " + ", ".join(f"{pace:,}" for pace in PACES_MS)

    def __call__(self, name: str, value: Any) -> int:
        """The pace. Raises RequestError."""
        if type(value) is not int:
            raise wrong_type(name, value, "an integer")
        if value not in PACES_MS:
            raise out_of_range(name, value, list(PACES_MS), f"must be {self.text}")
        return value

    def schema(self) -> Schema:
        """An integer out of a list."""
        return {"type": "integer", "enum": list(PACES_MS)}


_CHANNEL = must(channel=ChannelName())
_SIGN_OF_LIFE = record(server_time_ns=TIME_NS)
ROWS = (
    Row(
        "log_off",
        Way.SESSION,
        "End the session: the server answers and closes with 1000.",
        asked_by(EVERYONE),
        _SIGN_OF_LIFE,
    ),
    Row("heartbeat", Way.SESSION, "A sign of life.", asked_by(EVERYONE), _SIGN_OF_LIFE),
    Row(
        "subscribe",
        Way.SESSION,
        "Hear a channel; what it says now comes first.",
        asked_by(
            EVERYONE,
            _CHANNEL
            | may(
                instrument=Field(code, "without it all"),
                **{"from": Field(number, "first number wanted, instead of a snapshot")},
                epoch=Field(
                    line,
                    "the venue's id that `from` belongs to; at another one `from` is passed over",
                ),
                every_ms=Field(
                    EveryMs(), "of an absolute channel the latest at most as often, not every one"
                ),
            ),
        ),
        record(
            channel=Word(*CHANNELS),
            instrument=Nullable(CODE),
            epoch=TEXT,
            next=Field(Nullable(NUMBER, "of all instruments"), "the next number to come"),
        ),
        weight=Weight(2),
    ),
    Row(
        "unsubscribe",
        Way.SESSION,
        "Hear a channel no longer.",
        asked_by(EVERYONE, _CHANNEL | may(instrument=Field(code, "without it the whole channel"))),
        record(channel=Word(*CHANNELS), instrument=Nullable(CODE)),
    ),
    Row(
        "history",
        Way.QUERY,
        "Daily rows of past days as first published, in order of day, at most 1,000; the composite"
        " is `COMCEA`.",
        asked_by(
            EVERYONE,
            may(
                from_date=Field(date, "first day"),
                to_date=Field(date, "last day"),
                instrument=Field(code, "without it all"),
            ),
        ),
        record(
            rows=ListOf(
                Record(must(date=DATE) | DAY_ROW | must(corrected_on=_CORRECTED_ON)), "maps"
            ),
            more_from=Field(Nullable(DATE, "when these are all"), "the day to go on from"),
        ),
        weight=Weight(8),
    ),
    Row(
        "bars",
        Way.QUERY,
        "Bars (K 线) of an instrument in order, at most 2,000; the last one may be open still. Of"
        " days and longer they are whole periods, made of daily rows.",
        asked_by(
            EVERYONE,
            must(
                instrument=Field(code, "`COMCEA`: the composite"),
                span=Field(Word(*SPANS), "minutes, or days"),
            )
            | may(
                from_date=Field(date, "first day"),
                to_date=Field(date, "last day"),
            ),
        ),
        record(
            bars=ListOf(BAR, "maps"),
            more_from=Field(Nullable(DATE, "when these are all"), "the day to go on from"),
        ),
        weight=Weight(8),
    ),
    Row(
        "trades",
        Way.QUERY,
        "Listed trades of a day by their numbers, out of 1,000 of them; the running day's too.",
        asked_by(
            EVERYONE,
            must(date=date)
            | may(
                **{"from": Field(number, "first number wanted; without it the day's first")},
                instrument=Field(code, "without it all"),
            ),
        ),
        record(
            trades=ListOf(TRADE, "maps"),
            more_from=Field(Nullable(NUMBER, "when these are all"), "the number to go on from"),
        ),
        weight=Weight(8),
    ),
    Row(
        "bulletin",
        Way.QUERY,
        "The bulletin of a day, as published on the channel.",
        asked_by(EVERYONE, may(date=Field(date, "without it the latest"))),
        record(bulletin=BULLETIN_DATA, corrected_on=_CORRECTED_ON),
        weight=Weight(2),
    ),
    Row(
        "announcements",
        Way.QUERY,
        "The last 256 announcements, oldest first, 20 a page.",
        asked_by(EVERYONE, may(after=AFTER)),
        record(announcements=ListOf(ANNOUNCEMENT, "maps"), next=NEXT),
        weight=Weight(2),
    ),
)
OPERATIONS: dict[str, Operation] = {LOG_ON.name: LOG_ON} | {
    row.name: Operation(row.name, row.way, row.fields[STRANGER], row.weight) for row in ROWS
}
