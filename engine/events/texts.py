"""Texts that went with an accepted command, as its TEXT events say them."""

from __future__ import annotations

from engine.commands.texts import joined, words_of
from engine.events.kinds import EventKind
from engine.events.record import EventArray


def texts_said(events: EventArray) -> dict[int, dict[str, str]]:
    """Texts by the number of the command that they went with."""
    texts = events[events["kind"] == EventKind.TEXT]
    commands = dict.fromkeys(texts["command"].tolist())
    return {
        number: words_of(joined(texts[texts["command"] == number], "line_words"))
        for number in commands
    }
