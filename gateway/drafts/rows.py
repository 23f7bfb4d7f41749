"""Every command operation's drafts, from its row in the table of operations.

Each field of a request goes to the field of the command record that its row names; flags are added
up, an instrument's code becomes its number. What a request leaves out is 0, or its default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engine.commands import CommandKind, TextUse, empty_commands
from engine.commands.texts import text_fields
from engine.rules.block.note import note_fields
from gateway.drafts import choices
from gateway.drafts.lookup import Asked, Draft, Fields, Lookup
from gateway.protocol.auth import Grant
from gateway.protocol.maps import Field
from gateway.protocol.operations import Row, Way
from gateway.protocol.table.rows import ROWS

DraftOf = Callable[[Fields, Grant, Lookup], list[Draft]]
_NOTHING = empty_commands(1)[0]  # what a field holds that a command does not use


def recorded(row: Row) -> dict[str, str]:
    """The field of the command record for each field of a request, "" where there is none."""
    fields: Iterable[tuple[str, Field]] = (
        each for by_role in row.fields.values() for each in by_role.items()
    )
    uses = CommandKind[row.kind].uses
    named = {name: _word_of(name, field) for name, field in fields}
    return {name: _place(uses.get(word, ()), word) for name, word in named.items()}


def _word_of(name: str, field: Field) -> str:
    if field.carried:
        return ""
    return name if field.record is None else field.record


def _place(used: Sequence[str], word: str) -> str:
    """The field of the record; what lies in several is put in by its own name (a note)."""
    return used[0] if len(used) == 1 else word


def draft_of(row: Row) -> DraftOf:
    """What makes the drafts of an operation."""
    places, unsaid, carried = recorded(row), _unsaid(row), _carried(row)
    choose: Callable[[Draft, Asked], list[Draft]] | None = (
        getattr(choices, row.choice) if row.choice else None
    )

    def draft(fields: Fields, grant: Grant, lookup: Lookup) -> list[Draft]:
        made = unsaid | {"operator": grant.number, "account": grant.account}
        for name, value in fields.items():
            place = places[name]
            if place == "instrument" and type(value) is bytes:
                made[place] = lookup.instrument_number(value)
            elif place == "flags":
                made[place] |= value
            elif place == "note":
                made |= note_fields(value)
            elif place:
                made[place] = value
        drafts = [made] if choose is None else choose(made, Asked(fields, grant, lookup))
        return _texts(carried, fields, grant) + drafts

    return draft


def _carried(row: Row) -> dict[str, TextUse]:
    """The fields of a request that are texts ahead of its command, with their uses."""
    fields = [field for by_role in row.fields.values() for field in by_role.items()]
    return {name: TextUse[name.upper()] for name, field in fields if field.carried}


def _texts(carried: dict[str, TextUse], fields: Fields, grant: Grant) -> list[Draft]:
    """Drafts of the texts that go with a request's command."""
    texts = {use: fields[name] for name, use in carried.items() if name in fields}
    every = {"kind": int(CommandKind.TEXT), "operator": grant.number}
    return [every | piece for piece in text_fields(texts)] if texts else []


def _unsaid(row: Row) -> Draft:
    """What the record of a request holds before its fields are put in."""
    fields = {name: field for by_role in row.fields.values() for name, field in by_role.items()}
    places = {place for place in recorded(row).values() if place not in ("", "note")}
    unsaid: Draft = {place: _NOTHING[place].item() for place in sorted(places)}
    for name, place in recorded(row).items():
        if place and fields[name].default is not None:
            value = fields[name].read(name, fields[name].default)
            unsaid[place] = unsaid[place] | value if place == "flags" else value
    return {"kind": int(CommandKind[row.kind])} | unsaid | dict(row.constants or {})


DRAFTS: dict[str, DraftOf] = {
    row.name: draft_of(row) for row in ROWS if row.way in (Way.COMMAND, Way.CANCEL)
}
