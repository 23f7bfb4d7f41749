"""The law of each year: the table of `tests/scenarios/law.txt`, the files that it comes from, and
rows that are set beside them.
"""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.units import format_date, format_hundredths, parse_date
from settlement_bridge.errors import Refusal
from settlement_bridge.law import TOPICS, Mark, Sanction, cells_of, kept, published, row_of
from settlement_bridge.law.in_force import PUBLISHED, Law
from settlement_bridge.law.kept import Signed
from settlement_bridge.law.words import MARK_WORDS, lines
from settlement_bridge.store.database import Registry

LINES = [
    tuple(part.strip() for part in line.split("->"))
    for line in (Path(__file__).parents[2] / "scenarios" / "law.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if "->" in line
]


def answer(law: Law, question: str) -> str:
    """What the law says, as the table has it."""
    year, what, *more = question.split()
    return ANSWERS[what](law, int(year), more)


def _deadline(law: Law, year: int, _more: list[str]) -> str:
    minute = law.minute(year)
    day = format_date(law.deadline(year))
    return f"{day} {minute // 60:02}:{minute % 60:02}" if day else "not known"


def _late(law: Law, year: int, more: list[str]) -> str:
    hour, minute = map(int, more[1].split(":"))
    return "yes" if law.late(year, parse_date(more[0]), 60 * hour + minute) else "no"


def _offset(law: Law, year: int, _more: list[str]) -> str:
    row = law.offset(year)
    return f"{format_hundredths(row.share_bp)} %" if row else "not known"


def _credit(law: Law, year: int, more: list[str]) -> str:
    registered, day = map(parse_date, more)
    return "taken" if law.takes_credit(year, day, registered) else "not taken"


def _price(law: Law, year: int, more: list[str]) -> str:
    window = law.price_window(year, *more)
    if window is None:
        return "not known"
    return " ".join((format_date(window.first), format_date(window.last), *window.methods))


def _sanctions(law: Law, year: int, _more: list[str]) -> str:
    found = law.sanctions("late_surrender", year, law.offence_day(year))
    return "; ".join(map(_sanction, found)) or "nothing"


def _sanction(row: Sanction) -> str:
    figures = f" {row.low}-{row.high}" if row.high else ""
    until = f" until {format_date(row.decided_until)}" if row.decided_until else ""
    return f"{row.stage} {row.measure}{figures}{until}"


def _round(law: Law, year: int, _more: list[str]) -> str:
    row = law.round(year)
    if row is None:
        return "not known"
    days = " ".join(map(format_date, (row.sold_from, row.sold_to)))
    factor = f"{row.instrument} {row.numerator}/{row.denominator}"
    barred = " ".join(map(str, row.barred))
    return f"{factor} of {days} by {format_date(row.apply_until)}, barred {barred}"


def _review(law: Law, year: int, more: list[str]) -> str:
    row = law.review(more[0], year)
    assert row is not None
    days = f", {row.ask_days} days to ask, {row.decide_days} to decide" if row.ask_days else ""
    return f"{row.reviewer}{days}"


def _interval(law: Law, year: int, more: list[str]) -> str:
    every = law.alert_interval(year, int(more[0]))
    return f"every {every} days" if every else "none"


ANSWERS = {
    "deadline": _deadline,
    "late": _late,
    "offset": _offset,
    "credit": _credit,
    "price": _price,
    "sanctions": _sanctions,
    "carry-over": _round,
    "base": lambda law, year, more: str(law.round_base(year, more[0])),
    "review": _review,
    "alert": _interval,
    "level": lambda law, year, more: law.alert_level(
        year, int(more[0]), int(more[2]), more[3] == "with"
    ),
}


@pytest.mark.parametrize(("question", "said"), LINES, ids=[line[0] for line in LINES])
def test_a_line_of_the_table_holds(question: str, said: str) -> None:
    assert answer(PUBLISHED, question) == said


@pytest.mark.parametrize("name", TOPICS)
def test_every_row_of_a_file_has_a_source_and_is_written_as_it_was_read(name: str) -> None:
    topic, found = TOPICS[name], published(name)
    text = files("settlement_bridge.law").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    assert [cells_of(topic, row) for row in found] == list(csv.reader(text.splitlines()))[1:]
    assert found
    assert all(row.source and row.mark in MARK_WORDS and row.mark != Mark.SET for row in found)


@given(st.integers(2010, 2999))
def test_a_year_says_what_is_known_of_it_and_what_is_not(year: int) -> None:
    shown = lines(PUBLISHED, year)
    assert {line.topic for line in shown}.isdisjoint(PUBLISHED.missing(year))
    assert {line.topic for line in shown} | {*PUBLISHED.missing(year)} >= {"deadlines", "vintages"}
    assert (year >= 2019) == bool(shown)
    assert all(line.zh and line.en for line in shown)


def test_drafts_apply_and_are_shown_as_drafts() -> None:
    marks = {(line.topic, line.mark) for line in lines(PUBLISHED, 2025)}
    assert ("vintages", Mark.DRAFT) in marks
    assert ("offset_kinds", Mark.DRAFT) in marks


PLAIN_SANCTIONS = [  # of late surrender: from day, to day, then (stage, measure)
    (20_210_201, 20_240_430, {"first order", "first fine", "not_corrected cut"}),
    (
        20_240_501,
        20_260_814,
        {"first order", "first multiple", "not_corrected cut", "not_corrected stop"},
    ),
    (
        20_260_815,
        29_991_231,
        {"first order", "first fine", "not_corrected multiple", "not_corrected stop"},
    ),
]


@given(
    st.dates(max_value=date(2999, 12, 31)).map(
        lambda day: 10_000 * day.year + 100 * day.month + day.day
    )
)
def test_what_late_surrender_leads_to_follows_from_the_day_of_the_offence(day: int) -> None:
    found = PUBLISHED.sanctions("late_surrender", 2024, day)
    wanted = next((each for first, last, each in PLAIN_SANCTIONS if first <= day <= last), set())
    assert {f"{row.stage} {row.measure}" for row in found} == wanted


# Rows that are set.

NOTICE = Signed("lin", "bridge", "notice 5/2027", 1)
DEADLINE = "first_year,last_year,years_after,month_day,source\n2026,2026,1,11-30,notice 5/2027\n"


def test_a_row_that_is_set_counts_before_the_file_and_says_where_it_is_from(
    registry: Registry,
) -> None:
    assert registry.write(kept.set_text, "deadlines", DEADLINE, NOTICE) == 1
    law = registry.read(kept.law_of)
    assert (law.deadline(2026), law.deadline(2025), law.deadline(2027)) == (
        20_271_130,
        20_261_231,
        20_281_231,
    )
    shown = next(line for line in lines(law, 2026) if line.topic == "deadlines")
    assert (shown.en, shown.source, shown.mark) == (
        "surrendered by 2027-11-30",
        "notice 5/2027",
        Mark.SET,
    )


def test_a_text_that_a_spreadsheet_would_run_is_written_as_text_and_read_as_it_was() -> None:
    rows = kept.read("deadlines", DEADLINE.replace("notice", "'=notice"))
    assert not isinstance(rows, Refusal)
    ((_, row),) = rows
    assert row.source == "=notice 5/2027"
    written = kept.as_csv("deadlines", [row]).splitlines()[1]
    assert written == f"2026,2026,1,11-30,'=notice 5/2027,{Mark.SET.value}"


BAD = [
    ("deadlines", "", "line 1"),
    ("deadlines", "first_year\n", "line 1"),
    ("deadlines", DEADLINE.splitlines()[0], "line 2"),
    ("deadlines", DEADLINE.replace("11-30", "13-30"), "line 2, column month_day"),
    ("deadlines", DEADLINE.replace("2026,2026", "2026,2025"), "line 2, column last_year"),
    ("deadlines", DEADLINE.replace("2026,2026", "26,2026"), "line 2, column first_year"),
    ("deadlines", DEADLINE + "1,2\n", "line 3"),
    ("deadlines", DEADLINE.replace(",notice 5/2027", ","), "line 2, column source"),
    ("reviews", "first_year,last_year,act,reviewer,ask_days,decide_days,source\n"
     "2026,2026,surrender,mayor,0,0,x\n", "line 2, column reviewer"),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "text", "place"), BAD)
def test_a_row_that_is_not_of_its_form_is_refused_by_line_and_column(
    registry: Registry, topic: str, text: str, place: str
) -> None:
    refused = registry.write(kept.set_text, topic, text, NOTICE)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == ("file_malformed", place)
    assert registry.read(kept.law_of) is PUBLISHED


def test_terms_of_a_year_are_rows_of_the_law(registry: Registry) -> None:
    rows = kept.of_a_year(2024, 20_260_131, 1_000, (3, 4), "notice")
    registry.write(kept.keep, rows, NOTICE)
    law = registry.read(kept.law_of)
    assert answer(law, "2024 deadline") == "2026-01-31 24:00"
    assert answer(law, "2024 offset") == "10.00 %"
    assert "first multiple 300-400" in answer(law, "2024 sanctions")
    assert "first multiple 500-1000" in answer(law, "2023 sanctions")


def test_more_rows_than_there_is_room_for_are_refused(registry: Registry) -> None:
    row = row_of(TOPICS["deadlines"], ["2026", "2026", "1", "11-30", "x", "set"])
    many = [("deadlines", row)] * kept.ROWS_MAX
    assert registry.write(kept.keep, many, NOTICE) == kept.ROWS_MAX
    refused = registry.write(kept.keep, [("deadlines", row)], NOTICE)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.allowed) == ("too_many_rules", kept.ROWS_MAX)
