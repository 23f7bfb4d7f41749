"""A venue after a day with halts, an auction and a block, amid the next one, and its site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from engine.commands import PAY_AS_BID, CommandKind, Phase, Side
from engine.units import parse_date
from gateway.protocol.http import Response
from gateway.protocol.http_head import Head
from gateway.protocol.outside import SYSTEM
from marketdata.archive.places import day_folder
from marketdata.archive.process import FOLDER
from marketdata.day_rows import ALLOWANCES, COMPOSITE_CODE, PRINTED
from marketdata.history import HISTORY_NAME, History
from marketdata.http.site import FeedSite
from marketdata.published.imported import ImportedDays
from tests.marketdata.archive.test_archive import DATE, trade_a_day, write
from tests.marketdata.conftest import BUYER, SELLER, Exchange

NEXT = "2026-01-06"
IMPORTED = "2021-07-16"


def asked(
    site: FeedSite, path: str, method: str = "GET", peer: str = "", **headers: str
) -> Response:
    """The response to a request, without a socket."""
    path, _, query = path.partition("?")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    made = site.respond(Head(method, path, 1, named, query), peer)
    return made if isinstance(made, Response) else made()


class Venue(NamedTuple):
    """What the answers are compared with, and the site that makes them."""

    exchange: Exchange
    history: History
    data: Path
    site: FeedSite
    kept: dict[str, bytes]  # trades by method, before the archive had the day

    @property
    def day(self) -> Path:
        """The folder of the day that has ended."""
        return day_folder(self.data / FOLDER, DATE)

    def ask(self, path: str, method: str = "GET", peer: str = "", **headers: str) -> Response:
        """The response to a request, without a socket."""
        return asked(self.site, path, method, peer, **headers)

    def pages(self, path: str, read: Callable[[bytes], Any]) -> list[Any]:
        """What is on all pages, which the header `Link` leads along."""
        found = []
        while path:
            response = self.ask(path)
            assert response.status == HTTPStatus.OK, response.body
            found.append(read(response.body))
            link = dict(response.headers).get("Link", "")
            path = link.partition(">")[0].removeprefix("<")
        return found


def auction(exchange: Exchange, day: str = DATE) -> None:
    """An auction that sells a part."""
    terms = {"side": Side.SELL, "quantity": 100_000, "flags": PAY_AS_BID}
    exchange.do(CommandKind.APPLY_AUCTION, account=SELLER, instrument=2, **terms)
    exchange.do(CommandKind.ACCEPT_AUCTION, reference=1)
    times = {"date": parse_date(day), "price": 1000, "quantity": 1030}
    exchange.do(CommandKind.ANNOUNCE_AUCTION, reference=1, **times)
    exchange.do(CommandKind.OPEN_AUCTION, reference=1)
    exchange.do(CommandKind.PLACE_BID, reference=1, account=BUYER, price=7600, quantity=30_000)
    exchange.do(CommandKind.CLOSE_AUCTION, reference=1, tape_hash=255)


def block(exchange: Exchange) -> None:
    """A deal of the block desk."""
    terms = {"instrument": 1, "side": Side.SELL, "price": 7400, "quantity": 100_000}
    intent = exchange.do(CommandKind.POST_INTENT, account=SELLER, **terms)["order_id"]
    exchange.do(CommandKind.ACCEPT_INTENT, account=BUYER, order_id=intent, quantity=100_000)


def play_a_day(exchange: Exchange, history: History) -> None:
    """A whole day."""
    for code in ("CEA24", "CEA25"):
        exchange.list_instrument(code, "75.00")
    exchange.weigh(DATE, 2, {"CEA24": 1, "CEA25": 1})
    exchange.at(f"{DATE}T09:30:00+08:00")
    exchange.start(DATE)
    auction(exchange)
    trade_a_day(exchange, DATE)
    block(exchange)
    history.record([exchange.end()], exchange.feed.board.take_ended_bars())


def import_a_day(history: History) -> None:
    """Two rows of the market's first day, one of the composite."""
    known = dict.fromkeys(PRINTED, 5123) | {"change_pct": "6.73"}
    head = {"market": ALLOWANCES, "date": IMPORTED, "sha256": "a" * 64, "line": 2}
    rows = [head | {"instrument": code} | known for code in ("CEA", COMPOSITE_CODE)]
    file = {"sha256": "a" * 64, "name": "days.csv", "imported_ns": 0}
    ImportedDays(history).add(rows, file)


def play_on(exchange: Exchange) -> None:
    """Half of the next day."""
    exchange.settle()
    exchange.at(f"{NEXT}T09:30:00+08:00")
    exchange.start(NEXT)
    for step in range(9):
        exchange.trade("CEA25", f"75.{step:02}", 5)
        exchange.pass_time(70)
    exchange.do(CommandKind.HALT, instrument=1)
    exchange.do(CommandKind.SET_PHASE, phase=Phase.LUNCH)


def leaves(value: Any) -> list[Any]:
    """All values of a document in order; a decimal text as hundredths."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [leaf for each in inner for leaf in leaves(each)]
    if isinstance(value, str) and value.replace(".", "").isdigit() and value[-3:-2] == ".":
        return [int(value.replace(".", ""))]
    return [value]


@contextmanager
def built(data: Path) -> Iterator[Venue]:
    """The venue in a data folder."""
    history, exchange = History(data / "feed" / HISTORY_NAME), Exchange()
    site = FeedSite(exchange.feed, history, data, SYSTEM)
    import_a_day(history)
    play_a_day(exchange, history)
    paths = {name: f"/v1/trades/{DATE}.csv?method={name}" for name in ("listed", "block")}
    kept = {name: asked(site, path).body for name, path in paths.items()}
    play_on(exchange)
    write(exchange, data / FOLDER)
    yield Venue(exchange, history, data, site, kept)
    history.close()


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """The venue, for one file of tests."""
    with built(tmp_path_factory.mktemp("venue")) as made:
        yield made
