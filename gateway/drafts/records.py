"""Drafts as command records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from engine.commands import CommandArray, CommandKind, empty_commands
from gateway.drafts.lookup import Draft, Lookup
from gateway.drafts.rows import recorded
from gateway.protocol.auth import Grant
from gateway.protocol.readers import Column
from gateway.protocol.table.rows import ROWS

_NEW_ORDER = int(CommandKind.NEW_ORDER)
_PLACES = next(recorded(row) for row in ROWS if row.kind == CommandKind.NEW_ORDER.name)


def new_orders(columns: Mapping[str, Column], grant: Grant, lookup: Lookup) -> CommandArray:
    """Many new orders as command records, from the columns of their fields.

    Raises RequestError, NotYet.
    """
    codes = columns["instrument"]
    numbers = {code: lookup.instrument_number(code) for code in set(codes)}
    commands = empty_commands(len(codes))
    commands["kind"], commands["operator"], commands["account"] = (
        _NEW_ORDER,
        grant.number,
        grant.account,
    )
    for name, column in columns.items():
        commands[_PLACES[name]] = (
            [numbers[code] for code in column] if name == "instrument" else column
        )
    return commands


def assemble(drafts: list[Draft]) -> CommandArray:
    """Drafts as command records, written column by column for all drafts of the same form."""
    commands = empty_commands(len(drafts))
    forms: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        forms[tuple(draft)].append(place)
    for names, places in forms.items():
        where = slice(None) if len(forms) == 1 else places
        columns = zip(*[drafts[place].values() for place in places], strict=True)
        for name, column in zip(names, columns, strict=True):
            commands[name][where] = column
    return commands
