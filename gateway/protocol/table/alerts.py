"""Operations on alerts to the exchange's staff: the process of alerts posts them, staff reads,
follows and acknowledges them.
"""

from __future__ import annotations

from gateway.protocol import fields as readers
from gateway.protocol.fields import INT64_MAX
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.words import EXCHANGE, FEED, OPERATIONS, WATCH, with_acts
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    ACCOUNT,
    ANY_TEXT,
    COUNT,
    DATE_OR_NONE,
    NEXT,
    NUMBER,
    TEXT,
    TIME_NS,
    record,
)
from gateway.protocol.weights import Weight

FIGURES_MAX = 8  # of one alert
POSTED_MAX = 20  # alerts of one request
STATES = ("open", "acknowledged", "cleared")
_NOBODY = "nobody has"
_FIGURE = must(
    name=Field(TEXT, "what it is of"),
    value=Integer(-INT64_MAX, INT64_MAX),
    unit=Field(TEXT, '`""`: a count'),
)
ALERT = must(
    number=Field(NUMBER, "1, 2, 3 …"),
    change=Field(NUMBER, "number of its newest change, by which alerts are followed"),
    rule=Field(TEXT, "which rule; `ceax alert-rules` lists them"),
    state=Word(*STATES),
    time_ns=Field(TIME_NS, "when it was raised"),
    changed_ns=Field(TIME_NS, "when it changed"),
    date=Field(DATE_OR_NONE, 'the trading day, `""` before the first'),
    instrument=Field(TEXT, '`""`: none'),
    account=Field(Nullable(ACCOUNT, "none"), "whose account"),
    name=Field(TEXT, "of the account"),
    subject=Field(TEXT, "what else it is about: a limit, a process"),
    times=Field(COUNT, "how often it came"),
    figures=Field(ListOf(Record(_FIGURE), "maps", FIGURES_MAX), "in the order of importance"),
    text_zh=Field(ANY_TEXT, "in Chinese"),
    text_en=Field(ANY_TEXT, "in English"),
    acknowledged_by=Field(TEXT, f'key; `""`: {_NOBODY}'),
    acknowledged_ns=Field(Nullable(TIME_NS, _NOBODY), "when the first did so"),
    note=Field(ANY_TEXT, "of the acknowledgement"),
    cleared_ns=Field(Nullable(TIME_NS, "not cleared"), "when it was over"),
)

ROWS = with_acts(
    WATCH,
    Row(
        "begin_alerts",
        Way.QUERY,
        "Forget all alerts to the staff: those kept are posted from the first on.",
        {FEED: {}},
    ),
    Row(
        "post_alerts",
        Way.QUERY,
        "Post alerts to the staff, new ones and changed ones, in order of their changes; a change"
        " posted before is passed over.",
        {FEED: must(alerts=ListOf(Record(ALERT), "alerts", POSTED_MAX))},
        record(last=Field(COUNT, "number of the newest change")),
    ),
    Row(
        "alerts",
        Way.QUERY,
        "The alerts to the staff that have changed after a number, each as it is now, in order of"
        " their changes; the 2,000 newest are kept.",
        asked_by((EXCHANGE, FEED), may(after=Field(Integer(0, INT64_MAX), default=0))),
        record(
            alerts=ListOf(Record(ALERT), "alerts"),
            last=Field(COUNT, "number of the newest change"),
            next=NEXT,
        ),
        weight=Weight(each=2, rows=4, page=100),
    ),
    Row(
        "acknowledge_alert",
        Way.COMMAND,
        "Say that an alert was seen; the reason is the note that is kept with it.",
        {EXCHANGE: must(alert=Field(readers.number, "its number"))},
        choice="seen",
        duties=(WATCH, OPERATIONS),
    ),
)
