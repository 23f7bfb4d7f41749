"""A floor on which everything lies that is a member's secret: the scene of the tests of what others
may learn.
"""

from __future__ import annotations

from typing import Any, ClassVar

from gateway.protocol.session import Session
from tests.gateway.small_floor import SmallFloor
from tests.gateway.small_venue import KEYS

Message = dict[str, Any]
NUMBER_KEY = 0x1A1918_121110_0A0908_020100
DATE = "2026-01-05"
ALICE, BOB, CAROL = 1, 2, 3
# terms that occur nowhere else, by the secret that they betray
HIDDEN_ORDER = {"price": 8037, "quantity": 3701}
SEALED_BID = {"price": 7913, "quantity": 1301}
APPLICATION = {"quantity": 1702}
PRIVATE_INTENT = {"price": 7717, "quantity": 1803}
OFFER = {"price": 7719, "quantity": 1803}
DEAL = {"price": 7723, "quantity": 1904}
NOTE = "for Bob alone"
PARAMETERS = {
    "block_quantity_min": 1000,
    "auction_quantity_min": 1000,
    "block_hours": 3,
}


class SecretFloor(SmallFloor):
    """Alice and Bob have secrets; Carol, Wilma who reads Carol's account, and an authority are
    others.
    """

    keys: ClassVar = {**KEYS, "carol": ("member", CAROL), "wilma": ("viewer", CAROL)}
    keys |= {"hubei": ("authority", None)}

    def sessions(self) -> dict[str, Session]:
        """A session of every key."""
        return {name: self.session(name) for name in self.keys}

    def done(self, session: Session, op: str, **fields: Any) -> Message:
        """A request that is not refused; its reply."""
        (reply,) = self.ask(session, {"op": op} | fields)
        assert reply["ok"], reply
        return reply

    def prepare(self, exchange: Session, bridge: Session) -> None:
        """A third member, and smaller blocks and auctions."""
        for name, value in PARAMETERS.items():
            for code in ("CEA24", "CEA25"):
                self.done(exchange, "set_parameter", instrument=code, parameter=name, value=value)
        self.done(exchange, "open_account", account=CAROL, name="Carol")
        funds = {"account": CAROL, "amount_fen": 10**10, "reference": 5}
        self.done(bridge, "cash_in", **funds)
        units = {"account": CAROL, "instrument": "CEA25", "quantity": 100_000, "reference": 6}
        self.done(bridge, "units_in", **units)

    def open_session(self, exchange: Session, applicant: Session) -> int:
        """An auction of the applicant in which members bid; its number."""
        applied = self.done(applicant, "apply_auction", instrument="CEA25", quantity=5000)
        number = {"auction": applied["auction"]}
        self.done(exchange, "accept_auction", **number)
        hours = {"date": DATE, "opens": "10:00", "closes": "10:30"}
        self.done(exchange, "announce_auction", **number, **hours)
        self.done(exchange, "open_auction", **number)
        return int(applied["auction"])


def keep_secrets(floor: SecretFloor, sessions: dict[str, Session], auction: int) -> dict[str, int]:
    """Everything that is secret, done by Alice and Bob: the number of each thing."""
    alice, bob = sessions["alice"], sessions["bob"]
    sell = {"instrument": "CEA25", "side": "sell"}
    buy = {"instrument": "CEA25", "side": "buy"}
    floor.done(alice, "new_order", **sell, price=7990, quantity=10)  # which depth shows
    hidden = floor.done(alice, "new_order", **sell, **HIDDEN_ORDER)
    bid = floor.done(bob, "place_bid", auction=auction, **SEALED_BID)
    applied = floor.done(bob, "apply_auction", instrument="CEA25", **APPLICATION)
    private = floor.done(
        alice, "post_intent", **sell, **PRIVATE_INTENT, counterparty=BOB, note=NOTE
    )
    talk = floor.done(bob, "open_dialogue", intent=private["intent"], **OFFER)
    offered = floor.done(bob, "post_intent", **buy, **DEAL, counterparty=ALICE)
    deal = floor.done(alice, "accept_intent", intent=offered["intent"], quantity=DEAL["quantity"])
    return {
        "order": hidden["order"],
        "bid": bid["bid"],
        "application": applied["auction"],
        "intent": private["intent"],
        "dialogue": talk["dialogue"],
        "deal": deal["deal"],
    }
