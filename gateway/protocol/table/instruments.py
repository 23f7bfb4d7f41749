"""Operations on instruments: listing, parameters, price weights, opening totals."""

from __future__ import annotations

from engine.commands import Parameter
from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol import fields as readers
from gateway.protocol.fields import INSTRUMENT_NUMBER_MAX, INT64_MAX, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.sessions import INSTRUMENT_NOW, MARKET, PARAMETERS
from gateway.protocol.table.words import (
    ADMINISTRATION,
    AFTER,
    CONFIRMED,
    EVERY_INSTRUMENT,
    EXCHANGE,
    INSTRUMENT,
    LEGAL_NAMES,
    MEMBER,
    OPERATIONS,
    ROLES,
    VIEWER,
    with_acts,
)
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, DATE_OR_NONE, NEXT, TEXT, record, rows
from gateway.protocol.weights import Weight

TOTALS = must(quantity=Integer(0, UNITS_MAX, "t"), amount_fen=Integer(0, CASH_MAX_FEN))

_FROM = Field(TEXT, "`next_day`, or the date of fees")
_PENDING = Field(
    rows(
        parameter=Word(*words(Parameter)),
        value=COUNT,
        **{"from": _FROM},
    ),
    "parameters that wait",
)

ROWS = with_acts(
    ADMINISTRATION,
    Row(
        "list_instrument",
        Way.COMMAND,
        "List an instrument of this venue's market, with its first base price.",
        {
            EXCHANGE: must(
                instrument=Field(
                    readers.listed_code,
                    "allowances: `CEA`, or `CEA` and two digits of its year; credits: number of the"
                    " project and year of production, as `A210001-22`",
                    record="code",
                ),
                number=Field(
                    Integer(1, INSTRUMENT_NUMBER_MAX), "never used again", record="instrument"
                ),
                base_price=Field(readers.price, "0.01 CNY a tonne"),
            )
            | may(parameters=Field(readers.parameter_values, "others than the default", record=""))
            | LEGAL_NAMES
        },
        choice="listing",
        duties=(OPERATIONS,),
    ),
    Row(
        "set_instrument_names",
        Way.COMMAND,
        "Set the legal names of an instrument; one that is left out stays as it is.",
        {EXCHANGE: must(instrument=INSTRUMENT) | LEGAL_NAMES},
        command="SET_NAMES",
        choice="named",
        duties=(OPERATIONS,),
    ),
    Row(
        "set_parameter",
        Way.COMMAND,
        "Set a parameter of an instrument.",
        {
            EXCHANGE: must(
                instrument=INSTRUMENT, parameter=readers.parameter, value=Integer(0, INT64_MAX)
            )
        },
        record(moment=Field(Word("at_once", "next_day"), "when it is in force")),
        answer="parameter",
        choice="parameter",
        approval="narrower_band",
    ),
    Row(
        "parameters",
        Way.QUERY,
        "Every parameter of an instrument, and what waits for the next day or a date.",
        asked_by((MEMBER, VIEWER, EXCHANGE), must(instrument=INSTRUMENT)),
        record(
            parameters=rows(
                parameter=Word(*words(Parameter)),
                value=COUNT,
                pending=Nullable(COUNT, "nothing waits"),
                **{"from": Field(Nullable(TEXT, "nothing waits"), _FROM.help)},
            )
        ),
        weight=Weight(each=2, rows=8, page=64),
    ),
    Row(
        "instruments",
        Way.QUERY,
        "The rules of every instrument or of one: prices, parameters, and those that wait.",
        asked_by(ROLES, may(instrument=EVERY_INSTRUMENT, after=AFTER)),
        record(
            date=DATE_OR_NONE,
            market=MARKET,
            instruments=ListOf(
                Record(INSTRUMENT_NOW | PARAMETERS | must(pending=_PENDING)), "maps"
            ),
            next=NEXT,
        ),
        weight=Weight(each=2, rows=1, page=256),
    ),
    Row(
        "set_price_weights",
        Way.COMMAND,
        "Set the weights of the composite price from a day on; they add up to 1.",
        {
            EXCHANGE: must(
                from_date=Field(readers.date, "the running day before its first trade", "date"),
                weights=Field(readers.weights, "instruments that are open", record=""),
            )
            | CONFIRMED
        },
        choice="price_weights",
        approval="always",
    ),
    Row(
        "open_totals",
        Way.COMMAND,
        "Enter the totals that a venue begins with.",
        {
            EXCHANGE: must(
                kind=Field(readers.totals_kind, "`year` or `cumulative`", record="totals")
            )
            | TOTALS
            | may(
                instrument=Field(readers.code, "without it the venue's"),
                composite_close=Field(readers.price, "of the venue only"),
                method=Field(readers.method, default="listed"),
            )
        },
        choice="totals",
    ),
)
