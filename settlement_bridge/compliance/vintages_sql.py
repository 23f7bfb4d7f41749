"""Rows that the operator has set beside the published ones: which vintage pays for which year."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select

from settlement_bridge.books import vintages
from settlement_bridge.books.vintages import VintageRule
from settlement_bridge.errors import Refusal
from settlement_bridge.records import SignOff
from settlement_bridge.store.tables.compliance import vintage_rules

RULES_MAX = 1_000  # that may be set


def rules(connection: Connection) -> Sequence[VintageRule]:
    """All rows: the published ones, then those that were set, in order."""
    query = select(vintage_rules).order_by(vintage_rules.c.number)
    names = VintageRule._fields
    return [
        *vintages.published(),
        *(
            VintageRule(*[getattr(row, name) for name in names])
            for row in connection.execute(query)
        ),
    ]


def set_rule(
    connection: Connection,
    rule: VintageRule,
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Set one more row: its number, or why not."""
    number = (connection.scalar(select(func.max(vintage_rules.c.number))) or 0) + 1
    refusal = vintages.crossed(rule)
    if number > RULES_MAX:
        message = f"{RULES_MAX} rows have been set"
        refusal = Refusal("too_many_rules", "year", rule.first_year, RULES_MAX, message)
    if refusal is not None:
        return refusal
    row = {
        name: int(value) if name == "arrears" else value for name, value in rule._asdict().items()
    }
    signed = {"number": number, "time_ns": time_ns, "who": sign_off.who}
    connection.execute(insert(vintage_rules).values(row | signed))
    return number


def rule_for(
    connection: Connection,
    year: int,
    deadline: int,
    day: int,
) -> tuple[VintageRule | None, bool]:
    """The row that counts for a year on a day, and whether what is paid then is in arrears."""
    late = vintages.in_arrears(deadline, day)
    return vintages.rule_for(rules(connection), year, late, day), late
