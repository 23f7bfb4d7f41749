"""Any sequence of steps leaves what a plain table of states says, and never a state that the rules
do not know: a property against an oracle.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from engine.units import day_of
from gateway.schedule.calendar import number_of
from settlement_bridge.books import OUTSIDE, SignOff, ledger_rows
from settlement_bridge.books.credit_words import Stage
from settlement_bridge.credits import law
from settlement_bridge.credits.periods import PERIODS
from settlement_bridge.credits.projects import PROJECTS
from settlement_bridge.credits.steps import STEPS
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.credits.stage import BY_OPERATOR, FIELDS, OPERATOR

FIRST = dt.date(2026, 1, 5)
# Of each step: what it is about, from which stages it may be taken, and where it leads.
NEXT = {
    "withdraw_project": ("project", (1, 2, 3), 5),
    "report_validation": ("project", (1,), 2),
    "apply_project": ("project", (2,), 3),
    "register_project": ("project", (3,), 4),
    "return_project": ("project", (3,), 2),
    "cancel_project": ("project", (4,), 6),
    "revoke_project": ("project", (4,), 7),
    "withdraw_period": ("period", (1, 2, 3), 5),
    "report_verification": ("period", (1,), 2),
    "apply_credits": ("period", (2,), 3),
    "register_credits": ("period", (3,), 4),
    "return_credits": ("period", (3,), 2),
}
ASKS_FOR_AN_OPEN_PROJECT = ("apply_credits", "register_credits")
ASKS_FOR_A_FREE_OWNER = ("submit_project", "apply_project", "submit_period", "apply_credits")
LIKELY = ("submit_project", "submit_period", *NEXT)


class Oracle:
    """Stages of projects and periods as two lists, days of notices, and a day until which the owner
    is barred.
    """

    def __init__(self) -> None:
        self.projects: list[int] = []
        self.periods: list[int] = []
        self.of: list[int] = []  # the project of each period
        self.begun: dict[tuple[str, int], dt.date] = {}
        self.barred = dt.date.min

    def take(self, step: str, number: int, day: dt.date, over: bool) -> bool:
        """Whether a step is taken; `over`: the notice of what it is about has ended."""
        if step in ASKS_FOR_A_FREE_OWNER and day <= self.barred:
            return False
        if step == "submit_project":
            return self._submit_project(day)
        if step == "submit_period":
            return self._submit_period(number, day)
        what, stages, leads = NEXT[step]
        of = self.projects if what == "project" else self.periods
        if number > len(of) or of[number - 1] not in stages:
            return False
        if step.startswith("report") and not over:
            return False
        if step in ASKS_FOR_AN_OPEN_PROJECT and self.projects[self.of[number - 1] - 1] != 4:
            return False
        of[number - 1] = leads
        if step == "revoke_project":
            self.barred = day.replace(year=day.year + 3)
        return True

    def _submit_project(self, day: dt.date) -> bool:
        if any(stage != 5 for stage in self.projects):
            return False
        self.projects.append(1)
        self.begun["project", len(self.projects)] = day
        return True

    def _submit_period(self, number: int, day: dt.date) -> bool:
        if number > len(self.projects) or self.projects[number - 1] != 4:
            return False
        live = [stage for stage, of in zip(self.periods, self.of, strict=True) if of == number]
        if any(stage != 5 for stage in live):
            return False
        self.periods.append(1)
        self.of.append(number)
        self.begun["period", len(self.periods)] = day
        return True


def notice_is_over(connection: Connection, begun: dt.date | None, day: dt.date) -> bool:
    """By counting days, one by one."""
    if begun is None:
        return False
    calendar, counted, each = law.calendar_of(connection), 0, begun
    while counted < 20:
        each += dt.timedelta(days=1)
        counted += calendar.is_working_day(number_of(each))
    return day > each


def taken(connection: Connection, step: str, number: int, day: dt.date) -> bool:
    fields: dict[str, Any] = FIELDS[step] | {"day": 0}
    fields |= {name: number for name in ("project", "period") if name in fields}
    work = BY_OPERATOR.get(step) or STEPS[step]
    by = OPERATOR if step in BY_OPERATOR else SignOff("key", "member")
    return not isinstance(work(connection, fields, by, number_of(day), 1), Refusal)


moves = st.lists(
    st.tuples(st.sampled_from(LIKELY), st.integers(1, 2), st.sampled_from((0, 1, 40))),
    max_size=40,
)


class Undone(Exception):
    """Ends a transaction that is not to be kept."""


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=moves)
def test_any_sequence_of_steps_leaves_what_the_oracle_says(
    credits_registry: Registry, moves: list[tuple[str, int, int]]
) -> None:
    try:
        with credits_registry.writing() as connection:
            play(connection, moves)
            raise Undone
    except Undone:
        pass


def play(connection: Connection, moves: list[tuple[str, int, int]]) -> None:
    oracle, day = Oracle(), FIRST
    for step, number, days in moves:
        day += dt.timedelta(days=days)
        what = NEXT[step][0] if step in NEXT else "project"
        over = notice_is_over(connection, oracle.begun.get((what, number)), day)
        done = taken(connection, step, number, day)
        assert done == oracle.take(step, number, day, over), (step, number, day)
    found = PROJECTS.some(connection, {}, 0, 100)
    assert [row.stage for row in found] == [Stage(stage) for stage in oracle.projects]
    assert [bool(row.code) for row in found] == [stage in (4, 6, 7) for stage in oracle.projects]
    others = PERIODS.some(connection, {}, 0, 100)
    assert [row.stage for row in others] == [Stage(stage) for stage in oracle.periods]
    issued = 50_000 * sum(stage == 4 for stage in oracle.periods)
    held = ledger_rows.nonzero_holdings(connection)
    assert sum(row.quantity for row in held if row.account == OUTSIDE) == -issued
    assert day_of(number_of(day)) == day
