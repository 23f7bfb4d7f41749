"""What bad input gets, over a real socket: a code, the field, a sentence; no change of anything;
and nobody else notices.

One table. The stage: CEA25 at 78.50 (limits 70.65 and 86.35), CEA24 with a tick of 0.05, CEA23
halted, CEA26 listed today. Alice has 1,000.00 less what her orders lock, 40 t of CEA24 and 10 t of
CEA25 bought today; Bob has an order in the book, and so has she; Carol is suspended; Vera may only
look.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from engine.events import Reason
from engine.rules.state import state_hash
from gateway.protocol.errors import VALUE_TEXT_MAX
from gateway.protocol.private_keys import generate
from gateway.protocol.wire import CloseCode, encode
from tests.gateway.small_venue import CLOSE, Caller, Message, SmallVenue
from tests.signing import signature_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

BOBS, HERS = "order of Bob", "order of Alice"  # take the place of order numbers
LISTING = [
    {"op": "list_instrument", "instrument": "CEA25", "number": 1, "base_price": 7850},
    {
        "op": "list_instrument",
        "instrument": "CEA24",
        "number": 2,
        "base_price": 8000,
        "parameters": {"tick": 5},
    },
    {"op": "list_instrument", "instrument": "CEA23", "number": 3, "base_price": 8000},
    *(
        {"op": "open_account", "account": number, "name": f"member {number}"}
        for number in (1, 2, 3)
    ),
]
FUNDING = [
    {"op": "cash_in", "account": 1, "amount_fen": 10_000_00, "reference": 1},
    {"op": "cash_in", "account": 2, "amount_fen": 10_000_00, "reference": 2},
    {"op": "units_in", "account": 1, "instrument": "CEA24", "quantity": 40, "reference": 3},
    {"op": "units_in", "account": 2, "instrument": "CEA25", "quantity": 1_000, "reference": 4},
]
MORNING = [
    {"op": "start_day", "date": "2026-01-05"},
    {"op": "set_phase", "phase": "morning"},
    {"op": "list_instrument", "instrument": "CEA26", "number": 4, "base_price": 7850},
    {"op": "halt", "instrument": "CEA23"},
    {"op": "suspend", "account": 3},
]
# What the exchange does to come from one scene to the next.
SCENES = {
    "morning": [],
    "venue halted": [{"op": "halt"}],
    "lunch": [{"op": "resume"}, {"op": "set_phase", "phase": "lunch"}],
    "closed": [CLOSE],
}


def buy(**more: Any) -> Message:
    """One tonne of CEA25 at 78.00, but for the fields given."""
    return {
        "op": "new_order",
        "instrument": "CEA25",
        "side": "buy",
        "price": 7800,
        "quantity": 1,
    } | more


def sell(**more: Any) -> Message:
    """As `buy`."""
    return buy(side="sell") | more


def without(field: str) -> Message:
    """An order that lacks a field."""
    return {name: value for name, value in buy().items() if name != field}


@dataclass(frozen=True)
class Row:
    """What is sent, the code it gets, the field that is named, words of the message; who sends it,
    and when.
    """

    sent: Message | bytes | str
    code: str
    field: str | None
    says: str
    allowed: Any = None
    by: str = "alice"
    when: str = "morning"


UNTIL_63 = 2**63 - 1
TABLE: dict[str, Row] = {
    # the form of a request
    "an unknown field": Row(
        buy(colour="green"),
        "field_unknown",
        "colour",
        "no field 'colour'; its fields: instrument, side",
    ),
    "another's account": Row(
        {"op": "balances", "account": 2},
        "field_unknown",
        "account",
        "no field 'account'; its fields: none",
    ),
    "a missing field": Row(without("price"), "field_missing", "price", "needs the field price"),
    "a price as text": Row(
        buy(price="78.50"), "field_wrong_type", "price", "an integer, got '78.50'", "an integer"
    ),
    "a price with a point": Row(
        buy(price=78.5), "field_wrong_type", "price", "an integer, got 78.5", "an integer"
    ),
    "a quantity as text": Row(
        buy(quantity="1"), "field_wrong_type", "quantity", "an integer, got '1'", "an integer"
    ),
    "a quantity of true": Row(
        buy(quantity=True), "field_wrong_type", "quantity", "an integer, got True", "an integer"
    ),
    "a side as number": Row(buy(side=1), "field_wrong_type", "side", "a text, got 1", "a text"),
    "a side nobody takes": Row(
        buy(side="hold"), "field_out_of_range", "side", "buy, sell, got 'hold'", ["buy", "sell"]
    ),
    "another market's validity": Row(
        buy(time_in_force="gtc"),
        "field_out_of_range",
        "time_in_force",
        "day, ioc, fok, got 'gtc'",
        ["day", "ioc", "fok"],
    ),
    "a long client order id": Row(
        buy(client_order_id="x" * 21), "field_out_of_range", "client_order_id", "1 to 20 printable"
    ),
    "an id with a blank": Row(
        buy(client_order_id="a b"), "field_out_of_range", "client_order_id", "got 'a b'"
    ),
    "no operation": Row({}, "operation_unknown", "op", "names its operation in the field op"),
    "an operation nobody knows": Row(
        {"op": "fly"}, "operation_unknown", "op", "no operation 'fly'"
    ),
    "a command of the exchange": Row(
        {"op": "halt"},
        "role_not_allowed",
        "op",
        "for exchange, this key is a member's",
        ["exchange"],
    ),
    "a command of the bridge": Row(
        {"op": "cash_in", "account": 1, "amount_fen": 1, "reference": 9},
        "role_not_allowed",
        "op",
        "for bridge",
        ["bridge"],
    ),
    "an order by a viewer": Row(
        buy(), "role_not_allowed", "op", "this key is a viewer's", ["member"], by="vera"
    ),
    "the events, by a member": Row(
        {"op": "follow", "from": 1},
        "role_not_allowed",
        "op",
        "for feed, exchange",
        ["feed", "exchange"],
    ),
    "a second log-on": Row(
        {"op": "log_on", "key": "alice"}, "already_logged_on", "op", "has logged on already"
    ),
    # prices
    "a price off the tick": Row(
        buy(instrument="CEA24", price=8002),
        "price_off_tick",
        "price",
        "price 80.02 is no multiple of the tick, 0.05",
        5,
    ),
    "a price above the band": Row(
        buy(price=8636), "price_above_limit", "price", "86.36 is above the upper limit 86.35", 8635
    ),
    "a price below the band": Row(
        buy(price=7064), "price_below_limit", "price", "70.64 is below the lower limit 70.65", 7065
    ),
    "a price of nothing": Row(
        buy(price=0),
        "field_out_of_range",
        "price",
        "between 1 and 10000000, got 0",
        [1, 10_000_000],
    ),
    "a price below nothing": Row(
        buy(price=-1), "field_out_of_range", "price", "got -1", [1, 10_000_000]
    ),
    "a price of 2^63": Row(
        buy(price=2**63), "field_out_of_range", "price", f"got '{2**63}'", [1, 10_000_000]
    ),
    "a price of 2^63 - 1": Row(
        buy(price=UNTIL_63), "field_out_of_range", "price", f"got {UNTIL_63}", [1, 10_000_000]
    ),
    # quantities
    "a quantity of 0": Row(
        buy(quantity=0),
        "field_out_of_range",
        "quantity",
        "between 1 and 99999 in CEA25, got 0",
        [1, 99_999],
    ),
    "a negative quantity": Row(
        buy(quantity=-5), "field_out_of_range", "quantity", "got -5", [1, 99_999]
    ),
    "a quantity of 0 of nothing": Row(
        buy(quantity=0, instrument="CEA99"),
        "field_out_of_range",
        "quantity",
        "between 1 and 1000000000, got 0",
        [1, 10**9],
    ),
    "100,000 t": Row(
        buy(quantity=100_000),
        "quantity_above_maximum",
        "quantity",
        "above the largest order, 99999 t",
        99_999,
    ),
    "2^63 t": Row(
        buy(quantity=2**63), "field_out_of_range", "quantity", f"got '{2**63}'", [1, 99_999]
    ),
    "2^63 - 1 t": Row(
        buy(quantity=UNTIL_63), "field_out_of_range", "quantity", f"got {UNTIL_63}", [1, 99_999]
    ),
    # instruments
    "an unknown instrument": Row(
        buy(instrument="CEA99"),
        "instrument_unknown",
        "instrument",
        "no instrument 'CEA99'",
        ["CEA25", "CEA24", "CEA23", "CEA26"],
    ),
    "a code with a blank": Row(
        buy(instrument="CEA 25"), "field_out_of_range", "instrument", "letters, digits"
    ),
    "a halted instrument": Row(
        buy(instrument="CEA23", price=8000),
        "instrument_halted",
        "instrument",
        "trading in CEA23 is halted",
    ),
    "one listed today": Row(
        buy(instrument="CEA26"),
        "instrument_not_open",
        "instrument",
        "CEA26 opens with the next trading day",
    ),
    # accounts, cash, units
    "a suspended account": Row(
        buy(), "account_suspended", "account", "account 3 is suspended", by="carol"
    ),
    "too little cash": Row(
        buy(quantity=9_999),
        "cash_insufficient",
        "quantity",
        "9999 t at 78.00 needs 779922.00 with fees, available cash ",
    ),
    "too few units": Row(
        sell(instrument="CEA24", price=8000, quantity=41),
        "units_insufficient",
        "quantity",
        "available 40 t, asked 41 t",
        40,
    ),
    "units bought today": Row(
        sell(quantity=10),
        "units_bought_not_yet_sellable",
        "quantity",
        "(T+1); available 0 t, asked 10 t",
        0,
    ),
    # orders
    "Bob's order cancelled": Row(
        {"op": "cancel", "order": BOBS}, "order_not_yours", "order", "is not one of your account's"
    ),
    "Bob's order replaced": Row(
        {"op": "replace", "order": BOBS, "price": 7900, "quantity": 1},
        "order_not_yours",
        "order",
        "is not one of your account's",
    ),
    "no such order": Row(
        {"op": "cancel", "order": 10**12}, "order_unknown", "order", "no open order 1000000000000"
    ),
    "an order number of 2^63": Row(
        {"op": "cancel", "order": 2**63},
        "field_out_of_range",
        "order",
        f"got '{2**63}'",
        [1, UNTIL_63],
    ),
    "an id nobody used": Row(
        {"op": "cancel", "client_order_id": "no"},
        "order_unknown",
        "client_order_id",
        "client order id 'no'",
    ),
    "an order not named": Row(
        {"op": "cancel"}, "field_missing", "order", "by its number or by its client order id"
    ),
    "twice the same id": Row(
        buy(quantity=6, client_order_id="used"),
        "duplicate_client_order_id",
        "client_order_id",
        "'used' was used today",
    ),
    "a replace by nothing": Row(
        {"op": "replace", "order": HERS, "price": 7700, "quantity": 5},
        "order_unchanged",
        None,
        "already",
    ),
    "an order too late": Row(
        buy(valid_until_ns=1),
        "expired",
        "valid_until_ns",
        "the validity has passed; nothing was done",
    ),
    "the take of no order": Row(
        buy(price=7900, take=10**12), "order_unknown", "take", "no open order 1000000000000"
    ),
    "the take of too much": Row(
        buy(price=7900, quantity=6, take=BOBS), "target_too_small", "quantity", "only 5 t open", 5
    ),
    # the exchange's staff and the bridge
    "a day that is none": Row(
        {"op": "start_day", "date": "2026-02-30"},
        "field_out_of_range",
        "date",
        "got '2026-02-30'",
        "YYYY-MM-DD",
        by="exchange",
    ),
    "a day before the end": Row(
        {"op": "start_day", "date": "2026-01-06"},
        "day_in_progress",
        "date",
        "has to end first",
        by="exchange",
    ),
    "a code twice": Row(
        {"op": "list_instrument", "instrument": "CEA25", "number": 9, "base_price": 1},
        "instrument_exists",
        "instrument",
        "CEA25",
        by="exchange",
    ),
    "a transfer twice": Row(
        {"op": "cash_in", "account": 1, "amount_fen": 1, "reference": 4},
        "reference_already_applied",
        "reference",
        "up to number 4",
        4,
        by="bridge",
    ),
    "cash out that is not there": Row(
        {"op": "cash_out", "account": 2, "amount_fen": 10**15, "reference": 9},
        "cash_insufficient",
        "amount_fen",
        "needed 10000000000000.00",
        by="bridge",
    ),
    "a parameter out of its range": Row(
        {"op": "set_parameter", "instrument": "CEA25", "parameter": "tick", "value": 0},
        "field_out_of_range",
        "value",
        "value must lie between 1 and 1000000, got 0",
        [1, 1_000_000],
        by="exchange",
    ),
    "a parameter of a listing out of its range": Row(
        {
            "op": "list_instrument",
            "instrument": "CEA27",
            "number": 7,
            "base_price": 1,
            "parameters": {"tick": 0},
        },
        "field_out_of_range",
        "parameters.tick",
        "parameters.tick must lie between 1 and 1000000, got 0",
        [1, 1_000_000],
        by="exchange",
    ),
    # frames
    "garbage bytes": Row(b"\xc1\xff\x00garbage", "frame_malformed", None, "not MessagePack"),
    "a text that is no JSON": Row("order please", "frame_malformed", None, "not JSON"),
    "an empty frame": Row(b"", "frame_malformed", None, "not MessagePack"),
    "a list of numbers": Row(
        b"\x93\x01\x02\x03", "frame_malformed", None, "a map or a list of maps"
    ),
    "a key twice": Row(
        '{"op": "heartbeat", "id": 1, "id": 2}', "key_repeated", "id", "each key once"
    ),
    "101 requests": Row(
        encode([{"op": "heartbeat", "id": 1}] * 101, False),
        "too_many_requests",
        None,
        "at most 100 maps",
        100,
    ),
    "no id": Row(encode({"op": "heartbeat"}, False), "field_missing", "id", "carries its id"),
    # what the time of day forbids
    "an order in a halt": Row(
        buy(), "venue_halted", None, "halted in the whole venue", when="venue halted"
    ),
    "an order at lunch": Row(
        buy(),
        "phase_not_trading",
        None,
        "taken in the phases morning, afternoon; the phase is lunch",
        ["morning", "afternoon"],
        when="lunch",
    ),
    "the morning again": Row(
        {"op": "set_phase", "phase": "morning"},
        "phase_out_of_order",
        "phase",
        "the phase is lunch, still to come: afternoon, closed",
        ["afternoon", "closed"],
        by="exchange",
        when="lunch",
    ),
    "a replace at lunch": Row(
        {"op": "replace", "order": HERS, "price": 7701, "quantity": 5},
        "phase_not_trading",
        None,
        "the phase is lunch",
        when="lunch",
    ),
    "an order after the close": Row(
        buy(),
        "phase_not_trading",
        None,
        "the phase is closed",
        ["morning", "afternoon"],
        when="closed",
    ),
    "back to the morning": Row(
        {"op": "set_phase", "phase": "morning"},
        "phase_out_of_order",
        "phase",
        "only move forward within a day; the phase is closed, still to come: none",
        [],
        by="exchange",
        when="closed",
    ),
    "a settlement before the end": Row(
        {
            "op": "clearing_result",
            "date": "2026-01-05",
            "count": 0,
            "quantity": 0,
            "amount_fen": 0,
            "tape_hash": "0" * 16,
        },
        "day_not_closed",
        None,
        "settled after its end",
        by="bridge",
        when="closed",
    ),
}


class Stage:
    """The venue of the table, everybody logged on, in the scene that a row asks for."""

    def __init__(self, venue: SmallVenue) -> None:
        self.venue = venue
        self.callers: dict[str, Caller] = {}
        self.orders: dict[str, int] = {}
        self._scenes = list(SCENES)

    async def set_up(self) -> None:
        self.venue.keys["carol"] = generate(self.venue.folder / "keys" / "carol.pem")
        self.venue.public_keys.add(
            "carol", "member", 3, "Carol", self.venue.keys["carol"].public_key
        )
        self.callers = {name: await self.venue.caller(name) for name in self.venue.keys}
        for name, requests in (("exchange", LISTING), ("bridge", FUNDING), ("exchange", MORNING)):
            assert all(reply["ok"] for reply in await self.callers[name].ask_all(*requests))
        alice, bob = self.callers["alice"], self.callers["bob"]
        await bob.ask_all(sell(quantity=10))
        await alice.ask_all(buy(quantity=10))
        (resting,) = await bob.ask_all(sell(price=7900, quantity=5))
        (hers,) = await alice.ask_all(buy(price=7700, quantity=5, client_order_id="used"))
        self.orders = {BOBS: resting["order"], HERS: hers["order"]}

    async def go_to(self, scene: str) -> None:
        """Scenes follow one another as in a day: rows are in their order."""
        while self._scenes[0] != scene:
            assert all(
                reply["ok"]
                for reply in await self.callers["exchange"].ask_all(*SCENES[self._scenes[1]])
            )
            del self._scenes[0]
        await self.callers["bob"].ask("heartbeat")

    async def put(self, row: Row) -> tuple[Message, Message]:
        """Send what the row says: the request as it went, and its error."""
        caller = self.callers[row.by]
        if not isinstance(row.sent, dict):
            await caller.socket.send(row.sent)
            return {}, (await caller.reply(None))["error"]
        sent = {
            name: self.orders.get(value, value) if type(value) is str else value
            for name, value in row.sent.items()
        }
        (reply,) = await caller.ask_all(sent)
        assert not reply["ok"], reply
        return sent, reply["error"]

    def state(self) -> str:
        return state_hash(self.venue.sequencer.state)

    def market(self) -> str:
        """The state but for the count of commands and events, which a refusal by the engine is one
        of.
        """
        state = np.frombuffer(
            bytearray(self.venue.sequencer.state.tobytes()), self.venue.sequencer.state.dtype
        )
        for name in ("sequence", "event_sequence", "time_ns"):
            state["venue"][name] = 0
        return state_hash(state)

    async def balances(self) -> list[Message]:
        exchange = self.callers["exchange"]
        replies = await exchange.ask_all(
            *({"op": "balances", "account": account} for account in (1, 2, 3))
        )
        counted = ("id", "next_report")  # a refusal is reported too
        return [
            {name: value for name, value in reply.items() if name not in counted}
            for reply in replies
        ]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    venue = SmallVenue(tmp_path_factory.mktemp("venue"))
    await venue.start()
    try:
        stage = Stage(venue)
        await stage.set_up()
        yield stage
    finally:
        await venue.stop()


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
async def test_bad_input_is_named_and_changes_nothing(stage: Stage, row: Row) -> None:
    await stage.go_to(row.when)
    bob = stage.callers["bob"]
    market, state, balances, heard = (
        stage.market(),
        stage.state(),
        await stage.balances(),
        len(bob.pushed),
    )
    sent, error = await stage.put(row)
    assert (error["code"], error["field"]) == (row.code, row.field)
    assert row.says in error["message"]
    if row.allowed is not None:
        assert error["allowed"] == row.allowed
    if row.field in sent:
        assert error["value"] in (sent[row.field], str(sent[row.field])[:VALUE_TEXT_MAX])
    assert stage.market() == market
    assert await stage.balances() == balances
    if row.code.upper() not in Reason.__members__:
        assert stage.state() == state
    assert (await stage.callers[row.by].ask("heartbeat"))["ok"]
    assert (await bob.ask("heartbeat"))["ok"]
    assert len(bob.pushed) == heard


LOG_ONS: dict[str, tuple[Message, str, str]] = {
    "a wrong signature": ({"signature": "00" * 64}, "signature_wrong", "signature"),
    "a signature that is none": ({"signature": "zz"}, "signature_wrong", "signature"),
    "a key nobody knows": ({"key": "mallory"}, "key_unknown", "key"),
    "another's key": ({"key": "bob"}, "signature_wrong", "signature"),
    "a clock that is off": ({"time_ns": 1}, "clock_differs", "time_ns"),
}


@pytest.mark.parametrize(("wrong", "code", "field"), LOG_ONS.values(), ids=LOG_ONS.keys())
async def test_a_bad_log_on_is_named_and_closed_and_nobody_else_notices(
    stage: Stage, wrong: Message, code: str, field: str
) -> None:
    state, bob = stage.state(), stage.callers["bob"]
    heard = len(bob.pushed)
    stranger = await Caller.open(stage.venue.hub.url)
    time_ns = stranger.challenge["server_time_ns"]
    signature = signature_of(stage.venue.keys["alice"], stranger.challenge, time_ns)
    reply = await stranger.ask(
        "log_on", **{"key": "alice", "time_ns": time_ns, "signature": signature} | wrong
    )
    assert (reply["error"]["code"], reply["error"]["field"]) == (code, field)
    assert await stranger.closed() == CloseCode.LOG_ON_REFUSED
    assert (await bob.ask("heartbeat"))["ok"]
    assert (stage.state(), len(bob.pushed)) == (state, heard)


async def test_a_log_on_heard_on_one_connection_is_no_good_on_another(stage: Stage) -> None:
    first, second = await Caller.open(stage.venue.hub.url), await Caller.open(stage.venue.hub.url)
    time_ns = first.challenge["server_time_ns"]
    signature = signature_of(stage.venue.keys["alice"], first.challenge, time_ns)
    heard = {"key": "alice", "time_ns": time_ns, "signature": signature}
    assert (await first.ask("log_on", **heard))["ok"]
    assert (await second.ask("log_on", **heard))["error"]["code"] == "signature_wrong"
    assert await second.closed() == CloseCode.LOG_ON_REFUSED
    assert (await first.ask("heartbeat"))["ok"]


async def test_a_frame_of_ten_megabytes_closes_its_connection_and_changes_nothing(
    stage: Stage,
) -> None:
    state, bob = stage.state(), stage.callers["bob"]
    heard = len(bob.pushed)
    alice = await stage.venue.caller("alice")
    await alice.socket.send(bytes(10 * 1024 * 1024))
    assert await alice.closed() == CloseCode.FRAME_TOO_LARGE
    assert (await bob.ask("heartbeat"))["ok"]
    assert (stage.state(), len(bob.pushed)) == (state, heard)
