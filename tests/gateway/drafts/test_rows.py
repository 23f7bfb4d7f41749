"""What operations mean: commands as the engine gets them, replies as the client does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.commands import COMMAND, CommandKind, Side, TextUse
from engine.rules import views
from gateway.drafts import choices
from gateway.drafts.records import assemble
from gateway.drafts.rows import DRAFTS, recorded
from gateway.protocol.operations import Row, Way
from gateway.protocol.table.rows import OPERATIONS, ROWS
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order
from tests.oracle.parameters import AT_MARKET

Message = dict[str, Any]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    with small_floor(tmp_path_factory.mktemp("venue")) as floor:
        yield floor


def test_every_command_operation_has_a_meaning() -> None:
    commands = {
        name
        for role in OPERATIONS.values()
        for name, each in role.items()
        if each.way in (Way.COMMAND, Way.CANCEL)
    }
    assert commands == set(DRAFTS)


CHOSEN = {
    name
    for name, each in vars(choices).items()
    if getattr(each, "__module__", "") == choices.__name__ and not name.startswith("_")
}
OF_OPERATOR = {
    CommandKind.KILL_ACCOUNT: [CommandKind.KILL_OPERATOR],
    CommandKind.RELEASE_ACCOUNT: [CommandKind.RELEASE_OPERATOR],
}
COMMANDS = [row for row in ROWS if row.name in DRAFTS]


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_every_field_of_a_command_goes_to_its_record_or_to_a_choice(row: Row) -> None:
    places = recorded(row)
    kinds = [CommandKind[row.kind], *OF_OPERATOR.get(CommandKind[row.kind], ())]
    used = {place for kind in kinds for places in kind.uses.values() for place in places}
    assert set(places.values()) <= used | {"note", ""}
    fields = {name: field for by_role in row.fields.values() for name, field in by_role.items()}
    carried = {name for name, field in fields.items() if field.carried}
    assert carried <= {use.word for use in TextUse}
    lost = {name for name, place in places.items() if place == ""} - carried
    assert lost <= {"confirm", "dry_run"} or row.choice
    assert row.kind in CommandKind.__members__


def test_every_choice_is_an_operations() -> None:
    assert {row.choice for row in COMMANDS} - {""} == CHOSEN


def test_drafts_of_several_forms_are_written_each_to_its_place() -> None:
    drafts = [
        {"kind": 2, "order_id": 7},
        {"kind": 1, "price": 5, "text": b"abc"},
        {"kind": 2, "order_id": 8},
        {"kind": 42, "weight_instruments": [1, 2] + [0] * 12},
    ]
    commands = assemble(drafts)
    assert commands.dtype == COMMAND
    assert commands["kind"].tolist() == [2, 1, 2, 42]
    assert commands["order_id"].tolist() == [7, 0, 8, 0]
    assert commands["text"].tolist() == [b"", b"abc", b"", b""]
    assert commands["weight_instruments"][3].tolist()[:3] == [1, 2, 0]
    assert set(commands["version"].tolist()) == {1}


def test_a_command_carries_the_number_of_the_key_that_signed_on(market: SmallFloor) -> None:
    alice = market.session("alice")
    market.ask(alice, order("buy", 7100, 1))
    last = market.sequencer.commands(market.sequencer.next_command - 1, 1)[0]
    assert alice.grant is not None
    assert (last["kind"], last["operator"], last["account"]) == (
        CommandKind.NEW_ORDER,
        alice.grant.number,
        1,
    )
    market.ask(alice, {"op": "mass_cancel"})


def test_an_order_may_name_what_it_takes(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    first, second = market.ask(alice, order("sell", 8100, 5), order("sell", 8100, 5))
    taken, beyond = market.ask(
        bob, order("buy", 8100, 5, take=second["order"]), order("buy", 8100, 9, take=first["order"])
    )
    assert taken["status"] == "filled"
    assert [row["order"] for row in market.ask(alice, {"op": "open_orders"})[0]["orders"]] == [
        first["order"]
    ]
    assert (beyond["error"]["code"], beyond["error"]["allowed"]) == ("target_too_small", 5)
    market.ask(alice, {"op": "mass_cancel"})


MARKET_BUY = {
    "op": "new_order",
    "instrument": "CEA25",
    "side": "buy",
    "order_type": "market",
    "quantity": 15,
}

REFUSALS: dict[str, tuple[Message, str, str | None, Any]] = {
    "too dear": (order("buy", 8636, 1), "price_above_limit", "price", 8635),
    "too cheap": (order("buy", 7064, 1), "price_below_limit", "price", 7065),
    "too much": (order("buy", 7850, 100_000), "quantity_above_maximum", "quantity", 99_999),
    "too little cash": (order("buy", 7850, 99_999) | {"instrument": "CEA24"}, "", None, None),
    "too few units": (
        order("sell", 7850, 99_999) | {"instrument": "CEA24"},
        "units_insufficient",
        "quantity",
        0,
    ),
    "an instrument nobody listed": (
        order("buy", 7850, 1) | {"instrument": "CEA99"},
        "instrument_unknown",
        "instrument",
        None,
    ),
    "no such order": ({"op": "cancel", "order": 4097 * 4096}, "order_unknown", "order", None),
    "a market order where there are none": (MARKET_BUY, "market_not_allowed", "order_type", None),
    "expired": (order("buy", 7850, 1, valid_until_ns=1), "expired", "valid_until_ns", None),
    "neither order nor id": (
        {"op": "cancel"},
        "field_missing",
        "order",
        ["order", "client_order_id"],
    ),
    "both order and id": (
        {"op": "cancel", "order": 1, "client_order_id": "a"},
        "field_missing",
        "order",
        None,
    ),
    "an id nobody used": (
        {"op": "cancel", "client_order_id": "nope"},
        "order_unknown",
        "client_order_id",
        None,
    ),
}


@pytest.mark.parametrize(
    ("request_", "code", "field", "allowed"), REFUSALS.values(), ids=REFUSALS.keys()
)
def test_a_refusal_names_field_and_what_is_allowed(
    market: SmallFloor, request_: Message, code: str, field: str | None, allowed: Any
) -> None:
    alice = market.session("alice")
    reply = market.ask(alice, request_)[0]
    if not code:
        assert reply["ok"]
        market.ask(alice, {"op": "mass_cancel"})
        return
    assert not reply["ok"]
    assert (reply["error"]["code"], reply["error"]["field"]) == (code, field)
    if allowed is not None:
        assert reply["error"]["allowed"] == allowed
    assert reply["error"]["message"]


NOTED = {"op": "case_act", "case_number": 1, "act": "note", "case_note": "a"}
ASKED = NOTED | {"act": "measure", "measure": "inquiry"}
OWNED = {"op": "relate", "reference": 1, "entity": 1, "relation": "owner", "other": 2}
OF_SURVEILLANCE = [
    ("exchange", NOTED | {"measure": "pledge"}, "field_unknown", "measure", "pledge", []),
    ("exchange", NOTED | {"day": "2026-01-06"}, "field_unknown", "day", "2026-01-06", []),
    ("exchange", ASKED, "field_missing", "day", None, ["measure", "day"]),
    ("bridge", OWNED | {"party": "a"}, "field_missing", "other", None, ["other", "party"]),
    ("bridge", OWNED, "field_out_of_range", "last", "2026-01-05", "2026-01-06"),
]


@pytest.mark.parametrize(("who", "asked", "code", "field", "value", "allowed"), OF_SURVEILLANCE)
def test_a_refusal_of_surveillance_says_field_value_and_what_is_allowed(
    market: SmallFloor, who: str, asked: Message, code: str, field: str, value: Any, allowed: Any
) -> None:
    days = {"first": "2026-01-06", "last": "2026-01-05"} if who == "bridge" else {}
    error = market.ask(market.session(who), asked | days)[0]["error"]
    said = [error[each] for each in ("code", "field", "value", "allowed")]
    assert said == [code, field, value, allowed]


def test_orders_at_market_are_taken_once_the_exchange_allows_them(market: SmallFloor) -> None:
    alice, bob, exchange = (
        market.session("alice"),
        market.session("bob"),
        market.session("exchange"),
    )
    allow = {"op": "set_parameter", "instrument": "CEA25", "parameter": AT_MARKET.name.lower()}
    assert market.ask(exchange, allow | {"value": 1})[0]["ok"]
    market.ask(alice, order("sell", 7850, 10))
    bought, priced, taking, same = market.ask(
        bob,
        MARKET_BUY | {"client_order_id": "m-1"},
        MARKET_BUY | {"price": 7850},
        MARKET_BUY | {"take": 1},
        MARKET_BUY | {"client_order_id": "m-1"},
    )
    assert (bought["status"], bought["filled"], bought["leaves"]) == ("cancelled", 10, 0)
    assert bought["reason"] == "market_remainder"
    assert (priced["error"]["code"], priced["error"]["field"]) == ("market_with_price", "price")
    assert (taking["error"]["code"], taking["error"]["field"]) == ("market_with_target", "take")
    assert same["duplicate"] and same["order"] == bought["order"]
    entered, fill, cancelled = market.reports(bob)[:3]
    assert (entered["order_type"], entered["price"], cancelled["price"], cancelled["leaves"]) == (
        "market",
        None,
        None,
        5,
    )
    assert (fill["price"], fill["quantity"]) == (7850, 10)
    limit = order("buy", 7850, 15, client_order_id="m-1")
    assert "order_type" in market.ask(bob, limit)[0]["error"]["message"]
    assert market.ask(exchange, allow | {"value": 0})[0]["ok"]


def test_units_bought_today_are_refused_in_a_traders_words(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(alice, order("sell", 7850, 10))
    market.ask(bob, order("buy", 7850, 10))
    available = market.ask(bob, {"op": "balances"})[0]["holdings"][0]["available"]
    error = market.ask(
        bob, order("sell", 8600, 50_000), order("sell", 8600, available - 50_000 + 5)
    )[1]["error"]
    assert error["code"] == "units_bought_not_yet_sellable"
    assert error["allowed"] == available - 50_000
    assert "next trading day" in error["message"]
    assert f"asked {available - 50_000 + 5} t" in error["message"]
    market.ask(bob, {"op": "mass_cancel"})


def test_an_order_of_somebody_else_cannot_be_cancelled(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    entered = market.ask(alice, order("buy", 7200, 1))[0]
    assert (
        market.ask(bob, {"op": "cancel", "order": entered["order"]})[0]["error"]["code"]
        == "order_not_yours"
    )
    exchange = market.session("exchange")
    assert market.ask(exchange, {"op": "cancel", "order": entered["order"]})[0]["ok"]
    assert market.reports(alice)[-1]["reason"] == "cancelled_by_exchange"


def test_a_halt_stops_orders_but_not_cancels(market: SmallFloor) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    entered = market.ask(alice, order("buy", 7200, 1))[0]
    market.ask(exchange, {"op": "halt", "instrument": "CEA25"})
    refused, cancelled = market.ask(
        alice, order("buy", 7200, 1), {"op": "cancel", "order": entered["order"]}
    )
    assert refused["error"]["code"] == "instrument_halted"
    assert cancelled["ok"]
    again = market.ask(exchange, {"op": "halt", "instrument": "CEA25"})[0]
    assert again["error"]["code"] == "instrument_halted"
    market.ask(exchange, {"op": "resume", "instrument": "CEA25"}, {"op": "halt"})
    assert market.ask(alice, order("buy", 7200, 1))[0]["error"]["code"] == "venue_halted"
    assert market.ask(exchange, {"op": "resume"})[0]["ok"]


def test_a_suspended_account_loses_its_orders(market: SmallFloor) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    market.ask(alice, order("buy", 7200, 1), order("buy", 7201, 1))
    assert market.ask(exchange, {"op": "suspend", "account": 1})[0]["cancelled"] == 2
    assert market.ask(alice, order("buy", 7200, 1))[0]["error"]["code"] == "account_suspended"
    assert [report.get("status") for report in market.reports(alice)[-3:-1]] == [
        "withdrawn",
        "withdrawn",
    ]
    assert market.ask(exchange, {"op": "restore", "account": 1})[0]["ok"]


def test_a_listing_with_parameters_sets_them_and_never_anothers(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    listing = {"op": "list_instrument", "instrument": "CEA31", "number": 5, "base_price": 6000}
    parameters = {"resale_days": 5, "band_bp": 3000}
    set_tick = {"op": "set_parameter"} | tick("CEA31", 5)
    replies = market.ask(exchange, listing | {"parameters": parameters}, set_tick)
    assert [reply["ok"] for reply in replies] == [True, True]
    row = instrument(market, "CEA31")
    assert (row["resale_days"], row["band_bp"], row["tick"]) == (5, 3000, 5)
    taken, known = market.ask(
        exchange,
        listing | {"instrument": "CEA32", "parameters": {"resale_days": 1}},
        listing | {"number": 6, "parameters": {"resale_days": 1}},
    )
    assert (taken["error"]["code"], known["error"]["code"]) == (
        "instrument_exists",
        "instrument_exists",
    )
    assert instrument(market, "CEA31")["resale_days"] == 5


def test_the_reply_says_when_a_parameter_is_in_force_and_parameters_lists_it(
    market: SmallFloor,
) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    market.ask(alice, order("buy", 7700, 10))
    ask = {"op": "set_parameter"}
    waiting, other = market.ask(exchange, ask | tick("CEA25", 5), ask | tick("CEA24", 5))
    assert (waiting["moment"], other["moment"]) == ("next_day", "at_once")
    for session in (alice, exchange):
        said = market.ask(session, {"op": "parameters", "instrument": "CEA25"})[0]["parameters"]
        row = next(row for row in said if row["parameter"] == "tick")
        assert row == {"parameter": "tick", "value": 1, "pending": 5, "from": "next_day"}
    said = market.ask(exchange, {"op": "parameters", "instrument": "CEA24"})[0]["parameters"]
    row = next(row for row in said if row["parameter"] == "tick")
    assert row == {"parameter": "tick", "value": 5, "pending": None, "from": None}


def test_a_listing_sets_quantities_in_an_order_that_is_taken(market: SmallFloor) -> None:
    listing = {"op": "list_instrument", "instrument": "CEA37", "number": 7, "base_price": 6000}
    parameters = {"quantity_min": 200_000, "lot": 1_000, "quantity_max": 500_000}
    reply = market.ask(market.session("exchange"), listing | {"parameters": parameters})[0]
    assert reply["ok"]
    assert {name: instrument(market, "CEA37")[name] for name in parameters} == parameters


def test_values_that_leave_nothing_to_trade_are_refused_by_name(market: SmallFloor) -> None:
    exchange, ask = market.session("exchange"), {"op": "set_parameter", "instrument": "CEA25"}
    coarse, small = market.ask(
        exchange,
        ask | {"parameter": "tick", "value": 10_000},
        ask | {"parameter": "quantity_max", "value": 1},
    )
    error = coarse["error"]
    assert (error["code"], error["value"], error["allowed"]) == (
        "tick_above_price",
        10_000,
        [1, 7850],
    )
    assert small["ok"]
    error = market.ask(exchange, ask | {"parameter": "quantity_min", "value": 2})[0]["error"]
    assert (error["code"], error["field"], error["value"]) == ("quantities_leave_none", "value", 2)


def tick(code: str, value: int) -> Message:
    return {"instrument": code, "parameter": "tick", "value": value}


def instrument(market: SmallFloor, code: str) -> Message:
    return next(
        row for row in views.instrument_rows(market.sequencer.state) if row["instrument"] == code
    )


def test_a_parameter_out_of_its_range_is_refused_with_the_range(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    error = market.ask(exchange, {"op": "set_parameter"} | tick("CEA25", 0))[0]["error"]
    assert (error["code"], error["field"], error["allowed"]) == (
        "field_out_of_range",
        "value",
        [1, 1_000_000],
    )


WEIGHTS = [
    ({"CEA24": [1, 3], "CEA25": [2, 3]}, None),
    ({"CEA24": [1, 3], "CEA25": [1, 3]}, "weights_not_one"),
    ({"CEA24": [4, 3], "CEA25": [0, 1]}, "weights_not_one"),
    ({"CEA24": [1, 65521], "CEA25": [1, 65519]}, "field_out_of_range"),
    ({"CEA99": [1, 1]}, "instrument_unknown"),
]


@pytest.mark.parametrize(("weights", "code"), WEIGHTS)
def test_price_weights_are_exact_fractions_that_add_up_to_one(
    market: SmallFloor, weights: Message, code: str | None
) -> None:
    exchange = market.session("exchange")
    reply = market.ask(
        exchange, {"op": "set_price_weights", "from_date": "2026-02-02", "weights": weights}
    )[0]
    assert (None if reply["ok"] else reply["error"]["code"]) == code


def test_a_transfer_sent_again_is_told_that_it_has_been_done(market: SmallFloor) -> None:
    bridge = market.session("bridge")
    transfer = {"op": "cash_in", "account": 1, "amount_fen": 5, "reference": 100}
    first, again = market.ask(bridge, transfer, transfer)
    assert first["ok"]
    assert (again["error"]["code"], again["error"]["value"], again["error"]["allowed"]) == (
        "reference_already_applied",
        100,
        100,
    )
    assert market.ask(bridge, {"op": "transfers"})[0]["last_reference"] == 100


def test_the_side_of_a_draft_is_a_number() -> None:
    assert OPERATIONS["member"]["mass_cancel"].read({"op": "mass_cancel", "side": "sell"}) == {
        "side": Side.SELL
    }
