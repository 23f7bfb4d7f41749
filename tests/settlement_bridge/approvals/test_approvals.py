"""Second approval for the registry's staff: held, approved by another key, refused, lapsed; and a
process killed at any step of an approval. On both databases.
"""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from gateway.protocol.errors import RequestError
from gateway.protocol.key_table import KeyEntry
from settlement_bridge import approvals
from settlement_bridge.asked import asked
from settlement_bridge.books import SignOff, entities, held_acts, ledger_rows, settings, venue_rules
from settlement_bridge.books.held_acts import HeldStatus
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import Refusal
from settlement_bridge.operations import GUARDED, ROLES_OF
from settlement_bridge.operations.fields import OPERATOR
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.test_database_faults import at_step, copy_of, walked

TODAY = 20_260_105
MINUTE_NS = 60 * 10**9
ANN, BEN = SignOff("ann", "bridge"), SignOff("ben", "bridge", note="order seen")
COURT = Instruction(
    Task.COURT_TRANSFER, 1, "CEA25", 30, to_account=2, document="court 15", who="ann", role="bridge"
)
FILE = "account,instrument,year,province,quantity\n1,CEA25,2025,42,40\ntotal,1,,,40\n"


@pytest.fixture
def guarded(registry: Registry) -> Registry:
    """Accounts 1 with 100 t and 2 without; the rule is on, and acts lapse after an hour."""
    prepare(registry)
    return registry


def prepare(registry: Registry) -> None:
    accounts = [Instruction(Task.OPEN_ACCOUNT, number, name="a") for number in (1, 2)]
    at_once.record(registry, [*accounts, Instruction(Task.ALLOCATE, 1, "CEA25", 100)])
    for rule, value in ((settings.APPROVAL_MINUTES, 60), (settings.SECOND_APPROVAL, 1)):
        set_(registry, rule, value)


def set_(registry: Registry, rule: str, value: int) -> None:
    given = (rule, settings.VENUE, value, ANN, registry.now_ns())
    assert not isinstance(registry.write(venue_rules.set_rule, *given), Refusal)


def ask(registry: Registry, item: Instruction = COURT, reference: str = "court-15") -> Refusal:
    """What an instruction of staff is answered."""
    fields = {"client_reference": reference, "account": item.account, "quantity": item.quantity}
    request = asked(item.task.name.lower(), fields, 0, item.who)
    (answer,) = at_once.record(registry, [replace(item, asked=request)])
    assert isinstance(answer, Refusal)
    return answer


def approve(
    registry: Registry, number: int, by: SignOff = BEN, now_ns: int = 0, text: str = ""
) -> int | Refusal:
    given = (number, by, TODAY, now_ns or registry.now_ns(), text)
    return registry.write(approvals.approve, *given)


def drop(registry: Registry, does: Any, number: int, by: SignOff) -> int | Refusal:
    return registry.write(does, number, by, registry.now_ns())


def code_of(result: int | Refusal) -> str:
    return result.code if isinstance(result, Refusal) else "ok"


def units(registry: Registry, account: int) -> int:
    rows = registry.read(ledger_rows.nonzero_holdings, account)
    return sum(row.quantity for row in rows if row.instrument)


def hold(registry: Registry, operation: str, **fields: Any) -> int:
    held = registry.write(held_acts.hold, operation, fields, ANN, registry.now_ns())
    assert held.code == held_acts.AWAITS_APPROVAL
    return int(str(held.value))


class Case(NamedTuple):
    """What is done to act 1, and who has the units then."""

    does: str
    by: SignOff
    answer: str
    held: tuple[int, int]


CASES = (
    Case("approve", ANN, "act_own", (100, 0)),
    Case("refuse", ANN, "act_own", (100, 0)),
    Case("withdraw", BEN, "act_not_yours", (100, 0)),
    Case("late", BEN, "act_lapsed", (100, 0)),
    Case("approve", BEN, "ok", (70, 30)),
    Case("approve", BEN, "act_unknown", (70, 30)),
    Case("refuse", BEN, "act_unknown", (70, 30)),
)


def test_an_act_is_held_until_another_key_approves_it_and_is_done_once(guarded: Registry) -> None:
    first = ask(guarded)
    assert (first.code, first.value) == (held_acts.AWAITS_APPROVAL, 1)
    assert ask(guarded).value == 1  # sent again: the same answer, and no second act
    for case in CASES:
        if case.does in ("approve", "late"):
            late = 61 * MINUTE_NS if case.does == "late" else 0
            result = approve(guarded, 1, case.by, late)
        else:
            result = drop(guarded, getattr(approvals, case.does), 1, case.by)
        assert (code_of(result), (units(guarded, 1), units(guarded, 2))) == case[2:], case
    (act,) = guarded.read(held_acts.some, False, 0, 9, guarded.now_ns())
    assert (act.status, act.decided_by) == (HeldStatus.APPROVED, "ben")
    signed = guarded.read(ledger_rows.event_entries, act.led_to)
    assert [entry.movement.who for entry in signed] == ["ann"]
    changes = guarded.read(entities.changes_from, 1, 99)
    said = [(row.who, row.before, row.after) for row in changes if row.field == "act 1"]
    assert [who for who, _, _ in said] == ["ann", "ben"]
    assert said[1][1:] == ("awaits", f"approved, {act.led_to} order seen")
    assert guarded.read(disagreements) == []


def test_an_act_may_be_refused_or_withdrawn_and_lapses(guarded: Registry) -> None:
    numbers = [int(str(ask(guarded, reference=name).value)) for name in ("a", "b", "c")]
    assert code_of(drop(guarded, approvals.refuse, numbers[0], BEN)) == "ok"
    assert code_of(drop(guarded, approvals.withdraw, numbers[1], ANN)) == "ok"
    late = guarded.now_ns() + 61 * MINUTE_NS
    found = guarded.read(held_acts.some, False, 0, 9, late)
    states = [row.at(late).name for row in found]
    assert states == ["REFUSED", "WITHDRAWN", "LAPSED"]
    assert guarded.read(held_acts.some, True, 0, 9, late) == []
    assert [row.number for row in guarded.read(held_acts.some, True, 0, 9, 1)] == [3]
    assert units(guarded, 1) == 100


def test_what_cannot_be_done_now_goes_on_waiting(guarded: Registry) -> None:
    number = int(str(ask(guarded, replace(COURT, quantity=101)).value))
    assert code_of(approve(guarded, number)) == "units_insufficient"
    set_(guarded, settings.SECOND_APPROVAL, 0)
    at_once.record(guarded, [Instruction(Task.ALLOCATE, 1, "CEA25", 1)])
    assert code_of(approve(guarded, number)) == "ok"
    assert (units(guarded, 1), units(guarded, 2)) == (0, 101)


def test_each_guarded_operation_is_done_as_it_was_asked(guarded: Registry) -> None:
    issue = Instruction(
        Task.ALLOCATE, 2, "CEA25", 9, year=2025, province=42, who="ann", role="bridge"
    )
    cancel = Instruction(Task.CANCEL, 1, "CEA25", 8, who="ann", role="bridge")
    for item in (issue, cancel):
        number = int(str(ask(guarded, item, item.task.name).value))
        led_to = approve(guarded, number)
        assert isinstance(led_to, int)
    assert (units(guarded, 1), units(guarded, 2)) == (100, 9)  # what is cancelled is held for ever
    number = hold(guarded, "reverse", event=led_to, document="appeal 3")
    assert code_of(approve(guarded, number)) == "ok"
    number = hold(guarded, "allocate_file", reference="MEE-1", rows=1, quantity=40)
    assert code_of(approve(guarded, number, text=FILE)) == "ok"
    assert units(guarded, 1) == 140
    number = hold(guarded, "set_rule", rule=settings.SECOND_APPROVAL, value=0, document="x")
    assert code_of(approve(guarded, number)) == "ok"
    assert not guarded.read(held_acts.is_on)


def test_the_table_says_which_operations_are_guarded() -> None:
    assert GUARDED.keys() == approvals.WORKS.keys()
    assert set(GUARDED.values()) == approvals.CASES.keys()
    assert all(set(OPERATOR) <= set(ROLES_OF[name]) for name in GUARDED)
    assert not approvals.is_guarded("set_rule", {"rule": settings.DIRECT_CASH})


def test_it_is_bounded_how_many_wait_and_how_long_they_are(
    guarded: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_acts, "AWAITING_MAX", 2)
    for place in range(2):
        hold(guarded, "reverse", event=place)
    full = guarded.write(held_acts.hold, "reverse", {}, ANN, guarded.now_ns())
    assert (full.code, full.allowed) == ("acts_full", 2)
    late = guarded.now_ns() + 61 * MINUTE_NS  # those have lapsed, and make room
    long = {"note": "x" * held_acts.REQUEST_SIZE}
    assert guarded.write(held_acts.hold, "reverse", long, ANN, late).code == "act_too_long"
    assert guarded.write(held_acts.hold, "reverse", {}, ANN, late).code == "awaits_approval"


def test_the_rule_needs_two_keys_of_the_registry() -> None:
    keys = [KeyEntry(name, place, "bridge", 0, "", "") for place, name in enumerate("ab", 1)]
    on = {"rule": settings.SECOND_APPROVAL, "value": 1}
    approvals.require_keys(keys, on)
    for few in (keys[:1], [keys[0], replace(keys[1], revoked=True)]):
        with pytest.raises(RequestError, match="another one approves"):
            approvals.require_keys(few, on)
        approvals.require_keys(few, on | {"value": 0})


def test_an_approval_killed_at_any_step_is_done_once_or_waits_still(
    database: str, request: pytest.FixtureRequest
) -> None:
    postgres = None if database.startswith("sqlite") else request.getfixturevalue("postgres")
    registry = open_registry(database)
    prepare(registry)
    ask(registry)
    registry.close()
    first = open_registry(copy_of(database, postgres))
    with at_step(first, 0, lambda: None) as steps:
        approve(first, 1)
    first.close()
    ended = set()
    for number in walked(steps, 11):
        copy = copy_of(database, postgres)
        assert os.WTERMSIG(approve_and_die(copy, number)) == signal.SIGKILL
        again = open_registry(copy)
        (act,) = again.read(held_acts.some, False, 0, 9, 0)
        done = act.status == HeldStatus.APPROVED
        assert (units(again, 1), units(again, 2)) == ((70, 30) if done else (100, 0))
        assert code_of(approve(again, 1)) == ("act_unknown" if done else "ok")
        assert (units(again, 1), units(again, 2)) == (70, 30)
        assert again.read(disagreements) == []
        again.close()
        ended.add(done)
    assert False in ended


def approve_and_die(url: str, number: int) -> int:
    """A process of its own, killed at that step; how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        registry = open_registry(url)
        with at_step(registry, number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            approve(registry, 1)
    finally:
        os._exit(1)
