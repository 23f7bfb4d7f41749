"""What the process of surveillance posts, and what staff asks of cases."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import numpy as np

from engine.events import EventArray, EventKind
from engine.rules import views
from gateway.floor.asked import Fields, Floor
from gateway.protocol.session import Session
from gateway.protocol.table.cases import EVENTS_PAGE
from gateway.reports.event_maps import event_maps

_TRADES = (EventKind.FILL, EventKind.TRADE_BUSTED)


def begin_cases(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """Forget all cases: they are posted anew."""
    floor.cases.begin()
    return {}


def post_cases(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Take in cases."""
    floor.cases.take_in(fields["cases"])
    return {"last": floor.cases.last}


def cases(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Cases that have changed after a number."""
    rows, following = floor.cases.after(fields.get("after", 0))
    return {"cases": rows, "last": floor.cases.last, "next": following}


def case(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """One case with its history. Raises RequestError."""
    kept = floor.cases.one(fields["case_number"])
    parties = _parties(floor, kept.row["accounts"])
    return {**kept.row, "history": kept.history, "parties": parties}


def case_events(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """The evidence of a case after an event, from the log. Raises RequestError."""
    evidence, recall = floor.cases.one(fields["case_number"]).evidence, floor.directory.recall
    archived = bisect_left(evidence, recall.oldest_event)
    begin = max(archived, bisect_right(evidence, fields.get("after", 0)))
    end = bisect_left(evidence, recall.next_event)
    numbers = evidence[begin : min(begin + EVENTS_PAGE, end)].tolist()
    events = recall.pick(numbers)
    return {
        "events": event_maps(events, floor.directory.codes),
        "parties": _parties(floor, _accounts_in(events)),
        "archived": archived,
        "next": numbers[len(events) - 1] if begin + len(events) < end else None,
    }


def _accounts_in(events: EventArray) -> list[int]:
    """The accounts that events are about, of trades both sides."""
    trades = np.isin(events["kind"], _TRADES)
    both = np.concatenate([events["account"], events["maker_account"][trades]])
    return [int(each) for each in np.unique(both) if each]


def _parties(floor: Floor, accounts: Iterable[int]) -> list[Fields]:
    state = floor.sequencer.state
    return [{"account": each, **views.names_of_account(state, each)} for each in accounts]
