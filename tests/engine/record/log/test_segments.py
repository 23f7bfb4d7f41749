import os
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from engine.errors import EngineError, LogDamaged, LogUnreadable, StorageFailed
from engine.record.clock import ManualClock
from engine.record.history.proof import prove
from engine.record.inspection import inspect
from engine.record.log.format import FILE_HEADER_BYTES
from engine.record.log.scan import Walk
from engine.record.log.segments import (
    COMMANDS_NAME,
    EVENTS_NAME,
    SegmentedFile,
    segment_name,
    segment_names,
)
from engine.record.log.survey import Surveyor, survey
from engine.record.sequencer import Sequencer
from engine.record.snapshot import snapshot_names
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, state_hash
from tests.simulation.disk import AtOnce, PowerCut, SimulatedDisk
from tests.simulation.history import History
from tests.simulation.traffic import deposit, opening, random_batch

STRUCK = ("commands", "events", "folder")  # where segments begin, the folder changes
EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))


@pytest.fixture(autouse=True)
def short_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments that are full after a few batches, and little room ahead."""
    monkeypatch.setattr("engine.record.log.logs.SEGMENT_BYTES", 8 * 1024)
    monkeypatch.setattr("engine.record.log.logs.GROWTH_BYTES", 4 * 1024)
    monkeypatch.setattr("engine.record.log.reading.INDEX_STEP_BYTES", 1024)


def written(folder: Path, batches: int = 40) -> str:
    """A venue with many segments, closed in order; the hash of its state."""
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        for number in range(batches):
            sequencer.process(random_batch(Random(number)))
        return state_hash(sequencer.state)


def log_of(folder: Path, name: str = COMMANDS_NAME) -> SegmentedFile:
    return SegmentedFile(FileStorage(folder), name)


def test_a_full_segment_is_followed_by_one_named_after_its_first_record(folder: Path) -> None:
    written(folder)
    segments = log_of(folder).segments
    assert len(segments) > 3
    for segment in segments:
        assert segment.name == segment_name(COMMANDS_NAME, segment.header.first_sequence)
    assert segment_names(FileStorage(folder), COMMANDS_NAME) == [
        segment.name for segment in segments
    ]


def test_a_segment_says_where_it_begins_and_names_the_link_before_it(folder: Path) -> None:
    written(folder)
    file = log_of(folder)
    ends = {frame.header.end: (frame.link.hex(), frame.header) for frame in Walk(file)}
    for segment in file.segments[1:]:
        link, before = ends[segment.base]
        assert segment.header.previous == link
        assert segment.header.first_sequence == before.first_sequence + before.records
        assert segment.header.origin == file.first.link.hex()
        assert (segment.header.venue, segment.header.epoch) == ("ceax", 1)


def test_records_are_read_across_segments(folder: Path) -> None:
    written(folder)
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))) as again:
        whole = again.commands(1, 65_536)
        assert whole["sequence"].tolist() == list(range(1, again.next_command))
        for first in range(1, again.next_command, 7):
            assert again.commands(first, 30).tobytes() == whole[first - 1 : first + 29].tobytes()
        events = again.events(1, 65_536)
        assert events["sequence"].tolist() == list(range(1, again.next_event))


@pytest.mark.parametrize("without", [(), ("snapshot-*",), ("snapshot-*", "events*.log")])
def test_a_start_finds_the_same_state_over_all_segments(
    without: tuple[str, ...], folder: Path
) -> None:
    known = written(folder)
    for path in [path for pattern in without for path in folder.glob(pattern)]:
        path.unlink()
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))) as again:
        assert state_hash(again.state) == known
        again.process(deposit(500))
    assert prove(FileStorage(folder, read_only=True)).problems == []
    assert inspect(FileStorage(folder, read_only=True), compare=True).snapshots.problems == []


def test_a_segment_that_is_missing_in_the_middle_refuses_to_start(folder: Path) -> None:
    written(folder)
    for path in folder.glob("snapshot-*"):
        path.unlink()
    missing = log_of(folder).segments[2]
    (folder / missing.name).unlink()
    with pytest.raises(
        LogDamaged,
        match=(
            rf"record {missing.header.first_sequence} at offset {missing.base}: .*evidences its"
            r" sync"
        ),
    ):
        Sequencer.open(folder, clock=ManualClock(2_000))


def test_a_segment_of_another_history_breaks_the_chain(folder: Path, tmp_path: Path) -> None:
    written(folder)
    with closing(Sequencer.open(tmp_path / "other", clock=ManualClock(7), capacity=SMALL)) as other:
        other.process(opening())
        for number in range(40):
            other.process(random_batch(Random(number)))
    name = log_of(folder).segments[1].name
    (folder / name).write_bytes((tmp_path / "other" / name).read_bytes())
    for path in folder.glob("snapshot-*"):
        path.unlink()
    with pytest.raises(LogDamaged, match=f"the hash chain is broken at the beginning of {name}"):
        Sequencer.open(folder, clock=ManualClock(2_000))


def test_a_rotten_header_of_a_later_segment_is_named(folder: Path) -> None:
    written(folder)
    path = folder / log_of(folder).segments[1].name
    raw = bytearray(path.read_bytes())
    raw[100] ^= 1
    path.write_bytes(raw)
    with pytest.raises(LogUnreadable, match=f"{path.name}: the header's checksum is wrong"):
        Sequencer.open(folder, clock=ManualClock(2_000))


def test_bytes_of_archived_segments_are_said_to_be_gone(folder: Path) -> None:
    written(folder)
    first = log_of(folder).first
    (folder / first.name).unlink()
    file = log_of(folder)
    with pytest.raises(
        LogUnreadable,
        match=(
            r"offset 4096 is gone, the log begins with record \d+ at offset \d+; put the archived"
        ),
    ):
        file.read(FILE_HEADER_BYTES, 10)
    with pytest.raises(LogUnreadable, match="is gone"):
        file.write(FILE_HEADER_BYTES, b"x")


def test_a_log_whose_beginning_is_archived_starts_from_a_snapshot_and_not_without(
    folder: Path,
) -> None:
    known = written(folder)
    (folder / log_of(folder).first.name).unlink()
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))) as again:
        assert state_hash(again.state) == known
        first = again.first_command
        assert again.commands(first, 1)["sequence"].tolist() == [first]
        with pytest.raises(
            LogUnreadable, match=f"record {first - 1} is archived, the log begins with {first}"
        ):
            again.commands(first - 1, 1)
    assert inspect(FileStorage(folder, read_only=True), compare=True).began > 0
    for path in folder.glob("snapshot-*"):
        path.unlink()
    for looked in (
        lambda: Sequencer.open(folder, clock=ManualClock(3_000)),
        lambda: inspect(FileStorage(folder)),
    ):
        with pytest.raises(
            LogUnreadable,
            match=rf"begins with record {first} and no snapshot can be used; put the archived",
        ):
            looked()


def test_a_reader_learns_of_segments_begun_after_it_looked(folder: Path) -> None:
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        reader = log_of(folder)
        begun = len(reader.segments)
        for number in range(20):
            sequencer.process(random_batch(Random(number)))
        assert reader.refresh()
        assert len(reader.segments) > begun
        assert survey(Surveyor(reader)).next_sequence == sequencer.next_command
        assert not reader.refresh()
        reader.close()


def lives_of(seed: int, met: set[tuple[str, str]], lives: int = 3) -> str:
    """Run a venue through power cuts and failed syncs, which are added to `met`, while segments
    begin; what went wrong, empty when nothing.
    """
    random, disk, history = Random(seed), SimulatedDisk(seed, met), History()
    for life in range(lives):
        setattr(disk, random.choice(("cut_power_in", "fail_in")), random.randint(0, 120))
        try:
            history.live(
                Sequencer.on(disk, clock=ManualClock(life), capacity=SMALL, aside=AtOnce()), random
            )
        except PowerCut:
            disk.power_off()
        except StorageFailed:
            pass
        disk.kill()
        try:
            first = Sequencer.on(disk, clock=ManualClock(life), capacity=SMALL, aside=AtOnce())
            if problem := history.problem(first):
                return f"seed {seed}, life {life}: {problem}"
            known = state_hash(first.state)
            disk.power_off()
            for name in snapshot_names(disk):
                del disk.files[name]
            second = Sequencer.on(disk, clock=ManualClock(life), capacity=SMALL, aside=AtOnce())
        except EngineError as error:
            return f"seed {seed}, life {life}: {type(error).__name__}: {error}"
        if state_hash(second.state) != known:
            return f"seed {seed}, life {life}: the second recovery gave another state"
        disk.kill()
    return ""


def test_after_faults_while_segments_begin_what_was_acknowledged_is_there() -> None:
    met: set[tuple[str, str]] = set()
    assert [problem for seed in range(40 * EXAMPLES) if (problem := lives_of(seed, met))] == []
    assert met >= {(fault, what) for fault in ("cut", "failed") for what in STRUCK}, met


def test_lost_events_of_an_earlier_segment_are_derived_again(folder: Path) -> None:
    known = written(folder)
    path = folder / log_of(folder, EVENTS_NAME).segments[1].name
    path.write_bytes(path.read_bytes()[:-200])
    for snapshot in folder.glob("snapshot-*"):
        snapshot.unlink()
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))) as again:
        assert state_hash(again.state) == known
        assert again.events(1, 65_536)["sequence"].tolist() == list(range(1, again.next_event))
    assert prove(FileStorage(folder, read_only=True)).problems == []
