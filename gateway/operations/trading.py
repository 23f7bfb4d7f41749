"""What each command operation means: its fields become drafts of COMMAND records.

A draft is a map of COMMAND fields. What a draft needs to know of the venue (the number of a code,
the order behind a client order id) it asks a `Lookup`; that may answer `NotYet`, when the answer
depends on a command of the batch in the making.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from math import lcm
from typing import Any, Protocol

from engine.commands import (
    BY_EXCHANGE,
    LIMIT_BY_DEFAULT,
    LIMIT_RANGES,
    OVERRIDE,
    REFUSE_LOG_ON,
    AccountLimit,
    CommandArray,
    CommandKind,
    Method,
    Parameter,
    empty_commands,
    in_setting_order,
)
from engine.units import WEIGHTS_MAX
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import DENOMINATOR_MAX, parameter_value
from gateway.protocol.readers import Column, Integer

Draft = dict[str, Any]
Fields = dict[str, Any]
_NEW_ORDER = int(CommandKind.NEW_ORDER)
_ORDER_FIELDS = {
    name: name for name in ("side", "price", "quantity", "time_in_force", "valid_until_ns")
}
_ORDER_FIELDS |= {"take": "order_id", "client_order_id": "text", "order_type": "flags"}


class NotYet(Exception):
    """The request depends on a command of the same batch: it goes into the next one."""


class Lookup(Protocol):
    """What drafts ask about the venue."""

    def instrument_number(self, code: bytes) -> int:
        """Number of a listed code. Raises RequestError, NotYet."""

    def order_number(self, account: int, client_order_id: bytes) -> int:
        """Order entered under a client order id today. Raises RequestError, NotYet."""

    def draw(self, bits: int) -> int:
        """Random bits."""

    def account_of_key(self, account: int, number: int) -> int:
        """Account of a key, 0 of one without; `account`: whose it is to be, 0: anyone's.

        Raises RequestError.
        """

    def is_killed(self, number: int) -> bool:
        """Whether there is a kill of an operator."""

    def may_list(self, code: bytes, number: int) -> bool:
        """Whether the engine will accept this listing.

        Raises RequestError when the code is taken, NotYet.
        """


def _new_order(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    return [
        {
            "kind": _NEW_ORDER,
            "operator": grant.number,
            "account": grant.account,
            "instrument": lookup.instrument_number(fields["instrument"]),
            "side": fields["side"],
            "flags": fields.get("order_type", 0),
            "price": fields.get("price", 0),
            "quantity": fields["quantity"],
            "time_in_force": fields.get("time_in_force", 0),
            "order_id": fields.get("take", 0),
            "valid_until_ns": fields.get("valid_until_ns", 0),
            "text": fields.get("client_order_id", b""),
        }
    ]


def new_orders(columns: Mapping[str, Column], grant: Grant, lookup: Lookup) -> CommandArray:
    """Many new orders as command records, from the columns of their fields.

    Raises RequestError, NotYet.
    """
    codes = columns["instrument"]
    numbers = {code: lookup.instrument_number(code) for code in set(codes)}
    commands = empty_commands(len(codes))
    commands["kind"], commands["operator"], commands["account"] = (
        _NEW_ORDER,
        grant.number,
        grant.account,
    )
    commands["instrument"] = [numbers[code] for code in codes]
    for name, field in _ORDER_FIELDS.items():
        if name in columns:
            commands[field] = columns[name]
    return commands


def _order_number(fields: Fields, grant: Grant, lookup: Lookup) -> int:
    if ("order" in fields) == ("client_order_id" in fields):
        rule = "name the order by its number or by its client order id, one of both"
        raise RequestError(
            "field_missing", rule, field="order", allowed=["order", "client_order_id"]
        )
    if "order" in fields:
        number: int = fields["order"]
        return number
    return lookup.order_number(grant.account, fields["client_order_id"])


def _cancel(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    number = _order_number(fields, grant, lookup)
    return [_draft(CommandKind.CANCEL, grant, account=grant.account, order_id=number)]


def _replace(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    number = _order_number(fields, grant, lookup)
    terms = {
        name: fields[name] for name in ("price", "quantity", "valid_until_ns") if name in fields
    }
    return [_draft(CommandKind.REPLACE, grant, account=grant.account, order_id=number, **terms)]


def _mass_cancel(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    account = fields.get("account", grant.account)
    instrument = _number_or_all(fields, lookup)
    return [
        _draft(
            CommandKind.MASS_CANCEL,
            grant,
            account=account,
            instrument=instrument,
            side=fields.get("side", 0),
        )
    ]


def _number_or_all(fields: Fields, lookup: Lookup) -> int:
    return lookup.instrument_number(fields["instrument"]) if "instrument" in fields else 0


def _open_account(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    return [_draft(CommandKind.OPEN_ACCOUNT, grant, account=fields["account"], text=fields["name"])]


def _of_account(kind: CommandKind) -> Callable[[Fields, Grant, Lookup], list[Draft]]:
    return lambda fields, grant, _lookup: [_draft(kind, grant, account=fields["account"])]


def _kill(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    """Of an operator when one is named, which is to be the account's, else of the account."""
    account = _killed_account(fields, grant)
    refuse = fields.get("refuse_log_on", False)
    flags = (BY_EXCHANGE if grant.role == "exchange" else 0) | (REFUSE_LOG_ON if refuse else 0)
    if "operator" not in fields:
        return [_draft(CommandKind.KILL_ACCOUNT, grant, account=account, flags=flags)]
    number = fields["operator"]
    if lookup.account_of_key(account, number) == 0 and refuse:
        rule = "only a key of an account is refused log-on by a kill: revoke this one"
        raise RequestError(
            "field_out_of_range",
            rule,
            field="refuse_log_on",
            value=True,
            allowed=[False],
        )
    return [_draft(CommandKind.KILL_OPERATOR, grant, account=account, value=number, flags=flags)]


def _release(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    """As `_kill`; the exchange also releases a number under a kill that is no key's any more."""
    account = _killed_account(fields, grant)
    flags = BY_EXCHANGE if grant.role == "exchange" else 0
    if "operator" not in fields:
        return [_draft(CommandKind.RELEASE_ACCOUNT, grant, account=account, flags=flags)]
    number = fields["operator"]
    if not (flags and lookup.is_killed(number)):
        lookup.account_of_key(account, number)
    return [_draft(CommandKind.RELEASE_OPERATOR, grant, account=account, value=number, flags=flags)]


def _killed_account(fields: Fields, grant: Grant) -> int:
    """The account named or the member's, 0 where the exchange names an operator only."""
    account: int = fields.get("account", grant.account)
    if account == 0 and "operator" not in fields:
        rule = "name an account, an operator, or the account whose operator it is and the operator"
        raise RequestError("field_missing", rule, field="account", allowed=["account", "operator"])
    return account


def _set_account_limit(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    kind = AccountLimit(fields["limit"])
    of_holding = kind == AccountLimit.MAXIMUM_HOLDING
    if of_holding != ("instrument" in fields):
        code, rule = ("field_missing", "needs") if of_holding else ("field_unknown", "has no")
        raise RequestError(
            code, f"the limit {kind.name.lower()} {rule} instrument", field="instrument"
        )
    value = _limit_value(kind, fields["value"], LIMIT_BY_DEFAULT)
    account, instrument = fields["account"], _number_or_all(fields, lookup)
    return [
        _draft(
            CommandKind.SET_ACCOUNT_LIMIT,
            grant,
            account=account,
            parameter=kind,
            value=value,
            instrument=instrument,
        )
    ]


def _set_default_limit(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    kind = AccountLimit(fields["limit"])
    return [
        _draft(
            CommandKind.SET_DEFAULT_LIMIT,
            grant,
            parameter=kind,
            value=_limit_value(kind, fields["value"], 0),
        )
    ]


def _limit_value(kind: AccountLimit, value: int, below: int) -> int:
    """A value inside the limit's range; -1 (`below`) asks for the default again."""
    _default, least, most = LIMIT_RANGES[kind]
    return Integer(least + below, most)("value", value)


def _of_instrument_or_venue(kind: CommandKind) -> Callable[[Fields, Grant, Lookup], list[Draft]]:
    return lambda fields, grant, lookup: [
        _draft(kind, grant, instrument=_number_or_all(fields, lookup))
    ]


def _list_instrument(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    number = fields["number"]
    listing = _draft(
        CommandKind.LIST_INSTRUMENT,
        grant,
        instrument=number,
        price=fields["base_price"],
        text=fields["instrument"],
    )
    if not lookup.may_list(fields["instrument"], number):
        # without the parameters, which would be set for the instrument that has the number
        return [listing]
    values = fields.get("parameters", {})
    order = in_setting_order(map(Parameter, values))
    return [listing] + [_parameter(grant, number, each, values[each]) for each in order]


def _set_parameter(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    parameter = fields["parameter"]
    value = parameter_value("value", parameter, fields["value"])
    return [_parameter(grant, lookup.instrument_number(fields["instrument"]), parameter, value)]


def _parameter(grant: Grant, instrument: int, parameter: int, value: int) -> Draft:
    return _draft(
        CommandKind.SET_PARAMETER, grant, instrument=instrument, parameter=parameter, value=value
    )


def _set_price_weights(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    weights = fields["weights"]
    denominator = lcm(*(bottom for _, bottom in weights.values()))
    if denominator > DENOMINATOR_MAX:
        rule = f"the weights' common denominator is at most {DENOMINATOR_MAX}"
        raise RequestError(
            "field_out_of_range", rule, field="weights", value=denominator, allowed=DENOMINATOR_MAX
        )
    numbers, numerators = [0] * WEIGHTS_MAX, [0] * WEIGHTS_MAX
    for place, (code, (top, bottom)) in enumerate(weights.items()):
        numbers[place] = lookup.instrument_number(code)
        numerators[place] = top * (denominator // bottom)
        if numerators[place] > denominator:
            raise RequestError(
                "weights_not_one",
                "a price weight is at most 1",
                field="weights",
                value=f"{top}/{bottom}",
            )
    return [
        _draft(
            CommandKind.SET_PRICE_WEIGHTS,
            grant,
            date=fields["from_date"],
            value=denominator,
            weight_instruments=numbers,
            weight_numerators=numerators,
            text=_why(fields),
        )
    ]


def _open_totals(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    if "instrument" in fields and "composite_close" in fields:
        rule = "composite_close is the venue's: leave instrument out"
        raise RequestError(
            "field_unknown", rule, field="composite_close", value=fields["composite_close"]
        )
    return [
        _draft(
            CommandKind.OPEN_TOTALS,
            grant,
            instrument=_number_or_all(fields, lookup),
            parameter=fields["kind"],
            quantity=fields["quantity"],
            amount_fen=fields["amount_fen"],
            price=fields.get("composite_close", 0),
            value=fields.get("method", Method.LISTED),
        )
    ]


def _start_day(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    flags, why = OVERRIDE if fields.get("override") else 0, _why(fields)
    return [_draft(CommandKind.START_DAY, grant, date=fields["date"], flags=flags, text=why)]


def _set_phase(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    return [_draft(CommandKind.SET_PHASE, grant, phase=fields["phase"], text=_why(fields))]


def _end_day(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    return [_draft(CommandKind.END_DAY, grant, text=_why(fields))]


def _take_back_day(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    return [_draft(CommandKind.TAKE_BACK_DAY, grant, date=fields["date"], text=_why(fields))]


def _why(fields: Fields) -> bytes:
    """The reason of an act, journalled in the command's text."""
    reason: bytes = fields.get("reason", b"")
    return reason


def _cash(kind: CommandKind) -> Callable[[Fields, Grant, Lookup], list[Draft]]:
    return lambda fields, grant, _lookup: [
        _transfer(kind, grant, fields, amount_fen=fields["amount_fen"])
    ]


def _units(kind: CommandKind) -> Callable[[Fields, Grant, Lookup], list[Draft]]:
    def draft(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
        instrument = lookup.instrument_number(fields["instrument"])
        return [_transfer(kind, grant, fields, instrument=instrument, quantity=fields["quantity"])]

    return draft


def _transfer(kind: CommandKind, grant: Grant, fields: Fields, **what: int) -> Draft:
    follows = fields.get("follows", 0)
    return _draft(
        kind, grant, account=fields["account"], reference=fields["reference"], value=follows, **what
    )


def _clearing_result(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    figures = {name: fields[name] for name in ("date", "quantity", "amount_fen", "tape_hash")}
    return [_draft(CommandKind.CLEARING_RESULT, grant, value=fields["count"], **figures)]


def _trade_failed(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    return [
        _draft(
            CommandKind.TRADE_FAILED,
            grant,
            date=fields["date"],
            order_id=fields["trade"],
            value=fields.get("method", Method.LISTED),
            account=fields["buyer"],
            counterparty=fields["seller"],
            instrument=lookup.instrument_number(fields["instrument"]),
            price=fields["price"],
            quantity=fields["quantity"],
        )
    ]


def _settlement_done(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    return [_draft(CommandKind.SETTLEMENT_DONE, grant, date=fields["date"], value=fields["failed"])]


def _draft(kind: CommandKind, grant: Grant, **fields: Any) -> Draft:
    return {"kind": int(kind), "operator": grant.number, **fields}


DRAFTS: dict[str, Callable[[Fields, Grant, Lookup], list[Draft]]] = {
    "new_order": _new_order,
    "cancel": _cancel,
    "replace": _replace,
    "mass_cancel": _mass_cancel,
    "open_account": _open_account,
    "suspend": _of_account(CommandKind.SUSPEND_ACCOUNT),
    "restore": _of_account(CommandKind.RESTORE_ACCOUNT),
    "kill": _kill,
    "release": _release,
    "set_account_limit": _set_account_limit,
    "set_default_limit": _set_default_limit,
    "list_instrument": _list_instrument,
    "set_parameter": _set_parameter,
    "set_price_weights": _set_price_weights,
    "open_totals": _open_totals,
    "start_day": _start_day,
    "set_phase": _set_phase,
    "end_day": _end_day,
    "take_back_day": _take_back_day,
    "halt": _of_instrument_or_venue(CommandKind.HALT),
    "resume": _of_instrument_or_venue(CommandKind.RESUME),
    "cash_in": _cash(CommandKind.CASH_IN),
    "cash_out": _cash(CommandKind.CASH_OUT),
    "units_in": _units(CommandKind.UNITS_IN),
    "units_out": _units(CommandKind.UNITS_OUT),
    "clearing_result": _clearing_result,
    "trade_failed": _trade_failed,
    "settlement_done": _settlement_done,
}


def assemble(drafts: list[Draft]) -> CommandArray:
    """Drafts as command records, written column by column for all drafts of the same form."""
    commands = empty_commands(len(drafts))
    forms: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        forms[tuple(draft)].append(place)
    for names, places in forms.items():
        where = slice(None) if len(forms) == 1 else places
        columns = zip(*[drafts[place].values() for place in places], strict=True)
        for name, column in zip(names, columns, strict=True):
            commands[name][where] = column
    return commands
