"""Operations of the settlement bridge: transfers, clearing, alerts of compliance risk."""

from __future__ import annotations

from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol import fields as readers
from gateway.protocol.fields import INT64_MAX
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.instruments import TOTALS
from gateway.protocol.table.words import (
    BRIDGE,
    EXCHANGE,
    INSTRUMENT,
    OF_ACCOUNT,
    PRICE_FIELD,
    QUANTITY,
)
from gateway.protocol.values import COUNT, NUMBER, record

_TRANSFER = (
    OF_ACCOUNT
    | must(reference=Field(readers.number, "the registry's journal number"))
    | may(follows=Field(readers.number, "`reference` of the transfer before it"))
)
_CASH = {BRIDGE: _TRANSFER | must(amount_fen=Integer(1, CASH_MAX_FEN))}
_UNITS = {
    BRIDGE: _TRANSFER
    | must(instrument=INSTRUMENT, quantity=Field(Integer(1, UNITS_MAX, "t"), "tonnes"))
}
_ANY_TONNES = Integer(0, UNITS_MAX, "t")
ALERT = must(
    number=Field(readers.number, "the registry's number of it"),
    date=readers.date,
    entity=readers.account,
    name=readers.line,
    accounts=readers.accounts,
    year=readers.year,
    kind=readers.word,
    days_left=readers.days,
) | must(
    shortfall=Field(_ANY_TONNES, "0: lifted"),
    outstanding=_ANY_TONNES,
    available=Integer(-UNITS_MAX, UNITS_MAX, "t"),
    offered=_ANY_TONNES,
)

ROWS = (
    Row("cash_in", Way.COMMAND, "Bring cash into an account.", _CASH, change="cash_in"),
    Row("cash_out", Way.COMMAND, "Take cash out of an account.", _CASH, change="cash_out"),
    Row("units_in", Way.COMMAND, "Bring units into an account.", _UNITS, change="units_in"),
    Row("units_out", Way.COMMAND, "Take units out of an account.", _UNITS, change="units_out"),
    Row(
        "clearing_result",
        Way.COMMAND,
        "Say the figures of a day as cleared; the engine compares them with its own.",
        {
            BRIDGE: must(
                date=readers.date,
                count=Field(Integer(0, INT64_MAX), "trades"),
                tape_hash=readers.hash_16,
            )
            | TOTALS
        },
    ),
    Row(
        "trade_failed",
        Way.COMMAND,
        "Name a trade that could not be settled; of a method in order of their numbers.",
        {
            BRIDGE: must(
                date=readers.date,
                trade=Field(readers.number, "its number"),
                instrument=INSTRUMENT,
                price=PRICE_FIELD,
                quantity=QUANTITY,
                buyer=Field(readers.account),
                seller=Field(readers.account),
            )
            | may(method=Field(readers.method, default="listed"))
        },
        change="trade_failed",
    ),
    Row(
        "settlement_done",
        Way.COMMAND,
        "Say that a day is settled.",
        {
            BRIDGE: must(
                date=readers.date,
                failed=Field(Integer(0, INT64_MAX), "trades that failed"),
            )
            | may(anchor=Field(readers.note, "the head of the registry's hash chain", "note"))
        },
    ),
    Row(
        "begin_risk_alerts",
        Way.QUERY,
        "Forget all alerts: those in force are sent from the first on.",
        {BRIDGE: {}},
    ),
    Row(
        "risk_alert",
        Way.QUERY,
        "Send an alert of compliance risk (履约风险预警); one sent before is passed over.",
        {BRIDGE: ALERT},
    ),
    Row(
        "risk_alerts",
        Way.QUERY,
        "The newest alert of each entity, year and kind after a number, in order.",
        asked_by((BRIDGE, EXCHANGE), may(after=Field(Integer(0, INT64_MAX), default=0))),
        record(
            alerts=ListOf(Record(ALERT), "alerts"),
            last=Field(COUNT, "the highest number sent"),
            next=Nullable(NUMBER, "on the last page"),
        ),
    ),
)
