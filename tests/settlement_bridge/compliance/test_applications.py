"""Applications: filed, decided by the emitter's province, executed or returned; both databases."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from gateway.protocol.auth import Grant
from settlement_bridge.books import (
    Range,
    SignOff,
    State,
    events,
    ledger_rows,
    scopes,
    settings,
    venue_rules,
)
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import (
    ApplicationStatus,
    application_rows,
    applications,
    reviews,
)
from settlement_bridge.compliance.application_rows import Asked
from settlement_bridge.compliance.positions import position
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import DATE, LIN

# Emitters 1 and 2 are of province 42, 3 is of 11; 2 owes 400,000 t for 2024.
BUREAU = SignOff("hubei", "authority", "document 5")
FIRST, LAST = 20_251_101, 20_251_231
LATER = 20_260_105  # after the deadline


def seen_from(scope: str) -> tuple[Any, Any]:
    grant = Grant("hubei", 9, "authority", 0, scope=scope)
    return scopes.scope_of(grant), scopes.seen_by(grant)


HUBEI, BEIJING = seen_from("province:42"), seen_from("province:11")
NATION, WUHAN = seen_from("nation"), seen_from("city:4201")


@pytest.fixture
def reviewing(owing: Registry) -> Registry:
    """The registry of emitters that owe; provinces review from 2025-11-01 on."""
    rule = (settings.REVIEWED_FROM, settings.VENUE, FIRST, LIN, owing.now_ns())
    assert not isinstance(owing.write(venue_rules.set_rule, *rule), Refusal)
    return owing


def file(registry: Registry, quantity: int, code: str = "CEA24", **more: Any) -> int | Refusal:
    fields = {"carry_over": False, "account": 2, "year": 2024} | more
    day = fields.pop("day", DATE)
    asked = Asked(instrument=code, quantity=quantity, **fields)
    return registry.write(applications.apply, asked, LIN, day, registry.now_ns())


def decide(
    registry: Registry, number: int, by: tuple[Any, Any] = HUBEI, day: int = DATE, reason: str = ""
) -> int | Refusal:
    """Approve, or return with a reason."""
    now = (BUREAU, day, registry.now_ns())
    if reason:
        return registry.write(reviews.send_back, number, *by, reason, *now)
    return registry.write(reviews.approve, number, *by, *now)


def code_of(result: int | Refusal) -> str:
    return result.code if isinstance(result, Refusal) else "ok"


def held(registry: Registry, account: int = 2, code: str = "CEA24") -> dict[str, int]:
    rows = registry.read(ledger_rows.nonzero_holdings, account)
    return {row.state.name.lower(): row.quantity for row in rows if row.instrument == code}


def owed(registry: Registry, entity: int = 2) -> tuple[int, int, int]:
    """What an entity has surrendered, has applied for and still owes for 2024."""
    found = registry.read(position, entity, 2024)
    assert found is not None
    return found.surrendered + found.offset, found.applied, found.outstanding


class Step(NamedTuple):
    """What is done, what comes of it, and (surrendered, applied, outstanding) after it."""

    does: str
    quantity: int
    answer: str
    after: tuple[int, int, int]


STORY = (
    Step("file", 150_000, "ok", (0, 150_000, 400_000)),
    Step("file", 250_001, "more_than_outstanding", (0, 150_000, 400_000)),
    Step("file", 250_000, "ok", (0, 400_000, 400_000)),
    Step("by beijing", 1, "application_unknown", (0, 400_000, 400_000)),
    Step("by nation", 1, "not_its_decision", (0, 400_000, 400_000)),
    Step("by wuhan", 1, "application_unknown", (0, 400_000, 400_000)),
    Step("approve", 1, "ok", (150_000, 250_000, 250_000)),
    Step("approve", 1, "application_decided", (150_000, 250_000, 250_000)),
    Step("return", 2, "ok", (150_000, 0, 250_000)),
    Step("approve", 2, "application_decided", (150_000, 0, 250_000)),
    Step("file", 10, "ok", (150_000, 10, 250_000)),
    Step("withdraw", 3, "ok", (150_000, 0, 250_000)),
    Step("withdraw", 3, "application_decided", (150_000, 0, 250_000)),
    Step("at once", 10, "review_needed", (150_000, 0, 250_000)),
)


def test_an_emitter_files_and_its_province_alone_decides(reviewing: Registry) -> None:
    by = {"by beijing": BEIJING, "by nation": NATION, "by wuhan": WUHAN, "approve": HUBEI}
    for step in STORY:
        if step.does == "file":
            result = file(reviewing, step.quantity)
        elif step.does == "return":
            result = decide(reviewing, step.quantity, reason="emissions are disputed")
        elif step.does == "withdraw":
            given = (step.quantity, 2, LIN, DATE, reviewing.now_ns())
            result = reviewing.write(reviews.withdraw, *given)
        elif step.does == "at once":
            given = (2, "CEA24", step.quantity, 2024, LIN, DATE, reviewing.now_ns())
            result = reviewing.write(applications.surrender, *given)
        else:
            result = decide(reviewing, step.quantity, by[step.does])
        assert (code_of(result), owed(reviewing)) == (step.answer, step.after), step
    assert held(reviewing) == {"registry_available": 850_000, "surrendered": 150_000}
    returned = reviewing.read(application_rows.one, 2)
    assert returned is not None
    assert (returned.status, returned.reason) == (
        ApplicationStatus.RETURNED,
        "emissions are disputed",
    )
    assert reviewing.read(disagreements) == []


def test_what_waits_is_not_free_and_no_shortfall(reviewing: Registry) -> None:
    assert code_of(file(reviewing, 400_000)) == "ok"
    assert held(reviewing) == {"registry_available": 600_000, "applied": 400_000}
    found = reviewing.read(position, 2, 2024)
    assert found is not None
    assert (found.uncovered, found.shortfall, found.withheld) == (0, 0, 400_000)


def test_before_its_day_nobody_reviews_and_it_is_done_as_it_is_filed(reviewing: Registry) -> None:
    assert code_of(file(reviewing, 100, day=FIRST - 1)) == "ok"
    done = reviewing.read(application_rows.one, 1)
    assert done is not None
    assert (done.status, done.held, owed(reviewing)) == (
        ApplicationStatus.DONE,
        0,
        (100, 0, 399_900),
    )
    signed = reviewing.read(events.signed_event, done.event)
    assert signed is not None
    assert signed.sign_off.who == LIN.who


def test_the_day_of_filing_counts_for_vintage_and_deadline(reviewing: Registry) -> None:
    assert code_of(file(reviewing, 10, day=LAST)) == "ok"
    assert code_of(decide(reviewing, 1, day=LATER)) == "ok"
    found = reviewing.read(position, 2, 2024)
    assert found is not None
    assert (found.surrendered, found.surrendered_ineligible) == (10, 0)
    refused = file(reviewing, 10, code="CEA23", day=LATER)
    assert code_of(refused) in ("ok", "vintage_not_eligible")


def test_credits_never_more_than_their_share_with_what_waits(reviewing: Registry) -> None:
    assert code_of(file(reviewing, 15_000, code="CCER24")) == "ok"
    assert code_of(file(reviewing, 5_001, code="CCER24")) == "offset_over_share"
    assert code_of(file(reviewing, 5_000, code="CCER24")) == "ok"
    assert [code_of(decide(reviewing, number)) for number in (1, 2)] == ["ok", "ok"]
    assert held(reviewing, code="CCER24") == {"registry_available": 980_000, "cancelled": 20_000}


def test_another_entity_helps_where_a_province_reviews(reviewing: Registry) -> None:
    assert code_of(file(reviewing, 500, account=3, helped=2, day=FIRST - 1)) == "help_not_allowed"
    assert code_of(file(reviewing, 500, account=3, helped=2)) == "ok"
    found = reviewing.read(application_rows.one, 1)
    assert found is not None
    assert (found.entity, found.giver) == (2, 3)
    assert code_of(decide(reviewing, 1, BEIJING)) == "application_unknown"
    assert code_of(decide(reviewing, 1)) == "ok"
    done = reviewing.read(application_rows.one, 1)
    assert done is not None
    signed = reviewing.read(events.signed_event, done.event)
    assert signed is not None
    assert "helped by entity 3, Carol Cement" in signed.sign_off.note
    assert (owed(reviewing), held(reviewing, 3)["surrendered"]) == ((500, 0, 399_500), 500)
    assert reviewing.read(application_rows.helpers, 2, 2024) == [(3, "Carol Cement", 500)]
    assert reviewing.read(application_rows.helpers, 3, 2024) == []


def test_a_surrender_that_was_reviewed_is_taken_back_as_any_other(reviewing: Registry) -> None:
    assert code_of(file(reviewing, 500)) == "ok"
    decide(reviewing, 1)
    done = reviewing.read(application_rows.one, 1)
    assert done is not None
    given = (done.event, LIN, DATE, reviewing.now_ns())
    assert not isinstance(reviewing.write(events.reverse, *given), Refusal)
    assert held(reviewing) == {"registry_available": 1_000_000}
    assert owed(reviewing) == (0, 0, 400_000)


def test_carry_over_is_granted_by_the_registry_once_the_province_has_approved(
    reviewing: Registry,
) -> None:
    assert code_of(file(reviewing, 700, carry_over=True, year=2025)) == "ok"
    request = reviewing.read(application_rows.one, 1)
    assert request is not None

    def grant() -> int | Refusal:
        return reviewing.write(reviews.grant, request.held, LIN, DATE, reviewing.now_ns())

    assert code_of(grant()) == "review_needed"
    assert code_of(decide(reviewing, 1)) == "ok"
    assert held(reviewing)["carry_over"] == 700
    assert [code_of(grant()), code_of(grant())] == ["ok", "request_ended"]
    assert held(reviewing, code="CEA25") == {"registry_available": 700}
    assert code_of(file(reviewing, 300, carry_over=True, year=2025)) == "ok"
    assert code_of(decide(reviewing, 2, reason="no")) == "ok"
    assert held(reviewing) == {"registry_available": 999_300, "cancelled": 700}
    found = reviewing.read(application_rows.some, None, None, True, 0, 9)
    assert found == []


def test_a_city_sees_its_entities_and_decides_nothing(reviewing: Registry) -> None:
    stated = reviewing.write(scopes.set_city, 2, 4201, LIN, reviewing.now_ns())
    assert not isinstance(stated, Refusal)
    assert code_of(reviewing.write(scopes.set_city, 3, 4201, LIN, 1)) == "city_elsewhere"
    assert code_of(file(reviewing, 500)) == "ok"
    assert code_of(decide(reviewing, 1, WUHAN)) == "not_its_decision"
    seen = [entity for entity in (1, 2, 3) if reviewing.read(scopes.sees, WUHAN[1], entity)]
    assert seen == [2]
    of_city = reviewing.read(application_rows.some, WUHAN[1], None, True, 0, 9)
    assert [row.number for row in of_city] == [1]
    assert reviewing.read(application_rows.some, BEIJING[1], None, False, 0, 9) == []


def test_units_that_a_court_has_frozen_wait_until_they_are_free(reviewing: Registry) -> None:
    assert code_of(file(reviewing, 500)) == "ok"
    found = reviewing.read(application_rows.one, 1)
    assert found is not None
    (entry,) = reviewing.read(ledger_rows.event_entries, found.held)
    first = entry.spans[0].first
    named = Instruction(Task.FREEZE, 0, "CEA24", 1, serials=(Range(first, first),))
    assert isinstance(at_once.record(reviewing, [named])[0], int)
    assert code_of(decide(reviewing, 1)) == "units_moved_on"
    assert held(reviewing)["applied"] == 499
    named = Instruction(Task.UNFREEZE, 0, "CEA24", 1, serials=(Range(first, first),))
    assert isinstance(at_once.record(reviewing, [named])[0], int)
    assert code_of(decide(reviewing, 1)) == "ok"
    assert State.SURRENDERED.name.lower() in held(reviewing)
    assert reviewing.read(disagreements) == []
