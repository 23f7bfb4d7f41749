"""The tables of entities and their accounts, of what entities owe (compliance) and of who acts for
them.

Rows of what they owe and of rights are never changed, but the end of a proposal is filled in: the
latest of a kind counts, what was taken back is known by its reversal.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table

from settlement_bridge.asked import DOCUMENT_SIZE, NAME_SIZE, NOTE_SIZE
from settlement_bridge.store.registry_tables import (
    CODE_SIZE,
    TEXT_SIZE,
    WHO_SIZE,
    metadata,
    number_type,
)

ALERT_SIZE = 16
FINGERPRINT_SIZE = 64
CERTIFICATE_CODE_SIZE = 2_200
CREDIT_CODE_SIZE = 18  # 统一社会信用代码

entities = Table(
    "entities",
    metadata,
    Column("entity", Integer, primary_key=True, autoincrement=False),
    Column("name", String(NAME_SIZE), nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("province", SmallInteger, nullable=False),  # GB/T 2260, two digits; 0: national
    Column("sector", SmallInteger, nullable=False),
    Column("credit_code", String(CREDIT_CODE_SIZE), nullable=True, unique=True),  # null: not known
    Column("status", SmallInteger, nullable=False),
    Column("opened_ns", BigInteger, nullable=False),
    Column("opened_by", String(WHO_SIZE), nullable=False),
)

representatives = Table(
    "representatives",
    metadata,
    Column("entity", Integer, primary_key=True, autoincrement=False),
    Column("since_ns", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(NAME_SIZE), nullable=False),
    Column("until_ns", BigInteger, nullable=True),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("name", String(NAME_SIZE), nullable=False),
    Column("opened_ns", BigInteger, nullable=False),
    Column("opened_by", String(WHO_SIZE), nullable=False),
    Column("entity", Integer, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Index("accounts_entity", "entity"),
)

changes = Table(  # of what is no holding: status, representatives; append-only
    "changes",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Column("subject", String(16), nullable=False),  # entity, account or registry
    Column("subject_number", Integer, nullable=False),
    Column("field", String(32), nullable=False),
    Column("before", String(TEXT_SIZE), nullable=False),
    Column("after", String(TEXT_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Index("changes_subject", "subject", "subject_number", "number"),
)

obligations = Table(
    "obligations",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("emissions", BigInteger, nullable=False),  # verified, t
    Column("due", BigInteger, nullable=False),  # to be surrendered, t
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Index("obligations_entity", "entity", "year", "number"),
    Index("obligations_year", "year", "entity", "number"),
)

year_rules = Table(
    "year_rules",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("year", SmallInteger, nullable=False),
    Column("deadline", Integer, nullable=False),
    Column("offset_bp", Integer, nullable=False),
    Column("fine_low", Integer, nullable=False),
    Column("fine_high", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
)

vintage_rules = Table(  # which vintages pay for which years, beside the published rows
    "vintage_rules",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("first_year", SmallInteger, nullable=False),
    Column("last_year", SmallInteger, nullable=False),
    Column("arrears", SmallInteger, nullable=False),  # 1: paid after the deadline
    Column("from_day", Integer, nullable=False),  # yyyymmdd; 0: always
    Column("first_vintage", SmallInteger, nullable=False),
    Column("last_vintage", SmallInteger, nullable=False),
    Column("source", String(DOCUMENT_SIZE), nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
)

surrenders = Table(  # surrender and offset
    "surrenders",
    metadata,
    Column("event", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("account", Integer, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("credit", SmallInteger, nullable=False),  # 1: offset
    Column("quantity", BigInteger, nullable=False),
    Column("date", Integer, nullable=False),
    Index("surrenders_year", "year", "entity"),
)

carry_over_rules = Table(
    "carry_over_rules",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("year", SmallInteger, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("sold_from", Integer, nullable=False),
    Column("sold_to", Integer, nullable=False),
    Column("base_power", BigInteger, nullable=False),
    Column("base_other", BigInteger, nullable=False),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
)

carry_overs = Table(  # requests; `carry_over_ends` says what became of them
    "carry_overs",
    metadata,
    Column("event", number_type, primary_key=True, autoincrement=False),
    Column("year", SmallInteger, nullable=False),
    Column("entity", Integer, nullable=False),
    Column("account", Integer, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Index("carry_overs_year", "year", "entity"),
)

carry_over_ends = Table(
    "carry_over_ends",
    metadata,
    Column("event", number_type, primary_key=True, autoincrement=False),  # of the issue or release
    Column("request", BigInteger, nullable=False),
    Index("carry_over_ends_request", "request"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("year", SmallInteger, nullable=False),
    # SHA-256 of the code
    Column("fingerprint", String(FINGERPRINT_SIZE), nullable=False, unique=True),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Index("certificates_entity", "entity", "year"),
)

certificate_codes = Table(
    "certificate_codes",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),  # of the certificate
    Column("code", String(CERTIFICATE_CODE_SIZE), nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("date", Integer, nullable=False),
    Column("entity", Integer, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("kind", String(ALERT_SIZE), nullable=False),
    Column("shortfall", BigInteger, nullable=False),  # 0: the alert is lifted
    Column("outstanding", BigInteger, nullable=False),
    Column("available", BigInteger, nullable=False),
    Column("offered", BigInteger, nullable=False),
    Column("days_left", Integer, nullable=False),
    Index("alerts_entity", "entity", "year", "kind", "number"),
)

FIELDS_SIZE = 2_000  # of a proposal, as JSON
PUBLIC_KEY_SIZE = 64
mandates = Table(  # the last one of an entity and key counts; without rights: withdrawn
    "mandates",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("key", String(WHO_SIZE), nullable=False),
    Column("public_key", String(PUBLIC_KEY_SIZE), nullable=False),
    Column("name", String(NAME_SIZE), nullable=False),
    Column("title", String(NAME_SIZE), nullable=False),
    Column("rights", SmallInteger, nullable=False),  # the sum of `rights.Right`
    Column("first", Integer, nullable=False),  # trading days between which it holds
    Column("last", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Index("mandates_entity", "entity", "key", "number"),
)

proposals = Table(  # what one representative asked for and another has to approve
    "proposals",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("account", Integer, nullable=False),
    Column("operation", String(32), nullable=False),
    Column("fields", String(FIELDS_SIZE), nullable=False),
    Column("maker", String(WHO_SIZE), nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("checker", String(WHO_SIZE), nullable=False),  # empty while it waits
    Column("decided_ns", BigInteger, nullable=False),
    Column("event", BigInteger, nullable=False),  # what it led to; 0: nothing
    Column("note", String(NOTE_SIZE), nullable=False),
    Index("proposals_status", "status", "number"),
    Index("proposals_account", "account", "number"),
)
