"""Members' sessions that were lost without a guard, and requests that were refused as they were
read, counted by account. The gateway tells them once a second; the engine has no event of them.
"""

from __future__ import annotations

from itertools import islice

from gateway.protocol.closings import KILLED, LOGGED_OFF, REVOKED, VENUE_STOPS, Closing
from gateway.protocol.session import Session
from gateway.protocol.wire import Message

TYPE = "session_news"
TOLD_MAX = 500  # accounts of one message; the others are in the next one
IN_ORDER = (LOGGED_OFF, VENUE_STOPS, KILLED, REVOKED)
CONNECTION_LOST = "connection_lost"


class SessionNews:
    """The counts until they are sent, of accounts whose sessions have logged on."""

    def __init__(self) -> None:
        self._accounts: dict[int, Message] = {}

    def count(self, session: Session) -> None:
        """Take over what a session has counted."""
        if session.refused and session.grant is not None and session.grant.account:
            self._of(session.grant.account)["refused"] += session.refused
        session.refused = 0

    def left(self, session: Session, closing: Closing | None, *, client_closed: bool) -> None:
        """A session is gone. It is lost unless it logged off, its client closed it, or the venue
        or the staff ended it; what a guard does then is an event.
        """
        self.count(session)
        grant = session.grant
        if grant is None or grant.role != "member" or session.log_on_refused:
            return
        in_order = client_closed if closing is None else closing in IN_ORDER
        if not in_order and session.guard_scope is None:
            lost = self._of(grant.account)
            lost["lost"] += 1
            lost["reason"] = CONNECTION_LOST if closing is None else closing.reason

    def message(self, wall_ns: int) -> Message | None:
        """What has been counted, which is forgotten here; None where there is nothing."""
        told = [self._accounts.pop(each) for each in list(islice(self._accounts, TOLD_MAX))]
        return {"type": TYPE, "time_ns": wall_ns, "accounts": told} if told else None

    def _of(self, account: int) -> Message:
        counts = {"account": account, "refused": 0, "lost": 0, "reason": ""}
        return self._accounts.setdefault(account, counts)
