"""The check of a signature with Ed25519."""

from __future__ import annotations

import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_HEX_SIGNATURE = re.compile(r"[0-9a-fA-F]{128}")


def is_signed(public_key: str, signature: str, text: bytes) -> bool:
    """Whether a signature in hex is that of a public key, 64 hex digits, over a text."""
    if not _HEX_SIGNATURE.fullmatch(signature):
        return False
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    try:
        public.verify(bytes.fromhex(signature), text)
    except InvalidSignature:
        return False
    return True
