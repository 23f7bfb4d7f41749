"""Surveillance live: follows the gateway's event stream, judges what comes, keeps the cases.

It goes on from the end of the last day that it has seen whole, and judges the running day once more
from its beginning: the same events give the same findings, and a finding opens one case.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from pathlib import Path

from gateway.client import EventBatch, EventsMissing, Session, connect
from gateway.client.backoff import Backoff
from gateway.protocol.errors import GatewayError
from gateway.protocol.exit_codes import leaves
from gateway.protocol.private_keys import PrivateKey
from gateway.supervision.posting import Posting
from gateway.supervision.serving import RETRY_FIRST_S, RETRY_MOST_S, HistoryDiffers, passes
from gateway.supervision.surveillance.case_events import CaseEvents
from gateway.supervision.surveillance.case_keys import who_of
from gateway.supervision.surveillance.case_posts import SERVED, CaseChanges
from gateway.supervision.surveillance.cases import Cases
from gateway.supervision.surveillance.lasting import from_plain
from gateway.supervision.surveillance.rows import rows_of_maps
from gateway.supervision.surveillance.thresholds import Settings, read_settings
from gateway.supervision.surveillance.watch import Watch

NS_PER_S = 1_000_000_000
log = logging.getLogger("surveillance")


class Surveillance:
    """Judges the events of a venue until cancelled. `next_event` is the number of the next one;
    `present` was the gateway's when it was last asked; `connected`: whether it is followed now;
    `late_s`: how old the newest batch was when it was judged; `overdue`: how many cases wait for an
    answer that was due before the running day.
    """

    def __init__(
        self, data: Path, url: str, key: PrivateKey, cases: Cases, changes: CaseChanges
    ) -> None:
        self._data, self._url, self._key, self.cases = data, url, key, cases
        self._posting = Posting(changes, SERVED)
        place = cases.place()
        self._venue, self.next_event = (place[0], place[1]) if place else ("", 1)
        self._ended: tuple[int, str] | None = None  # next event and what lasts, to be kept
        lasting = from_plain(place[2]) if place else None
        self._watch = Watch(self._settings, None, lasting, self._day_ended)
        self._acts = CaseEvents()
        self._pauses = Backoff(RETRY_FIRST_S, RETRY_MOST_S)
        self.present, self.connected, self.late_s = 1, False, 0.0
        self.found: Counter[str] = Counter()
        self._today, self.overdue = 0, 0
        self.caught_up = asyncio.Event()

    async def run(self) -> None:
        """Follow for ever. Raises CasesFailed, HistoryDiffers, ThresholdRefused,
        and RequestRefused where no retry mends it.
        """
        while True:
            try:
                await self._follow()
            except* (GatewayError, OSError) as errors:
                for error in leaves(errors):
                    self._retry_or_raise(error)
            await asyncio.sleep(self._pauses.next_s())

    def _retry_or_raise(self, error: BaseException) -> None:
        if not (passes(error) or isinstance(error, EventsMissing)):
            raise error
        log.warning("gateway %s: %s; trying again", self._url, error)

    async def _follow(self) -> None:
        async with connect(self._url, self._key, venue=self._venue or None) as session:
            self._look_at(session)
            self.connected = True
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._hear_events(session))
                    tasks.create_task(self._posting.run(session))
            finally:
                self.connected = False

    async def _hear_events(self, session: Session) -> None:
        async for batch in session.events(self.next_event):
            self._pauses.reset()
            await self._take(batch)

    def _look_at(self, session: Session) -> None:
        self._venue = session.venue
        self.present = int(session.logged_on["next_event"])
        known = max(self.next_event - 1, self.cases.newest_event())
        if known >= self.present:
            raise HistoryDiffers(
                f"the gateway's history ends with event {self.present - 1}, that of the cases in"
                f" {self.cases.path} with {known}: it was restored to an earlier"
                " moment; put the cases of that backup in place"
            )
        self._note_caught_up()

    async def _take(self, batch: EventBatch) -> None:
        findings = self._watch.take(rows_of_maps(batch["events"]))
        self.next_event = batch["last"] + 1
        self.late_s = (time.time_ns() - batch["events"][-1]["time_ns"]) / NS_PER_S
        if findings:
            opened = await asyncio.to_thread(self.cases.record, findings)
            self._posting.news.set()
            self.found.update(each.rule for each in findings)
            for number in opened:
                case = self.cases.case(number)
                log.warning("case %d, %s: %s", number, case.rule, case.finding.words)
        await self._keep_acts(batch)
        if self._ended is not None:
            ended, self._ended = self._ended, None
            await asyncio.to_thread(self.cases.keep_place, self._venue, *ended)
        self._note_caught_up()
        await asyncio.sleep(0)

    async def _keep_acts(self, batch: EventBatch) -> None:
        """What staff did with cases, and which day it is now."""
        if done := self._acts.take(batch["events"]):
            await asyncio.to_thread(self.cases.take_in, done, who_of(self._data))
            self._posting.news.set()
        today = self._watch.date
        if done or today != self._today:
            if today != self._today:
                self._today = today
                await asyncio.to_thread(self.cases.keep_today, today)
            found = await asyncio.to_thread(self.cases.all)
            self.overdue = sum(0 < each.due < today for each in found)

    def _note_caught_up(self) -> None:
        if self.next_event >= self.present and not self.caught_up.is_set():
            log.info("the events of the past are judged, up to number %d", self.next_event - 1)
            self.caught_up.set()

    def _settings(self, _date: int) -> Settings:
        return read_settings(self._data)

    def _day_ended(self, sequence: int) -> None:
        """What lasts is kept as it is now, once what was found is."""
        lasting = json.dumps(self._watch.lasting.as_plain(), ensure_ascii=False)
        self._ended = sequence + 1, lasting

    @property
    def beyond(self) -> int:
        """How often something found no room on the running day, or the last one."""
        return self._watch.beyond

    def progress(self) -> str:
        """How much of the past has been judged, in words."""
        return f"judging the events of the past, {self.next_event - 1:,} of {self.present - 1:,}"
