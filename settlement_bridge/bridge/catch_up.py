"""Catching up with the exchange: the registry, restored from an old copy, takes in again what the
exchange has applied since.

The exchange's log gives the transfers and how each day was settled, in order; the feed gives the
trades. Each step is a transaction and each can be done again: what is there already is passed over,
so a process that was killed begins anew. Where the books do not let a step pass (an allocation was
lost too, say), it stops there until that has been entered.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import NamedTuple, TypeVar

from engine.units import format_date, parse_date
from gateway.protocol.replies import RequestRefused
from settlement_bridge.books import (
    DayStatus,
    Figures,
    Legs,
    SignOff,
    clearing,
    settings,
    venue_rules,
)
from settlement_bridge.books.first_answers import Turn
from settlement_bridge.books.legs import legs_of
from settlement_bridge.bridge import (
    DELIVERY_MAX,
    anchors,
    entered_again,
    examiner,
    trading_days,
)
from settlement_bridge.bridge.agreement import Agreement
from settlement_bridge.bridge.entered_again import Failed, Named
from settlement_bridge.bridge.examiner import Examiner, Gateway, Row, ask_theirs
from settlement_bridge.bridge.settlement import ALREADY_SETTLED
from settlement_bridge.defaults import deadlines
from settlement_bridge.errors import CatchUpStopped
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

Result = TypeVar("Result")


class Progress(NamedTuple):
    """What one step did.

    `waits_for`: what has to happen before it goes on, empty when it may go on at once or is `done`.
    """

    transfers: int
    days: int
    waits_for: str
    done: bool


class CatchUp:
    """One recovery, a page of the exchange's log at a time.

    `step` is called until it says that it is done.
    """

    def __init__(
        self, registry: Registry, worker: Worker, exchange: Gateway, examiner: Examiner, turn: Turn
    ) -> None:
        self._registry, self._sql = registry, worker
        self._exchange, self._examiner, self._turn = exchange, examiner, turn
        self._legs = registry.read(legs_of)
        self.under_way = asyncio.Lock()  # held during a step
        self._following: int | None = None  # event to go on with, None: not begun in this process
        self._waiting: list[Row] = []  # examiner, and not entered yet
        self._date = 0
        self._by_bank = True
        self._failed: dict[int, set[Named]] = defaultdict(set)
        self._cleared: dict[int, Figures] = {}
        self._transfers = self._days = 0  # entered in this step

    async def step(self, sign_off: SignOff, by_bank: bool | None = None) -> Progress:
        """Enter the next page of the exchange's log. Raises ExchangeAway, RequestRefused.

        `by_bank`: lost transfers of cash were straight from and to the bank, not from and to
        registry cash; None: as the rule `direct_cash` says.
        """
        rule = await self._sql(self._registry.read, venue_rules.number, settings.DIRECT_CASH)
        self._by_bank = rule == 1 if by_bank is None else by_bank
        self._transfers = self._days = 0
        if self._following is None and not self._waiting:
            await self._begin(sign_off)
        try:
            if not self._waiting and self._following is not None:
                page = await examiner.read_page(self._exchange.ask, self._following)
                self._waiting, self._following = page.rows, page.following
            await self._enter_waiting(sign_off)
            if self._following is not None:
                return self._progress("")
            agreement = await self._end(sign_off)
        except CatchUpStopped as stopped:
            return self._progress(str(stopped))
        return self._progress("" if agreement.sound else agreement.sentence, agreement.sound)

    def _progress(self, waits_for: str, done: bool = False) -> Progress:
        return Progress(self._transfers, self._days, waits_for, done)

    async def _begin(self, sign_off: SignOff) -> None:
        theirs = await ask_theirs(self._exchange.ask, self._legs)
        done = await self._sql(self._registry.read, examiner.last_done)
        now, last = self._registry.now_ns(), theirs.last_reference
        await self._turn.mending(
            lambda connection: entered_again.begin(connection, last, sign_off, now)
        )
        self._following = examiner.first_event(theirs, done)
        self._failed.clear()

    async def _enter_waiting(self, sign_off: SignOff) -> None:
        while self._waiting:
            await self._enter(self._waiting[0], sign_off)
            self._waiting.pop(0)

    async def _enter(self, row: Row, sign_off: SignOff) -> None:
        match row["op"]:
            case "start_day" | "take_back_day":
                self._date = parse_date(row["date"]) if row["date"] else 0
            case "clearing_result":
                self._cleared[parse_date(row["date"])] = Figures(
                    row["count"], row["quantity"], row["amount_fen"], row["tape_hash"]
                )
            case "trade_failed":
                self._failed[parse_date(row["date"])].add((row["method"], row["trade"]))
            case "settlement_done":
                await self._settle(parse_date(row["date"]), sign_off)
            case _ if examiner.is_transfer(row, self._legs):
                date, by_bank, now = self._date, self._by_bank, self._registry.now_ns()
                self._transfers += await self._turn.mending(
                    lambda connection: entered_again.enter_transfer(
                        connection, row, date, by_bank, sign_off, now
                    )
                )

    async def _settle(self, date: int, sign_off: SignOff) -> None:
        """Deliver a day as the exchange holds it, unless that is done; it is done then on both
        sides.
        """
        await self._deliver(date, Failed(frozenset(self._failed[date]), all_told=True), sign_off)
        await self._sql(self._registry.write, trading_days.mark, date, DayStatus.DONE)

    async def _deliver(self, date: int, failed: Failed, sign_off: SignOff) -> None:
        day = await self._sql(self._registry.read, trading_days.day, date)
        if day is None or day.status == DayStatus.COLLECTING:
            words = f"the feed has not sent the close of {format_date(date)} yet"
            raise CatchUpStopped(
                f"{words}; of settled days it keeps the latest (`ceax serve --keep-settled`)"
            )
        if day.status >= DayStatus.DELIVERED and not await self._sql(
            self._registry.read, deadlines.has_open, date
        ):
            return
        await self._check(date)
        now = self._registry.now_ns()
        while await self._turn.mending(
            lambda connection: entered_again.deliver(
                connection, date, failed, DELIVERY_MAX, sign_off, now
            )
        ):
            pass
        self._days += 1

    async def _check(self, date: int) -> None:
        """Check that the trades the feed repeated are those that the exchange confirmed."""
        standing = await self._sql(self._registry.read, trading_days.standing_trades, date)
        own = await self._sql(clearing.figures, date, standing)
        stated = self._cleared.get(date)
        if stated is None or own != stated:
            told = clearing.difference(own, stated) if stated else "it has confirmed none"
            raise CatchUpStopped(
                f"{format_date(date)}: the trades received are not those the exchange confirmed:"
                f" {told}"
            )

    async def _end(self, sign_off: SignOff) -> Agreement:
        """Deliver what was reported in part, give back transfers passed over, and compare both
        sides again.
        """
        for date in sorted(self._failed):
            day = await self._sql(self._registry.read, trading_days.day, date)
            open_still = await self._sql(self._registry.read, deadlines.has_open, date)
            if (
                self._failed[date]
                and day is not None
                and (day.status < DayStatus.DELIVERED or open_still)
            ):
                if self._legs is not Legs.BOTH:
                    raise CatchUpStopped(f"{format_date(date)} is being settled at the exchange")
                await self._deliver(
                    date, Failed(frozenset(self._failed[date]), all_told=False), sign_off
                )
        await self._examiner.return_unapplied(
            self._exchange.ask, await ask_theirs(self._exchange.ask, self._legs)
        )
        now = self._registry.now_ns()
        await self._turn.mending(lambda connection: entered_again.end(connection, now))
        await self._note_anchor()
        return await self._exchange.examine()

    async def _note_anchor(self) -> None:
        """Have the exchange's log hold the chain as it is after catching up, with the last day that
        is settled: the exchange refuses that, and its log holds the anchor.
        """
        last = await self._sql(self._registry.read, examiner.last_done)
        day = await self._sql(self._registry.read, trading_days.day, last)
        if day is None or self._legs is Legs.CASH:
            return
        anchor = await self._sql(self._registry.read, anchors.of_head)
        done = {"date": format_date(day.date), "failed": day.failed, "anchor": anchor}
        try:
            await self._exchange.ask("settlement_done", **done)
        except RequestRefused as refused:
            if refused.code != ALREADY_SETTLED:
                raise
