"""What the credits registry states of an order, and the code that proves it.

The code is `CEAXO1.STATEMENT.SIGNATURE`: the statement as JSON in UTF-8, and the Ed25519 signature
of the credits registry's server over ``ceax offset\\n`` and that JSON, each in URL-safe base64
without padding. The registry of allowances has pinned the server's key.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import NamedTuple

from gateway.protocol.signatures import is_signed
from settlement_bridge.books.offset_words import OrderStatus
from settlement_bridge.errors import Refusal

PREFIX = "CEAXO1"
SIGNED = b"ceax offset\n"
CODE_MAX = 30_000  # characters
_CODE = re.compile(rf"{PREFIX}\.([A-Za-z0-9_-]{{20,{CODE_MAX}}})\.([A-Za-z0-9_-]{{86}})")


class Statement(NamedTuple):
    """An order as the credits registry has it, and the credits that it is about.

    `project` is the project's registered number, `registered` the day on which the last of these
    credits were registered, `units` the first and the last code of each block, `cancellation` the
    number in the public record. `code` and `message` say why an order is refused.
    """

    registry: str  # the credits registry's venue
    peer: str  # the key of the registry that asks
    reference: str
    order: int  # number in the credits registry
    status: str
    account: int  # in the registry of allowances
    year: int  # of the obligation
    instrument: str
    quantity: int
    date: int  # of the status, yyyymmdd
    holder: str = ""  # name in the credits registry
    project: str = ""
    project_name: str = ""
    methodology: str = ""
    production_year: int = 0
    registered: int = 0  # yyyymmdd
    units: tuple[tuple[str, str], ...] = ()
    cancellation: int = 0
    code: str = ""
    message: str = ""

    @property
    def order_status(self) -> OrderStatus:
        """The status as a number. Raises KeyError for a word that this build does not know."""
        return OrderStatus[self.status.upper()]


def text_of(statement: Statement) -> bytes:
    """The statement's JSON, as the signature covers it."""
    return json.dumps(
        statement._asdict(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def written(text: bytes, signature: bytes) -> str:
    """The code of a signed statement."""
    parts = (base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (text, signature))
    return ".".join((PREFIX, *parts))


def read(code: str) -> Statement:
    """The statement of a code that was verified when it came."""
    parts = _parts(code)
    assert parts is not None
    return _statement(parts[0])


def verified(code: str, public_key: str) -> Statement | Refusal:
    """The statement of a code, or a refusal: no code, or not signed with this key."""
    parts = _parts(code)
    if parts is None:
        allowed = f"{PREFIX}.STATEMENT.SIGNATURE"
        message = "this is no statement of a credits registry"
        return Refusal("code_malformed", "statement", code[:100], allowed, message)
    text, signature = parts
    if not is_signed(public_key, signature.hex(), SIGNED + text):
        message = "the credits registry's key has not signed this"
        return Refusal("signature_wrong", "statement", code[:100], None, message)
    try:
        return _statement(text)
    except (ValueError, TypeError, KeyError):
        message = "this build does not know what this statement says"
        return Refusal("code_malformed", "statement", code[:100], None, message)


def _statement(text: bytes) -> Statement:
    fields = json.loads(text)
    units = tuple((str(first), str(last)) for first, last in fields.pop("units"))
    made = Statement(**fields, units=units)
    assert made.order_status
    return made


def _parts(code: str) -> tuple[bytes, bytes] | None:
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    try:
        text, signature = (
            base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in found.groups()
        )
    except binascii.Error:
        return None
    return text, signature
