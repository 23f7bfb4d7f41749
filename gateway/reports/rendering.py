"""Events as reports for members.

Field by field as in PROTOCOL.md.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.commands import MARKET, CommandKind
from engine.events import IN_CALL, KEPT_PLACE, EventKind, Reason
from engine.units import format_date
from gateway.protocol.wire import Message
from gateway.reports.bidding import auction_report, is_of_auction
from gateway.reports.block_desk import desk_report, is_of_desk
from gateway.reports.event_maps import piece_of
from gateway.reports.kinds import CHANGES, REFUSED
from gateway.reports.limit_changes import HOLDERS, LIMIT_CHANGES, holder_report, limit_change
from gateway.reports.refusals import refusal_of
from gateway.reports.rows import EventRow
from gateway.reports.trade_cancels import trade_cancel
from gateway.reports.words import (
    METHODS,
    OPPOSITE_SIDES,
    REASONS,
    SCOPES,
    SIDES,
    TIMES_IN_FORCE,
    Codes,
)

OrderTexts = Callable[[int], str | None]  # order number to client order id


# Plain integers, because comparing with a member of an enumeration takes twice as long.
_ACCEPTED, _REFUSED, _FILL = int(EventKind.ACCEPTED), int(EventKind.REFUSED), int(EventKind.FILL)
_CANCELLED, _NEW_ORDER = int(EventKind.CANCELLED), int(CommandKind.NEW_ORDER)
_LOWERED, _BUSTED = int(EventKind.ORDER_LOWERED), int(EventKind.TRADE_BUSTED)
WITHDRAWN_BY_SYSTEM = (
    Reason.WITHDRAWN_AT_CLOSE,
    Reason.WITHDRAWN_ON_SUSPENSION,
    Reason.WITHDRAWN_ON_KILL,
    Reason.WITHDRAWN_ON_OPERATOR_KILL,
    Reason.WITHDRAWN_WITH_DAY,
)


def cancelled_status(reason: int) -> str:
    """`withdrawn` 系统撤单 when the system took the order out, else `cancelled` 已撤单."""
    return "withdrawn" if reason in WITHDRAWN_BY_SYSTEM else "cancelled"


def report_of(row: EventRow, second: bool, codes: Codes, text_of: OrderTexts) -> Message:
    """What one event reports to its account, or to its `second` account, without number and
    times.
    """
    if row.kind == _ACCEPTED and row.command_kind == _NEW_ORDER:
        return _entered(row, codes)
    if row.kind == _BUSTED:
        return trade_cancel(row, second, codes[row.instrument], text_of)
    if is_of_auction(row):
        return auction_report(row, second, codes[row.instrument])
    if is_of_desk(row):
        return desk_report(row, second, codes[row.instrument])
    if row.kind == _FILL:
        return (
            _fill_of_maker(row, codes, text_of) if second else _fill_of_taker(row, codes, text_of)
        )
    if row.kind == _ACCEPTED:
        return _accepted(row, second, codes, text_of)
    if row.kind == _CANCELLED:
        return _cancelled(row, codes, text_of)
    if row.kind == _REFUSED:
        return _refused(row, codes)
    if row.kind == _LOWERED:
        return _lowered(row, codes, text_of)
    if row.kind == EventKind.TEXT:
        return {"report": "account", "change": "orders_cancelled", "reason": piece_of(row)}
    if row.kind in HOLDERS:
        return holder_report(row, codes[row.instrument])
    if row.kind == EventKind.SUSPENSION_ENDED:
        return {"report": "account", "change": "restored"}
    return {
        "report": "account",
        "change": "units_released",
        "instrument": codes[row.instrument],
        "quantity": row.quantity,
    }


def _entered(row: EventRow, codes: Codes) -> Message:
    message = {
        "report": "entered",
        "order": row.order_id,
        "client_order_id": row.text.decode("ascii") or None,
        "instrument": codes[row.instrument],
        "side": SIDES[row.side],
        "order_type": "market" if row.flags & MARKET else "limit",
        "price": row.price or None,
        "quantity": row.quantity,
        "time_in_force": TIMES_IN_FORCE[row.time_in_force],
    }
    return message | {"expires_ns": row.value} if row.value else message


def _accepted(row: EventRow, second: bool, codes: Codes, text_of: OrderTexts) -> Message:
    if row.command_kind == CommandKind.REPLACE:
        return _replaced(row, codes, text_of)
    if row.command_kind == CommandKind.FIRE_GUARD:
        return _guard_fired(row)
    if row.command_kind in LIMIT_CHANGES:
        return limit_change(row, codes[row.instrument])
    return _account_change(row, second, codes)


def _replaced(row: EventRow, codes: Codes, text_of: OrderTexts) -> Message:
    return {
        "report": "replaced",
        "order": row.order_id,
        "client_order_id": text_of(row.order_id),
        "instrument": codes[row.instrument],
        "side": SIDES[row.side],
        "price": row.price,
        "leaves": row.leaves,
        "kept_place": bool(row.flags & KEPT_PLACE),
    } | _request(row)


def _request(row: EventRow) -> Message:
    """The client's id of a cancel or replace, where it has one."""
    return {"client_request_id": row.text.decode("ascii")} if row.text else {}


def _guard_fired(row: EventRow) -> Message:
    return {
        "report": "account",
        "change": "guard_fired",
        "cause": "timer_ran_out" if row.value else "session_lost",
        "scope": SCOPES[row.parameter],
        "cancelled": row.quantity,
    }


def _account_change(row: EventRow, second: bool, codes: Codes) -> Message:
    message: Message = {"report": "account", "change": CHANGES[CommandKind(row.command_kind)]}
    if row.amount_fen:
        message["amount_fen"] = row.amount_fen
    if row.instrument:
        message["instrument"] = codes[row.instrument]
        message["quantity"] = row.quantity
    if row.command_kind == CommandKind.TRADE_FAILED:
        message |= {
            "method": METHODS[row.value],
            "trade": row.order_id,
            "date": format_date(row.date),
            "side": "sell" if second else "buy",
        }
    elif row.number and row.command_kind not in (
        CommandKind.SUSPEND_ACCOUNT,
        CommandKind.RESTORE_ACCOUNT,
    ):
        message["reference"] = row.number
    return message


def _fill_of_taker(row: EventRow, codes: Codes, text_of: OrderTexts) -> Message:
    return {
        "report": "fill",
        "order": row.order_id,
        "client_order_id": text_of(row.order_id),
        "instrument": codes[row.instrument],
        "side": SIDES[row.side],
        "price": row.price,
        "quantity": row.quantity,
        "leaves": row.leaves,
        "trade": row.number,
        "liquidity": "call" if row.flags & IN_CALL else "taker",
        "amount_fen": row.amount_fen,
        "trading_fee_fen": row.trading_fee_fen,
        "settlement_fee_fen": row.settlement_fee_fen,
    }


def _fill_of_maker(row: EventRow, codes: Codes, text_of: OrderTexts) -> Message:
    return {
        "report": "fill",
        "order": row.maker_order_id,
        "client_order_id": text_of(row.maker_order_id),
        "instrument": codes[row.instrument],
        "side": OPPOSITE_SIDES[row.side],
        "price": row.price,
        "quantity": row.quantity,
        "leaves": row.maker_leaves,
        "trade": row.number,
        "liquidity": "call" if row.flags & IN_CALL else "maker",
        "amount_fen": row.amount_fen,
        "trading_fee_fen": row.maker_trading_fee_fen,
        "settlement_fee_fen": row.maker_settlement_fee_fen,
    }


def _cancelled(row: EventRow, codes: Codes, text_of: OrderTexts) -> Message:
    return {
        "report": "cancelled",
        "order": row.order_id,
        "client_order_id": text_of(row.order_id),
        "instrument": codes[row.instrument],
        "side": SIDES[row.side],
        "price": row.price or None,
        "leaves": row.leaves,
        "reason": REASONS[row.reason],
        "status": cancelled_status(row.reason),
    } | _request(row)


def _lowered(row: EventRow, codes: Codes, text_of: OrderTexts) -> Message:
    return {
        "report": "lowered",
        "order": row.order_id,
        "client_order_id": text_of(row.order_id),
        "instrument": codes[row.instrument],
        "side": SIDES[row.side],
        "quantity": row.quantity,
        "leaves": row.leaves,
        "reason": REASONS[row.reason],
    }


def _refused(row: EventRow, codes: Codes) -> Message:
    of_request = row.command_kind in (CommandKind.CANCEL, CommandKind.REPLACE)
    message: Message = {
        "report": "refused",
        "client_order_id": None if of_request else row.text.decode("ascii") or None,
        "op": REFUSED[CommandKind(row.command_kind)],
        "error": refusal_of(row, codes[row.instrument]),
    }
    if of_request:
        message |= _request(row)
    known = {"order": row.order_id, "instrument": codes[row.instrument], "side": SIDES[row.side]}
    known |= {"price": row.price, "quantity": row.quantity}
    return message | {name: value for name, value in known.items() if value}
