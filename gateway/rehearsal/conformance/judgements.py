"""What is right and wrong in what a program sent, as functions of the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.rehearsal.conformance.lost_orders import terms
from gateway.rehearsal.conformance.record import (
    CHANGING,
    CLOSED,
    OPENED,
    TURNED_AWAY,
    Event,
    Record,
    Seen,
    Span,
    is_end,
)
from gateway.rehearsal.conformance.times import Times
from gateway.rehearsal.conformance.verdicts import Verdict, not_shown, unless
from gateway.terminal.tables import counted

ATTEMPTS_PER_S = 5.0  # to connect, on average, while it is turned away
GONE = ("cancel", "replace")


def log_on(record: Record, _span: Span, _times: Times) -> Verdict:
    """Nothing is asked on a connection before its log-on was taken."""
    taken = {request.line: answer.at_s for request, answer in record.log_ons()}
    if not taken:
        return not_shown("no log-on was taken")
    early = [
        f"{each.what} was sent before the log-on was taken"
        for each in record.sent()
        if each.what != "log_on" and each.at_s < taken.get(each.line, float("inf"))
    ]
    return unless(early, f"{counted(len(taken), 'log-on')} taken")


def order_life(record: Record, _span: Span, times: Times) -> Verdict:
    """No two orders have one client order id; none is touched after its end was reported."""
    orders = record.sent("new_order")
    if not orders or not record.heard("cancelled", "fill"):
        return not_shown("no order was entered and has ended")
    unnamed = sum("client_order_id" not in each.message for each in orders)
    return unless(
        [
            *_names_again(orders),
            *_touched_after_end(record, times.reaction),
        ],
        f"{counted(len(orders), 'order')} sent, {unnamed:,} of them without a client_order_id",
    )


def recovery(record: Record, span: Span, times: Times) -> Verdict:
    """The program comes back by itself, without haste, and misses no report."""
    away = record.of(TURNED_AWAY, span)
    came_back = list(record.log_ons(span))
    if not came_back:
        return unless([f"the program was not logged on again within {times.back:.0f} s"])
    request, answer = came_back[0]
    back_s = request.at_s - span.begin_s
    return unless(
        [*_hasty(away, span, request.at_s), *_skipped(record, request, answer, times.resume)],
        f"logged on again {back_s:.1f} s after the cut",
    )


def guard(record: Record, _span: Span, times: Times) -> Verdict:
    """The program has its orders taken out when it is gone."""
    taken = list(record.log_ons())
    if not taken:
        return not_shown("no log-on was taken")
    guarded = [(each, answer) for each, answer in taken if each.message.get("cancel_on_disconnect")]
    timers = record.sent("cancel_after")
    if not guarded and not any(each.message.get("after_ms") for each in timers):
        rule = "no log-on asked for cancel_on_disconnect: orders rest while nobody watches"
        return unless([rule])
    bare = sum(
        not _is_guarded(record, each, guarded) and not _is_timed(each, timers, times.reaction)
        for each in _taken(record)
    )
    fault = f"{counted(bare, 'order')} sent while no log-on that asked for it was open"
    return unless([fault] if bare else [], "it asks for it")


def silence(record: Record, span: Span, _times: Times) -> Verdict:
    """A line on which nothing comes is given up after two heartbeats, and another one opened."""
    fresh = record.of(OPENED, span)
    if fresh:
        return unless([], f"another connection after {fresh[0].at_s - span.begin_s:.1f} s")
    return unless([f"no other connection in {span.end_s - span.begin_s:.0f} s of silence"])


def lost_feed(record: Record, span: Span, times: Times) -> Verdict:
    """Without market data no order is entered."""
    unaware = Span(span.begin_s + times.feed_noticed, span.end_s)
    return unless(_sent_in(record, unaware, "although no market data came"), "no order was sent")


def throttle(record: Record, span: Span, times: Times) -> Verdict:
    """What was refused as too fast is not sent before the time that the refusal names."""
    refused = [each for each in record.sent(*CHANGING, span=span) if not each.passed]
    if not refused:
        return not_shown("nothing was sent that could be refused")
    answer = next(filter(None, map(record.answer_to, refused)), None)
    if answer is None:
        return not_shown("it was gone before it could be refused")
    waits_s = answer.message["error"]["retry_after_ms"] / 1e3
    must_wait = Span(answer.at_s + times.reaction, answer.at_s + waits_s)
    return unless(
        _sent_in(record, must_wait, f"although {waits_s:.1f} s were to be waited"),
        f"nothing was sent for {waits_s:.1f} s",
    )


def halt(record: Record, span: Span, times: Times) -> Verdict:
    """While trading is halted no order is sent."""
    quiet = Span(span.begin_s + times.reaction, span.end_s)
    return unless(_sent_in(record, quiet, "although trading is halted"), "no order was sent")


def suspension(record: Record, span: Span, times: Times) -> Verdict:
    """While one instrument is halted no order of that is sent."""
    said = [each.message for each in record.heard("state", span=span) if each.message["halted"]]
    if not said:
        return not_shown("no order was sent whose instrument could be halted")
    halted = said[0]["halted"][0]
    quiet = Span(span.begin_s + times.reaction, span.end_s)
    orders = record.sent("new_order", span=quiet)
    sent = sum(each.message.get("instrument") == halted for each in orders)
    fault = f"{counted(sent, 'order')} of {halted} sent although it is halted"
    return unless([fault] if sent else [], f"no order of {halted} was sent")


def _sent_in(record: Record, span: Span, why: str) -> list[str]:
    sent = record.sent(*CHANGING, span=span)
    return [f"{counted(len(sent), 'request')} for the book sent {why}"] if sent else []


def _taken(record: Record) -> list[Seen]:
    """The orders that the venue got."""
    return [each for each in record.sent("new_order") if each.passed]


def _is_guarded(record: Record, order: Seen, guarded: list[tuple[Seen, Seen]]) -> bool:
    """Whether a session whose guard takes an order in was open when that was sent."""
    ended = {each.line: each.at_s for each in record.of(CLOSED)}
    return any(
        order.line == each.line
        or (
            each.message["cancel_on_disconnect"] != "session"
            and answer.at_s <= order.at_s <= ended.get(each.line, float("inf"))
        )
        for each, answer in guarded
    )


def _is_timed(order: Seen, timers: list[Seen], reaction_s: float) -> bool:
    """Whether a timer ran when an order was sent, or was set at once after that."""
    known = [each for each in timers if each.at_s <= order.at_s + reaction_s]
    lasts_s = known[-1].message.get("after_ms", 0) / 1e3 if known else 0.0
    return lasts_s > 0 and order.at_s <= known[-1].at_s + lasts_s


def _names_again(orders: list[Seen]) -> Iterator[str]:
    known: dict[str, tuple[object, ...]] = {}
    for each in orders:
        name = each.message.get("client_order_id")
        if name is not None and known.setdefault(name, terms(each)) != terms(each):
            yield f"client_order_id {name!r} was given to two different orders"


def _touched_after_end(record: Record, reaction_s: float) -> Iterator[str]:
    ended: dict[int, float] = {}
    for each in record.heard("cancelled", "fill"):
        if is_end(each.message):
            ended.setdefault(each.message["order"], each.at_s)
    numbers = {
        each.message.get("client_order_id"): each.message["order"]
        for each in record.heard("entered")
    }
    for each in record.sent(*GONE):
        order = each.message.get("order") or numbers.get(each.message.get("client_order_id"), 0)
        told_s = ended.get(order)
        if told_s is not None and each.at_s > told_s + reaction_s:
            late_s = each.at_s - told_s
            yield f"{each.what} of order {order}, {late_s:.1f} s after its end"


def _hasty(away: Sequence[Event], span: Span, until_s: float) -> Iterator[str]:
    lasted_s = max(until_s - span.begin_s, 1.0)
    if len(away) / lasted_s > ATTEMPTS_PER_S:
        most = f"at most {ATTEMPTS_PER_S:.0f} a second are asked for"
        yield f"{len(away)} attempts to connect in {lasted_s:.1f} s; {most}"


def _skipped(record: Record, request: Seen, answer: Seen, resume_s: float) -> Iterator[str]:
    """Reports between the last one that was got before a log-on and what was asked for then."""
    got = [each.message for each in record.reports(Span(0.0, request.at_s))]
    if not got:
        return
    wanted = got[-1]["report_date"], got[-1]["number"] + 1
    if (answer.message["report_date"], answer.message["next_report"]) == wanted:
        return  # there was nothing new
    asked = [(request.message.get("report_date"), request.message.get("next_report"))]
    soon = Span(answer.at_s, answer.at_s + resume_s)
    asked += [
        (each.message.get("report_date"), each.message.get("from"))
        for each in record.sent("resume_reports", span=soon)
    ]
    if not any(None not in place and place <= wanted for place in asked):
        yield f"reports of {wanted[0]} from {wanted[1]} on were not asked for"
