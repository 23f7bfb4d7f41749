"""Idempotent requests, done once however often they are sent.

Which they are, the client reference they carry, and the one that the present task answers.

They move money or units, issue them, or give up a claim. The same client reference with the same
content brings the first answer; with other content the request is refused. A request's content is
its operation and all its fields but the client reference; two requests are the same when their
digests are. Each user has references of its own: the registry's operator, each member's account,
and each key of an authority.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from gateway.protocol.outside import SYSTEM

# Characters of the texts of requests.
# Characters of texts.
NAME_SIZE = 64
DOCUMENT_SIZE = 120
NOTE_SIZE = 400
BANK_ACCOUNT_SIZE = 34  # as long as an IBAN
SITE_SIZE = 120  # of a project
PAPER_MAX = 4 * 1024 * 1024  # bytes of one paper of a project
PART_SIZE = 20_000  # of a part of a paper, in base64

FIELD = "client_reference"
FORM = "[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}"
RULE = "1 to 64 letters, digits, '.', '_', ':', '/', '-', the first a letter or digit"
SIZE = 64  # characters
# Of the registry's operator; a member's is its account, an authority's its key's number below 0
OPERATOR_SCOPE = 0


class Asked(NamedTuple):
    """A request that is done once; its fields are columns of the table `client_references`."""

    scope: int
    reference: str
    operation: str
    digest: str
    who: str  # the key that asks


def asked(operation: str, fields: Mapping[str, Any], scope: int, who: str) -> Asked | None:
    """What is known of a request by its checked fields; None without a client reference."""
    if FIELD not in fields:
        return None
    return Asked(
        scope,
        fields[FIELD],
        operation,
        _digest(operation, without_reference(fields)),
        who,
    )


def without_reference(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A request's fields as the one who carries it out takes them."""
    return {name: value for name, value in fields.items() if name != FIELD}


def _digest(operation: str, fields: Mapping[str, Any]) -> str:
    said = json.dumps([operation, fields], sort_keys=True, default=bytes.decode)
    return hashlib.sha256(said.encode()).hexdigest()


_answering: ContextVar[Asked | None] = ContextVar("answering", default=None)


@contextmanager
def answering(request: Asked | None) -> Iterator[None]:
    """Inside, what is written answers this request."""
    token = _answering.set(request)
    try:
        yield
    finally:
        _answering.reset(token)


def being_answered() -> Asked | None:
    """The request that the present task answers, or None."""
    return _answering.get()


def new_reference(draw: Callable[[int], int] = SYSTEM.draw) -> str:
    """A client reference that nobody has used: 32 hexadecimal digits by chance."""
    return f"{draw(128):032x}"
