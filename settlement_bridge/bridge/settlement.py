"""The settlement bridge: when a day has closed, clear it, have the exchange confirm, deliver,
report, done.

Each step is stored before the next begins, and each can be done again without harm, so a bridge
that was killed goes on where the registry says it was. After a start or a lost session it asks the
exchange for the day's state before it sends anything again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import NoReturn

from engine.events import Reason
from engine.units import format_date
from gateway.client import RequestRefused
from gateway.client.backoff import Backoff
from gateway.protocol.fields import boolean
from gateway.protocol.fields import date as date_read
from settlement_bridge.books import DayStatus, Figures, clearing
from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.bridge import DELIVERY_MAX, Day, DeliveryStep, anchors, trading_days
from settlement_bridge.bridge.agreement import read, rows
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.bridge.transfers import WHO, Transfers
from settlement_bridge.defaults import deadlines
from settlement_bridge.errors import ExchangeAway, SettlementHeld, SettlementStopped
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

log = logging.getLogger(__name__)

RETRY_STOPPED_S = 30.0  # a settlement that was refused is tried again so often
RETRY_FIRST_S = 0.2  # one that waits for the exchange is tried again sooner, at last as seldom
STUCK_AFTER = 8  # attempts in a row that only waited: from then on the day says what it waits for
# interval between looks at trades in default; an act on one is looked at at once
LOOK_AT_DEFAULTS_S = 5.0
ALREADY_REPORTED = Reason.REFERENCE_ALREADY_APPLIED.name.lower()
Step = Callable[[Day], Awaitable[None]]
ALREADY_SETTLED = Reason.DAY_ALREADY_SETTLED.name.lower()


class Bridge:
    """Settles closed days, earliest first. `run` does it until cancelled.

    `settling` is held while a day is being settled; `wait_settled` waits for a day.
    """

    def __init__(
        self, registry: Registry, worker: Worker, exchange: Exchange, transfers: Transfers
    ) -> None:
        self._registry, self._sql = registry, worker
        self._exchange, self._transfers = exchange, transfers
        self._memory = Memory()  # of the books, from one step of a delivery to the next
        self._wake = asyncio.Event()
        self._ask_first = True
        self._timer: asyncio.TimerHandle | None = None
        self._pauses, self._waited = Backoff(RETRY_FIRST_S, RETRY_STOPPED_S), 0
        self._progress = asyncio.Event()  # replaced whenever a day is done
        self.settling = asyncio.Lock()
        exchange.when_connected(self._resume)

    def day_closed(self) -> None:
        """A day's close has been stored."""
        self._wake.set()

    def look(self) -> None:
        """Something was done about a trade in default."""
        self._wake.set()

    async def take_back_elsewhere(self, objection: int, document: str) -> None:
        """Before a trade is taken back for an objection, the leg that other books keep: here is
        none.
        """

    async def run(self) -> None:
        """Settle every closed day, now and later; no answer of the exchange ends it.

        Raises what the database raises; it may be run again then.
        """
        self._ask_first = True
        self._wake.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._settle_days()
                self._went_well()
            except ExchangeAway as away:
                await self._waits(str(away))
            except SettlementHeld as held:
                log.info("settlement waits: %s", held)
                self._went_well()
                self._try_again(self._look_again_s())
            except SettlementStopped as stopped:
                log.error("settlement stopped: %s", stopped)
                self._ask_first = True
                self._try_again(RETRY_STOPPED_S)

    def _look_again_s(self) -> float:
        """How long a day that is held is let be, where nobody says `look`."""
        return LOOK_AT_DEFAULTS_S

    def _went_well(self) -> None:
        self._waited = 0
        self._pauses.reset()

    async def _waits(self, why: str) -> None:
        """Try again later or on the next session; a day that has waited often says what for."""
        log.warning("settlement waits: %s", why)
        self._ask_first = True
        self._waited += 1
        days = await self._closed_days() if self._waited >= STUCK_AFTER else []
        if days and days[0].problem != why:
            await self._sql(
                self._registry.write, trading_days.mark, days[0].date, days[0].status, why
            )
        self._try_again(self._pauses.next_s())

    def _try_again(self, after_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(after_s, self._wake.set)

    async def wait_settled(self, date: int, timeout_s: float) -> None:
        """Return when the day is settled, at the latest after `timeout_s`."""
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    progress = self._progress
                    day = await self._sql(self._registry.read, trading_days.day, date)
                    if day is not None and day.status == DayStatus.DONE:
                        return
                    await progress.wait()
        except TimeoutError:
            return

    def _resume(self) -> None:
        self._ask_first = True
        self._wake.set()

    async def _settle_days(self) -> None:
        closed, standings = await self._closed_days(), None
        if closed and self._ask_first:
            standings = await self._ask(closed[0])
            # while the exchange was away, the registry may have caught up with it
            closed = await self._closed_days()
        for day in closed:
            async with self.settling:
                await self._settle(day, standings)
            self._progress.set()
            self._progress = asyncio.Event()

    async def _closed_days(self) -> list[Day]:
        unfinished = await self._sql(self._registry.read, trading_days.unfinished_days)
        return [day for day in unfinished if day.status != DayStatus.COLLECTING]

    async def _ask(self, earliest: Day) -> dict[int, bool]:
        """The days the exchange holds as ended and not settled, and whether each is confirmed."""
        try:
            answer = await self._exchange.request("unsettled")
        except RequestRefused as refused:
            await self._stop(earliest, str(refused))
        found = read(answer, days=rows)["days"]
        days = [read(row, date=date_read, confirmed=boolean) for row in found]
        self._ask_first = False
        return {day["date"]: day["confirmed"] for day in days}

    async def _settle(self, day: Day, standings: dict[int, bool] | None) -> None:
        """All steps that are still to be done of one day."""
        reached = day.status if standings is None else await self._reached(day, standings)
        try:
            for status, step in self._steps():
                if reached <= status:
                    await step(day)
        except RequestRefused as refused:
            await self._stop(day, str(refused))
        await self._sql(self._registry.write, trading_days.mark, day.date, DayStatus.DONE)
        log.info("%s is settled", format_date(day.date))

    def _steps(self) -> Sequence[tuple[DayStatus, Step]]:
        """The steps of a day's settlement in order, each with the status after which it is due no
        more.
        """
        return (
            (DayStatus.CLOSED, self._confirm),
            (DayStatus.CONFIRMED, self._deliver),
            (DayStatus.DELIVERED, self._settle_defaults),
            (DayStatus.DELIVERED, self._report),
        )

    async def _reached(self, day: Day, standings: dict[int, bool]) -> DayStatus:
        """How far the day is, by the registry and by the exchange.

        Raises SettlementStopped when they contradict.
        """
        if day.date in standings:
            return max(day.status, DayStatus.CONFIRMED) if standings[day.date] else day.status
        if day.status != DayStatus.DELIVERED:
            await self._stop(day, "the exchange knows of no such day that is ended and not settled")
        if await self._sql(self._registry.read, deadlines.has_open, day.date):
            # of an old copy: what was in default then is decided here once more
            return DayStatus.DELIVERED
        return DayStatus.DONE

    async def _confirm(self, day: Day) -> None:
        """Clear the day and have the exchange confirm count, quantity, amount and hash."""
        own = await self._sql(self._clear, day.date)
        if day.figures is None or own != day.figures:
            told = clearing.difference(own, day.figures or Figures(0, 0, 0, ""))
            await self._stop(day, f"the trades received do not add up to the feed's close: {told}")
        await self._exchange.request(
            "clearing_result",
            date=format_date(day.date),
            count=own.count,
            quantity=own.quantity,
            amount_fen=own.amount_fen,
            tape_hash=own.tape_hash,
        )

    def _clear(self, date: int) -> Figures:
        return clearing.figures(date, self._registry.read(trading_days.standing_trades, date))

    async def _deliver(self, day: Day) -> None:
        """Deliver the day's trades, some at a time; transfers wait, so that no money is in transit
        that a trade needs.
        """
        async with self._transfers.quiet():
            while (await self._sql(self._deliver_next, day.date)).more:
                pass

    def _deliver_next(self, date: int) -> DeliveryStep:
        given = (date, DELIVERY_MAX, WHO, self._registry.now_ns(), self._memory)
        return self._registry.write(trading_days.deliver, *given)

    async def _settle_defaults(self, day: Day) -> None:
        """Deliver late, cover or cancel what is in default.

        Raises SettlementHeld while the day is not to be ended yet.
        """
        if not await self._sql(
            self._registry.read, deadlines.is_held, day.date, self._registry.now_ns()
        ):
            return
        async with self._transfers.quiet():
            reason = await self._sql(
                self._registry.write, deadlines.look_at_day, day.date, WHO, self._registry.now_ns()
            )
        if not reason:
            return
        if day.problem != reason:
            await self._sql(
                self._registry.write, trading_days.mark, day.date, DayStatus.DELIVERED, reason
            )
        raise SettlementHeld(f"{format_date(day.date)}: {reason}")

    async def _report(self, day: Day) -> None:
        """Tell the exchange of each trade that failed, in order, then that all is done."""
        date = format_date(day.date)
        failures = await self._sql(self._registry.read, trading_days.failures, day.date)
        for failure in failures:
            trade = failure.trade
            log.warning("%s: delivery of trade %d failed: %s", date, trade.trade, failure.reason)
            names = ("method", "trade", "instrument", "price", "quantity", "buyer", "seller")
            await self._unless(
                "trade_failed",
                ALREADY_REPORTED,
                date=date,
                **{name: getattr(trade, name) for name in names},
            )
        done = {"date": date, "failed": len(failures)} | await self._anchor()
        await self._unless("settlement_done", ALREADY_SETTLED, **done)
        await self._note_log_head(day)

    async def _anchor(self) -> dict[str, str]:
        """What the exchange's log keeps of the registry's hash chain."""
        return {"anchor": await self._sql(self._registry.read, anchors.of_head)}

    async def _note_log_head(self, day: Day) -> None:
        noted = anchors.read_noted(await self._exchange.request("anchor"))
        now = self._registry.now_ns()
        await self._sql(self._registry.write, anchors.note_log_head, day.date, noted, now)

    async def _unless(self, op: str, already: str, **fields: object) -> None:
        """Send a command; the refusal that says it has been done is as good as done."""
        try:
            await self._exchange.request(op, **fields)
        except RequestRefused as refused:
            if refused.code != already:
                raise

    async def _stop(self, day: Day, problem: str) -> NoReturn:
        now = await self._sql(self._registry.read, trading_days.day, day.date)
        status = day.status if now is None else now.status
        await self._sql(self._registry.write, trading_days.mark, day.date, status, problem)
        raise SettlementStopped(f"{format_date(day.date)}: {problem}")
