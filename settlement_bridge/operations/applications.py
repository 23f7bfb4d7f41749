"""Operations on applications (申请) of surrender, offset and carry-over."""

from __future__ import annotations

from engine.units import UNITS_MAX
from gateway.protocol.codes import Code
from gateway.protocol.fields import account, boolean, code
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, DATE, TIME_NS, TONNES, record, rows
from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.operations.fields import (
    AFTER,
    AUTHORITY,
    GROUND,
    MEMBER,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    STAFF,
    YEAR,
    any_account,
    entity,
    once,
    question,
    text,
)
from settlement_bridge.operations.replies import (
    ANY_ACCOUNT,
    DATE_OR_NULL,
    INSTRUMENT,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
)

SURRENDER, CARRY_OVER = "surrender", "carry_over"
APPLIED = (SURRENDER, "offset", CARRY_OVER)
STATUSES = ("waiting", "approved", "done", "returned", "withdrawn")
REASON = Field(text(NOTE_SIZE), "why, for who asked")
_NUMBER = Field(Integer(1, NUMBER_MAX), "its number")
_APPLICATION = must(application=_NUMBER)
_FILED = record(application=NUMBER)
_DECIDED = Record(
    must(application=NUMBER, status=Word(*STATUSES), event=Nullable(NUMBER, "not done yet"))
)

ROWS = (
    once(
        "file_application",
        "File an application to surrender, offset or carry over; its province reviews it.",
        MEMBER + OPERATOR,
        must(
            kind=Field(Word(SURRENDER, CARRY_OVER), "what for"),
            account=account,
            instrument=code,
            quantity=Integer(1, UNITS_MAX, "t"),
            year=Field(YEAR, "year of the obligation, or of the new units"),
        )
        | may(for_entity=Field(entity, "whose obligation it is, of another one that is helped"))
        | GROUND,
        _FILED,
    ),
    question(
        "applications",
        "Applications of an account and its entity, of an authority's scope, or all.",
        OWN + STAFF + AUTHORITY,
        may(account=any_account, waiting=boolean) | AFTER,
        record(
            applications=rows(
                number=NUMBER,
                kind=Word(*APPLIED),
                entity=COUNT,
                account=ANY_ACCOUNT,
                giver=Nullable(COUNT, "the units are the entity's own"),
                year=COUNT,
                instrument=INSTRUMENT,
                quantity=TONNES,
                date=Field(DATE, "of filing, which counts"),
                until=Field(DATE_OR_NULL, "the law's term for the decision"),
                time_ns=TIME_NS,
                who=TEXT,
                note=TEXT,
                status=Word(*STATUSES),
                words=Field(TEXT, "the status in Chinese"),
                decided_by=TEXT_OR_NULL,
                decided_ns=TIME_NS,
                reason=TEXT,
                held=Nullable(NUMBER, "nothing was set aside"),
                event=NUMBER_OR_NULL,
            ),
            next=NEXT,
        ),
    ),
    once(
        "approve_application",
        "Approve an application of an emitter of the province; the registry executes it.",
        AUTHORITY,
        _APPLICATION | GROUND,
        _DECIDED,
    ),
    once(
        "return_application",
        "Return an application to its emitter, with a reason; its units are free again.",
        AUTHORITY,
        _APPLICATION | must(reason=REASON) | GROUND,
        _DECIDED,
    ),
    once(
        "withdraw_application",
        "Withdraw an application that waits; its units are free again.",
        MEMBER + OPERATOR,
        _APPLICATION | must(account=account) | GROUND,
        _FILED,
    ),
)
REASONS: dict[str, Code] = {
    "review_needed": Code(
        "the province reviews this; `allowed`: the operation that asks it",
        "File an application, or wait for the decision.",
    ),
    "application_unknown": Code("no such application here", "Ask for the applications."),
    "application_decided": Code("the application does not wait any more", "Ask how it ended."),
    "help_not_allowed": Code(
        "no other entity's units may be given up for it", "Surrender the entity's own units."
    ),
    "not_its_decision": Code(
        "another authority decides; `allowed`: which", "Have the entity's province decide."
    ),
}
