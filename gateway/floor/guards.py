"""The guards of sessions: opened at a log-on that asks for `cancel_on_disconnect`, fired when the
session is lost, closed when it ends in good order.

A guard is a record of the engine, so that a start of the venue knows those of before. A session of
the same key that asks for the same scope takes over one of these, the one that it names or the
oldest; what nobody takes over within the grace time fires.
"""

from __future__ import annotations

from engine.commands import CommandArray, CommandKind, Scope, command
from engine.events import EventKind
from engine.rules.guard_views import OpenGuard
from gateway.drafts.lookup import Draft, Fields
from gateway.protocol.auth import Grant
from gateway.protocol.closings import VENUE_STOPS
from gateway.protocol.errors import RequestError
from gateway.protocol.session import Session, Work
from gateway.protocol.wire import Message
from gateway.reports.refusals import refusal_of
from gateway.reports.rows import EventRow
from gateway.schedule.withdrawals import Withdrawals, fire

TAGGED = ("new_order", "replace")  # operations whose orders belong to a session


class Guards:
    """Which session has which guard."""

    def __init__(self, withdrawals: Withdrawals) -> None:
        self._withdrawals = withdrawals
        self._taken_over: dict[Session, OpenGuard] = {}

    def wanted(self, session: Session, fields: Fields) -> Draft | None:
        """The draft of the guard that a log-on asks for; None when it needs no new one.

        Raises RequestError.
        """
        scope, grant = session.guard_scope, session.grant
        if not scope or grant is None:
            if "guard" in fields:
                rule = "guard goes with cancel_on_disconnect, which names its scope"
                raise RequestError("field_missing", rule, field="cancel_on_disconnect")
            return None
        if session.guard or self._take_over(session, grant, scope, fields.get("guard")):
            return None
        kind = int(CommandKind.OPEN_GUARD)
        owner = {"operator": grant.number, "account": grant.account}
        return {"kind": kind, "parameter": int(scope)} | owner

    def _take_over(self, session: Session, grant: Grant, scope: Scope, named: int | None) -> bool:
        """Whether the session has a lost guard now. Raises RequestError."""
        owner = grant.account, grant.number, scope
        lost = [
            each
            for each in self._withdrawals.lost.values()
            if (each.account, each.operator, each.scope) == owner
        ]
        chosen = next((each for each in lost if named in (None, each.number)), None)
        if chosen is None:
            if named is not None:
                rule = f"no guard {named} of this key and scope waits for its session"
                allowed = [each.number for each in lost]
                raise RequestError(
                    "guard_unknown", rule, field="guard", value=named, allowed=allowed
                )
            return False
        self._withdrawals.returned(chosen)
        self._taken_over[session] = chosen
        session.guard = chosen.number
        return True

    def opened(self, work: Work, acknowledgement: EventRow) -> Message | None:
        """The session has the guard that was opened for its log-on; the error where it was not,
        with which the log-on is refused.
        """
        if acknowledgement.kind != EventKind.REFUSED:
            work.session.guard = acknowledgement.number
            return None
        error = refusal_of(acknowledgement, "")
        work.refuse_log_on(error["code"])
        return error

    def left(self, session: Session) -> CommandArray | None:
        """The command that ends the guard of a session that is gone; None when it has none, or when
        the venue stops, because then the next start looks after it.
        """
        number, before = session.guard, self._taken_over.pop(session, None)
        if not number or session.closing == VENUE_STOPS:
            return None
        session.guard = 0
        if session.log_on_refused and before is not None:
            self._withdrawals.lose(before)
            return None
        if session.cancels_when_gone:
            return fire(number)
        return command(CommandKind.CLOSE_GUARD, reference=number)


def tag_of(session: Session) -> int:
    """The guard that orders of a session are under by themselves, 0: none."""
    return session.guard if session.guard_scope == Scope.SESSION else 0
