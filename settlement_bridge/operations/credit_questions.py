"""Operations of the credits registry that read, and the registry's own powers: dated rules,
bodies, bars, revocation, forced cancellation, certificates.
"""

from __future__ import annotations

from typing import Any

from engine.units import UNITS_MAX
from gateway.protocol.codes import Code
from gateway.protocol.fields import account, code, date, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Choice, Integer, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import BOOLEAN, COUNT, DATE, TONNES, record, rows
from settlement_bridge.asked import PAPER_MAX
from settlement_bridge.books import State
from settlement_bridge.books.credit_words import RULES as TERMS
from settlement_bridge.books.credit_words import CancellationKind, Stage
from settlement_bridge.operations.credits import METHODOLOGY_CODE
from settlement_bridge.operations.fields import (
    AFTER,
    ALL,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    SIGNED,
    STAFF,
    act,
    any_account,
    digest,
    document,
    entity,
    matching,
    name,
    once,
    question,
)
from settlement_bridge.operations.replies import (
    ANY_ACCOUNT,
    DATE_OR_NULL,
    INSTRUMENT,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    PROVINCE,
    SET,
    TEXT,
    TEXT_OR_NULL,
    YEAR,
)

CERTIFICATE = "CEAX2"
PROOF = rf"{CERTIFICATE}\.[A-Za-z0-9_-]{{20,2700}}\.[A-Za-z0-9_-]{{86}}"
FIELDS_MAX = 26  # fields of methodologies
_NUMBER = Integer(1, NUMBER_MAX)
_OWNER = may(owner=Field(any_account, "only those of this account")) | AFTER
_STAGE = Field(Word(*words(Stage)), "where it is in its life")
_FORCIBLE = (State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE, State.FROZEN, State.PLEDGED)
_STATES = Choice({state.name.lower(): int(state) for state in _FORCIBLE})


class Numbers(Reader):
    """Numbers of fields (领域), as "1,14"."""

    python = "str"
    text = "numbers of fields, written 1,14"
    written = "NUMBER,…"

    def __call__(self, name: str, value: Any) -> list[int]:
        """The numbers in order. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        parts = value.split(",")[: FIELDS_MAX + 1]
        found = {int(part) for part in parts if part.isascii() and part.isdigit()}
        if len(found) != len(parts) or not found <= set(range(1, FIELDS_MAX + 1)):
            raise out_of_range(name, value[:100], f"1 to {FIELDS_MAX}", f"must be {self.text}")
        return sorted(found)

    def schema(self) -> Schema:
        """A text with its form."""
        return {"type": "string", "pattern": "^[0-9]{1,2}(,[0-9]{1,2})*$"}


_STATE = must(
    state=_STAGE,
    state_code=Field(TEXT_OR_NULL, "as the national registry numbers it"),
    state_words=TEXT,
    notice_from=DATE,
    notice_until=Field(DATE, "last day of the public notice"),
    reported=Field(DATE_OR_NULL, "day of the body's report"),
    applied=Field(DATE_OR_NULL, "day of the application"),
    decide_by=Field(DATE_OR_NULL, "last day for the registry's decision"),
    decided=Field(DATE_OR_NULL, "day of that decision"),
    observations=Field(COUNT, "carried to the next verification"),
    reasons=Field(TEXT, "why it was returned or ended"),
)
_PROJECT = (
    must(
        number=NUMBER,
        code=Field(TEXT_OR_NULL, "its registered number"),
        account=ANY_ACCOUNT,
        entity=COUNT,
        name=TEXT,
        name_en=TEXT,
        site=TEXT,
        province=PROVINCE,
        methodology=TEXT,
        construction=DATE,
        crediting_from=DATE,
        crediting_to=DATE,
        body=Field(COUNT, "that validates"),
    )
    | _STATE
)
_PERIOD = (
    must(
        number=NUMBER,
        project=NUMBER,
        account=ANY_ACCOUNT,
        first=DATE,
        last=DATE,
        body=Field(COUNT, "that verifies"),
        issue=Field(NUMBER_OR_NULL, "1, 2, … within the project"),
        event=NUMBER_OR_NULL,
        quantities=rows(
            year=YEAR, claimed=Field(TONNES, "by the owner"), verified=Field(TONNES, "by the body")
        ),
    )
    | _STATE
)
_ABOUT = must(
    papers=rows(kind=TEXT, digest=TEXT, date=DATE),
    reports=rows(
        body=COUNT,
        date=DATE,
        conclusion=Word("positive", "negative"),
        digest=TEXT,
        team=COUNT,
        of_field=COUNT,
        sites=COUNT,
        visited=COUNT,
        observations=COUNT,
        waited_days=COUNT,
        over_days=Field(COUNT, "beyond the term"),
    ),
    comments=rows(number=NUMBER, date=DATE, name=TEXT, text=TEXT),
)
_UNITS = ListOf(ListOf(TEXT, "codes", 2), "ranges")
_CANCELLATION = rows(
    number=NUMBER,
    event=NUMBER,
    account=ANY_ACCOUNT,
    instrument=INSTRUMENT,
    quantity=TONNES,
    kind=Word(*words(CancellationKind)),
    beneficiary=TEXT,
    purpose=TEXT,
    year=Field(NUMBER_OR_NULL, "of the obligation"),
    date=DATE,
    project=NUMBER,
    code=TEXT,
    name=TEXT,
    produced=Field(YEAR, "year of production"),
    certified=Field(DATE_OR_NULL, "day of its certificate"),
    units=Field(_UNITS, "[first, last] code of the first ranges"),
    unit_spans=Field(COUNT, "how many there are"),
)
_CERTIFICATE = record(
    number=Field(NUMBER, "of the cancellation"),
    venue=TEXT,
    kind=Word(*words(CancellationKind)),
    account=ANY_ACCOUNT,
    holder=TEXT,
    beneficiary=TEXT,
    purpose=TEXT,
    code=TEXT,
    project=TEXT,
    year=Field(YEAR, "of production"),
    quantity=TONNES,
    serials=ListOf(TEXT, "ranges"),
    ranges=Field(COUNT, "how many there are"),
    cancelled=DATE,
    date=DATE,
)

POWERS = (
    act(
        "set_credit_rule",
        "Set a rule of the credits market from a day on, beside the published ones.",
        OPERATOR,
        must(
            name=Field(Word(*TERMS), "which rule"),
            value=Field(Integer(0, 99_991_231), "a number, or a day as 20121109"),
            document=Field(document, "the source of the rule"),
        )
        | may(from_date=Field(date, "from this day on; without it always")),
        SET,
    ),
    act(
        "set_methodology",
        "Set what a methodology (项目方法学) is, beside the published ones.",
        OPERATOR,
        must(
            code=METHODOLOGY_CODE,
            name=Field(name, "in Chinese"),
            years_least=Field(Integer(1, 100), "of a crediting period"),
            years_most=Field(Integer(1, 100), "of a crediting period"),
            document=Field(document, "the source"),
        )
        | may(
            name_en=Field(name, "in English"),
            applied_from=Field(date, "first day on which credits may be applied for"),
            applied_to=Field(date, "last day on which credits may be applied for"),
        ),
        SET,
    ),
    act(
        "accredit_body",
        "Accredit a validation and verification body (审定与核查机构) for some fields.",
        OPERATOR,
        must(entity=entity, fields=Field(Numbers(), "fields (领域)"), document=document)
        | may(first=Field(date, "first day"), last=Field(date, "last day; without it open")),
        SET,
    ),
    act(
        "strike_off_body",
        "Strike a body off, for good.",
        OPERATOR,
        must(entity=entity, document=document),
        SET,
    ),
    act(
        "bar_owner",
        "Let an owner apply for nothing until a day, or for good.",
        OPERATOR,
        must(entity=entity, document=document)
        | may(last=Field(date, "last day; without it for good")),
        SET,
    ),
    act(
        "revoke_project",
        "Revoke a project's registration (撤销登记) and bar its owner for the years of the rule.",
        OPERATOR,
        must(project=Field(_NUMBER, "number of the project"), document=document),
        record(project=NUMBER),
    ),
    once(
        "force_cancel",
        "Cancel an account's credits by order of an authority (强制注销).",
        OPERATOR,
        must(account=account, instrument=code, quantity=Integer(1, UNITS_MAX, "t"))
        | may(state=Field(_STATES, "where they are", default="registry_available"))
        | SIGNED,
        record(cancellation=Field(NUMBER, "its number in the public record")),
    ),
    act(
        "certify_cancellation",
        "Issue the certificate of a cancellation (注销证明), which is public from then on.",
        OWN + OPERATOR,
        must(cancellation=Field(_NUMBER, "number in the public record")) | may(account=account),
        record(certificate=_CERTIFICATE, proof=Field(TEXT, "the code that proves it")),
    ),
)

QUESTIONS = (
    question(
        "projects",
        "Projects, with their states as the registry shows them.",
        ALL,
        _OWNER,
        record(projects=ListOf(Record(_PROJECT), "maps"), next=NEXT),
    ),
    question(
        "project",
        "A project with its papers, reports and comments.",
        ALL,
        must(project=_NUMBER),
        Record(_PROJECT | _ABOUT),
    ),
    question(
        "periods",
        "Accounting periods (核算期) of a project, or all.",
        ALL,
        may(project=_NUMBER) | _OWNER,
        record(periods=ListOf(Record(_PERIOD), "maps"), next=NEXT),
    ),
    question(
        "period",
        "An accounting period with its papers, reports and comments.",
        ALL,
        must(period=_NUMBER),
        Record(_PERIOD | _ABOUT),
    ),
    question(
        "paper",
        "A part of a paper that belongs to a project or period.",
        ALL,
        must(digest=Field(digest, "SHA-256 of the paper"))
        | may(start=Field(Integer(0, PAPER_MAX), "where the part begins, in bytes", default=0)),
        record(
            name=TEXT,
            size=COUNT,
            content=Field(TEXT, "base64"),
            next=Nullable(COUNT, "the last part"),
        ),
    ),
    question(
        "credit_tasks",
        "Applications that wait for the registry's decision.",
        STAFF,
        reply=record(
            credit_tasks=rows(
                subject=Word("project", "period"),
                number=NUMBER,
                project=NUMBER,
                applied=DATE,
                decide_by=DATE,
                overdue=BOOLEAN,
            )
        ),
    ),
    question(
        "issued_credits",
        "What was issued of each code, and how much of it was cancelled.",
        ALL,
        reply=record(
            issued_credits=rows(
                instrument=INSTRUMENT,
                project=NUMBER,
                code=TEXT,
                name=TEXT,
                methodology=TEXT,
                year=Field(YEAR, "of production"),
                issued=TONNES,
                cancelled=TONNES,
                outstanding=TONNES,
            )
        ),
    ),
    question(
        "cancellations",
        "The public record of cancellations.",
        ALL,
        _OWNER,
        record(cancellations=_CANCELLATION, next=NEXT),
    ),
    question(
        "verify_cancellation",
        "Whether a certificate of cancellation was issued here.",
        ALL,
        must(
            proof=matching(
                rf"{CERTIFICATE}\.[A-Za-z0-9_.-]{{20,3000}}", "CEAX2.STATEMENT.SIGNATURE"
            )
        ),
        record(certificate=_CERTIFICATE, public_key=TEXT),
    ),
    question(
        "bodies",
        "Validation and verification bodies with their fields.",
        ALL,
        reply=record(
            bodies=rows(
                entity=COUNT,
                fields=ListOf(COUNT, "numbers"),
                first=DATE_OR_NULL,
                last=DATE_OR_NULL,
                struck_off=BOOLEAN,
                document=TEXT,
            )
        ),
    ),
    question(
        "barred_owners",
        "Owners that may not apply.",
        ALL,
        reply=record(
            barred_owners=rows(
                number=NUMBER,
                entity=COUNT,
                first=DATE,
                last=Nullable(DATE, "for good"),
                document=TEXT,
            )
        ),
    ),
    question(
        "methodologies",
        "Methodologies as they count now, with their sources.",
        ALL,
        reply=record(
            methodologies=rows(
                code=TEXT,
                name=TEXT,
                name_en=TEXT,
                years_least=COUNT,
                years_most=COUNT,
                applied_from=Nullable(DATE, "always"),
                applied_to=Nullable(DATE, "open"),
                source=TEXT,
            )
        ),
    ),
    question(
        "credit_rules",
        "The dated rules of the credits market, with their sources.",
        ALL,
        reply=record(
            credit_rules=rows(
                name=TEXT,
                from_day=Nullable(DATE, "always"),
                value=COUNT,
                source=TEXT,
                words=TEXT,
            )
        ),
    ),
)

REASONS: dict[str, Code] = {
    "day_unknown": Code("no day has begun at the exchange", "Ask again once a day has begun."),
    "project_unknown": Code("no such project, or not for this account", "Ask for the projects."),
    "project_exists": Code("owner, site and methodology are of another project", "Name another."),
    "project_cancelled": Code(
        "the project was cancelled or revoked", "It is never registered again."
    ),
    "period_unknown": Code("no such accounting period for this account", "Ask for the periods."),
    "period_outside": Code(
        "not within the crediting period; `allowed`: its days", "Name days within it."
    ),
    "period_not_ended": Code("the period has not ended", "Submit it after its last day."),
    "period_overlaps": Code(
        "another period accounts for some of these days; `allowed`: its days", "Name other days."
    ),
    "years_differ": Code(
        "each calendar year of the period has one quantity", "Name the years in `allowed`."
    ),
    "step_out_of_order": Code(
        "another step comes before, or it was done; `allowed`: when", "Do that first."
    ),
    "notice_not_over": Code(
        "the public notice lasts still; `allowed`: the day from which on", "Ask on that day."
    ),
    "notice_over": Code("the public notice has ended", "Comments are taken no more."),
    "too_many_comments": Code("the notice has the most comments it may have", "Nothing is to do."),
    "comments_untreated": Code(
        "the report does not treat every comment; `allowed`: how many came", "Treat each of them."
    ),
    "requests_open": Code("correction requests are still open", "Close them first."),
    "team_too_small": Code(
        "team or sites are fewer than the rules ask; `allowed`: how many", "Report with as many."
    ),
    "same_body": Code("this body may not do it: another does", "Commission another body."),
    "not_a_body": Code("the entity is of another kind", "Register it as a body."),
    "body_not_accredited": Code(
        "not accredited for this field on this day", "Name a body that is."
    ),
    "body_struck_off": Code("the body was struck off", "Name another body."),
    "owner_barred": Code("the owner may not apply; `allowed`: until when", "Wait until then."),
    "not_an_owner": Code("the account is not a project owner's", "Ask with an owner's account."),
    "not_an_emitter": Code("this is for key emitters", "Name another kind."),
    "credit_code_missing": Code(
        "the owner's credit code is not registered", "Register the entity with its code."
    ),
    "methodology_unknown": Code("no such methodology", "Name one of `allowed`."),
    "methodology_closed": Code(
        "credits of it may be applied for on other days; `allowed`: which", "Apply on such a day."
    ),
    "construction_too_early": Code(
        "construction began before the first day that counts, in `allowed`",
        "Such a project is not registered.",
    ),
    "production_too_early": Code(
        "produced before the first day that counts, in `allowed`", "Begin on that day or later."
    ),
    "production_too_old": Code(
        "produced longer ago than may be applied for; `allowed`: from when",
        "It is not registered any more.",
    ),
    "crediting_period_wrong": Code(
        "not as long as the methodology has it; `allowed`: the last days", "Name such a day."
    ),
    "quantity_not_verified": Code(
        "not exactly the verified quantity, in `allowed`", "Apply for that."
    ),
    "paper_unknown": Code("no such paper, or not to its last byte", "Bring the paper first."),
    "paper_differs": Code("the bytes are not the paper of this SHA-256", "Bring it anew."),
    "too_many_papers": Code("the account keeps the most papers it may", "Nothing is to be done."),
    "too_many_projects": Code("the methodology has the most projects it may", "Nothing is to do."),
    "too_many_issues": Code("the project has the most issues it may", "Nothing is to be done."),
    "too_many_operators": Code(
        "the most keys have rights for this entity that may", "Withdraw the rights of another."
    ),
    "kind_not_open": Code("no accounts of this kind are open here", "Name a kind in `allowed`."),
    "may_not_trade": Code("bodies and provinces may not trade", "Nothing can be done."),
    "credit_unknown": Code("no credits with this code were issued", "Ask for those issued."),
    "cancellation_unknown": Code("no such cancellation", "Ask for the cancellations."),
    "offset_unknown": Code("nothing is frozen under this reference", "Name another."),
    "offset_ended": Code("what was frozen was cancelled or released", "Nothing is to be done."),
    "offset_reference_taken": Code("the reference is of another offset", "Choose another."),
}
ROWS = (*POWERS, *QUESTIONS)
