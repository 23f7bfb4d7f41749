"""Operations of authorities (主管部门): distribution, objections, succession, notices."""

from __future__ import annotations

from engine.units import UNITS_MAX
from gateway.protocol.codes import Code
from gateway.protocol.fields import account, boolean, code
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, DATE, TIME_NS, TONNES, record, rows
from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.operations.applications import REASON
from settlement_bridge.operations.fields import (
    ACCOUNT,
    AFTER,
    ALL,
    AUTHORITY,
    BASIS_POINTS,
    GROUND,
    MEMBER,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    SIGNED,
    STAFF,
    YEAR,
    act,
    any_account,
    document_field,
    entity,
    note_field,
    once,
    question,
    text,
)
from settlement_bridge.operations.replies import (
    ANY_ACCOUNT,
    CHANGE,
    DATE_OR_NULL,
    EVENT_NUMBER,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
)

_NUMBER = Field(Integer(1, NUMBER_MAX), "its number")
_UNITS_OF = Field(YEAR, "year of the obligation")
_SUCCESSOR = must(entity=entity, account=Field(account, "of the entity that goes on"))
_RECORDED = record(succession=Field(NUMBER, "number of the record"))
WAITING = ("application", "carry_over", "objection", "alert", "approval", "proposal", "returned")

DISTRIBUTION = (
    act(
        "set_distribution",
        "State whether an emitter's units of a year come through its province (差异化发放).",
        AUTHORITY + OPERATOR,
        must(
            entity=entity,
            year=_UNITS_OF,
            differentiated=Field(boolean, "through its province"),
            document=document_field,
        ),
        CHANGE,
    ),
    question(
        "distributions",
        "Emitters whose units of a year come through their province, and what it holds for each.",
        STAFF + AUTHORITY,
        must(year=_UNITS_OF) | may(after=Field(any_account, "`next` of the page before")),
        record(distributions=rows(entity=COUNT, held=Field(TONNES, "by the province")), next=NEXT),
    ),
    once(
        "issue_entrusted",
        "Issue units for such an emitter into its province's account, once its due is fixed.",
        OPERATOR,
        must(
            entity=entity,
            year=_UNITS_OF,
            account=Field(account, "the province's"),
            instrument=code,
            quantity=Integer(1, UNITS_MAX, "t"),
        )
        | GROUND,
        EVENT_NUMBER,
        approval="always",
    ),
    once(
        "force_surrender",
        "Entrust the registry with forced surrender (强制履约) of what a province holds.",
        AUTHORITY + OPERATOR,
        must(entity=entity, year=_UNITS_OF, account=Field(account, "the emitter's, for the rest"))
        | SIGNED,
        record(
            event=NUMBER,
            surrendered=TONNES,
            rest=Field(TONNES, "into the emitter's account"),
            owed=Field(TONNES, "still, for the year"),
        ),
    ),
)
_OBJECTION = must(objection=_NUMBER)
OBJECTIONS = (
    once(
        "object_to_result",
        "Object to an allocation or a verification result, within 7 working days of it.",
        MEMBER + OPERATOR,
        must(account=account, year=_UNITS_OF, text=Field(text(NOTE_SIZE), "what is wrong"))
        | may(event=Field(Integer(1, NUMBER_MAX), "the issue; without it the verification result")),
        record(objection=NUMBER),
    ),
    question(
        "result_objections",
        "Objections of an account's entity, of an authority's scope, or all.",
        OWN + STAFF + AUTHORITY,
        may(account=any_account, waiting=boolean) | AFTER,
        record(
            objections=rows(
                number=NUMBER,
                subject=Word("allocation", "verification"),
                entity=COUNT,
                account=ANY_ACCOUNT,
                year=COUNT,
                event=NUMBER_OR_NULL,
                text=TEXT,
                date=Field(DATE, "of filing"),
                until=Field(DATE, "by which the province decides"),
                time_ns=TIME_NS,
                who=TEXT,
                status=Word("waiting", "upheld", "rejected"),
                words=Field(TEXT, "the status in Chinese"),
                decided_by=TEXT_OR_NULL,
                decided_ns=TIME_NS,
                reason=TEXT,
            ),
            next=NEXT,
        ),
    ),
    once(
        "decide_objection",
        "Uphold or reject an objection of an emitter of the province, with a reason.",
        AUTHORITY,
        _OBJECTION | must(upheld=boolean, reason=REASON),
        record(objection=NUMBER),
    ),
)
SUCCESSION = (
    once(
        "merge_entity",
        "Merge an emitter into another (合并): its units, and what it owes, go there.",
        OPERATOR,
        _SUCCESSOR | SIGNED,
        _RECORDED,
        approval="always",
    ),
    once(
        "split_entity",
        "Give a share of an emitter's units, and of what it owes, to another (分立).",
        OPERATOR,
        _SUCCESSOR
        | must(share_bp=Field(Integer(1, BASIS_POINTS), "hundredths of a percent, cut to tonnes"))
        | SIGNED,
        _RECORDED,
        approval="always",
    ),
    once(
        "close_entity",
        "Close an emitter (关闭) that holds nothing; it owes nothing any more.",
        OPERATOR,
        must(entity=entity) | SIGNED,
        _RECORDED,
        approval="always",
    ),
    question(
        "successions",
        "Mergers, splits and closings of emitters: a public record.",
        ALL,
        AFTER,
        record(
            successions=rows(
                number=NUMBER,
                kind=Word("merger", "split", "closing"),
                entity=COUNT,
                name=TEXT,
                successor=Nullable(COUNT, "a closing"),
                successor_name=TEXT_OR_NULL,
                share_bp=COUNT,
                event=NUMBER_OR_NULL,
                tonnes=Field(TONNES, "that moved"),
                owed=Field(TONNES, "that went with them, or ended"),
                date=DATE,
                document=TEXT,
            ),
            next=NEXT,
        ),
    ),
)
NOTICES = (
    act(
        "acknowledge_alert",
        "Take note of an alert of an entity of the scope.",
        AUTHORITY,
        must(alert=_NUMBER) | may(note=note_field),
        record(alert=NUMBER),
    ),
    question(
        "waiting",
        "What waits for this key: of an authority, the registry's staff, or a member.",
        MEMBER + OPERATOR + AUTHORITY,
        ACCOUNT,
        record(
            waiting=rows(
                what=Word(*WAITING),
                number=NUMBER,
                entity=Nullable(COUNT, "none"),
                words=Field(TEXT, "what it is"),
                since_ns=TIME_NS,
                until=Field(DATE_OR_NULL, "the last day for it"),
            )
        ),
    ),
)
ROWS = (*DISTRIBUTION, *OBJECTIONS, *SUCCESSION, *NOTICES)
REASONS: dict[str, Code] = {
    "alert_unknown": Code("no such alert here", "Ask for the alerts."),
    "city_elsewhere": Code(
        "the city is not of the entity's province; `allowed`: the first and last that are, nothing"
        " without a province",
        "Name a city of the entity's province.",
    ),
    "differentiated": Code(
        "units of that year come through the entity's province",
        "Issue them with `issue_entrusted`.",
    ),
    "not_differentiated": Code(
        "units of that year come to the entity itself", "Allocate them, or set the distribution."
    ),
    "not_its_province": Code(
        "the account is not that of the emitter's province; `allowed`: the province",
        "Name an account of the entity that is the province.",
    ),
    "nothing_entrusted": Code("the province holds nothing for it", "Nothing is to be done."),
    "objection_out_of_term": Code(
        "the term for objections is over; `allowed`: its last day", "Nothing can be done any more."
    ),
    "too_many_objections": Code("the most objections wait that may", "Have them decided first."),
}
