"""Events as messages: reports for members, event maps for the role feed.

Field by field as in PROTOCOL.md.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from engine.commands import MARKET, CommandKind, Method, Phase, Side, TimeInForce
from engine.events import IN_CALL, KEPT_PLACE, EventArray, EventKind, Reason
from engine.rules.block.note import NOTE_FIELDS
from engine.units import format_date
from gateway.protocol.wire import Message
from gateway.reports.bidding import auction_report, is_of_auction, is_sealed
from gateway.reports.block_desk import NOTED, desk_report, is_of_desk, note_of
from gateway.reports.kinds import CHANGES, REFUSED
from gateway.reports.limit_changes import HOLDERS, LIMIT_CHANGES, holder_report, limit_change
from gateway.reports.refusals import refusal_of
from gateway.reports.rows import EventRow, rows_of

OrderTexts = Callable[[int], str | None]  # order number to client order id


class Codes(dict[int, str]):
    """Instrument codes by number; an empty text for a number that is not listed."""

    def __missing__(self, number: int) -> str:
        return ""


def words_of(enumeration: type[IntEnum]) -> dict[int, str]:
    """Lower-case words of an enumeration by number, 0 as an empty text where it stands for
    nothing.
    """
    return {0: ""} | {int(member): member.name.lower() for member in enumeration}


SIDES = words_of(Side)
OPPOSITE_SIDES = {0: "", int(Side.BUY): "sell", int(Side.SELL): "buy"}
TIMES_IN_FORCE = words_of(TimeInForce)
PHASES = words_of(Phase)
METHODS = words_of(Method) | {0: "listed"}
REASONS = words_of(Reason)
EVENT_KINDS = words_of(EventKind)
COMMAND_KINDS = words_of(CommandKind)

# Plain integers, because comparing with a member of an enumeration takes twice as long.
_ACCEPTED, _REFUSED, _FILL = int(EventKind.ACCEPTED), int(EventKind.REFUSED), int(EventKind.FILL)
_CANCELLED, _NEW_ORDER = int(EventKind.CANCELLED), int(CommandKind.NEW_ORDER)
_LOWERED = int(EventKind.ORDER_LOWERED)
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
    if row.kind in HOLDERS:
        return holder_report(row, codes[row.instrument])
    return {
        "report": "account",
        "change": "units_released",
        "instrument": codes[row.instrument],
        "quantity": row.quantity,
    }


def _entered(row: EventRow, codes: Codes) -> Message:
    return {
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


def _accepted(row: EventRow, second: bool, codes: Codes, text_of: OrderTexts) -> Message:
    if row.command_kind == CommandKind.REPLACE:
        return {
            "report": "replaced",
            "order": row.order_id,
            "client_order_id": text_of(row.order_id),
            "instrument": codes[row.instrument],
            "side": SIDES[row.side],
            "price": row.price,
            "leaves": row.leaves,
            "kept_place": bool(row.flags & KEPT_PLACE),
        }
    if row.command_kind in LIMIT_CHANGES:
        return limit_change(row, codes[row.instrument])
    return _account_change(row, second, codes)


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
    }


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
    message: Message = {
        "report": "refused",
        "client_order_id": row.text.decode("ascii") or None,
        "op": REFUSED[CommandKind(row.command_kind)],
        "error": refusal_of(row, codes[row.instrument]),
    }
    known = {"order": row.order_id, "instrument": codes[row.instrument], "side": SIDES[row.side]}
    known |= {"price": row.price, "quantity": row.quantity}
    return message | {name: value for name, value in known.items() if value}


# How the fields of an event map are written where they are not plain integers.
_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "kind": EVENT_KINDS.__getitem__,
    "reason": REASONS.__getitem__,
    "command_kind": lambda value: COMMAND_KINDS.get(value, value),
    "phase": PHASES.__getitem__,
    "side": lambda value: SIDES.get(value, value),
    "method": METHODS.__getitem__,
    "date": format_date,
    "tape_hash": "{:016x}".format,
    "text": lambda value: value.decode("utf-8", "replace"),
}


def event_maps(events: EventArray, codes: Codes) -> list[Message]:
    """Events as the role `feed` gets them: the fields that are not zero, and the instrument's code;
    of bids nothing.
    """
    return [_event_map(row, codes) for row in rows_of(events)]


def _event_map(row: EventRow, codes: Codes) -> Message:
    message: Message = {}
    if is_sealed(row):
        return {
            "sequence": row.sequence,
            "command": row.command,
            "time_ns": row.time_ns,
            "kind": "sealed",
        }
    noted = row.kind in NOTED
    for name, value in zip(row._fields, row, strict=True):
        if value and not (noted and name in NOTE_FIELDS):
            write = _WRITTEN.get(name)
            message[name] = value if write is None else write(value)
    if noted:
        message["note"] = note_of(row) or ""
    if row.instrument in codes:
        message["code"] = codes[row.instrument]
    return message
