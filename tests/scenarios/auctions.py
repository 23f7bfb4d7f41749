"""The lines of auctions (单向竞价) in a scenario, and the words in which the venue answers them.

Q1: Alice applies to sell 100000 CEA25 then any of: pay as bid, discounted, void if short, tie by
lot,
                                                lots of 500, bids from 1000; also `to buy`
exchange accepts Q1 | refuses | opens | closes
exchange closes Q1 with seed 7                  the lot is drawn from it
exchange announces Q1 for 2026-01-05            also `from 0930 to 1000`
Q1 is in session                                accepted, announced for today and opened at once
exchange cancels auction Q1                     also `Alice cancels auction Q1`
B1: Bob bids 1000 in Q1 at 79.00
Bob changes bid B1 to 500 at 79.00
Bob withdraws bid B1                            also `exchange withdraws bid B1`
"""

from __future__ import annotations

import re

from engine.commands import DISCOUNTED, PAY_AS_BID, TIE_BY_LOT, VOID_IF_SHORT, CommandKind, Side
from engine.events import EventKind
from engine.units import parse_hundredths
from tests.oracle import bidding
from tests.oracle.records import Event
from tests.scenarios.language import PRICE, QUANTITY, date_of, line
from tests.scenarios.stage import Stage

RULES = {
    "pay as bid": PAY_AS_BID,
    "discounted": DISCOUNTED,
    "void if short": VOID_IF_SHORT,
    "tie by lot": TIE_BY_LOT,
}
STEPS = {
    "accepts": CommandKind.ACCEPT_AUCTION,
    "refuses": CommandKind.REFUSE_AUCTION,
    "opens": CommandKind.OPEN_AUCTION,
    "closes": CommandKind.CLOSE_AUCTION,
}


@line(
    rf"(?P<label>\w+): (?P<name>\w+) applies to (?P<verb>sell|buy) {QUANTITY}"
    r" (?P<code>\w+)(?P<terms>(, [\w -]+)*)"
)
def apply_auction(
    stage: Stage, label: str, name: str, verb: str, quantity: str, code: str, terms: str = ""
) -> list[Event]:
    said = stage.send(
        CommandKind.APPLY_AUCTION,
        account=stage.members.get(name, 60),
        instrument=stage.instrument(code),
        side=Side.SELL if verb == "sell" else Side.BUY,
        quantity=int(quantity),
        flags=sum(flag for words, flag in RULES.items() if words in terms)
        | (16 if "odd rule" in terms else 0),
        parameter=number_behind("lots of", terms),
        value=number_behind("bids from", terms),
    )
    if said[0]["kind"] == EventKind.ACCEPTED:
        stage.auctions[label] = said[0]["number"]
    return said


def number_behind(words: str, terms: str) -> int:
    """The number that follows some words, 0 when they are not there."""
    match = re.search(rf"{words} (-?\d+)", terms)
    return int(match[1]) if match else 0


@line(r"exchange (?P<verb>accepts|refuses|opens|closes) (?P<label>Q\w+)( with seed (?P<seed>\d+))?")
def step(stage: Stage, verb: str, label: str, seed: str = "0") -> list[Event]:
    return stage.send(STEPS[verb], reference=stage.auctions.get(label, 10**9), tape_hash=int(seed))


@line(
    r"exchange announces (?P<label>\w+) for (?P<date>[\d-]+)( from (?P<opens>\d+) to"
    r" (?P<closes>\d+))?"
)
def announce(
    stage: Stage, label: str, date: str, opens: str = "1000", closes: str = "1030"
) -> list[Event]:
    return stage.send(
        CommandKind.ANNOUNCE_AUCTION,
        reference=stage.auctions.get(label, 10**9),
        date=date_of(date),
        price=int(opens),
        quantity=int(closes),
    )


@line(r"(?P<label>\w+) is in session")
def in_session(stage: Stage, label: str) -> list[Event]:
    today = str(stage.twin.oracle.venue.date)
    said = [
        step(stage, "accepts", label),
        announce(stage, label, today),
        step(stage, "opens", label),
    ]
    return next((events for events in said if events[0]["kind"] == EventKind.REFUSED), said[-1])


@line(r"(?P<name>\w+) cancels auction (?P<label>\w+)")
def cancel(stage: Stage, name: str, label: str) -> list[Event]:
    account = 0 if name == "exchange" else stage.members.get(name, 60)
    return stage.send(
        CommandKind.CANCEL_AUCTION, account=account, reference=stage.auctions.get(label, 10**9)
    )


@line(
    rf"((?P<label>\w+): )?(?P<name>\w+) bids {QUANTITY} in (?P<auction>\w+) at {PRICE}( valid for"
    r" (?P<seconds>-?\d+) s)?"
)
def bid(
    stage: Stage,
    name: str,
    quantity: str,
    auction: str,
    price: str,
    label: str = "",
    seconds: str = "",
) -> list[Event]:
    said = stage.send(
        CommandKind.PLACE_BID,
        account=stage.members.get(name, 60),
        reference=stage.auctions.get(auction, 10**9),
        quantity=int(quantity),
        price=parse_hundredths(price),
        valid_until_ns=stage.twin.time_ns + int(seconds) * 10**9 if seconds else 0,
    )
    if label and said[0]["kind"] == EventKind.ACCEPTED:
        stage.bids[label] = said[0]["order_id"]
    return said


@line(rf"(?P<name>\w+) changes bid (?P<label>\w+) to {QUANTITY} at {PRICE}")
def change(stage: Stage, name: str, label: str, quantity: str, price: str) -> list[Event]:
    account = stage.members.get(name, 60)
    number = stage.bids.get(label, 10**15)
    terms = {"quantity": int(quantity), "price": parse_hundredths(price)}
    return stage.send(CommandKind.CHANGE_BID, account=account, order_id=number, **terms)


@line(r"(?P<name>\w+) withdraws bid (?P<label>\w+)")
def withdraw(stage: Stage, name: str, label: str) -> list[Event]:
    account = 0 if name == "exchange" else stage.members.get(name, 60)
    return stage.send(**bidding.withdrawal(account, stage.bids.get(label, 10**15)))
