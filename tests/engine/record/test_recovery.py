"""What a start makes of a log after power cuts, failed syncs, rot and lies.

Seeds are in the names: one seed, one run.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engine.errors import (
    EngineError,
    EventsDiffer,
    LogDamaged,
    LogUnreadable,
    StorageFailed,
    VenueRefused,
)
from engine.record.clock import ManualClock
from engine.record.log import scan
from engine.record.log.compact import EVENTS, pack, unpack
from engine.record.log.format import (
    FILE_HEADER_BYTES,
    FRAME_HEADER_BYTES,
    checksum_of,
    digest_of,
    pack_frame_header,
)
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, SegmentedFile
from engine.record.sequencer import Sequencer
from engine.record.snapshot import snapshot_names
from engine.rules.state import SMALL, state_hash
from tests.simulation.disk import PowerCut, SimulatedDisk, SimulatedFile
from tests.simulation.history import History
from tests.simulation.traffic import deposit, opening, random_batch

SEEDS = 50 * int(os.environ.get("CEAX_EXAMPLES", "1"))
LIVES = 3
# what the lives of fifty seeds come to at least
MET = {(fault, what) for fault in ("cut", "failed") for what in ("commands", "events")}


@pytest.fixture(autouse=True)
def small_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little room ahead, so that it is made often."""
    monkeypatch.setattr("engine.record.log.logs.GROWTH_BYTES", 16 * 1024)
    monkeypatch.setattr("engine.record.log.reading.INDEX_STEP_BYTES", 4 * 1024)


def forget_snapshots(disk: SimulatedDisk) -> None:
    for name in snapshot_names(disk):
        del disk.files[name]


def open_on(disk: SimulatedDisk, now_ns: int = 1_000) -> Sequencer:
    """Open without any snapshot: what the whole logs alone tell."""
    forget_snapshots(disk)
    return Sequencer.on(disk, clock=ManualClock(now_ns), capacity=SMALL)


def lives_of(seed: int, met: set[tuple[str, str]] | None = None) -> str:
    """Run a venue through some power cuts and failures of the disk, to which `met` is added; what
    went wrong, empty when nothing.
    """
    random = Random(seed)
    disk, history = SimulatedDisk(seed, met), History()
    for life in range(LIVES):
        fault = random.choice(("cut_power_in", "fail_in"))
        setattr(disk, fault, random.randint(0, 60))
        try:
            history.live(open_on(disk, life * 1_000), random)
        except PowerCut:
            disk.power_off()
        except StorageFailed:
            disk.kill()
        if problem := recovers_twice(disk, history):
            return f"seed {seed}, life {life}: {problem}"
    return ""


def recovers_twice(disk: SimulatedDisk, history: History) -> str:
    """Recover, cut the power at once, recover again: both must find the same."""
    try:
        first = open_on(disk)
        known = state_hash(first.state)
        problem = history.problem(first)
        disk.power_off()
        second = open_on(disk)
    except (EngineError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    if state_hash(second.state) != known:
        problem = problem or "the second recovery gave another state"
    disk.kill()
    return problem


@pytest.mark.parametrize(
    "seeds", [range(first, first + 50) for first in range(0, SEEDS, 50)], ids=str
)
def test_after_faults_what_was_acknowledged_is_there_and_nothing_that_was_not_sent(
    seeds: range,
) -> None:
    met: set[tuple[str, str]] = set()
    assert [problem for seed in seeds if (problem := lives_of(seed, met))] == []
    assert met >= MET and "folder" in {what for _, what in met}, met


def test_a_broken_check_of_the_records_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "payload_intact", lambda header, payload: True)
    assert any(lives_of(seed) for seed in range(50))


def test_a_skipped_sync_of_the_commands_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    synced = SimulatedFile.sync
    monkeypatch.setattr(
        SimulatedFile,
        "sync",
        lambda file: None if file.name.startswith("commands") else synced(file),
    )
    assert any(lives_of(seed) for seed in range(50))


def test_a_failed_sync_that_is_taken_for_a_good_one_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    synced = SimulatedFile.sync

    def deaf(file: SimulatedFile) -> None:
        with suppress(StorageFailed):
            synced(file)

    monkeypatch.setattr(SimulatedFile, "sync", deaf)
    assert any(lives_of(seed) for seed in range(50))


def test_a_broken_check_of_the_headers_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.record.log.format.crc32", lambda content: 0)
    assert any(rot_unnoticed(seed) for seed in range(50))


def written(disk: SimulatedDisk, batches: int = 6, seed: int = 1) -> tuple[str, bytes]:
    """A venue that was closed in order; its state's hash and its events."""
    sequencer = open_on(disk)
    sequencer.process(opening())
    for _ in range(batches):
        sequencer.process(random_batch(Random(seed)))
    known = state_hash(sequencer.state), sequencer.events(1, 65_536).tobytes()
    sequencer.close()
    disk.power_off()
    forget_snapshots(disk)
    return known


def frames(disk: SimulatedDisk, name: str) -> Iterator[scan.Frame]:
    return iter(scan.Walk(SegmentedFile(disk, name)))


def rot_unnoticed(seed: int) -> str:
    """Let one bit of the commands rot; what the start reported, where that is wrong."""
    disk, random = SimulatedDisk(seed), Random(seed)
    written(disk)
    evidenced = list(frames(disk, COMMANDS_NAME))[:-1]
    hit = random.choice(evidenced).header
    disk.flip(COMMANDS_NAME, random.randrange(hit.position, hit.end), random.randrange(8))
    try:
        open_on(disk)
    except EngineError as error:
        if f"record {hit.first_sequence} at offset {hit.position}: " in str(error):
            return ""
        return str(error)
    return "it started"


@pytest.mark.parametrize("seed", range(40))
def test_one_rotten_bit_of_a_synced_command_refuses_to_start_and_names_the_record(
    seed: int,
) -> None:
    assert rot_unnoticed(seed) == ""


@pytest.mark.parametrize("seed", range(20))
def test_one_rotten_bit_of_the_events_is_mended_from_the_commands(seed: int) -> None:
    disk = SimulatedDisk(seed)
    known = written(disk)
    size = disk.open(EVENTS_NAME).size()
    disk.flip(EVENTS_NAME, Random(seed).randrange(FILE_HEADER_BYTES, size), seed % 8)
    again = open_on(disk)
    assert (state_hash(again.state), again.events(1, 65_536).tobytes()) == known


def test_a_lost_event_log_is_derived_again() -> None:
    disk = SimulatedDisk()
    known = written(disk)
    del disk.files[EVENTS_NAME]
    again = open_on(disk)
    assert (state_hash(again.state), again.events(1, 65_536).tobytes()) == known


def test_a_lost_command_log_is_not_taken_for_a_new_venue() -> None:
    disk = SimulatedDisk()
    written(disk)
    del disk.files[COMMANDS_NAME]
    with pytest.raises(
        LogDamaged, match=r"commands\.log is missing beside events\.log: record 1 at offset 4096"
    ):
        open_on(disk)


def test_a_command_log_cut_short_is_noticed_by_its_events() -> None:
    disk = SimulatedDisk()
    written(disk)
    last = [frame.header for frame in frames(disk, COMMANDS_NAME)][-2]
    disk.open(COMMANDS_NAME).truncate(last.position)
    expected = (
        f"record {last.first_sequence} at offset {last.position}: it is gone, though events of"
        " command"
    )
    with pytest.raises(LogDamaged, match=expected):
        open_on(disk)


def test_a_refusal_to_start_changes_nothing_and_is_repeated() -> None:
    disk = SimulatedDisk()
    written(disk)
    disk.flip(COMMANDS_NAME, FILE_HEADER_BYTES + 700, 3)
    before = {name: bytes(file.visible) for name, file in disk.files.items()}
    for _ in range(2):
        with pytest.raises(LogDamaged):
            open_on(disk)
    assert {name: bytes(file.visible) for name, file in disk.files.items()} == before


def test_without_the_events_a_later_frame_evidences_the_sync() -> None:
    disk = SimulatedDisk()
    written(disk)
    del disk.files[EVENTS_NAME]
    hit = list(frames(disk, COMMANDS_NAME))[3].header
    disk.flip(COMMANDS_NAME, hit.position + FRAME_HEADER_BYTES, 0)
    expected = (
        f"record {hit.first_sequence} at offset {hit.position}: .* though a later frame evidences"
        " its sync"
    )
    with pytest.raises(LogDamaged, match=expected):
        open_on(disk)


@pytest.mark.parametrize("tail", [b"\1" * 64, bytes(64) + b"\1", b"CXB1" * 300])
def test_a_torn_tail_is_cut_and_told(tail: bytes, caplog: pytest.LogCaptureFixture) -> None:
    disk = SimulatedDisk()
    known = written(disk)
    file = disk.open(COMMANDS_NAME)
    end = [frame.header.end for frame in frames(disk, COMMANDS_NAME)][-1]
    file.write(end, tail)
    again = open_on(disk)
    assert (state_hash(again.state), again.events(1, 65_536).tobytes()) == known
    assert f"commands.log: cut after record {again.next_command - 1} at offset {end}" in caplog.text
    last = [frame.header.end for frame in frames(disk, COMMANDS_NAME)][-1]
    assert not any(file.read(last, file.size()))


def test_a_batch_replaced_by_another_sound_one_breaks_the_chain() -> None:
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    for number in range(1, 4):
        sequencer.process(deposit(number))
    sequencer.close()
    hit = list(frames(disk, COMMANDS_NAME))[2]
    forged = hit.payload.tobytes().replace(b"\1", b"\2", 1)
    header = pack_frame_header(
        hit.header._replace(payload_digest=digest_of(forged), payload_checksum=checksum_of(forged))
    )
    disk.open(COMMANDS_NAME).write(hit.header.position, header + forged)
    with pytest.raises(
        LogDamaged, match=f"record 3 at offset {hit.header.end}: the hash chain is broken"
    ):
        open_on(disk)


@pytest.mark.parametrize("step", range(6))
def test_a_power_cut_while_starting_after_a_failed_sync_harms_nothing(step: int) -> None:
    for seed in range(40):
        disk = SimulatedDisk(seed)
        sequencer = open_on(disk)
        sequencer.process(opening())
        disk.fail_in = 1
        with pytest.raises(StorageFailed):
            sequencer.process(random_batch(Random(seed)))
        disk.kill()
        disk.cut_power_in = step
        with suppress(PowerCut):
            open_on(disk)
        disk.power_off()
        assert open_on(disk).next_command > len(opening())


def test_batches_that_changed_places_break_the_chain() -> None:
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    for number in range(1, 5):
        sequencer.process(deposit(number))
    sequencer.close()
    one, two = [frame.header.position for frame in frames(disk, COMMANDS_NAME)][2:4]
    size = two - one
    file = disk.open(COMMANDS_NAME)
    pair = file.read(two, size) + file.read(one, size)
    file.write(one, pair)
    with pytest.raises(
        LogDamaged, match=f"record 2 at offset {one}: the frame gives its own place as offset {two}"
    ):
        open_on(disk)


@pytest.mark.parametrize("seed", range(60))
def test_a_disk_that_lies_about_a_sync_is_found_out_or_leaves_a_true_beginning(seed: int) -> None:
    random = Random(seed)
    disk, history = SimulatedDisk(seed), History()
    sequencer = open_on(disk)
    for number in range(8):
        disk.lying = number > 4
        batch = random_batch(random) if number else opening()
        history.sent = np.concatenate([history.sent, batch])
        sequencer.process(batch)
    disk.power_off()
    try:
        assert history.problem(open_on(disk)) == ""
    except LogDamaged as error:
        assert "evidence" in str(error)


def test_events_that_this_build_would_not_say_refuse_to_start() -> None:
    disk = SimulatedDisk()
    written(disk)
    frame = next(frames(disk, EVENTS_NAME))
    events = unpack(EVENTS, frame.stored)
    events["quantity"][2] ^= 1
    other = pack(EVENTS, events)
    header = frame.header._replace(
        payload_checksum=checksum_of(other), payload_digest=digest_of(other)
    )
    disk.open(EVENTS_NAME).write(header.position, pack_frame_header(header) + other)
    file = disk.open(EVENTS_NAME)
    file.truncate(header.end)  # those after it name it by another link
    with pytest.raises(
        EventsDiffer, match=r"events\.log: event 3 of command 3 is not what this build derives"
    ):
        open_on(disk)


def test_events_of_another_log_are_refused() -> None:
    disk, other = SimulatedDisk(), SimulatedDisk()
    written(disk)
    Sequencer.on(other, clock=ManualClock(5), venue="other", capacity=SMALL).close()
    disk.files[EVENTS_NAME] = other.files[EVENTS_NAME]
    with pytest.raises(LogUnreadable, match=r"events\.log was not derived from this commands\.log"):
        open_on(disk)


def test_another_venue_id_is_refused(tmp_path: Path) -> None:
    clock = ManualClock()
    Sequencer.open(tmp_path, clock=clock, venue="shanghai-1", capacity=SMALL).close()
    with pytest.raises(
        VenueRefused, match=r"venue is 'ceax', but commands\.log is the log of 'shanghai-1'"
    ):
        Sequencer.open(tmp_path, clock=clock, venue="ceax")
    again = Sequencer.open(tmp_path, clock=clock)
    assert again.venue == "shanghai-1"
    again.close()


@pytest.mark.parametrize("venue", ["", "x" * 49, "a\nb", "上海"])
def test_a_venue_id_is_short_printable_ascii(venue: str, tmp_path: Path) -> None:
    with pytest.raises(VenueRefused, match="allowed are 1 to 48 printable ASCII characters"):
        Sequencer.open(tmp_path, clock=ManualClock(), venue=venue, capacity=SMALL)


def test_replay_tells_how_far_it_is() -> None:
    disk = SimulatedDisk()
    written(disk)
    told: list[tuple[str, int, int]] = []
    Sequencer.on(
        disk, clock=ManualClock(), capacity=SMALL, progress=lambda *word: told.append(word)
    )
    assert {stage for stage, _, _ in told} == {"verify", "replay"}
    assert all(0 < done <= total for _, done, total in told)
