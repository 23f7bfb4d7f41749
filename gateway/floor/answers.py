"""Replies: what the events of an accepted command say to who asked for it.

Those not named in `REPLIES` say nothing more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from engine.commands import AuctionState, CommandKind
from engine.events import KEPT_PLACE, NEXT_DAY, EventKind, Reason
from engine.events.halting import HaltNow
from engine.rules.view_rows import NEXT_DAY_WORD
from engine.units import format_date
from gateway.floor.directory import Directory
from gateway.floor.held_acts import HeldActs
from gateway.floor.operators import Operators
from gateway.protocol.closings import FAULT
from gateway.protocol.conversation import Request
from gateway.protocol.faults import FaultLog
from gateway.protocol.session import Work
from gateway.protocol.table.rows import ROWS
from gateway.protocol.wire import Message
from gateway.reports.bidding import AUCTION_REPLIES
from gateway.reports.block_desk import BLOCK_REPLIES
from gateway.reports.refusals import refusal_of
from gateway.reports.rendering import cancelled_status
from gateway.reports.rows import EventRow, EventRows
from gateway.reports.words import REASONS
from gateway.schedule.acts import Timetable

FAULTS = FaultLog(logging.getLogger(__name__))
Fields = dict[str, Any]
Following = Iterable[EventRow]  # the engine's events of a command after its acknowledgement
NS_PER_MS = 1_000_000
ORDERS_SAID_MAX = 1_000  # order numbers in the reply to a mass cancel
_REFUSED, _FILL, _CANCELLED, _LOWERED = (
    int(EventKind.REFUSED),
    int(EventKind.FILL),
    int(EventKind.CANCELLED),
    int(EventKind.ORDER_LOWERED),
)


def _entered_reply(acknowledgement: EventRow, following: Following) -> Fields:
    leaves, status, reason, filled = acknowledgement.leaves, "entered", 0, 0
    for row in following:
        if row.kind == _FILL:
            leaves, status = row.leaves, "partly_filled" if row.leaves else "filled"
            filled += row.quantity
        elif row.kind == _CANCELLED and row.order_id == acknowledgement.order_id:
            leaves, status, reason = 0, cancelled_status(row.reason), row.reason
        elif row.kind == _LOWERED and row.order_id == acknowledgement.order_id:
            leaves = row.leaves
    reply = {
        "order": acknowledgement.order_id,
        "leaves": leaves,
        "filled": filled,
        "status": status,
    }
    if reason:
        reply["reason"] = REASONS[reason]
    return reply


def _replaced_reply(acknowledgement: EventRow, following: Following) -> Fields:
    kept = bool(acknowledgement.flags & KEPT_PLACE)
    return _entered_reply(acknowledgement, following) | {"kept_place": kept}


def _cancelled_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    return {"order": acknowledgement.order_id, "leaves": acknowledgement.leaves}


def _mass_cancelled_reply(acknowledgement: EventRow, following: Following) -> Fields:
    orders = []
    for row in following:
        if row.kind == _CANCELLED:
            orders.append(row.order_id)
        if len(orders) == ORDERS_SAID_MAX:
            break
    return {"cancelled": acknowledgement.number, "orders": orders}


def _killed_reply(acknowledgement: EventRow, following: Following) -> Fields:
    return _mass_cancelled_reply(
        acknowledgement, (row for row in following if row.kind == _CANCELLED)
    )


def _keys_reached(acknowledgement: EventRow, operators: Operators) -> list[Message] | None:
    """The keys that a kill concerns: one by its number, or all of an account."""
    of_operator = acknowledgement.command_kind == CommandKind.KILL_OPERATOR
    return operators.said(acknowledgement.account, acknowledgement.value if of_operator else 0)


def _suspended_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    return {"cancelled": acknowledgement.number}


def _parameter_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    return {"moment": NEXT_DAY_WORD if acknowledgement.flags & NEXT_DAY else "at_once"}


def _ended_reply(_acknowledgement: EventRow, following: Following) -> Fields:
    for row in following:
        if row.kind == EventKind.DAY_FIGURES:
            figures = {"count": row.number, "quantity": row.quantity, "amount_fen": row.amount_fen}
            return {"date": format_date(row.date)} | figures
    return {}


def _timer_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    """When the timer runs out that was set."""
    after_ns = acknowledgement.value * NS_PER_MS
    return {"fires_ns": acknowledgement.time_ns + after_ns if after_ns else None}


def _announced_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    return {"number": acknowledgement.number}


def _done_with_case_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    return {"event": acknowledgement.sequence}


def _halted_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    """When the halt ends, where that is known."""
    row = acknowledgement
    said = HaltNow(row.date, row.price, row.quantity).as_map(None)
    names = ("until", "call_minutes", "trading_from")
    return {name: said[name] for name in names} if row.date else {}


def _taken_back_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    """The date that the venue is at again, and how many orders and bids were withdrawn."""
    return {"date": format_date(acknowledgement.value), "withdrawn": acknowledgement.number}


def _busted_reply(acknowledgement: EventRow, _following: Following) -> Fields:
    """The number of the correction."""
    return {"correction": acknowledgement.number}


_ANSWERS: dict[str, Callable[[EventRow, Following], Fields]] = {
    "entered": _entered_reply,
    "cancelled": _cancelled_reply,
    "replaced": _replaced_reply,
    "mass_cancelled": _mass_cancelled_reply,
    "suspended": _suspended_reply,
    "killed": _killed_reply,
    "parameter": _parameter_reply,
    "ended": _ended_reply,
    "taken_back": _taken_back_reply,
    "halted": _halted_reply,
    "busted": _busted_reply,
    "announced": _announced_reply,
    "done_with_case": _done_with_case_reply,
    "timer": _timer_reply,
    **AUCTION_REPLIES,
    **BLOCK_REPLIES,
}
REPLIES = {row.name: _ANSWERS[row.answer] for row in ROWS if row.answer}


class Answers:
    """Replies to commands, from the events that they caused.

    `numbers` are those of reports, by entry. `places`: of the acknowledgements of a request's
    commands among the rows, and of the one after them.
    """

    def __init__(
        self,
        directory: Directory,
        operators: Operators,
        timetable: Timetable,
        acts: HeldActs,
    ) -> None:
        self._acts = acts
        self._directory = directory
        self._operators = operators
        self._timetable = timetable

    def to_command(
        self,
        request: Request,
        rows: EventRows,
        places: Sequence[int],
        numbers: Mapping[int, int],
    ) -> Message:
        """The reply to a request."""
        if request.act is not None:
            return self._to_approval(request, rows, places)
        for place in places[:-1]:
            row = rows.at(place)
            if row.kind == _REFUSED:
                return refused_reply(request, self._refusal(row, request))
        acknowledgement = rows.at(places[0])
        assert request.operation is not None
        if acknowledgement.command_kind == CommandKind.HOLD_ACT:
            held = acknowledgement.number, acknowledgement.value
            return refused_reply(request, self._acts.awaits(request.operation, *held))
        reply: Message = {"type": "reply", "id": request.id, "ok": True}
        say = REPLIES.get(request.operation.name)
        if say is not None:
            first, end = places[0] + 1, places[-1]
            reply.update(say(acknowledgement, rows.between(first, end) if end > first else ()))
        if request.operation.name == "kill":
            reply["keys"] = _keys_reached(acknowledgement, self._operators)
        number = numbers.get(2 * acknowledgement.sequence)
        if number is not None:
            reply["report"] = number
        return reply

    def _to_approval(self, request: Request, rows: EventRows, places: Sequence[int]) -> Message:
        """The reply to an approval: that of the act, which has ended in any case; or why it is not
        approved.
        """
        approval, act = rows.at(places[0]), request.act
        if approval.kind == _REFUSED:
            return refused_reply(request, self._refusal(approval, request))
        answer: Message = {"ok": False, "error": act.error}
        if act.error is None:
            answer = self.to_command(act.request, rows, places[1 + act.texts :], {})
        if not answer["ok"]:
            said = f"{answer['error']['message']}; the act does not await approval any more"
            return refused_reply(request, answer["error"] | {"message": said})
        done = {name: each for name, each in answer.items() if name not in ("type", "id", "ok")}
        reply = {"type": "reply", "id": request.id, "ok": True}
        return reply | {"act": act.request.operation.name, "answer": done}

    def _refusal(self, row: EventRow, request: Request) -> Message:
        """The error of a refusal; with the time to wait where the schedule will let it pass."""
        error = refusal_of(row, self._directory.codes[row.instrument], request.fields)
        wait_ms = self._waits_ms(row)
        return error if wait_ms is None else error | {"retry_after_ms": wait_ms}

    def _waits_ms(self, row: EventRow) -> int | None:
        timetable, directory = self._timetable, self._directory
        match row.reason:
            case Reason.PHASE_NOT_TRADING:
                return timetable.trades_in_ms(directory.day())
            case Reason.DESK_NOT_OPEN:
                sessions = directory.block_sessions(row.instrument)
                return timetable.trades_in_ms(directory.day(), sessions)
            case Reason.AUCTION_STATE_WRONG if row.value == AuctionState.ANNOUNCED:
                return timetable.auction_opens_in_ms(directory.day(), row.number)
        return None

    def to_orders(
        self, work: Work, rows: EventRows, places: Sequence[int], numbers: Mapping[int, int]
    ) -> list[Message]:
        """The replies to a work of new orders, one command each."""
        answers, stamped = [], work.session.stamped
        for request, *own in zip(work.requests, places, places[1:], strict=False):
            try:
                answer = self.to_command(request, rows, own, numbers)
                if stamped:
                    answer["time_ns"] = rows.at(own[0]).time_ns
                answers.append(answer)
            except Exception as fault:  # noqa: BLE001
                answers.append(fault_reply(work, request, fault))
        return answers

    def to_resend(self, request: Request, stored: int) -> Message:
        """The answer that was given to the same order before, from the events that followed from
        it.
        """
        rows = EventRows(self._directory.recall.caused_with(stored))
        answer = rows.at(0)
        entry = 2 * answer.sequence
        number = self._directory.streams.number_of(answer.account, entry)
        numbers = {entry: number} if number else {}
        own = [0, len(rows.events)]
        reply = self.to_command(request, rows, own, numbers) | {"duplicate": True}
        return reply | {"time_ns": answer.time_ns}


def refused_reply(request: Request, error: Message) -> Message:
    """What is answered to a request that was refused."""
    return {"type": "reply", "id": request.id, "ok": False, "error": error}


def fault_reply(work: Work, request: Request, fault: Exception) -> Message:
    """`internal_error` in the place of a reply that cannot be made; the session is then closed."""
    work.closing = work.closing or FAULT
    return refused_reply(request, FAULTS.note(fault, "answering a request").as_map())
