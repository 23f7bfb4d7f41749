"""The last announcements, read back from the events."""

from __future__ import annotations

from engine.commands.text_uses import WORDINGS
from engine.events.texts import texts_said
from engine.rules import views
from gateway.floor.asked import Fields, Floor
from gateway.protocol.session import Session
from gateway.protocol.wire import Message

PAGE_MAX = 20  # of up to 2.2 KB each


def announcements(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Announcements after a number; those whose events are archived are not among them."""
    after, oldest = fields.get("after", 0), floor.sequencer.first_event
    known = views.announced(floor.sequencer.state)
    numbers = [each for each, event in known.items() if each > after and event >= oldest]
    page = numbers[:PAGE_MAX]
    return {
        "announcements": [_announcement(floor, number, known[number]) for number in page],
        "next": page[-1] if len(numbers) > PAGE_MAX else None,
    }


def _announcement(floor: Floor, number: int, event: int) -> Message:
    events = floor.directory.recall.caused_with(event)
    texts = texts_said(events)[int(events["command"][0])]
    words = {use.word: texts.get(use.word, "") for use in WORDINGS}
    return {"number": number, "time_ns": int(events["time_ns"][0]), **words}
