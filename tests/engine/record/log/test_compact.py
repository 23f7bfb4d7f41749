"""Whatever a record holds comes back from the compact form, from one frame or from many."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.commands import CommandKind, command, empty_commands
from engine.errors import LogUnreadable
from engine.events import empty_events
from engine.record.log import earlier
from engine.record.log.compact import COMMANDS, EVENTS, HOT_BYTES, Form, Room, pack, unpack
from engine.record.log.stored import Stored, joined, one

FORMS = pytest.mark.parametrize("form", [COMMANDS, EVENTS], ids=["commands", "events"])
VERSION = 3


def records_of(form: Form, count: int, seed: int) -> NDArray[np.void]:
    """Records in which any field of any part may be set."""
    random = np.random.default_rng(seed)
    records = np.zeros(count, form.record)
    for name in form.record.names or ():
        rows = random.random(count) < random.choice([0.0, 0.1, 0.9, 1.0])
        size = form.record[name].itemsize
        values = np.frombuffer(random.bytes(size * count), form.record[name].base)
        records[name][rows] = values.reshape(records[name].shape)[rows]
    if form.numbered:
        records["sequence"] = np.arange(7, 7 + count)
    return records


def frames_of(form: Form, records: NDArray[np.void], size: int) -> list[Stored]:
    """Records in frames of a size."""
    pieces = [records[first : first + size] for first in range(0, len(records), size)]
    return [
        one(memoryview(pack(form, piece)), len(piece), 7 + place * size, VERSION)
        for place, piece in enumerate(pieces)
    ]


@FORMS
@pytest.mark.parametrize("seed", range(20))
def test_records_come_back_however_they_were_framed(form: Form, seed: int) -> None:
    records = records_of(form, 50, seed)
    for size in (1, 7, 50):
        frames = frames_of(form, records, size)
        assert unpack(form, joined(frames)).tobytes() == records.tobytes()
        assert all(len(frame.block) % HOT_BYTES == 0 for frame in frames)


@FORMS
def test_no_frames_hold_no_records(form: Form) -> None:
    none = one(memoryview(b""), 0, 7, VERSION)
    assert unpack(form, none).tolist() == []
    assert unpack(form, none).dtype == form.record


@FORMS
@pytest.mark.parametrize("seed", range(5))
def test_the_form_of_earlier_formats_is_read(form: Form, seed: int) -> None:
    records = records_of(form, 50, seed)
    other = "maker_account" if form.numbered else "counterparty"
    records[other] %= 2**31  # accounts had 32 bits
    payload = memoryview(earlier.written(records))
    assert len(payload) == 50 * 192
    assert unpack(form, one(payload, 50, 7, 2)).tobytes() == records.tobytes()


def test_an_order_and_its_event_take_a_third_of_what_they_have_in_memory() -> None:
    orders = np.repeat(command(CommandKind.NEW_ORDER, account=1, price=100, quantity=5), 64)
    assert len(pack(COMMANDS, orders)) == 64 * (HOT_BYTES + 1)
    orders["text"] = b"order-1"
    assert len(pack(COMMANDS, orders)) == 64 * (HOT_BYTES + 1 + 24)
    events = empty_events(64)
    events["quantity"] = 5
    assert len(pack(EVENTS, events)) == 64 * (HOT_BYTES + 1)


@pytest.mark.parametrize("mask", [0b111, 0b1000])
def test_masks_that_the_payload_does_not_bear_out_are_refused(mask: int) -> None:
    payload = bytearray(pack(COMMANDS, empty_commands(1)))
    payload[0] = mask
    frame = one(memoryview(payload), 1, 7, VERSION)
    with pytest.raises(LogUnreadable, match="a frame at record 7 is not in the compact form"):
        unpack(COMMANDS, frame)


@FORMS
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("off", [-50, -2, -1, 1, 2, 64])
def test_a_wrong_number_of_records_is_found_in_its_own_frame(
    form: Form, seed: int, off: int
) -> None:
    before, wrong, after = frames_of(form, records_of(form, 150, seed), 50)
    wrong = wrong._replace(counts=wrong.counts + off)
    with pytest.raises(LogUnreadable, match="a frame at record 57 is not in the compact form"):
        unpack(form, joined([before, wrong, after]))


@FORMS
def test_frames_are_taken_in_pieces_and_none_is_cut(form: Form) -> None:
    records = records_of(form, 100, 1)
    stored = joined([*frames_of(form, records[:70], 7), *frames_of(form, records[70:], 30)])
    pieces = list(stored.pieces(20))
    assert [piece.records for piece in pieces] == [14, 14, 14, 14, 14, 30]
    assert b"".join(unpack(form, piece).tobytes() for piece in pieces[:5]) == (
        records[:70].tobytes()
    )


@FORMS
@pytest.mark.parametrize("size", [40, 60])
def test_room_that_held_other_records_is_used_again(form: Form, size: int) -> None:
    room = Room(form, size)
    for seed, count in enumerate([50, 3, 50, 20, 60, 50]):
        records = records_of(form, count, seed)
        if seed % 2:
            records.view(np.uint64).reshape(count, -1)[:, 8:-1] = 0
        stored = joined(frames_of(form, records, 7))
        assert unpack(form, stored, room).tobytes() == records.tobytes()
