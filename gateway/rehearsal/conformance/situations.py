"""The situations that an examination brings about, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gateway.protocol.errors import error_map
from gateway.rehearsal.conformance import judgements
from gateway.rehearsal.conformance.record import CHANGING, OPENED, Message, Record, Seen, Span
from gateway.rehearsal.conformance.relay import Relay
from gateway.rehearsal.conformance.times import Times
from gateway.rehearsal.conformance.verdicts import Verdict
from gateway.rehearsal.gate import Gate

LOOK_S = 0.02
DEFAULT_TIMES = Times()


@dataclass
class Stage:
    """Where a program is examined. `feed` is the gate before the feed, None without one."""

    relay: Relay
    times: Times = DEFAULT_TIMES
    feed: Gate | None = None

    @property
    def record(self) -> Record:
        """What was seen until now."""
        return self.relay.record

    async def until(self, seen: Callable[[], object], wait_s: float | None = None) -> bool:
        """Wait until something is seen; whether it was in time."""
        last_s = self.record.now_s() + (self.times.patience if wait_s is None else wait_s)
        while not seen():
            if self.record.now_s() > last_s:
                return False
            await asyncio.sleep(LOOK_S)
        return True

    async def logged_on_again(self, after_s: float) -> bool:
        """Wait for a log-on after a time; whether it was taken."""
        return await self.until(lambda: list(self.record.log_ons(Span(after_s))), self.times.back)


@dataclass(frozen=True)
class Asked:
    """One thing that a venue asks: a name, a sentence, how it is brought about, how it is judged.

    `occasion` returns when it is over. `judge` gets the span from its begin to its end.
    """

    name: str
    sentence: str
    occasion: Callable[[Stage], Awaitable[object]]
    judge: Callable[[Record, Span, Times], Verdict]


async def _some_log_on(stage: Stage) -> None:
    await stage.until(lambda: list(stage.record.log_ons()))


async def _whole_life(stage: Stage) -> None:
    def has_ended() -> bool:
        entered = {each.message["order"] for each in stage.record.heard("entered")}
        ended = stage.record.heard("cancelled", "fill")
        return any(each.message["order"] in entered for each in ended)

    if await stage.until(has_ended):
        await asyncio.sleep(stage.times.reaction)


async def _lost_answer(stage: Stage) -> None:
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


async def _cut(stage: Stage) -> None:
    """The line is cut, and nobody is let in for a while."""
    stage.relay.is_open = False
    cut_s = stage.record.now_s()
    stage.relay.cut()
    await asyncio.sleep(stage.times.away)
    stage.relay.is_open = True
    if await stage.logged_on_again(cut_s):
        await asyncio.sleep(stage.times.resume)


async def _nothing(_stage: Stage) -> None:
    """It shows in what the others have brought about."""


async def _silence(stage: Stage) -> None:
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


async def _feed_held(stage: Stage) -> None:
    if stage.feed is None:
        return
    stage.feed.down.hold()
    await asyncio.sleep(stage.times.feed_held)
    stage.feed.down.release()


async def _throttled(stage: Stage) -> None:
    """What adds to the book is refused as too fast until the program waits."""
    begun_s = stage.record.now_s()
    rule = "too many requests; an examination"
    stage.relay.answers = _refuses(
        "rate_exceeded", rule, retry_after_ms=round(stage.times.throttled * 1e3)
    )
    if await stage.until(lambda: _refused(stage.record, Span(begun_s))):
        await asyncio.sleep(stage.times.throttled)
    stage.relay.answers = lambda request: None


async def _halted(stage: Stage) -> None:
    """The venue says that it is halted, and takes cancels only."""
    refuses = _refuses("venue_halted", "trading is halted in the whole venue")
    await _says_halted(stage, refuses, {"venue_halted": True})


async def _suspended(stage: Stage) -> None:
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


ASKED = (
    Asked(
        "log-on", "It asks nothing before its log-on was taken.", _some_log_on, judgements.log_on
    ),
    Asked(
        "order life",
        "No two orders have one client order id; none is touched after its end was reported.",
        _whole_life,
        judgements.order_life,
    ),
    Asked(
        "duplicates",
        "After a lost answer it sends the same order again, or reads its reports first.",
        _lost_answer,
        judgements.lost_answer,
    ),
    Asked(
        "recovery",
        "After a cut it comes back by itself, without haste, and misses no report.",
        _cut,
        judgements.recovery,
    ),
    Asked(
        "cancel on disconnect",
        "It has its orders taken out when it is gone.",
        _nothing,
        judgements.guard,
    ),
    Asked(
        "throttle",
        "What was refused as too fast it does not send before the time that the refusal names.",
        _throttled,
        judgements.throttle,
    ),
    Asked("halt", "While trading is halted it sends no order.", _halted, judgements.halt),
    Asked(
        "suspended instrument",
        "While one instrument is halted it sends no order of that.",
        _suspended,
        judgements.suspension,
    ),
    Asked(
        "loss of the feed",
        "Without market data it sends no order.",
        _feed_held,
        judgements.lost_feed,
    ),
    Asked(
        "silence",
        "A line on which nothing comes it gives up after two heartbeats.",
        _silence,
        judgements.silence,
    ),
)
