"""What the oracle remembers: plain dataclasses of Python integers, in the words of the market.

The oracle is the second opinion on the engine. It is written from the rules of the market and from
nothing else, it favours the obvious over the fast, and every number in it is an unbounded Python
integer, so it cannot share an overflow with the engine.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from engine.commands import (
    IN_PARTS,
    INVITATION,
    AccountLimit,
    HaltState,
    Method,
    Parameter,
    Phase,
    ResaleScope,
    Scope,
    SelfTrade,
    Side,
    VenueRule,
)
from engine.events import EventKind, Reason
from tests.oracle.book import Book, Order

Command = SimpleNamespace
Event = dict[str, Any]


class Refused(Exception):
    """A rule says no: the reason, what is allowed or what is there, and other fields of the
    refusal.
    """

    def __init__(self, reason: Reason, value: int | None = None, **fields: int) -> None:
        super().__init__(reason.name)
        self.fields = {"reason": reason, **fields}
        if value is not None:
            self.fields["value"] = value


def read_command(record: Any) -> Command:
    """The fields of one COMMAND record as plain Python integers, bytes and lists."""
    return SimpleNamespace(**{name: record[name].tolist() for name in record.dtype.names})


def echo(command: Command) -> Event:
    """The fields of a command that its acknowledgement carries back."""
    return {
        "command_kind": command.kind,
        "side": command.side,
        "time_in_force": command.time_in_force,
        "account": command.account,
        "instrument": command.instrument,
        "order_id": command.order_id,
        "price": command.price,
        "quantity": command.quantity,
        "number": command.reference,
        "amount_fen": command.amount_fen,
        "maker_account": command.counterparty,
        "date": command.date,
        "value": command.value,
        "tape_hash": command.tape_hash,
        "flags": command.flags,
        "parameter": command.parameter,
        "text": command.text,
    }


@dataclass
class Account:
    """One trading entity: its cash, all in fen."""

    number: int
    name: bytes
    suspended: bool = False
    suspended_until: int = 0  # the date that ends it, 0: none
    cash: int = 0
    locked: int = 0
    # trading date -> proceeds not to be withdrawn yet
    sale_money: dict[int, int] = field(default_factory=dict)
    killed_by: str = ""  # "member" or "exchange"
    log_on_refused: bool = False  # by that kill
    own_limits: dict[AccountLimit, int] = field(default_factory=dict)
    own_maximum: dict[int, int] = field(default_factory=dict)  # instrument -> maximum holding, t
    traded: tuple[int, int] = (0, 0)  # date, amount of the day's fills as far as counted
    entered: tuple[int, int] = (-1, 0)  # start of a window of the order rate, orders entered in it
    names: dict[int, bytes] = field(default_factory=dict)  # legal ones, by their use


@dataclass
class Guard:
    """What withdraws orders when a session is lost or, where it `fires_ns`, at a time."""

    number: int
    account: int
    operator: int
    scope: Scope
    fires_ns: int = 0


@dataclass
class HeldAct:
    """An act that waits for a second key: who asked it, its kind, until when."""

    operator: int
    kind: int
    until_ns: int


@dataclass
class Holding:
    """Units of one instrument in one account, in t."""

    available: int = 0
    locked: int = 0
    # trading date -> units that may not be sold yet
    bought: dict[int, int] = field(default_factory=dict)

    def total(self) -> int:
        """Everything the account owns of the instrument."""
        return self.available + self.locked + sum(self.bought.values())


@dataclass
class Totals:
    """Running sums of trades: count, tonnes, fen."""

    count: int = 0
    quantity: int = 0
    amount: int = 0

    def add(self, quantity: int, amount: int, count: int = 1) -> None:
        """Take one more trade, or several at once, into the sums."""
        self.count += count
        self.quantity += quantity
        self.amount += amount


class Sums(dict[Method, Totals]):
    """Running sums of trades by method; `count`, `quantity` and `amount` are over all methods."""

    def __init__(self) -> None:
        super().__init__({method: Totals() for method in Method})

    @property
    def count(self) -> int:
        return sum(totals.count for totals in self.values())

    @property
    def quantity(self) -> int:
        return sum(totals.quantity for totals in self.values())

    @property
    def amount(self) -> int:
        return sum(totals.amount for totals in self.values())


@dataclass
class Instrument:
    """One vintage or credit: its parameters, its day and its book."""

    number: int
    code: bytes
    listing_base: int
    parameters: dict[Parameter, int] = field(
        default_factory=lambda: {each: each.default for each in Parameter}
    )
    pending: dict[Parameter, int] = field(default_factory=dict)  # from the next day on
    # what fees by date have replaced on the running day
    fees_before: dict[Parameter, int] = field(default_factory=dict)
    previous_close: int = 0
    open: bool = False
    halted: HaltState = HaltState.NONE
    desk_suspended: bool = False
    base: int = 0
    last: int = 0  # price of the day
    lower: int = 0
    upper: int = 0
    book: Book = field(default_factory=Book)
    day: Sums = field(default_factory=Sums)
    year: Sums = field(default_factory=Sums)
    cumulative: Sums = field(default_factory=Sums)
    names: dict[int, bytes] = field(default_factory=dict)  # legal ones, by their use

    @property
    def without_locks(self) -> bool:
        """Whether nobody's cash and units are looked at."""
        return self.parameters[Parameter.LOCKS] == 0

    @property
    def days_to_sell(self) -> int:
        """From buying units to selling them."""
        of_lots = self.parameters[Parameter.OPPOSITE_SCOPE] == ResaleScope.LOT
        barred = self.parameters[Parameter.OPPOSITE_DAYS] if of_lots else 0
        return max(self.parameters[Parameter.RESALE_DAYS], barred)

    @property
    def self_trade(self) -> SelfTrade:
        """What happens when an order meets its own account."""
        return SelfTrade(self.parameters[Parameter.SELF_TRADE])


@dataclass
class Trade:
    """A fill as settlement sees it."""

    method: Method
    number: int
    instrument: int
    price: int
    quantity: int
    buyer: int
    seller: int
    buyer_fees: int
    seller_fees: int


@dataclass
class Fill:
    """A trade of a day with the fields of its FILL, and what it did beside its terms."""

    said: Event
    sellable: bool  # the buyer's units were so at once
    barring: bool = False  # the resale rule of credits was in force
    counted: list[int] = field(default_factory=list)  # accounts in whose turnover it is
    busted: bool = False


@dataclass
class Day:
    """One trading day and how far its settlement has come."""

    date: int
    index: int  # trading days counted from the venue's first
    first_trade: dict[Method, int]  # number that its first trade has or would have
    tape_hash: int
    totals: Sums = field(default_factory=Sums)
    ended: bool = False
    confirmed: bool = False
    settled: bool = False
    failed: int = 0
    last_failed: dict[Method, int] = field(default_factory=lambda: dict.fromkeys(Method, 0))
    intents: list[int] = field(default_factory=list)  # the account of each one posted
    dialogues: list[int] = field(default_factory=list)  # the account that opened each
    deals: list[int] = field(default_factory=list)  # who answered the intent of each one
    fills: list[Fill] = field(default_factory=list)
    remembered: bool = True  # its corrections: until a day starts after it is settled

    def given(self, method: Method) -> int:
        """How many numbers were given to trades of a method."""
        busted = [each for each in self.fills if each.busted and each.said["method"] == method]
        return self.totals[method].count + len(busted)


@dataclass
class Intent:
    """What a member would buy or sell at the block desk."""

    number: int
    account: int
    counterparty: int
    instrument: int
    side: Side
    price: int
    quantity: int
    leaves: int
    flags: int
    operator: int
    locked_cash: int = 0

    @property
    def firm(self) -> bool:
        return not self.flags & INVITATION

    @property
    def in_parts(self) -> bool:
        return bool(self.flags & IN_PARTS)


@dataclass
class Dialogue:
    """Two accounts about one intent."""

    number: int
    intent: Intent
    account: int
    hidden: bool
    operator: int
    price: int = 0
    quantity: int = 0
    offers: int = 0
    last_speaker: int = 0
    # account -> cash locked, units locked or to come
    confirmed: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Deal:
    """Terms that both sides have confirmed."""

    number: int
    intent: int
    dialogue: int
    instrument: int
    buyer: int
    seller: int
    price: int
    quantity: int
    locked_cash: int


@dataclass
class Limits:
    """How much fits: the engine refuses beyond its tables, so the oracle counts along."""

    accounts: int
    instruments: int
    holdings: int
    orders: int
    levels: int
    auctions: int
    bids: int
    intents: int
    dialogues: int
    deals: int
    ladder_step: int  # an instrument's price ladder takes a multiple of it of the levels
    trades: int  # of a day that can be undone


@dataclass
class Venue:
    """The whole truth."""

    limits: Limits
    phase: Phase = Phase.NO_DAY
    halted: HaltState = HaltState.NONE
    # of the venue (0) and of instruments: date, time, minutes of the call, and when that began
    halt_ends: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)
    days: list[Day] = field(default_factory=list)
    accounts: dict[int, Account] = field(default_factory=dict)
    instruments: dict[int, Instrument] = field(default_factory=dict)
    holdings: dict[tuple[int, int], Holding] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    default_limits: dict[AccountLimit, int] = field(default_factory=dict)
    large_holders: set[tuple[int, int]] = field(default_factory=set)  # account, instrument
    # (account, 0 for the exchange's kill; operator) -> whether the kill refuses log-on
    killed_operators: dict[tuple[int, int], bool] = field(default_factory=dict)
    auctions: dict[int, Any] = field(default_factory=dict)
    year: Sums = field(default_factory=Sums)
    cumulative: Sums = field(default_factory=Sums)
    methods_known: set[Method] = field(default_factory=set)  # of which there is something to tell
    last_reference: int = 0
    last_cash_reference: int = 0
    last_relation: int = 0
    last_order: int = 0
    last_auction: int = 0
    last_bid: int = 0
    last_trade: dict[Method, int] = field(default_factory=lambda: dict.fromkeys(Method, 0))
    last_correction: dict[Method, int] = field(default_factory=lambda: dict.fromkeys(Method, 0))
    intents: dict[int, Intent] = field(default_factory=dict)
    dialogues: dict[int, Dialogue] = field(default_factory=dict)
    deals: dict[int, Deal] = field(default_factory=dict)
    last_intent: int = 0
    last_dialogue: int = 0
    last_deal: int = 0
    deals_struck: set[int] = field(default_factory=set)  # their numbers
    number_key: list[int] | None = None  # its bits, where numbers are keyed
    desk_suspended: bool = False
    before: Any = None  # what the last day's start replaced
    guards: dict[int, Guard] = field(default_factory=dict)  # by their numbers
    guards_of: Counter[int] = field(default_factory=Counter)  # by account
    last_guard: int = 0
    texts: list[tuple[int, bytes]] = field(default_factory=list)  # use and piece
    text_command: int = 0  # that brought the last one
    more_text: bool = False  # and whether that promised more
    announcements: int = 0
    rules: dict[VenueRule, int] = field(default_factory=dict)  # those that were set
    held: dict[int, HeldAct] = field(default_factory=dict)  # by their numbers
    last_held: int = 0
    barred: range = range(0)  # commands that go with a refused approval
    # by date and instrument, 0: all
    fee_rows: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    fees_come: set[tuple[int, int]] = field(default_factory=set)  # of the running day
    fees: int = 0
    cash_brought: int = 0
    units_brought: dict[int, int] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def in_halt_call(self, instrument: Instrument) -> bool:
        """Whether the call that ends a halt runs, of the venue or of the instrument."""
        states = {self.halted, instrument.halted}
        return HaltState.CALL in states and HaltState.HALTED not in states

    @property
    def day(self) -> Day | None:
        """The day in progress or the last one."""
        return self.days[-1] if self.days else None

    @property
    def today(self) -> Day:
        """The day in progress."""
        return self.days[-1]

    @property
    def date(self) -> int:
        """Date of that day, 0 before the first."""
        return self.days[-1].date if self.days else 0

    def held_at_desk(self) -> list[tuple[int, int, Side, int, int]]:
        """What intents, confirmations and deals hold: account, instrument, side, cash, and units
        locked or to come.
        """
        found = []
        for intent in self.intents.values():
            if intent.firm:
                found.append(
                    (
                        intent.account,
                        intent.instrument,
                        intent.side,
                        intent.locked_cash,
                        intent.leaves,
                    )
                )
        for dialogue in self.dialogues.values():
            intent = dialogue.intent
            for account, (cash, quantity) in dialogue.confirmed.items():
                side = intent.side if account == intent.account else opposite(intent.side)
                found.append((account, intent.instrument, side, cash, quantity))
        for deal in self.deals.values():
            found.append((deal.buyer, deal.instrument, Side.BUY, deal.locked_cash, deal.quantity))
            found.append((deal.seller, deal.instrument, Side.SELL, 0, deal.quantity))
        return found

    def say(self, kind: EventKind, **fields: Any) -> None:
        """Add an event; fields that are 0 may be left out."""
        self.events.append({"kind": kind, "phase": self.phase, **fields})
        if kind == EventKind.FILL:
            instrument = self.instruments[fields["instrument"]]
            barring = instrument.parameters[Parameter.OPPOSITE_DAYS] != 0
            self.today.fills.append(Fill(fields, instrument.days_to_sell == 0, barring))

    def accept(self, command: Command, **fields: Any) -> None:
        """Acknowledge a command with its own fields."""
        self.say(EventKind.ACCEPTED, **{**echo(command), **fields})


def opposite(side: Side) -> Side:
    """The side that a side trades with."""
    return Side.SELL if side == Side.BUY else Side.BUY
