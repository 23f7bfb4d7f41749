"""What must be true after a day with kills: the log, the members, the tape and the registry tell
one story.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from typer.testing import CliRunner

from engine.cli import app
from engine.commands import CommandKind, Side
from engine.events import EventArray, EventKind, Reason
from engine.record.sequencer import Sequencer
from engine.units import BATCH_MAX
from gateway.protocol.server_clock import SystemClock
from tests.faults.house import BASES
from tests.faults.trader import Cashier, Request, Trader

Row = dict[str, Any]
CODES = dict(enumerate(BASES, 1))
OF_THE_DELIVERY = ("replay", "received_ns")  # fields that say how a report came, not what it says


def events_of(log: Path) -> EventArray:
    """Every event of a log that no process works on; their numbers and those of the commands have
    no holes.
    """
    sequencer = Sequencer.open(log, clock=SystemClock())
    try:
        pieces, commands = [], 0
        while len(piece := sequencer.events(sum(map(len, pieces)) + 1, BATCH_MAX)):
            pieces.append(piece)
        while len(some := sequencer.commands(commands + 1, BATCH_MAX)):
            assert some["sequence"].tolist() == list(range(commands + 1, commands + 1 + len(some)))
            commands += len(some)
    finally:
        sequencer.close()
    events = np.concatenate(pieces)
    assert events["sequence"].tolist() == list(range(1, len(events) + 1))
    return events


def check_log(data: Path) -> None:
    """`ceax check` finds the log whole and the state sound; two replays come to the same state."""
    checked, first, second = [
        ceax(command, str(data), "--json") for command in ("check", "replay", "replay")
    ]
    assert checked["problems"] == []
    assert checked["events"] == checked["events_recorded"]
    assert checked["state_hash"] == first["state_hash"] == second["state_hash"]


def ceax(*arguments: str) -> Row:
    """What a command of the engine says in JSON."""
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    found: Row = json.loads(result.stdout)
    return found


def check_orders(events: EventArray, traders: Sequence[Trader]) -> None:
    """Each client order id reached the engine once, and got the answer that its member was
    given.
    """
    decided = events[events["command_kind"] == CommandKind.NEW_ORDER]
    decided = decided[np.isin(decided["kind"], (EventKind.ACCEPTED, EventKind.REFUSED))]
    in_log = [(int(event["account"]), event["text"].decode()) for event in decided]
    assert [name for name, count in Counter(in_log).items() if count > 1] == []
    answered = {
        (trader.account, request["client_order_id"]): reply
        for trader, request, reply in _answers(traders, "new_order")
    }
    assert set(in_log) == set(answered)
    for name, event in zip(in_log, decided, strict=True):
        reply = answered[name]
        if reply.ok:
            assert (event["kind"], event["order_id"]) == (EventKind.ACCEPTED, reply["order"]), name
        else:
            assert (event["kind"], Reason(event["reason"]).name.lower()) == (
                EventKind.REFUSED,
                reply.error.code,
            ), name


def check_cancels(events: EventArray, traders: Sequence[Trader]) -> None:
    """What a member cancelled left the book once, with the quantity of the reply; nothing else was
    cancelled by a member.
    """
    gone = events[
        (events["kind"] == EventKind.CANCELLED) & (events["reason"] == Reason.CANCELLED_BY_MEMBER)
    ]
    assert len(set(gone["order_id"].tolist())) == len(gone)
    in_log = dict(zip(gone["order_id"].tolist(), gone["leaves"].tolist(), strict=True))
    told = {
        request["order"]: reply for _, request, reply in _answers(traders, "cancel") if reply.ok
    }
    assert {order: reply["leaves"] for order, reply in told.items()} == {
        order: in_log.get(order) for order in told
    }
    told_too_late = {
        request["order"] for _, request, reply in _answers(traders, "cancel") if not reply.ok
    }
    # the answer was lost, and the second attempt found nothing left
    assert set(in_log) - set(told) <= told_too_late


def check_replaces(events: EventArray, traders: Sequence[Trader]) -> None:
    """Each replace that was acknowledged, or that only a report shows, was made once."""
    made = events[
        (events["kind"] == EventKind.ACCEPTED) & (events["command_kind"] == CommandKind.REPLACE)
    ]
    known = Counter(
        request["order"] for _, request, reply in _answers(traders, "replace") if reply.ok
    )
    known += Counter(request["order"] for trader in traders for request in trader.found)
    assert Counter(made["order_id"].tolist()) == known


def _answers(traders: Sequence[Trader], op: str) -> list[tuple[Trader, Request, Any]]:
    return [
        (trader, request, reply)
        for trader in traders
        for request, reply in trader.answers
        if request["op"] == op
    ]


def check_reports(live: Sequence[Row], resumed: Sequence[Row]) -> None:
    """The reports that came live, over any number of connections, are those that the venue repeats
    from the first on.
    """
    assert [report["number"] for report in resumed] == list(range(1, len(resumed) + 1))
    assert [_said(report) for report in live] == [_said(report) for report in resumed[: len(live)]]


def _said(report: Row) -> Row:
    return {name: value for name, value in report.items() if name not in OF_THE_DELIVERY}


def check_fills(events: EventArray, account: int, resumed: Sequence[Row]) -> None:
    """A member's reports tell each of its fills once, in order."""
    expected = []
    for fill in events[events["kind"] == EventKind.FILL]:
        terms = (
            int(fill["number"]),
            CODES[int(fill["instrument"])],
            int(fill["price"]),
            int(fill["quantity"]),
        )
        if fill["account"] == account:
            expected.append((*terms, int(fill["order_id"]), int(fill["leaves"])))
        if fill["maker_account"] == account:
            expected.append((*terms, int(fill["maker_order_id"]), int(fill["maker_leaves"])))
    names = ("trade", "instrument", "price", "quantity", "order", "leaves")
    assert [
        tuple(report[name] for name in names) for report in resumed if report["report"] == "fill"
    ] == expected


def check_tape(events: EventArray, tape: Sequence[Row]) -> None:
    """The feed's trades have no hole in any instrument and are the engine's fills."""
    for number, code in CODES.items():
        told = [
            message
            for message in tape
            if message["instrument"] == code and message["type"] == "update"
        ]
        assert [message["seq"] for message in told] == list(range(1, len(told) + 1))
        fills = events[(events["kind"] == EventKind.FILL) & (events["instrument"] == number)]
        names = {
            "trade": "number",
            "price": "price",
            "quantity": "quantity",
            "amount_fen": "amount_fen",
        }
        heard = [tuple(message["data"][name] for name in names) for message in told]
        assert heard == [tuple(int(fill[name]) for name in names.values()) for fill in fills]


def check_deliveries(events: EventArray, delivered: Sequence[Row], journal: Sequence[Row]) -> None:
    """The registry delivered every fill once, units and cash, between the accounts that traded."""
    expected = []
    for fill in events[events["kind"] == EventKind.FILL]:
        pair = (int(fill["account"]), int(fill["maker_account"]))
        buyer, seller = pair if fill["side"] == Side.BUY else pair[::-1]
        expected.append(
            (
                int(fill["number"]),
                CODES[int(fill["instrument"])],
                int(fill["quantity"]),
                buyer,
                seller,
            )
        )
    names = ("trade", "instrument", "quantity", "buyer", "seller")
    assert [tuple(row[name] for name in names) for row in delivered] == expected
    assert {row["status"] for row in delivered} <= {"delivered"}
    for kind in ("trade_units", "trade_cash"):
        assert Counter(entry["trade"] for entry in journal if entry["kind"] == kind) == Counter(
            fill[0] for fill in expected
        )
    moved = [
        (
            entry["trade"],
            entry["instrument"],
            entry["quantity"],
            entry["to_account"],
            entry["from_account"],
        )
        for entry in journal
        if entry["kind"] == "trade_units"
    ]
    assert sorted(moved) == sorted(expected)


def check_deposits(events: EventArray, cashier: Cashier, recorded: Sequence[int]) -> None:
    """Each deposit that was acknowledged is in the journal once, and every one of the journal
    reached the exchange once.
    """
    accepted = events[
        (events["kind"] == EventKind.ACCEPTED) & (events["command_kind"] == CommandKind.CASH_IN)
    ]
    at_exchange = accepted[accepted["account"] == cashier.account]["amount_fen"].tolist()
    assert at_exchange == list(recorded)
    assert len(set(recorded)) == len(recorded)
    assert set(cashier.told) <= set(recorded)
