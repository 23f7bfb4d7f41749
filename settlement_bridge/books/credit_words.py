"""The words of the credits registry (核证自愿减排量注册登记) with the numbers that are stored, its
records, and what follows from a methodology's code. Pure.

Days are yyyymmdd, 0 where there is none yet; quantities are whole tonnes.

A credit's code is INSTRUMENT-YEAR-ISSUE-SERIAL, as A210001-22-2022-01-000000000001: the project
with two digits of the production year, that year, the number of the verification within the
project, and the serial number.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

YEAR_DIGITS = 2
ISSUES_MAX = 99  # verifications of one project: two digits of a credit's code
METHODOLOGY = re.compile(r"CCER-([0-9]{2})-([0-9]{3})-V([0-9]{2})")
METHODOLOGY_FORM = "CCER-FF-NNN-VNN, as CCER-01-002-V01"


DAYS_MAX = 99_991_231
EARLIEST_CONSTRUCTION = "earliest_construction"
EARLIEST_PRODUCTION = "earliest_production"
APPLICATION_YEARS = "application_years"
NOTICE_WORKING_DAYS = "notice_working_days"
DECISION_WORKING_DAYS = "decision_working_days"
REPORT_DAYS = "report_days"
TEAM_LEAST = "team_least"
TEAM_OF_FIELD_LEAST = "team_of_field_least"
SITES_VISITED_LEAST = "sites_visited_least"
BAR_YEARS = "bar_years"
OPERATORS_MOST = "operators_most"
NATURAL_PERSONS_OPEN = "natural_persons_open"
# What each rule is, and its greatest value.
RULES: dict[str, tuple[str, int]] = {
    EARLIEST_CONSTRUCTION: ("first day on which a project's construction may begin", DAYS_MAX),
    EARLIEST_PRODUCTION: ("first day on which credits may be produced", DAYS_MAX),
    APPLICATION_YEARS: ("years back from its application that a production may begin", 100),
    NOTICE_WORKING_DAYS: ("working days of a public notice", 1_000),
    DECISION_WORKING_DAYS: ("working days in which the registry decides", 1_000),
    REPORT_DAYS: ("days in which a body reports, from the notice on", 10_000),
    TEAM_LEAST: ("full-time staff of a body's team, at least", 100),
    TEAM_OF_FIELD_LEAST: ("of them of the field, at least", 100),
    SITES_VISITED_LEAST: ("sites that a team visits, at least, or else all", 10_000),
    BAR_YEARS: ("years that an owner is barred after a revocation", 100),
    OPERATORS_MOST: ("keys with rights of one entity, at most", 1_000),
    NATURAL_PERSONS_OPEN: ("1: natural persons may have accounts", 1),
}


class Subject(IntEnum):
    """What has a notice, a report, papers. Numbers are stored and never reused."""

    PROJECT = 1
    PERIOD = 2


class Stage(IntEnum):
    """Life of a project or of an accounting period. Numbers are stored and never reused."""

    NOTICE = 1  # 公示
    REPORTED = 2  # the body's report is positive; the owner may apply
    APPLIED = 3
    REGISTERED = 4
    ENDED = 5  # given up by its owner, or a negative report
    CANCELLED = 6  # of a project: never registered again
    REVOKED = 7  # by the registry, for false papers or data


class Shown(NamedTuple):
    """A state as the registry shows it: its number there, empty where none is known."""

    code: str
    words: str
    words_en: str


_ENDINGS = {
    Stage.APPLIED: Shown("13", "待国家管理员审核", "applied for"),
    Stage.REGISTERED: Shown("14", "已登记", "registered"),
    Stage.ENDED: Shown("99", "终止", "ended"),
    Stage.CANCELLED: Shown("", "已注销", "cancelled"),
    Stage.REVOKED: Shown("", "已撤销", "revoked"),
}
_NOTICE = Shown("03", "公示中", "on public notice")
_OVER = {
    Subject.PROJECT: Shown("06", "公示结束/待审定机构上传审定附件", "waits for its validation"),
    Subject.PERIOD: Shown("06", "公示结束/待核查机构上传核查附件", "waits for its verification"),
}
_REPORTED = {
    Subject.PROJECT: Shown("06", "审定完成/待业主申请登记", "validated"),
    Subject.PERIOD: Shown("06", "核查完成/待业主申请登记", "verified"),
}


def shown(subject: Subject, stage: Stage, notice_over: bool) -> Shown:
    """The state of a project or period as the registry shows it."""
    if stage is Stage.NOTICE:
        return _OVER[subject] if notice_over else _NOTICE
    return _REPORTED[subject] if stage is Stage.REPORTED else _ENDINGS[stage]


class CancellationKind(IntEnum):
    """Why credits were cancelled (注销). Numbers are stored and never reused."""

    OFFSET = 1  # 全国履约抵销
    PILOT_OFFSET = 2  # 试点履约抵销
    EVENT = 3  # 大型活动碳中和
    OWN_EMISSIONS = 4  # 抵销企业温室气体排放
    VOLUNTARY = 5  # 自愿注销, for the public benefit
    FORCED = 6  # 强制注销


OF_HOLDERS = (
    CancellationKind.PILOT_OFFSET,
    CancellationKind.EVENT,
    CancellationKind.OWN_EMISSIONS,
    CancellationKind.VOLUNTARY,
)


class HoldStatus(IntEnum):
    """Where a hold is in its life. Numbers are stored and never reused."""

    FROZEN = 1
    CANCELLED = 2
    RELEASED = 3


class Project(NamedTuple):
    """A row of the table of projects."""

    number: int
    account: int
    entity: int
    owner_code: str
    name: str
    name_en: str
    site: str
    province: int
    methodology: str
    construction: int
    crediting_from: int
    crediting_to: int
    body: int
    design: str
    stage: Stage
    notice_from: int
    reported: int
    applied: int
    decided: int
    observations: int
    code: str
    reasons: str
    time_ns: int
    who: str


class Period(NamedTuple):
    """A row of the table of accounting periods (核算期)."""

    number: int
    project: int
    account: int
    first: int
    last: int
    body: int
    report: str
    stage: Stage
    notice_from: int
    reported: int
    applied: int
    decided: int
    observations: int
    issue: int
    event: int
    reasons: str
    time_ns: int
    who: str


class YearQuantity(NamedTuple):
    """What a period produced in one calendar year: claimed in its accounting report, and verified
    (0 before).
    """

    year: int
    claimed: int
    verified: int


class Cancelled(NamedTuple):
    """A cancellation; `year` is that of the obligation it is for, 0: none."""

    event: int
    account: int
    instrument: str
    quantity: int
    kind: CancellationKind
    beneficiary: str = ""
    purpose: str = ""
    year: int = 0
    date: int = 0


def field_of(methodology: str) -> int:
    """The field (领域) of a methodology's code, 0 where it is none."""
    found = METHODOLOGY.fullmatch(methodology)
    return int(found[1]) if found else 0


def prefix_of(methodology: str) -> str:
    """What the number of a project begins with: field as a letter, methodology, version."""
    found = METHODOLOGY.fullmatch(methodology)
    assert found is not None
    return f"{chr(ord('A') + int(found[1]) - 1)}{int(found[2])}{int(found[3])}"


def instrument_of(code: str, year: int) -> str:
    """The instrument of a project's credits of one production year: A210001-22."""
    return f"{code}-{year % 10**YEAR_DIGITS:02}"
