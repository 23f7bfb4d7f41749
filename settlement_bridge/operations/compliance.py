"""Operations of compliance: obligations, surrender, carry-over, late figures."""

from __future__ import annotations

from engine.units import UNITS_MAX
from gateway.protocol.fields import account, boolean, code
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, DATE, FEN, TONNES, record, rows
from settlement_bridge.law import METHODS, WINDOWS
from settlement_bridge.operations.fields import (
    ACCOUNT,
    AGAIN,
    AUTHORITY,
    EVERYONE,
    FILE,
    GROUND,
    MEMBER,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    STAFF,
    YEAR,
    act,
    any_account,
    entity,
    once,
    question,
)
from settlement_bridge.operations.replies import (
    BIG,
    DATE_OR_NULL,
    EVENT_NUMBER,
    METHOD,
    NEXT,
    PROVINCE,
    SIGNED_TONNES,
    TEXT,
)

_YEAR = must(year=Field(YEAR, "year of the obligation"))
_NEW_YEAR = must(year=Field(YEAR, "year of the new units"))
_UNITS = must(account=account, instrument=code, quantity=Integer(1, UNITS_MAX, "t"))
_REQUEST = must(request=Field(Integer(1, NUMBER_MAX), "event number of the request"))
_ENTITY = ACCOUNT | may(entity=entity)
_POSITION = record(
    entity=COUNT,
    name=TEXT,
    province=PROVINCE,
    year=YEAR,
    emissions=TONNES,
    due=TONNES,
    surrendered=TONNES,
    offset=TONNES,
    offset_most=TONNES,
    registry_available=TONNES,
    trading_available=TONNES,
    withheld=TONNES,
    credits=TONNES,
    deadline=DATE_OR_NULL,
    to_receive=Field(TONNES, "of trades not delivered yet"),
    to_deliver=Field(TONNES, "of trades not delivered yet"),
    ineligible=Field(TONNES, "available, of vintages that do not pay"),
    surrendered_ineligible=TONNES,
    offset_pending=Field(TONNES, "asked for or frozen in the registry of credits"),
    vintages=Field(TEXT, "that pay now; empty: not known"),
    applied=Field(TONNES, "by applications that wait, credits too"),
    applied_credits=TONNES,
    entrusted=Field(TONNES, "held for it by its province"),
    available=SIGNED_TONNES,
    outstanding=TONNES,
    shortfall=TONNES,
)
_COMPLETION = rows(
    province=Nullable(COUNT, "of all"),
    entities=COUNT,
    complete=COUNT,
    emissions=TONNES,
    due=TONNES,
    surrendered=TONNES,
    offset=TONNES,
    outstanding=TONNES,
    completion_bp=Field(COUNT, "by tonnes, hundredths of a percent, cut"),
    issued=Field(SIGNED_TONNES, "allowances of the year, less those that went back"),
    balance=Field(SIGNED_TONNES, "issued less due"),
    balance_bp=Field(BIG, "as a share of what the law has, hundredths of a percent"),
    surrendered_ineligible=TONNES,
)

ROWS = (
    act(
        "emissions_file",
        "Take in a file of verified emissions, all of it or nothing.",
        OPERATOR,
        FILE
        | may(correction=Field(boolean, "replaces obligations that are there"))
        | AGAIN
        | GROUND,
        record(obligations=Field(COUNT, "written")),
    ),
    question(
        "position",
        "An entity's obligation for a year, and what covers it.",
        OWN + STAFF + AUTHORITY,
        _YEAR | _ENTITY,
        record(position=_POSITION),
    ),
    question(
        "positions",
        "All obligations for a year, to an authority those of its scope.",
        STAFF + AUTHORITY,
        _YEAR | may(after=Field(any_account, "`next` of the page before")),
        record(positions=ListOf(_POSITION, "maps"), next=NEXT),
    ),
    once(
        "surrender",
        "Give units up for a year's obligation (清缴).",
        MEMBER + OPERATOR,
        _UNITS | _YEAR | GROUND,
        EVENT_NUMBER,
    ),
    question(
        "carry_over_room",
        "How much an entity may carry over into a year.",
        OWN + STAFF + AUTHORITY,
        _NEW_YEAR | _ENTITY,
        record(
            room=record(
                entity=COUNT,
                net_sold=Field(SIGNED_TONNES, "units sold less units bought"),
                held=TONNES,
                most=TONNES,
                asked=TONNES,
                left=TONNES,
            )
        ),
    ),
    once(
        "request_carry_over",
        "Ask for units to be carried over; they are frozen.",
        MEMBER + OPERATOR,
        _UNITS | _NEW_YEAR | GROUND,
        EVENT_NUMBER,
    ),
    once(
        "grant_carry_over",
        "Give as many new units for those frozen.",
        OPERATOR,
        _REQUEST | GROUND,
        EVENT_NUMBER,
    ),
    once(
        "release_carry_over",
        "Free the units of a request for carry-over.",
        OPERATOR,
        _REQUEST | GROUND,
        EVENT_NUMBER,
    ),
    question(
        "completion",
        "A year's completion (履约完成率) by province, that of all last; of an authority's scope.",
        EVERYONE,
        _YEAR,
        record(year=YEAR, completion=_COMPLETION),
    ),
    question(
        "late",
        "The figures of late surrender for a year, to an authority for its scope.",
        STAFF + AUTHORITY,
        _YEAR
        | may(
            window=Field(Word(*WINDOWS), "another reading than the law's"),
            methods=Field(Word(*METHODS), "other methods than the law's"),
            all_methods=Field(boolean, "as `methods`: true is all, false listed"),
        ),
        record(
            year=YEAR,
            deadline=DATE,
            first=Field(DATE, "of the window of the average"),
            last=DATE,
            methods=Field(ListOf(METHOD, "methods"), "of the trades that count"),
            quantity=TONNES,
            amount_fen=FEN,
            average=Field(COUNT, "0.01 CNY a tonne"),
            stage=Field(TEXT, "at which a multiple is fined; empty: the law of the day has none"),
            late=Field(
                rows(entity=COUNT, name=TEXT, outstanding=TONNES, low_fen=COUNT, high_fen=COUNT),
                "the first 500",
            ),
            late_count=COUNT,
        ),
    ),
)
