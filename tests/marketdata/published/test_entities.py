"""How many entities traded: of the accounts of a log, and of entities that a table names."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.rehearsal.errors import TableError
from gateway.rehearsal.published_rows import Sum
from marketdata.errors import ReportRefused
from marketdata.history import HISTORY_NAME, History
from marketdata.published.entities import Side, Traded, read_owners
from marketdata.published.figures import Day
from marketdata.published.periods import Period
from marketdata.published.reports import json_of, report
from tests.engine.study import trading_log
from tests.marketdata.published.tables import Table, import_file, write

DATES = (20260105, 20260106, 20260107)
METHODS = ("listed", "block")
Trade = tuple[int, str, int, int, int]  # date, method, buyer, seller, tonnes


def random_trades(seed: int) -> list[Trade]:
    chance = random.Random(seed)
    return [
        (
            chance.choice(DATES),
            chance.choice(METHODS),
            chance.randrange(1, 30),
            chance.randrange(1, 30),
            chance.randrange(1, 400_000),
        )
        for _ in range(60)
    ]


def sides(trades: list[Trade]) -> list[Side]:
    """As a log gives them: by day, account and method."""
    counted: Counter[tuple[int, int, str]] = Counter()
    tonnes: Counter[tuple[int, int, str]] = Counter()
    for date, method, buyer, seller, quantity in trades:
        for account in (buyer, seller):
            counted[date, account, method] += 1
            tonnes[date, account, method] += quantity
    return [Side(*key, counted[key], tonnes[key]) for key in sorted(counted)]


def days(trades: list[Trade]) -> list[Day]:
    found = []
    for date in DATES:
        volumes = dict.fromkeys(METHODS, 0)
        for on, method, _, _, quantity in trades:
            volumes[method] += quantity if on == date else 0
        sums = {("CEA25", method): Sum(volume, volume) for method, volume in volumes.items()}
        found.append(Day(date, 100, 100, 0, sums, {"CEA25": 100}))
    return found


def counts(traded: Traded, of_days: list[Day]) -> list[int | None]:
    return [figure.value for figure in traded.figures(of_days)]


def plain(trades: list[Trade], entity_of: dict[int, str]) -> list[int]:
    """Traded, twice or more, above a million tonnes, by both methods."""
    mine = defaultdict(list)
    for trade in trades:
        for account in trade[2:4]:
            mine[entity_of[account]].append(trade)
    return [
        len(mine),
        len([each for each in mine.values() if len(each) >= 2]),
        len([each for each in mine.values() if sum(trade[4] for trade in each) > 1_000_000]),
        len([each for each in mine.values() if {trade[1] for trade in each} == set(METHODS)]),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_counts_equal_plain_arithmetic(seed: int):
    trades = random_trades(seed)
    accounts = range(1, 30)
    assert counts(Traded(sides(trades)), days(trades)) == plain(
        trades, {account: str(account) for account in accounts}
    )
    groups = {account: f"group {account % 7}" for account in accounts}
    owners = {account: [(20250101, name)] for account, name in groups.items()}
    assert counts(Traded(sides(trades), owners), days(trades)) == plain(trades, groups)


def test_an_account_is_its_entitys_of_that_day(tmp_path: Path):
    file = tmp_path / "entities.csv"
    file.write_text(
        "account,entity,from_date\n1,甲公司,2026-01-01\n1,乙公司,2026-01-06\n2,甲公司,2026-01-01\n"
    )
    trades = [(DATES[0], "listed", 1, 2, 5), (DATES[1], "listed", 1, 2, 5)]
    assert counts(Traded(sides(trades), read_owners(file)), days(trades)) == [2, 1, 0, 0]
    with pytest.raises(ReportRefused, match="no row of account 3 on 20260105"):
        counts(Traded([Side(DATES[0], 3, "listed", 1, 5)], read_owners(file)), days([]))


@pytest.mark.parametrize(
    ("row", "column"),
    [("0,a,2026-01-01", "account"), ("1,,2026-01-01", "entity"), ("1,a,2026-13-01", "from_date"),
     ("1,a,2026-01-01\n1,b,2026-01-01", "from_date")],
)  # fmt: skip
def test_a_wrong_row_of_the_table_is_named(tmp_path: Path, row: str, column: str):
    file = tmp_path / "entities.csv"
    file.write_text(f"account,entity,from_date\n{row}\n")
    with pytest.raises(TableError, match=f"column {column}"):
        read_owners(file)


def test_a_log_that_lacks_trades_of_the_period_gives_none_and_not_zero():
    trades = random_trades(1)
    all_days = days(trades)
    before = Day(20251231, 100, 100, 0, {("CEA25", "listed"): Sum(7, 7)}, {"CEA25": 100})
    traded = Traded(sides(trades))
    assert counts(traded, [before, *all_days]) == [None] * 4
    assert None not in counts(traded, all_days)


def test_a_report_has_them_with_their_growth_only_from_a_log():
    trades = random_trades(2)
    all_days, traded = days(trades), Traded(sides(trades))
    first, last = Period(DATES[0], DATES[0]), Period(DATES[1], DATES[2])
    made = json_of(report(all_days, last, first, (), traded))
    rows = {row["figure"]: row for row in made["figures"] if row["unit"] == "entities"}
    assert list(rows) == [
        "entities_traded",
        "entities_more_than_once",
        "entities_above_1_mt",
        "entities_both_methods",
    ]
    row = rows["entities_traded"]
    assert row["growth_pct"] == f"{(row['value'] / row['against'] - 1) * 100:.2f}"
    bare = json_of(report(all_days, last, first, ()))
    assert not [each for each in bare["figures"] if each["unit"] == "entities"]


def test_a_table_of_entities_needs_a_log(tmp_path: Path):
    words = ["report", "day", "2026-01-05", "--data", str(tmp_path), "--entities", "e.csv"]
    assert CliRunner().invoke(root(), words).exit_code == 2


def test_the_command_counts_the_entities_of_a_log(tmp_path: Path):
    trades = trading_log.trade(1, 2, 100), trading_log.trade(1, 3, 50)
    played = [*trading_log.opened(), *trading_log.day(trading_log.MONDAY, *trades)]
    trading_log.write_log(tmp_path / "log", *played)
    rows = Table(1).rows("2026-01-05", "2026-01-05")[:2]
    for row in rows:
        row |= dict.fromkeys([name for name in row if name.endswith("_volume_t")], "0")
        row |= dict.fromkeys([name for name in row if name.endswith("_amount_cny")], "0.00")
        row |= {"listed_volume_t": "150", "listed_amount_cny": "7500.00"}
    history = History(tmp_path / "feed" / HISTORY_NAME)
    import_file(write(tmp_path / "days.csv", rows), history, 1)
    history.close()
    words = ["report", "day", "2026-01-05", "--data", str(tmp_path), "--log", str(tmp_path)]
    result = CliRunner().invoke(root(), words)
    assert result.exit_code == 0, result.exception
    assert "entities that traded  3 entities" in result.stdout
    assert "entities with two trades or more  1 entities" in result.stdout
