"""Engine and oracle side by side for long runs: the engine gets its commands in batches, as a venue
gives them to it.

A batch is compared when it is full, or when a command names an order whose engine number is not
known before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import COMMAND, CommandKind, empty_commands
from engine.events import EVENT, EventKind
from engine.rules import machine
from engine.rules.state import SMALL, Capacity
from tests.oracle.records import Command, Event
from tests.oracle.twin import Disagreement, Twin, difference, held

BATCH = 1024
_ZEROES = empty_commands(1)[0]
BLANK: dict[str, Any] = {name: _ZEROES[name].tolist() for name in COMMAND.names or ()}
LISTS = {name for name, value in BLANK.items() if isinstance(value, list)}
EVENT_FIELDS = EVENT.names or ()


class BatchTwin(Twin):
    """A twin whose engine runs later, in batches: `send` says what the oracle says, `flush`
    compares.
    """

    def __init__(self, capacity: Capacity = SMALL, batch: int = BATCH) -> None:
        super().__init__(capacity, thorough=False)
        self.batch = batch
        self.rows: list[tuple[Any, ...]] = []  # commands that the engine has not had yet
        self.expected: list[Event] = []
        self.unknown: set[int] = set()  # numbers accepted in this batch
        self.done = 0

    def send(self, kind: CommandKind, **fields: object) -> list[Event]:
        """Apply a command to the oracle and keep it for the engine.

        Raises Disagreement when a batch before it differs.
        """
        self.sequence += 1
        self.time_ns += 1000
        row = {
            **BLANK,
            "kind": int(kind),
            "sequence": self.sequence,
            "time_ns": self.time_ns,
            **held(fields),
        }
        lists: dict[str, Any] = {name: fields[name] for name in LISTS & fields.keys()}
        row |= {name: [int(part) for part in parts] for name, parts in lists.items()}
        if row["order_id"] in self.unknown or len(self.rows) == self.batch:
            self.flush()
        self.rows.append(
            tuple(
                {**row, "order_id": self.number_for_engine(row["kind"], row["order_id"])}.values()
            )
        )
        said = self.oracle.obey(Command(**row))
        if said[0]["kind"] == EventKind.ACCEPTED and "order_id" in said[0]:
            self.unknown.add(said[0]["order_id"])
        self.expected += said
        self.trades += [event for event in said if event["kind"] == EventKind.FILL]
        return said

    def flush(self) -> None:
        """Give the engine what it has not had, and compare. Raises Disagreement."""
        if not self.rows:
            return
        records = np.array(self.rows, COMMAND)
        self.commands.append(records)
        events = machine.apply_all(self.state, records, self.outbox).tolist()
        named = (
            {name: value for name, value in zip(EVENT_FIELDS, event, strict=True) if value}
            for event in events
        )
        said = [self.translate(event) for event in named]
        if said != self.expected:
            raise Disagreement(first_difference(records, said, self.expected))
        self.done += len(records)
        self.rows, self.expected = [], []
        self.unknown.clear()

    def check(self) -> None:
        """Compare what is waiting, then conservation and soundness of both. Raises Disagreement."""
        self.flush()
        super().check()


def first_difference(records: np.ndarray, said: list[Event], expected: list[Event]) -> str:
    """What engine and oracle say about the first command on which they differ."""
    for place in range(len(records)):
        number = int(records["sequence"][place])
        theirs, ours = (
            [event for event in events if event["command"] == number] for events in (said, expected)
        )
        if theirs != ours:
            return difference(records[place : place + 1], theirs, ours)
    raise ValueError("both say the same")
