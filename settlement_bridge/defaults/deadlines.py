"""Trades in default until their deadlines: set aside at delivery, looked at, decided by hand; and
whether the end of a day's settlement waits, for them or, by the rules, for objections.

A look at a day's defaults is one transaction on one ledger. First what has been topped up is
delivered, in the order of the trades, again and again as long as one helps another (sale money pays
a purchase). Then each past its deadline is covered by the reserve, or cancelled as failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select, update

from engine.units import format_date
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
    entities,
    events,
    ledger_rows,
)
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.defaults import (
    Act,
    ActKind,
    DefaultRules,
    calendar_of,
    cases,
    deadline_ns,
    moment,
    rules_of,
    write_acts,
)
from settlement_bridge.defaults.cases import Case, not_open, note_act, unknown
from settlement_bridge.defaults.reserve import RESERVE_CASH, put_fees_aside
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import change, execute_rows, insertion, next_number
from settlement_bridge.store.settlement_tables import days, defaults, held_days, trades

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


_ROLE = "bridge"


def set_aside(
    connection: Connection, failed: Sequence[clearing.Failure], who: str, time_ns: int
) -> None:
    """Open a default for each trade that a delivery could not make.

    The trades are marked by the delivery itself.
    """
    if not failed:
        return
    first, rules = next_number(connection, defaults.c.number), rules_of(connection)
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
    write_acts(connection, acts)


def settle_day(connection: Connection, date: int, who: str, time_ns: int) -> list[Case]:
    """Look at a day's defaults: deliver what can be, decide what is due.

    Returns those that stay open. O(their accounts).
    """
    rules = rules_of(connection)
    waiting = cases.open_cases(connection, date)
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
    found = cases.one_case(connection, number)
    refusal = not_open(found, number) or _too_early(found, time_ns)
    if refusal is not None or found is None:
        return refusal or unknown(number)
    look = Look(connection, cases.open_cases(connection, found.trade.date), sign_off, time_ns)
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


def set_deadline(
    connection: Connection, number: int, until_ns: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Give an open default another deadline, later, or earlier when nothing is to be waited for:
    that deadline, or why not.
    """
    found = cases.one_case(connection, number)
    refusal = not_open(found, number)
    if refusal is not None or found is None:
        return refusal or unknown(number)
    note_act(connection, found, (ActKind.DEADLINE_SET, 0, until_ns, 0), sign_off, date, time_ns)
    return until_ns


def end_of_pass(connection: Connection, date: int, who: str, time_ns: int) -> None:
    """What follows the last trade of a delivery: a first look at what is in default, and until when
    the day is held.
    """
    rules = rules_of(connection)
    if rules.hold_results and _held_until(connection, date) == 0:
        until_ns = deadline_ns(rules, time_ns, calendar_of(connection))
        connection.execute(insert(held_days).values(date=date, until_ns=until_ns))
    reason = look_at_day(connection, date, who, time_ns)
    if reason:
        connection.execute(update(days).where(days.c.date == date).values(problem=reason))


def is_held(connection: Connection, date: int, time_ns: int) -> bool:
    """Whether there is anything to look at."""
    return _held_until(connection, date) > time_ns or has_open(connection, date)


def has_open(connection: Connection, date: int) -> bool:
    """Whether a day has trades in default."""
    query = (
        select(trades.c.seq)
        .where(trades.c.date == date, trades.c.status == TradeStatus.DEFAULTED)
        .limit(1)
    )
    return connection.scalar(query) is not None


def look_at_day(connection: Connection, date: int, who: str, time_ns: int) -> str:
    """Settle what can be settled of a day's defaults: why the day still waits, empty when it may be
    ended.
    """
    waiting = settle_day(connection, date, who, time_ns)
    if waiting:
        until = moment(max(found.deadline_ns for found in waiting))
        return f"trades in default: {len(waiting)}, may be made good until {until}"
    until_ns = _held_until(connection, date)
    return f"the results may be objected to until {moment(until_ns)}" if until_ns > time_ns else ""


def release(connection: Connection, date: int, sign_off: SignOff, time_ns: int) -> int | Refusal:
    """Hold a day for objections no longer: the change's number, or why not.

    What is in default still waits.
    """
    until_ns = _held_until(connection, date)
    if until_ns <= time_ns:
        return Refusal(
            "day_not_held", "date", format_date(date), None, "this day is not held for objections"
        )
    connection.execute(update(held_days).where(held_days.c.date == date).values(until_ns=time_ns))
    change = ("day", date, "held_until", moment(until_ns), moment(time_ns))
    return entities.note_change(connection, change, sign_off, time_ns)


def _held_until(connection: Connection, date: int) -> int:
    return connection.scalar(select(held_days.c.until_ns).where(held_days.c.date == date)) or 0
