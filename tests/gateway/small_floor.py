"""A trading floor without sockets for tests: sessions are called directly, batches run when the
test asks.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from engine.commands import Market
from engine.record.clock import Clock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from gateway.floor.floor import Floor
from gateway.floor.turn import Turn
from gateway.protocol.auth import PublicKeys
from gateway.protocol.limits import Limits
from gateway.protocol.outside import SYSTEM
from gateway.protocol.private_keys import KeyFile, generate
from gateway.protocol.server_clock import SystemClock
from gateway.protocol.session import Session, Work
from gateway.protocol.wire import Frame, decode_from_venue, encode
from gateway.schedule.acts import Timetable
from gateway.server.new_venue import begin_venue
from tests.gateway.small_venue import FUNDING, KEYS, MORNING, OPENING, SCOPES
from tests.signing import welcome
from tests.simulation.disk import AtOnce

Message = dict[str, Any]
WIDE = Limits(
    requests_per_s=1_000_000,
    cancels_per_s=1_000_000,
    questions_per_s=1_000_000,
    in_flight=100_000,
)


class SmallFloor:
    """A floor on a folder.

    `ask` runs one frame of one session to its answers; `pushed` keeps what else came out.
    """

    keys: ClassVar = KEYS

    def __init__(
        self,
        folder: Path,
        timetable: Timetable | None = None,
        number_key: int = 0,
        clock: Clock | None = None,
        market: Market | None = None,
    ) -> None:
        self._folder = folder
        self.public_keys = PublicKeys(folder / "keys.json")
        self.sequencer = Sequencer.open(
            folder / "log", clock=clock or SystemClock(), capacity=SMALL
        )
        if number_key or market:
            begin_venue(self.sequencer, number_key, market)
        self.floor = Floor(self.sequencer, self.public_keys, SYSTEM.draw, timetable, aside=AtOnce())
        self.pushed: dict[Session, list[Message]] = defaultdict(list)
        self.turns: list[Turn] = []
        self._ids = iter(range(1, 1_000_000))

    def session(self, name: str, **options: Any) -> Session:
        """A new session that has logged on."""
        session, fields = self.stranger(name)
        reply = self.ask(session, fields | options, wall_ns=fields["time_ns"])[0]
        assert reply["ok"], reply
        self.pushed[session].append({"type": "logged_on", "reply": reply})
        return session

    def stranger(self, name: str) -> tuple[Session, Message]:
        """A new session, and the request with which it can log on as `name`."""
        path = self._folder / "keys" / f"{name}.pem"
        if not path.exists():
            role, account = self.keys[name]
            public_key, scope = generate(path).public_key, SCOPES.get(role, "")
            self.public_keys.add(name, role, account, name, public_key, scope=scope)
        refuses_log_on = self.floor.operators.refuses_log_on
        begun = welcome("ceax", nonce=SYSTEM.nonce())
        session = Session(self.public_keys, WIDE, begun, 0, refuses_log_on)
        now_ns = time.time_ns()
        signature = KeyFile.load(path).sign_log_on(begun.greeting, now_ns)
        return session, {"op": "log_on", "key": name, "time_ns": now_ns, "signature": signature}

    def frame(self, session: Session, *requests: Message, wall_ns: int = 1) -> Work:
        """A frame of requests as work that has not been run."""
        maps = [{"id": next(self._ids)} | request for request in requests]
        work = session.receive(encode(maps, text=False), 1, wall_ns)
        assert work is not None
        return work

    def ask(self, session: Session, *requests: Message, wall_ns: int = 1) -> list[Message]:
        """Replies to requests sent in one frame, after as many batches as it takes."""
        work = self.frame(session, *requests, wall_ns=wall_ns)
        self.run(work)
        return work.answers

    def run(self, *works: Work, gone: list[Session] | None = None) -> list[Turn]:
        """Run batches until nothing waits."""
        turns = [self.floor.turn(list(works), gone or [])]
        while turns[-1].more:
            turns.append(self.floor.turn([], []))
        for turn in turns:
            for session, frame in turn.reports:
                self.push(session, frame)
        self.turns += turns
        return turns

    def push(self, session: Session, frame: Frame) -> None:
        """Keep what a session is sent unasked."""
        self.pushed[session] += decode_from_venue(frame)

    def reports(self, session: Session) -> list[Message]:
        """Reports the session has been sent, its backlog too."""
        while (frame := self.next_part(session)) is not None:
            self.pushed[session] += decode_from_venue(frame)
        return [message for message in self.pushed[session] if message["type"] == "report"]

    def next_part(self, session: Session) -> Frame | None:
        """The next frame of a session's backlog, after what has to be read for it."""
        while callable(part := self.floor.listeners.catch_up(session)):
            part()
        return part

    def open_market(self) -> None:
        """List, fund, start the day and open the morning."""
        exchange, bridge = self.session("exchange"), self.session("bridge")
        for session, requests in ((exchange, OPENING), (bridge, FUNDING), (exchange, MORNING)):
            assert all(reply["ok"] for reply in self.ask(session, *requests))


@contextmanager
def small_floor(
    folder: Path,
    *,
    market: bool = True,
    timetable: Timetable | None = None,
    clock: Clock | None = None,
) -> Iterator[SmallFloor]:
    """A floor with its market open unless the test asks otherwise; its log is closed at the end."""
    small = SmallFloor(folder, timetable, clock=clock)
    try:
        if market:
            small.open_market()
        yield small
    finally:
        small.sequencer.close()
