"""What the registry's operator may set.

Rules of one number each, the hours of the day, in Shanghai, in which units may go to the exchange
and back, and which vintage may pay for which year. Pure, but for the data file of vintages.

A row of vintages says for some years, on time or in arrears, from a day on, between which vintages
units are taken. The one that began last counts; among those of one day the one that was set last.
A year without a row takes nothing: its rule is not known yet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from engine.instrument_codes import code_of, vintage_of
from engine.units import CASH_MAX_FEN, UNITS_MAX, parse_date
from settlement_bridge.books.parties import Task
from settlement_bridge.errors import Refusal

VENUE = 0
VINTAGES_FILE = "eligible_vintages.csv"
ON_TIME = "on_time"
VINTAGE_CASES = {ON_TIME: False, "arrears": True}


class Rule(NamedTuple):
    """One setting: its default (None: no limit), its least and greatest value, what it is, and
    whether it may be set for one entity too.
    """

    default: int | None
    least: int
    most: int
    words: str
    of_an_entity: bool = False


SALE_MONEY_DAYS = "sale_money_days"
DIRECT_CASH = "direct_cash"
UNREGISTERED_MAY_ACT = "unregistered_may_act"
SECOND_ABOVE_FEN = "second_above_fen"
SECOND_ABOVE_UNITS = "second_above_units"

RULES = {
    SALE_MONEY_DAYS: Rule(
        1, 0, 30, "trading days that sale money waits before it may leave the settlement account"
    ),
    DIRECT_CASH: Rule(1, 0, 1, "1: `deposit` and `withdraw` without a file of the bank"),
    UNREGISTERED_MAY_ACT: Rule(
        0, 0, 1, "1: a member's key surrenders for an entity to which no rights were given"
    ),
    SECOND_ABOVE_FEN: Rule(
        None,
        0,
        CASH_MAX_FEN,
        "fen above which a second representative approves; 0: always",
        of_an_entity=True,
    ),
    SECOND_ABOVE_UNITS: Rule(
        None,
        0,
        UNITS_MAX,
        "tonnes above which a second representative approves; 0: always",
        of_an_entity=True,
    ),
}

DAY_MINUTES = 24 * 60
SHANGHAI_MINUTES = 8 * 60  # ahead of UTC, all year
_MINUTE_NS, _MS_NS = 60 * 10**9, 10**6
DIRECTIONS = (Task.TRANSFER_IN, Task.TRANSFER_OUT)


class Window(NamedTuple):
    """Minutes of the day from which and until which (not included) a transfer may be asked for."""

    opens: int
    closes: int


Windows = dict[Task, Window]


def closed(task: Task, found: Windows, time_ns: int) -> Refusal | None:
    """The refusal of a transfer outside its window, or None."""
    window = found.get(task)
    minute = (time_ns // _MINUTE_NS + SHANGHAI_MINUTES) % DAY_MINUTES
    if window is None or window.opens <= minute < window.closes:
        return None
    message = f"a {task.name.lower()} may be asked for from {written(window)} in Shanghai"
    day_ns = DAY_MINUTES * _MINUTE_NS
    wait_ns = (window.opens * _MINUTE_NS - time_ns - SHANGHAI_MINUTES * _MINUTE_NS) % day_ns
    said = (clock(minute), written(window), message, -(-wait_ns // _MS_NS))
    return Refusal("window_closed", None, *said)


def written(window: Window | None) -> str:
    """A window as people write it: 09:00-15:30; all day without one."""
    return f"{clock(window.opens)}-{clock(window.closes)}" if window else "all day"


def clock(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"


class VintageRule(NamedTuple):
    """Vintages that may pay for some years from a day (yyyymmdd; 0: always) on, ends included."""

    first_year: int
    last_year: int
    arrears: bool  # for what is paid after the year's deadline
    from_day: int
    first_vintage: int
    last_vintage: int
    source: str

    def takes(self, instrument: str) -> bool:
        """Whether units of this code may pay."""
        vintage = vintage_of(instrument)
        return vintage is not None and self.first_vintage <= vintage <= self.last_vintage

    @property
    def allowed(self) -> str:
        """The codes between which units are taken."""
        first, last = code_of(self.first_vintage), code_of(self.last_vintage)
        return first if first == last else f"{first} to {last}"


def published_codes() -> list[str]:
    """The codes of all vintages that the data file names."""
    last = max(rule.last_vintage for rule in published_vintages())
    first = min(rule.first_vintage for rule in published_vintages())
    return [code_of(vintage) for vintage in range(first, last + 1)]


@cache
def published_vintages() -> tuple[VintageRule, ...]:
    """The rows of the data file, in its order."""
    text = files("settlement_bridge.books").joinpath(VINTAGES_FILE).read_text(encoding="utf-8")
    return tuple(_vintage_row(cells) for cells in csv.DictReader(text.splitlines()))


def _vintage_row(cells: dict[str, str]) -> VintageRule:
    years = (int(cells["first_year"]), int(cells["last_year"]))
    day = parse_date(cells["from_day"]) if cells["from_day"] else 0
    vintages = (int(cells["first_vintage"]), int(cells["last_vintage"]))
    return VintageRule(*years, VINTAGE_CASES[cells["case"]], day, *vintages, cells["source"])


def in_arrears(deadline: int, day: int) -> bool:
    """Whether a day lies after a deadline; 0 is a deadline not set, or a day before the first."""
    return 0 < deadline < day


def vintage_rule_for(
    rules: Iterable[VintageRule], year: int, arrears: bool, day: int
) -> VintageRule | None:
    """The row that counts on a day, None when there is none. `rules` in order of their setting."""
    found: VintageRule | None = None
    for rule in rules:
        fits = rule.first_year <= year <= rule.last_year and rule.arrears == arrears
        if fits and rule.from_day <= day and (found is None or rule.from_day >= found.from_day):
            found = rule
    return found


def vintage_not_taken(
    rule: VintageRule | None, instrument: str, year: int, arrears: bool
) -> Refusal | None:
    """The refusal of units that may not pay for a year, or None."""
    if rule is None:
        message = f"which vintages pay for {year} is not known: set it, with its source"
        return Refusal("vintages_unknown", "year", year, None, message)
    if rule.takes(instrument):
        return None
    vintage = vintage_of(instrument)
    what = f"units of {instrument}" if vintage is None else f"units of vintage {vintage}"
    case = "in arrears" if arrears else "on time"
    message = f"{what} do not pay for {year} {case}; allowed: {rule.allowed}"
    return Refusal("vintage_not_eligible", "instrument", instrument, rule.allowed, message)


def vintages_crossed(rule: VintageRule) -> Refusal | None:
    """The refusal of a row whose last year or vintage is before its first, or None."""
    ends = (("last_year", rule.first_year, rule.last_year), ("last_vintage", *rule[4:6]))
    for field, first, last in ends:
        if last < first:
            return Refusal("field_out_of_range", field, last, first, "the last is before the first")
    return None


def vintages_about(rules: Iterable[VintageRule], year: int) -> list[VintageRule]:
    """The rows about a year, on time and in arrears, in order of their days."""
    found = [rule for rule in rules if rule.first_year <= year <= rule.last_year]
    return sorted(found, key=lambda rule: (rule.arrears, rule.from_day))
