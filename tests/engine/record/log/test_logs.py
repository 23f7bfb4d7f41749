import numpy as np
import pytest

from engine.commands import COMMAND
from engine.errors import LogDamaged, LogUnreadable, StorageFailed
from engine.events import empty_events
from engine.record.log.event_log import EVENTS_PER_FRAME, EventLog
from engine.record.log.format import (
    FILE_HEADER_BYTES,
    FRAME_HEADER_BYTES,
    FileHeader,
    FrameHeader,
    FrameKind,
    pack_file_header,
    pack_frame_header,
    unpack_file_header,
    unpack_frame_header,
)
from engine.record.log.index import INDEX_STEP_BYTES, SparseIndex
from engine.record.log.logs import READ_MAX, CommandLog
from engine.record.log.segments import SegmentedFile
from engine.record.log.survey import Surveyor, survey
from tests.simulation.disk import SimulatedDisk
from tests.simulation.traffic import deposit

HEADER = pack_file_header(FileHeader("commands", "ceax", "build", 1, 0, {"accounts": 2}))
FRAME = FrameHeader(2, 2, 0, 192, 7, 1, 0, 192, 4096, 4096, 3, 5, 7, b"d" * 32, b"p" * 32)


def stamped(first: int, count: int):
    commands = np.repeat(deposit(1), count)
    commands["sequence"] = np.arange(first, first + count)
    commands["time_ns"] = first
    return commands


def command_log(disk: SimulatedDisk) -> CommandLog:
    disk.create("commands.log", HEADER)
    file = SegmentedFile(disk, "commands.log")
    return CommandLog(file, survey(Surveyor(file)), 1, "build")


def event_log(disk: SimulatedDisk) -> EventLog:
    disk.create("events.log", HEADER)
    file = SegmentedFile(disk, "events.log")
    return EventLog(file, survey(Surveyor(file)), 1, "build")


def numbered_events(first: int, count: int):
    events = empty_events(count)
    events["sequence"] = np.arange(first, first + count)
    events["command"] = events["sequence"] // 10 + 1
    return events


def test_a_file_header_comes_back_as_written() -> None:
    assert unpack_file_header(HEADER, "x").venue == "ceax"
    assert len(HEADER) == FILE_HEADER_BYTES


@pytest.mark.parametrize("raw", [b"", b"a text file", bytes(4096), HEADER[:100]])
def test_a_file_that_is_no_log_is_refused(raw: bytes) -> None:
    with pytest.raises(LogUnreadable, match=r"x\.log does not begin with the header of a log"):
        unpack_file_header(raw, "x.log")


def test_every_rotten_bit_of_a_file_header_is_noticed() -> None:
    for position in range(8, FILE_HEADER_BYTES, 37):
        spoiled = bytearray(HEADER)
        spoiled[position] ^= 4
        with pytest.raises(LogUnreadable, match=r"x\.log: the header's checksum is wrong"):
            unpack_file_header(bytes(spoiled), "x.log")


def test_a_later_format_is_refused_and_named() -> None:
    later = pack_file_header(FileHeader("commands", "ceax", "build", 1, 0, {}, format=4))
    with pytest.raises(LogUnreadable, match="has format 4, this build reads up to 3"):
        unpack_file_header(later, "x.log")


def test_a_frame_header_comes_back_as_written_and_every_rotten_bit_is_noticed() -> None:
    raw = pack_frame_header(FRAME)
    assert len(raw) == FRAME_HEADER_BYTES
    assert unpack_frame_header(raw) == FRAME
    for bit in range(FRAME_HEADER_BYTES * 8):
        spoiled = bytearray(raw)
        spoiled[bit // 8] ^= 1 << bit % 8
        assert unpack_frame_header(bytes(spoiled)) is None


def test_a_frame_of_an_unknown_kind_is_refused_as_of_a_later_build() -> None:
    disk = SimulatedDisk()
    disk.create("commands.log", HEADER)
    file = SegmentedFile(disk, "commands.log")
    file.write(FILE_HEADER_BYTES, pack_frame_header(FRAME._replace(kind=999)))
    with pytest.raises(LogUnreadable, match="the frame at offset 4096 has kind 999"):
        survey(Surveyor(file))


def test_records_are_read_back_by_number() -> None:
    log = command_log(SimulatedDisk())
    log.append(stamped(1, 3))
    log.mark_epoch(9)
    log.append(stamped(4, 2))
    assert log.read(1, 100)["sequence"].tolist() == [1, 2, 3, 4, 5]
    assert log.read(3, 2)["sequence"].tolist() == [3, 4]
    assert log.read(6, 5)["sequence"].tolist() == []
    assert log.read(1, 100).dtype == COMMAND
    assert log.next_sequence == 6


@pytest.mark.parametrize(("first", "limit"), [(0, 1), (-3, 1), (1, 0)])
def test_reading_from_below_one_is_refused(first: int, limit: int) -> None:
    with pytest.raises(
        ValueError, match=f"first is {first} and limit {limit}, allowed are 1 and more"
    ):
        command_log(SimulatedDisk()).read(first, limit)


def test_one_read_hands_out_a_bounded_number_of_records() -> None:
    log = event_log(SimulatedDisk())
    log.append(numbered_events(1, READ_MAX + 10))
    assert len(log.read(1, 10**9)) == READ_MAX
    assert log.read(READ_MAX, 10**9)["sequence"].tolist() == list(range(READ_MAX, READ_MAX + 11))


def test_many_events_of_one_batch_become_several_frames() -> None:
    disk = SimulatedDisk()
    log = event_log(disk)
    log.append(numbered_events(1, 2 * EVENTS_PER_FRAME + 5))
    file = SegmentedFile(disk, "events.log")
    found = survey(Surveyor(file))
    assert (found.next_sequence, found.problem) == (2 * EVENTS_PER_FRAME + 6, "")
    assert found.last_command == (2 * EVENTS_PER_FRAME + 5) // 10 + 1


def test_a_long_log_is_read_anywhere_through_its_index(monkeypatch: pytest.MonkeyPatch) -> None:
    log = event_log(SimulatedDisk())
    for first in range(1, 20_001, 40):
        log.append(numbered_events(first, 40))
    for first in (1, 39, 40, 41, 12_345, 19_999, 20_000):
        assert log.read(first, 90)["sequence"].tolist() == list(
            range(first, min(first + 90, 20_001))
        )


def test_the_index_keeps_one_place_in_a_quarter_mebibyte() -> None:
    index = SparseIndex()
    for number in range(1_000):
        index.add(number * 10 + 1, FILE_HEADER_BYTES + number * 1024)
    assert len(index) == 1_000 * 1024 // INDEX_STEP_BYTES + 1
    assert index.find(1) == FILE_HEADER_BYTES
    assert index.find(2_561) == FILE_HEADER_BYTES + INDEX_STEP_BYTES
    assert index.find(2_560) == FILE_HEADER_BYTES


def test_a_survey_goes_on_where_the_log_ended() -> None:
    disk = SimulatedDisk()
    log = command_log(disk)
    log.append(stamped(1, 5))
    log.append(stamped(6, 1))
    file = SegmentedFile(disk, "commands.log")
    found = survey(Surveyor(file))
    assert (found.end, found.next_sequence, found.epoch, found.problem, found.blank) == (
        log.end,
        7,
        1,
        "",
        True,
    )
    again = CommandLog(file, found, 2, "build")
    again.append(stamped(7, 2))
    assert survey(Surveyor(file)).next_sequence == 9


def test_each_frame_evidences_the_sync_of_those_before_it() -> None:
    disk = SimulatedDisk()
    log = command_log(disk)
    log.append(stamped(1, 5))
    end = log.end
    log.append(stamped(6, 1))
    assert survey(Surveyor(SegmentedFile(disk, "commands.log"))).synced_to == end


def test_a_frame_of_an_earlier_epoch_after_a_later_one_is_damage() -> None:
    disk = SimulatedDisk()
    log = command_log(disk)
    log.epoch = 2
    log.append(stamped(1, 1))
    log.epoch = 1
    log.append(stamped(2, 1))
    found = survey(Surveyor(SegmentedFile(disk, "commands.log")))
    assert (found.next_sequence, found.torn) == (2, False)
    assert found.problem == "the frame was written by epoch 1 after epoch 2"


def test_room_is_made_ahead_in_zeros_and_then_written_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.record.log.logs.GROWTH_BYTES", 1 << 20)
    disk = SimulatedDisk()
    log = command_log(disk)
    log.append(stamped(1, 1))
    size = disk.open("commands.log").size()
    log.append(stamped(2, 1))
    assert disk.open("commands.log").size() == size > 1 << 20


def test_after_a_failed_sync_nothing_is_tried_again() -> None:
    disk = SimulatedDisk()
    log = command_log(disk)
    log.append(stamped(1, 1))
    disk.fail_in = 1
    with pytest.raises(StorageFailed, match="Input/output error"):
        log.append(stamped(2, 1))
    steps = len(disk.open("commands.log").pending)
    with pytest.raises(
        StorageFailed, match="failed earlier; what it holds is known only after a restart"
    ):
        log.append(stamped(2, 1))
    assert len(disk.open("commands.log").pending) == steps


def test_a_record_that_rots_later_is_not_handed_out() -> None:
    disk = SimulatedDisk()
    log = command_log(disk)
    log.append(stamped(1, 2))
    log.append(stamped(3, 1))
    disk.flip("commands.log", FILE_HEADER_BYTES + FRAME_HEADER_BYTES + 200, 1)
    with pytest.raises(
        LogDamaged,
        match=r"commands\.log: record 1 at offset 4096: the records are not what was written",
    ):
        log.read(1, 3)


def test_kinds_of_frames_keep_their_numbers() -> None:
    assert {kind.name: kind.value for kind in FrameKind} == {
        "EPOCH": 1,
        "COMMANDS": 2,
        "EVENTS": 3,
        "CLOSING": 4,
        "NOTE": 5,
    }
