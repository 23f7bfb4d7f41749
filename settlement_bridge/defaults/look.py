"""A look at a day's defaults, one transaction on one ledger.

First what has been topped up is delivered, in the order of the trades, again and again as long as
one helps another (sale money pays a purchase). Then each past its deadline is covered by the
reserve, or cancelled as failed.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, update

from settlement_bridge.books import (
    CASH,
    EXCHANGE,
    RESERVE,
    EntryKind,
    Movement,
    SignOff,
    State,
    TradeStatus,
    clearing,
    events,
    ledger_rows,
)
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.defaults import Act, ActKind, DefaultRules, write_acts
from settlement_bridge.defaults.cases import Case
from settlement_bridge.defaults.reserve import RESERVE_CASH
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import change, execute_rows
from settlement_bridge.store.settlement_tables import days, trades

_SETTLING = (State.TRADING_AVAILABLE, State.CASH_AVAILABLE)


class Look:
    """A day's open defaults on one ledger. `save` writes what was done."""

    def __init__(
        self, connection: Connection, waiting: Iterable[Case], sign_off: SignOff, time_ns: int
    ) -> None:
        self.waiting = list(waiting)
        self.acts: list[Act] = []
        self._sign_off, self._time_ns = sign_off, time_ns
        self._ended: list[tuple[TradeStatus, str, int]] = []
        self._signed: dict[int, SignOff] = {}
        self._date = self.waiting[0].trade.date
        sides = {side for found in self.waiting for side in (found.trade.buyer, found.trade.seller)}
        self._ledger: Ledger = ledger_rows.load(
            connection, {*sides, EXCHANGE, RESERVE}, time_ns, _SETTLING
        )

    def deliver_late(self) -> None:
        """Deliver all that can be delivered now.

        O(defaults squared) at worst, when each waits for the next one.
        """
        went_on = True
        while went_on:
            went_on = False
            for found in list(self.waiting):
                if self._ledger.move(self._movements(found)) is None:
                    self._end(
                        found,
                        ActKind.DELIVERED,
                        TradeStatus.DELIVERED,
                        f"delivered late, default {found.number}",
                    )
                    went_on = True

    def decide_due(self, rules: DefaultRules, time_ns: int) -> None:
        """Cover or cancel what is past its deadline, in the order of the trades, when that is left
        to the registry.
        """
        while rules.automatic:
            due = next((found for found in self.waiting if found.deadline_ns <= time_ns), None)
            if due is None:
                return
            if self.cover(due) is not None:
                self.cancel(due)
            self.deliver_late()

    def cover(self, found: Case) -> Refusal | None:
        """Pay what is short out of the reserve and deliver, as one event; or do nothing and return
        the refusal.
        """
        movements = self._movements(found)
        key = found.holding
        if found.instrument != CASH:
            message = "units are short; the reserve holds cash"
            return Refusal("units_insufficient", "default", found.number, None, message)
        out = sum(
            move.quantity * ((move.source == key) - (move.target == key)) for move in movements
        )
        paid = Movement(
            EntryKind.RESERVE_COVER,
            RESERVE_CASH,
            key,
            max(out - self._ledger.available(key), 0),
            self._date,
            reference=found.number,
            who=self._sign_off.who,
        )
        event = self._ledger.post([paid, *movements])
        if isinstance(event, Movement):
            return events.short_of(event, self._ledger)
        self._signed[event] = self._sign_off
        words = f"covered by the reserve, default {found.number}"
        self._end(found, ActKind.COVERED, TradeStatus.DELIVERED, words, paid.quantity, event)
        return None

    def cancel(self, found: Case) -> None:
        """Let the trade fail.

        The exchange takes it back and keeps its fees, so these are charged as far as there is cash.
        """
        for fee in clearing.fees(found.trade, self._sign_off.who):
            self._ledger.move((fee,))
        what = "cash_insufficient" if found.instrument == CASH else "units_insufficient"
        self._end(
            found, ActKind.CANCELLED, TradeStatus.FAILED, f"{what} in account {found.account}"
        )

    def save(self, connection: Connection) -> None:
        """Write the books, the trades, the acts and how many of the day have failed."""
        ledger_rows.save(connection, self._ledger)
        events.sign(connection, self._ledger, self._signed)
        execute_rows(connection, change(trades, ("status", "reason"), ("seq",)), self._ended)
        write_acts(connection, self.acts)
        failed = sum(status == TradeStatus.FAILED for status, _, _ in self._ended)
        if failed:
            connection.execute(
                update(days).where(days.c.date == self._date).values(failed=days.c.failed + failed)
            )

    def _movements(self, found: Case) -> list[Movement]:
        return clearing.legs(found.trade, self._sign_off.who) + clearing.fees(
            found.trade, self._sign_off.who
        )

    def _end(
        self,
        found: Case,
        kind: ActKind,
        status: TradeStatus,
        reason: str,
        amount_fen: int = 0,
        event: int = 0,
    ) -> None:
        signed = self._sign_off
        ground = ("", "") if kind == ActKind.DELIVERED else (signed.document, signed.note)
        act = Act(
            0,
            found.number,
            kind,
            self._time_ns,
            self._date,
            amount_fen,
            0,
            event,
            signed.who,
            signed.role,
            *ground,
        )
        self.acts.append(act)
        self._ended.append((status, reason, found.trade.seq))
        self.waiting.remove(found)
