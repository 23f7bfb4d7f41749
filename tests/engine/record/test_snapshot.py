import numpy as np
import pytest

from engine.compiler.jit import SOURCES
from engine.errors import SnapshotRefused
from engine.record.log.index import SparseIndex
from engine.record.log.scan import Anchor
from engine.record.snapshot import (
    BLOCK_BYTES,
    CAPTION_BYTES,
    Caption,
    blocks_in_use,
    bytes_of,
    capacity_fields,
    content_of,
    digest_of_pieces,
    draft_names,
    layout_of,
    load,
    name_of,
    pack_caption,
    runs_of,
    snapshot_names,
    unpack_caption,
)
from engine.rules.state import SMALL, Capacity, StateArray, empty_state, state_hash
from tests.engine.desk import trading_desk
from tests.simulation.disk import SimulatedDisk

ANCHOR = Anchor(4096, 1, bytes(32))
INDEX = SparseIndex()
INDEX.add(1, 4096)


def caption_of(state: StateArray, **changed: object) -> Caption:
    """The caption of a snapshot of this state, but for what is changed."""
    runs = runs_of(blocks_in_use(state), state.nbytes)
    size, digest = digest_of_pieces(content_of(state, runs, (INDEX.packed(), b"")))
    true = Caption(
        "ceax",
        "this build",
        SOURCES,
        layout_of(state.dtype),
        capacity_fields(SMALL),
        "0f",
        1,
        5,
        7,
        9,
        ANCHOR,
        ANCHOR,
        (len(INDEX.packed()), 0),
        len(runs),
        size,
        digest,
        state_hash(state),
    )
    return true._replace(**changed)


def stored(state: StateArray, caption: Caption) -> tuple[SimulatedDisk, Caption]:
    disk = SimulatedDisk()
    content = content_of(state, runs_of(blocks_in_use(state), state.nbytes), (INDEX.packed(), b""))
    disk.place("it", [pack_caption(caption), *content])
    return disk, unpack_caption(disk.open("it").read(0, CAPTION_BYTES))


def test_a_state_comes_back_byte_for_byte_with_the_index_of_the_log() -> None:
    state = trading_desk().state
    disk, caption = stored(state, caption_of(state))
    assert caption == caption_of(state)
    snapshot = load(disk.open("it"), caption)
    assert snapshot.state.tobytes() == state.tobytes()
    assert snapshot.commands_index.find(1) == 4096
    assert len(snapshot.events_index) == 0


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kernels": "other"}, "made by other kernels"),
        ({"layout": "other"}, "another layout of the state"),
        ({"content_bytes": 5}, "bytes instead of"),
        ({"content_digest": "00"}, "its content is not what was written"),
        ({"state_hash": "00"}, "does not have the hash that was written"),
    ],
)
def test_a_snapshot_whose_caption_says_otherwise_is_refused(
    changed: dict[str, object], reason: str
) -> None:
    state = trading_desk().state
    disk, caption = stored(state, caption_of(state, **changed))
    with pytest.raises(SnapshotRefused, match=reason):
        load(disk.open("it"), caption)


@pytest.mark.parametrize("position", [0, 20, CAPTION_BYTES - 1])
def test_a_spoiled_caption_is_refused(position: int) -> None:
    raw = bytearray(pack_caption(caption_of(empty_state(SMALL))))
    raw[position] ^= 1
    with pytest.raises(SnapshotRefused, match="caption"):
        unpack_caption(bytes(raw))


def test_another_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.record.snapshot.SNAPSHOT_VERSION", 2)
    raw = pack_caption(caption_of(empty_state(SMALL)))
    monkeypatch.undo()
    with pytest.raises(SnapshotRefused, match="it has format 2, this build reads format 1"):
        unpack_caption(raw)


def test_a_file_too_short_for_a_caption_is_refused() -> None:
    with pytest.raises(SnapshotRefused, match="does not begin with the caption"):
        unpack_caption(b"CEAXSNAP\n")


@pytest.mark.parametrize("block", [0, 1, -1])
def test_only_blocks_in_use_are_written(block: int) -> None:
    state = empty_state(SMALL)
    raw = bytes_of(state)
    place = len(raw) - 1 if block == -1 else block * BLOCK_BYTES
    raw[place] = 1
    [(begin, end)] = runs_of(blocks_in_use(state), len(raw)).tolist()
    assert begin <= place < end <= len(raw)
    assert end - begin <= BLOCK_BYTES


def test_neighbouring_blocks_are_one_run() -> None:
    used = np.array([True, True, False, True])
    assert runs_of(used, 4 * BLOCK_BYTES - 7).tolist() == [
        [0, 2 * BLOCK_BYTES],
        [3 * BLOCK_BYTES, 4 * BLOCK_BYTES - 7],
    ]


def test_the_layout_differs_with_the_capacity() -> None:
    other = Capacity(accounts=65, instruments=8, holdings=128, orders=256, levels=16_384)
    assert (
        layout_of(empty_state(SMALL).dtype)
        == layout_of(empty_state(SMALL).dtype)
        != layout_of(empty_state(other).dtype)
    )


def test_names_ascend_with_the_numbers_and_drafts_are_no_snapshots() -> None:
    disk = SimulatedDisk()
    for name in (name_of(20), name_of(3), name_of(100) + ".new", "commands.log"):
        disk.create(name, b"")
    assert snapshot_names(disk) == [name_of(3), name_of(20)]
    assert draft_names(disk) == [name_of(100) + ".new"]
