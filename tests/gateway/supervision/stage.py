"""A small market on which a scenario plays trading to be found: one instrument at 78.00, six
members; every act takes a second.
"""

from __future__ import annotations

import numpy as np

from engine.commands import CommandArray, CommandKind, Parameter, Phase, Side, TextUse, command
from engine.commands import Relation as Kind
from engine.commands.texts import with_texts
from engine.events import EventArray, EventKind
from engine.study.beginnings import accounts_opened, brought_in
from engine.study.simulation import SimulatedVenue
from gateway.supervision.surveillance.findings import Finding
from gateway.supervision.surveillance.relations import Relation
from gateway.supervision.surveillance.rows import rows_of
from gateway.supervision.surveillance.thresholds import defaults
from gateway.supervision.surveillance.watch import Watch

DATE, BASE, UPPER = 20_260_105, 7_800, 8_580
MEMBERS, UNITS, CASH_FEN = 6, 1_000_000, 10**12
NAMES = (b"Alice", b"Bob", b"Carl", b"Dora", b"Emil", b"Fred")
SECOND_NS = 10**9
OPENS_NS = 1_767_576_600 * SECOND_NS  # 09:30 in Shanghai


class Stage:
    """A morning in which members act; `related` accounts have one owner."""

    def __init__(self, units: int = UNITS, maximum: int = 0) -> None:
        self.venue = SimulatedVenue([], accounts=0)
        self.now_ns = OPENS_NS - 600 * SECOND_NS
        self.heard: list[EventArray] = []
        self.sent: list[CommandArray] = []
        self.relations: list[Relation] = []
        self.references = 0
        opened = accounts_opened(MEMBERS)
        opened["text"] = NAMES
        self.submit(opened)
        fields = {"instrument": 1, "price": BASE, "text": b"CEA25"}
        self.submit(command(CommandKind.LIST_INSTRUMENT, **fields))
        fields = {"instrument": 1, "parameter": Parameter.MAXIMUM_HOLDING, "value": maximum}
        self.submit(command(CommandKind.SET_PARAMETER, **fields))
        self.submit(brought_in(CASH_FEN, units, MEMBERS, 1))
        self.submit(command(CommandKind.START_DAY, date=DATE))
        self.now_ns = OPENS_NS
        self.phase(Phase.MORNING)

    def submit(self, commands: CommandArray, references: object = None) -> EventArray:
        commands["time_ns"] = self.now_ns
        self.sent.append(commands)
        events = self.venue.submit(commands, references)
        refused = events[events["kind"] == EventKind.REFUSED]
        assert not len(refused), refused["reason"]
        self.heard.append(events)
        return events

    def relate(self, *accounts: int) -> None:
        self.relations += [Relation(each, Kind.OWNER, 0, "Owner", 20_250_101) for each in accounts]

    def wait(self, seconds: float) -> None:
        self.now_ns += int(seconds * SECOND_NS)

    def order(self, account: int, side: Side, price: int, quantity: int) -> int:
        """Enter an order; its reference."""
        self.references += 1
        fields = {"account": account, "instrument": 1, "side": side, "price": price}
        entered = command(CommandKind.NEW_ORDER, **fields, quantity=quantity)
        self.submit(entered, np.array([self.references]))
        self.wait(1)
        return self.references

    def sell(self, account: int, price: int, quantity: int) -> int:
        return self.order(account, Side.SELL, price, quantity)

    def buy(self, account: int, price: int, quantity: int) -> int:
        return self.order(account, Side.BUY, price, quantity)

    def trade(self, seller: int, buyer: int, price: int, quantity: int) -> None:
        """A trade that the buyer takes, of two orders of different sizes."""
        rest = self.sell(seller, price, quantity + 1)
        self.buy(buyer, price, quantity)
        self.cancel(seller, rest)

    def cancel(self, account: int, reference: int) -> None:
        self.submit(command(CommandKind.CANCEL, account=account), np.array([reference]))

    def bust(self, trade: int) -> None:
        self.submit(command(CommandKind.BUST_TRADE, order_id=trade))

    def notice(self) -> None:
        texts = {TextUse.TITLE_EN: b"A notice"}
        self.submit(with_texts(command(CommandKind.ANNOUNCE), texts))

    def units_in(self, account: int, quantity: int) -> None:
        self.references += 1
        fields = {"account": account, "instrument": 1, "quantity": quantity}
        reference = 1_000 + self.references
        self.submit(command(CommandKind.UNITS_IN, **fields, reference=reference))

    def phase(self, phase: Phase) -> None:
        self.submit(command(CommandKind.SET_PHASE, phase=phase))

    def close(self) -> None:
        self.phase(Phase.CLOSED)
        self.submit(command(CommandKind.END_DAY))

    def findings(self, rule: str, **thresholds: int) -> list[Finding]:
        """What one rule finds on this day."""
        settings = {rule: defaults()[rule] | thresholds}
        watch = Watch(lambda date: settings, self.relations)
        return watch.take(rows_of(np.concatenate(self.heard)))
