"""A note travels byte for byte from the fields of a command to those of an event."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.commands import CommandKind, Parameter, Phase, Side
from engine.events import EVENT, EventKind
from engine.rules.block.note import NOTE_FIELDS, note_fields, note_of_words
from engine.units import NOTE_MAX
from tests.engine.desk import ALICE, BOB, CEA25, trading_desk

DESK = trading_desk()
DESK.do(
    CommandKind.SET_PARAMETER, instrument=CEA25, parameter=Parameter.BLOCK_QUANTITY_MIN, value=1
)
DESK.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
TERMS = {"price": 7800, "quantity": 1}
DESK.do(CommandKind.POST_INTENT, account=ALICE, instrument=CEA25, side=Side.SELL, **TERMS)
DESK.do(CommandKind.OPEN_DIALOGUE, account=BOB, order_id=1, **TERMS)


@given(
    st.text(max_size=NOTE_MAX)
    .map(str.encode)
    .filter(lambda note: len(note) <= NOTE_MAX and not note.endswith(b"\0"))
)
@example(b"\xff" * NOTE_MAX)
@example("大宗协议 100 kt".encode())
def test_what_is_said_is_heard(note: bytes) -> None:
    said = DESK.do(CommandKind.SEND_NOTE, account=BOB, order_id=1, **note_fields(note))
    assert said[1]["kind"] == EventKind.DIALOGUE_NOTE
    assert note_of_words(said[1].get(name, 0) for name in NOTE_FIELDS) == note


def test_the_words_of_a_note_stand_side_by_side_in_an_event() -> None:
    places = [EVENT.fields[name][1] for name in NOTE_FIELDS]  # type: ignore[index]
    assert places == list(range(places[0], places[0] + NOTE_MAX, 8))


def test_a_note_has_room_for_56_bytes() -> None:
    with pytest.raises(ValueError, match="57 bytes: at most 56"):
        note_fields(b"x" * 57)
