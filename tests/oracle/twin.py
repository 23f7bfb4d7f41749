"""The engine and the oracle side by side: every command goes to both, and both must say the same.

The engine's order numbers carry a slot (counter * capacity + slot), the oracle counts 1, 2, 3 ...;
here the oracle's numbers are used, and translated on the way to the engine and back. A number that
never was an order's goes to both as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import Area, CommandArray, CommandKind, Method, command, empty_commands
from engine.events import EventKind
from engine.rules import machine
from engine.rules.check import check
from engine.rules.state import SMALL, Capacity, empty_outbox, empty_state
from engine.units import PRICE_FIELD_MAX
from tests.oracle.compare import state_differences
from tests.oracle.oracle import Oracle
from tests.oracle.records import Event, Limits

# Names under which kinds use the field of the price.
IN_PRICE_FIELD = {
    name for kind in CommandKind for name, used in kind.uses.items() if used == ("price",)
}
FIRST_TIME_NS = 1_700_000_000_000_000_000
# here a bid's
BID_NUMBER_KINDS = [kind for kind in CommandKind if "bid" in kind.uses]
AUCTION_KINDS = [kind for kind in CommandKind if kind.area is Area.AUCTION]
AUCTION_EVENTS = range(EventKind.AUCTION_NOTICE, EventKind.BID_GONE + 1)
# Here `order_id` is the number of a trade, intent, dialogue or deal.
OTHER_NUMBER_KINDS = [
    kind for kind in CommandKind if "trade" in kind.uses or kind.area is Area.BLOCK
]
OTHER_NUMBER_EVENTS = range(EventKind.INTENT, EventKind.DEAL_CANCELLED + 1)


def limits_of(capacity: Capacity) -> Limits:
    """What fits into the engine's tables; place 0 of each is never used."""
    return Limits(
        accounts=capacity.accounts,
        instruments=capacity.instruments,
        holdings=capacity.holdings - 1,
        orders=capacity.orders - 1,
        levels=capacity.levels,
        auctions=capacity.auctions - 1,
        bids=capacity.bids - 1,
        intents=capacity.intents - 1,
        dialogues=capacity.dialogues - 1,
        deals=capacity.deals - 1,
        ladder_step=capacity.ladder_step,
        trades=capacity.trades,
    )


def event_fields(record: Any) -> Event:
    """The fields of an EVENT record that are not zero, as plain Python values."""
    values = {name: record[name].item() for name in record.dtype.names}
    return {name: value for name, value in values.items() if value}


class Disagreement(AssertionError):
    """Engine and oracle say different things about one command."""


def held(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields of a command, with the nearest price that a record can hold."""
    prices = {
        name: max(-PRICE_FIELD_MAX, min(int(fields[name]), PRICE_FIELD_MAX))
        for name in IN_PRICE_FIELD & fields.keys()
    }
    return fields | prices


def command_of(kind: int, **fields: object) -> CommandArray:
    """One command, also of a kind that does not exist."""
    if kind in set(CommandKind):
        return command(CommandKind(kind), **fields)
    record = empty_commands(1)
    record["kind"] = kind
    for name, value in fields.items():
        record[name] = value
    return record


class Twin:
    """Feeds one command at a time to the engine and to the oracle and compares the events."""

    def __init__(self, capacity: Capacity = SMALL, thorough: bool = True) -> None:
        self.capacity = capacity
        self.thorough = thorough
        self.state = empty_state(capacity)
        self.outbox = empty_outbox(capacity)
        self.oracle = Oracle(limits_of(capacity))
        self.sequence = 0
        self.time_ns = FIRST_TIME_NS
        self.engine_number: dict[int, int] = {}
        self.oracle_number: dict[int, int] = {}
        self.engine_bid: dict[int, int] = {}
        self.oracle_bid: dict[int, int] = {}
        self.commands: list[CommandArray] = []
        self.trades: list[Event] = []

    def send(self, kind: int, **fields: object) -> list[Event]:
        """Apply a command to both; return the events.

        Raises Disagreement when they differ or something is not sound.
        """
        self.sequence += 1
        self.time_ns += 1000
        record = command_of(kind, sequence=self.sequence, time_ns=self.time_ns, **held(fields))
        expected = self.oracle.apply(record[0])
        said = self.engine_says(record)
        if said != expected:
            raise Disagreement(difference(record, said, expected))
        self.trades += [event for event in said if event["kind"] == EventKind.FILL]
        if self.thorough:
            self.check()
        return said

    def engine_says(self, record: CommandArray) -> list[Event]:
        """The engine's events for one command, with the oracle's order numbers."""
        translated = record.copy()
        translated["order_id"] = self.number_for_engine(
            int(record["kind"][0]), int(record["order_id"][0])
        )
        self.commands.append(translated)
        events = machine.apply_all(self.state, translated, self.outbox)
        return [self.translate(event_fields(event)) for event in events]

    def number_for_engine(self, kind: int, number: int) -> int:
        """What the engine calls the order or bid that a command of this kind names."""
        if kind in OTHER_NUMBER_KINDS:
            return number
        return (self.engine_bid if kind in BID_NUMBER_KINDS else self.engine_number).get(
            number, number
        )

    def translate(self, event: Event) -> Event:
        """Put the oracle's order numbers into an event, learning the number of an order when it is
        accepted.
        """
        kind = event.get("command_kind")
        if (
            kind in OTHER_NUMBER_KINDS
            or event["kind"] in OTHER_NUMBER_EVENTS
            or event.get("method") == Method.BLOCK
        ):
            return event
        if (
            kind in AUCTION_KINDS
            or event["kind"] in AUCTION_EVENTS
            or event.get("method") == Method.AUCTION
        ):
            return self.translate_bid(event)
        if event["kind"] == EventKind.ACCEPTED and kind == CommandKind.NEW_ORDER:
            number = len(self.engine_number) + 1
            self.engine_number[number] = event["order_id"]
            self.oracle_number[event["order_id"]] = number
        for name in ("order_id", "maker_order_id"):
            if name in event:
                event[name] = self.oracle_number.get(event[name], event[name])
        return event

    def translate_bid(self, event: Event) -> Event:
        """The same for the number of a bid; a result says a price where others say that number."""
        if event["kind"] == EventKind.ACCEPTED and event["command_kind"] == CommandKind.PLACE_BID:
            number = len(self.engine_bid) + 1
            self.engine_bid[number] = event["order_id"]
            self.oracle_bid[event["order_id"]] = number
        if "order_id" in event and event["kind"] != EventKind.AUCTION_RESULT:
            event["order_id"] = self.oracle_bid.get(event["order_id"], event["order_id"])
        return event

    def check(self) -> None:
        """Conservation and soundness of both. Raises Disagreement with every problem found."""
        problems = [
            *self.oracle.conservation(),
            *self.oracle.check(),
            *check(self.state),
            *state_differences(self),
        ]
        if problems:
            raise Disagreement("\n".join(problems))

    def stream(self) -> CommandArray:
        """Everything sent so far, as the engine got it."""
        return np.concatenate(self.commands)


def difference(record: CommandArray, said: list[Event], expected: list[Event]) -> str:
    """What engine and oracle say about a command, side by side."""
    fields = {name: record[name][0] for name in record.dtype.names if np.any(record[name][0])}
    known = fields.get("kind") in list(CommandKind)
    kind = CommandKind(int(fields["kind"])).name if known else "?"
    lines = [f"command {kind} {fields}"]
    for place in range(max(len(said), len(expected))):
        ours = said[place] if place < len(said) else {}
        theirs = expected[place] if place < len(expected) else {}
        if ours != theirs:
            names = sorted({*ours, *theirs})
            parts = [
                f"{name}: {ours.get(name)} / {theirs.get(name)}"
                for name in names
                if ours.get(name) != theirs.get(name)
            ]
            lines.append(
                f"event {place} ({ours.get('kind')} / {theirs.get('kind')}), engine / oracle: "
                + ", ".join(parts)
            )
    return "\n".join(lines)
