"""The tables of the credits registry: papers, bodies, projects, accounting periods, cancellations.

Numbers of states and kinds are those of `credits`; days are yyyymmdd, 0 where there is none yet;
quantities are tonnes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
)

from settlement_bridge.asked import DOCUMENT_SIZE, NAME_SIZE, NOTE_SIZE, PART_SIZE, SITE_SIZE
from settlement_bridge.store.registry_tables import (
    CODE_SIZE,
    DIGEST_SIZE,
    REFERENCE_SIZE,
    WHO_SIZE,
    metadata,
    number_type,
)

METHODOLOGY_SIZE = 20
WORD_SIZE = 32


def _number() -> Column[int]:
    return Column("number", number_type, primary_key=True, autoincrement=False)


def _written() -> tuple[Column[int], Column[str]]:
    return (
        Column("time_ns", BigInteger, nullable=False),
        Column("who", String(WHO_SIZE), nullable=False),
    )


def _days(*names: str) -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in names]


papers = Table(  # documents by their SHA-256; their content is in `paper_parts`
    "papers",
    metadata,
    Column("digest", String(DIGEST_SIZE), primary_key=True),
    Column("account", Integer, nullable=False),  # whose key brought it; 0: the operator's
    Column("name", String(NAME_SIZE), nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("held", Integer, nullable=False),  # bytes that have come; all: it is whole
    *_written(),
    Index("papers_account", "account"),
)

paper_parts = Table(
    "paper_parts",
    metadata,
    Column("digest", String(DIGEST_SIZE), nullable=False),
    Column("start", Integer, nullable=False),  # in bytes
    Column("content", String(PART_SIZE), nullable=False),  # base64
    PrimaryKeyConstraint("digest", "start"),
)

credit_rules = Table(  # what was set in place of the data files; the last one of a day counts
    "credit_rules",
    metadata,
    _number(),
    Column("name", String(WORD_SIZE), nullable=False),
    *_days("from_day"),
    Column("value", BigInteger, nullable=False),
    Column("source", String(DOCUMENT_SIZE), nullable=False),
    *_written(),
)

methodologies = Table(  # beside the data file; the last one of a code counts
    "methodologies",
    metadata,
    _number(),
    Column("code", String(METHODOLOGY_SIZE), nullable=False),
    Column("name", String(NAME_SIZE), nullable=False),
    Column("name_en", String(NAME_SIZE), nullable=False),
    Column("years_least", SmallInteger, nullable=False),  # of a crediting period
    Column("years_most", SmallInteger, nullable=False),
    *_days("applied_from", "applied_to"),  # when credits may be applied for
    Column("source", String(DOCUMENT_SIZE), nullable=False),
    *_written(),
)

accreditations = Table(  # of bodies; the last one of an entity counts
    "accreditations",
    metadata,
    _number(),
    Column("entity", Integer, nullable=False),
    Column("fields", String(WORD_SIZE * 2), nullable=False),  # numbers of fields: 1,2,14
    *_days("first", "last"),
    Column("struck_off", SmallInteger, nullable=False),  # 1: for good
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    *_written(),
    Index("accreditations_entity", "entity", "number"),
)

owner_bars = Table(  # owners that may not apply; the last one of an entity counts
    "owner_bars",
    metadata,
    _number(),
    Column("entity", Integer, nullable=False),
    *_days("first", "last"),  # last 0: for good
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    *_written(),
    Index("owner_bars_entity", "entity", "number"),
)

projects = Table(
    "projects",
    metadata,
    _number(),
    Column("account", Integer, nullable=False),
    Column("entity", Integer, nullable=False),
    Column("owner_code", String(WORD_SIZE), nullable=False),  # 统一社会信用代码
    Column("name", String(NAME_SIZE), nullable=False),
    Column("name_en", String(NAME_SIZE), nullable=False),
    Column("site", String(SITE_SIZE), nullable=False),
    Column("province", SmallInteger, nullable=False),
    Column("methodology", String(METHODOLOGY_SIZE), nullable=False),
    *_days("construction", "crediting_from", "crediting_to"),
    Column("body", Integer, nullable=False),  # that validates
    Column("design", String(DIGEST_SIZE), nullable=False),
    Column("state", SmallInteger, nullable=False),
    *_days("notice_from", "reported", "applied", "decided"),
    Column("observations", Integer, nullable=False),
    Column("code", String(CODE_SIZE), nullable=False),  # empty before it is registered
    Column("reasons", String(NOTE_SIZE), nullable=False),
    *_written(),
    Index("projects_key", "owner_code", "site", "methodology"),
    Index("projects_code", "code"),
    Index("projects_account", "account", "number"),
)

periods = Table(  # accounting periods (核算期)
    "periods",
    metadata,
    _number(),
    Column("project", BigInteger, nullable=False),
    Column("account", Integer, nullable=False),
    *_days("first", "last"),
    Column("body", Integer, nullable=False),  # that verifies
    Column("report", String(DIGEST_SIZE), nullable=False),
    Column("state", SmallInteger, nullable=False),
    *_days("notice_from", "reported", "applied", "decided"),
    Column("observations", Integer, nullable=False),
    Column("issue", SmallInteger, nullable=False),  # 1, 2, ... within the project; 0: none yet
    Column("event", BigInteger, nullable=False),  # that issued the credits; 0: none yet
    Column("reasons", String(NOTE_SIZE), nullable=False),
    *_written(),
    Index("periods_project", "project", "number"),
)

period_years = Table(  # what a period produced, year by year
    "period_years",
    metadata,
    Column("period", BigInteger, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("claimed", BigInteger, nullable=False),
    Column("verified", BigInteger, nullable=False),
    PrimaryKeyConstraint("period", "year"),
)

body_reports = Table(  # validation (审定) and verification (核查) reports
    "body_reports",
    metadata,
    _number(),
    Column("subject", SmallInteger, nullable=False),
    Column("subject_number", BigInteger, nullable=False),
    Column("body", Integer, nullable=False),
    *_days("date"),
    Column("positive", SmallInteger, nullable=False),
    Column("digest", String(DIGEST_SIZE), nullable=False),
    Column("team", Integer, nullable=False),
    Column("of_field", Integer, nullable=False),
    Column("sites", Integer, nullable=False),
    Column("visited", Integer, nullable=False),
    Column("observations", Integer, nullable=False),
    Column("waited_days", Integer, nullable=False),
    Column("over_days", Integer, nullable=False),  # beyond the term
    *_written(),
    Index("body_reports_subject", "subject", "subject_number"),
)

comments = Table(  # on a public notice
    "comments",
    metadata,
    _number(),
    Column("subject", SmallInteger, nullable=False),
    Column("subject_number", BigInteger, nullable=False),
    *_days("date"),
    Column("name", String(NAME_SIZE), nullable=False),
    Column("text", String(NOTE_SIZE), nullable=False),
    *_written(),
    Index("comments_subject", "subject", "subject_number", "number"),
)

step_papers = Table(  # which paper belongs to which step
    "step_papers",
    metadata,
    _number(),
    Column("subject", SmallInteger, nullable=False),
    Column("subject_number", BigInteger, nullable=False),
    Column("kind", String(WORD_SIZE), nullable=False),
    Column("digest", String(DIGEST_SIZE), nullable=False),
    *_days("date"),
    *_written(),
    Index("step_papers_subject", "subject", "subject_number", "number"),
    Index("step_papers_digest", "digest"),
)

cancellations = Table(
    "cancellations",
    metadata,
    _number(),
    Column("event", BigInteger, nullable=False, unique=True),
    Column("account", Integer, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("beneficiary", String(DOCUMENT_SIZE), nullable=False),
    Column("purpose", String(DOCUMENT_SIZE), nullable=False),
    Column("year", SmallInteger, nullable=False),  # of the obligation; 0: none
    *_days("date"),
    *_written(),
    Index("cancellations_account", "account", "number"),
)

cancellation_certificates = Table(
    "cancellation_certificates",
    metadata,
    Column("cancellation", number_type, primary_key=True, autoincrement=False),
    Column("fingerprint", String(DIGEST_SIZE), nullable=False, unique=True),
    *_days("date"),
    *_written(),
)

offset_holds = Table(  # credits frozen for an offset, by the reference that both registries know
    "offset_holds",
    metadata,
    Column("reference", String(REFERENCE_SIZE), primary_key=True),
    Column("event", BigInteger, nullable=False, unique=True),  # that froze them
    Column("account", Integer, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("emitter", String(DOCUMENT_SIZE), nullable=False),  # whose obligation it is
    Column("status", SmallInteger, nullable=False),
    Column("ended", BigInteger, nullable=False),  # event that cancelled or released; 0: none yet
    *_days("date"),
    *_written(),
    Index("offset_holds_account", "account"),
)
