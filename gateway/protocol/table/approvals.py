"""Operations on rules of the venue, and on acts of staff that await a second key."""

from __future__ import annotations

from engine.commands import HeldEnd, VenueRule
from gateway.protocol.fields import INT64_MAX, words
from gateway.protocol.maps import Field, Record, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Choice, Integer
from gateway.protocol.shapes import Anything, ListOf
from gateway.protocol.table.words import (
    ADMINISTRATION,
    EXCHANGE,
    MEMBER,
    OPERATIONS,
    VIEWER,
    with_acts,
)
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    ANY_TEXT,
    BOOLEAN,
    COUNT,
    NUMBER,
    TEXT,
    TIME_NS,
    record,
    rows,
)
from gateway.protocol.weights import Weight

_BOTH = (OPERATIONS, ADMINISTRATION)  # the duty of the act is looked at beside
_HELD = {EXCHANGE: must(number=Field(NUMBER, "of the act", record="held"))}
_KEYS = ListOf(TEXT, "keys")
ACT = must(
    number=NUMBER,
    act=Field(TEXT, "its operation"),
    request=Field(Anything("map"), "the request, as it was sent"),
    operator=Field(NUMBER, "number of the key that asked it"),
    key=Field(TEXT, "its id"),
    reason=Field(ANY_TEXT, 'why it was asked, `""`: without a reason'),
    asked_ns=TIME_NS,
    until_ns=Field(TIME_NS, "then it lapses"),
    duties=Field(ListOf(TEXT, "words"), "it is approved by a key with one of these"),
    may_approve=Field(_KEYS, "keys that may, the first 100"),
    yours=Field(BOOLEAN, "this key may approve it"),
)
STATES = ("awaits", "approved", *words(HeldEnd))
APPROVAL = must(
    type=Word("approval"),
    number=Field(NUMBER, "of the act"),
    state=Field(Word(*STATES), "what has become of it"),
    operator=Field(COUNT, "number of the key that did it, 0: the venue"),
    time_ns=TIME_NS,
)

# The market is chosen by the first command of a log, which no staff sends.
SETTABLE = {word: rule for word, rule in words(VenueRule).items() if rule != VenueRule.MARKET}

ROWS = with_acts(
    ADMINISTRATION,
    Row(
        "venue_rules",
        Way.QUERY,
        "The rules of the whole venue and their values.",
        asked_by((MEMBER, VIEWER, EXCHANGE)),
        record(
            rules=rows(
                rule=Word(*words(VenueRule)),
                value=COUNT,
                least=COUNT,
                most=COUNT,
                unit=TEXT,
                help=Field(TEXT, "what it is"),
            )
        ),
    ),
    Row(
        "set_venue_rule",
        Way.COMMAND,
        "Set a rule of the venue; it is in force at once.",
        {
            EXCHANGE: must(
                rule=Field(Choice(SETTABLE), "which one"),
                value=Field(Integer(0, INT64_MAX), "of its range"),
            )
        },
        choice="venue_rule",
        approval="always",
    ),
    Row(
        "approvals",
        Way.QUERY,
        "All acts that await approval, and which of them this key may approve.",
        asked_by((EXCHANGE,)),
        record(approvals=ListOf(Record(ACT), "maps")),
        weight=Weight(each=4, rows=1, page=64),
    ),
    Row(
        "approve_act",
        Way.COMMAND,
        "Approve an act that another key has asked: it is done now, or refused and ended.",
        _HELD,
        record(
            act=Field(TEXT, "its operation"),
            answer=Field(Anything("map"), "the reply to the act"),
        ),
        duties=_BOTH,
    ),
    Row(
        "refuse_act",
        Way.COMMAND,
        "End an act that awaits approval, which another key has asked; with a reason.",
        _HELD,
        command="DROP_ACT",
        constants={"parameter": HeldEnd.REFUSED},
        choice="refused_act",
        duties=_BOTH,
    ),
    Row(
        "withdraw_act",
        Way.COMMAND,
        "Withdraw an act that this key has asked and that awaits approval.",
        _HELD,
        command="DROP_ACT",
        constants={"parameter": HeldEnd.WITHDRAWN},
        duties=_BOTH,
    ),
)
