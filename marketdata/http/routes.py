"""The table of paths under `/v1/`: what may be asked, and what is answered."""

from __future__ import annotations

from gateway.protocol.maps import Field, Fields, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import Anything, Nullable
from gateway.protocol.texts import Boolean, Word
from gateway.protocol.values import CODE as CODE_VALUE
from gateway.protocol.values import COUNT, DATE_OR_NONE, PHASE, TEXT, TIME_NS, record
from gateway.schedule.hours import TIMED
from marketdata.archive.tables import TABLES, Column, Kind
from marketdata.bulletin_words import SPANS as BULLETIN_SPANS
from marketdata.channels import (
    ANNOUNCEMENTS,
    AUCTIONS,
    BLOCKS,
    CHANNELS,
    COMPOSITE,
    DEPTH,
    DEPTH_20,
    STATUS,
    SUMMARY,
    Channel,
)
from marketdata.day_rows import ALLOWANCES, CREDITS
from marketdata.http import readers
from marketdata.http.bodies import BULLETIN_OF_SPAN, MANIFEST, REPORT
from marketdata.http.forms import OF_FILES, OF_REPORTS, OF_ROWS
from marketdata.http.route import PREFIX, Route
from marketdata.messages import BULLETIN_DATA, snapshot
from marketdata.published.periods import SPANS as REPORT_SPANS
from marketdata.published.report_words import Language
from marketdata.spans import SPANS

LIMIT_MAX = 1_000  # rows of one page
DAY, CODE = readers.Day(), Field(readers.CODE, "code of an instrument")
_FROM_TO: Fields = may(**{"from": Field(DAY, "first day")}, to=Field(DAY, "last day"))
_LIMIT = may(limit=Field(Integer(1, LIMIT_MAX), "rows of a page", default=LIMIT_MAX))
_LANG = Field(Word(*Language), "language of words", default=str(Language.EN))
_MARKET = must(market=Field(Word(ALLOWANCES, CREDITS), "that of the venue"))
_AFTER = "the last row of the page before; `next` has it"
_PHASES = [phase.name for phase in TIMED]
_ZH = (
    *(Column(name, Kind.TEXT) for name in ("日期", "品种")),
    *(Column(name, Kind.CNY) for name in ("开盘价", "收盘价", "最高价", "最低价", "涨跌")),
    Column("涨跌幅", Kind.TEXT),
    Column("成交数量"),
    Column("成交金额", Kind.CNY),
)
_OF_REPORTS: Fields = may(
    above=Field(readers.AMOUNT, "a price in CNY: the first day that closed above it"), lang=_LANG
)
_AGAINST: Fields = may(against=Field(DAY, "a day in the period to compare with"))
_AGAINST_PERIOD: Fields = may(
    against_from=Field(DAY, "first day of the period to compare with"),
    against_to=Field(DAY, "last day of it"),
)


def _shown(channel: Channel) -> Route:
    """The route of what a channel says now."""
    name, fields = channel.name, must(instrument=CODE) if channel.by_instrument else {}
    path = f"{PREFIX}{name}/{{instrument}}" if channel.by_instrument else f"{PREFIX}{name}"
    answer = record(
        channel=Word(name),
        instrument=Nullable(CODE_VALUE, "of the whole venue"),
        epoch=Field(TEXT, "the venue's id"),
        seq=Field(COUNT, "changes so far; subscribe from the next one to go on"),
        time_ns=Field(TIME_NS, "of the latest event it was made after"),
        data=snapshot(name),
    )
    return Route(name, path, f"Now: {channel.help[0].lower()}{channel.help[1:]}", fields, answer)


ROUTES = (
    Route(
        "time",
        f"{PREFIX}time",
        "The venue's time, day and phase.",
        answer=record(server_time_ns=TIME_NS, date=DATE_OR_NONE, phase=PHASE),
    ),
    Route(
        "calendar",
        f"{PREFIX}calendar",
        "The trading days (交易日) that are known, and when their phases begin in Shanghai.",
        _FROM_TO | may(after=Field(DAY, _AFTER)) | _LIMIT,
        columns=tuple(Column(name, Kind.TEXT) for name in ("date", *map(str.lower, _PHASES))),
        forms=OF_ROWS,
    ),
    Route(
        "instruments",
        f"{PREFIX}instruments",
        "Every instrument: legal names, whether it is halted, base price and limits of the day.",
        _LIMIT | may(after=Field(readers.CODE, _AFTER)),
        columns=(
            Column("instrument", Kind.TEXT),
            Column("number"),
            Column("name_zh", Kind.TEXT),
            Column("name_en", Kind.TEXT),
            Column("halted"),
            *(Column(f"{name}_cny_per_t", Kind.CNY) for name in ("base", "lower", "upper")),
        ),
        forms=OF_ROWS,
    ),
    *(
        _shown(CHANNELS[name])
        for name in (
            STATUS,
            DEPTH,
            DEPTH_20,
            SUMMARY,
            COMPOSITE,
            AUCTIONS,
            BLOCKS,
            ANNOUNCEMENTS,
        )
    ),
    Route(
        "bars",
        f"{PREFIX}bars/{{instrument}}/{{span}}",
        "Bars (K 线) in order, of `COMCEA` the composite's; the last one may be open still. Of days"
        " and longer they are whole periods.",
        must(instrument=CODE, span=Field(Word(*SPANS), "minutes, or days"))
        | _FROM_TO
        | may(after=Field(readers.AFTER_BAR, _AFTER))
        | _LIMIT,
        columns=(Column("date", Kind.TEXT), *TABLES["bars_1m"][1:]),
        forms=OF_ROWS,
    ),
    Route(
        "trades",
        f"{PREFIX}trades/{{date}}",
        "Trades of a day in order of their numbers, of the running day as of those before it; those"
        " that the exchange has undone are left out.",
        must(date=Field(DAY, "trading day"))
        | may(
            method=Field(Word("listed", "block"), "numbers are counted for each", default="listed"),
            instrument=Field(readers.CODE, "without it all"),
            after=Field(COUNT, "number of the last trade that is known", default=0),
        )
        | _LIMIT,
        columns=TABLES["trades"],
        forms=OF_ROWS,
    ),
    Route(
        "days",
        f"{PREFIX}days",
        "Daily rows of past days (每日成交数据); the composite is `COMCEA`.",
        _FROM_TO
        | may(
            instrument=Field(readers.CODE, "without it all"),
            imported=Field(Boolean(), "with rows that were imported", default=False),
            after=Field(readers.AFTER_ROW, _AFTER),
            lang=Field(
                Word(*Language),
                "`zh`: 日期 品种 开盘价 …, 成交数量 and 成交金额 of all methods",
                default=str(Language.EN),
            ),
        )
        | _LIMIT,
        columns=(*TABLES["days"], Column("corrected_on", Kind.TEXT)),
        in_chinese=_ZH,
        forms=OF_ROWS,
    ),
    Route(
        "bulletins",
        f"{PREFIX}bulletins/{{date}}",
        "The bulletin of a day, as published.",
        must(date=Field(readers.Day(latest=True), "trading day, or the last one")),
        BULLETIN_DATA,
    ),
    Route(
        "bulletins_of_spans",
        f"{PREFIX}bulletins/{{span}}/{{date}}",
        "The bulletin of the day, week, month or year in which a day lies, from the daily rows.",
        must(span=Field(Word(*BULLETIN_SPANS), "how long"), date=Field(DAY, "any day of it")),
        BULLETIN_OF_SPAN,
    ),
    Route(
        "reports",
        f"{PREFIX}reports/{{span}}/{{date}}",
        "Figures of the day, week, month, quarter, half year or year in which a day lies.",
        must(span=Field(Word(*REPORT_SPANS), "how long"), date=Field(DAY, "any day of it"))
        | _AGAINST
        | _OF_REPORTS,
        REPORT,
        forms=OF_REPORTS,
    ),
    Route(
        "period",
        f"{PREFIX}reports/period/{{from}}/{{to}}",
        "Figures from a day to a day.",
        must(**{"from": Field(DAY, "first day")}, to=Field(DAY, "last day"))
        | _AGAINST_PERIOD
        | _OF_REPORTS,
        REPORT,
        forms=OF_REPORTS,
    ),
    Route(
        "files",
        f"{PREFIX}files/{{market}}",
        "The files of the archive, with rows, bytes and SHA-256 as in the manifest of their day.",
        _MARKET | _FROM_TO | may(after=Field(readers.AFTER_ROW, _AFTER)) | _LIMIT,
        columns=(
            *(Column(name, Kind.TEXT) for name in ("date", "file", "table")),
            Column("rows"),
            Column("bytes"),
            Column("sha256", Kind.TEXT),
            Column("removed"),
        ),
        forms=OF_ROWS,
    ),
    Route(
        "manifest",
        f"{PREFIX}files/{{market}}/{{date}}",
        "The manifest of a day in the archive.",
        _MARKET | must(date=Field(DAY, "trading day")),
        MANIFEST,
    ),
    Route(
        "file",
        f"{PREFIX}files/{{market}}/{{date}}/{{file}}",
        "A file of the archive, or a range of its bytes; its ETag is its SHA-256.",
        _MARKET
        | must(date=Field(DAY, "trading day"), file=Field(readers.FILE_NAME, "of the manifest")),
        forms=OF_FILES,
    ),
    Route(
        "openapi",
        f"{PREFIX}openapi.json",
        "This table for machines: OpenAPI 3.1.",
        answer=Anything("an OpenAPI document"),
    ),
)
BY_NAME = {route.name: route for route in ROUTES}
