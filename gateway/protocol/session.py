"""The gateway's conversation with one client.

It counts requests against the client's limits, and hands over one `Work` for each frame, every
request of the frame in order, those already refused with their error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.commands import Scope
from engine.units import REQUESTS_PER_FRAME_MAX
from gateway.protocol.admission import WORKS_UNDER_LOAD, Admission, Room
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.closings import LOGGED_OFF, TOO_FAST, VENUE_STOPS, Closing
from gateway.protocol.conversation import FAULTS, NEW_ORDER, Conversation, Request
from gateway.protocol.errors import WireError
from gateway.protocol.gates import Gates, Kind, RefusalGate, admit
from gateway.protocol.invitations import redeemed
from gateway.protocol.limits import Limits
from gateway.protocol.operations import LOG_ON
from gateway.protocol.readers import Column
from gateway.protocol.server_keys import Welcome
from gateway.protocol.shares import Share
from gateway.protocol.table.rows import OPERATIONS, ROLES_OF
from gateway.protocol.terms import Terms
from gateway.protocol.wire import CloseCode, Frame, Message

TOGETHER_MIN = 4  # new orders of a frame from which on they are read, planned, answered together


@dataclass(slots=True, eq=False)
class Work:
    """All requests of one frame, in order, and what the session does once they are answered.

    `columns`: where all are new orders of one form, their fields by name, instead of the fields of
    each. `owed`: what its answers weigh beyond what was charged when it came, by kind.
    """

    session: Session
    requests: list[Request]
    received_ns: int
    closing: Closing | None = None
    planned: int = 0  # requests put into a batch so far
    answers: list[Message] = field(default_factory=list)  # filled in order by the venue
    columns: Mapping[str, Column] | None = None
    shares: Sequence[Share] = ()  # that count it as waiting
    arrival: int = 0  # among all that has come
    owed: dict[Kind, int] | None = None
    admitted: int = 0  # requests that were not refused when they were read

    def owe(self, kind: Kind, weight: int) -> None:
        """Add a weight to what is owed."""
        if self.owed is None:
            self.owed = {}
        self.owed[kind] = self.owed.get(kind, 0) + weight

    def refuse_log_on(self, code: str) -> None:
        """Have the session closed for that reason, once it is answered."""
        self.session.log_on_refused = True
        self.closing = Closing(CloseCode.LOG_ON_REFUSED, code)

    def spread(self) -> None:
        """Give each request its own fields."""
        if self.columns is not None:
            for request, values in zip(
                self.requests, zip(*self.columns.values(), strict=True), strict=True
            ):
                request.fields = dict(zip(self.columns, values, strict=True))
            self.columns = None


def alone(_grant: Grant) -> Sequence[Share]:
    """A session that shares nothing."""
    return ()


def uncounted(_grant: Grant) -> Sequence[tuple[str, int, int]]:
    """A session that is not counted."""
    return ()


class Session(Conversation):
    """A conversation with the gateway.

    Frames that come once `closing` is set are ignored. `in_flight`: requests that wait for their
    reply. `shares`: what it uses together with others; `give_place` gives those of a key, and
    raises AuthError where there is no place for one more session of it. `count`: how many sessions
    there are of a key and of its account, and may be. `share` is the narrowest of them: of
    the account, the key without one, the address before log-on. `stamped`: whether
    its answers carry the times of receipt, decision and sending. `party`: whose requests
    have their part of a turn together, the account, or the key without one.
    """

    def __init__(
        self,
        keys: PublicKeys,
        limits: Limits,
        welcome: Welcome,
        now_ns: int,
        refuses_log_on: Callable[[Grant], bool],
        give_place: Callable[[Grant], Sequence[Share]] = alone,
        shares: Sequence[Share] = (),
        count: Callable[[Grant], Sequence[tuple[str, int, int]]] = uncounted,
    ) -> None:
        terms = Terms({LOG_ON.name: LOG_ON}, OPERATIONS, ROLES_OF, limits.log_on_s, redeemed)
        super().__init__(terms, keys, welcome, now_ns, refuses_log_on)
        self.limits = limits
        self._gates = Gates(limits, now_ns)
        self._give_place, self.take_place, self._count = give_place, self._enter, count
        self._share_with(shares)
        self.party: int | str = ""
        self.in_flight = 0
        self.address = ""  # of its connection, set by the hub
        self.guard = 0  # number of what withdraws its orders when it is lost; set by the floor
        self.stamped = False  # set by the floor at the log-on
        self._refusals = RefusalGate()  # where it shares nothing
        self.refused = 0  # requests, as they were read, until the hub has counted them
        self.rest_ns = 0  # from its newest frame until the next one is read
        self.log_on_refused = False  # by the floor, on its thread, after the key was found good

    def receive(
        self, frame: Frame, now_ns: int, wall_ns: int, overloaded: bool = False
    ) -> Work | None:
        """What the venue has to do for a frame. None once the session is closing.

        When `overloaded`, requests of members and viewers are refused, except cancels and what
        concerns the session alone. Never raises: what is wrong with the frame becomes an answer,
        and so does a fault in reading it, which changes nothing and does not end the session.
        """
        if self.closing is not None:
            return None
        work = self._work_of(frame, now_ns, wall_ns, overloaded)
        refused = len(work.requests) - work.admitted
        self.rest_ns = self._refused(refused, now_ns) if refused else 0
        return work

    def _refused(self, refused: int, now_ns: int) -> int:
        """Requests were refused as they were read: how long the session rests."""
        self.refused += refused
        refusals = self._refusals if self.share is None else self.share.refusals
        return refusals.rest_ns(refused, now_ns)

    def _work_of(self, frame: Frame, now_ns: int, wall_ns: int, overloaded: bool) -> Work:
        try:
            messages = self.messages(frame, now_ns)
            return self._work_of_messages(messages, now_ns, wall_ns, overloaded)
        except WireError as error:
            if admit([self._gates], Kind.REQUESTS, 1, now_ns) < 0:
                self.closing = TOO_FAST
            refusal = error.as_map()
        except Exception as fault:  # noqa: BLE001
            refusal = FAULTS.note(fault, "reading a frame").as_map()
        return self._work([Request(None, None, {}, refusal)], wall_ns)

    def _enter(self, grant: Grant) -> None:
        self._share_with((*self.shares, *self._give_place(grant)))
        self.party = grant.account or grant.key

    def _share_with(self, shares: Sequence[Share]) -> None:
        self.shares = tuple(shares)
        self.share = self.shares[-1] if self.shares else None
        self._scopes = (self._gates, *(share.gates for share in self.shares))

    @property
    def is_full(self) -> bool:
        """Whether too many requests wait, also refused ones: no more is read until some are
        answered. Where the session and others together have too many, each may still have a frame.
        """
        if self.in_flight < REQUESTS_PER_FRAME_MAX:
            return False
        together = any(share.in_flight >= 2 * share.in_flight_max for share in self.shares)
        return together or self.in_flight >= 2 * self.limits.in_flight + REQUESTS_PER_FRAME_MAX

    def tick(self, now_ns: int, wall_ns: int) -> Frame | None:
        """As of any conversation; one that is full cannot be heard, because it is not read."""
        if self.is_full:
            self.hear(now_ns)
        return super().tick(now_ns, wall_ns)

    @property
    def guard_scope(self) -> Scope | None:
        """Whose orders are to be cancelled when the session is lost."""
        is_member = self.grant is not None and self.grant.role == "member"
        asked = self.log_on.get("cancel_on_disconnect", False) if is_member else False
        return Scope.ACCOUNT if asked is True else Scope(asked) if asked else None

    @property
    def cancels_when_gone(self) -> bool:
        """Whether orders are to be cancelled now that the connection is lost."""
        graceful = self.closing in (LOGGED_OFF, VENUE_STOPS)
        return self.guard_scope is not None and not self.log_on_refused and not graceful

    def usage(self, now_ns: int) -> list[Message]:
        """Each limit of the session and of those that it shares with, and what is used of it."""
        waiting = [(self.in_flight, self.limits.in_flight)]
        waiting += [(share.in_flight, share.in_flight_max) for share in self.shares]
        found: list[Message] = []
        for gates, (used, most) in zip(self._scopes, waiting, strict=True):
            of = {"of": gates.whose}
            for kind, gate in zip(Kind, gates.by_kind, strict=True):
                name = f"{kind.name.lower()}_per_s"
                found.append(of | {"limit": name, "most": gate.rate, "used": gate.used(now_ns)})
            found.append(of | {"limit": "in_flight", "most": most, "used": used})
        counted = self._count(self.grant) if self.grant is not None else ()
        return found + [
            {"of": whose, "limit": "sessions", "most": most, "used": used}
            for whose, used, most in counted
        ]

    def _work_of_messages(
        self, messages: list[Message], now_ns: int, wall_ns: int, overloaded: bool
    ) -> Work:
        if overloaded and self.grant is not None and self.grant.role in WORKS_UNDER_LOAD:
            overloaded = False
        admission = Admission(self._scopes, self._room(), messages, now_ns, overloaded)
        if admission.too_fast:
            self.closing = TOO_FAST
        if not admission.of_all:
            requests = [self.read(message, wall_ns, admission.refusal) for message in messages]
        elif len(messages) >= TOGETHER_MIN and (orders := self._read_together(messages, wall_ns)):
            return orders
        else:
            requests = [self.read(message, wall_ns) for message in messages]
        return self._work(requests, wall_ns)

    def _room(self) -> Room:
        """How many more requests may wait, of the session and of those that it shares with."""
        allowed, whose = self.limits.in_flight, "session"
        left = allowed - self.in_flight
        for share in self.shares:
            if share.in_flight_max - share.in_flight < left:
                allowed, whose = share.in_flight_max, share.gates.whose
                left = allowed - share.in_flight
        return Room(left, allowed, whose)

    def _work(self, requests: list[Request], wall_ns: int) -> Work:
        self.in_flight += len(requests)
        for share in self.shares:
            share.in_flight += len(requests)
        admitted = sum(request.error is None for request in requests)
        closing, shares = self.closing, self.shares
        return Work(self, requests, wall_ns, closing, shares=shares, admitted=admitted)

    def answered(self, work: Work) -> None:
        """A work's answers go out: its requests do not wait any more, and are paid for."""
        self.in_flight -= len(work.requests)
        for share in work.shares:
            share.in_flight -= len(work.requests)
        for kind, weight in (work.owed or {}).items():
            for gates in self._scopes:
                gates.by_kind[kind].take(weight)

    def _read_together(self, messages: list[Message], wall_ns: int) -> Work | None:
        """A frame of sound new orders of one form; None when it is not one."""
        operation = self.operations.get(NEW_ORDER)
        sound = operation is not None and set(map(type, messages)) == {dict}
        read = operation.read_alike(messages) if operation is not None and sound else None
        if read is None:
            return None
        ids, columns = read
        work = self._work([Request(id_, operation, {}, None) for id_ in ids], wall_ns)
        work.columns = columns
        return work
