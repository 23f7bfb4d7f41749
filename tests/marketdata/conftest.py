"""A real engine whose events go straight into a feed, and servers around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.commands import (
    CommandArray,
    CommandKind,
    Market,
    Phase,
    Side,
    TimeInForce,
    TotalsKind,
    VenueRule,
    command,
)
from engine.commands.texts import Texts, with_texts
from engine.events import EventKind
from engine.instrument_codes import market_of
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, empty_state
from engine.units import parse_date, parse_hundredths
from gateway.protocol.address import Address
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import PrivateKey, generate
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.publisher import Publisher
from marketdata.streams import Message

START_NS = 1_700_000_000_000_000_000
SELLER, BUYER = 1, 2
CASH_FEN = 10**13
UNITS = 10**7


class Exchange:
    """An engine and the feed that hears it.

    Every call applies one command, and publishes like one batch of events.
    """

    def __init__(self, market: Market | None = None) -> None:
        self.feed = Feed("test")
        self.numbers: dict[str, int] = {}
        self.events: list[dict[str, Any]] = []
        self.messages: list[Message] = []
        self.told: Callable[[list[Message]], object] = lambda messages: None
        self._state = empty_state(SMALL)
        self._codes = Codes()
        self._sequence = 0
        self._start_ns = START_NS
        self._reference = 0
        if market is not None:
            self.do(CommandKind.SET_VENUE_RULE, rule=VenueRule.MARKET, value=market)
        for account in (SELLER, BUYER):
            self.do(CommandKind.OPEN_ACCOUNT, account=account, text=f"member {account}".encode())
            self.do(
                CommandKind.CASH_IN,
                account=account,
                amount_fen=CASH_FEN,
                reference=self._next_reference(),
            )

    def do(self, kind: CommandKind, **fields: Any) -> dict[str, Any]:
        """Apply a command; returns its acknowledgement.

        What the feed publishes is added to `messages`.
        """
        return self._apply(command(kind, **fields))[0]

    def say(self, kind: CommandKind, texts: Texts, **fields: Any) -> list[dict[str, Any]]:
        """Apply a command and the texts that go with it; returns all its events."""
        return self._apply(with_texts(command(kind, **fields), texts))

    def _apply(self, records: CommandArray) -> list[dict[str, Any]]:
        first, self._sequence = self._sequence + 1, self._sequence + len(records)
        records["sequence"] = range(first, self._sequence + 1)
        records["time_ns"] = self._start_ns + self._sequence * 1_000_000
        events = event_maps(apply_all(self._state, records), self._codes)
        self.events += events
        published = self.feed.apply(events[0]["sequence"], events)
        self.messages += published
        self.told(published)
        assert events[0]["kind"] in (EventKind.ACCEPTED.name.lower(), "sealed"), events[0]
        return events

    def at(self, moment: str) -> None:
        """Set the clock, to a time written as 2026-01-05T09:30:00+08:00."""
        now_ns = int(dt.datetime.fromisoformat(moment).timestamp()) * 1_000_000_000
        self._start_ns = now_ns - self._sequence * 1_000_000

    def pass_time(self, seconds: int) -> None:
        """Let some time pass."""
        self._start_ns += seconds * 1_000_000_000

    def _next_reference(self) -> int:
        self._reference += 1
        return self._reference

    def list_instrument(self, code: str, base: str) -> None:
        """List an instrument and give the seller units of it."""
        number = self.numbers[code] = len(self.numbers) + 1
        self._codes[number] = code
        self.do(
            CommandKind.LIST_INSTRUMENT,
            instrument=number,
            price=parse_hundredths(base),
            text=code.encode(),
            market=market_of(code),
        )
        self.do(
            CommandKind.UNITS_IN,
            account=SELLER,
            instrument=number,
            quantity=UNITS,
            reference=self._next_reference(),
        )

    def weigh(self, date: str, denominator: int, numerators: Mapping[str, int]) -> None:
        """Set price weights from a date on."""
        instruments, values = np.zeros(14, "<u2"), np.zeros(14, "<u2")
        for place, (code, numerator) in enumerate(numerators.items()):
            instruments[place], values[place] = self.numbers[code], numerator
        fields = {"weight_instruments": instruments, "weight_numerators": values}
        self.do(CommandKind.SET_PRICE_WEIGHTS, date=parse_date(date), value=denominator, **fields)

    def open_totals(
        self, quantity: int, amount: str, composite_close: str, code: str | None = None
    ) -> None:
        """Say what was traded before."""
        price = 0 if code else parse_hundredths(composite_close)
        instrument = self.numbers[code] if code else 0
        fields = {"quantity": quantity, "amount_fen": parse_hundredths(amount), "price": price}
        self.do(
            CommandKind.OPEN_TOTALS,
            instrument=instrument,
            parameter=TotalsKind.CUMULATIVE,
            **fields,
        )

    def start(self, date: str) -> None:
        """Start a day and go into the morning."""
        self.do(CommandKind.START_DAY, date=parse_date(date))
        self.do(CommandKind.SET_PHASE, phase=Phase.MORNING)

    def sell(self, code: str, price: str, quantity: int, account: int = SELLER) -> int:
        """List a quote (挂牌); returns the order number."""
        return self._order(code, Side.SELL, price, quantity, account, TimeInForce.DAY)

    def buy(self, code: str, price: str, quantity: int, tif: TimeInForce = TimeInForce.DAY) -> int:
        """Take (摘牌)."""
        return self._order(code, Side.BUY, price, quantity, BUYER, tif)

    def _order(
        self, code: str, side: Side, price: str, quantity: int, account: int, tif: TimeInForce
    ) -> int:
        fields = {
            "side": side,
            "price": parse_hundredths(price),
            "quantity": quantity,
            "time_in_force": tif,
        }
        reply = self.do(
            CommandKind.NEW_ORDER, account=account, instrument=self.numbers[code], **fields
        )
        return reply["order_id"]

    def trade(self, code: str, price: str, quantity: int) -> None:
        """One trade at a price: a quote and its taker."""
        self.sell(code, price, quantity)
        self.buy(code, price, quantity)

    def end(self) -> dict[str, Any]:
        """Close and end the day; returns the bulletin."""
        self.do(CommandKind.SET_PHASE, phase=Phase.CLOSED)
        self.do(CommandKind.END_DAY)
        return self.data("bulletin")

    def settle(self) -> None:
        """Confirm and settle the day that has just ended, as the bridge would: with the feed's own
        close message.
        """
        close = self.closes()[-1]
        date = parse_date(close["date"])
        figures = {
            "value": close["count"],
            "quantity": close["quantity"],
            "amount_fen": close["amount_fen"],
        }
        self.do(
            CommandKind.CLEARING_RESULT, date=date, tape_hash=int(close["tape_hash"], 16), **figures
        )
        self.do(CommandKind.SETTLEMENT_DONE, date=date)

    def closes(self) -> list[dict[str, Any]]:
        """All close messages of the settlement stream."""
        data = [message.body["data"] for message in self.feed.settlement.messages_from(1, 10**6)]
        return [each for each in data if each["kind"] == "close"]

    def bodies(self, channel: str, code: str | None = None) -> list[dict[str, Any]]:
        """All messages of a stream so far."""
        return [message.body for message in self.messages if message.key == (channel, code)]

    def data(self, channel: str, code: str | None = None) -> dict[str, Any]:
        """Data of the last message of a stream."""
        return self.bodies(channel, code)[-1]["data"]


@pytest.fixture
def exchange() -> Exchange:
    """An exchange with two members and no instruments."""
    return Exchange()


@pytest.fixture
def cea25(exchange: Exchange) -> Exchange:
    """The same on the morning of 2026-01-05 with CEA25, base 74.63, carrying the whole weight."""
    exchange.list_instrument("CEA25", "74.63")
    exchange.weigh("2026-01-05", 1, {"CEA25": 1})
    exchange.start("2026-01-05")
    return exchange


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """An empty history in a SQLite file."""
    opened = History(tmp_path / "feed" / "history.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def keys(tmp_path: Path) -> PublicKeys:
    """The venue's public keys, none yet."""
    return PublicKeys(tmp_path / "keys.json")


@pytest.fixture
def bridge_key(tmp_path: Path, keys: PublicKeys) -> PrivateKey:
    """The key of a bridge, known to the venue."""
    key = generate(tmp_path / "bridge.pem")
    keys.add("bridge", "bridge", None, "bridge", key.public_key)
    return key


Serving = Callable[..., AbstractAsyncContextManager[str]]


@pytest.fixture
def serving(history: History, keys: PublicKeys) -> Serving:
    """`async with serving(exchange) as url`: a publisher on a real socket that tells what the
    exchange's feed publishes.
    """

    @asynccontextmanager
    async def serve(exchange: Exchange, port: int = 0, own: bool = False) -> AsyncIterator[str]:
        async with Publisher(exchange.feed, history, keys) as publisher:
            exchange.told = publisher.publish
            url = await publisher.listen(Address(port=port, own_port=0 if own else None))
            yield publisher.own_url if own else url

    return serve
