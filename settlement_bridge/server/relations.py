"""Answers to the operations on relations of entities, and the file that states many at once.

The file is CSV in UTF-8 with the header `entity,relation,other,party,first,last,source`, a row for
each relation, and at the end the totals line `total,ROWS,,,,,`. `other` is the number of an entity,
or else `party` names who it is; an empty `last` is open. All of it is taken in or nothing.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from engine.commands import Relation
from engine.units import NAME_MAX, format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import ACCOUNT_MAX
from settlement_bridge import intake
from settlement_bridge.asked import DOCUMENT_SIZE
from settlement_bridge.books import SignOff, relations
from settlement_bridge.books.relations import Related, Stated
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import Malformed, Sheet, day, name, whole
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import PAGE_MAX
from settlement_bridge.operations.relations import STATED

SHEET = Sheet("relations", ("entity", "relation", "other", "party", "first", "last", "source"), ())


def read(text: str) -> list[Related] | Refusal:
    """The rows of a file, or what is wrong in which line. O(characters)."""
    return intake.read(text, SHEET, _row, lambda row: row[:4], "relation")


def _row(line: int, cells: list[str]) -> Related:
    entity, relation, other, party, first, last, source = cells
    if relation not in STATED:
        allowed = ", ".join(STATED)
        raise Malformed(line, relation[: intake.SAID_MAX], allowed, "no such relation", "relation")
    if bool(other) == bool(party):
        message = "name the party by other or by party, one of both"
        raise Malformed(line, party[: intake.SAID_MAX], "other or party", message, "party")
    if len(party.encode()) > NAME_MAX:
        message = f"longer than {NAME_MAX} bytes"
        raise Malformed(line, party[: intake.SAID_MAX], NAME_MAX, message, "party")
    return Related(
        whole(line, "entity", entity, 1, ACCOUNT_MAX),
        Relation[relation.upper()],
        whole(line, "other", other, 1, ACCOUNT_MAX) if other else 0,
        name(line, "party", party, NAME_MAX),
        day(line, "first", first),
        day(line, "last", last) if last else 0,
        name(line, "source", source, DOCUMENT_SIZE, 1),
    )


def take_in(
    connection: Connection, text: str, reference: str, sign_off: SignOff, time_ns: int, again: str
) -> int | Refusal:
    """Write the relations of a file: how many, or why nothing was done. The same rows once."""
    rows = read(text)
    if isinstance(rows, Refusal):
        return rows
    file = intake.Handed(SHEET.kind, text, rows, reference, sign_off, again)
    write = partial(_write, connection, rows, sign_off, time_ns)
    done = intake.once(connection, file, len(rows), time_ns, write)
    return done if isinstance(done, Refusal) else len(rows)


def _write(
    connection: Connection, rows: list[Related], sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Write the rows: 0, which is no event, or why not."""
    done = relations.state(connection, rows, sign_off, time_ns)
    return done if isinstance(done, Refusal) else 0


async def answer_relate(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The relation's number."""
    if ("other" in fields) == ("party" in fields):
        message = "name the party by other or by party, one of both"
        raise RequestError("field_missing", message, field="other", allowed=["other", "party"])
    related = Related(
        fields["entity"],
        Relation[fields["relation"].upper()],
        fields.get("other", 0),
        fields.get("party", b"").decode(),
        fields["first"],
        fields.get("last", 0),
        fields["document"],
    )
    given = ([related], signed(fields, grant), office.now_ns())
    number = await office.do(relations.state, *given)
    office.news_of_relations()
    return {"number": number}


async def answer_relations_file(office: Office, fields: Fields, grant: Grant) -> Fields:
    """How many relations were stated."""
    text = office.uploaded(fields)
    given = (signed(fields, grant), office.now_ns(), fields.get("again", ""))
    count = await office.do(take_in, text, fields["reference"], *given)
    office.uploads.forget(fields["digest"])
    office.news_of_relations()
    return {"relations": count}


async def answer_relations(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Relations that count, a page at a time."""
    given = (fields.get("entity"), fields.get("date", 0), fields.get("after", 0), PAGE_MAX + 1)
    found = await office.read(relations.latest, *given)
    return page("relations", found, PAGE_MAX, "number", _stated_row)


def _stated_row(row: Stated) -> Fields:
    related = row.related
    return {
        "number": row.number,
        "entity": related.entity,
        "relation": related.relation.name.lower(),
        "other": related.other or None,
        "party": related.party or None,
        "first": format_date(related.first),
        "last": format_date(related.last) if related.last else None,
        "source": related.source,
        "time_ns": row.time_ns,
        "who": row.who,
    }
