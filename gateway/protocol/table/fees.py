"""Operations on fees by date: what is in force, and what comes into force on which day."""

from __future__ import annotations

from engine.commands import Parameter
from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import Nullable
from gateway.protocol.table.words import (
    ADMINISTRATION,
    AFTER,
    CONFIRMED,
    EVERY_INSTRUMENT,
    EXCHANGE,
    MEMBER,
    VIEWER,
    with_acts,
)
from gateway.protocol.values import BOOLEAN, CODE, DATE, NEXT, record, rows
from gateway.protocol.weights import Weight

RATES = (
    Parameter.TRADING_FEE_PPM,
    Parameter.TRADING_FEE_MIN_FEN,
    Parameter.SETTLEMENT_FEE_PPM,
    Parameter.SETTLEMENT_FEE_MIN_FEN,
)
_VALUES = {each.name.lower(): Integer(each.least, each.most, each.unit) for each in RATES}
_NOW = {each.name.lower(): Field(_VALUES[each.name.lower()], each.sentence[:-1]) for each in RATES}
_SET = {
    each.name.lower(): Field(_VALUES[each.name.lower()], f"{each.sentence[:-1]}, 0 without it")
    for each in RATES
}
_ROW = must(from_date=Field(readers.date, "the first day, which has not started", "date")) | may(
    instrument=EVERY_INSTRUMENT
)

ROWS = with_acts(
    ADMINISTRATION,
    Row(
        "set_fees",
        Way.COMMAND,
        "Set the fees of each side from a day on; again for the same day: others.",
        {EXCHANGE: _ROW | may(**_SET) | CONFIRMED},
    ),
    Row(
        "withdraw_fees",
        Way.COMMAND,
        "Take back fees of a day that has not started.",
        {EXCHANGE: _ROW},
    ),
    Row(
        "fees",
        Way.QUERY,
        "The fees in force of every instrument, 500 a page, and on the last those by date.",
        asked_by((MEMBER, VIEWER, EXCHANGE), may(after=AFTER)),
        record(
            fees=Field(
                rows(
                    instrument=Nullable(CODE, "all"),
                    **{"from": Field(Nullable(DATE, "no row of the schedule"), "its first day")},
                    in_force=Field(BOOLEAN, "false: it waits for its day"),
                    **_NOW,
                ),
                "of each instrument what is in force, then the rows of the schedule",
            ),
            next=NEXT,
        ),
        weight=Weight(each=2, rows=8, page=256),
    ),
)
