"""Every operation of PROTOCOL.md: which role may ask it, with which fields."""

from __future__ import annotations

from engine.commands import MARKET
from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol.fields import (
    INSTRUMENT_NUMBER_MAX,
    INT64_MAX,
    account,
    account_limit,
    account_name,
    accounts,
    allowance,
    boolean,
    client_order_id,
    code,
    date,
    days,
    default_limit,
    hash_16,
    line,
    method,
    note,
    number,
    operator,
    order_type,
    parameter,
    parameter_values,
    phase,
    price,
    quantity,
    reason,
    side,
    stream_date,
    time_in_force,
    time_of_day,
    totals_kind,
    weights,
    word,
    year,
)
from gateway.protocol.maps import Field, may, must, must_unless
from gateway.protocol.operations import Operation, Way
from gateway.protocol.readers import Integer

_ACCOUNT = must(account=account)
_TRANSFER = must(account=account, reference=number) | may(follows=number)
_FIGURES = must(quantity=Integer(0, UNITS_MAX), amount_fen=Integer(0, CASH_MAX_FEN))
_PAGE = may(instrument=code, after=number)
_TONNES = Integer(0, UNITS_MAX)
_ALERT = must(
    number=number,
    date=date,
    entity=account,
    name=line,
    accounts=accounts,
    year=year,
    kind=word,
    days_left=days,
) | must(
    shortfall=_TONNES,
    outstanding=_TONNES,
    available=Integer(-UNITS_MAX, UNITS_MAX),
    offered=_TONNES,
)
_AUCTION = must(auction=number)
_HOURS = must(opens=time_of_day, closes=time_of_day)
_CONFIRMED = may(confirm=boolean, reason=reason)  # of an act out of schedule
_BID = must(price=price, quantity=quantity) | may(valid_until_ns=number)
_RULES = may(pay_as_bid=boolean, discounted=boolean, void_if_short=boolean, tie_by_lot=boolean)
_TERMS = must(price=price, quantity=quantity) | may(valid_until_ns=number)
_RESUMED = must(report_date=stream_date) | must(**{"from": number})
_OWN_ORDER = may(order=number, client_order_id=client_order_id)

# Operation: its way, then for each role the fields. A role that is not named may not ask it.
_ALL = ("member", "viewer", "exchange", "feed", "bridge")
_EVERYONE: dict[str, dict[str, Field]] = {role: {} for role in _ALL}
_READERS: dict[str, dict[str, Field]] = {"member": {}, "viewer": {}, "exchange": _ACCOUNT}
_TABLE: dict[str, tuple[Way, dict[str, dict[str, Field]]]] = {
    "heartbeat": (Way.SESSION, _EVERYONE),
    "log_off": (Way.SESSION, _EVERYONE),
    "status": (Way.QUERY, _EVERYONE),
    "new_order": (
        Way.COMMAND,
        {
            "member": (
                must(instrument=code, side=side)
                | must_unless("order_type", MARKET, price=price)
                | must(quantity=quantity)
                | may(
                    order_type=order_type,
                    time_in_force=time_in_force,
                    client_order_id=client_order_id,
                    take=number,
                    valid_until_ns=number,
                )
            )
        },
    ),
    "cancel": (Way.CANCEL, {"member": _OWN_ORDER, "exchange": must(order=number)}),
    "replace": (
        Way.COMMAND,
        {"member": _OWN_ORDER | must(price=price, quantity=quantity) | may(valid_until_ns=number)},
    ),
    "mass_cancel": (
        Way.CANCEL,
        {
            "member": may(instrument=code, side=side),
            "exchange": _ACCOUNT | may(instrument=code, side=side),
        },
    ),
    "open_orders": (Way.QUERY, {role: fields | _PAGE for role, fields in _READERS.items()}),
    "balances": (Way.QUERY, _READERS | {"bridge": _ACCOUNT}),
    "fills": (Way.QUERY, {role: fields | _PAGE for role, fields in _READERS.items()}),
    "resume_reports": (
        Way.QUERY,
        dict.fromkeys(("member", "viewer"), _RESUMED),
    ),
    "limits": (Way.QUERY, {"exchange": {}}),
    "accounts": (Way.QUERY, {"exchange": may(after=account), "bridge": may(after=account)}),
    "account_limits": (
        Way.QUERY,
        {"member": {}, "viewer": {}, "exchange": may(account=account, after=account)},
    ),
    "supervision": (Way.QUERY, {"exchange": {}}),
    "kill": (
        Way.CANCEL,
        {
            "member": may(operator=operator, refuse_log_on=boolean),
            "exchange": may(account=account, operator=operator, refuse_log_on=boolean),
        },
    ),
    "release": (
        Way.COMMAND,
        {"member": may(operator=operator), "exchange": may(account=account, operator=operator)},
    ),
    "set_account_limit": (
        Way.COMMAND,
        {
            "exchange": (
                must(account=account, limit=account_limit, value=Integer(-1, INT64_MAX))
                | may(instrument=code)
            )
        },
    ),
    "set_default_limit": (
        Way.COMMAND,
        {"exchange": must(limit=default_limit, value=Integer(0, INT64_MAX))},
    ),
    "open_account": (Way.COMMAND, {"exchange": must(account=account, name=account_name)}),
    "suspend": (Way.COMMAND, {"exchange": _ACCOUNT}),
    "restore": (Way.COMMAND, {"exchange": _ACCOUNT}),
    "list_instrument": (
        Way.COMMAND,
        {
            "exchange": (
                must(instrument=allowance)
                | must(number=Integer(1, INSTRUMENT_NUMBER_MAX), base_price=price)
                | may(parameters=parameter_values)
            )
        },
    ),
    "set_parameter": (
        Way.COMMAND,
        {"exchange": must(instrument=code, parameter=parameter, value=Integer(0, INT64_MAX))},
    ),
    "parameters": (Way.QUERY, dict.fromkeys(_READERS, must(instrument=code))),
    "set_price_weights": (
        Way.COMMAND,
        {"exchange": must(from_date=date, weights=weights) | _CONFIRMED},
    ),
    "open_totals": (
        Way.COMMAND,
        {
            "exchange": (
                must(kind=totals_kind)
                | _FIGURES
                | may(instrument=code, composite_close=price, method=method)
            )
        },
    ),
    "start_day": (
        Way.COMMAND,
        {"exchange": must(date=date) | may(override=boolean, reason=reason)},
    ),
    "take_back_day": (Way.COMMAND, {"exchange": must(date=date) | _CONFIRMED}),
    "set_phase": (Way.COMMAND, {"exchange": must(phase=phase) | _CONFIRMED}),
    "end_day": (Way.COMMAND, {"exchange": _CONFIRMED}),
    "halt": (Way.COMMAND, {"exchange": may(instrument=code)}),
    "resume": (Way.COMMAND, {"exchange": may(instrument=code)}),
    "cash_in": (Way.COMMAND, {"bridge": _TRANSFER | must(amount_fen=Integer(1, CASH_MAX_FEN))}),
    "cash_out": (Way.COMMAND, {"bridge": _TRANSFER | must(amount_fen=Integer(1, CASH_MAX_FEN))}),
    "units_in": (
        Way.COMMAND,
        {"bridge": _TRANSFER | must(instrument=code, quantity=Integer(1, UNITS_MAX))},
    ),
    "units_out": (
        Way.COMMAND,
        {"bridge": _TRANSFER | must(instrument=code, quantity=Integer(1, UNITS_MAX))},
    ),
    "clearing_result": (
        Way.COMMAND,
        {"bridge": must(date=date, count=Integer(0, INT64_MAX), tape_hash=hash_16) | _FIGURES},
    ),
    "trade_failed": (
        Way.COMMAND,
        {
            "bridge": (
                must(
                    date=date,
                    trade=number,
                    instrument=code,
                    price=price,
                    quantity=quantity,
                    buyer=account,
                    seller=account,
                )
                | may(method=method)
            )
        },
    ),
    "settlement_done": (Way.COMMAND, {"bridge": must(date=date, failed=Integer(0, INT64_MAX))}),
    "begin_risk_alerts": (Way.QUERY, {"bridge": {}}),
    "risk_alert": (Way.QUERY, {"bridge": _ALERT}),
    "risk_alerts": (
        Way.QUERY,
        dict.fromkeys(("bridge", "exchange"), may(after=Integer(0, INT64_MAX))),
    ),
    "auctions": (Way.QUERY, _EVERYONE),
    "bids": (Way.QUERY, dict.fromkeys(("member", "viewer"), may(after=number))),
    "apply_auction": (
        Way.COMMAND,
        {
            "member": (
                must(instrument=code, quantity=quantity)
                | may(side=side, lot=quantity, smallest_bid=quantity)
                | _RULES
            )
        },
    ),
    "accept_auction": (Way.COMMAND, {"exchange": _AUCTION}),
    "refuse_auction": (Way.COMMAND, {"exchange": _AUCTION}),
    "announce_auction": (
        Way.COMMAND,
        {"exchange": _AUCTION | must(date=date) | _HOURS | _CONFIRMED},
    ),
    "open_auction": (Way.COMMAND, {"exchange": _AUCTION}),
    "close_auction": (Way.COMMAND, {"exchange": _AUCTION | may(seed=hash_16)}),
    "cancel_auction": (Way.COMMAND, dict.fromkeys(("member", "exchange"), _AUCTION)),
    "place_bid": (Way.COMMAND, {"member": _AUCTION | _BID}),
    "change_bid": (Way.COMMAND, {"member": must(bid=number) | _BID}),
    "withdraw_bid": (Way.CANCEL, dict.fromkeys(("member", "exchange"), must(bid=number))),
    "post_intent": (
        Way.COMMAND,
        {
            "member": (
                must(instrument=code, side=side, price=price, quantity=quantity)
                | may(
                    counterparty=account,
                    in_parts=boolean,
                    invitation=boolean,
                    hidden=boolean,
                    note=note,
                )
                | may(valid_until_ns=number)
            )
        },
    ),
    "withdraw_intent": (Way.CANCEL, dict.fromkeys(("member", "exchange"), must(intent=number))),
    "accept_intent": (
        Way.COMMAND,
        {"member": must(intent=number, quantity=quantity) | may(valid_until_ns=number)},
    ),
    "open_dialogue": (
        Way.COMMAND,
        {"member": must(intent=number) | _TERMS | may(hidden=boolean, note=note)},
    ),
    "counter_offer": (Way.COMMAND, {"member": must(dialogue=number) | _TERMS | may(note=note)}),
    "send_note": (Way.COMMAND, {"member": must(dialogue=number, note=note)}),
    "confirm_terms": (Way.COMMAND, {"member": must(dialogue=number) | _TERMS}),
    "leave_dialogue": (Way.CANCEL, dict.fromkeys(("member", "exchange"), must(dialogue=number))),
    "intents": (Way.QUERY, dict.fromkeys(("member", "viewer", "exchange"), _PAGE)),
    "dialogues": (Way.QUERY, dict.fromkeys(("member", "viewer", "exchange"), may(after=number))),
    "deals": (Way.QUERY, dict.fromkeys(("member", "viewer", "exchange"), may(after=number))),
    "cancel_deal": (Way.COMMAND, {"exchange": must(deal=number)}),
    "suspend_desk": (Way.COMMAND, {"exchange": may(instrument=code)}),
    "resume_desk": (Way.COMMAND, {"exchange": may(instrument=code)}),
    "transfers": (Way.QUERY, {"bridge": {}}),
    "fee_income": (Way.QUERY, {"bridge": {}, "exchange": {}}),
    "unsettled": (Way.QUERY, {"bridge": {}, "exchange": {}}),
    "days": (Way.QUERY, {"bridge": {}, "exchange": {}}),
    "applied": (Way.QUERY, dict.fromkeys(("bridge", "exchange"), must(**{"from": number}))),
    "follow": (Way.QUERY, dict.fromkeys(("feed", "exchange"), must(**{"from": number}))),
}

ROLES_OF: dict[str, tuple[str, ...]] = {
    name: tuple(roles) for name, (_way, roles) in _TABLE.items()
}
OPERATIONS: dict[str, dict[str, Operation]] = {
    role: {
        name: Operation(name, way, roles[role])
        for name, (way, roles) in _TABLE.items()
        if role in roles
    }
    for role in _ALL
}
