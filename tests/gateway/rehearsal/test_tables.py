from pathlib import Path

import pytest

from engine.texts.decoding import Encoding
from gateway.rehearsal.errors import RehearsalError, TableError
from gateway.rehearsal.tables import read_lines

COLUMNS = ("date", "code", "price")


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    return path


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match=r"nowhere\.csv cannot be read: No such file"):
        read_lines(tmp_path / "nowhere.csv", COLUMNS)


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="cannot be read: Is a directory"):
        read_lines(tmp_path, COLUMNS)


def test_an_empty_file_says_what_belongs_into_it(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="is empty; allowed: a header"):
        read_lines(_write(tmp_path, ""), COLUMNS)


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="has a header but no rows"):
        read_lines(_write(tmp_path, "date,code,price\n"), COLUMNS)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="line 1, column price"):
        read_lines(_write(tmp_path, "date,code\n2024-01-02,CEA\n"), COLUMNS)


def test_an_unknown_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="line 1, column colour"):
        read_lines(_write(tmp_path, "date,code,price,colour\n"), COLUMNS)


def test_a_column_given_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="line 1, column code"):
        read_lines(_write(tmp_path, "date,code,price,code\n"), COLUMNS)


@pytest.mark.parametrize(
    ("line", "found"),
    [("2024-01-02,CEA", "found 2"), ("2024-01-02,CEA,1.00,2", "found 4")],
    ids=["short", "long"],
)
def test_a_line_with_a_wrong_number_of_cells_is_named(
    tmp_path: Path, line: str, found: str
) -> None:
    with pytest.raises(TableError, match=f"line 2, .*{found}"):
        read_lines(_write(tmp_path, f"date,code,price\n{line}\n"), COLUMNS)


def test_bytes_that_are_not_utf_8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"date,code,price\n\xff\xfe")
    with pytest.raises(
        RehearsalError,
        match=r"table\.csv, line 2: byte 17 .* is 0xff, which is not UTF-8; --encoding",
    ):
        read_lines(path, COLUMNS)


def test_an_open_quote_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match=r"table\.csv, line 2: not a CSV file"):
        read_lines(_write(tmp_path, 'date,code,price\n"2024-01-02,CEA,1\n'), COLUMNS)


def test_an_overlong_cell_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="at most 500 characters"):
        read_lines(_write(tmp_path, f"date,code,price\n2024-01-02,CEA,{'1' * 501}\n"), COLUMNS)


def test_empty_lines_and_a_byte_order_mark_are_read_over(tmp_path: Path) -> None:
    lines = read_lines(_write(tmp_path, "\ufeffdate,code,price\n\n2024-01-02,CEA,1.00\n"), COLUMNS)
    assert [
        (line.number, line.date("date"), line.hundredths("price", 0, 200)) for line in lines
    ] == [(3, 20240102, 100)]


@pytest.mark.parametrize("price", ["", "abc", "1.005", "-1", "2.01", "1e3", "NaN", "9" * 30])
def test_a_price_that_is_none_names_line_column_value_and_range(tmp_path: Path, price: str) -> None:
    (line,) = read_lines(_write(tmp_path, f"date,code,price\n2024-01-02,CEA,{price}\n"), COLUMNS)
    with pytest.raises(
        TableError, match=r"line 2, column price: .* at most two decimals from 0\.00 to 2\.00"
    ) as caught:
        line.hundredths("price", 0, 200)
    assert (caught.value.field, caught.value.value) == ("price", price)


def test_a_file_in_another_encoding_is_read_when_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("date,code,price\n2024-01-02,CEA,停牌\n".encode("gb18030"))
    (line,) = read_lines(path, COLUMNS, Encoding.GB18030)
    assert line.is_placeholder("price")


@pytest.mark.parametrize("text", ["date,code,price\r2024-01-02,CEA,1\r", "date,code,price\n\0"])
def test_what_no_table_has_is_refused_by_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(RehearsalError, match=r"table\.csv, line [12]: a "):
        read_lines(_write(tmp_path, text), COLUMNS)
