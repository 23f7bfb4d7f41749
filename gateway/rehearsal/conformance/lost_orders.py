"""What a program does about orders whose answers were lost."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.rehearsal.conformance.record import Record, Seen, Span
from gateway.rehearsal.conformance.times import Times
from gateway.rehearsal.conformance.verdicts import Verdict, not_shown, unless
from gateway.terminal.tables import counted

LOOKS = ("order", "orders", "open_orders", "fills", "resume_reports")  # what became of an order
NEVER = ("9", 0)  # after the place of any report


def lost_answer(record: Record, span: Span, _times: Times) -> Verdict:
    """After a lost answer the program sends the same order again, or looks first what became of it:
    in its reports, or by asking; and enters no second one while the first rests.
    """
    lost = [each for each in record.sent("new_order", span=span) if not record.answer_to(each)]
    if not lost:
        return not_shown("no order was on its way when the line was cut")
    back = Span(lost[0].at_s, span.end_s)
    returned = next(record.log_ons(back), None)
    if returned is None:
        return unless(["the program did not come back"])
    lost = [each for each in lost if each.line < returned[0].line]
    again = _again(record, lost, Span(returned[0].at_s, back.end_s))
    reads = "next_report" in returned[0].message or record.sent("resume_reports", span=back)
    faults = _doubled(record, lost, again) if reads else _not_looked_for(record, again, back)
    return unless(faults, f"{counted(len(lost), 'answer')} lost")


def _again(record: Record, lost: list[Seen], span: Span) -> list[Seen]:
    """Orders with the terms of a lost one, and not by its name."""
    names = {each.message.get("client_order_id") for each in lost} - {None}
    wanted = [terms(each) for each in lost]
    return [
        each
        for each in record.sent("new_order", span=span)
        if terms(each) in wanted and each.message.get("client_order_id") not in names
    ]


def _not_looked_for(record: Record, again: list[Seen], back: Span) -> Iterator[str]:
    """Orders that were sent again, and nothing was asked before."""
    for each in again:
        if not record.sent(*LOOKS, span=Span(back.begin_s, each.at_s)):
            name = each.message.get("client_order_id")
            yield f"an order was sent again as {name!r}, and its first answer was not looked for"


def _doubled(record: Record, lost: list[Seen], again: list[Seen]) -> Iterator[str]:
    """Orders that were entered again while the first rested, by the order of the reports."""
    places = record.places()
    for first in lost:
        number = record.order_of(first)
        same = (each for each in again if terms(each) == terms(first))
        entered = (places.get(("entered", record.order_of(each)), NEVER) for each in same)
        rested = ("entered", number) in places
        if rested and min(entered, default=NEVER) < places.get(("ended", number), NEVER):
            yield f"order {number} rested when the same was entered again"


def terms(order: Seen) -> tuple[object, ...]:
    """What an order is about, its name apart."""
    names = ("instrument", "side", "price", "quantity", "order_type", "time_in_force", "take")
    return tuple(order.message.get(name) for name in names)
