"""Which vintage may pay for which year: dated rows, each with its source. Pure, but for the data
file.

A row says for some years, on time or in arrears, from a day on, between which vintages units are
taken. The one that began last counts; among those of one day the one that was set last. A year
without a row takes nothing: its rule is not known yet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from engine.instrument_codes import code_of, vintage_of
from engine.units import parse_date
from settlement_bridge.errors import Refusal

FILE = "eligible_vintages.csv"
ON_TIME = "on_time"
CASES = {ON_TIME: False, "arrears": True}


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
    last = max(rule.last_vintage for rule in published())
    first = min(rule.first_vintage for rule in published())
    return [code_of(vintage) for vintage in range(first, last + 1)]


@cache
def published() -> tuple[VintageRule, ...]:
    """The rows of the data file, in its order."""
    text = files("settlement_bridge.books").joinpath(FILE).read_text(encoding="utf-8")
    return tuple(_row(cells) for cells in csv.DictReader(text.splitlines()))


def _row(cells: dict[str, str]) -> VintageRule:
    years = (int(cells["first_year"]), int(cells["last_year"]))
    day = parse_date(cells["from_day"]) if cells["from_day"] else 0
    vintages = (int(cells["first_vintage"]), int(cells["last_vintage"]))
    return VintageRule(*years, CASES[cells["case"]], day, *vintages, cells["source"])


def in_arrears(deadline: int, day: int) -> bool:
    """Whether a day lies after a deadline; 0 is a deadline not set, or a day before the first."""
    return 0 < deadline < day


def rule_for(
    rules: Iterable[VintageRule],
    year: int,
    arrears: bool,
    day: int,
) -> VintageRule | None:
    """The row that counts on a day, None when there is none. `rules` in order of their setting."""
    found: VintageRule | None = None
    for rule in rules:
        fits = rule.first_year <= year <= rule.last_year and rule.arrears == arrears
        if fits and rule.from_day <= day and (found is None or rule.from_day >= found.from_day):
            found = rule
    return found


def not_taken(
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


def crossed(rule: VintageRule) -> Refusal | None:
    """The refusal of a row whose last year or vintage is before its first, or None."""
    ends = (("last_year", rule.first_year, rule.last_year), ("last_vintage", *rule[4:6]))
    for field, first, last in ends:
        if last < first:
            return Refusal("field_out_of_range", field, last, first, "the last is before the first")
    return None


def about(rules: Iterable[VintageRule], year: int) -> list[VintageRule]:
    """The rows about a year, on time and in arrears, in order of their days."""
    found = [rule for rule in rules if rule.first_year <= year <= rule.last_year]
    return sorted(found, key=lambda rule: (rule.arrears, rule.from_day))
