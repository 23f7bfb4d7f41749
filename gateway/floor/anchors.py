"""What the registry has noted in the log: the head of its hash chain, once a day is settled."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.commands import CommandArray, CommandKind
from engine.record.sequencer import Sequencer
from engine.rules import views
from gateway.floor.newest_commands import newest_commands

LOOKED_AT = 1_000_000  # the newest commands, and as many before the start of the day


class Noted(NamedTuple):
    """An anchor and the number of its command."""

    command: int
    anchor: str


class Anchors:
    """The last anchor. It is fed every command, in order; at the start it is looked for in the log,
    as far as that can be read: without one the registry compares nothing.

    A `settlement_done` that is refused counts as well: after catching up the registry notes a new
    anchor with a day that is settled already.
    """

    def __init__(self, sequencer: Sequencer) -> None:
        self.last: Noted | None = None
        self._look_back(sequencer)

    def see(self, commands: CommandArray) -> None:
        """Take in commands."""
        places = np.flatnonzero(commands["kind"] == CommandKind.SETTLEMENT_DONE)
        for place in places.tolist():
            anchor = _note_of(commands[place])
            if anchor:
                self.last = Noted(int(commands["sequence"][place]), anchor)

    def _look_back(self, sequencer: Sequencer) -> None:
        """Look in the newest commands, from the last ones back, else in those before the running
        day.
        """
        ends = [sequencer.next_command]
        start = views.first_event_of_day(sequencer.state)
        if sequencer.first_event <= start < sequencer.next_event:
            ends.append(int(sequencer.events(start, 1)["command"][0]))
        for end in ends:
            for commands in newest_commands(sequencer, end, LOOKED_AT):
                self.see(commands)
                if self.last is not None:
                    return


def _note_of(command: np.void) -> str:
    """The note of a command as text."""
    halves = np.concatenate([command["weight_instruments"], command["weight_numerators"]])
    return halves.astype("<u2").tobytes().rstrip(b"\0").decode("utf-8", "replace")


def answer(anchors: Anchors, sequencer: Sequencer, fields: dict[str, Any]) -> dict[str, Any]:
    """The reply to `anchor`."""
    last, (position, link) = anchors.last, sequencer.log_head
    named = "position" in fields and "link" in fields
    return {
        "anchor": None if last is None else last.anchor,
        "command": None if last is None else last.command,
        "log_position": position,
        "log_link": link.hex(),
        "stands": sequencer.log_holds(fields["position"], fields["link"]) if named else None,
    }
