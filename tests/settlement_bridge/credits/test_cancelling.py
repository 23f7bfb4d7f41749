"""Credits cancelled for a use, by order, or for an offset: the books, the public record, and the
certificate.
"""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import update

from settlement_bridge.books import Key, State, credit_checks, events, ledger_rows
from settlement_bridge.books.credit_words import CancellationKind, HoldStatus
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance.certificate_page import code_in_pdf, draw_sheet, sheet_differs
from settlement_bridge.credits import cancelling, certificate, offset, reading
from settlement_bridge.credits.offset import Wanted
from settlement_bridge.errors import Refusal
from settlement_bridge.store.credit_tables import cancellations, offset_holds, period_years
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.credits.stage import (
    EMITTER,
    ISSUED,
    OPERATOR,
    OWNER,
    played,
    take,
    told,
)

DAY = 20_260_302
CODE = "A210001-22"
WANTED = Wanted("offset-1", OWNER, CODE, 400, 2025, "汉江电力")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@pytest.fixture
def issued(credits_registry: Registry) -> Registry:
    """50,000 t are issued to the owner."""
    played(credits_registry, ISSUED)
    return credits_registry


def held(registry: Registry) -> dict[State, int]:
    rows = registry.read(ledger_rows.nonzero_holdings, OWNER)
    return {row.state: row.quantity for row in rows if row.instrument == CODE}


USES: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "done"),
    ({"kind": CancellationKind.EVENT}, "done"),
    ({"kind": CancellationKind.OWN_EMISSIONS}, "done"),
    ({"kind": CancellationKind.PILOT_OFFSET}, "not_an_emitter (emitter)"),
    ({"quantity": 20_001}, "units_insufficient (20000)"),
    ({"instrument": "A210001-24"}, "credit_unknown"),
    ({"serials": ["1-100"]}, "done"),
    ({"serials": ["A210001-22-2022-01-000000000001-000000000100"]}, "done"),
    ({"serials": ["19901-20001"], "quantity": 101}, "units_elsewhere"),
)


@pytest.mark.parametrize(("changed", "outcome"), USES)
def test_for_what_a_holder_cancels(issued: Registry, changed: dict[str, Any], outcome: str) -> None:
    assert told(take(issued, "2026-03-02", "cancel_credits", **changed)) == outcome
    done = outcome == "done"
    assert held(issued).get(State.CANCELLED, 0) == 100 * done
    record = issued.read(reading.all_cancellations, None, 0, 10)
    assert [row["quantity"] for row in record] == [100] * done
    assert issued.snapshot(disagreements) == []


def test_a_cancellation_is_for_ever(issued: Registry) -> None:
    take(issued, "2026-03-02", "cancel_credits")
    (row,) = issued.read(reading.all_cancellations, None, 0, 10)
    given = (row["event"], OPERATOR, DAY, issued.now_ns())
    refused = issued.write(events.reverse, *given)
    assert isinstance(refused, Refusal) and refused.code == "event_not_reversible"
    assert row["units"] == [["A210001-22-2022-01-000000000001", "A210001-22-2022-01-000000000100"]]
    (total, _) = issued.read(reading.issued)
    assert (total["issued"], total["cancelled"], total["outstanding"]) == (20_000, 100, 19_900)


def test_credits_are_cancelled_by_order_wherever_they_are(issued: Registry) -> None:
    place = Key(OWNER, CODE, State.REGISTRY_AVAILABLE)
    given = (place, 500, OPERATOR, DAY, issued.now_ns())
    assert issued.write(cancelling.force, *given) == 1
    (row,) = issued.read(reading.all_cancellations, OWNER, 0, 10)
    assert (row["kind"], row["purpose"]) == ("forced", "decision 1")
    assert held(issued) == {State.REGISTRY_AVAILABLE: 19_500, State.CANCELLED: 500}


def certified(registry: Registry, number: int, account: int | None = None) -> Any:
    given = (number, account, "ceax", KEY.sign, OPERATOR, DAY, registry.now_ns())
    return registry.write(certificate.issue, *given)


def test_a_certificate_states_what_was_cancelled_and_its_page_shows_it(issued: Registry) -> None:
    take(issued, "2026-03-02", "cancel_credits")
    made = certified(issued, 1)
    assert certified(issued, 1) == made  # asked again, the same
    statement = certificate.verify(made.code, PUBLIC)
    assert statement == made.statement
    assert statement.serials == ["A210001-22-2022-01-000000000001-000000000100"]
    assert issued.read(certificate.standing, made.code, statement) is None
    sheet = certificate.sheet_of(statement)
    page = draw_sheet(sheet, made.code)
    assert code_in_pdf(page) == made.code
    assert sheet_differs(page, sheet, made.code) is None
    other = certificate.sheet_of(statement._replace(quantity=1_000))
    assert sheet_differs(draw_sheet(other, made.code), sheet, made.code) is not None
    assert certified(issued, 1, EMITTER).code == "cancellation_unknown"
    assert certificate.verify(made.code, "0" * 64).code == "signature_wrong"  # type: ignore[union-attr]


def test_a_certificate_that_the_registry_has_not_issued_does_not_count(issued: Registry) -> None:
    take(issued, "2026-03-02", "cancel_credits")
    statement = certified(issued, 1).statement
    refused = issued.read(certificate.standing, "CEAX2.other", statement)
    assert refused is not None and refused.code == "certificate_unknown"


def frozen(registry: Registry, wanted: Wanted = WANTED) -> Any:
    return registry.write(offset.freeze, wanted, OPERATOR, DAY, registry.now_ns())


def ended(registry: Registry, work: Any, reference: str = "offset-1") -> Any:
    return registry.write(work, reference, OPERATOR, DAY, registry.now_ns())


def test_an_offset_freezes_and_cancels_once_however_often_it_is_asked(issued: Registry) -> None:
    made = frozen(issued)
    assert frozen(issued) == made
    assert (made.status, made.ended, made.credit.name) == (HoldStatus.FROZEN, 0, "如东海上风电")
    assert made.units[0].first == "A210001-22-2022-01-000000000001"
    assert (made.units[0].quantity, made.units[0].registered) == (400, 20_260_212)
    assert held(issued) == {State.REGISTRY_AVAILABLE: 19_600, State.OFFSET_FROZEN: 400}
    assert frozen(issued, WANTED._replace(quantity=1)).code == "offset_reference_taken"
    gone = ended(issued, offset.cancel)
    assert ended(issued, offset.cancel) == gone
    assert gone.status is HoldStatus.CANCELLED
    assert held(issued) == {State.REGISTRY_AVAILABLE: 19_600, State.CANCELLED: 400}
    assert ended(issued, offset.release).code == "offset_ended"
    (row,) = issued.read(reading.all_cancellations, None, 0, 10)
    assert (row["kind"], row["beneficiary"], row["year"]) == ("offset", "汉江电力", 2025)
    assert issued.snapshot(disagreements) == []


def test_an_offset_gives_the_very_units_back(issued: Registry) -> None:
    frozen(issued)
    assert ended(issued, offset.release).status is HoldStatus.RELEASED
    assert ended(issued, offset.release).status is HoldStatus.RELEASED
    assert held(issued) == {State.REGISTRY_AVAILABLE: 20_000}
    assert ended(issued, offset.cancel).code == "offset_ended"
    assert issued.read(reading.all_cancellations, None, 0, 10) == []


REFUSED = (
    ({"instrument": "CEA25"}, "credit_unknown"),
    ({"account": 99}, "account_unknown"),
    ({"quantity": 20_001}, "units_insufficient (20000)"),
)


@pytest.mark.parametrize(("changed", "outcome"), REFUSED)
def test_what_cannot_be_frozen_for_an_offset(
    issued: Registry, changed: dict[str, Any], outcome: str
) -> None:
    assert told(frozen(issued, WANTED._replace(**changed))) == outcome
    assert ended(issued, offset.cancel).code == "offset_unknown"
    assert ended(issued, offset.release).code == "offset_unknown"


CHANGES = (
    (update(cancellations).values(quantity=99), "event 3 ended 1 t more than the public record"),
    (update(period_years).where(period_years.c.year == 2022).values(verified=1), "19999 t more"),
    (update(offset_holds).values(quantity=399), "1 t are frozen for an offset beyond"),
)


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_books_and_record_that_contradict_each_other_are_named(
    issued: Registry, change: Any, said: str
) -> None:
    take(issued, "2026-03-02", "cancel_credits")
    frozen(issued)
    assert issued.read(lambda connection: list(credit_checks.breaks(connection))) == []
    issued.write(lambda connection: connection.execute(change) and None)
    (found,) = issued.read(lambda connection: list(credit_checks.breaks(connection)))
    assert said in found.message
