"""Ordinary days of a market of 188 members and three vintages, played by the engine: event arrays
day by day, the same for the same seed.

    for day in ordinary_days(seed=1, days=10):
        day.date, day.events

On a usual day some 3,500 orders come, 2,500 are moved, and 1,800 trades are made. `scale`
multiplies the orders of traders.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from engine.commands import (
    CommandArray,
    CommandKind,
    Parameter,
    Phase,
    Side,
    TextUse,
    command,
    empty_commands,
)
from engine.commands.texts import with_texts
from engine.events import EventArray, EventKind
from engine.study import figures
from engine.study.beginnings import accounts_opened, brought_in
from engine.study.simulation import SimulatedVenue
from tests.simulation.ordinary.hours import (
    CLOSES_S,
    LUNCH,
    OPENS_S,
    SECOND_NS,
    SLICE_S,
    SLICES,
    Hours,
    drawn,
    midnight_ns,
    slice_ns,
)
from tests.simulation.ordinary.members import ACCOUNTS, EMITTERS, Crowd, Sight, Wish

VINTAGES = {1: (b"CEA23", 7_420), 2: (b"CEA24", 7_560), 3: (b"CEA25", 7_800)}
SHARES = {1: 0.5, 2: 0.8, 3: 1.7}  # of the orders
FIRST_DAY = dt.date(2026, 1, 5)
CASH_FEN, UNITS = 10**12, 3_000_000
MAXIMUM_HOLDING, LARGE_HOLDER_BP = 20_000_000, 8_000
BLOCKS_A_DAY = 1.5
NEWS = {TextUse.TITLE_ZH: "关于配额清缴的通知".encode(), TextUse.TITLE_EN: b"A notice"}


class OrdinaryDay(NamedTuple):
    """A trading day and all its events; the first one also has the venue's beginnings."""

    date: int
    events: EventArray


def ordinary_days(seed: int, days: int, scale: float = 1.0) -> Iterator[OrdinaryDay]:
    """Trading days from 2026-01-05 on, weekends left out."""
    market = OrdinaryMarket(seed, scale)
    dates = np.arange(FIRST_DAY, FIRST_DAY + dt.timedelta(2 * days + 7), dtype="datetime64[D]")
    for day in dates[np.is_busday(dates)][:days]:
        date = int(str(day).replace("-", ""))
        yield OrdinaryDay(date, market.play(date))


class OrdinaryMarket:
    """A venue and its members; `play` is one day. Others may submit orders of their own before a
    slice is played: `before_slice` is called with its place.
    """

    def __init__(self, seed: int, scale: float = 1.0) -> None:
        self.chance: Generator = np.random.default_rng(seed)
        self.venue = SimulatedVenue([], accounts=0)
        self.crowd = Crowd(self.chance, 1, scale)
        self.references = 10**12  # of orders that are not the crowd's
        self.heard: list[EventArray] = []
        self._numbers: dict[int, int] = {}  # of the crowd's orders, by reference
        self.submit(accounts_opened(ACCOUNTS))
        for number, (code, price) in VINTAGES.items():
            self._list(number, code, price)
        self.submit(brought_in(CASH_FEN, UNITS, ACCOUNTS, len(VINTAGES)))

    def _list(self, number: int, code: bytes, price: int) -> None:
        listed = command(CommandKind.LIST_INSTRUMENT, instrument=number, price=price, text=code)
        self.submit(listed)
        for name, value in (
            (Parameter.MAXIMUM_HOLDING, MAXIMUM_HOLDING),
            (Parameter.LARGE_HOLDER_BP, LARGE_HOLDER_BP),
        ):
            fields = {"instrument": number, "parameter": name, "value": value}
            self.submit(command(CommandKind.SET_PARAMETER, **fields))

    def submit(self, commands: CommandArray, references: object = None) -> EventArray:
        """Have commands decided; their events are part of the day."""
        events = self.venue.submit(commands, references)  # type: ignore[arg-type]
        self.heard.append(events)
        return events

    def before_slice(self, date: int, place: int) -> None:
        """Nothing but the crowd's own orders."""

    def play(self, date: int) -> EventArray:
        """A whole day; its events, and those of what came before it."""
        self._at(date, OPENS_S - 1_200, CommandKind.START_DAY, date=date)
        closes = figures.instruments(self.venue.state)["base"].tolist()
        hours = {each: drawn(self.chance, closes[each - 1]) for each in VINTAGES}
        self.crowd.begin(len(VINTAGES))
        self._at(date, OPENS_S, CommandKind.SET_PHASE, phase=Phase.MORNING)
        for place in range(SLICES):
            if place == LUNCH:
                self._at(date, OPENS_S + 7_200, CommandKind.SET_PHASE, phase=Phase.LUNCH)
                self._at(date, OPENS_S + 12_600, CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
            self._play_slice(date, place, hours)
        self._end(date)
        heard, self.heard = self.heard, []
        return np.concatenate(heard)

    def _at(self, day: int, second: float, kind: CommandKind, **fields: object) -> EventArray:
        time_ns = midnight_ns(day) + int(second) * SECOND_NS
        return self.submit(command(kind, time_ns=time_ns, **fields))

    def _end(self, date: int) -> None:
        self._at(date, CLOSES_S, CommandKind.SET_PHASE, phase=Phase.CLOSED)
        events = self._at(date, CLOSES_S + 60, CommandKind.END_DAY)
        day = events[events["kind"] == EventKind.DAY_FIGURES][0]
        names = ("quantity", "amount_fen", "tape_hash")
        result = {name: day[name] for name in names} | {"value": day["number"]}
        self._at(date, CLOSES_S + 600, CommandKind.CLEARING_RESULT, date=date, **result)
        self._at(date, CLOSES_S + 660, CommandKind.SETTLEMENT_DONE, date=date)

    def _play_slice(self, date: int, place: int, hours: dict[int, Hours]) -> None:
        begin_ns = slice_ns(date, place)
        self.before_slice(date, place)
        if any(each.news == place for each in hours.values()) and place:
            news = with_texts(command(CommandKind.ANNOUNCE), NEWS)
            news["time_ns"] = begin_ns
            self.submit(news)
        if place >= LUNCH and self.chance.random() < BLOCKS_A_DAY / (SLICES - LUNCH):
            self._block(begin_ns)
        resting = figures.open_orders(self.venue.state)
        wishes = [
            wish for each in VINTAGES for wish in self._wishes(place, each, hours[each], resting)
        ]
        if wishes:
            wishes.sort(key=lambda wish: wish.after_s)
            events = self.submit(*commands_of(wishes, begin_ns))
            self._note(wishes, events)

    def _wishes(
        self, place: int, instrument: int, hours: Hours, resting: figures.Table
    ) -> list[Wish]:
        row = self.venue.state["instruments"][0][instrument]
        limits = int(row["lower"]), int(row["upper"])
        sight = Sight(instrument, *best(resting, instrument), *limits, float(hours.fair[place]))
        busy = float(hours.busy[place]) * SHARES[instrument]
        return list(self.crowd.wishes(place, sight, busy))

    def _note(self, wishes: list[Wish], events: EventArray) -> None:
        """Forget orders that were refused, or that the book does not have any more."""
        told = events[events["kind"] <= EventKind.REFUSED]
        refused = told["kind"] == EventKind.REFUSED
        resting = set(figures.open_orders(self.venue.state)["order_id"].tolist())
        for wish, event, no in zip(wishes, told, refused.tolist(), strict=True):
            if wish.kind == CommandKind.NEW_ORDER and not no:
                self._numbers[wish.reference] = int(event["order_id"])
        gone = [each for each in self.crowd.open if self._numbers.get(each) not in resting]
        for reference in gone:
            del self.crowd.open[reference]
        self._numbers = {each: self._numbers[each] for each in self.crowd.open}

    def _block(self, time_ns: int) -> None:
        """A block of 100,000 t or more between two emitters, within a few percent of the price."""
        seller, buyer = (int(each) for each in self.chance.choice(EMITTERS, 2, replace=False))
        instrument = int(self.chance.integers(1, len(VINTAGES) + 1))
        base = int(self.venue.state["instruments"][0][instrument]["base_price"])
        price = round(base * (1 + self.chance.normal(-0.02, 0.02)))
        quantity = int(self.chance.integers(10, 40)) * 10_000
        posted = command(
            CommandKind.POST_INTENT,
            account=seller,
            instrument=instrument,
            side=Side.SELL,
            price=price,
            quantity=quantity,
            time_ns=time_ns,
        )
        events = self.submit(posted)
        if events["kind"][0] == EventKind.ACCEPTED:
            intent = int(events[events["kind"] == EventKind.INTENT]["order_id"][0])
            fields = {"account": buyer, "order_id": intent, "quantity": quantity}
            self.submit(command(CommandKind.ACCEPT_INTENT, **fields, time_ns=time_ns))


def best(resting: figures.Table, instrument: int) -> tuple[int, int]:
    """The best bid and ask among resting orders, 0 where there is none."""
    own = resting[resting["instrument"] == instrument]
    buys = own["side"] == Side.BUY
    bids, asks = own["price"][buys], own["price"][~buys]
    return int(bids.max(initial=0)), int(asks.min()) if len(asks) else 0


def commands_of(wishes: list[Wish], begin_ns: int) -> tuple[CommandArray, np.ndarray]:
    """Wishes in order of their time as commands, and their references."""
    commands = empty_commands(len(wishes))
    columns = dict(zip(Wish._fields, zip(*wishes, strict=True), strict=True))
    after = np.minimum(columns.pop("after_s"), SLICE_S - 0.01)
    references = np.array(columns.pop("reference"), np.int64)
    commands["time_ns"] = begin_ns + (after * SECOND_NS).astype(np.int64)
    for name, values in columns.items():
        commands[name] = values
    return commands, references
