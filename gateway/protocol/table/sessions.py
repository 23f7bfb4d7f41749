"""Operations of every session: signs of life, log-off, the venue's status, time, calendar and
schedule, what the session may use.
"""

from __future__ import annotations

from engine.commands import Market, Parameter
from gateway.protocol import fields as readers
from gateway.protocol.fields import INT64_MAX, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.halts import HALTS
from gateway.protocol.table.words import AFTER, EXCHANGE, ROLES
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    ACCOUNT,
    BOOLEAN,
    CODE,
    COUNT,
    DATE,
    DATE_OR_NONE,
    NAMED,
    NEXT,
    NUMBER,
    PHASE,
    PRICE,
    TEXT,
    TIME_NS,
    record,
    rows,
)
from gateway.protocol.weights import PAGED, Weight

STEPS_MAX = 500  # of the schedule in one answer
SCHEDULED = (
    "start_day",
    "set_phase",
    "end_day",
    "accept_auction",
    "open_auction",
    "close_auction",
    "begin_call",
    "resume",
)
MARKET = Field(Word(*words(Market)), "of this venue")
CLOCK = Field(Word("system", "manual", "rehearsal"), "what drives the day")
NOTICE = must(code=TEXT, message=TEXT, waits=Field(BOOLEAN, "the schedule waits for staff"))
_SCHEDULE = record(
    clock=CLOCK,
    calendar_until=Field(DATE, "last day whose closures are known"),
    notices=Field(ListOf(Record(NOTICE), "maps"), "what holds now"),
)
INSTRUMENT_NOW = must(
    instrument=CODE,
    **NAMED,
    number=NUMBER,
    open=Field(BOOLEAN, "takes part in the day"),
    halted=BOOLEAN,
    base=Field(PRICE, "base price of the day"),
    lower=Field(Nullable(PRICE), "price limit of the day"),
    upper=Field(Nullable(PRICE), "price limit of the day"),
    last=Field(Nullable(PRICE), "last listed trade"),
    close=Field(PRICE, "previous close"),
)
PARAMETERS = must(
    **{
        each.name.lower(): Field(Integer(0, INT64_MAX, each.unit), each.sentence[:-1])
        for each in Parameter
    }
)
_LIMITED = Word("requests_per_s", "cancels_per_s", "questions_per_s", "in_flight", "sessions")

ROWS = (
    Row(
        "heartbeat",
        Way.SESSION,
        "A sign of life.",
        asked_by(ROLES),
        record(server_time_ns=TIME_NS),
    ),
    Row(
        "log_off",
        Way.SESSION,
        "End the session: the server answers and closes with 1000. Never cancels orders.",
        asked_by(ROLES),
        record(server_time_ns=TIME_NS),
    ),
    Row(
        "status",
        Way.QUERY,
        "The venue's day and phase, its schedule, and every instrument with its parameters, 500 a"
        " page.",
        asked_by(ROLES, may(after=AFTER)),
        record(
            date=Field(DATE_OR_NONE, 'the trading day, `""` before the first'),
            market=MARKET,
            phase=PHASE,
            venue_halted=BOOLEAN,
            halts=HALTS,
            engine=Field(
                Word("compiled", "compiling", "plain"),
                "what decides; `compiling`: plain Python until compiled kernels are there",
            ),
            unsettled=Field(rows(date=DATE, confirmed=BOOLEAN), "ended days that are not settled"),
            schedule=_SCHEDULE,
            instruments_max=Field(NUMBER, "the largest number that an instrument may have"),
            instruments=ListOf(Record(INSTRUMENT_NOW | PARAMETERS), "maps"),
            next=NEXT,
        ),
        weight=Weight(each=2, rows=1, page=256),
    ),
    Row(
        "time",
        Way.QUERY,
        "The venue's time and phase.",
        asked_by(ROLES),
        record(
            received_ns=Field(TIME_NS, "when the gateway read the request"),
            server_time_ns=Field(TIME_NS, "when it answers"),
            date=DATE_OR_NONE,
            phase=PHASE,
        ),
    ),
    Row(
        "calendar",
        Way.QUERY,
        "The trading days (交易日) of up to a year, and the hours of a day.",
        asked_by(
            ROLES,
            may(
                **{"from": Field(readers.date, "without it the venue's day")},
                to=Field(readers.date, "a year later at most"),
            ),
        ),
        record(
            clock=CLOCK,
            known_from=Field(DATE, "first day whose closures are known"),
            known_until=Field(DATE, "last day whose closures are known"),
            hours=Field(
                rows(
                    since=Field(DATE, "these hours hold"),
                    phase=PHASE,
                    **{"from": Field(TEXT, "hh:mm in Shanghai")},
                ),
                "when phases begin, where the system's clock drives the day",
            ),
            short_days=Field(
                rows(date=DATE, closed=Field(TEXT, "hh:mm in Shanghai")), "days that close early"
            ),
            days=Field(ListOf(DATE, "dates"), "those known, in order"),
        ),
        weight=Weight(each=2, rows=8, page=256),
    ),
    Row(
        "schedule",
        Way.QUERY,
        "What the schedule will do next (日程), and what it waits for besides the clock.",
        asked_by(ROLES, may(steps=Field(Integer(1, STEPS_MAX), "how many; 20 without it"))),
        record(
            clock=CLOCK,
            steps=Field(
                rows(
                    at=Field(TEXT, "yyyy-mm-dd hh:mm:ss in Shanghai"),
                    at_ns=Field(TIME_NS, "the same moment"),
                    step=Field(Word(*SCHEDULED), "a command of the schedule, or by staff"),
                    date=Field(DATE, "the trading day"),
                    phase=Field(Nullable(PHASE), "that begins"),
                    auction=Field(Nullable(NUMBER), "that opens or closes, or awaits an answer"),
                    instrument=Field(
                        Nullable(CODE), "whose halt ends; null: the venue's, or none's"
                    ),
                    waits_for=Field(Nullable(TEXT), "besides the clock"),
                ),
                "in order; none where staff moves the day, fewer where the calendar ends",
            ),
        ),
        weight=Weight(each=2, rows=8, page=STEPS_MAX),
    ),
    Row(
        "usage",
        Way.QUERY,
        "What this session, its key, account and address may ask, and what of it is used now.",
        asked_by(ROLES),
        record(
            limits=rows(
                of=Field(Word("session", "key", "account", "address"), "whose limit it is"),
                limit=Field(_LIMITED, "questions are counted by their weight"),
                most=Field(COUNT, "what is allowed"),
                used=Field(COUNT, "this question and this session included"),
            )
        ),
        weight=Weight(2),
    ),
    Row(
        "sessions",
        Way.QUERY,
        "Who is logged on, in order of the log-ons, 500 a page.",
        {EXCHANGE: may(after=AFTER)},
        record(
            sessions=Field(
                rows(
                    session=Field(NUMBER, "of its log-on since the gateway's start"),
                    key=Field(TEXT, "id of the key"),
                    operator=Field(NUMBER, "number of the key"),
                    role=Field(TEXT, "of the key"),
                    duties=Field(ListOf(TEXT, "words"), "of staff that has not all of them"),
                    account=Nullable(ACCOUNT, "but for members and viewers"),
                    address=Field(TEXT, "that it comes from"),
                    since_ns=Field(TIME_NS, "when it logged on"),
                    cancel_on_disconnect=Field(
                        Nullable(Word("session", "key", "account"), "not asked for"),
                        "whose orders are cancelled when it is lost",
                    ),
                ),
                "those that are there",
            ),
            next=NEXT,
        ),
        weight=PAGED,
    ),
)
