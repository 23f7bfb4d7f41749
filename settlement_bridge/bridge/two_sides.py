"""The settlement of a day whose cash is the exchange's and whose units are the registry's: two
bridges, each on its own books.

Both collect the trades, clear the day and have it confirmed. The exchange's then leads: portion
after portion the registry delivers units and the exchange cash (`two_legs`). When all is delivered
on both sides the exchange takes the day as settled, and the registry learns of it from the
exchange.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from engine.units import format_date
from gateway.client.backoff import Backoff
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import date as date_read
from settlement_bridge.books import DayStatus, Trade
from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.bridge import Day, objections, trading_days, two_legs
from settlement_bridge.bridge.agreement import read, rows
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.bridge.settlement import ALREADY_SETTLED, Bridge, Step
from settlement_bridge.bridge.transfers import WHO, Transfers
from settlement_bridge.bridge.two_legs import Delivered, Portion
from settlement_bridge.bridge.units_session import UnitsRegistry
from settlement_bridge.errors import BooksDisagree, Refusal, SettlementHeld
from settlement_bridge.operations.delivery import PORTION_MAX
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

HELD = "a day's delivery is under way, of cash here and units in the registry: it has to end first"
# between looks at whether the exchange has settled a day that is delivered
LOOK_FIRST_S, LOOK_MOST_S = 0.1, 5.0


class UnitsBridge(Bridge):
    """The registry's side: it clears and has confirmed, and delivers what the exchange asks for."""

    def __init__(
        self, registry: Registry, worker: Worker, exchange: Exchange, transfers: Transfers
    ) -> None:
        super().__init__(registry, worker, exchange, transfers)
        self._units = Memory()
        self._looks = Backoff(LOOK_FIRST_S, LOOK_MOST_S)

    def _steps(self) -> Sequence[tuple[DayStatus, Step]]:
        return (
            (DayStatus.CLOSED, self._confirm_and_note),
            (DayStatus.DELIVERED, self._await_exchange),
            (DayStatus.DELIVERED, self._note_settled),
        )

    async def _reached(self, day: Day, standings: dict[int, bool]) -> DayStatus:
        """A day that is delivered and settled is still to be noted."""
        if day.status == DayStatus.DELIVERED:
            return day.status
        return await _reached(day, standings, super()._reached)

    def _look_again_s(self) -> float:
        return self._looks.next_s()

    async def _confirm_and_note(self, day: Day) -> None:
        """Once it is confirmed the exchange may ask for units; a day without trades has none."""
        await self._confirm(day)
        reached = DayStatus.CONFIRMED if day.figures and day.figures.count else DayStatus.DELIVERED
        await self._sql(self._registry.write, trading_days.mark, day.date, reached)

    async def deliver_units(self, asked: Portion) -> Delivered | Refusal:
        """Deliver the units of a portion, as the exchange's books of cash ask. Raises
        ExchangeAway.
        """
        async with self.settling, self._transfers.quiet():
            before = await self._sql(self._registry.read, two_legs.delivered_before, asked)
            if before is not None:
                return before
            given = (asked, WHO, self._registry.now_ns(), self._units)
            done = await self._sql(lambda: self._registry.write(two_legs.deliver_units, *given))
        self._looks.reset()
        self.look()
        return done

    async def take_back_elsewhere(self, objection: int, document: str) -> None:
        """Raises RequestError: a trade is taken back by the exchange, which leads."""
        raise RequestError(
            "trade_not_reversible",
            "object at the exchange's books of cash, which take a trade back on both sides",
            field="objection",
            value=objection,
        )

    async def _await_exchange(self, day: Day) -> None:
        """Raises SettlementHeld until the exchange has taken the day as settled."""
        answer = await self._exchange.request("unsettled")
        unsettled = [read(row, date=date_read)["date"] for row in read(answer, days=rows)["days"]]
        if day.date in unsettled:
            raise SettlementHeld(f"{format_date(day.date)}: the exchange has not settled it yet")
        now = await self._sql(self._registry.read, trading_days.day, day.date)
        if now is None or now.status < DayStatus.DELIVERED:  # this registry is an older copy
            await self._exchange.examine()
            await self._stop(
                day, "the exchange has settled this day, and its units are not delivered here"
            )

    async def _note_settled(self, day: Day) -> None:
        """Registry and log keep each other's heads, as after any day."""
        now = await self._sql(self._registry.read, trading_days.day, day.date)
        assert now is not None
        done = {"date": format_date(day.date), "failed": now.failed} | await self._anchor()
        await self._unless("settlement_done", ALREADY_SETTLED, **done)
        await self._note_log_head(day)


class CashBridge(Bridge):
    """The exchange's side: it has cash and units delivered, and takes the day as settled."""

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        exchange: Exchange,
        transfers: Transfers,
        units: UnitsRegistry,
    ) -> None:
        super().__init__(registry, worker, exchange, transfers)
        self._turn, self._units = transfers.turn, units
        unfinished = registry.read(trading_days.unfinished_days)
        if any(day.status == DayStatus.CONFIRMED for day in unfinished):
            self._turn.held = HELD

    async def _reached(self, day: Day, standings: dict[int, bool]) -> DayStatus:
        """The registry's confirmation is not this side's."""
        return await _reached(day, standings, super()._reached)

    async def _anchor(self) -> dict[str, str]:
        """The log keeps the registry's; these books are the exchange's own."""
        return {}

    async def take_back_elsewhere(self, objection: int, document: str) -> None:
        """The units of the trade objected to, at the registry. Raises RequestRefused,
        ExchangeAway.
        """
        read_here = objections.to_be_taken_back
        about = await self._sql(self._registry.read, read_here, objection)
        if about is not None:
            await self._units.take_back(about, document)

    async def _report(self, day: Day) -> None:
        """As any day, once the registry confirms that the same trades have failed there."""
        after = 0
        while True:
            asked = await self._sql(self._registry.read, two_legs.ended, day.date, after)
            if asked is None:
                break
            there = await self._units.deliver(asked, format_date(day.date))
            failed = {*asked.cash_short, *asked.units_short, *asked.taken_back}
            if differ := there.failed.keys() ^ failed:
                problem = f"settlement message {min(differ)} has failed on one side only"
                await self._stop(day, f"{problem}; where it was objected to, uphold that again")
            after = asked.last
        await super()._report(day)

    async def _deliver(self, day: Day) -> None:
        """Have the day delivered, portion after portion; nobody else writes until all of it is."""
        await self._sql(self._registry.write, trading_days.mark, day.date, DayStatus.CONFIRMED)
        async with self._transfers.quiet():
            self._turn.held = HELD
            while await self._deliver_portion(day):
                pass
            self._turn.held = ""

    async def _deliver_portion(self, day: Day) -> bool:
        """One portion on both sides: whether more of the day are left."""
        batch = await self._sql(self._registry.read, trading_days.to_deliver, day.date, PORTION_MAX)
        if not batch:
            end = two_legs.end_empty_day
            await self._sql(self._registry.write, end, day.date, WHO, self._registry.now_ns())
            return False
        done = await self._agreed(day, batch)
        given = (batch, done, WHO, self._registry.now_ns())
        try:
            return await self._sql(lambda: self._registry.write(two_legs.deliver_cash, *given))
        except BooksDisagree as error:
            await self._stop(day, str(error))

    async def _agreed(self, day: Day, batch: list[Trade]) -> Delivered:
        """What the registry has delivered of a portion, once both sides agree on what fails."""
        units_short: dict[int, int] = {}
        while True:
            cash_short = await self._sql(
                self._registry.read, two_legs.cash_short, batch, units_short, WHO
            )
            asked = Portion(day.date, batch[0].seq, batch[-1].seq, cash_short, units_short)
            done = await self._units.deliver(asked, format_date(day.date))
            if done.through:
                return done
            units_short = dict(done.short)


async def _reached(
    day: Day,
    standings: dict[int, bool],
    otherwise: Callable[[Day, dict[int, bool]], Awaitable[DayStatus]],
) -> DayStatus:
    """How far a day is on this side; what the exchange knows it may know from the other one."""
    return day.status if day.date in standings else await otherwise(day, standings)
