"""The rules of the credits market as dated data: terms, first days, methodologies.

The data files beside this one say what holds and by which source; what the registry's operator
sets is kept beside them and counts before them. Of several rows the one that began last counts,
among those of one day the one set last.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from engine.units import parse_date
from gateway.schedule.calendar import Calendar
from settlement_bridge.books import SignOff
from settlement_bridge.books.credit_words import (
    METHODOLOGY,
    METHODOLOGY_FORM,
    RULES,
    field_of,
)
from settlement_bridge.books.entities import note_change
from settlement_bridge.errors import Refusal
from settlement_bridge.store import CALENDAR
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.credit_tables import credit_rules, methodologies

ROWS_MAX = 10_000  # set, of each kind


class Rule(NamedTuple):
    """One row: what a rule is from a day on (0: always), and its source."""

    name: str
    from_day: int
    value: int
    source: str


class Methodology(NamedTuple):
    """A methodology (项目方法学): how long a crediting period is, in years, and when credits may be
    applied for; days 0: always.
    """

    code: str
    name: str
    name_en: str
    years_least: int
    years_most: int
    applied_from: int
    applied_to: int
    source: str


@cache
def published_rules() -> tuple[Rule, ...]:
    """The rows of the data file, in its order."""
    return tuple(
        Rule(row["name"], _day(row["from_day"]), int(row["value"]), row["source"])
        for row in _cells("rules.csv")
    )


@cache
def published_methodologies() -> tuple[Methodology, ...]:
    """The rows of the data file, in its order."""
    return tuple(_methodology(row) for row in _cells("methodologies.csv"))


def _cells(name: str) -> Iterable[Mapping[str, str]]:
    text = files("settlement_bridge.credits").joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _methodology(row: Mapping[str, str]) -> Methodology:
    years = (int(row["years_least"]), int(row["years_most"]))
    days = (_day(row["applied_from"]), _day(row["applied_to"]))
    return Methodology(row["code"], row["name"], row["name_en"], *years, *days, row["source"])


def _day(text: str) -> int:
    return parse_date(text) if text else 0


def all_rules(connection: Connection) -> list[Rule]:
    """Every row, published ones first, then as they were set."""
    columns = credit_rules.c
    query = select(columns.name, columns.from_day, columns.value, columns.source)
    rows = connection.execute(query.order_by(columns.number))
    return [*published_rules(), *(Rule(*row) for row in rows)]


def rule_on(rules: Iterable[Rule], name: str, day: int) -> Rule:
    """The row that counts on a day. Pure. Every rule of the file has one from the first day on."""
    found: Rule | None = None
    for rule in rules:
        if rule.name == name and rule.from_day <= day:
            found = rule if found is None or rule.from_day >= found.from_day else found
    assert found is not None
    return found


def value(connection: Connection, name: str, day: int) -> int:
    """What a rule is on a day."""
    return rule_on(all_rules(connection), name, day).value


def set_rule(connection: Connection, rule: Rule, sign_off: SignOff, time_ns: int) -> int | Refusal:
    """Set what a rule is from a day on: the row's number."""
    words, most = RULES[rule.name]
    if not 0 <= rule.value <= most:
        allowed = [0, most]
        return Refusal("field_out_of_range", "value", rule.value, allowed, f"{words}: out of range")
    number = next_number(connection, credit_rules.c.number)
    if number > ROWS_MAX:
        return _too_many(ROWS_MAX)
    connection.execute(insert(credit_rules).values((number, *rule, time_ns, sign_off.who)))
    change = ("registry", 0, rule.name, "", f"{rule.value} from {rule.from_day}")
    note_change(connection, change, sign_off, time_ns)
    return number


def all_methodologies(connection: Connection) -> dict[str, Methodology]:
    """The methodologies by their codes, as they count now."""
    columns = methodologies.c
    query = select(*(columns[name] for name in Methodology._fields)).order_by(columns.number)
    rows = [Methodology(*row) for row in connection.execute(query)]
    found = {row.code: row for row in (*published_methodologies(), *rows)}
    return dict(sorted(found.items()))


def set_methodology(
    connection: Connection, row: Methodology, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Set what a methodology is: the row's number."""
    refusal = _malformed(row)
    number = next_number(connection, methodologies.c.number)
    if refusal is not None or number > ROWS_MAX:
        return refusal or _too_many(ROWS_MAX)
    connection.execute(insert(methodologies).values((number, *row, time_ns, sign_off.who)))
    change = ("registry", 0, "methodology", "", f"{row.code} {row.name}")
    note_change(connection, change, sign_off, time_ns)
    return number


def _malformed(row: Methodology) -> Refusal | None:
    found = METHODOLOGY.fullmatch(row.code)
    digits = found is not None and int(found[2]) in range(1, 10) and int(found[3]) in range(1, 10)
    if not digits or not 1 <= field_of(row.code) <= 26:
        message = "field 1 to 26, number and version 1 to 9"
        return Refusal("field_out_of_range", "code", row.code, METHODOLOGY_FORM, message)
    if row.years_most < row.years_least:
        message = "the most years are less than the least"
        return Refusal("field_out_of_range", "years_most", row.years_most, row.years_least, message)
    return None


def _too_many(most: int) -> Refusal:
    return Refusal("too_many_rules", None, None, most, f"{most} rows are set")


def calendar_of(connection: Connection) -> Calendar:
    """The venue's calendar, which knows working days (工作日)."""
    calendar: Calendar = connection.get_execution_options()[CALENDAR]()
    return calendar


def last_day(connection: Connection, term: str, day: int) -> int:
    """The last day of a term of working days that began on a day, which is not counted itself."""
    return calendar_of(connection).working_days_after(day, value(connection, term, day))
