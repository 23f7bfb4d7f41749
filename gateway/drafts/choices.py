"""Operations whose commands need more than their row says: a look-up, a check, a choice.

A row names its function in `choice`. It gets the draft that the row makes and the request, and
gives the drafts of its commands. Raises RequestError, NotYet.
"""

from __future__ import annotations

from math import lcm
from typing import Any

from engine.commands import (
    BY_EXCHANGE,
    LIMIT_BY_DEFAULT,
    TOTAL,
    AccountLimit,
    CaseAct,
    CommandKind,
    Measure,
    Parameter,
    Relation,
    TextUse,
    VenueRule,
    in_setting_order,
)
from engine.commands.text_uses import NAMES, WORDINGS
from engine.instrument_codes import market_of
from engine.units import WEIGHTS_MAX, format_date
from gateway.drafts.lookup import Asked, Draft, Fields
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import DENOMINATOR_MAX, parameter_value
from gateway.protocol.readers import Integer

SEED_BITS = 64


def own_order(draft: Draft, asked: Asked) -> list[Draft]:
    """An order by its number or by its client order id."""
    return [draft | {"order_id": _order_number(asked)}]


def replaced(draft: Draft, asked: Asked) -> list[Draft]:
    """The same, with another open quantity or another total quantity."""
    rule = "give the new open quantity or the new total quantity, one of both"
    _check_one_of(asked.fields, ["quantity", "total"], rule)
    flags = TOTAL if "total" in asked.fields else 0
    return [draft | {"order_id": _order_number(asked), "flags": flags}]


def _check_one_of(fields: Fields, names: list[str], rule: str) -> None:
    if sum(name in fields for name in names) != 1:
        raise RequestError("field_missing", rule, field=names[0], allowed=names)


def _order_number(asked: Asked) -> int:
    fields = asked.fields
    rule = "name the order by its number or by its client order id, one of both"
    _check_one_of(fields, ["order", "client_order_id"], rule)
    if "order" in fields:
        number: int = fields["order"]
        return number
    return asked.lookup.order_number(asked.grant.account, fields["client_order_id"])


def mass_cancelled(draft: Draft, asked: Asked) -> list[Draft]:
    """The exchange names an account, or everyone with a reason; a key is one of the account's."""
    if asked.grant.role == "exchange":
        names = ["account", "everyone"]
        _check_one_of(asked.fields, names, "name an account, or say everyone: true, one of both")
        if not asked.fields.get("everyone", True):
            rule = "everyone is true, or left out"
            raise RequestError(
                "field_out_of_range", rule, field="everyone", value=False, allowed=[True]
            )
        if "everyone" in asked.fields and "reason" not in asked.fields:
            rule = "everyone needs the field reason, which is journalled"
            raise RequestError("field_missing", rule, field="reason")
    return _own_key(draft, asked)


def _own_key(draft: Draft, asked: Asked) -> list[Draft]:
    """A key that is named is one of the account's."""
    if "operator" in asked.fields:
        asked.lookup.account_of_key(draft["account"], draft["value"])
    return [draft]


def killed(draft: Draft, asked: Asked) -> list[Draft]:
    """Of the operator, when one is named (it must be the account's), else of the account."""
    draft = _of_killed(draft, asked, CommandKind.KILL_OPERATOR)
    if "operator" not in asked.fields:
        return [draft]
    refuse = asked.fields.get("refuse_log_on", 0)
    if asked.lookup.account_of_key(draft["account"], draft["value"]) == 0 and refuse:
        rule = "only a key of an account is refused log-on by a kill: revoke this one"
        raise RequestError(
            "field_out_of_range", rule, field="refuse_log_on", value=True, allowed=[False]
        )
    return [draft]


def released(draft: Draft, asked: Asked) -> list[Draft]:
    """As a kill; the exchange also releases a number under a kill that is no key's any more."""
    draft = _of_killed(draft, asked, CommandKind.RELEASE_OPERATOR)
    if "operator" in asked.fields and not (
        draft["flags"] & BY_EXCHANGE and asked.lookup.is_killed(draft["value"])
    ):
        asked.lookup.account_of_key(draft["account"], draft["value"])
    return [draft]


def _of_killed(draft: Draft, asked: Asked, of_operator: CommandKind) -> Draft:
    """For the account named or the member's; 0 where the exchange names an operator only."""
    by_operator = "operator" in asked.fields
    if draft["account"] == 0 and not by_operator:
        rule = "name an account, an operator, or the account whose operator it is and the operator"
        raise RequestError("field_missing", rule, field="account", allowed=["account", "operator"])
    by_exchange = BY_EXCHANGE if asked.grant.role == "exchange" else 0
    kind = int(of_operator) if by_operator else draft["kind"]
    return draft | {"kind": kind, "flags": draft.get("flags", 0) | by_exchange}


def own_limit(draft: Draft, asked: Asked) -> list[Draft]:
    """The limit's own range; the maximum holding is of an instrument, the others are not."""
    kind = AccountLimit(draft["parameter"])
    of_holding = kind == AccountLimit.MAXIMUM_HOLDING
    if of_holding != ("instrument" in asked.fields):
        code, rule = ("field_missing", "needs") if of_holding else ("field_unknown", "has no")
        raise RequestError(
            code, f"the limit {kind.name.lower()} {rule} instrument", field="instrument"
        )
    return [_limited(draft, LIMIT_BY_DEFAULT)]


def default_limit(draft: Draft, _asked: Asked) -> list[Draft]:
    """The limit's own range."""
    return [_limited(draft, 0)]


def _limited(draft: Draft, below: int) -> Draft:
    """With a value inside the limit's range; -1 (`below`) asks for the default again."""
    limit = AccountLimit(draft["parameter"])
    least, most = limit.least, limit.most
    Integer(least + below, most)("value", draft["value"])
    return draft


def listing(draft: Draft, asked: Asked) -> list[Draft]:
    """The listing of an instrument of the market that its code says, then its parameters, those of
    the market's rule book where none is named, in an order that accepts them all.
    """
    draft["value"] = int(market_of(draft["text"].decode()))
    if not asked.lookup.may_list(draft["text"], draft["instrument"]):
        # without the parameters, which would be set for the instrument that has the number
        return [draft]
    values = asked.lookup.listing_parameters() | asked.fields.get("parameters", {})
    setting = {"kind": int(CommandKind.SET_PARAMETER), "operator": draft["operator"]}
    setting["instrument"] = draft["instrument"]
    order = in_setting_order(map(Parameter, values))
    return [draft] + [setting | {"parameter": each, "value": values[each]} for each in order]


def worded(draft: Draft, asked: Asked) -> list[Draft]:
    """An announcement has at least a title or a text."""
    return [_with_one_of(WORDINGS, draft, asked)]


def named(draft: Draft, asked: Asked) -> list[Draft]:
    """At least one legal name is set."""
    return [_with_one_of(NAMES, draft, asked)]


def _with_one_of(uses: tuple[TextUse, ...], draft: Draft, asked: Asked) -> Draft:
    words = [use.word for use in uses]
    if not asked.fields.keys() & set(words):
        rule = f"give at least one of {', '.join(words)}"
        raise RequestError("field_missing", rule, field=words[0], allowed=words)
    return draft


def seen(draft: Draft, asked: Asked) -> list[Draft]:
    """An alert that there is, as its number and its time say, and the key that has seen it."""
    raised_ns = asked.lookup.alert_raised_ns(draft["reference"])
    return [draft | {"quantity": raised_ns, "value": asked.grant.number}]


def parameter(draft: Draft, asked: Asked) -> list[Draft]:
    """The parameter's own range."""
    parameter_value("value", asked.fields["parameter"], asked.fields["value"])
    return [draft]


def venue_rule(draft: Draft, asked: Asked) -> list[Draft]:
    """The rule's own range."""
    rule = VenueRule(draft["parameter"])
    Integer(rule.least, rule.most)("value", draft["value"])
    return [draft]


def refused_act(draft: Draft, asked: Asked) -> list[Draft]:
    """With a reason."""
    if "reason" not in asked.fields:
        rule = "refusing an act needs the field reason, which is journalled"
        raise RequestError("field_missing", rule, field="reason")
    return [draft]


def price_weights(draft: Draft, asked: Asked) -> list[Draft]:
    """Exact fractions over one denominator."""
    weights = asked.fields["weights"]
    denominator = lcm(*(bottom for _, bottom in weights.values()))
    if denominator > DENOMINATOR_MAX:
        rule = f"the weights' common denominator is at most {DENOMINATOR_MAX}"
        raise RequestError(
            "field_out_of_range", rule, field="weights", value=denominator, allowed=DENOMINATOR_MAX
        )
    numbers, numerators = [0] * WEIGHTS_MAX, [0] * WEIGHTS_MAX
    for place, (code, (top, bottom)) in enumerate(weights.items()):
        numbers[place] = asked.lookup.instrument_number(code)
        numerators[place] = top * (denominator // bottom)
        if numerators[place] > denominator:
            rule, share = "a price weight is at most 1", f"{top}/{bottom}"
            raise RequestError("weights_not_one", rule, field="weights", value=share)
    weighed: dict[str, Any] = {"weight_instruments": numbers, "weight_numerators": numerators}
    return [draft | weighed | {"value": denominator}]


def totals(draft: Draft, asked: Asked) -> list[Draft]:
    """A composite close is the venue's."""
    if "instrument" in asked.fields and "composite_close" in asked.fields:
        rule, close = "composite_close is the venue's: leave instrument out", draft["price"]
        raise RequestError("field_unknown", rule, field="composite_close", value=close)
    return [draft]


def drawn_lot(draft: Draft, asked: Asked) -> list[Draft]:
    """Without a seed of the exchange's own (from a public drawing, say) the gateway draws one; the
    result publishes it.
    """
    if "seed" in asked.fields:
        return [draft]
    return [draft | {"tape_hash": asked.lookup.draw(SEED_BITS)}]


def related(draft: Draft, asked: Asked) -> list[Draft]:
    """The party is an entity, or has a name; of an account it is that account."""
    names = ["other", "party"] if draft["parameter"] != Relation.ACCOUNT else ["other"]
    _check_one_of(asked.fields, names, f"say who the party is by {' or '.join(names)}")
    if "last" in asked.fields and draft["quantity"] < draft["date"]:
        rule, last = "the last day is before the first", format_date(draft["quantity"])
        first = format_date(draft["date"])
        raise RequestError("field_out_of_range", rule, field="last", value=last, allowed=first)
    return [draft]


def on_case(draft: Draft, asked: Asked) -> list[Draft]:
    """A measure names itself, and an inquiry the day on which the answer is due; with other acts
    there is neither, but a case is closed with a measure.
    """
    act, measure = draft["parameter"], asked.fields.get("measure")
    needed = ["measure"] if act in (CaseAct.MEASURE, CaseAct.CLOSE) else []
    needed += ["day"] if act == CaseAct.MEASURE and measure == Measure.INQUIRY else []
    allowed = ["measure", "day"] if act == CaseAct.MEASURE else needed
    for name in needed:
        if name not in asked.fields:
            raise RequestError("field_missing", "this act needs it", field=name, allowed=needed)
    for name in ("measure", "day"):
        if name in asked.fields and name not in allowed:
            rule, value = "this act has none", asked.fields[name]
            value = format_date(value) if name == "day" else Measure(value).name.lower()
            raise RequestError("field_unknown", rule, field=name, value=value, allowed=allowed)
    return [draft]
