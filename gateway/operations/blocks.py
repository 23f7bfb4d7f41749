"""What the operations of the block desk mean as commands, and what is answered when they were
accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from engine.commands import HIDDEN, IN_PARTS, INVITATION, CommandKind
from engine.events import EventKind
from engine.rules.block.note import note_fields
from gateway.protocol.auth import Grant
from gateway.reports.rows import EventRow

Draft = dict[str, Any]
Fields = dict[str, Any]
_FLAGS = {"hidden": HIDDEN, "in_parts": IN_PARTS, "invitation": INVITATION}
_TERMS = ("price", "quantity", "valid_until_ns")


class Lookup(Protocol):
    """What drafts of the desk ask about the venue."""

    def instrument_number(self, code: bytes) -> int:
        """Number of a listed code. Raises RequestError, NotYet."""


def _command(kind: CommandKind, fields: Fields, grant: Grant, number: str, **more: Any) -> Draft:
    """A command about the intent, dialogue or deal that the field `number` names."""
    draft: Draft = {"kind": int(kind), "operator": grant.number, "account": grant.account, **more}
    if number:
        draft["order_id"] = fields[number]
    flags = sum(flag for name, flag in _FLAGS.items() if fields.get(name))
    draft |= {name: fields[name] for name in _TERMS if name in fields}
    draft |= {"flags": flags} if flags else {}
    return draft | (note_fields(fields["note"]) if "note" in fields else {})


def _post_intent(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
    instrument = lookup.instrument_number(fields["instrument"])
    whose = {"side": fields["side"], "counterparty": fields.get("counterparty", 0)}
    return [_command(CommandKind.POST_INTENT, fields, grant, "", instrument=instrument, **whose)]


def _about(kind: CommandKind, number: str) -> Callable[[Fields, Grant, Lookup], list[Draft]]:
    return lambda fields, grant, _lookup: [_command(kind, fields, grant, number)]


def _desk(value: int) -> Callable[[Fields, Grant, Lookup], list[Draft]]:
    def draft(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
        instrument = lookup.instrument_number(fields["instrument"]) if "instrument" in fields else 0
        return [
            {
                "kind": int(CommandKind.SUSPEND_DESK),
                "operator": grant.number,
                "instrument": instrument,
                "value": value,
            }
        ]

    return draft


BLOCK_DRAFTS: dict[str, Callable[[Fields, Grant, Lookup], list[Draft]]] = {
    "post_intent": _post_intent,
    "withdraw_intent": _about(CommandKind.WITHDRAW_INTENT, "intent"),
    "accept_intent": _about(CommandKind.ACCEPT_INTENT, "intent"),
    "open_dialogue": _about(CommandKind.OPEN_DIALOGUE, "intent"),
    "counter_offer": _about(CommandKind.COUNTER_OFFER, "dialogue"),
    "send_note": _about(CommandKind.SEND_NOTE, "dialogue"),
    "confirm_terms": _about(CommandKind.CONFIRM_TERMS, "dialogue"),
    "leave_dialogue": _about(CommandKind.LEAVE_DIALOGUE, "dialogue"),
    "cancel_deal": _about(CommandKind.CANCEL_DEAL, "deal"),
    "suspend_desk": _desk(1),
    "resume_desk": _desk(0),
}


def _posted(acknowledgement: EventRow, _following: Iterable[EventRow]) -> Fields:
    return {"intent": acknowledgement.order_id}


def _withdrawn(acknowledgement: EventRow, _following: Iterable[EventRow]) -> Fields:
    return {"intent": acknowledgement.order_id, "leaves": acknowledgement.leaves}


def _opened(acknowledgement: EventRow, _following: Iterable[EventRow]) -> Fields:
    return {"dialogue": acknowledgement.number}


def _dealt(_acknowledgement: EventRow, following: Iterable[EventRow]) -> Fields:
    """The deal that was struck, null when the other side has not confirmed yet."""
    return {"deal": next((row.number for row in following if row.kind == EventKind.DEAL), None)}


BLOCK_REPLIES: dict[str, Callable[[EventRow, Iterable[EventRow]], Fields]] = {
    "post_intent": _posted,
    "withdraw_intent": _withdrawn,
    "accept_intent": _dealt,
    "open_dialogue": _opened,
    "confirm_terms": _dealt,
}
