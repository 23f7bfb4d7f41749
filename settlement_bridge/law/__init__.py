"""The law of compliance as dated data: a topic each, a file beside this one, and what a row of it
says.

A row is about some years of emissions (履约年度), ends included, or about the days of an offence.
It names its source and the mark of evidence: the rule's own text, its draft, second-hand,
recomputed, a default of this registry, or set here. Draft rows apply like any other and are printed
as drafts.
Of several rows for one question the last counts: those of the files in their order, then those that
were set (`kept`). A year without a row is one of which the law is not known.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from engine.units import UnitError, format_date, parse_date


class Mark(StrEnum):
    """What a row rests on."""

    TEXT = "text"  # the rule's own text was read
    DRAFT = "draft"  # the text of a draft; the final one was not read
    SECOND_HAND = "second_hand"
    COMPUTED = "computed"  # found again from published figures
    DEFAULT = "default"  # a reading of this registry; no text says it
    SET = "set"  # by the registry's operator


class Deadline(NamedTuple):
    """The last day of surrender: a day of the calendar, some years after the emissions."""

    first_year: int
    last_year: int
    years_after: int
    month_day: int  # 1231
    source: str
    mark: str = Mark.SET


class Hour(NamedTuple):
    """The time of the last day until which a surrender is in time, minutes in Shanghai."""

    first_year: int
    last_year: int
    minute: int
    source: str
    mark: str = Mark.SET


class VintageRule(NamedTuple):
    """Vintages that may pay for some years from a day (yyyymmdd; 0: always) on, ends included."""

    first_year: int
    last_year: int
    arrears: bool  # for what is paid after the year's deadline
    from_day: int
    first_vintage: int
    last_vintage: int
    source: str
    mark: str = Mark.SET


class OffsetShare(NamedTuple):
    """What share of the amount due credits may make up, hundredths of a percent."""

    first_year: int
    last_year: int
    share_bp: int
    source: str
    mark: str = Mark.SET


class OffsetKind(NamedTuple):
    """Credits that may be used from one day to another (0: without end): those of projects
    registered or filed within the second pair of days.
    """

    first_year: int
    last_year: int
    from_day: int
    to_day: int
    registered_from: int
    registered_to: int
    source: str
    mark: str = Mark.SET


class Round(NamedTuple):
    """A round of carry-over (结转): T = floor(base + numerator / denominator x net sold), at most
    what is held. `first_year` is that of the new units.
    """

    first_year: int
    last_year: int
    instrument: str  # the new units' code
    sold_from: int  # net sales are counted from this day, yyyymmdd,
    sold_to: int  # to this one, which is also the day whose holding bounds T
    first_vintage: int  # units of these vintages count and are carried over
    last_vintage: int
    numerator: int
    denominator: int
    apply_until: int  # last day of applications; 0: none is set
    barred: tuple[int, ...]  # who did not surrender in time for one of these years takes no part
    source: str
    mark: str = Mark.SET


class RoundBase(NamedTuple):
    """The base of a sector in a round, t."""

    first_year: int
    last_year: int
    sector: str
    base: int
    source: str
    mark: str = Mark.SET


class AveragePrice(NamedTuple):
    """Over which window and methods the price of a fine is averaged."""

    first_year: int
    last_year: int
    window: str
    methods: str
    source: str
    mark: str = Mark.SET


class BalanceRate(NamedTuple):
    """Of what the balance of a year's allowances is a share: of those issued, or of those due."""

    first_year: int
    last_year: int
    share_of: str
    source: str
    mark: str = Mark.SET


class Sanction(NamedTuple):
    """What an offence on one of these days leads to: first, or where the order was not followed.

    `low` and `high` are CNY of a fine, hundredths of a factor of a multiple (times `base`), percent
    of a cut of allowances. `decided_until`: the last day on which it may be decided; 0: any.
    """

    offence: str
    stage: str
    measure: str
    low: int
    high: int
    base: str
    from_day: int
    to_day: int
    decided_until: int
    first_year: int
    last_year: int
    source: str
    mark: str = Mark.SET


class Review(NamedTuple):
    """Who decides on something, and the working days to ask and to decide; 0: none are set."""

    first_year: int
    last_year: int
    act: str
    reviewer: str
    ask_days: int
    decide_days: int
    source: str
    mark: str = Mark.SET


class AlertInterval(NamedTuple):
    """How often an alert in force is sent again, up to so far before the deadline."""

    first_year: int
    last_year: int
    days_left: int
    every_days: int
    source: str
    mark: str = Mark.SET


class AlertLevel(NamedTuple):
    """How grave a lack of at least this share of what is due is, hundredths of a percent."""

    first_year: int
    last_year: int
    cash_covers: bool  # cash buys what is missing at the last price
    lack_bp: int
    level: str
    source: str
    mark: str = Mark.SET


class Kind(NamedTuple):
    """How cells of a column are read and written, and their form in words.

    `read` raises ValueError.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    form: str


WHOLE_MAX = 10**15
YEAR_MAX = 2999
_WHOLE = re.compile(r"-?[0-9]{1,16}", re.ASCII)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]|24(?=:00)):([0-5][0-9])", re.ASCII)
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", re.ASCII)
_TEXT_MAX = 400


def _between(least: int, most: int) -> Kind:
    def read(cell: str) -> int:
        value = int(cell) if _WHOLE.fullmatch(cell) else least - 1
        if not least <= value <= most:
            raise ValueError(cell)
        return value

    return Kind(read, str, f"a whole number from {least} to {most}")


def _one_of(*words: str) -> Kind:
    def read(cell: str) -> str:
        if cell not in words:
            raise ValueError(cell)
        return cell

    return Kind(read, str, f"one of {', '.join(word or 'nothing' for word in words)}")


def _read_day(cell: str) -> int:
    try:
        return parse_date(cell) if cell else 0
    except UnitError as error:
        raise ValueError(cell) from error


def _read_minute(cell: str) -> int:
    found = _CLOCK.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    return 60 * int(found[1]) + int(found[2])


def _read_month_day(cell: str) -> int:
    if not _MONTH_DAY.fullmatch(cell):
        raise ValueError(cell)
    return int(cell.replace("-", ""))


def _read_text(cell: str) -> str:
    if not 1 <= len(cell) <= _TEXT_MAX or not cell.isprintable():
        raise ValueError(cell)
    return cell


def _read_years(cell: str) -> tuple[int, ...]:
    return tuple(_YEAR.read(part) for part in cell.split(";")) if cell else ()


def _flag(true: str, false: str) -> Kind:
    words = _one_of(true, false)
    read = lambda cell: words.read(cell) == true
    return Kind(read, lambda value: true if value else false, words.form)


_YEAR = _between(2000, YEAR_MAX)
_DAY = Kind(_read_day, format_date, "YYYY-MM-DD, or nothing")
_NUMBER = _between(0, WHOLE_MAX)
_TEXT = Kind(_read_text, str, f"1 to {_TEXT_MAX} printable characters")
WINDOWS = ("month_ending_at_deadline", "month_before_deadline")
METHODS = ("all", "listed")
OFFENCES = ("late_surrender", "emission_records", "emission_fraud")
STAGES = ("first", "not_corrected")
MEASURES = ("order", "fine", "multiple", "cut", "stop")
BASES = ("", "shortfall_value", "gains", "shortfall", "hidden", "next_allocation")
LEVELS = ("low", "medium", "high")
REVIEWERS = ("province", "city", "ministry", "registry")
ACTS = (
    *("due_quantity", "surrender", "carry_over", "help", "objection_to_allocation"),
    *("objection_to_verification", "merger", "sanction", "market_sanction"),
)

KINDS: dict[str, Kind] = {
    **dict.fromkeys(("first_year", "last_year", "first_vintage", "last_vintage"), _YEAR),
    **dict.fromkeys(
        (
            *("from_day", "to_day", "registered_from", "registered_to"),
            *("sold_from", "sold_to", "apply_until", "decided_until"),
        ),
        _DAY,
    ),
    **dict.fromkeys(("low", "high", "base_t", "numerator", "ask_days", "decide_days"), _NUMBER),
    "years_after": _between(-99, 99),
    "month_day": Kind(
        _read_month_day, lambda value: f"{value // 100:02}-{value % 100:02}", "MM-DD"
    ),
    "minute": Kind(_read_minute, lambda value: f"{value // 60:02}:{value % 60:02}", "HH:MM"),
    "case": _flag("arrears", "on_time"),
    "share_bp": _between(0, 10_000),
    "instrument": Kind(_read_text, str, "the code of an instrument"),
    "denominator": _between(1, WHOLE_MAX),
    "barred": Kind(_read_years, lambda years: ";".join(map(str, years)), "years, parted by ;"),
    "sector": _one_of("power", "steel", "cement", "aluminium"),
    "window": _one_of(*WINDOWS),
    "methods": _one_of(*METHODS),
    "offence": _one_of(*OFFENCES),
    "stage": _one_of(*STAGES),
    "measure": _one_of(*MEASURES),
    "base": _one_of(*BASES),
    "act": _one_of(*ACTS),
    "reviewer": _one_of(*REVIEWERS),
    "days_left": _between(0, 100_000),
    "every_days": _between(1, 1_000),
    "cash_covers": _flag("yes", "no"),
    "lack_bp": _between(0, 10_000),
    "level": _one_of(*LEVELS),
    "share_of": _one_of("issued", "due"),
    "source": _TEXT,
    "mark": _one_of(*Mark),
}
COLUMN_OF = {"arrears": "case"}  # fields whose column has another name


class Topic(NamedTuple):
    """A file of rows: its name, what a row is, and which fields have a column of another name."""

    name: str
    row: Any  # a NamedTuple's class
    zh: str
    en: str
    columns: Mapping[str, str] = COLUMN_OF

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of the file."""
        return tuple(self.columns.get(field, field) for field in self.row._fields)


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic("deadlines", Deadline, "清缴截止日", "deadline"),
        Topic("deadline_hours", Hour, "截止时刻", "hour of the deadline"),
        Topic("vintages", VintageRule, "可用配额年度", "vintages that pay"),
        Topic("offset", OffsetShare, "抵销比例", "share of credits"),
        Topic("offset_kinds", OffsetKind, "可用减排量", "credits that may be used"),
        Topic("carry_over", Round, "配额结转", "carry-over"),
        Topic("carry_over_bases", RoundBase, "结转基数", "base of carry-over", {"base": "base_t"}),
        Topic("average_price", AveragePrice, "平均成交价格", "average price"),
        Topic("sanctions", Sanction, "罚则", "sanctions"),
        Topic("balance_rates", BalanceRate, "盈缺率", "rate of the balance"),
        Topic("reviews", Review, "审核", "who reviews"),
        Topic("alert_intervals", AlertInterval, "预警频次", "interval of alerts"),
        Topic("alert_levels", AlertLevel, "预警等级", "level of alerts"),
    )
}


class BadCell(Exception):
    """A cell that is not as its column takes it."""

    def __init__(self, column: str, value: str, form: str) -> None:
        super().__init__(f"{column} is {form}")
        self.column, self.value, self.form = column, value, form


def row_of(topic: Topic, cells: Iterable[str]) -> Any:
    """A row from its cells, in the order of the header. Raises BadCell."""
    values = []
    for column, cell in zip(topic.header, cells, strict=True):
        kind = KINDS[column]
        try:
            values.append(kind.read(cell))
        except ValueError as error:
            raise BadCell(column, cell, kind.form) from error
    row = topic.row(*values)
    for first, last in (("first_year", "last_year"), ("first_vintage", "last_vintage")):
        if getattr(row, last, 0) < getattr(row, first, 0):
            raise BadCell(last, str(getattr(row, last)), f"not before {first}")
    return row


def cells_of(topic: Topic, row: Any) -> list[str]:
    """The cells of a row, as the file has them."""
    return [KINDS[name].write(value) for name, value in zip(topic.header, row, strict=True)]


@cache
def published(name: str) -> tuple[Any, ...]:
    """The rows of a topic's file, in its order."""
    text = files("settlement_bridge.law").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    header, *lines = csv.reader(text.splitlines())
    topic = TOPICS[name]
    assert tuple(header) == topic.header, name
    return tuple(row_of(topic, cells) for cells in lines)
