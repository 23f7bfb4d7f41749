"""Operations of the block desk (大宗协议)."""

from __future__ import annotations

from engine.commands import HIDDEN, IN_PARTS, INVITATION
from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, Fields, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.words import (
    EXCHANGE,
    INSTRUMENT,
    MEMBER,
    OPERATIONS,
    PAGE,
    PRICE_FIELD,
    QUANTITY,
    VALID_UNTIL,
    VIEWER,
    with_acts,
)
from gateway.protocol.texts import Boolean, Word
from gateway.protocol.values import (
    ACCOUNT,
    BOOLEAN,
    CODE,
    COUNT,
    FEN,
    NEXT,
    NUMBER,
    PRICE,
    SIDE,
    TEXT,
    TIME_NS,
    TONNES,
    record,
)
from gateway.protocol.weights import PAGED

_PARTIES = Word("poster", "responder")
_READ_BY = (MEMBER, VIEWER, EXCHANGE)
_INTENT, _DIALOGUE, _DEAL = (
    must(**{name: readers.number}) for name in ("intent", "dialogue", "deal")
)
_HIDDEN = Field(Boolean(HIDDEN), "without the own name shown", record="flags", default=False)
_NOTE = Field(readers.note, "to the other side")
_VALID_UNTIL = may(valid_until_ns=VALID_UNTIL)
_TERMS = must(price=PRICE_FIELD, quantity=QUANTITY) | _VALID_UNTIL
_INSTRUMENT_OR_DESK = {
    EXCHANGE: may(instrument=Field(readers.code, "without it the whole block desk"))
}
_POSTED = must(
    instrument=INSTRUMENT, side=readers.side, price=PRICE_FIELD, quantity=QUANTITY
) | may(
    counterparty=Field(readers.account, "who alone may see it"),
    in_parts=Field(Boolean(IN_PARTS), "it may be dealt in parts", record="flags", default=False),
    invitation=Field(Boolean(INVITATION), "no firm offer", record="flags", default=False),
    hidden=_HIDDEN,
    note=_NOTE,
)


def _page(name: str, row: Fields) -> Record:
    return Record(must(**{name: ListOf(Record(row), "maps"), "next": NEXT}))


_OPEN_INTENT = must(
    intent=NUMBER,
    account=Nullable(ACCOUNT, "not shown"),
    counterparty=Nullable(ACCOUNT, "for everyone"),
    instrument=CODE,
    side=SIDE,
    price=PRICE,
    quantity=TONNES,
    leaves=TONNES,
    in_parts=BOOLEAN,
    invitation=BOOLEAN,
    note=Nullable(TEXT),
    time_ns=TIME_NS,
)
_OPEN_DIALOGUE = must(
    dialogue=NUMBER,
    intent=NUMBER,
    role=Nullable(_PARTIES, "to the exchange"),
    poster=Nullable(ACCOUNT, "not shown"),
    responder=Nullable(ACCOUNT, "not shown"),
    instrument=CODE,
    side=Field(SIDE, "one's own; to the exchange the poster's"),
    price=PRICE,
    quantity=TONNES,
    offer=Field(COUNT, "number of the last"),
    by=Field(_PARTIES, "who made it"),
    confirmed_by=ListOf(_PARTIES, "sides"),
    note=Field(Nullable(TEXT), "the last"),
    time_ns=TIME_NS,
)
_STRUCK_DEAL = must(
    deal=NUMBER,
    intent=NUMBER,
    dialogue=Nullable(NUMBER, "accepted directly"),
    instrument=CODE,
    buyer=ACCOUNT,
    seller=ACCOUNT,
    price=PRICE,
    quantity=TONNES,
    amount_fen=FEN,
    time_ns=TIME_NS,
)

ROWS = with_acts(
    OPERATIONS,
    Row(
        "post_intent",
        Way.COMMAND,
        "Post an intent, firm unless it is an invitation: what it needs is locked.",
        {MEMBER: _POSTED | _VALID_UNTIL},
        record(intent=NUMBER),
        answer="posted",
    ),
    Row(
        "withdraw_intent",
        Way.CANCEL,
        "Withdraw an intent; its dialogues end.",
        asked_by((MEMBER, EXCHANGE), _INTENT),
        record(intent=NUMBER, leaves=Field(TONNES, "what was withdrawn")),
        answer="intent_withdrawn",
    ),
    Row(
        "accept_intent",
        Way.COMMAND,
        "Accept a firm intent at its price: a deal.",
        {MEMBER: _INTENT | must(quantity=QUANTITY) | _VALID_UNTIL},
        record(deal=Nullable(NUMBER)),
        answer="dealt",
    ),
    Row(
        "open_dialogue",
        Way.COMMAND,
        "Answer an intent with an offer of one's own.",
        {MEMBER: _INTENT | _TERMS | may(hidden=_HIDDEN, note=_NOTE)},
        record(dialogue=NUMBER),
        answer="dialogue_opened",
    ),
    Row(
        "counter_offer",
        Way.COMMAND,
        "Make another offer in a dialogue; it undoes every confirmation.",
        {MEMBER: _DIALOGUE | _TERMS | may(note=_NOTE)},
    ),
    Row(
        "send_note",
        Way.COMMAND,
        "Send the other side of a dialogue a note.",
        {MEMBER: _DIALOGUE | must(note=_NOTE)},
    ),
    Row(
        "confirm_terms",
        Way.COMMAND,
        "Confirm the terms of a dialogue by naming them; a deal once both sides have.",
        {MEMBER: _DIALOGUE | _TERMS},
        record(deal=Nullable(NUMBER, "the other side has not confirmed yet")),
        answer="dealt",
    ),
    Row(
        "leave_dialogue",
        Way.CANCEL,
        "Leave a dialogue: it ends.",
        asked_by((MEMBER, EXCHANGE), _DIALOGUE),
    ),
    Row(
        "intents",
        Way.QUERY,
        "The open intents that this key may see, oldest first.",
        asked_by(_READ_BY, PAGE),
        _page("intents", _OPEN_INTENT),
        weight=PAGED,
    ),
    Row(
        "dialogues",
        Way.QUERY,
        "The account's open dialogues, to the exchange all.",
        asked_by(_READ_BY, may(after=readers.number)),
        _page("dialogues", _OPEN_DIALOGUE),
        weight=PAGED,
    ),
    Row(
        "deals",
        Way.QUERY,
        "The account's deals that wait for the close, to the exchange all.",
        asked_by(_READ_BY, may(after=readers.number)),
        _page("deals", _STRUCK_DEAL),
        weight=PAGED,
    ),
    Row(
        "cancel_deal",
        Way.COMMAND,
        "Cancel a deal before the close; what it holds is given back.",
        {EXCHANGE: _DEAL},
    ),
    Row(
        "suspend_desk",
        Way.COMMAND,
        "Suspend the block desk: nothing but withdrawing and leaving is taken.",
        _INSTRUMENT_OR_DESK,
        constants={"value": 1},
    ),
    Row(
        "resume_desk",
        Way.COMMAND,
        "End a suspension of the block desk.",
        _INSTRUMENT_OR_DESK,
        command="SUSPEND_DESK",
        constants={"value": 0},
    ),
)
