from engine.record.log.format import FILE_HEADER_BYTES
from engine.record.log.index import INDEX_STEP_BYTES, SparseIndex


def test_a_record_is_found_at_or_before_its_frame() -> None:
    index = SparseIndex()
    for number in range(10):
        index.add(1 + 100 * number, FILE_HEADER_BYTES + number * INDEX_STEP_BYTES // 2)
    assert len(index) == 5
    assert index.find(1) == index.find(150) == FILE_HEADER_BYTES
    assert index.find(201) == FILE_HEADER_BYTES + INDEX_STEP_BYTES
    assert SparseIndex().find(7) == FILE_HEADER_BYTES


def test_a_packed_index_comes_back_the_same_and_goes_on() -> None:
    index = SparseIndex()
    for number in range(10):
        index.add(1 + number, FILE_HEADER_BYTES + number * INDEX_STEP_BYTES)
    again = SparseIndex.unpacked(index.packed())
    again.add(11, FILE_HEADER_BYTES + 10 * INDEX_STEP_BYTES)
    assert [again.find(number) for number in range(1, 11)] == [
        index.find(number) for number in range(1, 11)
    ]
    assert again.find(11) == FILE_HEADER_BYTES + 10 * INDEX_STEP_BYTES
    assert len(SparseIndex.unpacked(b"")) == 0
