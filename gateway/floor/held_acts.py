"""Acts of staff that await a second key: what was asked, by whom, and who may approve it.

The engine's state says which there are; the request of each is read back from the events, where it
went as a text with its HOLD_ACT.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from engine.commands import CommandArray, CommandKind, HeldEnd
from engine.events import EventArray, EventKind
from engine.events.texts import texts_said
from engine.rules.approval_views import HeldAct, held_act, held_acts
from engine.rules.state import StateArray
from gateway.floor.operators import Operators
from gateway.floor.recall import Recall
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError, error_map
from gateway.protocol.key_table import KeyEntry
from gateway.protocol.operations import Operation
from gateway.protocol.second_keys import require_second_keys
from gateway.protocol.table.rows import OPERATIONS
from gateway.protocol.table.words import EXCHANGE
from gateway.protocol.wire import Message
from gateway.schedule.times import shanghai

KEYS_SAID_MAX = 100  # that may approve one act
KINDS = (CommandKind.HOLD_ACT, CommandKind.APPROVE_ACT, CommandKind.DROP_ACT)
_ENDS = {int(end): end.name.lower() for end in HeldEnd}


class HeldActs:
    """The acts that await approval as the state has them now."""

    def __init__(self, state: StateArray, recall: Recall, operators: Operators) -> None:
        self.state = state
        self._recall, self._operators = recall, operators

    def request_of(self, held: HeldAct) -> tuple[Operation, Message]:
        """The operation that was asked, and its request as it was sent, without its id."""
        events = self._recall.caused_with(held.event)
        request = json.loads(texts_said(events)[int(events["command"][0])]["request"])
        return OPERATIONS[EXCHANGE][request["op"]], request

    def asker(self, held: HeldAct, operation: Operation) -> Grant:
        """The key that asked an act, which may ask it still. Raises RequestError."""
        for entry in self._operators.staff(operation):
            if entry.number == held.operator:
                whose = entry.key, entry.number, entry.role, entry.account
                return Grant(*whose, entry.public_key, entry.duties)
        rule = f"key number {held.operator}, which asked the act, may not ask it any more"
        raise RequestError("asker_gone", rule, field="number", value=held.number)

    def approvers(self, operation: Operation, asker: int) -> list[KeyEntry]:
        """The keys that may approve what another one asks. Raises RequestError."""
        return [each for each in self._operators.staff(operation) if each.number != asker]

    def require_second_keys(self, value: object) -> None:
        """Raise RequestError where nobody could approve an act of some duty."""
        require_second_keys(self._operators.entries(), "value", value)

    def awaits(self, operation: Operation, number: int, until_ns: int) -> Message:
        """The error that an act is answered with which awaits approval."""
        held = held_act(self.state, number)  # none where it has been withdrawn at once
        asker = 0 if held is None else held.operator
        try:
            keys = [each.key for each in self.approvers(operation, asker)]
        except RequestError:  # keys.json is unreadable for a moment
            keys = []
        duties, until = list(operation.duties), f"{shanghai(until_ns):%Y-%m-%d %H:%M:%S}"
        whose = f"another key with the duty {' or '.join(duties)}"
        rule = f"it awaits the approval of {whose} until {until}, as number {number}"
        allowed = {"duties": duties, "keys": keys[:KEYS_SAID_MAX], "until_ns": until_ns}
        return error_map("awaits_approval", rule, None, number, allowed)

    def rows(self, key: int) -> list[Message]:
        """All acts that await approval, for the key of that number. Raises RequestError."""
        oldest = self._recall.oldest_event
        return [self._row(each, key) for each in held_acts(self.state) if each.event >= oldest]

    def _row(self, held: HeldAct, key: int) -> Message:
        operation, request = self.request_of(held)
        may = self.approvers(operation, held.operator)
        asked = self._recall.event(held.event)
        return {
            "number": held.number,
            "act": operation.name,
            "request": {name: value for name, value in request.items() if name != "op"},
            "operator": held.operator,
            "key": self._operators.name_of(held.operator),
            "reason": request.get("reason", ""),
            "asked_ns": int(asked["time_ns"][0]),
            "until_ns": held.expires_ns,
            "duties": list(operation.duties),
            "may_approve": [each.key for each in may[:KEYS_SAID_MAX]],
            "yours": any(each.number == key for each in may),
        }


def news_of(commands: CommandArray, events: EventArray) -> list[Message]:
    """What has become of acts that need approval, from a batch that was decided."""
    concerned = np.isin(events["command_kind"], KINDS) & (events["kind"] == EventKind.ACCEPTED)
    first = int(commands["sequence"][0])
    news = []
    for event in events[concerned]:
        command = commands[int(event["command"]) - first]
        news.append(
            {
                "type": "approval",
                "number": int(event["number"]),
                "state": _state_of(command),
                "operator": int(command["operator"]),
                "time_ns": int(event["time_ns"]),
            }
        )
    return news


def _state_of(command: Any) -> str:
    if command["kind"] == CommandKind.HOLD_ACT:
        return "awaits"
    return "approved" if command["kind"] == CommandKind.APPROVE_ACT else _ENDS[command["parameter"]]
