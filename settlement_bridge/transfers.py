"""Transfers between registry and trading accounts: recorded durably first, then sent to the exchange, each exactly once.

A transfer is known by the number of its first journal entry. The exchange applies each number once; one that it has passed it
answers with `reference_already_applied`, which means done. So after a lost reply the same numbers are simply sent again. That
answer would be wrong for a number that was refused while a later one was applied; therefore a transfer that the exchange may
refuse is always the last one on its way: nothing later is sent before its answer is here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

from engine.events import Reason
from gateway.client import Reply, RequestRefused
from settlement_bridge.errors import ExchangeAway, Refusal
from settlement_bridge.exchange import Exchange
from settlement_bridge.instructions import TRANSFERS
from settlement_bridge.records import INSTRUCTIONS_MAX, Instruction, Task, Transfer, Verdict
from settlement_bridge.registry import Registry
from settlement_bridge.worker import Worker

log = logging.getLogger(__name__)

QUEUE_MAX = 10_000  # instructions waiting to be recorded
SEND_MAX = 1_000  # transfers on their way at the same time
WHO = "bridge"
ALREADY_APPLIED = Reason.REFERENCE_ALREADY_APPLIED.name.lower()
OUTCOME_UNKNOWN = frozenset({"storage_failed", "venue_stopping"})  # the exchange itself does not know
SENT_AS = {
    Task.DEPOSIT: "cash_in",
    Task.WITHDRAW: "cash_out",
    Task.TRANSFER_IN: "units_in",
    Task.TRANSFER_OUT: "units_out",
}

Result = TypeVar("Result")
Outcome = int | Refusal  # the journal number, or why not
_Waiting = tuple[Instruction, "asyncio.Future[Outcome]"]


class Transfers:
    """The registry's instructions on their way through journal and exchange. `run` does the work, `submit` asks for it."""

    def __init__(self, registry: Registry, worker: Worker, exchange: Exchange) -> None:
        self._registry, self._sql, self._exchange = registry, worker, exchange
        self._queue: list[_Waiting] = []
        self._queued = asyncio.Event()
        self._to_send = asyncio.Event()
        self._recording = asyncio.Lock()
        self._answers: dict[int, asyncio.Future[Outcome]] = {}
        self._recorded = 0  # transfers so far
        self._unsent = True  # there may be pending transfers from an earlier run
        self._sent = asyncio.Event()  # set whenever nothing is pending, or the exchange went away
        self._known_accounts: set[int] = set()
        self._known_instruments: set[str] = set()
        exchange.when_connected(self._to_send.set)

    async def submit(self, instructions: Sequence[Instruction]) -> list[Outcome]:
        """Record instructions in order and wait until each is done, refused or queued for an exchange that is away."""
        if len(self._queue) + len(instructions) > QUEUE_MAX:
            refusal = Refusal("overloaded", None, None, QUEUE_MAX, "too many instructions wait; nothing was done")
            return [refusal for _ in instructions]
        loop = asyncio.get_running_loop()
        waiting: list[_Waiting] = [(instruction, loop.create_future()) for instruction in instructions]
        self._queue += waiting
        self._queued.set()
        return [await answer for _, answer in waiting]

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do other writing work, in a transaction of its own; never while a day is being delivered."""
        async with self._recording:
            return await self._sql(self._registry.write, work)

    async def run(self) -> None:
        """Record and send until cancelled. Raises what the database raises."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._record_for_ever())
            tasks.create_task(self._send_for_ever())

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Nothing is pending and nothing new is recorded inside. Raises ExchangeAway when pending ones cannot be sent."""
        async with self._recording:
            while self._unsent:
                self._sent.clear()
                self._to_send.set()
                await self._sent.wait()
                if self._unsent and not self._exchange.connected.is_set():
                    raise ExchangeAway("transfers wait for the exchange")
            yield

    # Recording.

    async def _record_for_ever(self) -> None:
        while True:
            await self._queued.wait()
            async with self._recording:
                batch, self._queue = self._queue[:INSTRUCTIONS_MAX], self._queue[INSTRUCTIONS_MAX:]
                if not self._queue:
                    self._queued.clear()
                await self._record(batch)

    async def _record(self, batch: list[_Waiting]) -> None:
        outcomes = await self._sql(self._registry.record, [instruction for instruction, _ in batch])
        for (instruction, answer), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, int) and instruction.task in TRANSFERS:
                self._answers[outcome] = answer
                self._recorded += 1
                self._unsent = True
            elif not answer.done():
                answer.set_result(outcome)
        if self._unsent:
            self._to_send.set()

    # Sending.

    async def _send_for_ever(self) -> None:
        while True:
            await self._to_send.wait()
            self._to_send.clear()
            try:
                await self._send_pending()
            except ExchangeAway as away:
                log.warning("transfers wait: %s", away)
                self._answer_away()
            self._sent.set()

    async def _send_pending(self) -> None:
        while True:
            recorded = self._recorded
            pending = await self._sql(self._registry.pending_transfers, SEND_MAX)
            if not pending:
                self._unsent = self._recorded != recorded
                return
            await self._learn(pending)
            for run in self._runs(pending):
                await self._send(run)

    async def _learn(self, pending: list[Transfer]) -> None:
        """Ask what is open and listed at the exchange when some of several transfers go where we have not seen it."""
        if len(pending) > 1 and not all(self._cannot_be_refused(transfer) for transfer in pending if _inward(transfer)):
            try:
                self._known_accounts = {row["account"] for row in await self._exchange.accounts()}
                status = await self._exchange.request("status")
                self._known_instruments = {row["instrument"] for row in status["instruments"]}
            except RequestRefused as refused:
                log.warning("transfers go one by one: %s", refused)

    def _cannot_be_refused(self, transfer: Transfer) -> bool:
        listed = not transfer.instrument or transfer.instrument in self._known_instruments
        return _inward(transfer) and listed and transfer.account in self._known_accounts

    def _runs(self, pending: list[Transfer]) -> Iterator[list[Transfer]]:
        """Cut into runs that may be on their way together: only the last of a run can be refused."""
        run: list[Transfer] = []
        for transfer in pending:
            run.append(transfer)
            if not self._cannot_be_refused(transfer):
                yield run
                run = []
        if run:
            yield run

    async def _send(self, run: list[Transfer]) -> None:
        replies = await self._exchange.request_many([_request(transfer) for transfer in run])
        answered = list(zip(run, replies, strict=True))
        unknown = [reply.error for reply in replies if reply.error and reply.error.code in OUTCOME_UNKNOWN]
        if unknown:
            raise ExchangeAway(str(unknown[0]))
        verdicts = [Verdict(transfer.reference, _code(reply)) for transfer, reply in answered]
        await self._sql(self._registry.conclude, verdicts, WHO)
        for transfer, reply in answered:
            answer = self._answers.pop(transfer.reference, None)
            if answer is not None and not answer.done():
                answer.set_result(_outcome(transfer, reply))

    def _answer_away(self) -> None:
        waiting, self._answers = self._answers, {}
        for reference, answer in waiting.items():
            if not answer.done():
                message = f"the exchange did not answer; transfer {reference} is queued and will be sent"
                answer.set_result(Refusal("exchange_away", "reference", reference, None, message))


def _inward(transfer: Transfer) -> bool:
    return transfer.task in (Task.DEPOSIT, Task.TRANSFER_IN)


def _request(transfer: Transfer) -> dict[str, Any]:
    fields = {"op": SENT_AS[transfer.task], "account": transfer.account, "reference": transfer.reference}
    if transfer.instrument:
        return fields | {"instrument": transfer.instrument, "quantity": transfer.quantity}
    return fields | {"amount_fen": transfer.quantity}


def _code(reply: Reply) -> str:
    """The code of a refusal; empty when the transfer has been applied, now or before."""
    code = reply.error.code if reply.error else ""
    return "" if code == ALREADY_APPLIED else code


def _outcome(transfer: Transfer, reply: Reply) -> Outcome:
    error = reply.error
    if not _code(reply) or error is None:
        return transfer.reference
    return Refusal(error.code, error.field, error.value, error.allowed, error.message)
