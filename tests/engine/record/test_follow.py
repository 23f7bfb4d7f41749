from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from engine.errors import EventsDiffer, LogDamaged, LogUnreadable
from engine.record.clock import ManualClock
from engine.record.follow import Follower
from engine.record.log.compact import EVENTS, pack, unpack
from engine.record.log.format import checksum_of, digest_of, pack_frame_header
from engine.record.log.scan import Walk
from engine.record.log.segments import EVENTS_NAME, SegmentedFile
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, state_hash
from tests.simulation.traffic import day_end, deposit, opening, random_batch

ALL = 10**9


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments and snapshots often."""
    monkeypatch.setattr("engine.record.log.logs.SEGMENT_BYTES", 8 * 1024)
    monkeypatch.setattr("engine.record.log.logs.GROWTH_BYTES", 4 * 1024)


def opened(folder: Path, **options) -> Follower:
    return Follower(FileStorage(folder, read_only=True), **options)


def caught_up(follower: Follower) -> str:
    while follower.advance(ALL):
        pass
    return follower.state_hash


@pytest.mark.usefixtures("small")
def test_batch_by_batch_the_hash_is_that_of_the_engine_followed(
    sequencer: Sequencer, folder: Path
) -> None:
    sequencer.process(opening())
    with opened(folder) as follower:
        for number in range(60):
            assert caught_up(follower) == state_hash(sequencer.state)
            assert follower.behind() == (0, 0)
            sequencer.process(random_batch(Random(number)))
        assert follower.behind().commands == sequencer.next_command - 1 - follower.sequence > 0


def test_it_stops_after_any_command_of_a_batch(sequencer: Sequencer, folder: Path) -> None:
    sequencer.process(opening())
    with opened(folder) as follower:
        for last in (1, 2, 5, len(opening())):
            follower.advance(last)
            assert follower.sequence == last
        assert follower.advance(last) == 0
        assert follower.state_hash == state_hash(sequencer.state)


def test_what_the_event_log_does_not_record_is_not_followed(
    sequencer: Sequencer, folder: Path
) -> None:
    sequencer.process(opening())
    stamped = sequencer._stamped(deposit(100))
    sequencer._commands.append(stamped)
    with opened(folder) as follower:
        caught_up(follower)
        assert follower.sequence == len(opening())


@pytest.mark.usefixtures("small")
def test_it_begins_with_a_snapshot_and_with_none_that_is_too_late(folder: Path) -> None:
    with closing(Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        sequencer.process(day_end())
        ended = sequencer.next_command - 1
        sequencer.process(deposit(100))
    with opened(folder) as follower:
        assert follower.sequence == ended + 1
    with opened(folder, until=ended) as follower:
        assert follower.sequence == ended
    with opened(folder, until=ended - 1) as follower:
        assert follower.sequence == 0
        while follower.advance(ended - 1):
            pass
        assert follower.sequence == ended - 1


def test_it_goes_on_when_the_engine_followed_was_stopped_and_started_again(folder: Path) -> None:
    first = Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)
    first.process(opening())
    with opened(folder) as follower:
        caught_up(follower)
        first.close()
        with closing(Sequencer.open(folder, clock=ManualClock(2))) as second:
            second.process(deposit(100))
            assert caught_up(follower) == state_hash(second.state)


def test_a_torn_tail_is_waited_behind(sequencer: Sequencer, folder: Path) -> None:
    sequencer.process(opening())
    with opened(folder) as follower:
        known = caught_up(follower)
        file = folder / EVENTS_NAME
        file.write_bytes(file.read_bytes() + b"CXB1 and no more")
        assert caught_up(follower) == known


def test_events_that_it_would_not_say_end_it(folder: Path) -> None:
    with closing(Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
    frame = next(iter(Walk(SegmentedFile(FileStorage(folder), EVENTS_NAME))))
    events = unpack(EVENTS, frame.stored)
    events["quantity"][2] ^= 1
    other = pack(EVENTS, events)
    header = frame.header._replace(
        payload_checksum=checksum_of(other), payload_digest=digest_of(other)
    )
    raw = bytearray((folder / EVENTS_NAME).read_bytes())
    raw[header.position : header.end] = pack_frame_header(header) + other
    (folder / EVENTS_NAME).write_bytes(raw)
    for path in folder.glob("snapshot-*"):
        path.unlink()
    with opened(folder) as follower, pytest.raises(EventsDiffer, match="event 3 of command 3"):
        caught_up(follower)


def test_commands_that_are_evidenced_and_gone_are_damage(
    sequencer: Sequencer, folder: Path
) -> None:
    sequencer.process(opening())
    raw = (folder / "commands.log").read_bytes()
    (folder / "commands.log").write_bytes(raw[:4_400])
    with (
        opened(folder) as follower,
        pytest.raises(LogDamaged, match=r"record 1 at offset \d+: .*evidence its sync"),
    ):
        caught_up(follower)


def test_where_no_log_is_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(LogUnreadable, match=r"there is no commands\.log"):
        opened(tmp_path)
