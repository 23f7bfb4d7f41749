"""What the audit is read from: every table that names somebody, with the columns that say what was
done, on what, how much.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import String, case, cast, literal

from settlement_bridge.books import CASH
from settlement_bridge.store.entity_tables import (
    accounts,
    carry_over_rules,
    certificates,
    changes,
    entities,
    obligations,
    vintage_rules,
    year_rules,
)
from settlement_bridge.store.law_tables import fee_statements, law_rows, sanction_acts, sanctions
from settlement_bridge.store.offset_tables import offsets
from settlement_bridge.store.registry_tables import files, journal, sign_offs
from settlement_bridge.store.relation_tables import relations
from settlement_bridge.store.settlement_tables import (
    bank_balances,
    default_acts,
    default_rules,
    defaults,
    objection_answers,
    objections,
)


class Source(NamedTuple):
    """One of them. `columns` are those of `Act` that it fills; the others are empty."""

    name: str
    table: Any
    time: Any
    number: Any
    numbered: bool  # its numbers are given in order of time
    columns: dict[str, Any]


def _signed(table: Any, *names: str) -> dict[str, Any]:
    return {name: table.c[name] for name in names}


_EVENT = sign_offs.c.event
# The entries of an event have its number and those that follow, without a hole.
_ENTRIES = sign_offs.join(
    journal, journal.c.number.between(_EVENT, _EVENT + sign_offs.c.entries - 1)
)
_UNITS = journal.c.instrument != CASH
_NAMED = relations.c.other == 0
_WHO = ("who", "role", "document")

SOURCES = (
    Source(
        "event",
        _ENTRIES,
        sign_offs.c.time_ns,
        journal.c.number,
        True,
        _signed(sign_offs, *_WHO, "note")
        | {
            "what": journal.c.kind,
            "account": journal.c.from_account,
            "to_account": journal.c.to_account,
        }
        | {"instrument": journal.c.instrument, "quantity": case((_UNITS, journal.c.quantity))}
        | {
            "amount_fen": case((_UNITS, None), else_=journal.c.quantity),
            "subject": _EVENT,
            "detail": sign_offs.c.reverses,
        }
        | {
            "from_state": journal.c.from_state,
            "to_state": journal.c.to_state,
            "reference": journal.c.reference,
        },
    ),
    Source(
        "change",
        changes,
        changes.c.time_ns,
        changes.c.number,
        True,
        _signed(changes, *_WHO)
        | {"what": changes.c.field, "subject": changes.c.subject_number, "note": changes.c.subject}
        | {"detail": changes.c.before + literal(" -> ") + changes.c.after},
    ),
    Source(
        "file",
        files,
        files.c.time_ns,
        files.c.digest,
        False,
        {"what": files.c.kind, "who": files.c.who, "document": files.c.reference}
        | {"subject": files.c.event, "detail": files.c.rows},
    ),
    Source(
        "obligation",
        obligations,
        obligations.c.time_ns,
        obligations.c.number,
        True,
        {"what": literal("due"), "who": obligations.c.who, "quantity": obligations.c.due}
        | {"subject": obligations.c.entity, "detail": obligations.c.year},
    ),
    Source(
        "offset",
        offsets,
        offsets.c.time_ns,
        offsets.c.number,
        True,
        _signed(offsets, *_WHO, "note", "account", "instrument", "quantity")
        | {"what": literal("asked"), "subject": offsets.c.entity, "detail": offsets.c.year},
    ),
    Source(
        "relation",
        relations,
        relations.c.time_ns,
        relations.c.number,
        True,
        {"what": literal("stated"), "who": relations.c.who, "document": relations.c.source}
        | {"subject": relations.c.entity}
        | {"detail": case((_NAMED, relations.c.party), else_=cast(relations.c.other, String))},
    ),
    Source(
        "entity",
        entities,
        entities.c.opened_ns,
        entities.c.entity,
        False,
        {
            "what": literal("opened"),
            "who": entities.c.opened_by,
            "subject": entities.c.entity,
            "detail": entities.c.name,
        },
    ),
    Source(
        "account",
        accounts,
        accounts.c.opened_ns,
        accounts.c.account,
        False,
        {"what": literal("opened"), "who": accounts.c.opened_by, "account": accounts.c.account}
        | {"subject": accounts.c.entity, "detail": accounts.c.name},
    ),
    Source(
        "year",
        year_rules,
        year_rules.c.time_ns,
        year_rules.c.number,
        True,
        {
            "what": literal("set"),
            "who": year_rules.c.who,
            "subject": year_rules.c.year,
            "detail": year_rules.c.deadline,
        },
    ),
    Source(
        "vintages",
        vintage_rules,
        vintage_rules.c.time_ns,
        vintage_rules.c.number,
        True,
        {"what": literal("set"), "who": vintage_rules.c.who, "document": vintage_rules.c.source}
        | {"subject": vintage_rules.c.first_year, "detail": vintage_rules.c.last_vintage},
    ),
    Source(
        "carry_over",
        carry_over_rules,
        carry_over_rules.c.time_ns,
        carry_over_rules.c.number,
        True,
        {"what": literal("set"), "who": carry_over_rules.c.who, "subject": carry_over_rules.c.year}
        | {"instrument": carry_over_rules.c.instrument},
    ),
    Source(
        "law",
        law_rows,
        law_rows.c.time_ns,
        law_rows.c.number,
        True,
        _signed(law_rows, *_WHO)
        | {"what": literal("set"), "subject": law_rows.c.topic, "detail": law_rows.c.cells},
    ),
    Source(
        "sanction",
        sanctions,
        sanctions.c.time_ns,
        sanctions.c.number,
        True,
        _signed(sanctions, *_WHO, "note", "quantity", "amount_fen")
        | {"what": sanctions.c.measure, "subject": sanctions.c.entity}
        | {"detail": sanctions.c.year},
    ),
    Source(
        "sanction_act",
        sanction_acts,
        sanction_acts.c.time_ns,
        sanction_acts.c.number,
        True,
        _signed(sanction_acts, *_WHO, "note", "quantity")
        | {"what": sanction_acts.c.kind, "subject": sanction_acts.c.sanction}
        | {"detail": sanction_acts.c.event},
    ),
    Source(
        "fee_statement",
        fee_statements,
        fee_statements.c.time_ns,
        fee_statements.c.number,
        True,
        _signed(fee_statements, "who", "role", "account")
        | {"what": literal("issued"), "subject": fee_statements.c.month},
    ),
    Source(
        "certificate",
        certificates,
        certificates.c.time_ns,
        certificates.c.number,
        True,
        {
            "what": literal("issued"),
            "who": certificates.c.who,
            "subject": certificates.c.entity,
            "detail": certificates.c.year,
        },
    ),
    Source(
        "default",
        default_acts.join(defaults, defaults.c.number == default_acts.c.of_default),
        default_acts.c.time_ns,
        default_acts.c.number,
        True,
        _signed(default_acts, *_WHO, "note", "amount_fen")
        | {
            "what": default_acts.c.kind,
            "account": defaults.c.account,
            "instrument": defaults.c.instrument,
        }
        | {"subject": defaults.c.number, "detail": default_acts.c.event},
    ),
    Source(
        "default_rules",
        default_rules,
        default_rules.c.time_ns,
        default_rules.c.number,
        True,
        _signed(default_rules, *_WHO) | {"what": literal("set")},
    ),
    Source(
        "objection",
        objections,
        objections.c.time_ns,
        objections.c.number,
        True,
        _signed(objections, "who", "role", "account")
        | {"what": literal("raised"), "note": objections.c.text}
        | {"subject": objections.c.date, "detail": objections.c.trade},
    ),
    Source(
        "answer",
        objection_answers,
        objection_answers.c.time_ns,
        objection_answers.c.objection,
        False,
        _signed(objection_answers, *_WHO)
        | {"what": case((objection_answers.c.upheld == 1, "upheld"), else_="rejected")}
        | {
            "note": objection_answers.c.reason,
            "subject": objection_answers.c.objection,
            "detail": objection_answers.c.event,
        },
    ),
    Source(
        "bank_balance",
        bank_balances,
        bank_balances.c.time_ns,
        bank_balances.c.number,
        True,
        {
            "what": literal("said"),
            "who": bank_balances.c.who,
            "amount_fen": bank_balances.c.balance_fen,
        }
        | {"subject": bank_balances.c.date, "detail": bank_balances.c.settlement_account},
    ),
)
