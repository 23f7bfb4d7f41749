"""Which units an order is about: those that it names, or those with the lowest numbers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from settlement_bridge.books import Range, Span, State, lots, serials
from settlement_bridge.errors import Refusal
from settlement_bridge.offsets import SPANS_MAX, Wanted
from settlement_bridge.store.registry_tables import blocks

PLACES_SAID_MAX = 5  # in a refusal


def chosen(connection: Connection, account: int, wanted: Wanted) -> tuple[Span, ...] | Refusal:
    """The units that an order names by their numbers; none: any."""
    if not wanted.serials:
        return _lowest(connection, account, wanted)
    try:
        ranges: Sequence[Range] = serials.read_ranges(wanted.serials, wanted.instrument)
    except serials.BadRange as bad:
        return Refusal("field_out_of_range", "serials", bad.text, serials.RANGE_FORM, str(bad))
    found = lots.lots(connection, wanted.instrument, ranges)
    if isinstance(found, Refusal):
        return found
    place = (account, wanted.instrument, State.REGISTRY_AVAILABLE)
    elsewhere = [serials.range_text(lot.first, lot.last) for lot in found if lot.place != place]
    if elsewhere:
        said = ", ".join(elsewhere[:PLACES_SAID_MAX])
        message = "not all of these units are registry-available in the account bound here"
        return Refusal("units_elsewhere", "serials", said, None, message)
    return _few(tuple(Span(lot.first, lot.last, lot.issue) for lot in found))


def _lowest(connection: Connection, account: int, wanted: Wanted) -> tuple[Span, ...] | Refusal:
    """The units with the lowest numbers that an account can give; none where it has too few."""
    column = blocks.c
    query = select(column.first, column.last, column.issue).where(
        column.account == account,
        column.instrument == wanted.instrument,
        column.state == State.REGISTRY_AVAILABLE,
    )
    spans, left = [], wanted.quantity
    for first, last, issue in connection.execute(query.order_by(column.first).limit(SPANS_MAX + 1)):
        spans.append(Span(first, min(last, first + left - 1), issue))
        left -= spans[-1].last - first + 1
        if not left:
            break
    return () if left and len(spans) <= SPANS_MAX else _few(tuple(spans))


def _few(spans: tuple[Span, ...]) -> tuple[Span, ...] | Refusal:
    """Spans whose codes fit one statement."""
    if len(spans) <= SPANS_MAX:
        return spans
    message = f"these units lie in more than {SPANS_MAX} blocks: name fewer at once"
    return Refusal("too_many_blocks", "quantity", len(spans), SPANS_MAX, message)
