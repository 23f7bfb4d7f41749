"""Operations of one-way bidding (单向竞价) as drafts of COMMAND records, in the manner of
gateway/operations/trading.py.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.commands import CommandKind, Side
from engine.rules.auction.views import RULES
from gateway.operations.trading import Draft, Fields, Lookup
from gateway.protocol.auth import Grant

SEED_BITS = 64


def _draft(kind: CommandKind, grant: Grant, fields: Fields, **more: object) -> list[Draft]:
    reference = {"reference": fields["auction"]} if "auction" in fields else {}
    return [{"kind": int(kind), "operator": grant.number, **reference, **more}]


def _apply(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    return _draft(
        CommandKind.APPLY_AUCTION,
        grant,
        fields,
        account=grant.account,
        instrument=lookup.instrument_number(fields["instrument"]),
        side=fields.get("side", Side.SELL),
        quantity=fields["quantity"],
        parameter=fields.get("lot", 0),
        value=fields.get("smallest_bid", 0),
        flags=sum(flag for name, flag in RULES.items() if fields.get(name)),
    )


def _announce(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    when = {"date": fields["date"], "price": fields["opens"], "quantity": fields["closes"]}
    when["text"] = fields.get("reason", b"")
    return _draft(CommandKind.ANNOUNCE_AUCTION, grant, fields, **when)


def _close(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    """Without a seed of the exchange's own (from a public drawing, say) the gateway draws one; the
    result publishes it.
    """
    seed = fields["seed"] if "seed" in fields else lookup.draw(SEED_BITS)
    return _draft(CommandKind.CLOSE_AUCTION, grant, fields, tape_hash=seed)


def _place(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    return _draft(CommandKind.PLACE_BID, grant, fields, account=grant.account, **_terms(fields))


def _change(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    return _draft(
        CommandKind.CHANGE_BID,
        grant,
        fields,
        account=grant.account,
        order_id=fields["bid"],
        **_terms(fields),
    )


def _withdraw(fields: Fields, grant: Grant, _lookup: Lookup) -> list[Draft]:
    return _draft(
        CommandKind.WITHDRAW_BID, grant, fields, account=grant.account, order_id=fields["bid"]
    )


def _terms(fields: Fields) -> Fields:
    return {name: fields.get(name, 0) for name in ("price", "quantity", "valid_until_ns")}


def _of_auction(kind: CommandKind) -> Callable[[Fields, Grant, Lookup], list[Draft]]:
    return lambda fields, grant, _lookup: _draft(kind, grant, fields)


AUCTION_DRAFTS: dict[str, Callable[[Fields, Grant, Lookup], list[Draft]]] = {
    "apply_auction": _apply,
    "accept_auction": _of_auction(CommandKind.ACCEPT_AUCTION),
    "refuse_auction": _of_auction(CommandKind.REFUSE_AUCTION),
    "announce_auction": _announce,
    "open_auction": _of_auction(CommandKind.OPEN_AUCTION),
    "close_auction": _close,
    "cancel_auction": lambda fields, grant, _lookup: _draft(
        CommandKind.CANCEL_AUCTION, grant, fields, account=grant.account
    ),
    "place_bid": _place,
    "change_bid": _change,
    "withdraw_bid": _withdraw,
}
