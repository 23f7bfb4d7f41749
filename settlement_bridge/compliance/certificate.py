"""The certificate of compliance (履约完成证明): its statement, and the code that proves it.

The code is `CEAX1.STATEMENT.SIGNATURE`: the statement as JSON in UTF-8 and the registry's Ed25519
signature over ``ceax certificate\\n`` and that JSON, each in URL-safe base64 without padding. The
registry's public key checks it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from settlement_bridge.errors import Refusal

Found = TypeVar("Found")
PREFIX = "CEAX1"
SIGNED = b"ceax certificate\n"
PUBLIC_KEY = re.compile("[0-9a-fA-F]{64}")
ADDED = ("helped_by", "offsets", "offset_ranges")  # to statements, later
OFFSETS_SAID_MAX = 8  # ranges of credits that a certificate names
CODE = re.compile(r"CEAX[0-9]\.[A-Za-z0-9_-]{20,2700}\.[A-Za-z0-9_-]{86}")


class Kind(NamedTuple):
    """A kind of certificate: what its codes begin with, and what is signed before the statement."""

    prefix: str
    signed: bytes


OF_COMPLIANCE = Kind(PREFIX, SIGNED)


class Statement(NamedTuple):
    """What a certificate states."""

    number: int
    venue: str
    entity: int
    name: str
    credit_code: str  # empty: not known
    year: int
    due: int  # t
    surrendered: int
    offset: int
    date: int  # of issue, yyyymmdd
    helped_by: str = ""  # entities that have helped, and with how much; empty: none
    # of credits of another registry: project and codes, the first `OFFSETS_SAID_MAX` ranges
    offsets: tuple[tuple[str, str], ...] = ()
    offset_ranges: int = 0  # how many there are


class Sheet(NamedTuple):
    """What is drawn of a certificate, beside its code."""

    title: str
    title_below: str
    number: int
    venue: str
    facts: list[tuple[str, str]]
    lines: tuple[str, ...] = ()  # in small letters below


def signed_text(statement: Any) -> bytes:
    """The JSON of a statement, which is a named tuple, as the signature covers it: what was added
    to it later is left out where it says nothing.
    """
    said = {
        name: value for name, value in statement._asdict().items() if value or name not in ADDED
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def code_of(text: bytes, signature: bytes, kind: Kind = OF_COMPLIANCE) -> str:
    """The code of a signed statement."""
    return ".".join(
        [
            kind.prefix,
            *(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (text, signature)),
        ]
    )


def fingerprint(code: str) -> str:
    """What a code is known by in the registry."""
    return hashlib.sha256(code.encode()).hexdigest()


def opened(code: str, public_key: str, kind: Kind) -> dict[str, Any] | Refusal:
    """What a code of a kind states, as a map, or a refusal: no code, not signed with this key (64
    hex digits), or no key.
    """
    if not PUBLIC_KEY.fullmatch(public_key):
        return Refusal(
            "public_key_malformed",
            "public_key",
            public_key[:100],
            "64 hexadecimal digits",
            "this is no public key",
        )
    if not CODE.fullmatch(code) or not code.startswith(f"{kind.prefix}."):
        return Refusal(
            "code_malformed",
            "code",
            code[:100],
            f"{kind.prefix}.STATEMENT.SIGNATURE",
            "this is no code of a certificate",
        )
    text, signature = (_decoded(part) for part in code.split(".")[1:])
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            signature, kind.signed + text
        )
    except InvalidSignature:
        return Refusal(
            "signature_wrong", "code", code[:100], None, "the registry has not signed this"
        )
    stated: dict[str, Any] = json.loads(text)
    return stated


def verify(code: str, public_key: str) -> Statement | Refusal:
    """The statement of a certificate of compliance, or a refusal as `opened` gives it."""
    stated = opened(code, public_key, OF_COMPLIANCE)
    return stated if isinstance(stated, Refusal) else _statement(stated)


def _statement(stated: dict[str, Any]) -> Statement:
    named = tuple((str(project), str(codes)) for project, codes in stated.pop("offsets", ()))
    return Statement(**stated, offsets=named)


def statement_of(code: str) -> Statement:
    """The statement of a code that the registry has made itself."""
    return _statement(json.loads(_decoded(code.split(".")[1])))


def verify_by_one(
    code: str, public_keys: Sequence[str], check: Callable[[str, str], Found | Refusal]
) -> tuple[str, Found | Refusal]:
    """What a check as `verify` finds, by the first of several keys that has signed it: that key,
    or the first one where none has.
    """
    found = [(key, check(code, key)) for key in public_keys]
    signed = (each for each in found if not isinstance(each[1], Refusal))
    return next(signed, found[0])


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        return b""
