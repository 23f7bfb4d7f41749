"""The situations that an examination brings about, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from gateway.protocol.errors import error_map
from gateway.rehearsal.conformance.record import CHANGING, OPENED, Message, Record, Seen, Span
from gateway.rehearsal.conformance.relay import Relay
from gateway.rehearsal.conformance.times import Times
from gateway.rehearsal.gate import Gate

LOOK_S = 0.02
DEFAULT_TIMES = Times()


@dataclass
class Stage:
    """Where a program is examined. `account` is the one that is judged; `feed` is the gate before
    the feed, None without one.
    """

    relay: Relay
    account: int | None
    times: Times = DEFAULT_TIMES
    feed: Gate | None = None
    has_ended: Callable[[], bool] = lambda: False  # the program, by itself

    @property
    def record(self) -> Record:
        """What was seen until now."""
        return self.relay.record

    async def until(self, seen: Callable[[], object], wait_s: float | None = None) -> bool:
        """Wait until something is seen; whether it was in time."""
        last_s = self.record.now_s() + (self.times.patience if wait_s is None else wait_s)
        while not seen():
            if self.has_ended() or self.record.now_s() > last_s:
                return False
            await asyncio.sleep(LOOK_S)
        return True

    async def logged_on(self) -> bool:
        """Wait for the first log-on; whether it was taken."""
        return await self.until(lambda: list(self.record.log_ons()))

    async def trading(self) -> bool:
        """Wait for a request that adds to the book from now on; whether one came."""
        now = Span(self.record.now_s())
        return await self.until(
            lambda: self.record.of_account(self.account).sent(*CHANGING, span=now)
        )

    async def logged_on_again(self, after_s: float) -> bool:
        """Wait for a log-on after a time; whether it was taken."""
        return await self.until(lambda: list(self.record.log_ons(Span(after_s))), self.times.back)


async def whole_life(stage: Stage) -> None:
    """An order is entered, and ends."""

    def has_ended() -> bool:
        entered = {each.message["order"] for each in stage.record.heard("entered")}
        ended = stage.record.heard("cancelled", "fill")
        return any(each.message["order"] in entered for each in ended)

    if await stage.until(has_ended):
        await asyncio.sleep(stage.times.reaction)


async def lost_answer(stage: Stage) -> None:
    """The answer to the next order is kept from the program, then the line is cut."""

    def swallow(request: Message) -> None:
        stage.relay.swallows |= request.get("op") == "new_order"

    stage.relay.answers = swallow
    came = await stage.until(lambda: stage.relay.swallows)
    stage.relay.answers = lambda request: None
    if not came:
        return
    await asyncio.sleep(stage.times.swallowed)
    cut_s = stage.record.now_s()
    stage.relay.cut()
    stage.relay.swallows = False
    if await stage.logged_on_again(cut_s):
        await asyncio.sleep(stage.times.watched)


async def cut(stage: Stage) -> None:
    """The line is cut, and nobody is let in for a while."""
    stage.relay.is_open = False
    cut_s = stage.record.now_s()
    stage.relay.cut()
    await asyncio.sleep(stage.times.away)
    stage.relay.is_open = True
    if await stage.logged_on_again(cut_s):
        await asyncio.sleep(stage.times.resume)


async def nothing(_stage: Stage) -> None:
    """It shows in what the others have brought about."""


async def silence(stage: Stage) -> None:
    """Nothing passes until the program opens another connection, or should have."""
    heartbeats = [each.message["heartbeat_s"] for _, each in stage.record.log_ons()]
    if not heartbeats:
        return
    begun_s = stage.record.now_s()
    stage.relay.hold()
    span = Span(begun_s)
    await stage.until(
        lambda: stage.record.of(OPENED, span), heartbeats[-1] * stage.times.heartbeats
    )
    stage.relay.release()
    await stage.logged_on_again(begun_s)


async def feed_held(stage: Stage) -> None:
    """No market data comes for a while."""
    if stage.feed is None:
        return
    stage.feed.down.hold()
    await asyncio.sleep(stage.times.feed_held)
    stage.feed.down.release()


async def throttled(stage: Stage) -> None:
    """What adds to the book is refused as too fast until the program waits."""
    begun_s = stage.record.now_s()
    rule = "too many requests; an examination"
    stage.relay.answers = _refuses(
        "rate_exceeded", rule, retry_after_ms=round(stage.times.throttled * 1e3)
    )
    if await stage.until(lambda: _refused(stage.record, Span(begun_s))):
        await asyncio.sleep(stage.times.throttled)
    stage.relay.answers = lambda request: None


async def halted(stage: Stage) -> None:
    """The venue says that it is halted, and takes cancels only."""
    refuses = _refuses("venue_halted", "trading is halted in the whole venue")
    await _says_halted(stage, refuses, {"venue_halted": True})


async def suspended(stage: Stage) -> None:
    """The venue says that the instrument of the last order is halted."""
    orders = [each.message for each in stage.record.sent("new_order")]
    if not orders:
        return
    code = orders[-1].get("instrument")
    refuses = _refuses("instrument_halted", f"trading in {code} is halted")

    def refuses_its_orders(request: Message) -> Message | None:
        return refuses(request) if request.get("instrument") == code else None

    await _says_halted(stage, refuses_its_orders, {"halted": [code]})


async def _says_halted(
    stage: Stage, answers: Callable[[Message], Message | None], halted: Message
) -> None:
    state = stage.relay.state
    if state is None:
        return
    stage.relay.answers = answers
    await stage.relay.say(state | halted)
    await asyncio.sleep(stage.times.halted)
    stage.relay.answers = lambda request: None
    await stage.relay.say(state)


def _refused(record: Record, span: Span) -> list[Seen]:
    return [each for each in record.sent(*CHANGING, span=span) if not each.passed]


def _refuses(code: str, rule: str, **more: int) -> Callable[[Message], Message | None]:
    def answer(request: Message) -> Message | None:
        if request.get("op") not in CHANGING:
            return None
        error = error_map(code, rule) | more
        return {"type": "reply", "id": request.get("id"), "ok": False, "error": error}

    return answer
