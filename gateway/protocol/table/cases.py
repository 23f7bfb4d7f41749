"""Operations on cases of surveillance: its process posts them, staff reads them with their
evidence; `case_act` does something with one.
"""

from __future__ import annotations

from engine.commands import CaseAct, Measure
from gateway.protocol import fields as readers
from gateway.protocol.fields import INT64_MAX, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.events import EVENT
from gateway.protocol.table.words import EXCHANGE, FEED
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    ACCOUNT,
    ANY_TEXT,
    COUNT,
    DATE,
    DATE_OR_NONE,
    NAMED,
    NEXT,
    NUMBER,
    TEXT,
    TIME_NS,
    record,
)
from gateway.protocol.weights import Weight

LINES_MAX = 30  # of the history of one case, the newest
EVIDENCE_MAX = 1_000  # events of one case
PARTIES_MAX = 200  # accounts of one case
EVENTS_PAGE = 100
STATES = ("open", "assigned", "closed")
LINES = (
    *("opened", "grown", "assigned", "noted", "measured"),
    *("answered", "lifted", "closed", "restricted", "freed"),
)
_MEASURE = Nullable(Word(*words(Measure)), "none")
_HELD = ListOf(TEXT, "texts")
_PARTY = must(account=ACCOUNT, name=Field(TEXT, "as registered")) | NAMED
_PARTIES = Field(ListOf(Record(_PARTY), "maps"), "whose these accounts are")
_LINE = must(
    time_ns=TIME_NS,
    who=Field(TEXT, "whose key did it; `surveillance`: a rule found it, or an account was freed"),
    act=Field(Word(*LINES), "what happened"),
    measure=Field(_MEASURE, "which was taken, or it was closed with"),
    day=Field(DATE_OR_NONE, 'until when an answer is due, or a restriction holds; `""`: open'),
    words=Field(ANY_TEXT, "what was found, noted, answered or restricted"),
    event=Field(COUNT, "the event that it comes from; 0: written before acts had keys"),
)
_CASE = must(
    number=Field(NUMBER, "1, 2, 3 …"),
    change=Field(NUMBER, "number of its newest change, by which cases are followed"),
    date=Field(DATE, "the trading day of what was found"),
    rule=Field(TEXT, "which rule; `ceax surveil --rules` lists them"),
    rule_zh=Field(TEXT, "its name in Chinese"),
    rule_en=Field(TEXT, "what it is about, in English"),
    instrument=Field(TEXT, "in which"),
    accounts=Field(ListOf(ACCOUNT, "accounts", PARTIES_MAX), "of whom"),
    state=Field(Word(*STATES), "where it is in its life"),
    assigned=Field(TEXT, 'whom it is assigned to; `""`: nobody'),
    measure=Field(_MEASURE, "the last one taken, or what it is closed with"),
    due=Field(DATE_OR_NONE, 'the first day on which an answer is due; `""`: none waits'),
    held=Field(_HELD, "what is restricted now, as `suspended 7`"),
    admits=Field(ListOf(Word(*words(CaseAct)), "words"), "acts that it admits in its state"),
    strength=Field(COUNT, "of what was found, in its unit"),
    unit=Field(TEXT, "`t`, `trades`, `orders`, `times`"),
    found=Field(ANY_TEXT, "what was found, in a sentence"),
    events=Field(COUNT, "events that are its evidence"),
    lines=Field(COUNT, "of its whole history"),
    opened_ns=Field(TIME_NS, "when the rule found it first"),
    changed_ns=Field(TIME_NS, "when it changed last"),
)
_HISTORY = must(
    history=Field(ListOf(Record(_LINE), "maps", LINES_MAX), f"the newest {LINES_MAX} lines"),
)
_EVIDENCE = Field(ListOf(NUMBER, "numbers", EVIDENCE_MAX), "numbers of events")
_POSTED = _CASE | _HISTORY | must(evidence=_EVIDENCE)
_WHICH = must(case_number=Field(readers.number, "its number"))

ROWS = (
    Row("begin_cases", Way.QUERY, "Forget all cases: those kept are posted anew.", {FEED: {}}),
    Row(
        "post_cases",
        Way.QUERY,
        "Post a case to the staff, a new one or a changed one, in order of the changes; a change"
        " posted before is passed over.",
        {FEED: must(cases=Field(ListOf(Record(_POSTED), "cases", 1), "one"))},
        record(last=Field(COUNT, "number of the newest change")),
    ),
    Row(
        "cases",
        Way.QUERY,
        "The cases of surveillance that have changed after a number, each as it is now, in order of"
        " their changes; the 500 that changed last are kept.",
        asked_by((EXCHANGE, FEED), may(after=Field(Integer(0, INT64_MAX), default=0))),
        record(
            cases=Field(ListOf(Record(_CASE), "cases"), "in order of their changes"),
            last=Field(COUNT, "number of the newest change"),
            next=NEXT,
        ),
        weight=Weight(each=2, rows=4, page=100),
    ),
    Row(
        "case",
        Way.QUERY,
        "One case with the newest lines of its history, and the names of its accounts.",
        {EXCHANGE: _WHICH},
        Record(_CASE | _HISTORY | must(parties=_PARTIES)),
        weight=Weight(each=2, rows=8, page=LINES_MAX + PARTIES_MAX),
    ),
    Row(
        "case_events",
        Way.QUERY,
        "The evidence of a case: events of the log, by their numbers.",
        {EXCHANGE: _WHICH | may(after=Field(Integer(0, INT64_MAX), default=0))},
        record(
            events=Field(ListOf(EVENT, "events"), "in order"),
            parties=_PARTIES,
            archived=Field(COUNT, "events of the evidence that are archived"),
            next=NEXT,
        ),
        weight=Weight(each=4, rows=2, page=2 * EVENTS_PAGE),
    ),
)
