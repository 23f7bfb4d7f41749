"""Transfers between registry and trading accounts: recorded durably first, then sent to the
exchange, each exactly once.

A transfer is known by the number of its first journal entry. The exchange applies each number once;
one that it has passed it answers with `reference_already_applied`, which means done. So after a
lost reply the same numbers are simply sent again. That answer would be wrong for a number that was
refused while a later one was applied; therefore each of several that are on their way names the one
it follows, and the exchange takes it only right after that one. After a refused one all the others
are answered with `reference_out_of_step`: nothing was done, and they are sent again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import Connection

from engine.events import Reason
from gateway.client import Reply
from gateway.client.backoff import Backoff
from gateway.protocol.faults import FaultLog
from settlement_bridge.books import venue_rules
from settlement_bridge.books.event_table import TRANSFERS
from settlement_bridge.books.first_answers import Turn
from settlement_bridge.books.market import market_of, of_other_market
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import (
    INSTRUCTIONS_MAX,
    Outcome,
    Repeated,
    Transfer,
    Verdict,
    code_of,
    first_outcome,
    is_put_off,
    outbox,
    outcome_of,
    requests_for,
)
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.errors import ExchangeAway, Refusal, SettlementError, StorageAway, as_error
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

log = logging.getLogger(__name__)
FAULTS = FaultLog(log)

QUEUE_MAX = 10_000  # instructions waiting to be recorded
SEND_MAX = 1_000  # transfers on their way at the same time
WHO = "bridge"
OUT_OF_STEP = Reason.REFERENCE_OUT_OF_STEP.name.lower()
RETRY_FIRST_S, RETRY_MOST_S = 0.05, 5.0  # between attempts at transfers that the exchange puts off

Result = TypeVar("Result")
_Waiting = tuple[Instruction, "asyncio.Future[Outcome]"]


class Transfers:
    """The registry's instructions on their way through journal and exchange.

    `run` does the work, `submit` asks for it.
    """

    def __init__(self, registry: Registry, worker: Worker, exchange: Exchange) -> None:
        self._registry, self._sql, self._exchange = registry, worker, exchange
        self._queue: list[_Waiting] = []
        self._queued = asyncio.Event()
        self._to_send = asyncio.Event()
        self.turn = Turn(registry, worker, self._barred)
        self._answers: dict[int, list[asyncio.Future[Outcome]]] = defaultdict(list)
        self._recorded = 0  # transfers so far
        self._unsent = True  # there may be pending transfers from an earlier run
        self._sent = asyncio.Event()  # set when nothing is pending, or an attempt has failed
        self._away = ""  # why the last attempt failed, empty when it went well
        self._pauses = Backoff(RETRY_FIRST_S, RETRY_MOST_S)
        self._timer: asyncio.TimerHandle | None = None
        exchange.when_connected(self._to_send.set)

    async def learn(self, codes: Collection[str]) -> None:
        """Ask the exchange for its instruments when one of these is not open in the registry."""
        known = await self._sql(self._registry.read, venue_rules.opened)
        if set(codes) <= known.keys():
            return
        try:
            listed = await self._exchange.listed()
        except ExchangeAway as away:
            log.warning("the exchange's instruments are not known: %s", away)
            return
        own = await self._sql(self._registry.read, market_of)
        listed = [code for code in listed if of_other_market(code, own) is None]
        given = (listed, venue_rules.EXCHANGE, self._registry.now_ns())
        async with self.turn.taken:
            await self._sql(lambda: self._registry.write(venue_rules.note, *given))

    async def submit(self, instructions: Sequence[Instruction]) -> list[Outcome]:
        """Record instructions in order and wait until each is done, refused or queued for an
        exchange that is away.
        """
        codes = {item.instrument for item in instructions if item.task == Task.ALLOCATE}
        if codes:
            await self.learn(codes)
        agreement = await self._exchange.compared()
        barred = [agreement.bar(item.task in TRANSFERS) for item in instructions]
        possible = [
            item for item, refusal in zip(instructions, barred, strict=True) if refusal is None
        ]
        outcomes = iter(await self._queue_up(possible))
        return [refusal or next(outcomes) for refusal in barred]

    async def _queue_up(self, instructions: Sequence[Instruction]) -> list[Outcome]:
        if len(self._queue) + len(instructions) > QUEUE_MAX:
            refusal = Refusal(
                "overloaded", None, None, QUEUE_MAX, "too many instructions wait; nothing was done"
            )
            return [refusal for _ in instructions]
        loop = asyncio.get_running_loop()
        waiting: list[_Waiting] = [
            (instruction, loop.create_future()) for instruction in instructions
        ]
        self._queue += waiting
        self._queued.set()
        return [await answer for _, answer in waiting]

    async def _barred(self) -> Refusal | None:
        return (await self._exchange.compared()).bar(with_exchange=False)

    async def carried(self, work: Callable[[Connection], Result]) -> Result:
        """Do work in its turn that may record a transfer, which is then sent; `answered` waits for
        what became of it.

        Raises RequestError when registry and exchange do not agree.
        """
        barred = (await self._exchange.compared()).bar(with_exchange=True)
        if barred:
            raise as_error(barred)
        result = await self.turn.in_turn(work)
        self._recorded += 1
        self._unsent = True
        self._to_send.set()
        return result

    async def answered(self, reference: int) -> Outcome:
        """Wait for the exchange's answer to a transfer, recorded before or in this turn."""
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._answers[reference].append(answer)
        before = await self._sql(self._registry.read, outbox.repeated, [reference])
        if not answer.done() and not before[reference].pending:
            self._answers[reference].remove(answer)
            if not self._answers[reference]:
                del self._answers[reference]
            answer.set_result(first_outcome(before[reference]))
        return await answer

    async def run(self) -> None:
        """Record and send until cancelled.

        Raises what the database raises, and may be run again.
        """
        if self._exchange.connected.is_set():
            self._to_send.set()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._record_for_ever())
            tasks.create_task(self._send_for_ever())

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Nothing is pending and nothing new is recorded inside.

        Raises ExchangeAway when pending ones cannot be sent.
        """
        async with self.turn.taken:
            while self._unsent:
                self._sent.clear()
                self._to_send.set()
                await self._sent.wait()
                if self._unsent and self._away:
                    raise ExchangeAway(f"transfers wait for the exchange: {self._away}")
            yield

    # Recording.

    async def _record_for_ever(self) -> None:
        while True:
            await self._queued.wait()
            async with self.turn.taken:
                batch, self._queue = self._queue[:INSTRUCTIONS_MAX], self._queue[INSTRUCTIONS_MAX:]
                if not self._queue:
                    self._queued.clear()
                refusal = self.turn.bar()
                if refusal is None:
                    await self._record(batch)
                    continue
                for _, answer in batch:
                    _give(answer, refusal)

    async def _record(self, batch: list[_Waiting]) -> None:
        """Record instructions together; by themselves where one cannot be, which is then refused.

        A fault in one of them undoes their transaction, so that nothing of it has been done.
        """
        try:
            instructions = [instruction for instruction, _ in batch]
            outcomes = await self._sql(
                self._registry.write, outbox.record, instructions, self._registry.now_ns()
            )
        except StorageAway as away:
            unknown = Refusal("storage_failed", message=f"{away}; whether it was done is not known")
            for _, answer in batch:
                _give(answer, unknown)
            raise
        except SettlementError:
            raise
        except Exception as fault:  # noqa: BLE001
            if len(batch) > 1:
                for each in batch:
                    await self._record([each])
                return
            error = FAULTS.note(fault, "recording an instruction")
            outcomes = [Refusal(error.code, message=error.message)]
        for (instruction, answer), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Repeated) and outcome.pending:
                self._wait(outcome.number, answer)
            elif isinstance(outcome, Repeated):
                _give(answer, first_outcome(outcome))
            elif isinstance(outcome, int) and instruction.task in TRANSFERS:
                self._wait(outcome, answer)
            else:
                _give(answer, outcome)
        if self._unsent:
            self._to_send.set()

    def _wait(self, reference: int, answer: asyncio.Future[Outcome]) -> None:
        """Register a future for the exchange's answer to a recorded transfer."""
        self._answers[reference].append(answer)
        self._recorded += 1
        self._unsent = True

    # Sending.

    async def _send_for_ever(self) -> None:
        while True:
            await self._to_send.wait()
            self._to_send.clear()
            try:
                await self._send_pending()
                self._away = ""
                self._pauses.reset()
            except ExchangeAway as away:
                log.warning("transfers wait: %s", away)
                self._away = str(away)
                self._answer_away()
                self._try_again()
            self._sent.set()

    def _try_again(self) -> None:
        """After a while where there is a session; a new session has them sent at once."""
        if self._timer is not None:
            self._timer.cancel()
        if self._exchange.connected.is_set():
            later = asyncio.get_running_loop().call_later
            self._timer = later(self._pauses.next_s(), self._to_send.set)

    async def _send_pending(self) -> None:
        while True:
            recorded = self._recorded
            pending = await self._sql(self._registry.read, outbox.pending, SEND_MAX)
            if not pending:
                self._unsent = self._recorded != recorded
                return
            await self._send(pending)

    async def _send(self, pending: list[Transfer]) -> None:
        """Send transfers in order and conclude those that were answered.

        Nothing was done after one that was put off, because each names the one before it. Raises
        ExchangeAway when one was put off.
        """
        replies = await self._exchange.request_many(requests_for(pending))
        pairs = list(zip(pending, replies, strict=True))
        answered = [(transfer, reply) for transfer, reply in pairs if not is_put_off(reply)]
        await self._conclude(answered)
        for _, reply in pairs:
            if is_put_off(reply) and (code_of(reply) != OUT_OF_STEP or not answered):
                raise ExchangeAway(str(reply.error))

    async def _conclude(self, answered: Sequence[tuple[Transfer, Reply]]) -> None:
        verdicts = [Verdict(transfer.reference, code_of(reply)) for transfer, reply in answered]
        await self._sql(
            self._registry.write, outbox.conclude, verdicts, WHO, self._registry.now_ns()
        )
        for transfer, reply in answered:
            for answer in self._answers.pop(transfer.reference, []):
                _give(answer, outcome_of(transfer, reply))

    def _answer_away(self) -> None:
        waiting, self._answers = self._answers, defaultdict(list)
        for reference, answers in waiting.items():
            queued = f"transfer {reference} is queued and will be sent"
            message = f"the exchange did not answer; {queued}"
            for answer in answers:
                _give(answer, Refusal("exchange_away", "reference", reference, None, message))


def _give(answer: asyncio.Future[Outcome], outcome: Outcome) -> None:
    """Tell who waits, unless they have gone."""
    if not answer.done():
        answer.set_result(outcome)
