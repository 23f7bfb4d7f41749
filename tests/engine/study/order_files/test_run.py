"""Orders from files: the trades are those of the oracle, whatever the file looks like and however
it is cut into blocks.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from engine.commands import (
    MARKET,
    CommandKind,
    Parameter,
    Phase,
    SelfTrade,
    Side,
    TimeInForce,
    command,
)
from engine.errors import EngineError, OrderFileRefused
from engine.events import EventKind, Reason
from engine.rules.state import SMALL
from engine.study.order_files.run import DAY_NS, simulate
from engine.study.order_files.settings import Days, Files, Settings, Summary
from engine.study.simulation import ORDINARY
from engine.units import format_hundredths
from tests.oracle.oracle import Oracle
from tests.oracle.twin import limits_of

ACCOUNTS = 5
CASH_FEN, UNITS = 2_000_000, 300
BASE = 7850
COLUMNS = (
    "time",
    "account",
    "instrument",
    "action",
    "side",
    "type",
    "time_in_force",
    "price",
    "quantity",
    "order",
)
NS = 1_767_576_600_000_000_000
Row = dict[str, str]


def write(path: Path, rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> Path:
    """Rows of texts as a file, in a Parquet file as numbers where they are some."""
    if path.suffix == ".csv":
        with path.open("w", newline="") as file:
            table = csv.DictWriter(file, columns, restval="")
            table.writeheader()
            table.writerows(rows)
        return path
    whole = ("time", "account", "quantity", "order")
    arrays: dict[str, pa.Array] = {}
    for name in columns:
        values = [row.get(name) or None for row in rows]
        if name in whole and all(value is None or value.isdigit() for value in values):
            arrays[name] = pa.array(
                [None if value is None else int(value) for value in values], pa.int64()
            )
        elif name == "price":
            arrays[name] = pa.array(
                [None if value is None else float(value) for value in values], pa.float64()
            )
        else:
            arrays[name] = pa.array(values, pa.string())
    pyarrow.parquet.write_table(pa.table(arrays), path)
    return path


def read(path: Path) -> list[Row]:
    """A written table as texts."""
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            return list(csv.DictReader(file))
    return [
        {name: str(value) for name, value in row.items()}
        for row in pyarrow.parquet.read_table(path).to_pylist()
    ]


def run(
    folder: Path, rows: list[Row], settings: Settings, suffix: str = ".csv", **outputs: str
) -> tuple[Summary, list[Row]]:
    """Simulate rows; the summary and the trades."""
    trades = folder / f"trades{suffix}"
    others = {name: folder / file for name, file in outputs.items()}
    files = Files(write(folder / f"orders{suffix}", rows), trades, **others)
    summary = simulate(files, settings, lambda stage: lambda done, total: None)
    return summary, read(trades)


def ordinary(**parameters: int) -> Settings:
    """An ordinary book of few accounts."""
    return Settings({**ORDINARY, **parameters}, accounts=ACCOUNTS, capacity=SMALL)


def random_rows(random: Random, count: int) -> list[Row]:
    """A crowd of five accounts around one price: limit and market orders, cancels, replaces, some
    of them mistaken.
    """
    rows: list[Row] = []
    owners: dict[int, str] = {}
    for number in range(1, count + 1):
        row = {
            "time": str(NS + number),
            "account": str(random.randint(1, ACCOUNTS)),
            "instrument": "X",
        }
        named = random.choice(list(owners)[-40:]) if owners and random.random() < 0.4 else 0
        if named:
            row |= {
                "account": owners[named],
                "order": str(named),
                "action": random.choice(("cancel", "replace")),
            }
        else:
            owners[number] = row["account"]
            row |= {
                "order": str(number),
                "action": random.choice(("new", "")),
                "side": random.choice(("buy", "sell")),
            }
            row |= {
                "type": random.choice(("limit", "", "market")),
                "time_in_force": random.choice(("day", "", "", "ioc", "fok")),
            }
        price = format_hundredths(random.choice((BASE, BASE, 2 * BASE + 1)) + random.randint(-6, 6))
        if row["action"] != "cancel":
            row["quantity"] = str(random.randint(0, 30))
        if row["action"] == "replace" or (not named and row["type"] != "market"):
            row["price"] = price
        rows.append(row)
    return rows


def told_by_the_oracle(
    rows: list[Row], settings: Settings
) -> tuple[list[tuple[int, ...]], Counter[str]]:
    """Trades and refusals when the same rows are played one by one on the plain-Python exchange."""
    oracle = Oracle(limits_of(SMALL))
    sequence = 0

    def send(kind: CommandKind, **fields: Any) -> list[dict[str, Any]]:
        nonlocal sequence
        sequence += 1
        return oracle.apply(command(kind, sequence=sequence, time_ns=sequence, **fields)[0])

    send(CommandKind.LIST_INSTRUMENT, instrument=1, price=BASE, text=b"X")
    for name, value in settings.parameters.items():
        send(
            CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter[name.upper()], value=value
        )
    for account in range(1, ACCOUNTS + 1):
        send(CommandKind.OPEN_ACCOUNT, account=account)
        send(
            CommandKind.CASH_IN,
            account=account,
            amount_fen=settings.cash_fen,
            reference=2 * account,
        )
        send(
            CommandKind.UNITS_IN,
            account=account,
            instrument=1,
            quantity=settings.units,
            reference=2 * account + 1,
        )
    send(CommandKind.START_DAY, date=20260105)
    send(CommandKind.SET_PHASE, phase=Phase.MORNING)
    numbers: dict[str, int] = {}
    names: dict[int, int] = {0: 0}
    trades, refusals = [], Counter[str]()
    for row in rows:
        said = send(**oracle_fields(row, numbers))
        if said[0]["kind"] == EventKind.REFUSED:
            refusals[Reason(said[0]["reason"]).name.lower()] += 1
        elif row["action"] in ("new", ""):
            numbers[row["order"]] = said[0]["order_id"]
            names[said[0]["order_id"]] = int(row["order"])
        for fill in (event for event in said if event["kind"] == EventKind.FILL):
            parties = [
                (fill["account"], names[fill["order_id"]]),
                (fill["maker_account"], names[fill["maker_order_id"]]),
            ]
            (buyer, buy_order), (seller, sell_order) = (
                parties if fill["side"] == Side.BUY else parties[::-1]
            )
            trades.append(
                (
                    fill["number"],
                    fill["price"],
                    fill["quantity"],
                    buyer,
                    seller,
                    buy_order,
                    sell_order,
                )
            )
    return trades, refusals


def oracle_fields(row: Row, numbers: dict[str, int]) -> dict[str, Any]:
    """A row as the fields of a command."""
    if row["action"] == "cancel":
        return {
            "kind": CommandKind.CANCEL,
            "account": int(row["account"]),
            "order_id": numbers.get(row["order"], 0),
        }
    price = round(float(row.get("price") or 0) * 100)
    terms = {"account": int(row["account"]), "price": price, "quantity": int(row["quantity"])}
    if row["action"] == "replace":
        return {"kind": CommandKind.REPLACE, "order_id": numbers.get(row["order"], 0), **terms}
    force = TimeInForce[(row["time_in_force"] or "day").upper()]
    flags = MARKET if row["type"] == "market" else 0
    how = {"side": Side[row["side"].upper()], "time_in_force": force, "flags": flags}
    return {"kind": CommandKind.NEW_ORDER, "instrument": 1, **how, **terms}


RULES = {
    "ordinary": Settings(ORDINARY, accounts=ACCOUNTS, capacity=SMALL),
    "carbon": Settings({}, accounts=ACCOUNTS, cash_fen=CASH_FEN, units=UNITS, capacity=SMALL),
    "fees, own orders cancelled": Settings(
        {**ORDINARY, "trading_fee_ppm": 300, "self_trade": SelfTrade.CANCEL_RESTING},
        accounts=ACCOUNTS,
        capacity=SMALL,
    ),
    "own orders decremented": Settings(
        {**ORDINARY, "self_trade": SelfTrade.DECREMENT}, accounts=ACCOUNTS, capacity=SMALL
    ),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_trades_are_the_oracles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str, suffix: str, seed: int
) -> None:
    random = Random(f"{rules} {seed}")
    monkeypatch.setattr(
        "engine.study.order_files.blocks.BLOCK", random.choice((1, 17, 100, 65_536))
    )
    rows, settings = random_rows(random, 300), RULES[rules]
    settings = Settings(**{**vars(settings), "base_prices": {"X": BASE}})
    expected, refusals = told_by_the_oracle(rows, settings)
    summary, trades = run(tmp_path, rows, settings, suffix)
    names = ("trade", "quantity_t", "buyer", "seller", "buy_order", "sell_order")
    said = [
        (
            int(trade["trade"]),
            round(float(trade["price_cny"]) * 100),
            *(int(trade[name]) for name in names[1:]),
        )
        for trade in trades
    ]
    assert len(expected) > 10
    assert said == expected
    assert summary.rejected == refusals
    assert (summary.trades, sum(summary.commands.values())) == (len(expected), len(rows))


def order(side: str, price: str, quantity: int, **more: str) -> Row:
    return {
        "account": "1",
        "instrument": "X",
        "side": side,
        "price": price,
        "quantity": str(quantity),
    } | more


def test_a_file_of_three_columns_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("side,price,quantity\nsell,78.50,10\nbuy,79,4\n")
    files = Files(path, tmp_path / "trades.csv", depth=tmp_path / "depth.csv")
    simulate(files, ordinary(), lambda stage: lambda done, total: None)
    (trade,) = read(files.trades)
    assert (trade["instrument"], trade["price_cny"], trade["quantity_t"], trade["amount_fen"]) == (
        "X",
        "78.50",
        "4",
        "31400",
    )
    assert (trade["buyer"], trade["seller"], trade["taker_side"], trade["buy_order"]) == (
        "1",
        "1",
        "buy",
        "0",
    )
    assert read(tmp_path / "depth.csv") == [
        {
            "instrument": "X",
            "side": "sell",
            "level": "1",
            "price_cny": "78.50",
            "quantity_t": "6",
            "orders": "1",
        }
    ]


def test_each_instrument_has_its_first_price_as_base_unless_one_is_given(tmp_path: Path) -> None:
    rows = [
        order("sell", price, 1, instrument=code)
        for code, price in (("A", "10.00"), ("B", "20.00"), ("A", "30.00"), ("C", "5.00"))
    ]
    settings = Settings(
        {**ORDINARY, "band_bp": 1000}, {"C": 600, "B": 1900}, accounts=ACCOUNTS, capacity=SMALL
    )
    summary, _ = run(tmp_path, rows[1:2] + rows[3:], settings, events="events.csv")
    limits = {
        row["instrument"]: (row["price_cny"], row["value"])
        for row in read(tmp_path / "events.csv")
        if row["kind"] == "instrument_day"
    }
    assert limits == {"C": ("6.00", "660"), "B": ("19.00", "2090")}
    assert summary.rejected == {"price_below_limit": 1}
    summary, _ = run(
        tmp_path, rows, Settings({**ORDINARY, "band_bp": 1000}, accounts=ACCOUNTS, capacity=SMALL)
    )
    assert summary.rejected == {"price_above_limit": 1}


def test_a_book_stands_before_the_first_row(tmp_path: Path) -> None:
    book = [
        order("sell", "78.60", 5, order="7"),
        order("sell", "78.50", 5, order="8"),
        order("buy", "78.40", 2),
    ]
    write(
        tmp_path / "book.csv", book, ("account", "instrument", "side", "price", "quantity", "order")
    )
    rows = [
        order("buy", "78.60", 7, account="2", order="9"),
        {"account": "1", "action": "cancel", "order": "7"},
    ]
    files = Files(
        write(tmp_path / "orders.csv", rows),
        tmp_path / "trades.csv",
        tmp_path / "book.csv",
        depth=tmp_path / "depth.csv",
    )
    summary = simulate(files, ordinary(), lambda stage: lambda done, total: None)
    assert [
        (row["price_cny"], row["quantity_t"], row["buy_order"], row["sell_order"])
        for row in read(files.trades)
    ] == [
        ("78.50", "5", "9", "8"),
        ("78.60", "2", "9", "7"),
    ]
    assert [row["price_cny"] for row in read(tmp_path / "depth.csv")] == ["78.40"]
    assert summary.commands == {"new_order": 1, "cancel": 1}


def test_each_answer_names_the_order_of_its_row(tmp_path: Path) -> None:
    replaced = {"account": "1", "action": "replace", "price": "78.40", "quantity": "3"}
    rows = [
        order("sell", "78.50", 10, order="7"),
        {**replaced, "order": "7"},
        {**replaced, "order": "8"},
        {"account": "1", "action": "cancel", "order": "7"},
    ]
    run(tmp_path, rows, ordinary(), events="events.csv")
    answers = [row for row in read(tmp_path / "events.csv") if row["order"] != "0"]
    said = [(row["kind"], row["command_kind"], row["order"]) for row in answers]
    assert said[:3] == [
        ("accepted", "new_order", "7"),
        ("accepted", "replace", "7"),
        ("refused", "replace", "8"),
    ]
    assert ("accepted", "cancel", "7") in said


BAD_BOOKS = {
    "crossed": (
        [order("sell", "78.50", 5), order("buy", "78.50", 5)],
        "line 3, price '78.50': it would trade",
    ),
    "refused": (
        [order("sell", "78.50", 5), order("buy", "0.00", 5, order="4")],
        "line 3, order '4': refused, price not positive",
    ),
}


@pytest.mark.parametrize("bad", BAD_BOOKS)
def test_a_book_that_cannot_stand_is_refused(tmp_path: Path, bad: str) -> None:
    rows, complaint = BAD_BOOKS[bad]
    write(
        tmp_path / "book.csv", rows, ("account", "instrument", "side", "price", "quantity", "order")
    )
    files = Files(
        write(tmp_path / "orders.csv", [order("buy", "78.40", 1)]),
        tmp_path / "trades.csv",
        tmp_path / "book.csv",
    )
    with pytest.raises(EngineError, match=complaint):
        simulate(files, ordinary(), lambda stage: lambda done, total: None)


@pytest.mark.parametrize(
    ("days", "dates"),
    [(Days.UTC, [20260105, 20260106]), (Days.SHANGHAI, [20260105, 20260106, 20260107])],
)
def test_each_date_of_the_times_is_a_trading_day(
    tmp_path: Path, days: Days, dates: list[int]
) -> None:
    rows = [
        order("sell", "78.50", 10, time="2026-01-05T09:30:00", order="1"),
        order("buy", "78.50", 4, time="2026-01-05T10:00:00.000000001", account="2", order="2"),
        order("sell", "78.50", 304, time="2026-01-06T01:30:00", account="2", order="3"),
        order("sell", "78.50", 304, time="2026-01-06T17:30:00", account="2", order="4"),
    ]
    settings = Settings(
        {}, accounts=ACCOUNTS, cash_fen=CASH_FEN, units=UNITS, days=days, capacity=SMALL
    )
    summary, trades = run(
        tmp_path,
        rows,
        settings,
        events="events.csv",
        positions="positions.csv",
        balances="balances.csv",
    )
    assert (summary.days, len(trades)) == (len(dates), 1)
    assert summary.rejected == ({"units_insufficient": 1} if days is Days.UTC else {})
    assert summary.cancelled == {}
    kinds = Counter(row["kind"] for row in read(tmp_path / "events.csv"))
    assert (kinds["instrument_day"], kinds["instrument_close"], kinds["units_released"]) == (
        len(dates),
        len(dates) - 1,
        1,
    )
    held = {
        row["account"]: (row["position_t"], row["available_t"], row["locked_t"])
        for row in read(tmp_path / "positions.csv")
    }
    assert held["2"] == ("304", "0", "304") and held["1"] == ("296", "296", "0")
    cash = {row["account"]: row["cash_fen"] for row in read(tmp_path / "balances.csv")}
    assert (cash["1"], cash["2"]) == (str(CASH_FEN + 4 * BASE), str(CASH_FEN - 4 * BASE))


BAD_FILES: dict[str, tuple[list[Row], Settings, str]] = {
    "times that fall": (
        [order("buy", "78.50", 1, time="5"), order("buy", "78.50", 1, time="4")],
        ordinary(),
        "line 3, time '4': earlier than a row before it",
    ),
    "days without times": (
        [order("buy", "78.50", 1)],
        Settings(ORDINARY, accounts=ACCOUNTS, capacity=SMALL, days=Days.UTC),
        r"line 2, time \(nothing\): trading days by date need",
    ),
    "no rows": ([], ordinary(), "no row names an instrument, so a base price has to be given"),
    "market orders alone": (
        [{"account": "1", "instrument": "X", "side": "buy", "type": "market", "quantity": "1"}],
        ordinary(),
        "instrument X has no limit price",
    ),
    "an instrument without base price": (
        [order("buy", "78.50", 1, instrument="Y")],
        Settings(ORDINARY, {"X": 7850}, accounts=ACCOUNTS, capacity=SMALL),
        "line 2, instrument 'Y': X are known",
    ),
    "an account beyond": (
        [order("buy", "78.50", 1, account="6")],
        ordinary(),
        "line 2, account '6': a whole number from 1 to 5",
    ),
    "a band too wide": ([order("buy", "100.00", 1)], ordinary(), "start day refused: ladder full"),
    "a rule that is none": (
        [order("buy", "78.50", 1)],
        ordinary(tick=0),
        "tick 0: 1 to 1000000 are allowed",
    ),
}


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_file_that_cannot_be_played_is_refused_and_nothing_is_written(
    tmp_path: Path, bad: str
) -> None:
    rows, settings, complaint = BAD_FILES[bad]
    (tmp_path / "trades.csv").write_text("as it was")
    with pytest.raises(EngineError, match=complaint):
        run(tmp_path, rows, settings, events="events.csv")
    assert (tmp_path / "trades.csv").read_text() == "as it was"
    assert {path.name for path in tmp_path.iterdir()} == {"orders.csv", "trades.csv"}


def named(text: str) -> Row:
    """How another system would call order `text`."""
    return {"order": f"ORD-{text}/é"}


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_orders_named_by_texts_trade_alike_and_come_back_with_their_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr("engine.study.order_files.blocks.BLOCK", 17)
    for module in (
        "engine.rules.references",
        "engine.study.order_files.outputs",
        "engine.study.order_files.order_texts",
    ):
        monkeypatch.setattr(f"{module}.FORGOTTEN_LEAST", 5)
    rows = random_rows(Random(suffix), 300)
    renamed = [{**row, **named(row["order"])} for row in rows]
    texts, settings = (
        tmp_path / "texts",
        Settings(ORDINARY, base_prices={"X": BASE}, accounts=ACCOUNTS, capacity=SMALL),
    )
    texts.mkdir()
    summary, trades = run(tmp_path, rows, settings, suffix, events=f"events{suffix}")
    again, told = run(texts, renamed, settings, suffix, events=f"events{suffix}")
    assert (again.rejected, again.commands, again.trades) == (
        summary.rejected,
        summary.commands,
        summary.trades,
    )
    orders = ("buy_order", "sell_order")
    assert told == [
        {**trade, **{name: named(trade[name])["order"] for name in orders}} for trade in trades
    ]
    numbered = [row["order"] for row in read(tmp_path / f"events{suffix}")]
    assert [row["order"] for row in read(tmp_path / f"texts/events{suffix}")] == [
        "" if number == "0" else named(number)["order"] for number in numbered
    ]


def test_a_text_behind_thousands_of_whole_numbers_is_refused_by_line_and_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.study.order_files.blocks.BLOCK", 2)
    rows = [order("buy", "1.00", 1, order=name) for name in ("1", "2", "A-3")]
    with pytest.raises(
        OrderFileRefused,
        match=r"line 4, order 'A-3': a whole number is allowed, as in the file's first",
    ):
        run(tmp_path, rows, ordinary())


def test_a_name_of_more_than_forty_bytes_is_refused(tmp_path: Path) -> None:
    for suffix, word in ((".csv", "line 2"), (".parquet", "row 1")):
        with pytest.raises(
            OrderFileRefused, match=f"{word}, order .*at most 40 characters are allowed"
        ):
            run(tmp_path, [order("buy", "1.00", 1, order="x" * 41)], ordinary(), suffix)


def test_without_a_band_prices_go_from_one_tick_as_far_as_the_ladders_have_room(
    tmp_path: Path,
) -> None:
    """Two instruments share 16,384 places: 8,192 each, day after day around the last close."""
    rows = [
        order("sell", "10.00", 1, instrument="A", time=str(NS)),
        order("sell", "1.00", 1, instrument="B", time=str(NS)),
        order("sell", "21.00", 1, instrument="A", account="1", time=str(NS + 1)),
        order("buy", "81.00", 2, instrument="A", account="2", time=str(NS + 2)),
        order("sell", "0.01", 1, instrument="A", account="1", time=str(NS + DAY_NS)),
        order("buy", "0.01", 1, instrument="A", account="2", time=str(NS + DAY_NS)),
        order("sell", "82.00", 1, instrument="A", account="2", time=str(NS + DAY_NS)),
    ]
    settings = Settings(ORDINARY, accounts=ACCOUNTS, capacity=SMALL, days=Days.UTC, band=False)
    summary, trades = run(tmp_path, rows, settings)
    assert [trade["price_cny"] for trade in trades] == ["10.00", "21.00", "0.01"]
    assert summary.rejected == Counter({"price_above_limit": 1})
