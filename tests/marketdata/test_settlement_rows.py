import pickle

from hypothesis import given
from hypothesis import strategies as st

from marketdata.settlement_rows import Rows


def rows_of(count: int) -> Rows:
    made = Rows(width=2, block_rows=4)
    for number in range(1, count + 1):
        made.add((number, -number))
    return made


@given(st.lists(st.one_of(st.just(None), st.integers(0, 9)), max_size=60))
def test_rows_are_those_of_a_plain_list(steps):
    """None adds a row, a number is how many to forget."""
    rows, plain, first = Rows(width=2, block_rows=4), [], 1
    for step in steps:
        if step is None:
            plain.append([first + len(plain), 7])
            rows.add(plain[-1])
        elif step <= len(plain):
            rows.forget(step)
            del plain[:step]
            first += step
        assert (rows.first, rows.last) == (first, first + len(plain) - 1)
        assert [rows.row(number) for number in range(rows.first, rows.last + 1)] == plain


def test_full_blocks_are_pickled_out_of_band_and_not_copied():
    rows, aside = rows_of(10), []
    content = pickle.dumps(rows, protocol=5, buffer_callback=aside.append)
    assert [len(buffer.raw()) for buffer in aside] == [4 * 2 * 8] * 2
    again = pickle.loads(content, buffers=aside)
    assert [again.row(number) for number in range(1, 11)] == [
        [number, -number] for number in range(1, 11)
    ]
    again.add((11, -11))
    assert again.row(11) == [11, -11]


def test_forgetting_gives_whole_blocks_back():
    rows = rows_of(10)
    rows.forget(5)
    assert rows.row(6) == [6, -6]
    assert len(pickle.dumps(rows, protocol=5)) < len(pickle.dumps(rows_of(10), protocol=5))
