"""A day of the bank killed at every step and gone on with: no payment lost, none in two files, none
paid twice.
"""

from __future__ import annotations

import itertools
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from settlement_bridge.bank import answers, deposits, payments
from settlement_bridge.bank.payments import request
from settlement_bridge.books import CASH, SignOff, State, ledger_rows
from settlement_bridge.books.bank_money import Payee, payments_of, set_payee
from settlement_bridge.books.parties import Instruction, PaymentStatus, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.cli.payments import _put
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import digest_of
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.bank.bank_lines import written

DATE = 20_260_105
LIN = SignOff("lin", "bridge")
PAYMENTS, AT_ONCE = 5, 2
EACH_FEN = 1_000


def furnish(url: str) -> None:
    """Account 1 with a bank account."""
    registry = open_registry(url, clock=itertools.count(1).__next__)
    at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, 1, name="member 1")])
    registry.write(set_payee, 1, Payee("member 1", "ICBC", "62"), LIN, 1)
    registry.close()


def a_day(registry: Registry, folder: Path, step: Callable[..., None]) -> None:
    """What an operator does, who after a fall begins again and looks what is there: files come in,
    go out and are answered.
    """
    now = registry.now_ns()
    money = written(deposits.SHEET, [["D1", "2026-01-05", "1", "50.00", "member 1", "62"]])
    once(
        registry.write(deposits.take_in, money, "in", False, LIN, DATE, now),
        "file_taken_before",
    )
    asked = len(registry.read(payments_of, 1, None, 0, 100))
    for _ in range(PAYMENTS - asked):
        once(registry.write(request, 1, EACH_FEN, LIN, DATE, now))
    while not isinstance(registry.write(payments.cut, "lin", DATE, now, AT_ONCE), Refusal):
        pass
    for file in registry.read(payments.all_files, 0, 100):
        path = folder / f"payments-{file.file}.csv"
        step()
        _put(path, registry.read(payments.file_text, file.file))
        step()
        answer = pay(path, folder / f"paid-{file.file}.csv")
        once(
            registry.write(answers.take_in, answer, f"out {file.file}", LIN, DATE, now),
            "file_taken_before",
        )


def pay(path: Path, answer: Path) -> str:
    """The bank: pays a file of ours when it sees its number for the first time, and answers it the
    same way ever after.
    """
    if not answer.exists():
        rows = [line.split(",") for line in path.read_text().splitlines()[1:-1]]
        said = [
            [row[0], row[1], "2026-01-05", row[3], "confirmed", f"P{row[0]}", ""] for row in rows
        ]
        _put(answer, written(answers.SHEET, said))
    return answer.read_text()


def once(result: Any, *known: str) -> None:
    """Done, or done before."""
    assert not isinstance(result, Refusal) or result.code in known, result


def live_and_die(url: str, folder: Path, at_step: int) -> int:
    """A process of its own, killed at its N-th statement, commit or file; how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    left = itertools.count(at_step, -1)

    def step(*_: Any) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        registry = open_registry(url)
        event.listen(registry.engine, "before_cursor_execute", step)
        event.listen(registry.engine, "commit", step)
        a_day(registry, folder, step)
        registry.close()
        os._exit(0)
    finally:
        os._exit(1)


def test_a_day_of_the_bank_killed_at_any_step_pays_each_request_once(
    database: str, tmp_path: Path
) -> None:
    furnish(database)
    for at_step in itertools.count(1, 9):  # each life dies a little later; what it committed stays
        status = live_and_die(database, tmp_path, at_step)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    assert at_step > 50
    registry = open_registry(database)
    made = registry.read(payments_of, 1, None, 0, 100)
    assert [payment.status for payment in made] == [PaymentStatus.CONFIRMED] * PAYMENTS
    files = registry.read(payments.all_files, 0, 100)
    on_disk = [(tmp_path / f"payments-{file.file}.csv").read_text() for file in files]
    assert [digest_of(text) for text in on_disk] == [file.digest for file in files]
    paid = Counter(line.split(",")[0] for text in on_disk for line in text.splitlines()[1:-1])
    assert paid == {str(payment.payment): 1 for payment in made}
    held = {
        row.state: row.quantity
        for row in registry.read(ledger_rows.nonzero_holdings, 1)
        if row.instrument == CASH
    }
    assert held == {State.CASH_REGISTRY: 0} or held == {}
    assert registry.snapshot(disagreements) == []
    registry.close()
