"""Operations of compliance: alerts of risk (履约风险预警) and certificates."""

from __future__ import annotations

from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    COUNT,
    TIME_NS,
    TONNES,
    record,
)
from settlement_bridge.operations.fields import (
    ALL,
    GROUND,
    NEWS,
    OPERATOR,
    STAFF,
    YEAR,
    act,
    count,
    entity,
    matching,
    question,
)
from settlement_bridge.operations.replies import (
    BIG,
    DATE_OR_NULL,
    NUMBER,
    TEXT,
)
from settlement_bridge.records import PAGE_MAX

CERTIFICATE = "CEAX1"
CODE = rf"{CERTIFICATE}\.[A-Za-z0-9_-]{{20,2000}}\.[A-Za-z0-9_-]{{86}}"

_YEAR = must(year=YEAR)
ALERT = must(
    number=NUMBER,
    time_ns=TIME_NS,
    date=DATE_OR_NULL,
    name=TEXT,
    entity=COUNT,
    year=COUNT,
    kind=Word("shortfall", "over_selling", "overdue", "delivery_default"),
    shortfall=Field(TONNES, "0: lifted"),
    outstanding=TONNES,
    available=BIG,
    offered=TONNES,
    days_left=BIG,
)
_CERTIFICATE = record(
    number=NUMBER,
    venue=TEXT,
    entity=COUNT,
    name=TEXT,
    credit_code=Field(TEXT, "empty: not known"),
    year=YEAR,
    due=TONNES,
    surrendered=TONNES,
    offset=TONNES,
    date=DATE_OR_NULL,
)

ROWS = (
    act(
        "assess_alerts",
        "Assess alerts now; it is done every minute anyway.",
        OPERATOR,
        reply=record(alerts=Field(COUNT, "raised, changed or lifted")),
    ),
    question(
        "alerts",
        "Alerts of compliance risk above a number; waits for the next one where there is none.",
        STAFF,
        may(after=count) | may(**NEWS) | may(limit=Integer(1, PAGE_MAX)),
        record(alerts=ListOf(Record(ALERT), "maps"), last=COUNT),
    ),
    question(
        "follow_alerts",
        "Have every alert above a number sent, and each new one.",
        STAFF,
        may(after=count),
        record(last=Field(COUNT, "the last one there is")),
    ),
    act(
        "certify",
        "Issue a certificate of compliance (履约完成证明).",
        OPERATOR,
        _YEAR | must(entity=entity) | GROUND,
        record(certificate=_CERTIFICATE, code=Field(TEXT, "proves it")),
    ),
    question(
        "verify_certificate",
        "Whether a certificate was issued here and still holds.",
        ALL,
        must(code=matching(CODE, f"{CERTIFICATE}.STATEMENT.SIGNATURE")),
        record(certificate=_CERTIFICATE, public_key=TEXT),
    ),
)
