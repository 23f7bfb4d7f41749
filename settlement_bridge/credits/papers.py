"""Papers of projects and credits, kept by their SHA-256: brought part by part, asked back the same
way, and never changed.

Bounded: a paper has at most `asked.PAPER_MAX` bytes, an account at most PAPERS_MAX papers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from settlement_bridge.asked import PART_SIZE
from settlement_bridge.books import SignOff
from settlement_bridge.books.credit_words import Subject
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.credit_tables import paper_parts, papers, step_papers

PAPERS_MAX = 10_000  # of one account
PART_BYTES = PART_SIZE // 4 * 3  # of all parts but the last


class Paper(NamedTuple):
    """What is known of a paper without its content; `held` bytes of `size` have come."""

    digest: str
    account: int
    name: str
    size: int
    held: int


class Filed(NamedTuple):
    """A paper of a step of a project or period."""

    subject: Subject
    number: int
    kind: str
    digest: str


def keep_part(
    connection: Connection, fields: Mapping[str, Any], sign_off: SignOff, _today: int, time_ns: int
) -> int | Refusal:
    """Keep a part of a paper: how many bytes have come. The same part again changes nothing."""
    content = _decoded(fields["content"])
    if isinstance(content, Refusal):
        return content
    begun = _begun(connection, fields, sign_off.who, time_ns)
    if isinstance(begun, Refusal):
        return begun
    start: int = fields["start"]
    if start < begun.held:
        return begun.held
    refusal = _misplaced(begun, start, len(content))
    if refusal is not None:
        return refusal
    held = start + len(content)
    if held == begun.size and _digest(connection, begun.digest, content) != begun.digest:
        _forget(connection, begun.digest)
        return _not_the_paper(begun.digest)
    values = (begun.digest, start, fields["content"])
    connection.execute(insert(paper_parts).values(values))
    here = papers.c.digest == begun.digest
    connection.execute(update(papers).where(here).values(held=held))
    return held


def _decoded(text: str) -> bytes | Refusal:
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        return Refusal("field_out_of_range", "content", text[:100], "base64", f"no base64: {error}")
    if not content:
        return Refusal("field_out_of_range", "content", "", "base64", "a part has a content")
    return content


def _begun(
    connection: Connection, fields: Mapping[str, Any], who: str, time_ns: int
) -> Paper | Refusal:
    """The paper that a part is of; its first part begins it."""
    found, account = paper(connection, fields["digest"]), fields["account"]
    if found is not None and (found.held == found.size or found.account == account):
        return found
    if found is not None:  # another account's, which never ended
        _forget(connection, found.digest)
    mine = select(func.count()).where(papers.c.account == account)
    if (connection.scalar(mine) or 0) >= PAPERS_MAX:
        message = f"an account keeps at most {PAPERS_MAX} papers"
        return Refusal("too_many_papers", "account", account, PAPERS_MAX, message)
    made = Paper(fields["digest"], account, fields["name"], fields["size"], 0)
    connection.execute(insert(papers).values((*made, time_ns, who)))
    return made


def _misplaced(of: Paper, start: int, length: int) -> Refusal | None:
    if start > of.held:
        message = "a part goes on where the one before it ended"
        return Refusal("upload_out_of_order", "start", start, of.held, message)
    whole = start + length == of.size
    if start + length > of.size or (not whole and length != PART_BYTES):
        message = f"every part but the last has {PART_BYTES} bytes, all together `size`"
        return Refusal("upload_out_of_order", "content", length, PART_BYTES, message)
    return None


def paper(connection: Connection, digest: str) -> Paper | None:
    """What is known of a paper, or None."""
    columns = (papers.c[name] for name in Paper._fields)
    row = connection.execute(select(*columns).where(papers.c.digest == digest)).one_or_none()
    return None if row is None else Paper(*row)


def _digest(connection: Connection, digest: str, last: bytes) -> str:
    """The SHA-256 of the parts that have come, with the last one."""
    query = select(paper_parts.c.content).where(paper_parts.c.digest == digest)
    whole = hashlib.sha256()
    for part in connection.scalars(query.order_by(paper_parts.c.start)):
        whole.update(base64.b64decode(part))
    whole.update(last)
    return whole.hexdigest()


def _forget(connection: Connection, digest: str) -> None:
    connection.execute(delete(paper_parts).where(paper_parts.c.digest == digest))
    connection.execute(delete(papers).where(papers.c.digest == digest))


def part_of(
    connection: Connection, digest: str, start: int, reader: int | None
) -> tuple[Paper, str] | Refusal:
    """The part of a paper that begins at a byte, as base64.

    An account reads its own papers and those of a step; None reads all.
    """
    found = paper(connection, digest)
    filed = select(step_papers.c.number).where(step_papers.c.digest == digest).limit(1)
    if found is not None and reader not in (None, found.account):
        found = found if connection.scalar(filed) is not None else None
    here = (paper_parts.c.digest == digest) & (paper_parts.c.start == start)
    content = connection.scalar(select(paper_parts.c.content).where(here))
    if found is None or content is None:
        message = "no such paper, or no part of it begins there"
        return Refusal("paper_unknown", "digest", digest, None, message)
    return found, content


def public(connection: Connection, digest: str) -> bytes | None:
    """A paper of a step as bytes; None where there is none."""
    filed = select(step_papers.c.number).where(step_papers.c.digest == digest).limit(1)
    if connection.scalar(filed) is None:
        return None
    parts = select(paper_parts.c.content).where(paper_parts.c.digest == digest)
    found = connection.scalars(parts.order_by(paper_parts.c.start))
    return b"".join(base64.b64decode(part) for part in found)


def missing(connection: Connection, digest: str, field: str) -> Refusal | None:
    """The refusal of a paper that is not here to its last byte, or None."""
    found = paper(connection, digest)
    if found is not None and found.held == found.size:
        return None
    message = "bring the paper first, to its last byte"
    return Refusal("paper_unknown", field, digest, None, message)


def _not_the_paper(digest: str) -> Refusal:
    message = "these bytes are not the paper with this SHA-256: nothing is kept"
    return Refusal("paper_differs", "digest", digest, None, message)


def file_paper(connection: Connection, filed: Filed, date: int, who: str, time_ns: int) -> None:
    """Note that a paper belongs to a step."""
    number = next_number(connection, step_papers.c.number)
    values = (number, *filed, date, time_ns, who)
    connection.execute(insert(step_papers).values(values))


def filed_with(connection: Connection, subject: Subject, number: int) -> list[tuple[str, str, int]]:
    """The papers of a project or period in the order in which they came: kind, SHA-256, day."""
    columns = step_papers.c
    query = select(columns.kind, columns.digest, columns.date)
    query = query.where(columns.subject == subject, columns.subject_number == number)
    return [(row.kind, row.digest, row.date) for row in connection.execute(query)]
