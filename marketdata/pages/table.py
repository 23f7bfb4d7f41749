"""The pages: a row for each."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A page: its address, the folder of its files in `browser`, and its name in both languages.

    `help`: one sentence, for people who have no JavaScript and for search. `is_keyed`: it logs on
    with a key.
    """

    path: str
    folder: str
    name_zh: str
    name_en: str
    help: str
    is_keyed: bool = False


ROWS = (
    Row(
        "/",
        "public",
        "市场行情",
        "Market",
        "Composite price, bars, depth, trades, bulletins, auctions, reports and files.",
    ),
    Row(
        "/member",
        "member",
        "交易终端",
        "Trading",
        "A member's screen: orders, trades, holdings, the block desk, auctions, statements.",
        is_keyed=True,
    ),
    Row(
        "/exchange",
        "exchange",
        "交易所控制台",
        "Exchange",
        "The exchange's console: price limits, the day, supervision and every act of its staff.",
        is_keyed=True,
    ),
    Row(
        "/registry",
        "registry",
        "登记结算",
        "Registry",
        "Completion, certificates and cancelled units; an entity's own units; the registry's desk.",
        is_keyed=True,
    ),
)
