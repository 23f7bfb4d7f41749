"""What an acknowledgement says back of a command is copied word by word to where its fields are."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import COMMAND
from engine.compiler.jit import compiled_entry
from engine.compiler.wide import CLEARED, ECHOED, WORD, echo, sources
from engine.events import EVENT
from tests.engine.called import called


@compiled_entry
def echoed(events: Any, commands: Any) -> None:
    """`echo` as Python can call it."""
    echo(events[0], commands[0])


WRITTEN_AFTERWARDS = {
    "sequence",
    "kind",
    "reason",
    "command_kind",
    "side",
    "time_in_force",
    "phase",
    "method",
    "flags",
    "price",
}


def test_every_field_is_that_of_the_command_or_cleared() -> None:
    chance = np.random.default_rng(1)
    for _ in range(20):
        commands = np.frombuffer(chance.bytes(COMMAND.itemsize), COMMAND).copy()
        events = np.frombuffer(chance.bytes(EVENT.itemsize), EVENT).copy()
        called(echoed, events, commands)
        for name in set(EVENT.names or ()) - WRITTEN_AFTERWARDS:
            said = commands[ECHOED[name]] if name in ECHOED else np.zeros(1, EVENT[name])
            assert events[name].tobytes() == said.tobytes(), name


def test_the_words_copied_are_those_of_the_fields() -> None:
    copied = sum(each != CLEARED for each in sources())
    assert copied * WORD == sum(EVENT[name].itemsize for name in ECHOED)
