"""Alerts live: follows the gateway's event stream and looks at the house; what follows is written
into the ledger, then posted to the gateway and to the webhook.

It goes on from the end of the last day that it has seen whole, and reads the running day once more
from its beginning: the same events say the same, and the ledger passes over what it knows.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterable
from pathlib import Path

from engine.units import parse_date
from gateway.client import EventsMissing, Session, connect
from gateway.client.backoff import Backoff
from gateway.protocol.errors import GatewayError, KeyFileError
from gateway.protocol.exit_codes import leaves
from gateway.protocol.key_table import read_entries
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.wire import Message
from gateway.supervision.alerts.catalogue import read_settings
from gateway.supervision.alerts.lasting import from_plain
from gateway.supervision.alerts.ledger import Ledger
from gateway.supervision.alerts.looks import RULE_OF_NOTICE
from gateway.supervision.alerts.market_watch import MarketWatch
from gateway.supervision.alerts.notice_desk import SURE, NoticeDesk
from gateway.supervision.alerts.records import Change, Item, Said
from gateway.supervision.alerts.session_desk import SessionDesk
from gateway.supervision.posting import Posting, Served
from gateway.supervision.serving import RETRY_FIRST_S, RETRY_MOST_S, HistoryDiffers, passes

STATUS_S = 1.0  # between two looks at what the schedule reports
AT_ONCE = 1
SERVED = Served("alerts", at_once=20, kept=2_000)
SESSION_NEWS = "session_news"  # the type of the gateway's message
LAST_INSTRUMENT = 2**31 - 1  # after which `status` lists none
log = logging.getLogger("alerts")


class Alerting:
    """Raises the alerts of a venue until cancelled. `next_event` is the number of the next event;
    `present` was the gateway's when it was last asked; `connected`: whether it is followed now;
    `hooks` are set when there is news.
    """

    def __init__(self, data: Path, url: str, key: PrivateKey, ledger: Ledger) -> None:
        self._data, self._url, self._key, self.ledger = data, url, key, ledger
        place = ledger.place()
        self.venue, self.next_event = (place[0], place[1]) if place else ("", 1)
        self.settings = read_settings(data)
        self._ended: int | None = None  # the next event after a day that has ended
        lasting = from_plain(place[2]) if place else None
        self._watch = MarketWatch(self._read_settings, self._key_of, lasting, self._day_ended)
        found = [alert.about for alert in ledger.lasting()]
        self._notices = NoticeDesk(found, RULE_OF_NOTICE.values())
        self._sessions = SessionDesk(self._watch.lasting.name, found)
        self._posting = Posting(ledger, SERVED)
        self._pauses = Backoff(RETRY_FIRST_S, RETRY_MOST_S)
        self.present, self.connected, self.date = 1, False, 0
        self.session: Session | None = None
        self.caught_up = asyncio.Event()
        self.hooks = [self._posting.news]

    async def run(self) -> None:
        """Follow for ever. Raises LedgerFailed, HistoryDiffers, ThresholdRefused, and
        RequestRefused where no retry mends it.
        """
        while True:
            try:
                await self._follow()
            except* (GatewayError, OSError) as errors:
                for error in leaves(errors):
                    self._retry_or_raise(error)
            await asyncio.sleep(self._pauses.next_s())

    def _retry_or_raise(self, error: BaseException) -> None:
        if not (isinstance(error, EventsMissing) or passes(error)):
            raise error
        log.warning("gateway %s: %s; trying again", self._url, error)

    async def _follow(self) -> None:
        async with connect(self._url, self._key, venue=self.venue or None) as session:
            self._look_at(session)
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._hear_events(session))
                    tasks.create_task(self._hear_notices(session))
                    tasks.create_task(self._look_at_notices(session))
                    tasks.create_task(self._posting.run(session))
            finally:
                self.connected, self.session = False, None

    def _look_at(self, session: Session) -> None:
        self.venue = session.venue
        self.present = int(session.logged_on["next_event"])
        known = max(self.next_event - 1, self.ledger.newest_event())
        if known >= self.present:
            raise HistoryDiffers(
                f"the gateway's history ends with event {self.present - 1}, that of the alerts in"
                f" {self.ledger.path} with {known}: it was restored to an earlier moment; move that"
                " folder away, and alerts begin anew"
            )
        self.connected, self.session = True, session
        self._tell()
        self._note_caught_up()

    async def _hear_events(self, session: Session) -> None:
        async for batch in session.events(self.next_event):
            self._pauses.reset()
            items = self._watch.take(batch["events"])
            self.next_event = batch["last"] + 1
            place = None
            if self._ended is not None:
                lasting = json.dumps(self._watch.lasting.as_plain(), ensure_ascii=False)
                place, self._ended = (self.venue, self._ended, lasting), None
            if items or place:
                await self._record(items, place)
            self._note_caught_up()
            await asyncio.sleep(0)

    async def _hear_notices(self, session: Session) -> None:
        async for notice in session.notices():
            if notice["type"] == SESSION_NEWS:
                await self._judge_sessions(notice)
            else:
                await self.say([self._notices.pushed(notice)])

    async def _judge_sessions(self, news: Message | None = None) -> None:
        """What follows from what the gateway tells of sessions, once the past is judged; without
        `news`, what is over.
        """
        if self.caught_up.is_set():
            desk, now_ns = self._sessions, time.monotonic_ns()
            desk.begin(self._watch.date, self.settings, now_ns)
            if news is None:
                await self.say(list(desk.looked(now_ns)))
            else:
                await self.say(list(desk.told(news, now_ns)), news["time_ns"])

    async def _look_at_notices(self, session: Session) -> None:
        """What the schedule reports now, and again each second."""
        sure = AT_ONCE
        while True:
            status = await session.request("status", after=LAST_INSTRUMENT)
            self.date = parse_date(status["date"]) if status["date"] else 0
            await self.say(list(self._notices.looked(status["schedule"]["notices"], sure)))
            await self._judge_sessions()
            sure = SURE
            await asyncio.sleep(STATUS_S)

    async def say(self, changes: Iterable[Change], time_ns: int | None = None) -> None:
        """What follows from no event, at a time, now without one. Raises LedgerFailed."""
        now_ns, rules = time_ns or time.time_ns(), self.settings
        kept = [each for each in changes if each.about.rule in rules]
        if kept:
            await self._record([Said(each, now_ns, self.date) for each in kept])

    async def _record(self, items: list[Item], place: tuple[str, int, str] | None = None) -> None:
        writing = asyncio.to_thread(self.ledger.take, items, place)
        for alert in await asyncio.shield(writing):  # also where the session ends meanwhile
            log.warning("alert %d, %s: %s", alert.number, alert.state, alert.en)
        self._tell()

    def _tell(self) -> None:
        for news in self.hooks:
            news.set()

    def _note_caught_up(self) -> None:
        if self.next_event >= self.present and not self.caught_up.is_set():
            log.info("the events of the past are judged, up to number %d", self.next_event - 1)
            self.caught_up.set()

    def _read_settings(self) -> dict[str, dict[str, int]]:
        """The rules of the day that begins. Raises ThresholdRefused."""
        self.settings = read_settings(self._data)
        return self.settings

    def _key_of(self, number: int) -> str:
        """The id of a key by its number; the number where it is not known any more."""
        try:
            entries = read_entries(self._data / "keys.json").values()
        except KeyFileError:
            entries = ()  # type: ignore[assignment]
        return next((each.key for each in entries if each.number == number), str(number))

    def _day_ended(self, sequence: int) -> None:
        """What lasts is kept as it is now, with what the rules have reported."""
        self._ended = sequence + 1

    def progress(self) -> str:
        """How much of the past has been judged, in words."""
        return f"judging the events of the past, {self.next_event - 1:,} of {self.present - 1:,}"
