"""Operations of the credits registry: papers, projects, accounting periods, cancellations.

The steps of projects and periods are here; what is read, and the registry's own powers, in
`credit_questions`.
"""

from __future__ import annotations

import re
from typing import Any

from engine.units import UNITS_MAX
from gateway.protocol.fields import account, date
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Choice, Integer, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, record
from settlement_bridge.asked import NOTE_SIZE, PAPER_MAX, PART_SIZE, SITE_SIZE
from settlement_bridge.books.credit_words import METHODOLOGY, METHODOLOGY_FORM, OF_HOLDERS
from settlement_bridge.operations.fields import (
    AUTHORITY,
    GROUND,
    MEMBER,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    UNITS,
    act,
    digest,
    document,
    entity,
    matching,
    name,
    note,
    once,
    text,
)
from settlement_bridge.operations.replies import EVENT_NUMBER, NUMBER

YEARS_MAX = 50  # calendar years of one accounting period
STAFF_MAX = 1_000
OWNER = MEMBER + OPERATOR  # the registry's operator enters what came on paper
COMMENTING = OWN + OPERATOR + AUTHORITY  # keys of the exchange and its feed only read here
_QUANTITY = re.compile(r"([0-9]{4})=([0-9]{1,13})", re.ASCII)


class YearQuantities(Reader):
    """Tonnes of calendar years, as "2022=300000,2023=412000"."""

    python = "str"
    text = "tonnes by calendar year, written 2022=300000,2023=412000"
    written = "YEAR=TONNES,…"

    def __call__(self, name: str, value: Any) -> list[list[int]]:
        """[year, tonnes] of each. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        found = [_QUANTITY.fullmatch(part) for part in value.split(",")[: YEARS_MAX + 1]]
        pairs = [[int(each[1]), int(each[2])] for each in found if each is not None]
        good = len(pairs) == len(found) <= YEARS_MAX
        if not good or any(tonnes > UNITS_MAX for _, tonnes in pairs):
            raise out_of_range(name, value[:100], self.written, f"must be {self.text}")
        return pairs

    def schema(self) -> Schema:
        """A text with its form."""
        return {"type": "string", "pattern": "^[0-9]{4}=[0-9]{1,13}(,[0-9]{4}=[0-9]{1,13})*$"}


_NUMBER = Integer(1, NUMBER_MAX)
_FEW = Integer(0, STAFF_MAX)
_OF_PROJECT = must(account=account, project=Field(_NUMBER, "number of the project"))
_OF_PERIOD = must(account=account, period=Field(_NUMBER, "number of the accounting period"))
_PROJECT, _PERIOD = record(project=NUMBER), record(period=NUMBER)
_COMMITMENT = must(commitment=Field(digest, "SHA-256 of the letter of commitment (承诺书)"))
_REASONS = must(reasons=Field(text(NOTE_SIZE), "why, for everybody to read"))
METHODOLOGY_CODE = matching(METHODOLOGY.pattern, METHODOLOGY_FORM)
_QUANTITIES = Field(YearQuantities(), "tonnes of each calendar year")
_BODY = Field(entity, "the body that is commissioned, by its entity")
_REPORT = must(
    conclusion=Field(Word("positive", "negative"), "of the report"),
    digest=Field(digest, "SHA-256 of the report"),
    team=Field(_FEW, "full-time staff of the team"),
    of_field=Field(_FEW, "of them of the field"),
    sites=Field(_FEW, "sites of the project"),
    visited=Field(_FEW, "sites that were visited"),
) | may(
    comments=Field(_FEW, "comments that the report treats", default=0),
    open_requests=Field(_FEW, "correction requests (整改要求) still open", default=0),
    observations=Field(_FEW, "observations (观察项) for the verification", default=0),
    waited_days=Field(_FEW, "days that the body waited for the owner", default=0),
)

ROWS = (
    act(
        "keep_paper",
        "Keep a part of a paper, which is known by its SHA-256.",
        OWNER,
        must(
            account=account,
            digest=Field(digest, "SHA-256 of the whole paper"),
            name=Field(name, "what it is called"),
            size=Field(Integer(1, PAPER_MAX), "of the whole paper, in bytes"),
            start=Field(Integer(0, PAPER_MAX), "where the part begins, in bytes"),
            content=Field(
                matching(f"[A-Za-z0-9+/]{{2,{PART_SIZE}}}={{0,2}}", "base64"),
                "of all parts but the last 15,000 bytes",
            ),
        ),
        record(held=Field(COUNT, "bytes that have come")),
    ),
    once(
        "submit_project",
        "Submit a project; its public notice (公示) begins.",
        OWNER,
        must(
            account=account,
            name=Field(name, "of the project"),
            site=Field(text(SITE_SIZE), "where it is"),
            methodology=METHODOLOGY_CODE,
            construction=Field(date, "first day of its construction"),
            crediting_from=Field(date, "first day of the crediting period (计入期)"),
            crediting_to=Field(date, "its last day"),
            body=_BODY,
            design=Field(digest, "SHA-256 of the design document (项目设计文件)"),
        )
        | may(name_en=Field(name, "in English")),
        _PROJECT,
    ),
    act(
        "withdraw_project",
        "Give a project up before it is registered.",
        OWNER,
        _OF_PROJECT,
        _PROJECT,
    ),
    act(
        "comment",
        "Comment on a public notice, of a project or of an accounting period.",
        COMMENTING,
        must(
            name=Field(name, "who comments"),
            text=Field(text(NOTE_SIZE), "the comment itself"),
        )
        | may(project=_NUMBER, period=_NUMBER),
        record(comment=NUMBER),
    ),
    act(
        "report_validation",
        "The validation report (审定报告) of the project's body, once the notice is over.",
        OWNER,
        _OF_PROJECT | _REPORT,
        _PROJECT,
    ),
    act(
        "apply_project",
        "Apply for the registration of a validated project.",
        OWNER,
        _OF_PROJECT | _COMMITMENT,
        _PROJECT,
    ),
    act(
        "register_project",
        "Register a project under a number of its own (项目登记).",
        OPERATOR,
        must(project=_NUMBER) | GROUND,
        _PROJECT,
    ),
    act(
        "return_project",
        "Return a project's application with reasons.",
        OPERATOR,
        must(project=_NUMBER) | _REASONS | GROUND,
        _PROJECT,
    ),
    act(
        "cancel_project",
        "Cancel a registered project (项目注销); it is never registered again.",
        OWNER,
        _OF_PROJECT | _REASONS,
        _PROJECT,
    ),
    once(
        "submit_period",
        "Submit an accounting period (核算期) of a registered project; its public notice begins.",
        OWNER,
        _OF_PROJECT
        | must(
            first=Field(date, "first day of the period"),
            last=Field(date, "its last day"),
            quantities=_QUANTITIES,
            body=_BODY,
            report=Field(digest, "SHA-256 of the accounting report (减排量核算报告)"),
        ),
        _PERIOD,
    ),
    act("withdraw_period", "Give an accounting period up.", OWNER, _OF_PERIOD, _PERIOD),
    act(
        "report_verification",
        "The verification report (核查报告) of the period's body, which fixes the quantities.",
        OWNER,
        _OF_PERIOD | _REPORT | must(quantities=_QUANTITIES),
        _PERIOD,
    ),
    act(
        "apply_credits",
        "Apply for the registration of exactly the verified quantity.",
        OWNER,
        _OF_PERIOD | must(quantity=Field(Integer(1, UNITS_MAX, "t"), "verified")) | _COMMITMENT,
        _PERIOD,
    ),
    once(
        "register_credits",
        "Register a period's credits (减排量登记): issued by year of production.",
        OPERATOR,
        must(period=_NUMBER) | GROUND,
        EVENT_NUMBER,
    ),
    act(
        "return_credits",
        "Return an application for credits with reasons.",
        OPERATOR,
        must(period=_NUMBER) | _REASONS | GROUND,
        _PERIOD,
    ),
    once(
        "cancel_credits",
        "Cancel credits for ever (注销), for a use that is named.",
        OWNER,
        UNITS
        | must(
            kind=Field(Choice({kind.name.lower(): int(kind) for kind in OF_HOLDERS}), "for what"),
            beneficiary=Field(document, "for whom, for everybody to read"),
        )
        | may(purpose=Field(document, "for what, for everybody to read"), note=note),
        record(cancellation=Field(NUMBER, "its number in the public record")),
    ),
)
