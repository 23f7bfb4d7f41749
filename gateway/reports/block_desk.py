"""Reports of the block desk to an account: intents, dialogues, deals, and the trades these
become.

A name that is hidden stays so until a deal is struck: a deal names both.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.commands import HIDDEN, IN_PARTS, INVITATION, Method, Side
from engine.events import POSTER_SPEAKS, RESPONDER_HIDDEN, EventKind, Reason
from engine.rules.block.note import NOTE_FIELDS, note_of_words
from gateway.protocol.wire import Message
from gateway.reports.rows import EventRow

INTENTS = {
    EventKind.INTENT: "posted",
    EventKind.INTENT_LOWERED: "lowered",
    EventKind.INTENT_CLOSED: "closed",
}
DIALOGUES = {
    EventKind.DIALOGUE: "offer",
    EventKind.DIALOGUE_NOTE: "note",
    EventKind.TERMS_CONFIRMED: "confirmed",
    EventKind.DIALOGUE_CLOSED: "closed",
}
DEALS = {EventKind.DEAL: "struck", EventKind.DEAL_CANCELLED: "cancelled"}
DESK = {**INTENTS, **DIALOGUES, **DEALS}
NOTED = (EventKind.INTENT, EventKind.DIALOGUE, EventKind.DIALOGUE_NOTE)
_FILL, _BLOCK = int(EventKind.FILL), int(Method.BLOCK)
_SIDES = {Side.BUY: "buy", Side.SELL: "sell"}
_OPPOSITE = {Side.BUY: "sell", Side.SELL: "buy"}


def note_of(row: EventRow) -> str | None:
    """The note an event of the desk carries."""
    if row.kind not in NOTED:
        return None
    return (
        note_of_words(getattr(row, name) for name in NOTE_FIELDS).decode("utf-8", "replace") or None
    )


def is_of_desk(row: EventRow) -> bool:
    """Whether a reported event is of the block desk."""
    return bool(row.kind in DESK or (row.kind == _FILL and row.method == _BLOCK))


def desk_report(row: EventRow, second: bool, code: str) -> Message:
    """The report of an event of the block desk to its account or the `second` one; `code` is the
    instrument's.
    """
    if row.kind == _FILL:
        return _trade(row, second, code)
    if row.kind in INTENTS:
        return _intent(row, second, code)
    return _dialogue(row, second, code) if row.kind in DIALOGUES else _deal(row, second, code)


def _intent(row: EventRow, second: bool, code: str) -> Message:
    hidden = second and row.flags & HIDDEN
    message: Message = {
        "report": "intent",
        "change": INTENTS[EventKind(row.kind)],
        "intent": row.order_id,
        "account": None if hidden else row.account,
        "counterparty": row.maker_account or None,
        "instrument": code,
        "side": _SIDES[Side(row.side)],
        "price": row.price,
        "quantity": row.quantity,
        "leaves": row.leaves,
        "in_parts": bool(row.flags & IN_PARTS),
        "invitation": bool(row.flags & INVITATION),
    }
    return message | _said(row)


def _said(row: EventRow) -> Message:
    """The note, or why it ended, where there is one."""
    note = note_of(row)
    said: Message = {} if note is None else {"note": note}
    return said | ({"reason": Reason(row.reason).name.lower()} if row.reason else {})


def _dialogue(row: EventRow, second: bool, code: str) -> Message:
    poster_speaks = bool(row.flags & POSTER_SPEAKS)
    is_poster = poster_speaks != second
    hidden = row.flags & (RESPONDER_HIDDEN if is_poster else HIDDEN)
    other = row.account if second else row.maker_account
    reduced = row.reason == Reason.REDUCED
    message: Message = {
        "report": "dialogue",
        "change": "reduced" if reduced else DIALOGUES[EventKind(row.kind)],
        "dialogue": row.order_id,
        "intent": row.maker_order_id,
        "role": "poster" if is_poster else "responder",
        "by": None if reduced else "poster" if poster_speaks else "responder",
        "counterparty": None if hidden else other,
        "instrument": code,
        "side": (_OPPOSITE if second else _SIDES)[Side(row.side)],
        "price": row.price,
        "quantity": row.quantity,
        "offer": row.number,
    }
    return message | _said(row)


def _deal(row: EventRow, second: bool, code: str) -> Message:
    message: Message = {
        "report": "deal",
        "change": DEALS[EventKind(row.kind)],
        "deal": row.number,
        "intent": row.order_id,
        "dialogue": row.maker_order_id or None,
        "counterparty": row.account if second else row.maker_account,
        "instrument": code,
        "side": "sell" if second else "buy",
        "price": row.price,
        "quantity": row.quantity,
        "amount_fen": row.amount_fen,
    }
    return message | _said(row)


def _trade(row: EventRow, second: bool, code: str) -> Message:
    """The trade that a deal has become at the close."""
    maker = "maker_" if second else ""
    return {
        "report": "trade",
        "method": "block",
        "trade": row.number,
        "deal": row.maker_order_id if second else row.order_id,
        "counterparty": row.account if second else row.maker_account,
        "instrument": code,
        "side": "sell" if second else "buy",
        "price": row.price,
        "quantity": row.quantity,
        "amount_fen": row.amount_fen,
        "trading_fee_fen": getattr(row, f"{maker}trading_fee_fen"),
        "settlement_fee_fen": getattr(row, f"{maker}settlement_fee_fen"),
    }


# Replies.


def _posted(acknowledgement: EventRow, _following: Iterable[EventRow]) -> Message:
    return {"intent": acknowledgement.order_id}


def _withdrawn(acknowledgement: EventRow, _following: Iterable[EventRow]) -> Message:
    return {"intent": acknowledgement.order_id, "leaves": acknowledgement.leaves}


def _opened(acknowledgement: EventRow, _following: Iterable[EventRow]) -> Message:
    return {"dialogue": acknowledgement.number}


def _dealt(_acknowledgement: EventRow, following: Iterable[EventRow]) -> Message:
    """The deal that was struck, null when the other side has not confirmed yet."""
    return {"deal": next((row.number for row in following if row.kind == EventKind.DEAL), None)}


BLOCK_REPLIES = {
    "posted": _posted,
    "intent_withdrawn": _withdrawn,
    "dealt": _dealt,
    "dialogue_opened": _opened,
}
