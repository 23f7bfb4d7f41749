"""Operations on announcements (公告), which everyone may read."""

from __future__ import annotations

from dataclasses import replace

from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.shapes import ListOf
from gateway.protocol.table.words import EXCHANGE, OPERATIONS, ROLES, with_acts
from gateway.protocol.values import ANY_TEXT, NEXT, NUMBER, TIME_NS, record
from gateway.protocol.weights import Weight

_TITLE = Field(readers.title, carried=True)
_WORDING = Field(readers.wording, carried=True)
_ZH, _EN = "in Chinese", "in English"
_LINES = "its lines are parted by line feeds"
_WORDED = may(
    title_zh=replace(_TITLE, help=_ZH),
    title_en=replace(_TITLE, help=_EN),
    text_zh=replace(_WORDING, help=f"{_ZH}; {_LINES}"),
    text_en=replace(_WORDING, help=f"{_EN}; {_LINES}"),
)
ANNOUNCEMENT = must(
    number=NUMBER,
    time_ns=TIME_NS,
    **{
        name: Field(ANY_TEXT, '`""` where it has none')
        for name in ("title_zh", "title_en", "text_zh", "text_en")
    },
)

ROWS = with_acts(
    OPERATIONS,
    Row(
        "announce",
        Way.COMMAND,
        "Publish an announcement (公告): a title or a text in one language at least.",
        {EXCHANGE: _WORDED},
        record(number=Field(NUMBER, "1, 2, 3 …")),
        answer="announced",
        choice="worded",
    ),
    Row(
        "announcements",
        Way.QUERY,
        "The last 256 announcements, oldest first, 20 a page.",
        asked_by(ROLES, may(after=Field(readers.number, "`next` of the page before"))),
        record(announcements=ListOf(Record(ANNOUNCEMENT), "maps"), next=NEXT),
        weight=Weight(each=2, rows=1, page=20),
    ),
)
