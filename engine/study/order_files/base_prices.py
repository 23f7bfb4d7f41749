"""The instruments of order files and their base prices: as given, or the first price of each that
the files name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from engine.errors import OrderFileRefused
from engine.study.order_files import fields
from engine.study.order_files.blocks import Progress, Rows
from engine.study.order_files.number_texts import Integers
from engine.study.order_files.orders import BOOK_COLUMNS, COLUMNS, REQUIRED
from engine.study.order_files.rows import read_rows
from engine.texts.decoding import Encoding

ONLY_CODE = "X"  # of the one instrument of a file that names none
Stages = Callable[[str], Progress]  # a stage by name: where its progress goes


def base_prices(
    orders: Path,
    book: Path | None,
    wanted: Mapping[str, int],
    stages: Stages,
    encoding: Encoding = Encoding.UTF_8,
) -> dict[str, int]:
    """Base prices in ticks by code; `wanted` has those that are given, "" for all others.

    Raises OrderFileRefused.
    """
    given = dict(wanted)
    others = given.pop("", None)
    if given and others is None:
        return given
    found: dict[str, int] = {}
    for path, columns in ((book, BOOK_COLUMNS), (orders, COLUMNS)):
        if path is not None:
            for rows in read_rows(
                path,
                columns,
                REQUIRED,
                stages(f"reading {path.name}"),
                only=("instrument", "price"),
                encoding=encoding,
            ):
                for code, price in _first_prices(rows):
                    found[code] = found.get(code) or price
    bases = {
        code: given.get(code) or others or price
        for code, price in {**dict.fromkeys(given, 0), **found}.items()
    }
    unpriced = [code for code, price in bases.items() if not price]
    if unpriced or not bases:
        what = (
            f"instrument {unpriced[0]} has no limit price"
            if unpriced
            else "no row names an instrument"
        )
        raise OrderFileRefused(f"{orders}: {what}, so a base price has to be given")
    return bases


def _first_prices(rows: Rows) -> Iterator[tuple[str, int]]:
    """The first price of each instrument in a block, 0 where it has none."""
    prices = fields.prices(rows, "price")
    if "instrument" not in rows.columns:
        yield ONLY_CODE, _first(prices)
        return
    codes = fields.names(rows, "instrument")
    for code in np.unique(codes[codes != b""]).tolist():
        yield code.decode(), _first(prices[codes == code])


def _first(prices: Integers) -> int:
    some = prices[prices > 0]
    return int(some[0]) if len(some) else 0
