"""What a scenario plays on: a venue, its members and orders by name, and the words in which it
answers.
"""

from __future__ import annotations

from typing import Any

from engine.commands import CommandKind, Method, Side
from engine.events import BUYER_IS_TAKER, KEPT_PLACE, NEXT_DAY, EventKind, Reason
from engine.events.refusals import REFUSALS, Allowed
from engine.rules import views
from engine.units import format_hundredths
from tests.oracle.records import Event
from tests.oracle.twin import Twin
from tests.scenarios.auction_words import auction_words, call_words

SMALLEST_FIRST = (Side.BUY, Side.SELL)
DESK_EVENTS = range(EventKind.INTENT, EventKind.DEAL_CANCELLED + 1)
UNSAID = (
    Reason.DESK_NOT_OPEN,
    Reason.EXPIRY_PAST,
    Reason.GUARD_NOT_DUE,
    Reason.ORDER_NOT_EXPIRED,
    Reason.CLEARING_HASH_DIFFERS,
    Reason.PHASE_NOT_TRADING,
    Reason.PHASE_OUT_OF_ORDER,
    Reason.DAY_NOT_CLOSED,
    Reason.DAY_NOT_RUNNING,
)


class Stage:
    """A venue whose accounts, instruments and orders go by the names that a scenario gives them."""

    def __init__(self) -> None:
        self.twin = Twin()
        self.members: dict[str, int] = {}
        self.instruments: dict[str, int] = {}
        self.orders: dict[str, int] = {}
        self.auctions: dict[str, int] = {}
        self.guards: dict[str, int] = {}
        self.bids: dict[str, int] = {}
        self.intents: dict[str, int] = {}
        self.dialogues: dict[str, int] = {}
        self.reference = 0

    def send(self, kind: CommandKind, **fields: Any) -> list[Event]:
        """Send a command to the engine (and to the oracle, which must agree)."""
        return self.twin.send(kind, **fields)

    def transfer(self, kind: CommandKind, again: bool = False, **fields: Any) -> list[Event]:
        """A transfer with the next journal number, or with the last one once more."""
        self.reference += not again
        return self.send(kind, reference=self.reference, **fields)

    def member(self, name: str) -> int:
        """The account of a member; one that the scenario has not seen before is opened."""
        if name not in self.members:
            self.members[name] = len(self.members) + 1
            self.send(CommandKind.OPEN_ACCOUNT, account=self.members[name], text=name.encode())
        return self.members[name]

    def instrument(self, code: str) -> int:
        """The number of an instrument; a code never listed gets a number that nobody has."""
        return self.instruments.get(code, 7)

    def order(self, name: str) -> int:
        """The number of an order by its name in the scenario; an unknown name gets a number that no
        order has.
        """
        return self.orders.get(name, 10**15)

    def name_of(self, account: int) -> str:
        """The member with an account number."""
        return next(name for name, number in self.members.items() if number == account)

    def code_of(self, number: int) -> str:
        """The code of an instrument number."""
        return next(code for code, each in self.instruments.items() if each == number)

    def label_of(self, order: int) -> str:
        """The scenario's name of an order, or its number."""
        return next((name for name, number in self.orders.items() if number == order), str(order))

    def bid_label(self, bid: int) -> str:
        """The scenario's name of a bid, or its number."""
        return next((name for name, number in self.bids.items() if number == bid), str(bid))

    def answer(self, said: list[Event]) -> list[str]:
        """The events of one command as the scenario's outcomes."""
        first = said[0]
        if first["kind"] == EventKind.REFUSED:
            return [refused(first)]
        follow = [
            text for event in said[1:] if (text := self.outcome(event, first.get("order_id", 0)))
        ]
        return [*follow, *self.standing(first, said[1:], bool(follow))]

    def standing(self, first: Event, rest: list[Event], spoken: bool) -> list[str]:
        """What the acknowledgement itself says once the consequences are known."""
        kind = first["command_kind"]
        if kind == CommandKind.CHANGE_BID:
            return ["keeps its place" if first.get("flags", 0) & KEPT_PLACE else "moved to the end"]
        if kind == CommandKind.PLACE_BID:
            return ["entered"]
        if kind == CommandKind.REPLACE:
            return [
                "keeps its place" if first.get("flags", 0) & KEPT_PLACE else "moved to the end",
                *self.open_rest(first, rest),
            ]
        if kind == CommandKind.NEW_ORDER:
            return self.open_rest(first, rest) if spoken else ["entered"]
        if kind == CommandKind.SET_PARAMETER and first.get("flags", 0) & NEXT_DAY:
            return ["from the next day"]
        return [] if spoken else ["done"]

    def open_rest(self, first: Event, rest: list[Event]) -> list[str]:
        """What is left in the book of an order that has traded."""
        fills = [event["quantity"] for event in rest if event["kind"] == EventKind.FILL]
        gone = any(
            event["kind"] == EventKind.CANCELLED and event["order_id"] == first["order_id"]
            for event in rest
        )
        lowered = [event["quantity"] for event in rest if lowers(event, first["order_id"])]
        left = first.get("leaves", 0) - sum(fills) - sum(lowered)
        return [f"rests {left}"] if fills and left and not gone else []

    def outcome(self, event: Event, own: int) -> str:
        """One consequence in words; empty for those that a scenario asks for by a line of their
        own.
        """
        kind = event["kind"]
        if said := auction_words(event, self.name_of, self.bid_label) or call_words(
            event, self.name_of
        ):
            return said
        if kind in DESK_EVENTS:
            return self.at_the_desk(event)
        if kind == EventKind.FILL and event["method"] == Method.BLOCK:
            sides = f"{self.name_of(event['maker_account'])} to {self.name_of(event['account'])}"
            return (
                f"block trade {event['number']}: {event['quantity']} at {money(event['price'])},"
                f" {sides}{fees(event)}"
            )
        if kind == EventKind.FILL:
            return (
                f"fills {event['quantity']} at {money(event['price'])} with"
                f" {self.name_of(event['maker_account'])}" + fees(event)
            )
        if kind == EventKind.TRADE_BUSTED:
            return self.busted(event)
        if kind == EventKind.CANCELLED:
            whose = "" if event["order_id"] == own else f"{self.label_of(event['order_id'])} "
            return f"cancelled {whose}{event['leaves']}: {words(Reason(event['reason']))}"
        if kind == EventKind.ORDER_LOWERED:
            whose = "" if event["order_id"] == own else f"{self.label_of(event['order_id'])} "
            return (
                f"lowered {whose}by {event['quantity']} to {event['leaves']}:"
                f" {words(Reason(event['reason']))}"
            )
        if kind == EventKind.UNITS_RELEASED:
            return (
                f"released {self.name_of(event['account'])} {event['quantity']}"
                f" {self.code_of(event['instrument'])}"
            )
        if kind in (EventKind.LARGE_HOLDER, EventKind.LARGE_HOLDER_ENDED):
            state = "a" if kind == EventKind.LARGE_HOLDER else "no"
            held = f"{event['quantity']} of {event.get('value', 0)}"
            return (
                f"{self.name_of(event['account'])} is {state} large holder of"
                f" {self.code_of(event['instrument'])}: {held}"
            )
        if kind == EventKind.INSTRUMENT_CLOSE:
            return f"{self.code_of(event['instrument'])} closes at {money(event['price'])}"
        return ""

    def busted(self, event: Event) -> str:
        """A trade that was undone, with the fees of the account that is named first."""
        both = [self.name_of(event[name]) for name in ("account", "maker_account")]
        buyer, seller = both if event.get("flags", 0) & BUYER_IS_TAKER else both[::-1]
        method = Method(event["method"])
        of = "" if method == Method.LISTED else f"{method.name.lower()} "
        terms = f"{event['quantity']} at {money(event['price'])}, {seller} to {buyer}"
        return f"{of}correction {event['value']}: {terms}{fees(event)}"

    def at_the_desk(self, event: Event) -> str:
        """What the block desk says, in words; empty for what only repeats the line."""
        kind, reason = event["kind"], Reason(event.get("reason", 0))
        if kind == EventKind.DEAL:
            sides = (
                f"{self.name_of(event['account'])} buys {event['quantity']} from"
                f" {self.name_of(event['maker_account'])}"
            )
            return f"deal {event['number']}: {sides} at {money(event['price'])}"
        if kind == EventKind.DEAL_CANCELLED:
            return f"deal {event['number']} cancelled"
        if kind in (EventKind.INTENT_CLOSED, EventKind.INTENT_LOWERED):
            label = named(self.intents, event["order_id"])
            return (
                f"{label} has {event['leaves']} left"
                if kind == EventKind.INTENT_LOWERED
                else f"{label} ends: {words(reason)}"
            )
        label = named(self.dialogues, event["order_id"])
        if kind == EventKind.DIALOGUE_CLOSED:
            return f"{label} ends: {words(reason)}"
        return (
            f"{label} reduced to {event['quantity']} at {money(event['price'])}"
            if reason == Reason.REDUCED
            else ""
        )

    def depth(self, code: str) -> str:
        """The book of an instrument: bids best first, a bar, asks best first."""
        rows = views.depth(self.twin.state, self.instrument(code), 9)
        sides = (
            ", ".join(f"{money(price)} x {quantity}" for price, quantity, _ in rows[side])
            for side in ("bids", "asks")
        )
        return " | ".join(sides).strip()

    def account(self, name: str, what: str) -> str:
        """A member's cash, or units of one instrument."""
        row = views.balances(self.twin.state, self.members[name])
        if what == "cash":
            parts = ("available", "locked", "withdrawable")
            return ", ".join(f"{part} {money(row[f'cash_{part}_fen'])}" for part in parts)
        held = [each for each in row["holdings"] if each["instrument"] == what]
        holding = held[0] if held else {"available": 0, "locked": 0, "bought": 0}
        return ", ".join(f"{part} {holding[part]}" for part in ("available", "locked", "bought"))

    def limits(self, code: str) -> str:
        """Base price and the day's limits of an instrument."""
        row = next(
            row for row in views.instrument_rows(self.twin.state) if row["instrument"] == code
        )
        return f"base {money(row['base'])}, {money(row['lower'])} to {money(row['upper'])}"


def lowers(event: Event, order: int) -> bool:
    """Whether an event takes some of an order's open quantity off without a trade."""
    return bool(event["kind"] == EventKind.ORDER_LOWERED and event["order_id"] == order)


def named(names: dict[str, int], number: int) -> str:
    """The scenario's name of an intent or dialogue, or its number."""
    return next((name for name, each in names.items() if each == number), str(number))


def money(value: int) -> str:
    """Ticks or fen with two decimals."""
    return format_hundredths(value)


def fees(event: Event) -> str:
    """The taker's and the maker's fees of a fill, when there are any."""
    taker = event.get("trading_fee_fen", 0) + event.get("settlement_fee_fen", 0)
    maker = event.get("maker_trading_fee_fen", 0) + event.get("maker_settlement_fee_fen", 0)
    return f" (fees {money(taker)} and {money(maker)})" if taker or maker else ""


def words(reason: Reason) -> str:
    """A reason as words: ``price above limit``."""
    return reason.name.lower().replace("_", " ")


def refused(event: Event) -> str:
    """A refusal with what is allowed or available, where the engine says so."""
    reason = Reason(event["reason"])
    if reason == Reason.HOLDING_ABOVE_MAXIMUM:
        return f"refused: {words(reason)} ({event.get('value', 0)})"
    if "value" not in event or reason in UNSAID:
        return f"refused: {words(reason)}"
    as_money = REFUSALS[reason].allowed is Allowed.HUNDREDTHS
    value = money(event["value"]) if as_money else str(event["value"])
    return f"refused: {words(reason)} ({value})"
