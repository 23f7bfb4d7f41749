"""The tables of authorities: which city an entity is of, what awaits a decision of its province.

Rows are never changed, but the end of what waits is filled in.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table

from settlement_bridge.asked import DOCUMENT_SIZE, NOTE_SIZE
from settlement_bridge.store.registry_tables import CODE_SIZE, WHO_SIZE, metadata, number_type

entity_cities = Table(  # the last one of an entity counts
    "entity_cities",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("city", SmallInteger, nullable=False),  # GB/T 2260, four digits
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Index("entity_cities_entity", "entity", "number"),
)

applications = Table(  # of surrender, offset and carry-over
    "applications",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("kind", SmallInteger, nullable=False),  # as `authorities.ApplicationKind` has them
    Column("entity", Integer, nullable=False),  # whose obligation or carry-over it is
    Column("account", Integer, nullable=False),  # whose units
    Column("giver", Integer, nullable=False),  # the entity that helps with its units; 0: none
    Column("year", SmallInteger, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),  # the event that set the units aside
    Column("date", Integer, nullable=False),  # of filing
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("note", String(NOTE_SIZE), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("decided_by", String(WHO_SIZE), nullable=False),  # empty while it waits
    Column("decided_ns", BigInteger, nullable=False),
    Column("reason", String(NOTE_SIZE), nullable=False),
    Column("event", BigInteger, nullable=False),  # what was done; 0: nothing
    Index("applications_status", "status", "number"),
    Index("applications_entity", "entity", "year", "number"),
)

distributions = Table(  # differentiated distribution; the last one of an entity and year counts
    "distributions",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("differentiated", SmallInteger, nullable=False),  # 0: not any more
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Index("distributions_entity", "entity", "year", "number"),
)

entrusted = Table(  # issues for an emitter into its province's account
    "entrusted",
    metadata,
    Column("event", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("account", Integer, nullable=False),  # the province's
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Index("entrusted_entity", "entity", "year"),
)

entrusted_ends = Table(  # what became of them: surrendered, and the rest to the emitter
    "entrusted_ends",
    metadata,
    Column("issue", number_type, primary_key=True, autoincrement=False),  # event of the issue
    Column("event", BigInteger, primary_key=True, autoincrement=False),
    Column("surrendered", BigInteger, nullable=False),
    Column("rest", BigInteger, nullable=False),
)

result_objections = Table(  # to an allocation or a verification result
    "result_objections",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("subject", SmallInteger, nullable=False),  # as `authorities.Subject` has them
    Column("entity", Integer, nullable=False),
    Column("account", Integer, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("event", BigInteger, nullable=False),  # of the issue; 0: of the verification
    Column("text", String(NOTE_SIZE), nullable=False),
    Column("date", Integer, nullable=False),  # of filing
    Column("until", Integer, nullable=False),  # day by which it has to be decided
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("decided_by", String(WHO_SIZE), nullable=False),  # empty while it waits
    Column("decided_ns", BigInteger, nullable=False),
    Column("reason", String(NOTE_SIZE), nullable=False),
    Index("result_objections_entity", "entity", "number"),
    Index("result_objections_status", "status", "number"),
)

successions = Table(  # mergers, splits, closings
    "successions",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("kind", SmallInteger, nullable=False),  # as `authorities.SuccessionKind` has them
    Column("entity", Integer, nullable=False),
    Column("successor", Integer, nullable=False),  # 0: none
    Column("share_bp", Integer, nullable=False),  # that went to it, hundredths of a percent
    Column("event", BigInteger, nullable=False),  # that moved units; 0: none were there
    Column("tonnes", BigInteger, nullable=False),  # that it moved
    Column("owed", BigInteger, nullable=False),  # that went to it, or ended
    Column("date", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
)

acknowledgements = Table(  # of alerts, by authorities
    "acknowledgements",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("alert", BigInteger, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("note", String(NOTE_SIZE), nullable=False),
    Index("acknowledgements_alert", "alert", "number"),
)
