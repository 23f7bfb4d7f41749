"""The certificate of compliance (履约完成证明): its statement, the code that proves it, and the PDF
that carries both.

The code is `CEAX1.STATEMENT.SIGNATURE`: the statement as JSON in UTF-8 and the registry's Ed25519
signature over ``ceax certificate\\n`` and that JSON, each in URL-safe base64 without padding. The
registry's public key checks it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from engine.units import format_date
from settlement_bridge.errors import Refusal

PREFIX = "CEAX1"
SIGNED = b"ceax certificate\n"
PUBLIC_KEY = re.compile("[0-9a-fA-F]{64}")
CODE = re.compile(rf"{PREFIX}\.[A-Za-z0-9_-]{{20,2000}}\.[A-Za-z0-9_-]{{86}}")


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


def signed_text(statement: Statement) -> bytes:
    """The statement's JSON, as the signature covers it."""
    return json.dumps(
        statement._asdict(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def code_of(text: bytes, signature: bytes) -> str:
    """The code of a signed statement."""
    return ".".join(
        [
            PREFIX,
            *(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (text, signature)),
        ]
    )


def fingerprint(code: str) -> str:
    """What a code is known by in the registry."""
    return hashlib.sha256(code.encode()).hexdigest()


def verify(code: str, public_key: str) -> Statement | Refusal:
    """The statement of a code, or a refusal: no code, not signed with this key (64 hex digits), or
    no key.
    """
    if not PUBLIC_KEY.fullmatch(public_key):
        return Refusal(
            "public_key_malformed",
            "public_key",
            public_key[:100],
            "64 hexadecimal digits",
            "this is no public key",
        )
    if not CODE.fullmatch(code):
        return Refusal(
            "code_malformed",
            "code",
            code[:100],
            f"{PREFIX}.STATEMENT.SIGNATURE",
            "this is no code of a certificate",
        )
    text, signature = (_decoded(part) for part in code.split(".")[1:])
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            signature, SIGNED + text
        )
    except InvalidSignature:
        return Refusal(
            "signature_wrong", "code", code[:100], None, "the registry has not signed this"
        )
    return Statement(**json.loads(text))


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        return b""


def code_in_pdf(pdf: bytes) -> str | Refusal:
    """The code that a certificate's PDF carries in its keywords."""
    if not pdf.startswith(b"%PDF-"):
        return Refusal("not_a_pdf", "file", None, None, "not a PDF file")
    try:
        metadata = PdfReader(io.BytesIO(pdf)).metadata
    except PyPdfError as error:
        return Refusal("not_a_pdf", "file", None, None, f"not a PDF file: {error}")
    code = CODE.search(metadata.keywords or "") if metadata else None
    return (
        code.group()
        if code
        else Refusal("code_missing", "file", None, None, "no code of a certificate in this file")
    )


def facts(statement: Statement) -> list[tuple[str, str]]:
    """What is printed, line by line: name of the figure, figure."""
    return [
        ("编号 Number", f"{statement.number:08}"),
        ("重点排放单位 Entity", f"{statement.name} ({statement.entity})"),
        ("统一社会信用代码 Credit code", statement.credit_code or "-"),
        ("履约年度 Year", str(statement.year)),
        ("应清缴配额量 Due", f"{statement.due:,} t"),
        ("已清缴 Surrendered", f"{statement.surrendered:,} t"),
        ("抵销 Offset", f"{statement.offset:,} t"),
        ("签发日期 Issued", format_date(statement.date) or "-"),
        ("市场 Venue", statement.venue),
    ]
