"""Files on their way up, part after part, until they are whole; known by their SHA-256."""

from __future__ import annotations

import hashlib

from settlement_bridge.errors import Refusal
from settlement_bridge.operations.registrar import FILE_MAX

UPLOADS_MAX = 4  # files on their way at the same time; the oldest gives way


class Uploads:
    """What has come of some files. Bounded: `UPLOADS_MAX` files of `FILE_MAX` characters."""

    def __init__(self) -> None:
        self._parts: dict[str, list[str]] = {}

    def add(self, digest: str, offset: int, text: str) -> int | Refusal:
        """Add a part that begins `offset` characters into its file: how many have come.

        A part at 0 begins the file anew.
        """
        if offset == 0:
            self._parts.pop(digest, None)
            while len(self._parts) >= UPLOADS_MAX:
                del self._parts[next(iter(self._parts))]
            self._parts[digest] = []
        parts = self._parts.get(digest)
        length = sum(map(len, parts)) if parts is not None else 0
        if parts is None or offset != length:
            return Refusal(
                "upload_out_of_order",
                "offset",
                offset,
                length,
                "a part goes on where the one before it ended",
            )
        if length + len(text) > FILE_MAX:
            return Refusal(
                "file_too_large",
                "text",
                length + len(text),
                FILE_MAX,
                f"a file has at most {FILE_MAX} characters",
            )
        parts.append(text)
        return length + len(text)

    def whole(self, digest: str) -> str | Refusal:
        """The file, when all of it is here."""
        text = "".join(self._parts.get(digest, []))
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            message = (
                f"{len(text)} characters have come, and they are not the file with this SHA-256"
            )
            return Refusal("file_incomplete", "digest", digest, None, message)
        return text

    def forget(self, digest: str) -> None:
        """Let a file go."""
        self._parts.pop(digest, None)
