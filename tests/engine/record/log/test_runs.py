"""Frames read many at once against the walk that reads them one by one."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import numpy as np
import pytest

from engine.errors import LogDamaged, LogUnreadable
from engine.record.clock import ManualClock
from engine.record.inspection import inspect
from engine.record.log.format import (
    ALIGNMENT,
    FRAME_MAGIC,
    FileHeader,
    FrameHeader,
    FrameKind,
    pack_file_header,
    pack_frame_header,
)
from engine.record.log.logs import CommandLog
from engine.record.log.runs import Runs
from engine.record.log.scan import Walk
from engine.record.log.segments import SegmentedFile
from engine.record.log.survey import Surveyor, survey
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from tests.simulation.disk import AtOnce, SimulatedDisk
from tests.simulation.traffic import deposit, opening, random_batch

LOGS = ("commands.log", "events.log")
BLOCKS = (512, 4_096, 1 << 20)  # bytes: less than most frames, some frames, all


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.record.log.logs.SEGMENT_BYTES", 16 * 1024)
    monkeypatch.setattr("engine.record.log.logs.GROWTH_BYTES", 4 * 1024)


def written(seed: int) -> SimulatedDisk:
    """Both logs of a venue that was started three times, with batches of one to thirty commands, in
    several segments.
    """
    disk, random = SimulatedDisk(seed), Random(seed)
    for _ in range(3):
        sequencer = Sequencer.on(disk, clock=ManualClock(1_000), capacity=SMALL, aside=AtOnce())
        for _ in range(20):
            sequencer.process(
                random_batch(random, most=30) if sequencer.next_command > 1 else opening()
            )
        disk.kill()
    for file in disk.files.values():
        file.sync()
    return disk


def one_by_one(walk: Walk) -> list[object]:
    """What a walk gives, with what it says at its end."""
    try:
        found: list[object] = [
            (pack_frame_header(frame.header), bytes(frame.payload)) for frame in walk
        ]
    except LogUnreadable as error:
        return [str(error)]
    return [*found, end_of(walk)]


def in_runs(walk: Walk) -> list[object]:
    """The same through runs."""
    found: list[object] = []
    try:
        for run in Runs(walk):
            pairs = zip(run.headers, run.payloads.each(), strict=True)
            found += [(header.tobytes(), bytes(payload)) for header, payload in pairs]
            assert (run.end, run.link) == (walk.position, walk.link)
    except LogUnreadable as error:
        return [str(error)]
    return [*found, end_of(walk)]


def end_of(walk: Walk) -> tuple[object, ...]:
    return walk.position, walk.link, walk.sequence, walk.epoch, walk.problem, walk.torn


def same(disk: SimulatedDisk, log: str, block: int, *, proving: bool = False) -> bool:
    walks = [Walk(SegmentedFile(disk, log), block_bytes=block, proving=proving) for _ in range(2)]
    return in_runs(walks[0]) == one_by_one(walks[1])


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("log", LOGS)
def test_runs_give_what_a_walk_gives(log: str, block: int) -> None:
    disk = written(1)
    assert len(SegmentedFile(disk, log).segments) > 1
    assert same(disk, log, block)
    assert same(disk, log, block, proving=True)


def test_a_log_of_small_batches_is_read_in_few_runs() -> None:
    file = SegmentedFile(written(2), "commands.log")
    runs = list(Runs(Walk(file)))
    assert len(runs) == len(file.segments) < sum(len(run.headers) for run in runs) / 3


def test_what_looks_like_a_header_within_a_payload_is_none() -> None:
    disk = SimulatedDisk(6)
    disk.create("commands.log", pack_file_header(FileHeader("commands", "ceax", "build", 1, 0, {})))
    file = SegmentedFile(disk, "commands.log")
    log = CommandLog(file, survey(Surveyor(file)), 1, "build")
    orders = np.repeat(deposit(1), 8)  # so that the first text begins where a frame may
    orders["text"] = FRAME_MAGIC
    for first in range(1, 25, 8):
        orders["sequence"] = np.arange(first, first + 8)
        log.append(orders)
    raw = file.read(0, file.size())
    assert sum(raw[at : at + 4] == FRAME_MAGIC for at in range(0, len(raw), ALIGNMENT)) > 3
    (run,) = Runs(Walk(file))
    assert len(run.headers) == 3
    assert same(disk, "commands.log", BLOCKS[-1])


@pytest.mark.parametrize("seed", range(24))
def test_at_a_byte_that_is_not_what_was_written_both_stop_and_say_the_same(seed: int) -> None:
    random, disk = Random(seed), written(3)
    log = random.choice(LOGS)
    name = random.choice(SegmentedFile(disk, log).segments).name
    disk.flip(name, random.randrange(4_096, disk.files[name].size()), seed % 8)
    assert same(disk, log, random.choice(BLOCKS), proving=bool(seed % 2))


IN_ITS_FRAME = {
    "kind": 0,
    "version": 4,
    "flags": 1,
    "record_bytes": 65,
    "first_sequence": None,
    "records": None,
    "payload_checksum": None,
    "payload_bytes": None,
    "position": None,
    "epoch": 0,
    "previous": bytes(32),
}
# a frame's records are not looked at for them: the next frame names another header
AT_THE_NEXT = {
    "synced_to": None,
    "time_ns": None,
    "last_command": None,
    "payload_digest": bytes(32),
}


def with_wrong_header(field: str, wrong: int | bytes | None, off: int) -> tuple[SimulatedDisk, int]:
    """A log in whose middle a field of a header is wrong, though its checksum is right; the frame's
    position.
    """
    disk = written(4)
    file = SegmentedFile(disk, "commands.log")
    frames = [frame for frame in Walk(file) if frame.header.position < file.segments[1].base]
    header = frames[len(frames) // 2].header
    value = getattr(header, field) + off if wrong is None else wrong
    raw = pack_frame_header(header._replace(**{field: value}))
    disk.files["commands.log"].write(header.position, raw)
    return disk, header.position


def end_of_runs(disk: SimulatedDisk) -> int:
    """Position up to which runs are given; an unknown version, flag or kind is refused with an
    exception.
    """
    end = 0
    with suppress(LogUnreadable):
        for run in Runs(Walk(SegmentedFile(disk, "commands.log"))):
            end = run.end
    return end


def test_every_field_of_a_header_is_damaged() -> None:
    assert {*IN_ITS_FRAME, *AT_THE_NEXT} == {*FrameHeader._fields}


@pytest.mark.parametrize("off", [-1, 1, 1_000])
@pytest.mark.parametrize("field", IN_ITS_FRAME)
def test_a_wrong_header_is_refused_as_by_a_walk(field: str, off: int) -> None:
    disk, position = with_wrong_header(field, IN_ITS_FRAME[field], off)
    assert same(disk, "commands.log", BLOCKS[-1])
    if field != "records":
        assert end_of_runs(disk) <= position
    with pytest.raises((LogDamaged, LogUnreadable)) as refused:
        inspect(disk)
    assert "the hash chain is broken" not in str(refused.value) or field == "previous"


@pytest.mark.parametrize("field", AT_THE_NEXT)
def test_what_a_header_alone_cannot_contradict_is_found_at_the_next_frame(field: str) -> None:
    disk, position = with_wrong_header(field, AT_THE_NEXT[field], 1)
    assert same(disk, "commands.log", BLOCKS[-1])
    assert end_of_runs(disk) >= position
    with pytest.raises(LogDamaged, match="the hash chain is broken"):
        inspect(disk)


def test_frames_of_a_kind_are_those_behind_a_number() -> None:
    records = {}
    for run in Runs(Walk(SegmentedFile(written(5), "commands.log"))):
        for known in (0, 40):
            stored = run.stored(FrameKind.COMMANDS, known)
            records[known] = records.get(known, 0) + stored.records
        assert (
            run.before(int(run.headers["position"][-1])).headers.tobytes()
            == run.headers[:-1].tobytes()
        )
    assert 0 < records[0] - records[40] < 40 + 30
