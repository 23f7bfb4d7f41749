"""Operations on offsets between two registries (抵销): the link, accounts bound, what is asked for
here and what is ordered from there.
"""

from __future__ import annotations

from gateway.protocol.codes import Code
from gateway.protocol.fields import account, words
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Choice, Integer
from gateway.protocol.shapes import ListOf
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, TIME_NS, TONNES, record, rows
from settlement_bridge.books.offset_words import OffsetStatus, OrderStatus, Step
from settlement_bridge.operations.fields import (
    ACCOUNT,
    AFTER,
    AUTHORITY,
    CREDIT_CODE,
    GROUND,
    MEMBER,
    NEWS,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    PEER,
    SIGNED,
    STAFF,
    UNITS,
    YEAR,
    act,
    entity,
    matching,
    once,
    question,
)
from settlement_bridge.operations.replies import (
    CHANGE,
    DATE_OR_NULL,
    INSTRUMENT,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
)

ADDRESS_MAX = 200
ADDRESS = matching(rf"wss?://[!-~]{{1,{ADDRESS_MAX - 6}}}", "a WebSocket address, wss://HOST:PORT")
PUBLIC_KEY = matching("[0-9a-f]{64}", "a public key of 64 hexadecimal digits")
KEY = matching("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "the id of a key")
REFERENCE = matching("[0-9a-f]{32}", "32 hexadecimal digits")
_OFFSET = must(offset=Field(Integer(1, NUMBER_MAX), "number of the offset"))
_YEAR = must(year=Field(YEAR, "year of the obligation"))
_PEER = must(peer=Field(KEY, "key with which the registry of allowances logs on here"))
_THEIRS = must(peer_account=Field(account, "the emitter's account there"))
_NUMBER = record(offset=Field(NUMBER, "number of the offset"))
_UNITS_LIST = Field(ListOf(ListOf(TEXT, "codes", 2), "ranges"), "codes of the first and last")
_ROW = must(
    offset=NUMBER,
    reference=Field(TEXT, "by which both registries know it"),
    entity=COUNT,
    account=COUNT,
    year=YEAR,
    instrument=INSTRUMENT,
    quantity=TONNES,
    status=Word(*words(OffsetStatus)),
    words=Field(TEXT, "the status in Chinese"),
    code=Field(TEXT_OR_NULL, "why it ends without an offset"),
    message=TEXT_OR_NULL,
    date=DATE_OR_NULL,
    time_ns=TIME_NS,
    who=TEXT,
    document=TEXT_OR_NULL,
    decided_by=Field(TEXT_OR_NULL, "who approved or withdrew it"),
    project=Field(TEXT_OR_NULL, "number of the project, once frozen"),
    project_name=TEXT_OR_NULL,
    methodology=TEXT_OR_NULL,
    production_year=NUMBER_OR_NULL,
    registered=Field(DATE_OR_NULL, "when the last of these credits were registered"),
    units=_UNITS_LIST,
    cancellation=Field(NUMBER_OR_NULL, "number in the credits registry's public record"),
    ended=DATE_OR_NULL,
)

ROWS = (
    act(
        "link_registry",
        "Link this registry of allowances to a registry of credits.",
        OPERATOR,
        must(
            address=Field(ADDRESS, "where the registry of credits is reached"),
            server_key=Field(PUBLIC_KEY, "public key of its server, pinned"),
            key=Field(KEY, "key in the folder `keys` with which this registry logs on there"),
        )
        | SIGNED,
        CHANGE,
    ),
    act(
        "unlink_registry",
        "End the link; offsets under way wait for another.",
        OPERATOR,
        SIGNED,
        CHANGE,
    ),
    question(
        "registry_link",
        "The link to the registry of credits, and what keeps offsets waiting.",
        STAFF,
        reply=record(
            address=TEXT_OR_NULL,
            server_key=TEXT_OR_NULL,
            key=TEXT_OR_NULL,
            problem=Field(TEXT_OR_NULL, "why the last attempt failed"),
            waiting=Field(COUNT, "offsets that wait for an answer"),
        ),
    ),
    once(
        "offset",
        "Offset a year's obligation with credits of the linked registry (抵销).",
        MEMBER + OPERATOR,
        UNITS | _YEAR | GROUND,
        _NUMBER,
    ),
    once(
        "withdraw_offset",
        "Withdraw an offset whose credits are not ordered to be cancelled; they are given back.",
        MEMBER + OPERATOR,
        ACCOUNT | _OFFSET | GROUND,
        _NUMBER,
    ),
    act(
        "approve_offset",
        "Let a pending offset of an entity of the province go on, where `offset_approval` is 1.",
        AUTHORITY + OPERATOR,
        _OFFSET | SIGNED,
        _NUMBER,
    ),
    question(
        "offsets",
        "Offsets in order of their numbers; an authority's are those of its scope.",
        OWN + STAFF + AUTHORITY,
        ACCOUNT | may(entity=entity, year=Field(YEAR, "year of the obligation")) | AFTER,
        record(offsets=rows(**_ROW), next=NEXT),
    ),
    question(
        "offset_state",
        "How far an offset has come; the answer may wait until it moves.",
        OWN + STAFF + AUTHORITY,
        ACCOUNT | _OFFSET | may(**NEWS),
        record(offset=record(**_ROW)),
    ),
    act(
        "bind_account",
        "Bind an account of this registry of credits to the same emitter's in one of allowances.",
        OPERATOR,
        must(account=account) | _PEER | _THEIRS | SIGNED,
        CHANGE,
    ),
    act(
        "unbind_account",
        "End a binding; what is frozen already goes on.",
        OPERATOR,
        _PEER | _THEIRS | SIGNED,
        CHANGE,
    ),
    question(
        "bindings",
        "Accounts bound to accounts in registries of allowances.",
        OWN + STAFF,
        ACCOUNT | AFTER,
        record(
            bindings=rows(
                number=NUMBER,
                peer=TEXT,
                peer_account=COUNT,
                account=COUNT,
                time_ns=TIME_NS,
                who=TEXT,
                document=TEXT,
            ),
            next=NEXT,
        ),
    ),
    act(
        "offset_order",
        "Freeze, cancel or give back credits for an offset: a step of an order, done once.",
        PEER,
        must(
            step=Field(Choice({step.name.lower(): int(step) for step in Step}), "what to do"),
            reference=Field(REFERENCE, "of the order; the same for each of its steps"),
        )
        | UNITS
        | _YEAR
        | may(credit_code=Field(CREDIT_CODE, "of the emitter")),
        record(statement=Field(TEXT, "signed: CEAXO1.STATEMENT.SIGNATURE")),
    ),
    question(
        "offset_orders",
        "Orders of registries of allowances, and what they came to.",
        OWN + STAFF + PEER,
        ACCOUNT | AFTER,
        record(
            orders=rows(
                number=NUMBER,
                peer=TEXT,
                reference=TEXT,
                peer_account=COUNT,
                account=Field(NUMBER_OR_NULL, "of this registry, where one is bound"),
                year=YEAR,
                instrument=INSTRUMENT,
                quantity=TONNES,
                status=Word(*words(OrderStatus)),
                code=TEXT_OR_NULL,
                message=TEXT_OR_NULL,
                date=DATE_OR_NULL,
                time_ns=TIME_NS,
            ),
            next=NEXT,
        ),
    ),
)
OF_ALLOWANCES = frozenset(row.name for row in ROWS[:8])
OF_CREDITS = frozenset(row.name for row in ROWS[8:])
REASONS: dict[str, Code] = {
    "no_credits_registry": Code(
        "this registry has no link to one of credits", "Have the registry link one."
    ),
    "not_credits": Code("these are allowances", "Surrender them, or name credits."),
    "offset_kinds_unknown": Code(
        "no rule takes credits for that year and day", "Nothing can be done, or have it set."
    ),
    "credits_not_eligible": Code(
        "credits registered on that day do not count; `allowed`: which do", "Name other credits."
    ),
    "too_many_offsets": Code("the entity has the most offsets under way", "Wait for one to end."),
    "offset_decided": Code("the offset has gone on", "Nothing can be done any more."),
    "offset_unknown": Code("no such offset", "Ask for the offsets."),
    "offset_reference_taken": Code("the reference is of another offset", "Use a new one."),
    "account_not_bound": Code(
        "no account in the credits registry is bound to it", "Have the accounts bound."
    ),
    "entity_differs": Code(
        "the bound account is of another entity, by its credit code", "Have the binding corrected."
    ),
}
