"""Placeholders in a table of published days: the table runs, a quirk may name each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.rehearsal.cli import app
from gateway.rehearsal.errors import TableError
from gateway.rehearsal.opening import plan_all
from gateway.rehearsal.published import COLUMNS, read_published
from gateway.rehearsal.published_rows import PublishedDay, PublishedRow
from gateway.rehearsal.weights import Weights

pytestmark = pytest.mark.usefixtures("forked_servers")
Write = Callable[[list[dict[str, str]]], Path]
Rows = list[dict[str, str]]
ONE = Weights(20210716, {"CEA": Fraction(1)})
SIGNS = ("", "-", "--", "—", "－", "N/A", "null", "无")
ZEROS = ("0", "0.00")
IDLE, TRADED = 3, 5  # rows of CEA in the table of one vintage, without and with trades
PRICES = ("previous_close", "open", "high", "low", "close")
SUMS = tuple(column for column in COLUMNS if column.endswith(("_t", "_cny")))
A_DAY_WITHOUT_TRADES = """
2025-03-03,COMCEA,94.00,0.00,94.00,94.00,94.00,0.00,0,0.00,0,0.00,0,0.00,1000,94000.00
2025-03-03,CEA,94.00,94.00,,,94.00,0.00,0,0.00,0,0.00,0,0.00,1000,94000.00"""


def read(rows: Rows, write: Write) -> list[PublishedDay]:
    return read_published(write(rows))


def figures(row: PublishedRow) -> Sequence[object]:
    """What a row is played by."""
    prices = [getattr(row, name) for name in PRICES]
    return (*prices, row.listed, row.block, row.auction, row.cumulative)


@pytest.mark.parametrize("place", [IDLE - 1, IDLE], ids=["composite", "instrument"])
@pytest.mark.parametrize("column", [*PRICES, "change_pct", *SUMS])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_placeholder_on_a_day_without_trades_changes_only_what_is_compared(
    place: int, column: str, sign: str, one_vintage, write: Write
) -> None:
    whole = read(one_vintage.rows, write)[1]
    one_vintage.rows[place][column] = sign
    day = read(one_vintage.rows, write)[1]
    code = one_vintage.rows[place]["code"]
    assert day.rows[code].texts.get(column, "") == sign
    assert figures(day.rows["CEA"]) == figures(whole.rows["CEA"])
    assert (day.total, day.cumulative) == (whole.total, whole.cumulative)


@pytest.mark.parametrize("column", [*PRICES, "cumulative_volume_t", "cumulative_amount_cny"])
@pytest.mark.parametrize("zero", ZEROS)
def test_a_zero_where_none_can_be_is_one(column: str, zero: str, one_vintage, write: Write) -> None:
    whole = read(one_vintage.rows, write)[1].rows["CEA"]
    one_vintage.rows[IDLE][column] = zero if column != "cumulative_volume_t" else "0"
    row = read(one_vintage.rows, write)[1].rows["CEA"]
    assert figures(row) == figures(whole)
    assert column in row.texts


@pytest.mark.parametrize("column", ["open", "high", "low", "close", "change_pct", "previous_close"])
@pytest.mark.parametrize("sign", [*SIGNS, *ZEROS[1:]])
def test_a_price_that_is_missing_on_a_day_of_trades_does_not_stop_its_trades(
    column: str, sign: str, one_vintage, write: Write
) -> None:
    one_vintage.rows[TRADED][column] = sign
    days = read(one_vintage.rows, write)
    (plan,) = plan_all(days, [ONE])
    assert [orders.unplayable for orders in plan.orders] == [(), (), ()]
    takes = plan.orders[2].instruments[0].takes
    row = days[2].rows["CEA"]
    assert sum(take.quantity for take in takes) == row.listed.volume
    assert sum(take.quantity * take.price for take in takes) == row.listed.amount_fen


def test_a_row_without_prices_is_played_by_volume_and_amount(one_vintage, write: Write) -> None:
    for column in (*PRICES, "change_pct", "cumulative_volume_t", "cumulative_amount_cny"):
        one_vintage.rows[TRADED][column] = "--"
    (plan,) = plan_all(read(one_vintage.rows, write), [ONE])
    assert plan.orders[2].unplayable == ()
    assert sum(take.quantity for take in plan.orders[2].instruments[0].takes) == 250_041


@pytest.mark.parametrize("column", ["listed_volume_t", "listed_amount_cny"])
@pytest.mark.parametrize("sign", ["-", "", "0"])
def test_a_volume_without_its_amount_is_not_played_and_both_are_compared_as_printed(
    column: str, sign: str, one_vintage, write: Write
) -> None:
    one_vintage.rows[TRADED][column] = sign
    days = read(one_vintage.rows, write)
    row = days[2].rows["CEA"]
    assert not row.traded
    assert {"listed_volume_t", "listed_amount_cny"} <= row.texts.keys()
    assert sum(len(plan.orders) for plan in plan_all(days, [ONE])) == 3


@pytest.mark.parametrize("column", ["date", "code"])
@pytest.mark.parametrize("sign", ["", "-", "--"])
def test_no_date_or_code_is_named(column: str, sign: str, one_vintage, write: Write) -> None:
    one_vintage.rows[IDLE][column] = sign
    with pytest.raises(TableError, match=f"line {IDLE + 2}, column {column}"):
        read(one_vintage.rows, write)


def played(table: Path, *more: str) -> tuple[int, dict]:
    """What `ceax days` ends with and reports."""
    result = CliRunner().invoke(app, ["days", str(table), "--json", *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, json.loads(result.stdout)


def test_a_table_with_placeholders_runs_and_names_each_as_a_difference(tmp_path: Path) -> None:
    table, weights = tmp_path / "days.csv", tmp_path / "weights.csv"
    table.write_text(",".join(COLUMNS) + A_DAY_WITHOUT_TRADES + "\n", encoding="utf-8")
    weights.write_text("date,code,numerator,denominator\n2021-07-16,CEA,1,1\n", encoding="utf-8")
    code, report = played(table, "--weights", str(weights))
    assert code == 1
    (found,) = report["differences"]
    assert [found[name] for name in ("date", "code", "column", "published", "ours")] == [
        *("2025-03-03", "COMCEA", "open", "0.00", "94.00")
    ]


def test_a_quirk_may_name_a_placeholder(one_vintage, write: Write, tmp_path: Path) -> None:
    one_vintage.rows[IDLE] |= {"high": "--", "low": "0.00", "listed_volume_t": "-", "open": ""}
    one_vintage.rows[TRADED] |= {"change_pct": "-", "previous_close": "--"}
    quirks = tmp_path / "quirks.csv"
    idle = ["high,--,*", "low,0.00,*", "listed_volume_t,-,0", "open,,*"]
    known = [f"2022-01-05,CEA,{cell},no trades" for cell in idle]
    later = ("change_pct,-,*", "previous_close,--,*")
    known += [f"2022-01-06,CEA,{cell},not printed" for cell in later]
    text = "\n".join(["date,code,column,published,ours,why", *known]) + "\n"
    quirks.write_text(text, encoding="utf-8")
    code, report = played(write(one_vintage.rows), "--quirks", str(quirks))
    assert report["differences"] == []
    assert len(report["quirks"]) == len(known)
    assert code == 0
