"""The pages: a row for each."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A page: its address, the folder of its files in `browser`, and its name in both languages.

    `help`: one sentence, for people who have no JavaScript and for search.
    """

    path: str
    folder: str
    name_zh: str
    name_en: str
    help: str


ROWS = (
    Row(
        "/",
        "public",
        "市场行情",
        "Market",
        "Composite price, bars, depth, trades, bulletins, auctions, reports and files.",
    ),
)
