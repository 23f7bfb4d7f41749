"""The private streams against the obvious way of numbering."""

from __future__ import annotations

import random

from engine.commands import CommandKind
from engine.events import EventArray, EventKind, empty_events
from gateway.protocol.operations import Way
from gateway.protocol.table.auctions import ROWS as OF_AUCTIONS
from gateway.protocol.table.orders import ROWS as OF_ORDERS
from gateway.reports.limit_changes import LIMIT_CHANGES
from gateway.reports.streams import Streams, new_day_at

DICE = random.Random(20260105)


def made_up_events(count: int, first: int) -> EventArray:
    """Events of many kinds about five accounts."""
    events = empty_events(count)
    for place in range(count):
        event = events[place]
        event["sequence"] = first + place
        event["kind"] = DICE.choice(list(EventKind))
        event["command_kind"] = DICE.choice(list(CommandKind))
        event["account"] = DICE.randrange(6)
        event["maker_account"] = DICE.randrange(6) if event["kind"] in (*TRADES, *DESK) else 0
    return events


TRADES = (EventKind.FILL, EventKind.TRADE_BUSTED)
DESK = range(EventKind.INTENT, EventKind.DEAL_CANCELLED + 1)


def plain_entries(events: EventArray) -> list[tuple[int, int]]:
    """(account, entry) of every report, the obvious way."""
    told = []
    orders = (CommandKind.NEW_ORDER, CommandKind.REPLACE)
    transfers = (
        CommandKind.CASH_IN,
        CommandKind.CASH_OUT,
        CommandKind.UNITS_IN,
        CommandKind.UNITS_OUT,
    )
    standing = (CommandKind.SUSPEND_ACCOUNT, CommandKind.RESTORE_ACCOUNT, CommandKind.TRADE_FAILED)
    limits = tuple(LIMIT_CHANGES)
    auctions = [kind for kind in CommandKind if kind.name.endswith("_AUCTION")]
    bids = (CommandKind.PLACE_BID, CommandKind.CHANGE_BID)
    asked = [
        CommandKind[row.kind]
        for row in (*OF_ORDERS, *OF_AUCTIONS)
        if "member" in row.fields and row.way is not Way.QUERY and row.name != "cancel_auction"
    ]
    holders = (EventKind.LARGE_HOLDER, EventKind.LARGE_HOLDER_ENDED)
    for event in events:
        kind, command, number = event["kind"], event["command_kind"], int(event["sequence"])
        own = kind in (
            *DESK,
            *TRADES,
            EventKind.CANCELLED,
            EventKind.ORDER_LOWERED,
            *holders,
        )
        own |= kind in (
            EventKind.UNITS_RELEASED,
            EventKind.BID_GONE,
            EventKind.SUSPENSION_ENDED,
        )
        own |= kind == EventKind.ACCEPTED and command in (
            *orders,
            *transfers,
            *standing,
            *limits,
            *auctions,
            *bids,
        )
        own |= kind == EventKind.REFUSED and command in asked
        both = kind in (*TRADES, *DESK) or (
            kind == EventKind.ACCEPTED and command == CommandKind.TRADE_FAILED
        )
        if own and event["account"]:
            told.append((int(event["account"]), 2 * number))
        if both and event["maker_account"]:
            told.append((int(event["maker_account"]), 2 * number + 1))
    return told


def test_streams_number_what_the_obvious_way_numbers() -> None:
    streams, plain, first = Streams(), {account: [] for account in range(1, 6)}, 1
    for count in (1, 50, 0, 400, 3):
        events = made_up_events(count, first)
        first += count
        for told in streams.add(events):
            assert told.first == len(plain[told.account]) + 1
            plain[told.account] += told.entries.tolist()
        assert [entry for entries in plain.values() for entry in entries].count(0) == 0
    for account, entries in plain.items():
        assert streams.entries(account, 1, 10_000) == entries
        assert streams.next_number(account) == len(entries) + 1
        assert [streams.number_of(account, entry) for entry in entries] == list(
            range(1, len(entries) + 1)
        )


def test_each_batch_tells_every_account_once_and_nothing_is_lost() -> None:
    streams, events = Streams(), made_up_events(500, 1)
    told = streams.add(events)
    assert len({each.account for each in told}) == len(told)
    assert sorted(
        (each.account, entry) for each in told for entry in each.entries.tolist()
    ) == sorted(plain_entries(events))


def test_a_fill_with_oneself_is_two_reports() -> None:
    events = empty_events(1)
    events["sequence"], events["kind"], events["account"], events["maker_account"] = (
        9,
        EventKind.FILL,
        3,
        3,
    )
    told = Streams().add(events)
    assert [(each.account, each.entries.tolist()) for each in told] == [(3, [18, 19])]


def test_streams_begin_again_at_one() -> None:
    streams = Streams()
    streams.add(made_up_events(100, 1))
    streams.begin_day()
    assert streams.next_number(1) == 1
    assert streams.entries(1, 1, 10) == []
    assert streams.number_of(1, 2) is None


def test_the_last_start_of_a_day_is_found() -> None:
    events = empty_events(5)
    assert new_day_at(events) is None
    for place in (1, 3):
        events[place]["kind"], events[place]["command_kind"] = (
            EventKind.ACCEPTED,
            CommandKind.START_DAY,
        )
    events[4]["kind"], events[4]["command_kind"] = EventKind.REFUSED, CommandKind.START_DAY
    assert new_day_at(events) == 3
