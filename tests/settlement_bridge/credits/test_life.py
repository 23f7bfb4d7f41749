"""The life of a project and its credits as tables: the day, the step, what differs from the usual,
and what comes of it: done, or the reason to refuse with what would be allowed.

2025-12-01 is a Monday. New Year's holidays are 2026-01-01 to 03 with Sunday 2026-01-04 worked; the
Spring Festival is 2026-02-15 to 23 with Saturdays 2026-02-14 and 28 worked.
"""

from __future__ import annotations

from typing import Any

import pytest

from settlement_bridge.books import State, ledger_rows
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.credits import bodies, law, reading
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.credits.stage import (
    BODY,
    ISSUED,
    OPERATOR,
    OTHER_BODY,
    OWNER,
    REGISTERED,
    TRADER,
    played,
    take,
    told,
)

Line = tuple[str, str, dict[str, Any], str]
WHOLE: tuple[Line, ...] = (
    ("2025-12-01", "submit_project", {}, "done"),
    ("2025-12-29", "report_validation", {}, "notice_not_over (2025-12-30)"),
    ("2025-12-30", "report_validation", {"account": OTHER_BODY}, "project_unknown"),
    ("2025-12-30", "apply_project", {}, "step_out_of_order (['reported'])"),
    ("2025-12-30", "report_validation", {"team": 1}, "team_too_small (2)"),
    ("2025-12-30", "report_validation", {"of_field": 0}, "team_too_small (1)"),
    ("2025-12-30", "report_validation", {"sites": 9, "visited": 4}, "team_too_small (5)"),
    ("2025-12-30", "report_validation", {"sites": 4, "visited": 3}, "team_too_small (4)"),
    ("2025-12-30", "report_validation", {"open_requests": 1}, "requests_open (0)"),
    ("2025-12-30", "report_validation", {"comments": 1}, "comments_untreated (0)"),
    ("2025-12-30", "report_validation", {"observations": 2}, "done"),
    ("2025-12-30", "report_validation", {}, "step_out_of_order (['notice'])"),
    ("2025-12-30", "register_project", {}, "step_out_of_order (['applied'])"),
    ("2025-12-31", "apply_project", {"account": TRADER}, "project_unknown"),
    ("2025-12-31", "apply_project", {"commitment": "0" * 64}, "paper_unknown"),
    ("2025-12-31", "apply_project", {}, "done"),
    ("2026-01-05", "return_project", {}, "done"),
    ("2026-01-05", "apply_project", {}, "done"),
    ("2026-01-05", "submit_period", {}, "step_out_of_order (['registered'])"),
    ("2026-01-05", "register_project", {}, "done"),
    ("2026-01-06", "submit_period", {"body": BODY}, "same_body"),
    ("2026-01-06", "submit_period", {}, "done"),
    ("2026-01-06", "submit_period", {}, "period_overlaps (['2022-04-01', '2023-12-31'])"),
    ("2026-02-03", "report_verification", {}, "notice_not_over (2026-02-04)"),
    ("2026-02-04", "report_verification", {"account": BODY}, "period_unknown"),
    (
        "2026-02-04",
        "report_verification",
        {"quantities": [[2022, 50_000]]},
        "years_differ ([2022, 2023])",
    ),
    ("2026-02-04", "apply_credits", {}, "step_out_of_order (['reported'])"),
    ("2026-02-04", "report_verification", {}, "done"),
    ("2026-02-04", "apply_credits", {"quantity": 49_999}, "quantity_not_verified (50000)"),
    ("2026-02-04", "apply_credits", {"quantity": 50_001}, "quantity_not_verified (50000)"),
    ("2026-02-04", "apply_credits", {}, "done"),
    ("2026-02-05", "return_credits", {}, "done"),
    ("2026-02-05", "apply_credits", {}, "done"),
    ("2026-02-06", "register_credits", {}, "done"),
    ("2026-02-06", "register_credits", {}, "step_out_of_order (['applied'])"),
    ("2026-02-06", "withdraw_period", {}, "step_out_of_order (['notice', 'reported', 'applied'])"),
)


def played_out(registry: Registry, lines: tuple[Line, ...]) -> list[Line]:
    return [
        (day, step, changed, told(take(registry, day, step, **changed)))
        for day, step, changed, _ in lines
    ]


def test_a_project_from_its_submission_to_its_credits(credits_registry: Registry) -> None:
    assert played_out(credits_registry, WHOLE) == list(WHOLE)
    held = credits_registry.read(ledger_rows.nonzero_holdings, OWNER)
    assert [(each.instrument, each.state, each.quantity) for each in held] == [
        ("A210001-22", State.REGISTRY_AVAILABLE, 20_000),
        ("A210001-23", State.REGISTRY_AVAILABLE, 30_000),
    ]
    assert credits_registry.snapshot(disagreements) == []


def test_the_same_on_postgresql(credits_on_postgres: Registry) -> None:
    assert played_out(credits_on_postgres, WHOLE) == list(WHOLE)
    assert credits_on_postgres.snapshot(disagreements) == []


NEVER: tuple[tuple[dict[str, Any], str], ...] = (
    ({"construction": "2012-11-08"}, "construction_too_early (2012-11-09)"),
    ({"construction": "2012-11-09"}, "done"),
    (
        {"crediting_from": "2020-09-22", "crediting_to": "2030-09-21"},
        "production_too_early (2020-09-23)",
    ),
    (
        {"crediting_to": "2032-04-01"},
        "crediting_period_wrong (['2032-03-31', '2032-03-31'])",
    ),
    (
        {
            "methodology": "CCER-14-001-V01",
            "body": OTHER_BODY,
            "crediting_from": "2024-02-29",
            "crediting_to": "2045-02-28",
        },
        "done",
    ),
    ({"methodology": "CCER-14-001-V01"}, "crediting_period_wrong (['2042-03-31', '2062-03-31'])"),
    ({"body": TRADER}, "body_not_accredited (1)"),
    ({"account": TRADER}, "not_an_owner (project_owner)"),
    ({"design": "0" * 64}, "paper_unknown"),
)


@pytest.mark.parametrize(("changed", "outcome"), NEVER)
def test_what_may_be_submitted(
    credits_registry: Registry, changed: dict[str, Any], outcome: str
) -> None:
    assert told(take(credits_registry, "2025-12-01", "submit_project", **changed)) == outcome


PERIODS: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"first": "2022-03-31"},
        "period_outside (['2022-04-01', '2032-03-31'])",
    ),
    ({"last": "2026-01-06", "quantities": []}, "period_not_ended (2026-01-06)"),
    ({"quantities": [[2022, 1], [2023, 1], [2024, 1]]}, "years_differ ([2022, 2023])"),
    ({"account": TRADER}, "project_unknown"),
)


@pytest.mark.parametrize(("changed", "outcome"), PERIODS)
def test_what_may_be_accounted_for(
    credits_registry: Registry, changed: dict[str, Any], outcome: str
) -> None:
    played(credits_registry, REGISTERED)
    assert told(take(credits_registry, "2026-01-06", "submit_period", **changed)) == outcome


def test_a_production_is_applied_for_within_five_years(credits_registry: Registry) -> None:
    played(credits_registry, ISSUED[:6])
    too_late = take(credits_registry, "2027-04-02", "apply_credits")
    assert told(too_late) == "production_too_old (from 2022-04-02 on)"
    assert told(take(credits_registry, "2027-04-01", "apply_credits")) == "done"


def test_a_credit_is_of_what_was_produced_from_the_first_day_on(
    credits_registry: Registry,
) -> None:
    first_days = {"crediting_from": "2020-09-23", "crediting_to": "2030-09-22"}
    assert told(take(credits_registry, "2025-12-01", "submit_project", **first_days)) == "done"
    played(credits_registry, REGISTERED[1:])
    early = {"first": "2020-09-22", "last": "2020-12-31", "quantities": [[2020, 1]]}
    outcome = told(take(credits_registry, "2026-01-06", "submit_period", **early))
    assert outcome == "production_too_early (2020-09-23)"
    kept = early | {"first": "2020-09-23"}
    assert told(take(credits_registry, "2026-01-06", "submit_period", **kept)) == "done"


def test_a_project_is_unique_and_one_that_was_cancelled_never_comes_back(
    credits_registry: Registry,
) -> None:
    again = ("2026-01-06", "submit_project")
    played(credits_registry, REGISTERED)
    assert told(take(credits_registry, *again)) == "project_exists"
    assert told(take(credits_registry, *again, site="Dafeng, Jiangsu")) == "done"
    assert told(take(credits_registry, "2026-01-07", "cancel_project")) == "done"
    assert told(take(credits_registry, *again)) == "project_cancelled"
    assert told(take(credits_registry, "2026-01-07", "submit_period")).startswith("step_out_of")
    assert told(take(credits_registry, "2026-01-08", "withdraw_project", project=2)) == "done"
    assert told(take(credits_registry, *again, site="Dafeng, Jiangsu")) == "done"


def test_a_body_that_was_struck_off_judges_nothing_more(credits_registry: Registry) -> None:
    played(credits_registry, REGISTERED[:1])
    when = (20_251_215, OPERATOR, credits_registry.now_ns())
    assert isinstance(credits_registry.write(bodies.strike_off, BODY, *when), int)
    assert told(take(credits_registry, "2025-12-30", "report_validation")) == "body_struck_off"
    other = {"site": "Dafeng, Jiangsu"}
    assert told(take(credits_registry, "2025-12-30", "submit_project", **other)) == (
        "body_struck_off"
    )
    days = (20_260_101, 0)
    again = credits_registry.write(bodies.accredit, BODY, [1], days, *when[1:])
    assert told(again) == "body_struck_off"


def test_an_owner_whose_project_was_revoked_applies_for_nothing_for_three_years(
    credits_registry: Registry,
) -> None:
    played(credits_registry, ISSUED)
    assert told(take(credits_registry, "2026-02-13", "revoke_project")) == "done"
    other = {"site": "Dafeng, Jiangsu"}
    for day, outcome in (
        ("2026-02-13", "owner_barred (2029-02-13)"),
        ("2029-02-13", "owner_barred (2029-02-13)"),
        ("2029-02-14", "done"),
    ):
        assert told(take(credits_registry, day, "submit_project", **other)) == outcome


def test_what_waits_for_the_registry_names_the_day_of_its_decision(
    credits_registry: Registry,
) -> None:
    played(credits_registry, REGISTERED[:3])
    (task,) = credits_registry.read(reading.tasks, 20_260_123)
    assert (task["applied"], task["decide_by"], task["overdue"]) == (
        "2025-12-31",
        "2026-01-22",
        True,
    )


def test_a_rule_that_was_set_counts_from_its_day_on(credits_registry: Registry) -> None:
    rule = law.Rule("notice_working_days", 20_251_202, 5, "revision of order 31")
    credits_registry.write(law.set_rule, rule, OPERATOR, credits_registry.now_ns())
    played(credits_registry, REGISTERED[:1])
    held = take(credits_registry, "2025-12-10", "report_validation")
    assert told(held) == "notice_not_over (2025-12-30)"
    other = {"site": "Dafeng, Jiangsu"}
    take(credits_registry, "2025-12-02", "submit_project", **other)
    assert told(take(credits_registry, "2025-12-10", "report_validation", project=2)) == "done"


def test_states_are_those_that_the_national_registry_shows(credits_registry: Registry) -> None:
    shown = []
    for day, step in ISSUED:
        take(credits_registry, day, step)
        row = credits_registry.read(reading.all_projects, OWNER, 0, 10, int(day.replace("-", "")))
        shown.append((row[0]["state_code"], row[0]["state_words"]))
    assert shown[:4] == [
        ("03", "公示中"),
        ("06", "审定完成/待业主申请登记"),
        ("13", "待国家管理员审核"),
        ("14", "已登记"),
    ]
    row = credits_registry.read(reading.project, 1, 20_260_301)
    assert row is not None and row["code"] == "A210001"
    assert [paper["kind"] for paper in row["papers"]] == ["design", "validation", "commitment"]
