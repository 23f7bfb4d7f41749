"""Requests that are done once, in any order, however often they come and whatever is lost."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection

from settlement_bridge.asked import Asked, asked
from settlement_bridge.books import CASH, SignOff, State, first_answers, ledger_rows
from settlement_bridge.books.first_answers import Done, PaymentFile
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Repeated, Verdict
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.defaults import reserve
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105
LIN = SignOff("lin", "bridge", "decision 1")


def request(reference: str, operation: str = "deposit", scope: int = 0, **fields: Any) -> Asked:
    made = asked(operation, {"client_reference": reference, **fields}, scope, "lin")
    assert made is not None
    return made


def deposit(reference: str, account: int, fen: int) -> Instruction:
    of = request(reference, account=account, amount_fen=fen)
    return Instruction(Task.DEPOSIT, account, CASH, fen, asked=of)


@pytest.fixture
def books(registry: Registry) -> Registry:
    """Accounts 1 and 2, empty."""
    at_once.record(
        registry, [Instruction(Task.OPEN_ACCOUNT, n, name=f"member {n}") for n in (1, 2)]
    )
    return registry


def cash(books: Registry, account: int = 1) -> int:
    return sum(
        row.quantity
        for row in books.read(ledger_rows.nonzero_holdings, account)
        if row.instrument == CASH
    )


def test_the_same_request_is_done_once_in_one_transaction_and_in_two(books: Registry) -> None:
    asked_for = [deposit(reference, 1, 700) for reference in ("a", "a", "b")]
    first, twin, other = at_once.record(books, asked_for)
    assert isinstance(first, int)
    assert twin == Repeated(first, pending=True)
    assert other == first + 1
    assert at_once.record(books, [deposit("a", 1, 700)]) == [Repeated(first, pending=True)]
    assert cash(books) == 1_400


def test_a_reference_used_for_something_else_is_refused_by_name(books: Registry) -> None:
    at_once.record(books, [deposit("a", 1, 700)])
    other_amount, other_account = at_once.record(
        books, [deposit("a", 1, 701), deposit("a", 2, 700)]
    )
    for refusal in (other_amount, other_account):
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.field, refusal.value) == (
            "client_reference_taken",
            "client_reference",
            "a",
        )
    assert (cash(books), cash(books, 2)) == (700, 0)


def test_what_the_exchange_said_of_a_transfer_is_said_again(books: Registry) -> None:
    done, back = at_once.record(books, [deposit("a", 1, 700), deposit("b", 1, 5)])
    assert isinstance(done, int)
    assert isinstance(back, int)
    at_once.conclude(books, [Verdict(done, ""), Verdict(back, "account_unknown")], "bridge")
    again = at_once.record(books, [deposit("a", 1, 700), deposit("b", 1, 5)])
    assert again == [Repeated(done), Repeated(back, refused="account_unknown")]
    assert cash(books) == 700


def test_what_was_refused_and_changed_nothing_can_be_asked_again(books: Registry) -> None:
    freeze = Instruction(Task.FREEZE, 1, "CEA25", 5, asked=request("f", "freeze", quantity=5))
    assert isinstance(at_once.record(books, [freeze])[0], Refusal)
    at_once.record(books, [Instruction(Task.ALLOCATE, 1, "CEA25", 5, date=DATE)])
    (number,) = at_once.record(books, [freeze])
    assert at_once.record(books, [freeze]) == [Repeated(number)]  # type: ignore[arg-type]


def test_references_of_members_and_of_the_operator_are_each_their_own(books: Registry) -> None:
    of_member = Instruction(Task.DEPOSIT, 1, CASH, 7, asked=request("a", scope=1))
    at_once.record(books, [of_member, deposit("a", 1, 700)])
    assert cash(books) == 707


def twice() -> Any:
    pytest.fail("done twice")


@pytest.mark.parametrize(
    "result",
    [
        7,
        0,
        Done("transfer_in", 9),
        PaymentFile(1, "ab", 2, 300),
        Refusal("approval_needed", "proposal", 3, None, "kept"),
    ],
)
def test_every_kind_of_answer_is_given_again_as_it_was(books: Registry, result: Any) -> None:
    given = books.write(first_answers.once, request("x"), lambda _connection: result, 1)
    again = books.write(first_answers.once, request("x"), lambda _connection: twice(), 2)
    assert [given, again] == [result, result]


def test_a_piece_of_work_that_is_not_written_leaves_its_reference_free(books: Registry) -> None:
    def fall(connection: Connection) -> int:
        reserve.pay_in(connection, 500, LIN, DATE, 1)
        raise KeyError("the process falls")

    with pytest.raises(KeyError):
        books.write(first_answers.once, request("r"), fall, 1)
    pay = lambda connection: reserve.pay_in(connection, 500, LIN, DATE, 1)
    first = books.write(first_answers.once, request("r"), pay, 1)
    assert books.write(first_answers.once, request("r"), pay, 2) == first
    assert books.read(reserve.balance).available_fen == 500
    assert books.snapshot(disagreements) == []


ACCOUNTS = (1, 2, 3)
AMOUNTS = st.integers(1, 9)
PLACES = st.integers(0, 99)


class Resent(RuleBasedStateMachine):
    """Requests come once or often, alone or together; the model does each reference once."""

    folder = Path()
    numbers = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        path = shutil.copy(
            self.folder / "template.sqlite3",
            self.folder / f"{next(self.numbers)}.sqlite3",
        )
        self.url, self.clock = f"sqlite:///{path}", itertools.count(100).__next__
        self.registry = open_registry(self.url, self.clock)
        self.sent: list[Instruction] = []
        self.done: dict[str, Instruction] = {}

    def teardown(self) -> None:
        self.registry.close()

    def new(self, task: Task, account: int, instrument: str, quantity: int) -> Instruction:
        fields: dict[str, Any] = {"account": account, "instrument": instrument}
        fields |= {"quantity": quantity}
        of = request(f"r{len(self.sent)}", task.name.lower(), **fields)
        self.sent.append(Instruction(task, account, instrument, quantity, date=DATE, asked=of))
        return self.sent[-1]

    def ask(self, *instructions: Instruction) -> None:
        for item, outcome in zip(
            instructions, at_once.record(self.registry, instructions), strict=True
        ):
            assert item.asked is not None
            if not isinstance(outcome, Refusal):
                self.done.setdefault(item.asked.reference, item)

    @rule(account=st.sampled_from(ACCOUNTS), fen=AMOUNTS, times=st.integers(1, 3))
    def deposit(self, account: int, fen: int, times: int) -> None:
        self.ask(*[self.new(Task.DEPOSIT, account, CASH, fen)] * times)

    @rule(account=st.sampled_from(ACCOUNTS), tonnes=AMOUNTS, times=st.integers(1, 3))
    def allocate(self, account: int, tonnes: int, times: int) -> None:
        self.ask(*[self.new(Task.ALLOCATE, account, "CEA25", tonnes)] * times)

    @rule(account=st.sampled_from(ACCOUNTS), tonnes=AMOUNTS)
    def cancel(self, account: int, tonnes: int) -> None:
        self.ask(self.new(Task.CANCEL, account, "CEA25", tonnes))

    @rule(places=st.lists(PLACES, min_size=1, max_size=4))
    def send_again(self, places: list[int]) -> None:
        if self.sent:
            self.ask(*[self.sent[place % len(self.sent)] for place in places])

    @rule()
    def fall_and_start_again(self) -> None:
        self.registry.close()
        self.registry = open_registry(self.url, self.clock)

    @rule(place=PLACES)
    def fall_before_it_is_written(self, place: int) -> None:
        if not self.sent:
            return
        with not_written(self.registry), pytest.raises(KeyError):
            at_once.record(self.registry, [self.sent[place % len(self.sent)]])

    @invariant()
    def the_books_are_those_of_each_reference_done_once(self) -> None:
        held = {account: [0, 0] for account in ACCOUNTS}
        for item in self.done.values():
            sign = -1 if item.task == Task.CANCEL else 1
            held[item.account][item.instrument == CASH] += sign * item.quantity
        found = {account: [0, 0] for account in ACCOUNTS}
        for row in self.registry.read(ledger_rows.nonzero_holdings):
            if row.account in found and row.state != State.CANCELLED:
                found[row.account][row.instrument == CASH] += row.quantity
        assert found == held


@contextmanager
def not_written(registry: Registry) -> Iterator[None]:
    """Inside, the process falls at the end of each transaction, before it is committed."""
    dialect = registry.engine.dialect
    commit = dialect.do_commit

    def fall(_connection: Any) -> None:
        raise KeyError("the process falls")

    dialect.do_commit = fall  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        dialect.do_commit = commit  # type: ignore[method-assign]


def campaign(tmp_path: Path, examples: int) -> None:
    Resent.folder = tmp_path
    template = open_registry(f"sqlite:///{tmp_path}/template.sqlite3", itertools.count(1).__next__)
    at_once.record(
        template, [Instruction(Task.OPEN_ACCOUNT, n, name=f"member {n}") for n in ACCOUNTS]
    )
    template.close()
    short = settings(
        max_examples=examples,
        stateful_step_count=15,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    run_state_machine_as_test(Resent, settings=short)


def test_requests_resent_at_random_leave_the_books_of_each_done_once(tmp_path: Path) -> None:
    campaign(tmp_path, 8)


def test_canary_a_registry_that_forgets_references_is_found_out(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(first_answers, "kept", lambda _connection, _requests: {})
    monkeypatch.setattr(first_answers, "keep", lambda _connection, _answered, _time_ns: None)
    with pytest.raises(AssertionError):
        campaign(tmp_path, 20)
