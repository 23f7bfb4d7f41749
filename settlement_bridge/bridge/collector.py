"""From the feed into the registry: the settlement stream with a durable cursor. A trade that the
exchange undoes before its day is closed is marked, so that nothing of it is delivered.

What has been heard is stored in portions; a portion that is lost with the process is heard again,
because the cursor is stored with it. A day's close is stored at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gateway.client.backoff import Backoff, jittered
from gateway.protocol.errors import GatewayError, RequestError
from gateway.protocol.fields import (
    INSTRUMENT_NUMBER_MAX,
    account,
    client_order_id,
    code,
    date,
    line,
    number,
    price,
    quantity,
)
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.readers import Integer, Read, wrong_type
from gateway.protocol.server_clock import mend_clock
from marketdata.client import FeedSession, connect
from settlement_bridge.books import Figures, Trade, TradeOrders
from settlement_bridge.books.clearing import METHOD_CODES
from settlement_bridge.bridge import Bust, DayClose, trading_days
from settlement_bridge.bridge.agreement import count, fen, may_be, tape_hash, tonnes
from settlement_bridge.errors import TapeBroken, VenueDiffers
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

log = logging.getLogger(__name__)

CHANNEL = "settlement"
HEARD_MAX = 20_000  # messages heard and not stored yet; past them the feed waits
STORE_MAX = 1_000  # messages of one portion
STORE_PAUSE_S = 0.05  # how long a portion may wait for more
RETRY_FIRST_S, RETRY_MOST_S = 0.1, 5.0  # between attempts to reach the feed
RETRY_BROKEN_S = 30.0  # after a stream that does not fit to what is in the registry
FEED_GIVE_UP_S = 60.0  # after that the feed's session is made anew

# With the epoch it was heard in, and what it is made of.
Heard = tuple[str, trading_days.Heard, TradeOrders | None]


class Collector:
    """Follows the feed's settlement channel.

    `run` does it until cancelled; `on_close` is called when a close is stored.
    """

    def __init__(
        self,
        url: str,
        key: PrivateKey,
        registry: Registry,
        worker: Worker,
        on_close: Callable[[], None],
        outside: Outside = SYSTEM,
    ) -> None:
        self._outside = outside
        self._url, self._key = url, key
        self._registry, self._sql = registry, worker
        self._on_close = on_close
        self._heard: asyncio.Queue[Heard] = asyncio.Queue(HEARD_MAX)
        self._pauses = Backoff(RETRY_FIRST_S, RETRY_MOST_S)

    async def run(self) -> None:
        """Follow and store until cancelled; nothing that the feed says ends it.

        Raises what the database raises.
        """
        while True:
            try:
                await self._follow_and_store()
            except* (TapeBroken, VenueDiffers) as broken:
                why = broken.exceptions[0]
                log.error("nothing is collected from the feed %s: %s", self._url, why)
            await asyncio.sleep(jittered(RETRY_BROKEN_S))

    async def _follow_and_store(self) -> None:
        """Raises TapeBroken, VenueDiffers: what an attempt made at once does not mend."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_for_ever())
            tasks.create_task(self._store_for_ever())

    async def _follow_for_ever(self) -> None:
        while True:
            try:
                async with connect(
                    self._url, self._key, give_up_s=FEED_GIVE_UP_S, wall_ns=self._outside.wall_ns
                ) as feed:
                    await self._follow(feed)
            except GatewayError as error:  # it refused, answered wrongly, or not at all
                mend_clock(error, self._outside)
                log.warning("feed %s: %s; trying again", self._url, error)
            await asyncio.sleep(self._pauses.next_s())

    async def _follow(self, feed: FeedSession) -> None:
        while not self._heard.empty():  # heard on an earlier session, and to be heard again
            self._heard.get_nowait()
        cursor = await self._sql(self._registry.read, trading_days.cursor)
        if cursor.epoch not in ("", feed.venue):
            raise VenueDiffers(
                f"the feed is of venue {feed.venue!r}, this registry settles for {cursor.epoch!r}"
            )
        await feed.subscribe(CHANNEL, from_=cursor.next_seq)
        self._pauses.reset()
        log.info(
            "following settlement messages of %s from number %d on", feed.venue, cursor.next_seq
        )
        async for message in feed:
            epoch, seq = line("epoch", message.get("epoch")), number("seq", message.get("seq"))
            if epoch != feed.venue:
                raise VenueDiffers(
                    f"the feed of venue {feed.venue!r} has messages of venue {epoch!r}"
                )
            data = message.get("data")
            await self._heard.put((epoch, read_message(seq, data), read_orders(seq, data)))

    async def _store_for_ever(self) -> None:
        while True:
            portion = await self._portion()
            epochs = {epoch for epoch, _, _ in portion}
            if len(epochs) > 1:
                raise VenueDiffers(
                    f"the feed has messages of several venues: {', '.join(sorted(epochs))}"
                )
            trades = [item for _, item, _ in portion if isinstance(item, Trade)]
            closes = [item for _, item, _ in portion if isinstance(item, DayClose)]
            busts = [item for _, item, _ in portion if isinstance(item, Bust)]
            orders = [each for _, _, each in portion if each is not None]
            collect, epoch = trading_days.collect, epochs.pop()
            await self._sql(self._registry.write, collect, epoch, trades, closes, orders, busts)
            if closes:
                self._on_close()

    async def _portion(self) -> list[Heard]:
        """What is stored together: up to a close, a full portion or a short while."""
        portion = [await self._heard.get()]
        until = asyncio.get_running_loop().time() + STORE_PAUSE_S
        while len(portion) < STORE_MAX and isinstance(portion[-1][1], Trade):
            try:
                async with asyncio.timeout_at(until):
                    portion.append(await self._heard.get())
            except TimeoutError:
                break
        return portion


def read_message(seq: int, data: Any) -> trading_days.Heard:
    """A message of the settlement channel as a record. Raises TapeBroken when it is malformed."""
    if type(data) is not dict:
        raise TapeBroken(f"settlement message {seq} is malformed: its data is no map")
    with _named(seq):
        if data.get("kind") == "trade":
            return _trade(seq, data)
        if data.get("kind") == "bust":
            return _bust(seq, data)
        if data.get("kind") == "close":
            return _close(seq, data)
    kind, known = data.get("kind"), "trade, bust and close"
    raise TapeBroken(f"settlement message {seq} is of kind {kind!r}; known are {known}")


def read_orders(seq: int, data: Mapping[str, Any]) -> TradeOrders | None:
    """The orders that a trade of the settlement channel was made of; None of other messages, and
    where there are none. Raises TapeBroken.
    """
    with _named(seq):
        found = [reader(name, data.get(name)) for name, reader in _ORDERS.items()]
    orders = TradeOrders(seq, *found)
    return None if orders.buyer_order is None or orders.seller_order is None else orders


@contextmanager
def _named(seq: int) -> Iterator[None]:
    """What is wrong with a message, with its number."""
    try:
        yield
    except RequestError as error:
        raise TapeBroken(f"settlement message {seq} is malformed: {error.message}") from error


def _method(name: str, value: Any) -> str:
    if type(value) is not str or value not in METHOD_CODES:
        raise wrong_type(name, value, f"one of {', '.join(METHOD_CODES)}")
    return value


def _code(name: str, value: Any) -> str:
    return str(code(name, value).decode())


def _closes(name: str, value: Any) -> dict[str, int]:
    if type(value) is not dict:
        raise wrong_type(name, value, "a map of codes to prices")
    return {_code(name, each): price(f"{name}.{each}", ticks) for each, ticks in value.items()}


_TRADE: dict[str, Read] = {
    "method": _method,
    "trade": number,
    "instrument": _code,
    "instrument_number": Integer(1, INSTRUMENT_NUMBER_MAX),
    "price": price,
    "quantity": quantity,
    "amount_fen": fen,
    "buyer": account,
    "seller": account,
    "buyer_trading_fee_fen": fen,
    "buyer_settlement_fee_fen": fen,
    "seller_trading_fee_fen": fen,
    "seller_settlement_fee_fen": fen,
}


_BUST: dict[str, Read] = {
    "method": _method,
    "trade": number,
    "correction": number,
    "instrument": _code,
    "price": price,
    "quantity": quantity,
    "amount_fen": fen,
}


def _client_order_id(name: str, value: Any) -> str:
    return str(client_order_id(name, value).decode())


_ORDERS: dict[str, Read] = {
    "buyer_order": may_be(number),
    "buyer_client_order_id": may_be(_client_order_id),
    "seller_order": may_be(number),
    "seller_client_order_id": may_be(_client_order_id),
}
_FIGURES: dict[str, Read] = {
    "count": count,
    "quantity": tonnes,
    "amount_fen": fen,
    "tape_hash": tape_hash,
}


def _trade(seq: int, data: Mapping[str, Any]) -> Trade:
    day = date("date", data.get("date"))
    return Trade(seq, day, *[reader(name, data.get(name)) for name, reader in _TRADE.items()])


def _bust(seq: int, data: Mapping[str, Any]) -> Bust:
    day = date("date", data.get("date"))
    return Bust(seq, day, *[reader(name, data.get(name)) for name, reader in _BUST.items()])


def _close(seq: int, data: Mapping[str, Any]) -> DayClose:
    figures = Figures(**{name: reader(name, data.get(name)) for name, reader in _FIGURES.items()})
    composite = may_be(price)("composite_close", data.get("composite_close"))
    day, closes = date("date", data.get("date")), _closes("closes", data.get("closes"))
    return DayClose(seq, day, figures, composite, closes)
