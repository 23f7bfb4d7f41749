"""Rights, days, second approvals: who may, who may not, and that an approved proposal is done once;
on both databases.
"""

from __future__ import annotations

from typing import Any

import pytest

from settlement_bridge.books import (
    SignOff,
    State,
    bank_money,
    entities,
    ledger_rows,
    settings,
    venue_rules,
)
from settlement_bridge.books.bank_money import Payee
from settlement_bridge.books.first_answers import Done
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import Refusal
from settlement_bridge.operations.representatives import Right
from settlement_bridge.representatives import ACTS, FOR_EVER, Person, may_read, words
from settlement_bridge.representatives import give as give_rights
from settlement_bridge.representatives import proposals as proposing
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.credits.stage import FIELDS

TODAY = 20_260_105
OPERATOR = SignOff("bridge", "bridge", "power of attorney 1")
LIN, WU, CHEN = (Person(name, name * 8) for name in ("lin", "wu", "chen"))
ALL = Right.READ | Right.TRANSFER | Right.APPROVE | Right.SURRENDER
CANCEL = {"account": 1, "instrument": "CEA25", "quantity": 10}


@pytest.fixture
def ready(registry: Registry) -> Registry:
    """Account 1 with 100 t, 2 without anything."""
    at_once.record(
        registry, [Instruction(Task.OPEN_ACCOUNT, account, name="a") for account in (1, 2)]
    )
    at_once.record(registry, [Instruction(Task.ALLOCATE, 1, "CEA25", 100)])
    return registry


def give(
    registry: Registry,
    person: Person,
    rights: Right,
    days: tuple[int, int] = (0, FOR_EVER),
    name: str = "",
) -> None:
    named = (name or person.key, "clerk")
    done = registry.write(give_rights, 1, person, named, rights, days, OPERATOR, registry.now_ns())
    assert isinstance(done, int)


def ask(
    registry: Registry,
    person: Person,
    operation: str = "cancel",
    today: int = TODAY,
    **fields: Any,
) -> str | int:
    return said(
        registry.write(proposing.ask, operation, CANCEL | fields, person, today, registry.now_ns())
    )


def decide(
    registry: Registry,
    work: Any,
    number: int,
    person: Person,
    account: int = 1,
    today: int = TODAY,
) -> str | int:
    return said(registry.write(work, number, account, person, "", today, registry.now_ns()))


def said(result: Done | int | Refusal) -> str | int:
    if isinstance(result, Refusal):
        return result.code
    return result.number if isinstance(result, Done) else result


def cancelled(registry: Registry) -> int:
    return sum(
        row.quantity
        for row in registry.read(ledger_rows.nonzero_holdings, 1)
        if row.state == State.CANCELLED
    )


def test_without_any_representative_only_what_was_before_is_done_where_the_rule_says_so(
    ready: Registry,
) -> None:
    assert ask(ready, LIN) == "no_representative"
    assert ask(ready, LIN, "surrender", year=2024) == "no_representative"
    ready.write(venue_rules.set_rule, settings.UNREGISTERED_MAY_ACT, 0, 1, OPERATOR, ready.now_ns())
    assert ask(ready, LIN) == "no_representative"
    # that is the surrender's own answer
    assert ask(ready, LIN, "surrender", year=2024) == "obligation_unknown"
    ready.write(venue_rules.set_rule, settings.SECOND_ABOVE_UNITS, 0, 5, OPERATOR, ready.now_ns())
    assert ask(ready, LIN, "surrender", year=2024) == "no_representative"  # nobody could approve it


def test_one_with_the_right_acts_in_its_own_name_and_others_do_not(ready: Registry) -> None:
    give(ready, LIN, Right.SURRENDER)
    give(ready, WU, Right.READ | Right.TRANSFER)
    event = ask(ready, LIN, document="own will")
    entry = ready.read(ledger_rows.entries, 1, int(event), 1)[0]
    assert entry.movement.who == "lin"
    assert (ask(ready, WU), ask(ready, CHEN)) == ("right_missing", "right_missing")
    assert ask(ready, LIN, account=2) == "no_representative"
    assert ask(ready, LIN, account=9) == "account_unknown"
    assert cancelled(ready) == 10


OF_CREDITS = {
    step: {name: value for name, value in fields.items() if name not in ("account", "quantity")}
    for step, fields in FIELDS.items()
}


@pytest.mark.parametrize("operation", sorted(ACTS))
def test_each_operation_asks_for_its_right_and_no_other_will_do(
    ready: Registry, operation: str
) -> None:
    give(ready, LIN, ALL & ~ACTS[operation].right)
    give(ready, WU, ACTS[operation].right)
    fields = {"year": 2024, "amount_fen": 5, "kind": "surrender"}
    fields |= dict.fromkeys(("payment", "application", "offset"), 7) | OF_CREDITS.get(operation, {})
    assert ask(ready, LIN, operation, **fields) == "right_missing"
    assert ask(ready, WU, operation, **fields) not in ("right_missing", "no_representative")


def test_rights_hold_between_their_days_and_for_the_key_that_was_registered(
    ready: Registry,
) -> None:
    give(ready, LIN, ALL, (TODAY, TODAY + 1))
    assert [ask(ready, LIN, today=day, quantity=1) for day in (TODAY - 1, TODAY + 2)] == [
        "mandate_not_valid"
    ] * 2
    assert ask(ready, Person("lin", "another"), quantity=1) == "key_differs"
    assert isinstance(ask(ready, LIN, quantity=1, today=TODAY + 1), int)
    give(ready, LIN, Right(0))
    assert ask(ready, LIN, quantity=1) == "right_missing"
    # once there were representatives, nobody acts without
    assert ask(ready, WU, quantity=1) == "right_missing"


def test_reading_is_free_until_there_are_representatives_and_then_a_right(
    ready: Registry,
) -> None:
    read = lambda person, proposals=False: ready.read(may_read, 1, person, TODAY, proposals)
    assert read(CHEN) is None
    give(ready, LIN, Right.READ)
    give(ready, WU, Right.APPROVE)
    assert [read(person) is None for person in (LIN, WU, CHEN)] == [True, False, False]
    assert read(WU, True) is None


def test_above_the_limit_a_second_representative_approves_and_only_then_it_is_done_once(
    ready: Registry,
) -> None:
    ready.write(venue_rules.set_rule, settings.SECOND_ABOVE_UNITS, 0, 9, OPERATOR, ready.now_ns())
    give(ready, LIN, ALL)
    give(ready, WU, Right.APPROVE)
    give(ready, CHEN, Right.SURRENDER)
    assert isinstance(ask(ready, LIN, quantity=9), int)
    assert ask(ready, LIN) == "approval_needed"
    assert cancelled(ready) == 9
    approve = proposing.approve
    assert decide(ready, approve, 1, LIN) == "same_representative"
    assert decide(ready, approve, 1, CHEN) == "right_missing"
    assert decide(ready, approve, 1, WU, account=2) == "proposal_unknown"
    assert decide(ready, approve, 2, WU) == "proposal_unknown"
    event = decide(ready, approve, 1, WU)
    assert cancelled(ready) == 19
    assert decide(ready, approve, 1, WU) == "proposal_decided"
    (proposal,) = ready.read(proposing.some, 1, False, 0, 10)
    assert (proposal.maker, proposal.checker, proposal.event, proposal.status.name) == (
        "lin",
        "wu",
        event,
        "APPROVED",
    )
    told = [(row.who, row.field, row.after) for row in ready.read(entities.changes_from, 1, 100)]
    assert ("wu", "proposal 1", f"approved, event {event}") in told
    assert ready.snapshot(disagreements) == []


def test_the_same_person_with_another_key_is_no_second_one(ready: Registry) -> None:
    ready.write(venue_rules.set_rule, settings.SECOND_ABOVE_UNITS, 1, 0, OPERATOR, ready.now_ns())
    give(ready, LIN, ALL, name="Lin Mei")
    give(ready, WU, ALL, name="Lin Mei")
    assert ask(ready, LIN) == "approval_needed"
    assert decide(ready, proposing.approve, 1, WU) == "same_representative"


def test_what_cannot_be_done_goes_on_waiting_and_who_lost_the_right_has_asked_in_vain(
    ready: Registry,
) -> None:
    ready.write(venue_rules.set_rule, settings.SECOND_ABOVE_UNITS, 0, 0, OPERATOR, ready.now_ns())
    give(ready, LIN, ALL)
    give(ready, WU, ALL)
    assert ask(ready, LIN, quantity=101) == "approval_needed"
    assert decide(ready, proposing.approve, 1, WU) == "units_insufficient"
    at_once.record(ready, [Instruction(Task.ALLOCATE, 1, "CEA25", 1)])
    give(ready, LIN, Right.READ)
    assert decide(ready, proposing.approve, 1, WU) == "right_missing"
    give(ready, LIN, ALL)
    assert isinstance(decide(ready, proposing.approve, 1, WU), int)
    assert cancelled(ready) == 101


def test_a_proposal_is_rejected_by_who_made_it_or_may_approve_it_and_is_never_done(
    ready: Registry,
) -> None:
    ready.write(venue_rules.set_rule, settings.SECOND_ABOVE_UNITS, 0, 0, OPERATOR, ready.now_ns())
    for person, rights in ((LIN, Right.SURRENDER), (WU, Right.APPROVE), (CHEN, Right.SURRENDER)):
        give(ready, person, rights)
    assert [ask(ready, LIN) for _ in range(3)] == ["approval_needed"] * 3
    assert decide(ready, proposing.reject, 1, CHEN) == "right_missing"
    assert [
        decide(ready, proposing.reject, number, person) for number, person in ((1, LIN), (2, WU))
    ] == [1, 2]
    assert decide(ready, proposing.approve, 1, WU) == "proposal_decided"
    assert [row.number for row in ready.read(proposing.some, None, True, 0, 10)] == [3]
    assert cancelled(ready) == 0


def test_the_entitys_own_limit_takes_the_place_of_the_venues_and_cash_has_its_own(
    ready: Registry,
) -> None:
    give(ready, LIN, ALL)
    ready.write(bank_money.set_payee, 1, Payee("a", "ICBC", "62"), OPERATOR, ready.now_ns())
    for name, entity, value in (("second_above_fen", 0, 100), ("second_above_fen", 1, 1_000)):
        ready.write(venue_rules.set_rule, name, entity, value, OPERATOR, ready.now_ns())
    pay = lambda fen: said(
        ready.write(
            proposing.ask,
            "request_payment",
            {"account": 1, "amount_fen": fen},
            LIN,
            TODAY,
            ready.now_ns(),
        )
    )
    assert (pay(1_000), pay(1_001)) == ("cash_insufficient", "approval_needed")


def test_waiting_proposals_are_bounded(ready: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposing, "WAITING_MAX", 2)
    ready.write(venue_rules.set_rule, settings.SECOND_ABOVE_UNITS, 0, 0, OPERATOR, ready.now_ns())
    give(ready, LIN, ALL)
    assert [ask(ready, LIN) for _ in range(3)] == [
        "approval_needed",
        "approval_needed",
        "too_many_proposals",
    ]


def test_rights_are_written_as_words() -> None:
    assert words(ALL) == ["read", "transfer", "approve", "surrender"]


def test_units_named_by_their_serial_numbers_are_given_up_once_a_second_one_agrees(
    ready: Registry,
) -> None:
    give(ready, LIN, ALL)
    give(ready, WU, ALL)
    ready.write(venue_rules.set_rule, settings.SECOND_ABOVE_UNITS, 0, 2, OPERATOR, ready.now_ns())
    named = {"serials": ["31-35", "40"], "quantity": 6}
    assert ask(ready, LIN, **named) == "approval_needed"
    event = decide(ready, proposing.approve, 1, WU)
    (entry,) = ready.read(ledger_rows.entries, 1, int(event), 1)
    assert [tuple(span[:2]) for span in entry.spans] == [(31, 35), (40, 40)]
    too_long = {"serials": [f"{number}" for number in range(1, 500)], "quantity": 499}
    assert ask(ready, LIN, **too_long) == "proposal_too_long"
