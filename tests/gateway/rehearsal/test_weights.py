from fractions import Fraction
from pathlib import Path

import pytest

from gateway.rehearsal.errors import RehearsalError, TableError
from gateway.rehearsal.weights import BUILT_IN, in_force, read_weights


def test_the_built_in_weights_are_those_of_the_rules() -> None:
    sets = read_weights(BUILT_IN)
    assert in_force(sets, 20230827).by_code == {"CEA": Fraction(1)}
    assert in_force(sets, 20230828).by_code == dict.fromkeys(
        ("CEA", "CEA21", "CEA22"), Fraction(1, 3)
    )
    assert in_force(sets, 20260105).by_code == {"CEA25": Fraction(1)}


def test_the_composite_is_exact_and_half_up() -> None:
    weights = in_force(read_weights(BUILT_IN), 20241211)
    assert (
        weights.composite({"CEA": 10_380, "CEA21": 10_100, "CEA22": 10_060, "CEA23": 9_942})
        == 10_121
    )


def test_a_weighted_vintage_without_a_price_is_named() -> None:
    with pytest.raises(
        RehearsalError, match="CEA21 has a price weight since 2023-08-28 but no price"
    ):
        in_force(read_weights(BUILT_IN), 20230828).composite({"CEA": 7_000})


def test_a_date_before_the_first_weights_is_refused() -> None:
    with pytest.raises(RehearsalError, match="no price weights are in force on 2021-07-15"):
        in_force(read_weights(BUILT_IN), 20210715)


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ("2024-01-02,CEA,1,2\n", "sum to 1, found 1/2"),
        ("2024-01-02,CEA,1,0\n", "column denominator"),
        ("2024-01-02,CEA,x,1\n", "column numerator"),
        ("2024-01-02,CEA,1,2\n2024-01-02,CEA,1,2\n", "each code once in a set"),
    ],
)
def test_malformed_weights_are_refused(tmp_path: Path, rows: str, error: str) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("date,code,numerator,denominator\n" + rows)
    with pytest.raises(TableError, match=error):
        read_weights(path)
