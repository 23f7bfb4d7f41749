"""Trades in default on their way to an end: delivered late, covered by the reserve, or cancelled as
failed.

A look at a day's defaults is one transaction on one ledger. First what has been topped up is
delivered, in the order of the trades, again and again as long as one helps another (sale money pays
a purchase). Then each past its deadline is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, update

from settlement_bridge.books import clearing, events, ledger_rows
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.defaults import cases_sql
from settlement_bridge.defaults.cases import Act, ActKind, Case
from settlement_bridge.defaults.reserve import RESERVE_CASH, put_fees_aside
from settlement_bridge.defaults.rules import DefaultRules, calendar_of, deadline_ns
from settlement_bridge.errors import Refusal
from settlement_bridge.records import (
    CASH,
    EXCHANGE,
    RESERVE,
    EntryKind,
    Movement,
    SignOff,
    State,
    TradeStatus,
)
from settlement_bridge.store.bulk import change, execute_rows, insertion
from settlement_bridge.store.tables.defaults import defaults
from settlement_bridge.store.tables.registry import days, trades

_SETTLING = (State.TRADING_AVAILABLE, State.CASH_AVAILABLE)
_ROLE = "bridge"


def set_aside(
    connection: Connection, failed: Sequence[clearing.Failure], who: str, time_ns: int
) -> None:
    """Open a default for each trade that a delivery could not make.

    The trades are marked by the delivery itself.
    """
    if not failed:
        return
    first, rules = cases_sql.next_default(connection), cases_sql.rules_of(connection)
    until = deadline_ns(rules, time_ns, calendar_of(connection))
    rows, acts = [], []
    for number, failure in enumerate(failed, first):
        trade, source = failure.trade, failure.source
        rows.append(
            (number, trade.date, trade.seq, source.account, source.instrument, failure.missing)
        )
        acts.append(
            Act(
                0,
                number,
                ActKind.OPENED,
                time_ns,
                trade.date,
                0,
                until,
                0,
                who,
                _ROLE,
                "",
                failure.reason,
            )
        )
    execute_rows(connection, insertion(defaults), rows)
    cases_sql.write_acts(connection, acts)


def settle_day(connection: Connection, date: int, who: str, time_ns: int) -> list[Case]:
    """Look at a day's defaults: deliver what can be, decide what is due.

    Returns those that stay open. O(their accounts).
    """
    rules = cases_sql.rules_of(connection)
    waiting = cases_sql.open_cases(connection, date)
    if waiting:
        look = Look(connection, waiting, SignOff(who, _ROLE, "past the top-up deadline"), time_ns)
        look.deliver_late()
        look.decide_due(rules, time_ns)
        look.save(connection)
        waiting = look.waiting
    if not waiting:
        put_fees_aside(
            connection,
            date,
            rules.fee_share_bp,
            SignOff(who, _ROLE, f"share of fees of {date}"),
            time_ns,
        )
    return waiting


def decide(
    connection: Connection, number: int, kind: ActKind, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Cover or cancel a default by hand, once its deadline has passed: the event's number (0: of a
    cancelled one), or why not.
    """
    found = cases_sql.one_case(connection, number)
    refusal = not_open(found, number) or _too_early(found, time_ns)
    if refusal is not None or found is None:
        return refusal or unknown(number)
    look = Look(connection, cases_sql.open_cases(connection, found.trade.date), sign_off, time_ns)
    if kind == ActKind.COVERED:
        refusal = look.cover(found)
        if refusal is not None:
            return refusal
    else:
        look.cancel(found)
    event = look.acts[-1].event
    look.deliver_late()
    look.save(connection)
    return event


def unknown(number: int) -> Refusal:
    """The refusal of a number that is no default's."""
    return Refusal("default_unknown", "default", number, None, "no such default")


def not_open(found: Case | None, number: int) -> Refusal | None:
    """Why nothing more can be done about a default, or None."""
    if found is None:
        return unknown(number)
    if found.ended is not None:
        return Refusal(
            "default_ended", "default", number, None, f"this default is {found.status} already"
        )
    return None


def _too_early(found: Case | None, time_ns: int) -> Refusal | None:
    if found is None or found.deadline_ns <= time_ns:
        return None
    return Refusal(
        "deadline_not_passed",
        "default",
        found.number,
        found.deadline_ns,
        "it may still be topped up until then",
    )


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
        """Deliver whatever can be delivered now.

        O(defaults squared) at worst, when each waits for the one behind it.
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
        """Pay what is short out of the reserve and deliver, as one event; or say what is in the way
        and do nothing.
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
        cases_sql.write_acts(connection, self.acts)
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
