"""The hub: WebSocket connections around sessions, and the floor, on a thread of its own.

The event loop reads, checks and queues; a turn of the floor takes all that waits as one batch, runs
it, and answers; the loop sends. The loop and the turn share nothing but the works they hand each
other (where a turn runs: `floor_thread`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from functools import partial

from websockets.exceptions import ConnectionClosed

from engine.commands import CommandArray
from engine.errors import EngineError
from engine.events import EventArray
from engine.record.sequencer import Sequencer
from engine.units import BATCH_MAX
from gateway.floor.batch import Submission
from gateway.floor.floor import Floor
from gateway.floor.framing import storage_failed_frames
from gateway.floor.turn import Incoming, Turn
from gateway.protocol.address import Address
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.closings import CROWDED, FAULT, VENUE_STOPS
from gateway.protocol.descriptors import ask_for_descriptors, fitting
from gateway.protocol.errors import StorageFailed, VenueStopping
from gateway.protocol.faults import FaultLog
from gateway.protocol.handshake import Connection
from gateway.protocol.limits import Limits
from gateway.protocol.listening import Listening, listening, no_place
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.places import Place, Places
from gateway.protocol.proofs import GATEWAY
from gateway.protocol.revocation import KeyWatch
from gateway.protocol.server_keys import OwnKey, Welcome
from gateway.protocol.session import Session, Work
from gateway.protocol.shares import Share, Shares
from gateway.protocol.traffic import Histogram
from gateway.protocol.wire import CloseCode, Frame, Message
from gateway.schedule.acts import Timetable
from gateway.schedule.times import DayStatus, day_status
from gateway.server.clients import Client, Clients
from gateway.server.floor_thread import FloorThread
from gateway.server.history_check import HistoryCheck
from gateway.server.key_notes import KeyNotes
from gateway.server.reading_back import ReadingBack
from gateway.server.standing import Counts, Standing, gateway_door

TICK_S = 1.0
LOOK_S = 0.02  # between two looks at what the venue withdraws by itself
NS_PER_S = 1_000_000_000
STOP_WAIT_S = 10.0  # for the last batch and for the clients' close
SOCKET = {
    "max_queue": 16,  # frames of a connection, read from the socket and not yet taken
    "write_limit": 64 * 1024,  # bytes in the process, before sending waits
    "ping_interval": None,
    "close_timeout": 1.0,  # seconds for a client to answer a close
}

log = logging.getLogger(__name__)
FAULTS = FaultLog(log)


class Hub:
    """A running gateway. `start`, then `run` until `stop`, which ends it in order.

    `url` is known after `start`; `venue` is the venue's id, `server_key` the gateway's public key.
    Raises StorageFailed from `run` and `submit` when the disk refused. `timetable`: what of the
    staff's acts is in schedule; without it the staff moves the day.
    """

    def __init__(
        self,
        sequencer: Sequencer,
        keys: PublicKeys,
        limits: Limits | None = None,
        outside: Outside = SYSTEM,
        timetable: Timetable | None = None,
        sync_s: Histogram | None = None,
    ) -> None:
        self._sequencer = sequencer
        self._keys = keys
        self._limits = limits or Limits()
        self._outside = outside
        return_ns = self._limits.return_s * NS_PER_S
        given = (sequencer, keys, outside.draw, timetable, outside.monotonic_ns)
        self._floor = Floor(*given, return_ns=return_ns)
        self._counts = Counts(sync_s or Histogram())
        self._thread = FloorThread(self._floor, self._counts.sync_s, outside)
        unsent = self._limits.account_unsent_bytes
        self._clients = Clients(sequencer.next_event, self._counts.traffic.sent, unsent)
        room = fitting(self._limits.room, ask_for_descriptors())
        self._places, self._shares = Places(room), Shares(self._limits)
        self._strangers_turn = asyncio.Lock()
        self._reading = ReadingBack(self._floor, self._thread, self._clients)
        self._works: Incoming = []
        self._gone: list[Session] = []
        self._waiting = 0
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._failure: StorageFailed | None = None
        self._running = False
        self._stopping = False
        self._listening: Listening | None = None
        self.history = HistoryCheck()
        self._door = gateway_door(self.standing, self._counts, keys.path.parent, outside)
        self._key_notes = KeyNotes(keys.path, self._note)
        self._key_watch = KeyWatch(keys, self._clients.logged_on, self._key_notes.catch_up)
        self.day: DayStatus = day_status(sequencer.state)
        self.venue = sequencer.venue
        self._own_key = OwnKey(keys.path.parent, GATEWAY)
        self.server_key = self._own_key.of(self.venue).public_key
        self.url = self.own_url = ""

    async def start(self, address: Address) -> None:
        """Listen. Raises OSError when the port is taken, CertificateUnusable."""
        await self._key_notes.catch_up()
        self._listening = await listening(self._converse, address, self._door, **SOCKET)
        self.url, self.own_url = self._listening.url, self._listening.own_url

    async def run(self) -> None:
        """Run batches as long as nothing goes wrong.

        Raises StorageFailed after everyone who waits has an answer.
        """
        tasks = self._tick_forever(), self._wake_in_time(), self._key_watch.run()
        beside = [asyncio.create_task(each) for each in tasks]
        self._running = True
        try:
            while True:
                self._idle.set()
                await self._wake.wait()
                self._idle.clear()
                self._wake.clear()
                await self._run_batches()
        except StorageFailed as error:
            self._fail(error)
            raise
        except Exception as fault:  # a fault of the engine: log and state may differ
            self._fail(StorageFailed(f"the outcome is unknown until the venue is back: {fault}"))
            raise
        finally:
            self._running = False
            for task in beside:
                task.cancel()

    async def submit(self, commands: CommandArray) -> EventArray:
        """Have the venue's own commands (at most 4,096, unstamped) done; the events they caused,
        once they are on disk.

        Raises StorageFailed, VenueStopping.
        """
        if self._failure is not None:
            raise self._failure
        if self._stopping:
            raise VenueStopping("the venue is stopping")
        if not 0 < len(commands) <= BATCH_MAX:
            raise ValueError(f"{len(commands)} commands at once, allowed are 1 to {BATCH_MAX}")
        done: asyncio.Future[EventArray] = asyncio.get_running_loop().create_future()
        self._works.append(Submission(commands, done))
        self._wake.set()
        return await done

    def alert_staff(self, message: Message) -> None:
        """Push a message to every session of the exchange's staff."""
        self._clients.alert_staff(message)

    async def stop(self) -> None:
        """Take nothing more, finish what has been taken, close every connection with 1001, close
        the log. Only once.
        """
        if self._stopping:
            return
        self._stopping = True
        if self._listening is not None:
            self._listening.close(connections=False)
        if self._running:
            await _patiently(self._drained())
        for client in list(self._clients.by_session.values()):
            self._clients.close(client, VENUE_STOPS)
        if self._listening is not None:
            await _patiently(self._no_clients())
            await self._listening.closed()
        self._running = False  # no turn may follow, also where something comes due now
        await self._thread.do(self._floor.close)
        self._thread.shutdown()

    def standing(self) -> Standing:
        """How the gateway is now, for the pages of its HTTP side."""
        runs = self._running and not self._stopping
        crowd = (self._clients.roles(), self._waiting, self._clients.unsent_bytes())
        counted = (*crowd, self._clients.next_event)
        return Standing(self._failure, runs, self.day, *counted, self.history)

    # One connection.

    async def _converse(self, connection: Connection) -> None:
        there = (each.outbound.connection for each in self._clients.by_session.values())
        full = no_place(connection, there, 0) if connection.hello.own else ""
        if reason := VENUE_STOPS.reason if self._stopping else full:
            await connection.close(CloseCode.TRY_LATER, reason)
            return
        client, place = self._welcome(connection)
        try:
            async for frame in connection:
                share = client.session.share
                async with self._strangers_turn if share is None else share.turn:
                    if not self._stopping:
                        self._hear(client, frame)
                    await asyncio.sleep(0)  # the others are next
                await client.room()
        except ConnectionClosed:
            pass  # the connection logs why
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "hearing a client")
            await connection.close(FAULT.code, FAULT.reason)
        finally:
            self._places.leave(place)
            self._clients.leave(client.session)
            self._gone.append(client.session)
            self._wake.set()
            await client.outbound.stopped()

    def _welcome(self, connection: Connection) -> tuple[Client, Place]:
        outside, refuses_log_on = self._outside, self._floor.operators.refuses_log_on
        welcome = Welcome(self._own_key.of(self.venue), outside.nonce(), connection.hello)
        now_ns, address = outside.monotonic_ns(), connection.address
        place = self._places.arrive(address, lambda: self._clients.close(client, CROWDED))
        if connection.hello.own:
            self._places.settle(place)
        shared = self._shares.of_address(address, now_ns)
        shares = () if shared is None else (shared,)
        take_place = partial(self._take_place, place)
        given = (self._keys, self._limits, welcome, now_ns, refuses_log_on)
        session = Session(*given, take_place, shares, self._places.sessions_of)
        connection.on_sign_of_life = lambda: session.hear(outside.monotonic_ns())
        connection.talk, session.address = session, connection.address
        unsent, next_frame = self._limits.unsent_bytes, self._reading.next_frame
        client = self._clients.join(session, connection, unsent, next_frame)
        client.outbound.put(session.challenge(outside.wall_ns()))
        return client, place

    def _take_place(self, place: Place, grant: Grant) -> list[Share]:
        """The place of a key that logs on, and what it shares. Raises SessionsExceeded."""
        self._places.log_on(place, grant)
        now_ns = self._outside.monotonic_ns()
        shares = [self._shares.of_key(grant.key, now_ns)]
        return shares + ([self._shares.of_account(grant.account, now_ns)] * bool(grant.account))

    def _hear(self, client: Client, frame: Frame) -> None:
        overloaded = self._waiting > self._limits.waiting
        work = client.session.receive(
            frame, self._outside.monotonic_ns(), self._outside.wall_ns(), overloaded
        )
        if work is not None and self._failure is None:
            self._waiting += work.admitted
            self._works.append(work)
            self._wake.set()

    async def _note(self, note: bytes) -> None:
        """Have a note chained into the log; one that fails stops the sequencer, as a batch does."""
        if self._stopping:
            return
        try:
            await self._thread.do(self._sequencer.note, note)
        except EngineError as error:
            log.error("nothing can be noted in the log: %s", error)

    # Batches.

    async def _run_batches(self) -> None:
        more = True
        while self._running and (more or self._works or self._gone):
            works, self._works = self._works, []
            gone, self._gone = self._gone, []
            begun_ns, first = self._outside.monotonic_ns(), self._sequencer.next_command
            turn = await self._thread.turn(works, gone)
            self._deliver(turn)
            taken_ns = self._outside.monotonic_ns() - begun_ns
            self._counts.batches.append((self._sequencer.next_command - first, taken_ns))
            more = turn.more

    def _deliver(self, turn: Turn) -> None:
        now_ns, traffic = self._outside.wall_ns(), self._counts.traffic
        for work, _ in turn.finished:
            self._waiting -= work.admitted
            traffic.answered(work.requests, work.answers, now_ns - work.received_ns)
        traffic.sent["report"] += len(turn.reports)
        self._clients.deliver(turn, self._floor.states.current)
        self.day = turn.day or self.day
        for done, events in turn.submitted:
            if done is not None and not done.done():
                done.set_result(events)

    def _fail(self, error: StorageFailed) -> None:
        """Answer everyone who waits that the outcome is unknown; nothing is taken any more."""
        log.critical("storage failed: %s", error.message)
        self._failure = error
        for work in [*self._floor.abandoned(), *self._works]:
            if isinstance(work, Work):
                self._clients.answer(work, storage_failed_frames(work, error))
            elif work.token is not None and not work.token.done():
                work.token.set_exception(error)

    # Time.

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._counts.fold()
            self._clients.tick(self._outside, self._floor.operators.refuses_log_on)

    async def _wake_in_time(self) -> None:
        """Have a turn run when the venue has something to withdraw by itself."""
        while True:
            await asyncio.sleep(LOOK_S)
            if self._floor.withdrawals.next_ns <= self._sequencer.now_ns():
                self._wake.set()

    async def _drained(self) -> None:
        while self._running and (self._works or self._gone or not self._idle.is_set()):
            await asyncio.sleep(0.01)

    async def _no_clients(self) -> None:
        while self._clients.by_session:
            await asyncio.sleep(0.01)


async def _patiently(waiting: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(STOP_WAIT_S):
            await waiting
    except TimeoutError:
        log.warning("stopped waiting after %g s", STOP_WAIT_S)
