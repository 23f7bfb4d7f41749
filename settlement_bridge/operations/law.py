"""Operations of the law of compliance: what is in force, rows that are set, and what is decided
under it: orders, fines, cuts of allocations, stops of production.
"""

from __future__ import annotations

from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol.codes import Code
from gateway.protocol.fields import boolean, code, date
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Choice, Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, DATE, FEN, TIME_NS, TONNES, record, rows
from settlement_bridge.law import MEASURES, OFFENCES, STAGES, TOPICS, Mark
from settlement_bridge.law.in_force import VINTAGE_CASES
from settlement_bridge.operations.fields import (
    ACCOUNT,
    AUTHORITY,
    BASIS_POINTS,
    GROUND,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    SIGNED,
    STAFF,
    YEAR,
    act,
    count,
    document,
    entity,
    once,
    part,
    question,
)
from settlement_bridge.operations.replies import DATE_OR_NULL, METHOD, NEXT, NUMBER, SET, TEXT

TIMES_MAX = 1_000
PARTS_MAX = 1_000_000
FACTOR_MAX = 100 * TIMES_MAX  # hundredths

_YEAR = must(year=Field(YEAR, "year of the obligation"))
_NEW_YEAR = must(year=Field(YEAR, "year of the new units"))
_PART = Integer(1, PARTS_MAX)
_BASE = Integer(0, UNITS_MAX, "t")
_CASE = Choice({name: int(late) for name, late in VINTAGE_CASES.items()})
_TOPIC = Field(Word(*TOPICS), "topic of the law")
MARK = Field(Word(*Mark), "what the row rests on")
_LAW = rows(topic=TEXT, topic_zh=TEXT, topic_en=TEXT, zh=TEXT, en=TEXT, source=TEXT, mark=MARK)
_VINTAGES = rows(
    first_year=YEAR,
    last_year=YEAR,
    first_vintage=YEAR,
    last_vintage=YEAR,
    source=TEXT,
    from_date=Nullable(DATE, "always"),
    case=Word(*VINTAGE_CASES),
    vintages=Field(TEXT, "as codes"),
    mark=MARK,
)
_OFFENCE = may(
    offence=Field(Word(*OFFENCES), "what it is for", default="late_surrender"),
    offence_date=Field(date, "of another offence than late surrender"),
)
_CHARGED = must(entity=entity) | _YEAR | _OFFENCE | SIGNED
_SANCTION = must(sanction=Field(Integer(1, NUMBER_MAX), "its number"))
_DECIDED = record(sanction=NUMBER)
_OF_SANCTION = record(
    sanction=NUMBER,
    status=Word("open", "worked_off", "corrected", "paid", "lifted", "revoked"),
    worked_off=Field(TONNES, "of a cut"),
    entity=COUNT,
    year=YEAR,
    offence=Word(*OFFENCES),
    stage=Word(*STAGES),
    measure=Word(*MEASURES),
    quantity=Field(TONNES, "of a multiple and of a cut"),
    low=Field(COUNT, "of the law: CNY, hundredths of a factor, percent of a cut"),
    high=COUNT,
    factor=Field(COUNT, "decided, in hundredths; 0: no multiple"),
    amount_fen=FEN,
    gains_fen=FEN,
    source=TEXT,
    mark=MARK,
    time_ns=TIME_NS,
    who=TEXT,
    role=TEXT,
    document=TEXT,
    note=TEXT,
    offence_day=DATE,
    date=DATE_OR_NULL,
    until=Nullable(DATE, "of no order"),
    window_first=Nullable(DATE, "of no multiple of the price"),
    window_last=Nullable(DATE, "of no multiple of the price"),
    methods=ListOf(METHOD, "methods"),
)
_COMPUTATION = record(
    days=rows(date=DATE, quantity=TONNES, amount_fen=FEN),
    quantity=Field(TONNES, "traded in the window"),
    amount_fen=FEN,
    average=Nullable(COUNT, "of no multiple of the price"),
    low_fen=FEN,
    high_fen=FEN,
    decided_fen=FEN,
    agrees=Field(boolean, "with what was decided then"),
    words=TEXT,
)

ROWS = (
    question(
        "law",
        "The law of a year, each row with its source and the mark of evidence.",
        OWN + STAFF + AUTHORITY,
        must(year=Field(YEAR, "year of the emissions")) | ACCOUNT,
        record(year=YEAR, law=_LAW, missing=ListOf(TEXT, "topics without a row about the year")),
    ),
    question(
        "law_rows",
        "The rows of a topic of the law, as the file in which `set_law` takes them, with the mark.",
        STAFF,
        must(topic=_TOPIC),
        record(topic=TEXT, rows=Field(TEXT, "CSV with a header")),
    ),
    act(
        "set_law",
        "Set rows of the law, which count before those of the data files.",
        OPERATOR,
        must(topic=_TOPIC, rows=Field(part, "CSV with the topic's header, without the mark"))
        | SIGNED,
        record(set=Field(COUNT, "rows that were set")),
    ),
    act(
        "set_year",
        "Set the rules of a year's obligations.",
        OPERATOR,
        _YEAR
        | must(deadline=Field(date, "last day of surrender"))
        | may(
            offset_bp=Field(
                Integer(0, BASIS_POINTS), "share that credits may make up, hundredths of a percent"
            ),
            fine_low=Field(Integer(1, TIMES_MAX), "times the average price, at least"),
            fine_high=Field(Integer(1, TIMES_MAX), "times the average price, at most"),
        )
        | GROUND,
        SET,
    ),
    question(
        "vintages",
        "Which vintages pay for which years.",
        OWN + STAFF + AUTHORITY,
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
            first_vintage=Field(YEAR, "the oldest that is carried over", default=2020),
            last_vintage=Field(YEAR, "the newest; else that of the year before"),
            apply_until=Field(date, "last day of requests"),
        )
        | GROUND,
        SET,
    ),
    once(
        "order_to_correct",
        "Order an entity to correct something by a day (责令改正).",
        OPERATOR,
        _CHARGED | must(until=Field(date, "the time set: its last day")),
        _DECIDED,
    ),
    once(
        "impose_fine",
        "Fine an entity: an amount in the law's range, or with a factor a multiple (罚款).",
        OPERATOR,
        _CHARGED
        | may(
            amount_fen=Field(Integer(1, CASH_MAX_FEN), "of a fine without a factor"),
            factor=Field(Integer(1, FACTOR_MAX), "of a multiple, in hundredths"),
            gains_fen=Field(Integer(1, CASH_MAX_FEN), "of which a multiple is fined"),
        ),
        _DECIDED,
    ),
    once(
        "cut_allocation",
        "Cut the next allocations of an entity (核减配额).",
        OPERATOR,
        _CHARGED | may(quantity=Field(Integer(1, UNITS_MAX, "t"), "else what is still owed")),
        _DECIDED,
    ),
    once(
        "stop_production",
        "Order an entity to stop production (责令停产整治).",
        OPERATOR,
        _CHARGED,
        _DECIDED,
    ),
    act(
        "end_sanction",
        "End a sanction: it was followed, paid or lifted, or is revoked.",
        OPERATOR,
        _SANCTION
        | must(how=Field(Word("corrected", "paid", "lifted", "revoked"), "how it ends"))
        | SIGNED,
        record(act=Field(NUMBER, "number of this act")),
    ),
    question(
        "sanctions",
        "What was decided against entities, of one or of all; a member's own, of a scope.",
        OWN + STAFF + AUTHORITY,
        may(entity=entity, after=Field(count, "`next` of the page before")) | ACCOUNT,
        record(sanctions=ListOf(_OF_SANCTION, "maps"), next=NEXT),
    ),
    question(
        "sanction",
        "A sanction with its computation, found again day by day from the registry's trades.",
        OWN + STAFF + AUTHORITY,
        _SANCTION | ACCOUNT,
        record(sanction=_OF_SANCTION, computation=_COMPUTATION),
    ),
)
REASONS: dict[str, Code] = {
    "late_takes_no_part": Code(
        "who was late takes no part in the round", "Nothing can be done in this round."
    ),
    "carry_over_late": Code("the last day of requests is over", "Nothing can be done any more."),
    "nothing_late": Code(
        "nothing was missing when the deadline had passed, or nothing is owed any more",
        "Ask for the position.",
    ),
    "sanction_unknown": Code(
        "the law of the day has no such measure; `allowed`: those it has",
        "Name a measure of the law of that day.",
    ),
    "sanction_ended": Code(
        "it is not decided any more; `allowed`: the last day", "Name a measure of today's law."
    ),
    "order_missing": Code("it follows an order that was not followed", "Decide on an order first."),
    "order_running": Code(
        "the order may still be followed; `allowed`: until when", "Wait until that day is over."
    ),
    "sanction_not_found": Code("no such sanction", "Ask for the sanctions."),
    "sanction_closed": Code("the sanction is not open", "Nothing is to be done."),
}
