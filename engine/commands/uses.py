"""Which fields of a record a kind uses, and by which names.

Each kind lists them in one line: a field that keeps its name by that name, another one as
``name=field``. So `quantity` is the quantity, and `closes_hhmm=quantity` is an hour of closing that
lies in the field `quantity`. Everything else in the record is 0.
"""

from __future__ import annotations

from collections.abc import Mapping

Uses = Mapping[str, tuple[str, ...]]

# A note of the block desk takes two arrays of a command, and seven numbers of an event; a line of
# a TEXT takes all that is not in the hot part.
LONG = {
    "note": ("weight_instruments", "weight_numerators"),
    "note_words": (
        "maker_leaves",
        "maker_trading_fee_fen",
        "maker_settlement_fee_fen",
        "trading_fee_fen",
        "settlement_fee_fen",
        "value",
        "tape_hash",
    ),
    "line": (
        "text",
        "counterparty",
        "date",
        "parameter",
        "amount_fen",
        "reference",
        "value",
        "tape_hash",
        "weight_instruments",
        "weight_numerators",
    ),
    "line_words": (
        "text",
        "number",
        "amount_fen",
        "maker_order_id",
        "maker_account",
        "date",
        "parameter",
        "maker_leaves",
        "maker_trading_fee_fen",
        "maker_settlement_fee_fen",
        "trading_fee_fen",
        "settlement_fee_fen",
        "value",
        "tape_hash",
    ),
}


def uses_of(line: str) -> Uses:
    """Names of a kind, each with the fields of the record that it lies in."""
    named = (word.partition("=") for word in line.split())
    return {name: LONG.get(name) or (field or name,) for name, _, field in named}


def field_of(uses: Uses, name: str) -> str:
    """The field of one value that a kind calls by this name; the name itself where it has none."""
    fields = uses.get(name, (name,))
    return fields[0] if len(fields) == 1 else name


def name_of(uses: Uses, field: str) -> str:
    """The name that a kind gives a field of one value; the field's own where it has none."""
    return next((name for name, fields in uses.items() if fields == (field,)), field)
