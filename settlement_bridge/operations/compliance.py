"""Operations of compliance: obligations, surrender, carry-over, late figures."""

from __future__ import annotations

from engine.units import UNITS_MAX
from gateway.protocol.fields import account, boolean, code, date
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Choice, Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, DATE, FEN, TONNES, record, rows
from settlement_bridge.books.settings import VINTAGE_CASES
from settlement_bridge.operations.fields import (
    ACCOUNT,
    AGAIN,
    BASIS_POINTS,
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
    document,
    entity,
    once,
    question,
)
from settlement_bridge.operations.replies import (
    DATE_OR_NULL,
    EVENT_NUMBER,
    NEXT,
    PROVINCE,
    SET,
    SIGNED_TONNES,
    TEXT,
)

TIMES_MAX = 1_000
PARTS_MAX = 1_000_000

_YEAR = must(year=Field(YEAR, "year of the obligation"))
_NEW_YEAR = must(year=Field(YEAR, "year of the new units"))
_UNITS = must(account=account, instrument=code, quantity=Integer(1, UNITS_MAX, "t"))
_REQUEST = must(request=Field(Integer(1, NUMBER_MAX), "event number of the request"))
_ENTITY = ACCOUNT | may(entity=entity)
_PART = Integer(1, PARTS_MAX)
_BASE = Integer(0, UNITS_MAX, "t")
_CASE = Choice({name: int(late) for name, late in VINTAGE_CASES.items()})
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
    vintages=Field(TEXT, "that pay now; empty: not known"),
    available=SIGNED_TONNES,
    outstanding=TONNES,
    shortfall=TONNES,
)
_VINTAGES = rows(
    first_year=YEAR,
    last_year=YEAR,
    first_vintage=YEAR,
    last_vintage=YEAR,
    source=TEXT,
    from_date=Nullable(DATE, "always"),
    case=Word(*VINTAGE_CASES),
    vintages=Field(TEXT, "as codes"),
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
    completion_bp=Field(COUNT, "by tonnes, hundredths of a percent"),
    surrendered_ineligible=TONNES,
)

ROWS = (
    act(
        "set_year",
        "Set the rules of a year's obligations.",
        OPERATOR,
        _YEAR
        | must(deadline=Field(date, "last day of surrender"))
        | may(
            offset_bp=Field(
                Integer(0, BASIS_POINTS),
                "share that credits may make up, hundredths of a percent",
                default=500,
            ),
            fine_low=Field(Integer(1, TIMES_MAX), "times the average price, at least", default=5),
            fine_high=Field(Integer(1, TIMES_MAX), "times the average price, at most", default=10),
        ),
        SET,
    ),
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
        OWN + STAFF,
        _YEAR | _ENTITY,
        record(position=_POSITION),
    ),
    question(
        "positions",
        "All obligations for a year.",
        STAFF,
        _YEAR | may(after=Field(any_account, "`next` of the page before")),
        record(positions=ListOf(_POSITION, "maps"), next=NEXT),
    ),
    once(
        "surrender",
        "Give units up for a year's obligation (清缴, 抵销).",
        MEMBER + OPERATOR,
        _UNITS | _YEAR | GROUND,
        EVENT_NUMBER,
    ),
    question(
        "vintages",
        "Which vintages pay for which years.",
        OWN + STAFF,
        may(year=Field(YEAR, "year of the emissions; without it all")) | ACCOUNT,
        record(vintages=_VINTAGES),
    ),
    act(
        "set_vintages",
        "Set which vintages pay for some years from a day on.",
        OPERATOR,
        _YEAR
        | must(
            first_vintage=Field(YEAR, "the oldest that pays, as 2025; 2020: CEA"),
            last_vintage=Field(YEAR, "the newest that pays"),
            document=Field(document, "the source of the rule"),
        )
        | may(
            last_year=Field(YEAR, "the same up to this year"),
            case=Field(_CASE, "whether paid on time or in arrears", default="on_time"),
            from_date=Field(date, "from this day on"),
        ),
        SET,
    ),
    act(
        "set_carry_over",
        "Open a round of carry-over (结转) into a year.",
        OPERATOR,
        _NEW_YEAR
        | must(
            instrument=Field(code, "code of the new units"),
            sold_from=Field(date, "net sales count from this day"),
            sold_to=Field(date, "to this one, whose holding is the bound"),
        )
        | may(
            base_power=Field(_BASE, "base of the power sector, t", default=10_000),
            base_other=Field(_BASE, "base of steel, cement and aluminium, t", default=100_000),
            numerator=Field(_PART, "factor on net sales: numerator", default=3),
            denominator=Field(_PART, "factor on net sales: denominator", default=2),
        ),
        SET,
    ),
    question(
        "carry_over_room",
        "How much an entity may carry over into a year.",
        OWN + STAFF,
        _NEW_YEAR | _ENTITY,
        record(
            room=record(
                entity=COUNT, net_sold=TONNES, held=TONNES, most=TONNES, asked=TONNES, left=TONNES
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
        "A year's completion (履约完成率) by province, that of all last.",
        STAFF,
        _YEAR,
        record(year=YEAR, completion=_COMPLETION),
    ),
    question(
        "late",
        "The figures of late surrender for a year.",
        STAFF,
        _YEAR | may(all_methods=Field(boolean, "the average over block and auction trades too")),
        record(
            year=YEAR,
            deadline=DATE,
            first=Field(DATE, "of the month before the deadline"),
            last=DATE,
            quantity=TONNES,
            amount_fen=FEN,
            average=Field(COUNT, "0.01 CNY a tonne"),
            late=Field(
                rows(entity=COUNT, name=TEXT, outstanding=TONNES, low_fen=COUNT, high_fen=COUNT),
                "the first 500",
            ),
            late_count=COUNT,
        ),
    ),
)
