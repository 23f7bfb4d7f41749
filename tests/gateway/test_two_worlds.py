"""Two worlds that differ only in what Alice and Bob do in secret: nobody else can tell them apart.

Carol, Dan and Wilma ask everything that the table of operations lets them, with numbers that they
have seen and numbers that never were. In one of the worlds Alice and Bob bid, apply, negotiate,
deal, kill, log on and are refused meanwhile. After each step all replies, reports and messages of
the public channels must be equal, but for times. Opaque numbers are compared by what they name:
each reader calls those it hears by the order in which it first heard them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest

from gateway.protocol.operations import Row, Way
from gateway.protocol.session import Session
from gateway.protocol.table.rows import ROWS
from gateway.protocol.table.words import MEMBER, VIEWER
from gateway.reports.event_maps import event_maps
from marketdata.feed import Feed
from tests.gateway.samples import sample
from tests.gateway.secret_scene import BOB, CAROL, SecretFloor

Message = dict[str, Any]
DAN = 4
OPAQUE = ("bid", "auction", "intent", "dialogue", "deal")
TIMES = ("time_ns", "entered_ns", "received_ns", "server_time_ns", "fires_ns", "id")
NEVER = 123_456_789_012_345
STEPS = 60
SEEDS = 2 * int(os.environ.get("CEAX_EXAMPLES", "1"))
READERS = {"carol": MEMBER, "dan": MEMBER, "wilma": VIEWER}
ASKED = [row for row in ROWS if row.way is not Way.SESSION and {MEMBER, VIEWER} & row.fields.keys()]
USUAL: dict[str, tuple[Any, ...]] = {
    "instrument": ("CEA25",),
    "price": (7830, 7850, 7870),
    "quantity": (1, 10, 1000, 1500),
    "counterparty": (CAROL, DAN, BOB),
    "side": ("buy", "sell"),
    "client_order_id": ("a", "b", "c"),
    "report_date": ("2026-01-05",),
    "from": (1, 5),
    "operator": (8, 9, 10, 4_000),
    "valid_until_ns": (2**62,),
    "expires_ns": (2**62,),
    "refuse_log_on": (False,),
    "note": ("a note",),
    "order_type": ("limit", "limit", "market"),
    "time_in_force": ("day", "ioc", "fok"),
    "lot": (1,),
    "smallest_bid": (100,),
}


class World(SecretFloor):
    """One of the two, with its feed; `heard` is what each reader has heard since the last look."""

    keys: ClassVar = {**SecretFloor.keys, "dan": (MEMBER, DAN)}

    def __init__(self, folder: Path, key: int) -> None:
        super().__init__(folder, number_key=key)
        self.names: dict[tuple[str, str], list[int]] = {}
        self.heard: dict[str, list[Any]] = {name: [] for name in (*READERS, "public")}
        self.feed, self._fed = Feed("world"), 1
        self.open_market()
        self.who = self.sessions()
        exchange, bridge = self.who["exchange"], self.who["bridge"]
        self.prepare(exchange, bridge)
        self.done(exchange, "open_account", account=DAN, name="Dan")
        money = {"account": DAN, "amount_fen": 10**10, "reference": 7}
        self.done(bridge, "cash_in", **money)
        units = {"account": DAN, "instrument": "CEA25", "quantity": 100_000, "reference": 8}
        self.done(bridge, "units_in", **units)
        self.reference = 8
        self.auction = self.open_session(exchange, self.who["alice"])
        self.look()

    def act(self, reader: str, request: Message) -> None:
        """A reader asks; what it names as ("known", kind, place) are numbers it has heard."""
        fields = {
            name: self.names[reader, value[0]][value[1]] if isinstance(value, tuple) else value
            for name, value in request.items()
        }
        replies = self.ask(self.who[reader], fields)
        self.heard[reader] += [self.named(reader, each) for each in replies]

    def look(self) -> dict[str, list[Any]]:
        """Everything that readers and the public have heard since the last look."""
        for reader in READERS:
            session = self.who[reader]
            pushed, self.pushed[session] = self.reports(session), []
            self.heard[reader] += [self.named(reader, each) for each in pushed]
        events = event_maps(self.sequencer.events(self._fed, 65_536), self.floor.directory.codes)
        published = self.feed.apply(self._fed, events)
        self._fed += len(events)
        self.heard["public"] += [self.named("public", each.body) for each in published]
        heard, self.heard = self.heard, {name: [] for name in self.heard}
        return heard

    def named(self, reader: str, part: Any, name: str = "") -> Any:
        """A message without times, its opaque numbers by the order in which they were heard."""
        if isinstance(part, dict):
            kept = {each: value for each, value in part.items() if each not in TIMES}
            return {each: self.named(reader, value, each) for each, value in kept.items()}
        if isinstance(part, list):
            return [self.named(reader, each, name) for each in part]
        if name in OPAQUE and isinstance(part, int) and part != NEVER:
            known = self.names.setdefault((reader, name), [])
            if part not in known:
                known.append(part)
        if isinstance(part, (int, str)) and not isinstance(part, bool):
            return re.sub(r"\d+", lambda found: self.name_of(reader, found[0]), str(part))
        return part

    def name_of(self, reader: str, digits: str) -> str:
        """A number that the reader knows as something's, by the order in which it was heard."""
        for (who, kind), known in self.names.items():
            if who == reader and int(digits) in known:
                return f"{kind} {known.index(int(digits))}"
        return digits


class Secrets:
    """What Alice and Bob do in one world, and how they undo it."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.own: dict[str, list[int]] = {kind: [] for kind in OPAQUE}
        self.acts: list[Callable[[], None]] = [
            *(self.bid, self.bid, self.change_bid, self.withdraw_bid, self.apply, self.decide),
            *(self.post, self.talk, self.confirm, self.accept, self.leave, self.cancel_deal),
            *(self.be_refused, self.kill, self.transfer, self.limit, self.log_on, self.ask),
        ]

    def any(self) -> None:
        """One of them."""
        self.random.choice(self.acts)()

    def send(self, who: str, op: str, **fields: Any) -> Message:
        (reply,) = self.world.ask(self.world.who[who], {"op": op} | fields)
        return reply

    def pick(self, kind: str) -> int:
        return self.random.choice(self.own[kind] or [NEVER])

    def keep(self, reply: Message, kind: str) -> None:
        if reply["ok"] and reply.get(kind):
            self.own[kind].append(reply[kind])

    def terms(self) -> Message:
        return {"price": self.random.choice((7850, 7900)), "quantity": 1000}

    def bid(self) -> None:
        self.keep(self.send("bob", "place_bid", auction=self.world.auction, **self.terms()), "bid")

    def change_bid(self) -> None:
        self.send("bob", "change_bid", bid=self.pick("bid"), price=7860, quantity=500)

    def withdraw_bid(self) -> None:
        self.send("bob", "withdraw_bid", bid=self.pick("bid"))

    def apply(self) -> None:
        offer = {"instrument": "CEA25", "quantity": 2000}
        self.keep(self.send("bob", "apply_auction", **offer), "auction")

    def decide(self) -> None:
        op = self.random.choice(("accept_auction", "refuse_auction"))
        self.send("exchange", op, auction=self.pick("auction"))

    def post(self) -> None:
        side = self.random.choice(("buy", "sell"))
        offer = {"instrument": "CEA25", "side": side, "counterparty": BOB, "in_parts": True}
        self.keep(self.send("alice", "post_intent", **offer, **self.terms()), "intent")

    def talk(self) -> None:
        reply = self.send("bob", "open_dialogue", intent=self.pick("intent"), **self.terms())
        self.keep(reply, "dialogue")

    def confirm(self) -> None:
        for who in ("alice", "bob"):
            reply = self.send(who, "confirm_terms", dialogue=self.pick("dialogue"), **self.terms())
            self.keep(reply, "deal")

    def accept(self) -> None:
        reply = self.send("bob", "accept_intent", intent=self.pick("intent"), quantity=1000)
        self.keep(reply, "deal")

    def leave(self) -> None:
        self.send("alice", "leave_dialogue", dialogue=self.pick("dialogue"))
        self.send("alice", "withdraw_intent", intent=self.pick("intent"))

    def cancel_deal(self) -> None:
        self.send("exchange", "cancel_deal", deal=self.pick("deal"))

    def be_refused(self) -> None:
        self.send("alice", "cancel", order=1)
        self.send("bob", "new_order", instrument="CEA25", side="buy", price=1, quantity=1)

    def kill(self) -> None:
        self.send("alice", "kill")
        self.send("alice", "release")

    def transfer(self) -> None:
        self.world.reference += 1
        self.send("bridge", "cash_in", account=BOB, amount_fen=100, reference=self.world.reference)

    def limit(self) -> None:
        self.send("exchange", "set_account_limit", account=BOB, limit="open_orders", value=50)

    def log_on(self) -> None:
        self.world.session("bob")

    def ask(self) -> None:
        for op in ("bids", "intents", "dialogues", "deals", "open_orders", "balances"):
            self.send("bob", op)

    def undo(self) -> None:
        """Take back what the closing of the day would publish."""
        for bid in self.own["bid"]:
            self.send("bob", "withdraw_bid", bid=bid)
        for deal in self.own["deal"]:
            self.send("exchange", "cancel_deal", deal=deal)


def requests(random: Random, world: World) -> Iterator[tuple[str, Message]]:
    """Anything that the readers may ask, without end."""
    while True:
        reader = random.choice(list(READERS))
        row = random.choice([each for each in ASKED if READERS[reader] in each.fields])
        yield reader, request_of(random, row, reader, world)
        if row.name == "kill":
            yield reader, {"op": "release"}


def request_of(random: Random, row: Row, reader: str, world: World) -> Message:
    """A request of this row."""
    fields = row.fields[READERS[reader]].items()
    wanted = [(name, each) for name, each in fields if each.required or random.random() < 0.3]
    return {"op": row.name} | {
        name: value_of(random, name, each, row, reader, world) for name, each in wanted
    }


def value_of(random: Random, name: str, field: Any, row: Row, reader: str, world: World) -> Any:
    """A value of a field: of an opaque number mostly one that the reader has heard."""
    kind = row.name.removesuffix("s") if name == "after" else name
    known = world.names.get((reader, kind), [])
    if name in OPAQUE or (name == "after" and kind in OPAQUE):
        return (kind, random.randrange(len(known))) if known and random.random() < 0.9 else NEVER
    return random.choice(USUAL[name]) if name in USUAL else sample(name, field)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nobody_else_can_tell_what_two_members_did_in_secret(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    worlds = [World(tmp_path / name, random.getrandbits(96)) for name in ("quiet", "busy")]
    quiet, busy = worlds
    secrets = Secrets(busy, Random(seed + 1))
    asked = requests(random, quiet)
    for step in range(STEPS):
        secrets.any()
        reader, request = next(asked)
        for world in worlds:
            if step == 0:
                world.act("carol", {"op": "auctions"})
            world.act(reader, request)
        assert quiet.look() == busy.look(), f"after {reader} asked {request}"
    secrets.undo()
    for world in worlds:
        end_of_day(world, world.who["exchange"])
    assert quiet.look() == busy.look()
    for world in worlds:
        world.sequencer.close()


def end_of_day(world: World, exchange: Session) -> None:
    """The auction and the day close, and everything that was sealed until then is published."""
    world.done(exchange, "close_auction", auction=world.auction, seed="0" * 16)
    confirmed = {"confirm": True, "reason": "by hand"}
    world.done(exchange, "set_phase", phase="closed", **confirmed)
    world.done(exchange, "end_day", **confirmed)
